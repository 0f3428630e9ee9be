"""What the tests of leaders' instructions (领导批示) share: instructing and reporting as the cast does it."""

import uuid
from datetime import date
from typing import Any

from journal.models import Event
from orgs.models import Post
from tests import cast
from tests.cast import World, current
from tickets.models import Instruction, Ticket
from tickets.services import instructing

ASKED = "请供电公司主要负责人到现场解决。"
REPORT = "已到现场，变压器周四装好，周五送电。"


def instruct(world: World, ticket: Ticket, *, by: Post | None = None, **words: Any) -> Event | None:
    """The leader instructs, with anything replaced."""
    said: dict[str, Any] = {
        "leader": "陈领（县领导）",
        "written_on": date(2026, 11, 16),
        "asked": ASKED,
        "days": 3,
        "client_token": uuid.uuid4(),
    }
    return instructing.instruct(ticket.pk, wish=instructing.Wish(**said | words), actor=by or world.leader)


def report(ticket: Ticket, by: Post, *, words: str = REPORT, **how: Any) -> Event | None:
    """A person of the unit reports on the case's last instruction."""
    said: dict[str, Any] = {"instruction_id": newest(ticket).pk, "client_token": uuid.uuid4()} | how
    return instructing.report(ticket.pk, words=words, actor=by, **said)


def newest(ticket: Ticket) -> Instruction:
    """The case's last instruction."""
    return Instruction.objects.select_related("unit").filter(ticket=ticket).latest("pk")


def on_a_case(world: World) -> Ticket:
    """A case that the power company has signed for, with an instruction on it."""
    ticket = cast.signed(world)
    instruct(world, ticket)
    return current(ticket)
