"""Leaders' instructions in lists: those that wait for a report, and those that have one. By the one visibility rule."""

from collections.abc import Mapping
from typing import Final

from django.db.models import Q, QuerySet

from orgs.models import Post
from orgs.statuses import Role
from tickets.instruction_policies import LEADERS
from tickets.models import Instruction
from tickets.models.instructions import WAITING
from tickets.queries.rows import with_clocks
from tickets.queries.visibility import Reader, Reads, seen_through
from web.paging import Listing, Page

PAGE: Final = 25
WATCH: Final = LEADERS | {Role.SUPERVISOR}
"""Who follows instructions in all cases that they may see; a unit reads those that it reports on."""
_SHOWN: Final = ("ticket__firm__profile", "ticket__town", "ticket__county", "unit")


def _seen(reader: Reads) -> QuerySet[Instruction]:
    mine = Q() if reader.role in WATCH else Q(unit=reader.organisation_id)
    return Instruction.objects.filter(mine, seen_through(reader))


def owed(reader: Reads) -> QuerySet[Instruction]:
    """Those on which the reader's own unit has to report: nothing that a leader has to do."""
    return _seen(reader).filter(WAITING, unit=reader.organisation_id)


def _waiting_rows(role: str, *, organisation: int, person: int) -> QuerySet[Instruction]:
    return _seen(Reader(role, organisation, person)).filter(WAITING).select_related(*_SHOWN)


def _reported_rows(role: str, *, organisation: int, person: int) -> QuerySet[Instruction]:
    return _seen(Reader(role, organisation, person)).filter(reported_at__isnull=False).select_related(*_SHOWN)


_LISTINGS: Final[Mapping[str, Listing[Instruction]]] = {
    "waits": Listing(_waiting_rows, "organisation", "person", order=("due_at", "id")),
    "reported": Listing(_reported_rows, "organisation", "person", order=("-reported_at", "-id")),
}
TABS: Final = tuple(_LISTINGS)


def instruction_page(post: Post, *, tab: str, after: str | None) -> Page[Instruction]:
    """One page: what waits by its deadline, or what has been reported on, the newest first."""
    shown = _LISTINGS[tab].page(
        post.role, after=after, size=PAGE, organisation=post.organisation_id, person=post.person_id
    )
    with_clocks(found.ticket for found in shown.items)
    return shown
