"""A case for every kind of clock, and what a sweep has left of it: what the tests of the sweep compare."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction

from journal import clock
from journal.models import Event
from notifications import relay
from notifications.models import Notice
from orgs.models import Organisation
from tests import asking, cast, rounds
from tests.cast import MINUTE, MONDAY, World, current
from tests.tickets import closed, excluded, grouped, instructed, ledgered, supervised, units, whistled, withdrawn
from tickets.models import Candidate, Card, Deadline, Ticket
from tickets.services import desk, sweep
from tickets.statuses import DeadlineKind

Word = tuple[int, str, str, str]
"""Which case, a verb, the kind of clock that it is about, the unit that it is about."""

LATE: Final = timedelta(days=3)


def asked(world: World) -> Ticket:
    """A case whose firm has been asked while its lead was at it."""
    ticket = cast.signed(world)
    desk.ask(ticket.pk, question="请补充电表照片", actor=world.desk, version=ticket.version)
    return current(ticket)


def to_be_called(world: World) -> Ticket:
    """A case whose firm has let its seven days go by."""
    ticket = cast.asked_to_confirm(world)
    supervised.sweep_after(ticket, "confirm")
    return current(ticket)


RUNS: Final[dict[DeadlineKind, Callable[[World], Ticket]]] = {
    DeadlineKind.ACCEPT: cast.filed,
    DeadlineKind.DISPATCH: cast.accepted,
    DeadlineKind.INFO: asked,
    DeadlineKind.RULING: cast.given_back,
    DeadlineKind.SIGN: cast.dispatched,
    DeadlineKind.CONTACT: cast.signed,
    DeadlineKind.RESOLVE: supervised.taken_on,
    DeadlineKind.PAUSE: asking.suspended,
    DeadlineKind.ASSIST: cast.dispatched,
    DeadlineKind.REVIEW: cast.replied,
    DeadlineKind.CONFIRM: cast.asked_to_confirm,
    DeadlineKind.CALLS: to_be_called,
    DeadlineKind.SETTLE: rounds.stopped,
    DeadlineKind.CHECK_IN: whistled.whistled,
    DeadlineKind.ANSWER: supervised.ordered,
    DeadlineKind.JUDGE: supervised.answered,
    DeadlineKind.INSTRUCT: instructed.on_a_case,
    DeadlineKind.PARTS: grouped.split_up,
    DeadlineKind.COUNTERSIGN: units.drafted,
    DeadlineKind.WITHDREW: withdrawn.after_dispatch,
    DeadlineKind.REOPEN: closed.with_new_facts,
    DeadlineKind.LEDGER: ledgered.on_ledger,
    DeadlineKind.MONTHLY: ledgered.on_ledger,
    DeadlineKind.AGREE: excluded.asked,
    DeadlineKind.EXCLUDE: excluded.agreed,
}

OF_SILENCE: Final = {
    DeadlineKind.INFO: "ticket.question_lapsed",
    DeadlineKind.PAUSE: "pause.lapsed",
    DeadlineKind.CONFIRM: "ticket.confirmation_lapsed",
    DeadlineKind.RULING: "ruling.escalated",
}
"""What is said where silence has an effect; of every other clock, that it has passed."""


@contextmanager
def taken_back() -> Iterator[None]:
    """A life beside which another one is to be lived from the same start."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class Case:
    """A case in which a clock of this kind runs, since a Monday at nine."""

    def __init__(self, kind: DeadlineKind) -> None:
        with clock.moved_to(MONDAY):
            RUNS[kind](cast.county())
        live = Deadline.objects.filter(met_at=None, voided_at=None).order_by("pk")
        self.clocks = list(live.values_list("pk", flat=True))
        self.own = live.filter(kind=kind)[0]
        self.before = Event.objects.latest("pk").pk

    def sweep(self, at: datetime, act: Callable[[], Any] = sweep.run) -> int:
        """Let it be swept, in whatever way, and everybody told; how many rows the sweep did."""
        last = Event.objects.latest("pk").pk
        with clock.moved_to(at):
            done: int = act()
            for event in Event.objects.filter(pk__gt=last, subject_type="ticket").order_by("pk"):
                relay.handle(event)
        return done

    def sweep_on_time(self, until: datetime) -> None:
        """A minute after every time at which something is to be said."""
        while (at := self._next()) is not None and at + MINUTE <= until:
            assert self.sweep(at + MINUTE)
        self.sweep(until)

    def _next(self) -> datetime | None:
        live = Deadline.objects.filter(met_at=None, voided_at=None, paused_at=None)
        warned = live.filter(warned_at=None, passed_at=None).order_by("warn_at").values_list("warn_at", flat=True)
        passed = live.filter(passed_at=None).order_by("due_at").values_list("due_at", flat=True)
        return min((*warned[:1], *passed[:1]), default=None)

    def stands(self) -> dict[str, object]:
        """Cases and cards, and the clocks that ran before any sweep; of those that a sweep began only which."""
        rows = Deadline.objects.order_by("pk")
        return {
            "cases": list(Ticket.objects.order_by("pk").values_list("status", "waits_for", "supervised")),
            "clocks": [
                (row.kind, row.due_at, row.met_at is None, row.voided_at is None, row.passed_at is None)
                for row in rows.filter(pk__in=self.clocks)
            ],
            "begun": list(rows.filter(pk__gt=max(self.clocks)).values_list("kind", flat=True)),
            "cards": list(Card.objects.order_by("pk").values_list("colour", "at")),
            "candidates": list(Candidate.objects.order_by("pk").values_list("reason", flat=True)),
        }

    def said(self, *, over: bool = True) -> Counter[Word]:
        """What sweeps have written, but of clocks that they began. Not `over`: without warnings of what is past now."""
        return Counter(self._words(over=over).values())

    def told(self, *, over: bool = True) -> Counter[tuple[str, Word]]:
        """Who has a notice of what."""
        words = self._words(over=over)
        notices = Notice.objects.filter(event__in=words).select_related("person")
        return Counter((notice.person.name, words[notice.event_id]) for notice in notices)

    def said_of_its_own(self) -> list[str]:
        """What they have written of the clock itself, in order."""
        written = Event.objects.filter(pk__gt=self.before).order_by("pk")
        silence = OF_SILENCE.get(DeadlineKind(self.own.kind))
        return [event.verb for event in written if event.data.get("deadline") == self.own.pk or event.verb == silence]

    def _words(self, *, over: bool) -> dict[int, Word]:
        """By their events."""
        names = dict(Organisation.objects.values_list("pk", "name"))
        cases = list(Ticket.objects.order_by("pk").values_list("pk", flat=True))
        gone = () if over else Deadline.objects.exclude(passed_at=None, met_at=None).values_list("pk", flat=True)
        found = {}
        for event in Event.objects.filter(pk__gt=self.before, subject_type="ticket"):
            about, unit = event.data.get("deadline", self.own.pk), names.get(event.data.get("unit"), "")
            if about in self.clocks and not (event.verb == "deadline.warned" and about in gone):
                found[event.pk] = (cases.index(event.subject_id), event.verb, str(event.data.get("kind", "")), unit)
        return found
