"""Meetings as those who prepare and watch them read them, and as their guests do."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from orgs.models import Organisation, Post, ServiceSite
from orgs.queries import organisations_in
from orgs.statuses import COMMITTEES, OrganisationKind, Role, SiteRoom
from roundtable.kinds import TopicState
from roundtable.meeting_kinds import ISSUED, WRITING, MeetingState
from roundtable.models import AgendaItem, Material, Meeting, Seat, Topic, with_files
from roundtable.policies import POOL_ROLES, WHOLE_COUNTY
from roundtable.queries.topics import topics_for
from tickets.models import Leg
from tickets.queries import seen_among
from tickets.statuses import LIVE_LEGS
from web.paging import Page, keyset
from web.redacting import redacted

PAGE: Final = 25
_SHOWN: Final = ("committee", "site__organisation", "chair__person", "chair__organisation", "clerk")


def meetings_for(post: Post) -> QuerySet[Meeting]:
    """Its committee's meetings, or the county's; none for whoever has no part in preparing or watching them."""
    found = Meeting.objects.filter(county=post.county_id)
    if post.role not in POOL_ROLES:
        return found.none()
    return found if post.organisation.kind in WHOLE_COUNTY else found.filter(committee=post.organisation_id)


def meeting_page(post: Post, *, past: bool, now: datetime, after: str | None) -> Page[Meeting]:
    """One page: those to come or to be minuted the soonest first, or those that are over the newest first."""
    over = Q(ends_at__lt=now) & ~Q(state__in=WRITING) | Q(state__in=[MeetingState.CANCELLED, *ISSUED])
    rows = meetings_for(post).select_related(*_SHOWN)
    order = ("-starts_at", "-id") if past else ("starts_at", "id")
    return keyset(rows.filter(over) if past else rows.exclude(over), after=after, order=order, size=PAGE)


def meeting_for(post: Post, meeting_id: int) -> Meeting | None:
    """A meeting that the post reads."""
    return meetings_for(post).select_related(*_SHOWN).filter(pk=meeting_id).first()


def items_of(meeting: Meeting) -> list[AgendaItem]:
    """The agenda in its order, with the topics and their cases."""
    shown = ("topic__ticket__firm__profile", "topic__ticket__committee", "topic__raised_by__organisation")
    return list(meeting.items.select_related(*shown))


def seats_of(meeting: Meeting) -> list[Seat]:
    """Who is invited, by side; `clash`: the body sits in another meeting at the same time."""
    same = Q(meeting__starts_at__lt=meeting.ends_at, meeting__ends_at__gt=meeting.starts_at)
    others = Seat.objects.filter(same, organisation=OuterRef("organisation")).exclude(meeting=meeting.pk)
    clash = Exists(others.exclude(meeting__state=MeetingState.CANCELLED))
    return list(meeting.seats.select_related("organisation").annotate(clash=clash).order_by("side", "pk"))


def not_invited(items: Sequence[AgendaItem], seats: Sequence[Seat]) -> list[Organisation]:
    """Whom items concern by now and who has no seat: units whose leg came later. `services.agenda.concerned` for all
    items at once; nobody who wants to stay unknown.
    """
    cases = [item.topic.ticket for item in items if item.topic.ticket is not None]
    legs = Leg.objects.filter(ticket__in=cases, status__in=LIVE_LEGS).select_related("department").order_by("pk")
    bodies = [leg.department for leg in legs] if cases else []
    bodies += [case.firm for case in cases if not case.confidential]
    bodies += [item.topic.from_whom for item in items if item.topic.ticket is None]
    there = {seat.organisation_id for seat in seats}
    return list({body.pk: body for body in bodies if body.pk not in there}.values())


def to_put(post: Post, meeting: Meeting) -> QuerySet[Topic]:
    """Approved topics that stand on no agenda: the committee's own, for the general committee the whole county's."""
    found = topics_for(post).filter(state=TopicState.APPROVED, item=None)
    if meeting.committee.kind != OrganisationKind.GENERAL_COMMITTEE:
        found = found.filter(committee=meeting.committee_id)
    return found.select_related("raised_by__organisation", "ticket__firm__profile", "ticket__committee").order_by("at")


def rooms_in(county_id: int) -> QuerySet[ServiceSite]:
    """Service sites (阵地) with a meeting room."""
    sites = ServiceSite.objects.filter(county=county_id, rooms__contains=[SiteRoom.MEETING])
    return sites.select_related("organisation").order_by("level", "pk")


def chairs_in(county_id: int, committee: Organisation) -> QuerySet[Post]:
    """The secretaries who can take the chair: of the committee and of the general one."""
    general = Q(organisation__kind=OrganisationKind.GENERAL_COMMITTEE)
    posts = Post.objects.filter(organisation__county=county_id, role=Role.PARTY_SECRETARY, active=True)
    return posts.filter(general | Q(organisation=committee)).select_related("person", "organisation").order_by("pk")


def committees_of(post: Post) -> QuerySet[Organisation]:
    """For which committees the post convenes or prepares: its own; of the general one and its office every one."""
    found = organisations_in(post.county_id, *COMMITTEES)
    if post.organisation.kind not in WHOLE_COUNTY:
        found = found.filter(pk=post.organisation_id)
    return found.order_by("kind", "pk")


def bodies_in(county_id: int) -> QuerySet[Organisation]:
    """Whom one can invite beside those whom the agenda brings: units, stations, associations; firms by their name."""
    kinds = (
        OrganisationKind.DEPARTMENT,
        OrganisationKind.MASS_ORGANISATION,
        OrganisationKind.ASSOCIATION,
        OrganisationKind.SOE,
        OrganisationKind.STATION,
        OrganisationKind.INDUSTRY_COMMITTEE,
    )
    return organisations_in(county_id, *kinds).order_by("kind", "pinyin", "pk")


# --- guests -----------------------------------------------------------------------------------------------------------


def invitations_for(post: Post) -> QuerySet[Seat]:
    """Seats of the post's body in meetings that were announced, called off ones among them."""
    told = Seat.objects.filter(organisation=post.organisation_id, meeting__notified_at__isnull=False)
    return told.select_related("meeting__committee", "meeting__chair__person", "organisation")


