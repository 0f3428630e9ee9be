"""The steps of a story around exclusions (剔除): the rated unit asks, its head agrees or not, the office grants."""

from collections.abc import Callable, Iterator
from datetime import datetime

from orgs.models import Post
from orgs.statuses import Role
from tickets.exclusion_kinds import ExclusionReason
from tickets.models import Exclusion
from tickets.seeding.play import Play
from tickets.services import excluding, objecting


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


def reject(play: Play, _how: str) -> Iterator[datetime]:
    """The office does not grant it."""
    yield play.later(100, 300)
    said = play.latest("exclusions")["ruling"]
    excluding.reject(play.ticket_id, ruling=said, actor=play.people.supervisor(), version=play.ticket.version)


def object_to(play: Play, _how: str) -> Iterator[datetime]:
    """The firm wants it counted."""
    yield play.later(60, 300)
    said, firm = play.latest("exclusions")["objection"], play.people.firm(play.request)
    objecting.object_to(play.ticket_id, words=said, client_token=play.token(), actor=firm)


def revoke(play: Play, _how: str) -> Iterator[datetime]:
    """Another person of the office has looked: the firm is right."""
    yield from _review(play, objecting.revoke)


def confirm(play: Play, _how: str) -> Iterator[datetime]:
    """Another person of the office has looked: it stays out."""
    yield from _review(play, objecting.confirm)


def _review(play: Play, rule: Callable[..., object]) -> Iterator[datetime]:
    yield play.later(200, 500)
    granted = Exclusion.objects.get(ticket=play.ticket_id, granted_at__isnull=False)
    other = play.people.supervisor(but=granted.granted_by_person_id)
    rule(play.ticket_id, told=play.latest("exclusions")["told"], actor=other, version=play.ticket.version)


def _head(play: Play) -> Post:
    unit = Exclusion.objects.filter(ticket=play.ticket_id).latest("pk").unit_id
    return play.people.of(unit, Role.DEPT_HEAD)
