"""The steps of a story around a leader's instruction (领导批示): one is given, whoever has the case reports."""

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone

from journal import clock
from tickets.models import Instruction
from tickets.models.instructions import WAITING
from tickets.seeding.play import Play
from tickets.services import instructing


def instruct(play: Play, _how: str) -> Iterator[datetime]:
    """The county's leader writes it, or the office enters a paper."""
    yield play.later(60, 200)
    said = play.next_request("instructions")
    actor = play.people.supervisor() if "leader" in said else play.people.leader()
    wish = instructing.Wish(
        leader=said.get("leader") or f"{actor.person.name}（{actor.get_role_display()}）",
        written_on=timezone.localdate(clock.now()),
        asked=said["asked"],
        days=int(said["days"]),
        client_token=play.token(),
    )
    instructing.instruct(play.ticket_id, wish=wish, actor=actor)


def report(play: Play, _how: str) -> Iterator[datetime]:
    """The unit says how it stands."""
    yield play.later(120, 400)
    found = Instruction.objects.filter(WAITING, ticket=play.ticket_id).order_by("due_at")[0]
    instructing.report(
        play.ticket_id,
        instruction_id=found.pk,
        words=play.story.texts["instruction_report"],
        client_token=play.token(),
        actor=play.people.liaison(found.unit_id),
    )