def invitation_page(post: Post, *, after: str | None) -> Page[Seat]:
    """One page, the latest meeting first."""
    rows = invitations_for(post).annotate(starts=F("meeting__starts_at"))
    return keyset(rows, after=after, order=("-starts", "-id"), size=PAGE)


def own_items(seat: Seat, post: Post) -> list[AgendaItem]:
    """What of the agenda concerns the guest: a firm its own case alone, a unit those that it may see today."""
    items = items_of(seat.meeting)
    seen = seen_among(post, [item.topic.ticket_id for item in items if item.topic.ticket_id])
    return [item for item in items if _concerns(item.topic, post, seen)]


def _concerns(topic: Topic, post: Post, seen: set[int]) -> bool:
    body = post.organisation
    if topic.ticket is None:
        return body.pk == topic.raised_by.organisation_id
    return topic.ticket.pk in seen and (body.kind != OrganisationKind.FIRM or body.pk == topic.ticket.firm_id)


def items_by_link(seat: Seat) -> list[AgendaItem]:
    """The same for whoever holds the link of a body's seat: nobody reads hidden numbers there.

    A body that has no part in a case any more learns nothing of it.
    """
    items = [item for item in items_of(seat.meeting) if _is_about(item.topic, seat.organisation)]
    for item in items:
        if item.topic.ticket is not None and item.topic.ticket.redacted:
            item.topic.title = redacted(item.topic.title)
    return items


def _is_about(topic: Topic, body: Organisation | None) -> bool:
    case = topic.ticket
    if body is None:
        return False
    if case is None:
        return body.pk == topic.raised_by.organisation_id
    if body.kind == OrganisationKind.FIRM:
        return body.pk == case.firm_id
    return body.pk in case.parties and case.about_org_id is None


def materials_of(seat: Seat) -> list[Material]:
    """What the body has handed in, the first first."""
    return list(_materials(seat.meeting).filter(organisation=seat.organisation_id))


def materials_in(meeting: Meeting) -> list[Material]:
    """What all bodies have handed in."""
    return list(_materials(meeting))


def _materials(meeting: Meeting) -> QuerySet[Material]:
    rows = Material.objects.filter(meeting=meeting).select_related("organisation", "by__person")
    return rows.prefetch_related(with_files())
