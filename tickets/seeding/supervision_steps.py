"""The steps of a story around supervision (督办): the office orders, the unit answers, the office closes it or not."""

from collections.abc import Iterator
from datetime import datetime

from orgs.models import Post
from tickets.models import SupervisionOrder
from tickets.seeding.play import Play
from tickets.services import supervising
from tickets.supervision_kinds import Ground


def order(play: Play, _how: str) -> Iterator[datetime]:
    """督办单 to whoever holds the case."""
    yield play.later(60, 200)
    supervising.order(play.ticket_id, directive=_directive(play), actor=_office(play), version=play.ticket.version)


def answer(play: Play, _how: str) -> Iterator[datetime]:
    """The unit says how far it is."""
    yield play.later(120, 400)
    unit = SupervisionOrder.objects.filter(ticket=play.ticket_id).latest("pk").unit_id
    actor = play.people.liaison(unit)
    supervising.answer(play.ticket_id, words=play.next_of("answers"), client_token=play.token(), actor=actor)


def close(play: Play, _how: str) -> Iterator[datetime]:
    """销号."""
    yield play.later(60, 200)
    supervising.accept(play.ticket_id, ruling="已按要求落实", actor=_office(play), version=play.ticket.version)


def refuse(play: Play, _how: str) -> Iterator[datetime]:
    """The answer will not do: the next degree."""
    yield play.later(60, 200)
    supervising.refuse(
        play.ticket_id,
        reason="只写了“正在协调”，没有写哪天办结、谁负责",
        raised=True,
        directive=_directive(play),
        actor=_office(play),
        version=play.ticket.version,
    )


def raise_degree(play: Play, _how: str) -> Iterator[datetime]:
    """Nobody answered in time."""
    yield play.later(60, 200)
    version = play.ticket.version
    supervising.raise_degree(play.ticket_id, directive=_directive(play), actor=_office(play), version=version)


def _directive(play: Play) -> supervising.Directive:
    said = play.next_request("orders")
    return supervising.Directive(
        ground=Ground(said["ground"]), asked=said["asked"], days=int(said["days"]), client_token=play.token()
    )


def _office(play: Play) -> Post:
    return play.people.supervisor()
