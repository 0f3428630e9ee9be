"""Who may ask and answer what about personal data. Pure questions: no writes, no queries."""

from typing import TYPE_CHECKING, Final

from orgs.statuses import Role
from tickets.data_kinds import Answer

if TYPE_CHECKING:
    from orgs.models import Post
    from tickets.models import DataRequest

ANSWERERS: Final = frozenset({Role.SUPERVISOR, Role.SECADMIN})
"""The office, which the privacy notice names as the handler, and the security administrator: each for the other."""
WRITERS: Final = frozenset({Role.SITE_CLERK, Role.DISPATCHER, Role.REVISIT_CLERK, Role.SUPERVISOR})
"""Whom a caller reaches at a counter or on the telephone."""


def may_answer(request: "DataRequest", post: "Post") -> bool:
    """Never one's own, nor what one has written down. What is about cases is the office's: administrators see none."""
    if request.county_id != post.county_id or post.role not in ANSWERERS or request.state != Answer.WAITING:
        return False
    if post.person_id in {request.person_id, request.asked_by_person_id}:
        return False
    return request.person_id is not None or post.role == Role.SUPERVISOR


def may_take_copy(request: "DataRequest", post: "Post") -> bool:
    """The copy that a caller was granted, to be handed to them while the request still says of whom."""
    granted = request.state == Answer.GRANTED and request.person_id is None and request.wish == "copy"
    known = bool(request.caller_name and request.caller_phone)
    return granted and known and request.county_id == post.county_id and post.role == Role.SUPERVISOR
