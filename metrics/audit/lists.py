"""Both logs as one list, newest first, by key. Each way of narrowing has an index that it is read along."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from heapq import merge
from itertools import islice
from typing import Any, Final

from django.db.models import Q, QuerySet

from journal.models import AccessLog, Event

Row = Event | AccessLog
EVENTS: Final = "event"
ACCESSES: Final = "access"
# Of rows of one instant the events come first; `Place` compares by it.
_RANKS: Final[dict[type[Row], int]] = {Event: 1, AccessLog: 0}


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a page ends: the row's instant, its log, its id."""

    at: datetime
    rank: int
    id: int

    @classmethod
    def of(cls, row: Row) -> "Place":
        """The place of a row."""
        return cls(row.at, _RANKS[type(row)], row.pk)

    @classmethod
    def read(cls, text: str) -> "Place | None":
        """From an address; None for a mangled one, which opens the first page."""
        at, _, rest = text.partition("~")
        rank, _, row = rest.partition("~")
        try:
            return cls(datetime.fromisoformat(at).astimezone(UTC), int(rank), min(int(row), 2**63 - 1))
        except (ValueError, OverflowError):
            return None

    def __str__(self) -> str:
        return f"{self.at.astimezone(UTC).isoformat()}~{self.rank}~{self.id}"

    def after(self, log: type[Row]) -> Q:
        """The rows of a log that come after this place."""
        rank = _RANKS[log]
        if rank > self.rank:
            return Q(at__lt=self.at)
        same = Q(id__lt=self.id) if rank == self.rank else Q()
        return Q(at__lte=self.at) & (Q(at__lt=self.at) | same)


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """What an auditor asks for. `since` is inclusive, `until` exclusive; `what` is a log and a verb or kind of it."""

    county: int
    since: datetime | None = None
    until: datetime | None = None
    what: tuple[str, str] = ("", "")
    person: int | None = None
    subject: tuple[str, int] | None = None


def rows(wanted: Wanted, *, after: Place | None, size: int) -> tuple[list[Row], str]:
    """The rows of a page and where the next one begins, "" on the last. One statement a log."""
    found: Iterable[Row] = merge(
        *(_of(log, wanted, after=after, most=size + 1) for log in _logs(wanted)), key=Place.of, reverse=True
    )
    shown = list(islice(found, size + 1))
    return shown[:size], str(Place.of(shown[size - 1])) if len(shown) > size else ""


def _logs(wanted: Wanted) -> list[type[Row]]:
    named: dict[str, list[type[Row]]] = {EVENTS: [Event], ACCESSES: [AccessLog]}
    return named.get(wanted.what[0], [Event, AccessLog])


def _of(log: type[Row], wanted: Wanted, *, after: Place | None, most: int) -> QuerySet[Any]:
    """One log's rows, of the county and of no county (an unknown account, the installation itself).

    `OR` would lose the order of the index: each part is read along it, and PostgreSQL merges the two.
    """
    asked = _narrowed(log, wanted)
    if after is not None:
        asked &= after.after(log)
    if wanted.person is not None or wanted.subject is not None:
        ours = Q(county=wanted.county) | Q(county=None)
        return log._default_manager.filter(asked, ours).order_by("-at", "-id")[:most]  # noqa: SLF001 -- Django's
    # PostgreSQL takes `county IS NULL` for no constant: naming it in the order keeps to the index.
    of_county, of_none = (
        log._default_manager.filter(asked, county).order_by("-county", "-at", "-id")[:most]  # noqa: SLF001 -- Django's
        for county in (Q(county=wanted.county), Q(county=None))
    )
    return of_county.union(of_none, all=True).order_by("-at", "-id")[:most]


def _narrowed(log: type[Row], wanted: Wanted) -> Q:
    asked = Q()
    if wanted.since is not None:
        asked &= Q(at__gte=wanted.since)
    if wanted.until is not None:
        asked &= Q(at__lt=wanted.until)
    if wanted.what[1]:
        asked &= Q(verb=wanted.what[1]) if log is Event else Q(kind=wanted.what[1])
    if wanted.person is not None:
        asked &= Q(actor=wanted.person)
    if wanted.subject is not None:
        asked &= Q(subject_type=wanted.subject[0], subject_id=wanted.subject[1])
    return asked
