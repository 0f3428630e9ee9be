"""What a firm has called (我的诉求), by what is to be done about it; a station's are those that it entered."""

from collections.abc import Mapping
from typing import Final

from django.db.models import Count, Q, QuerySet

from orgs.models import Post
from orgs.statuses import Role
from tickets.models import Ticket
from tickets.models.querysets import TicketQuerySet
from tickets.progress import FIRM_IS_ASKED
from tickets.queries.visibility import Reader, tickets_for
from tickets.statuses import ENDED, OPEN
from web.paging import Listing, Page, keyset
from web.prepared import prepared

PAGE: Final = 20
TABS: Final = {"waiting": FIRM_IS_ASKED, "open": OPEN - FIRM_IS_ASKED, "ended": ENDED}
_ORDER: Final = ("-submitted_at", "-id")


def my_page(post: Post, *, tab: str, words: str, after: str | None) -> Page[Ticket]:
    """One page of a tab, newest first; of those with these words, if any."""
    if words:
        found = _rows(post.role, tab, organisation=post.organisation_id, person=post.person_id).with_words(words)
        return keyset(found, after=after, order=_ORDER, size=PAGE)
    return _MINE.page(post.role, tab, after=after, size=PAGE, organisation=post.organisation_id, person=post.person_id)


def my_counts(post: Post, *, words: str) -> Mapping[str, int]:
    """How many stand in each tab, in one pass over the firm's cases."""
    if words:
        found = list(_counted(post.role, words, organisation=post.organisation_id, person=post.person_id))
    else:
        found = _counts(post.role, organisation=post.organisation_id, person=post.person_id)
    return dict(zip(TABS, found[0] if found else (0, 0, 0), strict=True))


def _mine(role: str, organisation: int, person: int) -> TicketQuerySet:
    """A firm's by the index on its calls."""
    seen = tickets_for(Reader(role, organisation, person))
    return seen.filter(firm=organisation) if role == Role.ENTERPRISE_USER else seen


def _rows(role: str, tab: str, *, organisation: int, person: int) -> TicketQuerySet:
    rows: TicketQuerySet = _mine(role, organisation, person).filter(status__in=TABS[tab]).with_row()
    return rows


_MINE: Final = Listing(_rows, "organisation", "person", order=_ORDER)


@prepared("organisation", "person")
def _counts(role: str, *, organisation: int, person: int) -> QuerySet[Ticket, tuple[int, ...]]:
    return _counted(role, "", organisation=organisation, person=person)


def _counted(role: str, words: str, *, organisation: int, person: int) -> QuerySet[Ticket, tuple[int, ...]]:
    mine = _mine(role, organisation, person).with_words(words)
    counts = {name: Count("pk", filter=Q(status__in=statuses)) for name, statuses in TABS.items()}
    return mine.order_by().values("county").annotate(**counts).values_list(*TABS)
