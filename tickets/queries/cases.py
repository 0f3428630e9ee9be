"""One case with what its page and the policies read of it, in statements that are built once."""

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Length, StrIndex

from orgs.models import Place, Post
from tickets.models import Attachment, CheckIn, Deadline, Hold, Revisit, Ticket
from tickets.models.querysets import TicketQuerySet
from tickets.models.requested import KINDS
from tickets.queries.lists import open_proposals
from tickets.queries.visibility import Reader, tickets_for
from web.prepared import prepared

_WITH = (
    "firm__profile",
    "town",
    "committee",
    "filed_by__organisation",
    "category__parent",
    "category__catalogue",
    "external",
    "follows",
    "repeats",
    "parent",
)


def _asks() -> Case:
    """Which kind of request waits for its ruling; one at a time does."""
    waits = {
        kind.KIND: kind._default_manager.filter(ticket=OuterRef("pk"), ruled_at=None, lapsed_at=None)  # noqa: SLF001 -- documented
        for kind in KINDS
    }
    return Case(*(When(Exists(rows), then=Value(str(kind))) for kind, rows in waits.items()), default=Value(""))


_RATED = Exists(Revisit.objects.filter(ticket=OuterRef("pk"), valid=True))
_HELD = Exists(Hold.objects.filter(ticket=OuterRef("pk"), lifted_at=None))
_EVER_WHISTLED = Exists(CheckIn.objects.filter(ticket=OuterRef("pk")))


def case_for(post: Post, number: str) -> Ticket | None:
    """The case of this number if the post may see it. Annotated with what has a query of its own."""
    return next(iter(_case(post.role, organisation=post.organisation_id, person=post.person_id, number=number)), None)


def _joined(seen: TicketQuerySet) -> Exists:
    """Whether cases hang on this one that the reader sees: followers of its group, parts that it was split into."""
    return Exists(seen.filter(Q(follows=OuterRef("pk")) | Q(parent=OuterRef("pk"))))


def _village() -> Coalesce:
    """The village of the case's town that its address names; of two, the one with the longer name."""
    named = Place.objects.filter(parent=OuterRef("town")).alias(at=StrIndex(OuterRef("address"), F("name")))
    return Coalesce(
        Subquery(named.filter(at__gt=0).order_by(Length("name").desc(), "pk").values("name")[:1]), Value("")
    )


@prepared("organisation", "person", "number")
def _case(role: str, *, organisation: int, person: int, number: str) -> TicketQuerySet:
    seen = tickets_for(Reader(role, organisation, person))
    mine = seen.filter(number=number)
    found: TicketQuerySet = mine.select_related(*_WITH).annotate(
        proposed=open_proposals(),
        requested=_asks(),
        whistled=_EVER_WHISTLED,
        rated=_RATED,
        joined=_joined(seen),
        village=_village(),
        held=_HELD,
    )
    return found


def deadlines_of(ticket: Ticket) -> list[Deadline]:
    """All clocks of a case, also those that have ended, with the units they run for."""
    clocks = _clocks(case=ticket.pk)
    for clock in clocks:
        clock.ticket = ticket
    return clocks


@prepared("case")
def _clocks(*, case: int) -> QuerySet[Deadline]:
    with_unit = ("leg__department", "check_in__unit", "instruction__unit", "instruction__by__organisation")
    return Deadline.objects.filter(ticket=case).select_related(*with_unit).order_by("due_at")


@prepared("case")
def attachments_of(*, case: int) -> QuerySet[Attachment]:
    """The files of a case that nobody has removed: those of its replies among them, those of a check-in stand at it."""
    return Attachment.objects.filter(ticket=case, check_in=None, removed_at=None)
