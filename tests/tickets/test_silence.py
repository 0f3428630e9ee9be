"""Five working days without an answer of the firm: the case goes on with what is there, where it was (DESIGN §5)."""

from collections.abc import Callable, Iterator
from datetime import date, datetime

import pytest

from journal import clock
from journal.models import Event
from orgs.models import Post
from orgs.services.calendar import set_day
from orgs.statuses import DayKind
from tests import cast
from tests.cast import MONDAY, World, current
from tests.tickets.giving_back import november
from tests.tickets.test_standing import reckoned, stands
from tickets.exceptions import Blocked
from tickets.models import Deadline, InfoRequest, Ticket
from tickets.services import desk, firm, sweep
from tickets.statuses import DeadlineKind, LegStatus, Status

FRIDAY = november(20, 17)  # two weekends lie within its five working days and a holiday


@pytest.fixture(autouse=True)
def monday(db: None) -> Iterator[None]:
    """Cases are made on a Monday at nine."""
    with clock.moved_to(MONDAY):
        yield


def asked(world: World, make: Callable[[World], Ticket], at: datetime = FRIDAY) -> Ticket:
    """A case made on Monday, whose firm is asked at this moment."""
    ticket = make(world)
    with clock.moved_to(at):
        desk.ask(ticket.pk, question="请补充照片", actor=world.desk, version=current(ticket).version)
    return current(ticket)


def swept(moment: datetime) -> None:
    with clock.moved_to(moment):
        sweep.run()


def lapses(ticket: Ticket) -> int:
    return Event.objects.for_subject("ticket", ticket.pk).filter(verb="ticket.question_lapsed").count()


def test_a_weekend_and_a_holiday_are_no_working_days(world: World) -> None:
    set_day(world.county.pk, day=date(2026, 11, 25), kind=DayKind.REST, note="临时放假", actor=world.office)
    ticket = asked(world, cast.signed)

    swept(november(30, 17, 59))
    assert current(ticket).status == Status.NEED_INFO
    swept(november(30, 18, 1))

    assert (current(ticket).status, lapses(ticket)) == (Status.HANDLING, 1)


@pytest.mark.parametrize(
    ("make", "status", "kind"),
    [
        (cast.filed, Status.SUBMITTED, DeadlineKind.ACCEPT),
        (cast.accepted, Status.ACCEPTED, DeadlineKind.DISPATCH),
        (cast.signed, Status.HANDLING, DeadlineKind.RESOLVE),
    ],
)
def test_it_goes_back_where_it_was_with_the_days_credited(
    world: World, make: Callable[[World], Ticket], status: Status, kind: DeadlineKind
) -> None:
    ticket = asked(world, make, at=november(16, 10))

    swept(november(23, 18, 1))

    running = Deadline.objects.get(ticket=ticket, kind=kind)
    assert (current(ticket).status, current(ticket).resume_status) == (status, "")
    assert (running.paused_at, running.paused_minutes) == (None, 360 + 5 * 450)  # from ten on Monday, five days more
    assert InfoRequest.objects.get().lapsed_at == november(23, 18, 1)
    assert stands(ticket) == reckoned(ticket)


def test_a_leg_that_waited_to_be_signed_waits_again_with_its_time(world: World) -> None:
    ticket = asked(world, cast.dispatched, at=november(17, 17))

    swept(november(24, 18, 1))

    sign = Deadline.objects.get(ticket=ticket, kind=DeadlineKind.SIGN, leg__role="lead")
    assert cast.lead_of(ticket).status == LegStatus.PENDING
    assert sign.due_at == november(25, 9, 30)  # an hour was left


def test_a_sweep_that_comes_three_days_late_credits_five_days_and_speaks_once(world: World) -> None:
    ticket = asked(world, cast.signed, at=november(16, 10))

    swept(november(26, 11))
    swept(november(26, 11))

    resolve = Deadline.objects.get(ticket=ticket, kind=DeadlineKind.RESOLVE)
    assert (resolve.paused_minutes, lapses(ticket)) == (360 + 5 * 450, 1)


def test_a_date_that_was_missed_before_the_question_stays_missed(world: World) -> None:
    ticket = cast.signed(world)
    Deadline.objects.filter(ticket=ticket, kind=DeadlineKind.RESOLVE).update(due_at=november(16, 9, 30))
    with clock.moved_to(november(16, 10)):
        desk.ask(ticket.pk, question="请补充照片", actor=world.desk, version=current(ticket).version)

    swept(november(23, 18, 1))

    resolve = Deadline.objects.get(ticket=ticket, kind=DeadlineKind.RESOLVE)
    assert (resolve.due_at, resolve.paused_minutes) == (november(16, 9, 30), 0)


def ask(ticket: Ticket, by: Post) -> None:
    desk.ask(ticket.pk, question="请补充合同", actor=by, version=current(ticket).version)


def answer(world: World, ticket: Ticket) -> None:
    firm.supplement(ticket.pk, answer="合同已上传", actor=world.firm, version=current(ticket).version)


def test_after_silence_the_lead_goes_on_and_the_desk_alone_may_ask_once_more(world: World) -> None:
    ticket = cast.signed(world)
    ask(ticket, world.liaison)
    swept(november(23, 18, 1))

    with clock.moved_to(november(24, 9)):
        with pytest.raises(Blocked, match="企业上次没有按时补充，请按现有材料继续办"):
            ask(ticket, world.liaison)
        ask(ticket, world.desk)

    assert current(ticket).status == Status.NEED_INFO


def test_a_lead_stops_its_clock_by_questions_twice_in_a_round_at_most(world: World) -> None:
    ticket = cast.signed(world)
    for _time in range(2):
        ask(ticket, world.liaison)
        answer(world, ticket)

    with pytest.raises(Blocked, match="这一轮已经请企业补充过 2 次"):
        ask(ticket, world.liaison)
