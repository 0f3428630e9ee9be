"""The steps of a story around exclusions (剔除): the rated unit asks, its head agrees or not, the office grants."""

from collections.abc import Iterator
from datetime import datetime

from orgs.models import Post
from orgs.statuses import Role
from tickets.exclusion_kinds import ExclusionReason
from tickets.models import Exclusion
from tickets.seeding.play import Play
from tickets.services import excluding


def ask(play: Play, _how: str) -> Iterator[datetime]:
    """The unit does not want the rating counted."""
    yield play.later(120, 400)
    rating = play.ticket.counted_rating
    if rating is None:
        raise LookupError(f"{play.request.id} has no rating")
    said = play.next_request("exclusions")
    plea = excluding.Plea(reason=ExclusionReason(said["reason"]), words=said["words"], client_token=play.token())
    excluding.ask(play.ticket_id, plea=plea, actor=play.people.liaison(rating.lead_id))


def agree(play: Play, _how: str) -> Iterator[datetime]:
    """The unit's head agrees."""
    yield play.later(60, 200)
    said = play.latest("exclusions")["opinion"]
    excluding.agree(play.ticket_id, ruling=said, actor=_head(play), version=play.ticket.version)


def refuse(play: Play, _how: str) -> Iterator[datetime]:
    """The unit's head does not agree."""
    yield play.later(60, 200)
    said = play.latest("exclusions")["opinion"]
    excluding.refuse(play.ticket_id, ruling=said, actor=_head(play), version=play.ticket.version)


def grant(play: Play, _how: str) -> Iterator[datetime]:
    """The office grants it."""
    yield play.later(100, 300)
    said = play.latest("exclusions")["ruling"]
    excluding.grant(play.ticket_id, ruling=said, actor=play.people.supervisor(), version=play.ticket.version)


def _head(play: Play) -> Post:
    unit = Exclusion.objects.filter(ticket=play.ticket_id).latest("pk").unit_id
    return play.people.of(unit, Role.DEPT_HEAD)
