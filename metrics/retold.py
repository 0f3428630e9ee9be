"""A county's month as the journal alone tells it: what was made public can be counted again years later.

Nothing of the cases is read, and none of the facts: only what each act wrote down of itself, which nobody can change.
The attribution is that of `metrics.counting`; what a month needs beside events (working days, who led) is not retold.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Any, Final

from journal.models import Event
from metrics.models import Publication
from metrics.periods import Month, Period
from metrics.released import ANSWERS, COUNTS
from orgs.calendar import COUNTY_TIME
from tickets.models import Ticket
from tickets.statuses import ENDED, Closure, Grade, Outcome, Status

NAMES: Final = ("accepted", "handled", *ANSWERS, *COUNTS)
"""What is told, each a number of cases; `ledgered` counts a case once a round."""
_ACCEPTED: Final = ("ticket.accepted", "ticket.taken_on")
_SPLIT: Final = "ticket.split"
_SPLIT_OFF: Final = "ticket.split_off"
_PASSED: Final = "reply.passed"
_LEDGERED: Final = "ledger.granted"
_EXCLUSION: Final = {"exclusion.granted": True, "exclusion.objected": False, "exclusion.revoked": False,
                     "exclusion.confirmed": True}  # fmt: skip
_CHUNK: Final = 1000


@dataclass(slots=True)
class Told:
    """One case, as far as its events have been heard. Days are the county's."""

    accepted_on: date | None = None
    parts: Sequence[int] = ()
    is_part: bool = False  # accepted when the whole call was, whatever a desk does with it later
    passed: bool = False
    status: str = ""
    closure: str = ""
    ended_on: date | None = None
    rated_on: date | None = None
    rating: dict[str, Any] = field(default_factory=dict)
    excluded: bool = False
    ledgered: dict[int, date] = field(default_factory=dict)

    def hear(self, event: Event) -> None:
        """The next event of the case's chain."""
        day, data = event.at.astimezone(COUNTY_TIME).date(), event.data
        self.status = data.get("status", self.status)
        if event.verb == _SPLIT_OFF:
            self.is_part = True
        elif event.verb in _ACCEPTED and not self.is_part:
            self.accepted_on = self.accepted_on or day
        elif event.verb == _SPLIT:
            self.parts = data["parts"]
        elif event.verb == _PASSED:
            self.passed = True
        elif event.verb == _LEDGERED:
            self.ledgered.setdefault(data["round"], day)
        self.excluded = _EXCLUSION.get(event.verb, self.excluded)
        if "grade" in data and not self.rating:
            self.rated_on, self.rating = day, data
        if "closure" in data:
            self.closure, self.ended_on = data["closure"], day
        elif self.status not in ENDED:
            self.closure, self.ended_on = "", None

    def counts(self, first: date, end: date) -> Iterator[str]:
        """The `NAMES` under which the case counts in these days, `end` left out."""
        if _within(self.accepted_on, first, end) and not self.parts:
            yield "accepted"
            if self.passed or self.status == Status.CLOSED:
                yield "handled"
        if _within(self.rated_on, first, end):
            yield from ["excluded"] if self.excluded else self._answers()
        if self.closure == Closure.FINAL and _within(self.ended_on, first, end):
            yield "final"
        yield from ("ledgered" for day in self.ledgered.values() if _within(day, first, end))

    def _answers(self) -> Iterator[str]:
        yield "valid"
        if self.rating["contacted"]:
            yield "contacted"
        outcome, grade = self.rating["outcome"], self.rating["grade"]
        said = {"solved": outcome == Outcome.SOLVED, "basically_solved": outcome == Outcome.BASICALLY}
        said |= {
            "satisfied": grade > Grade.BASICALLY_SATISFIED,
            "basically_satisfied": grade == Grade.BASICALLY_SATISFIED,
        }
        yield from (name for name, true in said.items() if true)


def _within(day: date | None, first: date, end: date) -> bool:
    return day is not None and first <= day < end


@dataclass(frozen=True, slots=True)
class Line:
    """A number of a published month, and the same as the journal tells it."""

    name: str
    published: int
    journal: int

    def __str__(self) -> str:
        return f"{self.name} {self.published} {'=' if self.published == self.journal else '≠'} {self.journal}"


def compared(newest: Publication) -> Iterator[Line]:
    """Every number that a month's newest version tells of the county; each block as of the version that it is of."""
    figures = newest.figures
    month = Month.parse(figures["month"], starts_on=date.fromisoformat(figures["first_day"]).day)
    if month is None:
        raise ValueError(figures["month"])
    versions = Publication.objects.filter(county=newest.county_id, of_year=False, month=newest.month)
    published_at = dict(versions.values_list("version", "at"))
    told: dict[int, dict[str, int]] = {}
    for block, name, number in _numbers(figures):
        version = figures["since"][block]
        if version not in told:
            told[version] = retold(newest.county_id, month, until=published_at[version])
        if number is not None:
            yield Line(name, number, told[version][name])


def _numbers(figures: dict[str, Any]) -> Iterator[tuple[str, str, int | None]]:
    """(block, name, number); None where it is too small to be told."""
    yield "accepted", "accepted", figures["accepted"]["count"]
    yield "accepted", "handled", figures["accepted"]["handled"]
    yield from (("rates", name, figures["rates"][name]) for name in ANSWERS)
    yield from ((name, name, figures[name]["count"]) for name in COUNTS)


def retold(county_id: int, period: Period, *, until: datetime) -> dict[str, int]:
    """`NAMES` → how many, of what had happened by `until`."""
    heard = Event.objects.filter(county=county_id, subject_type=Ticket.JOURNAL_NAME, at__lte=until)
    counts = Counter(dict.fromkeys(NAMES, 0))
    first, end = period.days
    for case in _cases(heard, period):
        counts.update(case.counts(first, end))
    return dict(counts)


def _cases(heard: Any, period: Period) -> Iterator[Told]:
    """Every case to which something happened in the period, and the parts that a call was split into then or later."""
    ids = set(heard.filter(at__gte=period.start, at__lt=period.end).values_list("subject_id", flat=True))
    accepted: dict[int, date | None] = {}
    for case, told in _told(heard, sorted(ids)):
        accepted |= dict.fromkeys(told.parts, told.accepted_on)
        if case not in accepted:
            yield told
    for case, told in _told(heard, sorted(accepted)):
        told.accepted_on = accepted[case]
        yield told


def _told(heard: Any, ids: Sequence[int]) -> Iterator[tuple[int, Told]]:
    for begin in range(0, len(ids), _CHUNK):
        events: Iterable[Event] = heard.filter(subject_id__in=ids[begin : begin + _CHUNK]).order_by("subject_id", "seq")
        for case, chain in groupby(events, key=lambda event: event.subject_id):
            told = Told()
            for event in chain:
                told.hear(event)
            yield case, told
