"""Extensions, pauses and questions in any order: every clock against a naive oracle that counts minute by minute."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from journal import clock
from orgs.calendar import COUNTY_TIME
from orgs.models import County
from orgs.services.calendar import set_day
from orgs.statuses import DayKind
from orgs.working_days import calendar_of
from tests import asking, cast
from tests.cast import MONDAY, World, current, lead_of
from tests.tickets.test_standing import reckoned, stands
from tickets.exceptions import NotDone
from tickets.models import Category, Deadline, Extension, InfoRequest, Pause, Ticket
from tickets.services import desk, extending, firm, pausing, sweep
from tickets.statuses import PauseReason

MINUTE: Final = timedelta(minutes=1)
REST, MADE_UP = date(2026, 11, 25), date(2026, 11, 28)  # a Wednesday off, a Saturday worked
Span = tuple[datetime, datetime]


def is_open(local: datetime) -> bool:
    """Whether the offices are open in the minute that begins now."""
    hour = local.hour + local.minute / 60
    if not (8.5 <= hour < 12 or 14 <= hour < 18):
        return False
    return local.date() == MADE_UP or (local.weekday() < 5 and local.date() != REST)


def minutes(since: datetime, until: datetime) -> int:
    """Office minutes, one by one."""
    local = since.astimezone(COUNTY_TIME)
    return sum(is_open(local + MINUTE * n) for n in range(int((until - since) / MINUTE)))


def runs_out(since: datetime, length: int, stands: Iterable[Span]) -> datetime:
    """When so many office minutes have passed, none of them in a span."""
    spans, at = list(stands), since.astimezone(COUNTY_TIME)
    while length:
        length -= is_open(at) and not any(start <= at < end for start, end in spans)
        at += MINUTE
    return at


def spans_of(ticket: Ticket) -> list[Span]:
    """From when to when the case waited, out of its records."""
    waited = [(pause.began_at, pause.ended_at) for pause in Pause.objects.filter(ticket=ticket, upheld=True)]
    infos = Deadline.objects.filter(ticket=ticket, kind="info").order_by("pk")
    for asked, info in zip(InfoRequest.objects.filter(ticket=ticket).order_by("pk"), infos, strict=True):
        waited.append((asked.at, asked.answered_at or info.due_at))
    return [(start, end) for start, end in waited if start and end]


class Life:
    """A case of five working days, and what people do to it when they can."""

    def __init__(self, world: World) -> None:
        self.world, self.ticket = world, cast.signed(world)
        self.calendar = calendar_of(County.objects.get(pk=world.county.pk))

    @property
    def version(self) -> int:
        """What a page drawn now would carry."""
        return current(self.ticket).version

    def question(self) -> None:
        """The desk asks the firm."""
        desk.ask(self.ticket.pk, question="?", actor=self.world.desk, version=self.version)

    def answer(self) -> None:
        """The firm answers."""
        firm.supplement(self.ticket.pk, answer="!", actor=self.world.firm, version=self.version)

    def pause(self) -> None:
        """Three working days, granted at once."""
        until, leg = self.calendar.add_working_days(clock.now(), 3).date(), lead_of(self.ticket)
        wish = pausing.Wish(until=until, reason=PauseReason.OTHER, words="等一等", told="等一等")
        pausing.ask(self.ticket.pk, leg_id=leg.pk, wish=wish, actor=self.world.liaison, version=leg.version)
        pausing.grant(self.ticket.pk, ruling="", actor=self.world.desk, version=self.version)

    def end(self) -> None:
        """The lead goes on."""
        pausing.end(self.ticket.pk, actor=self.world.liaison, version=self.version)

    def extend(self) -> None:
        """Two working days more, granted at once."""
        due = Deadline.objects.get(ticket=self.ticket, kind="resolve").due_at.astimezone(COUNTY_TIME).date()
        wish, leg = asking.a_wish(until=self.calendar.add_working_days(due, 2).date()), lead_of(self.ticket)
        extending.ask(self.ticket.pk, leg_id=leg.pk, wish=wish, actor=self.world.liaison, version=leg.version)
        extending.grant(self.ticket.pk, ruling="", actor=self.world.desk, version=self.version)

    def settle(self) -> None:
        """Nothing waits any more."""
        for act in (self.answer, self.end):
            attempt(act)


ACTS: Final[dict[str, Callable[[Life], None]]] = {
    name: getattr(Life, name) for name in ("question", "answer", "pause", "end", "extend")
}


def attempt(act: Callable[[], None]) -> None:
    """Do it, if it can be done now."""
    try:
        act()
    except (NotDone, PermissionDenied, InfoRequest.DoesNotExist):
        return


@pytest.fixture
def quick(world: World) -> World:
    """A county with a day off and one made up for it, whose power cases have five working days."""
    Category.objects.filter(pk=world.category.pk).update(tier="T3", limits={})
    with clock.moved_to(MONDAY):
        set_day(world.county.pk, day=REST, kind=DayKind.REST, note="调休", actor=world.office)
        set_day(world.county.pk, day=MADE_UP, kind=DayKind.WORK, note="补班", actor=world.office)
    return world


WAITS = st.one_of(st.integers(1, 300), st.integers(300, 4 * 24 * 60))


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=st.lists(st.tuples(WAITS, st.sampled_from(sorted(ACTS))), min_size=2, max_size=9))
def test_every_date_is_what_a_naive_count_of_minutes_says(quick: World, steps: list[tuple[int, str]]) -> None:
    now = MONDAY
    with clock.moved_to(now):
        life = Life(quick)
    for wait, name in steps:
        now += MINUTE * wait
        with clock.moved_to(now):
            sweep.run()
            attempt(lambda name=name: ACTS[name](life))  # type: ignore[misc]  # bound at once
    with clock.moved_to(now):
        life.settle()

    resolve, spans = Deadline.objects.get(ticket=life.ticket, kind="resolve"), spans_of(life.ticket)
    first = runs_out(MONDAY, minutes(MONDAY, datetime(2026, 11, 23, 18, tzinfo=COUNTY_TIME)), spans)
    due = first
    for extension in Extension.objects.filter(ticket=life.ticket, upheld=True).order_by("pk"):
        granted = extension.ruled_at or now
        closes = datetime.combine(extension.until, time(18), tzinfo=COUNTY_TIME)
        due = runs_out(granted, minutes(granted, closes), spans)
    assert [at.astimezone(UTC) for at in (resolve.promised_at, resolve.due_at)] == [first, due]
    assert stands(life.ticket) == reckoned(life.ticket)
