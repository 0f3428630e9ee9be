"""Closed cases with new facts (再次办理), as tests of several kinds need them."""

import uuid

from journal.models import Event
from orgs.models import Post
from tests import cast
from tests.cast import World, current
from tickets.models import Ticket
from tickets.services import reopening

FACTS = "换了变压器以后，隔壁新开两家厂，晚上又跳闸。"


def ask(ticket: Ticket, by: Post, *, words: str = FACTS, token: uuid.UUID | None = None) -> Event | None:
    """Somebody says what is new."""
    version = current(ticket).version
    return reopening.ask(ticket.pk, words=words, client_token=token or uuid.uuid4(), actor=by, version=version)


def with_new_facts(world: World) -> Ticket:
    """A closed case that the firm wants taken up again."""
    ticket = cast.closed(world)
    ask(ticket, world.firm)
    return current(ticket)


def grant(ticket: Ticket, by: Post) -> Event:
    """Taken up again."""
    return reopening.grant(ticket.pk, actor=by, version=current(ticket).version)


def refuse(ticket: Ticket, by: Post) -> Event:
    """Not taken up again."""
    told = "新增用电请向供电公司报装，受理电话 95598。"
    return reopening.refuse(ticket.pk, told=told, actor=by, version=current(ticket).version)
