"""Requests to leave a rating out (剔除) in lists: waiting, in force, refused or revoked. By the one visibility rule."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from django.db.models import Q, QuerySet

from orgs.models import Post
from orgs.statuses import Role
from tickets.models import Exclusion, Ticket
from tickets.models.exclusions import OBJECTED, REVOKED, STANDS, WAITING
from tickets.queries.visibility import Reader, Reads, at_home, seen_through
from web.paging import Listing, Page

PAGE: Final = 25
WATCH: Final = frozenset({Role.SUPERVISOR, Role.LEADER})
"""Who reads those of all units whose cases they may see; a unit reads its own."""
_NOBODYS: Final = Q(WAITING, refused_at__isnull=False)
_SHOWN: Final = (
    "ticket__firm__profile",
    "ticket__town",
    "ticket__county",
    "revisit",
    "unit",
    "objection",
    "agreed_by__organisation",
    "granted_by__organisation",
    "refused_by__organisation",
)


def _seen(reader: Reads) -> QuerySet[Exclusion]:
    mine = Q() if reader.role in WATCH else Q(unit=reader.organisation_id)
    return Exclusion.objects.filter(mine, seen_through(reader))


def owed(reader: Reads) -> QuerySet[Exclusion]:
    """Those on which the reader may have to rule: a head its unit's own, the office what a head has agreed to.

    On an objection another person of the office rules than the one who granted.
    """
    again = OBJECTED & ~Q(granted_by_person=reader.person_id)
    step = {
        Role.DEPT_HEAD: WAITING & Q(agreed_at=None),
        Role.SUPERVISOR: WAITING & Q(agreed_at__isnull=False) | again,
    }
    return _seen(reader).filter(step.get(Role(reader.role), _NOBODYS), at_home(reader, case="ticket__"))


def _waiting(role: str, *, organisation: int, person: int) -> QuerySet[Exclusion]:
    return _seen(Reader(role, organisation, person)).filter(WAITING | OBJECTED).select_related(*_SHOWN)


def _granted(role: str, *, organisation: int, person: int) -> QuerySet[Exclusion]:
    return _seen(Reader(role, organisation, person)).filter(STANDS).select_related(*_SHOWN)


def _refused(role: str, *, organisation: int, person: int) -> QuerySet[Exclusion]:
    return (
        _seen(Reader(role, organisation, person)).filter(Q(refused_at__isnull=False) | REVOKED).select_related(*_SHOWN)
    )


_LISTINGS: Final[Mapping[str, Listing[Exclusion]]] = {
    "waits": Listing(_waiting, "organisation", "person", order=("due_at", "id")),
    "granted": Listing(_granted, "organisation", "person", order=("-granted_at", "-id")),
    "refused": Listing(_refused, "organisation", "person", order=("-at", "-id")),
}
TABS: Final = tuple(_LISTINGS)


def exclusion_page(post: Post, *, tab: str, after: str | None) -> Page[Exclusion]:
    """One page: what waits by its date, or what has been ruled on, the newest first."""
    return _LISTINGS[tab].page(
        post.role, after=after, size=PAGE, organisation=post.organisation_id, person=post.person_id
    )


def of_ratings(reader: Reads, *, since: datetime, until: datetime) -> Sequence[Exclusion]:
    """What the reader sees of the requests about ratings of a time, however they ended; the newest `PAGE`."""
    of_then = _seen(reader).filter(revisit__at__gte=since, revisit__at__lt=until)
    return list(of_then.select_related(*_SHOWN).order_by("-at", "-pk")[:PAGE])


def granted_of(tickets: Iterable[Ticket]) -> dict[int, Exclusion]:
    """What was granted in these cases, by case: the list behind the public number."""
    found = Exclusion.objects.filter(STANDS, ticket__in=[ticket.pk for ticket in tickets])
    shown = found.select_related("unit", "agreed_by__organisation", "granted_by__organisation")
    return {each.ticket_id: each for each in shown}
