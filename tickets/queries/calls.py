"""Calls of whistles in lists: what a unit still has to check in to, where it has been, and the lights of cases."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from django.db.models import Exists, F, OuterRef, QuerySet

from orgs.models import Post
from tickets.models import CheckIn, Ticket, WhistleRating
from tickets.models.whistles import WAITING
from tickets.queries.rows import with_clocks
from tickets.queries.visibility import Reader, Reads, seen_through
from tickets.whistle_kinds import Side
from web.paging import Listing, Page
from web.prepared import Among, prepared

_SHOWN: Final = ("ticket__firm__profile", "ticket__town", "whistle__by__organisation")


def calls_of(post: Reads) -> QuerySet[CheckIn]:
    """Calls of the post's organisation in cases that it may see; being called needs no leg."""
    return CheckIn.objects.filter(seen_through(post), unit=post.organisation_id)


def waiting(reader: Reads) -> QuerySet[CheckIn]:
    """Those that it has not answered yet, late or not, while the whistle lasts."""
    return calls_of(reader).filter(WAITING)


def _waiting_rows(role: str, *, organisation: int, person: int) -> QuerySet[CheckIn]:
    return waiting(Reader(role, organisation, person)).select_related(*_SHOWN)


def _came_rows(role: str, *, organisation: int, person: int) -> QuerySet[CheckIn]:
    came = calls_of(Reader(role, organisation, person)).filter(checked_in_at__isnull=False)
    rated = WhistleRating.objects.filter(check_in=OuterRef("pk"), side=Side.CALLED)
    return came.select_related(*_SHOWN).annotate(rated=Exists(rated))


_LISTINGS: Final[Mapping[str, Listing[CheckIn]]] = {
    "called": Listing(_waiting_rows, "organisation", "person", order=("due_at", "id")),
    "came": Listing(_came_rows, "organisation", "person", order=("-checked_in_at", "-id")),
}
TABS: Final = frozenset(_LISTINGS)


def call_page(post: Post, *, tab: str, after: str | None, size: int) -> Page[CheckIn]:
    """One page: what waits by its deadline, or where the unit has been (`rated`: the whistle is), the newest first."""
    shown = _LISTINGS[tab].page(
        post.role, after=after, size=size, organisation=post.organisation_id, person=post.person_id
    )
    with_clocks(call.ticket for call in shown.items)
    return shown


def lights_of(tickets: Iterable[Ticket]) -> dict[int, Sequence[CheckIn]]:
    """Case → its calls of whistles that last, in one statement for a page; none where nobody has blown one."""
    cases = [ticket.pk for ticket in tickets if ticket.whistling]
    found: defaultdict[int, list[CheckIn]] = defaultdict(list)
    for call in _lasting(cases=cases) if cases else ():
        found[call.ticket_id].append(call)
    return dict(found)


@prepared("cases")
def _lasting(*, cases: list[int]) -> QuerySet[CheckIn]:
    lasting = CheckIn.objects.filter(Among(F("ticket"), cases), whistle__ended_at=None)
    return lasting.select_related("unit").order_by("pk")
