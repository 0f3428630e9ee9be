"""One case in memory: its rows, its clocks and its chain, changed the way `services.changing` changes saved ones.

Nothing here reads or writes the database. Ids are handed out from the case's own stretch of numbers, so that lives can
be told in any order by any process and still have the same rows.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from random import Random
from typing import Any, Final
from uuid import UUID

from django.db import models

from journal import facts
from journal.canonical import JSON
from journal.events import Draft, link
from journal.models import ErasableFact, Event
from orgs.calendar import WorkCalendar
from orgs.models import County, Post
from tickets.action import On
from tickets.actions import ACTIONS
from tickets.models import (
    Attachment,
    Card,
    Contact,
    Deadline,
    Extension,
    InfoRequest,
    Leg,
    Note,
    Rejection,
    Reply,
    ReplyReview,
    Return,
    Revisit,
    Ticket,
    Withdrawal,
    WithdrawalCheck,
)
from tickets.models.ruled import Ruled
from tickets.seeding.bulk.making import make
from tickets.services import deadlines
from tickets.standing import owed_by, turn_of
from tickets.statuses import ENDED, LIVE_LEGS, PAUSED_BY_QUESTIONS, DeadlineKind, LegRole, NoteKind, Status

MOST: Final[dict[type[models.Model], int]] = {
    Ticket: 1,
    Leg: 16,
    Deadline: 64,
    Card: 16,
    Note: 32,
    Contact: 16,
    InfoRequest: 8,
    Rejection: 4,
    Return: 4,
    Extension: 4,
    Reply: 8,
    ReplyReview: 8,
    Revisit: 16,
    Withdrawal: 4,
    WithdrawalCheck: 8,
    Attachment: 8,
    Event: 96,
    ErasableFact: 128,
}
"""The tables of a case in the order in which they can be written, and the most rows that one case has in each."""

_event = partial(make, Event)
Numbers = dict[type[models.Model], int]


@dataclass(slots=True)
class Act:
    """What somebody did, as the service of the same name is told; `version` is the one that their form carried."""

    name: str
    at: datetime
    by: Post | None
    said: dict[str, Any]
    leg_id: int | None = None
    version: int | None = None


@dataclass(slots=True)
class Change:
    """An act under way: what it adds to its event and to the clocks of the table."""

    act: Act
    leg: Leg | None = None
    data: dict[str, JSON] = field(default_factory=dict)
    erasable: dict[str, str] = field(default_factory=dict)
    meets: list[DeadlineKind] = field(default_factory=list)
    starts: list[DeadlineKind] = field(default_factory=list)
    days: dict[DeadlineKind, int] = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        """The act's one instant."""
        return self.act.at

    @property
    def post(self) -> Post:
        """Who acts. TypeError when nobody does."""
        if self.act.by is None:
            msg = "the system acts here"
            raise TypeError(msg)
        return self.act.by


