"""Who convenes, prepares and reads meetings, and who answers invitations. Pure questions about what is in hand."""

from datetime import datetime
from typing import TYPE_CHECKING, Final

from orgs.statuses import COMMITTEES, FIRM_SIDE, OrganisationKind, Role
from roundtable.meeting_kinds import MeetingState, Side
from roundtable.policies import POOL_ROLES, WHOLE_COUNTY
from tickets.extensions import local_day
from tickets.policies import UNIT_ROLES
from tickets.table_policies import PREPARES

if TYPE_CHECKING:
    from orgs.models import Organisation, Post
    from roundtable.models import Meeting, Seat

ANSWERS: Final = UNIT_ROLES | FIRM_SIDE | {Role.DISPATCHER}
"""Who answers for their body: any of a unit's people, of a firm's or a station's, of a committee's desk."""
SIDES: Final = {
    OrganisationKind.FIRM: Side.FIRM,
    OrganisationKind.STATION: Side.TOWN,
    OrganisationKind.POINT: Side.TOWN,
}
"""On which side a body sits; every other one sits with the departments."""


def side_of(body: "Organisation") -> Side:
    """Where a body sits by its kind; a department of a town is the town's."""
    if body.kind == OrganisationKind.DEPARTMENT and body.place_id is not None:
        return Side.TOWN
    return SIDES.get(OrganisationKind(body.kind), Side.DEPARTMENT)


def may_plan(post: "Post") -> bool:
    """Clerks and secretaries of a committee, and the office's clerks for the general one."""
    return post.role in PREPARES


def reads_meetings(meeting: "Meeting", post: "Post") -> bool:
    """Whoever reads the pool of its committee."""
    if post.role not in POOL_ROLES or post.county_id != meeting.county_id:
        return False
    return post.organisation_id == meeting.committee_id or post.organisation.kind in WHOLE_COUNTY


def may_prepare(meeting: "Meeting", post: "Post") -> bool:
    """A clerk or secretary of the committee that convenes it, or of the general committee and its office."""
    return may_plan(post) and reads_meetings(meeting, post)


def may_convene(meeting: "Meeting", post: "Post") -> bool:
    """A secretary: nobody is called together, and nothing called off, by a clerk alone (DOMAIN §3.1, convenor)."""
    return post.role == Role.PARTY_SECRETARY and post.organisation.kind in COMMITTEES and reads_meetings(meeting, post)


def may_answer(seat: "Seat", post: "Post") -> bool:
    """Whoever acts for the body that is invited."""
    return seat.organisation_id == post.organisation_id and post.role in ANSWERS


def begins_today(meeting: "Meeting", now: datetime) -> bool:
    """Whether it was announced and its day has come."""
    return meeting.state == MeetingState.NOTIFIED and local_day(now) >= local_day(meeting.starts_at)


def owes_materials(seat: "Seat") -> bool:
    """Units that have to come; firms and whoever only listens bring what they like."""
    return seat.organisation_id is not None and seat.must and seat.side in {Side.DEPARTMENT, Side.TOWN}


def may_hand_in(seat: "Seat", post: "Post") -> bool:
    """Whoever answers for a unit. A firm states its case at the table."""
    return may_answer(seat, post) and seat.side != Side.FIRM
