"""The link by which the firm rates without an account, as messages of a passed reply carry it. To the firm alone."""

from typing import Final

from journal.models import Event
from orgs.models import Post
from orgs.statuses import Role
from tickets.services import rating

ASKS: Final = "reply.passed"


def address_in(event: Event) -> str:
    """The link of the round whose reply has passed."""
    return rating.address_of(event.subject_id, county_id=event.county or 0, round_=event.data["round"])


def asks(event: Event, post: Post) -> bool:
    """Whether a notice of this event, told through this post, carries the link: no station, desk or unit gets it."""
    return event.verb == ASKS and post.role == Role.ENTERPRISE_USER