class Ledger:
    """All rows of one case; `acts` is the list that the services can be played with.

    `spared` are the units that are shown no cards (`supervision_kinds.WITHOUT_CARDS`).
    """

    def __init__(
        self,
        *,
        county: County,
        calendar: WorkCalendar,
        rng: Random,
        ordinal: int,
        floors: Numbers,
        spared: frozenset[int] = frozenset(),
    ) -> None:
        self.county, self.calendar, self.rng, self.spared = county, calendar, rng, spared
        self.rows: dict[type[models.Model], list[Any]] = defaultdict(list)
        self.acts: list[Act] = []
        self._ordinal, self._floors = ordinal, floors
        self.ticket: Ticket

    def add(self, row: Any) -> Any:
        """Take a row in, under the next number of its table."""
        mine = self.rows[type(row)]
        most = MOST[type(row)]
        if len(mine) >= most:
            msg = f"a case has at most {most} rows of {type(row).__name__}"
            raise OverflowError(msg)
        row.id = self._floors[type(row)] + self._ordinal * most + len(mine) + 1
        mine.append(row)
        return row

    def token(self) -> UUID:
        """A form's token."""
        return UUID(int=self.rng.getrandbits(128), version=4)

    # --- what is in hand ------------------------------------------------------------------------------------------

    @property
    def live_legs(self) -> list[Leg]:
        """The units that have a part in the case now, lead first."""
        legs = [leg for leg in self.rows[Leg] if leg.status in LIVE_LEGS]
        return sorted(legs, key=lambda leg: (leg.role != LegRole.LEAD, leg.pk))

    @property
    def lead(self) -> Leg:
        """The one unit that answers the firm."""
        return next(leg for leg in self.live_legs if leg.role == LegRole.LEAD)

    @property
    def assists(self) -> list[Leg]:
        """The live assisting legs."""
        return [leg for leg in self.live_legs if leg.role == LegRole.ASSIST]

    @property
    def open_request(self) -> Ruled | None:
        """What the lead has asked for and nobody has ruled on yet."""
        asked = (row for kind in (Return, Extension) for row in self.rows[kind])
        return next((row for row in asked if row.ruled_at is None and row.lapsed_at is None), None)

    @property
    def standing_reply(self) -> Reply:
        """This round's reply that has not been sent back."""
        replies: list[Reply] = self.rows[Reply]
        return next(row for row in replies if row.round == self.ticket.round and row.superseded_at is None)

    def clocks(self, kind: DeadlineKind | None = None) -> list[Deadline]:
        """Clocks that are neither met nor void."""
        return [row for row in self.rows[Deadline] if row.is_live and (kind is None or row.kind == kind)]

    # --- the one door ---------------------------------------------------------------------------------------------

    def begin(self, name: str, at: datetime, by: Post | None, *, leg: Leg | None = None, **said: Any) -> Change:
        """Open an act. The table says which version its form carries."""
        row = ACTIONS[name]
        on_leg = row.on is On.LEG and leg is not None
        act = Act(name, at, by, said, leg.pk if on_leg and leg else None)
        if row.decides and by is not None and name != "submit":
            act.version = leg.version if on_leg and leg else self.ticket.version
        self.acts.append(act)
        return Change(act, leg)

    def finish(self, change: Change) -> None:
        """Count the version on, apply the clocks of the table, write the event (`changing._finish`)."""
        row, ticket, leg = ACTIONS[change.act.name], self.ticket, change.leg
        if (row.on is On.CASE and row.decides) or row.targets:
            ticket.version += 1
        if leg is not None and row.decides:
            leg.version += 1
        self._apply(change, (*row.meets, *change.meets), (*row.starts, *change.starts))
        ticket.updated_at = change.now
        if leg is not None:
            change.data |= {"leg": leg.pk, "unit": leg.department_id, "role": str(leg.role)}
        change.data |= {"status": str(ticket.status), "round": ticket.round}
        if change.act.by is not None:
            change.data["by"] = change.act.by.organisation_id
        self.record(change)

    def record(self, change: Change) -> None:
        """Append the event and keep its salts."""
        draft = Draft(
            verb=ACTIONS[change.act.name].verb,
            subject=self.ticket,
            actor=change.act.by,
            at=change.now,
            data=change.data,
            erasable=change.erasable,
        )
        salted = facts.salted(change.erasable, draw=self.rng.randbytes)
        event = self.add(link(draft, salted, make=_event))
        for fact in salted:
            self.add(make(ErasableFact, event_id=event.pk, field=fact.field, salt=fact.kept))

    # --- clocks (`services.deadlines`) ----------------------------------------------------------------------------

    def _apply(self, change: Change, meets: Iterable[DeadlineKind], starts: Sequence[DeadlineKind]) -> None:
        ticket, now = self.ticket, change.now
        for kind in meets:
            self._meet(kind, leg=change.leg if kind in deadlines.OF_A_LEG else None, now=now)
        for kind in starts:
            own = change.leg if kind in deadlines.OF_A_LEG else None
            self.start(kind, leg=own, now=now, days=change.days.get(kind))
        if ticket.status == Status.NEED_INFO and DeadlineKind.INFO in starts:
            self.pause(now)
        elif DeadlineKind.INFO in meets:
            for clock in self.clocks():
                deadlines.move_on(clock, now=now, calendar=self.calendar)
        if ticket.status in ENDED:
            self.void(now, but=DeadlineKind.WITHDREW)

    def start(self, kind: DeadlineKind, *, now: datetime, leg: Leg | None = None, days: int | None = None) -> None:
        """Start a clock."""
        terms = deadlines.terms(self.ticket, kind, now=now, calendar=self.calendar, days=days)
        self.add(make(Deadline, ticket_id=self.ticket.pk, leg_id=leg.pk if leg else None, **terms))

    def _meet(self, kind: DeadlineKind, *, leg: Leg | None, now: datetime) -> None:
        for clock in self.clocks(kind):
            if clock.leg_id == (leg.pk if leg else None):
                deadlines.move_on(clock, now=now, calendar=self.calendar)
                clock.met_at = now

    def pause(self, now: datetime, *, leg: Leg | None = None) -> None:
        """The case waits for the firm; with a `leg` its own clocks wait for a ruling."""
        for clock in self.clocks():
            mine = leg is None or clock.leg_id == leg.pk
            if mine and clock.kind in PAUSED_BY_QUESTIONS and clock.paused_at is None:
                clock.paused_at = now

    def void(
        self,
        now: datetime,
        *,
        leg: Leg | None = None,
        kind: DeadlineKind | None = None,
        but: DeadlineKind | None = None,
    ) -> None:
        """Nobody owes this any more."""
        for clock in self.clocks(kind):
            if (leg is None or clock.leg_id == leg.pk) and clock.kind != but:
                clock.voided_at, clock.paused_at = now, None

    def unmeet(self, kind: DeadlineKind) -> None:
        """The answer did not hold: the clock of this round runs on."""
        for clock in self.rows[Deadline]:
            if clock.kind == kind and clock.round == self.ticket.round and clock.met_at is not None:
                clock.met_at = None

    def settle(self) -> None:
        """Write where the case stands when its telling ends (`deadlines.settle`)."""
        live = self.clocks()
        self.ticket.waits_for, self.ticket.due_at = turn_of(self.ticket, live)
        for leg in self.rows[Leg]:
            leg.due_at, leg.paused = owed_by(leg, self.ticket, live)

    # --- what several acts share ----------------------------------------------------------------------------------

    def write(self, change: Change, kind: NoteKind, words: str, *, token: UUID) -> None:
        """Put words on the case (`handling.write`)."""
        note = self.add(
            make(
                Note,
                ticket_id=self.ticket.pk,
                leg_id=change.leg.pk if change.leg else None,
                kind=kind,
                body=words,
                round=self.ticket.round,
                by_id=change.post.pk,
                at=change.now,
                client_token=token,
            )
        )
        change.data["note"] = note.pk
        change.erasable["body"] = words

    def recall_legs(self, now: datetime) -> list[Leg]:
        """Take the case from all that have it; returns whom."""
        legs = self.live_legs
        for leg in legs:
            leg.recall()
            leg.version += 1
            self.void(now, leg=leg)
        return legs

    def back_to_the_lead(self, change: Change) -> None:
        """The unit that answered takes its leg up again (`replying.back_to_the_lead`)."""
        leg = self.lead
        leg.take_up_again()
        leg.done_at = None
        leg.version += 1
        change.data |= {"leg": leg.pk, "unit": leg.department_id}


def utc(instant: datetime) -> datetime:
    """The instant as it comes out of the database."""
    return instant.astimezone(UTC)
