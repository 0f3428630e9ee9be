"""The steps of a story between lead and assists, and inside one unit: given out, handed over, signed by its leader."""

from collections.abc import Iterator
from datetime import datetime

from orgs.models import Post
from orgs.services import appointments
from orgs.statuses import Role
from tickets.models import Leg
from tickets.seeding.play import Play
from tickets.services import assigning, assisting, countersigning, handling
from tickets.services.replying import Answer
from tickets.statuses import LegStatus
from tickets.unit_kinds import Stance


def assign(play: Play, how: str) -> Iterator[datetime]:
    """The liaison gives the leg to the handler with its section, or with `liaison` keeps it."""
    yield play.later(10, 40)
    leg = play.lead
    liaison, handler = play.people.liaison(leg.department_id), play.people.handler(leg.department_id)
    _give(play, leg, liaison if how == "liaison" else handler, reason="")


def _give(play: Play, leg: Leg, to: Post, *, reason: str) -> None:
    assigning.assign(
        play.ticket_id,
        leg_id=leg.pk,
        handler_id=to.pk,
        section_id=to.section_id,
        reason=reason,
        seen=leg.held,
        actor=play.people.liaison(leg.department_id),
    )


def hand(play: Play, _how: str) -> Iterator[datetime]:
    """The handler hands over to the liaison."""
    yield play.later(30, 120)
    leg = play.lead
    assigning.hand_over(
        play.ticket_id,
        leg_id=leg.pk,
        handler_id=play.people.liaison(leg.department_id).pk,
        reason=play.story.texts["handed"],
        seen=leg.held,
        actor=play.people.handler(leg.department_id),
    )


def leave(play: Play, _how: str) -> Iterator[datetime]:
    """The leg is given to a head who helped out as a handler, and whose post as one then ends."""
    yield play.later(10, 40)
    leg = play.lead
    head = play.people.of(leg.department_id, Role.DEPT_HEAD)
    post = appointments.appoint(head.person_id, organisation_id=leg.department_id, role=Role.HANDLER, actor=None)
    _give(play, leg, post, reason="承办人休假，由负责人兼办")
    yield play.later(60, 120)
    appointments.end(post.pk, actor=None)


def add_assist(play: Play, _how: str) -> Iterator[datetime]:
    """The lead asks one more unit."""
    yield play.later(30, 120)
    said = play.story.texts["added"]
    assisting.add(
        play.ticket_id,
        unit_id=play.unit(said["unit"]),  # type: ignore[index]  # a text with parts
        days=3,
        asked=said["asked"],  # type: ignore[index]  # as above
        actor=play.people.handler(play.lead.department_id),
        version=play.ticket.version,
    )


def waive(play: Play, _how: str) -> Iterator[datetime]:
    """The lead lets the first silent assist off."""
    yield play.later(30, 120)
    leg = assisting.waiting(play.ticket)[0]
    assisting.waive(
        play.ticket_id,
        assist_id=leg.pk,
        reason=play.story.texts["waived"],
        actor=play.people.handler(play.lead.department_id),
        version=play.ticket.version,
    )


def object_to_it(play: Play, _how: str) -> Iterator[datetime]:
    """The first assist that has signed disagrees."""
    yield play.later(60, 240)
    leg = next(leg for leg in play.assists if leg.status == LegStatus.SIGNED)
    handling.opine(
        play.ticket_id,
        leg_id=leg.pk,
        opinion=play.story.texts["objection"],
        stance=Stance.DISAGREES,
        actor=play.people.handler(leg.department_id),
        version=leg.version,
    )


def countersigned(play: Play, answer: Answer, how: str) -> Iterator[datetime]:
    """Where the leader signs: drafted, with `returned` given back once, and signed unless it is to be `waiting`."""
    yield from _draft(play, answer)
    if how == "waiting":
        return
    yield play.later(20, 60)
    leg = play.lead
    head = play.people.of(leg.department_id, Role.DEPT_HEAD)
    if how == "returned":
        words = play.story.texts["returned"]
        countersigning.give_back(play.ticket_id, leg_id=leg.pk, reason=words, actor=head, version=leg.version)
        yield play.later(20, 60)
        yield from _draft(play, answer)
        yield play.later(20, 60)
    countersigning.sign(play.ticket_id, leg_id=leg.pk, actor=head, version=play.lead.version)


def _draft(play: Play, answer: Answer) -> Iterator[datetime]:
    leg = play.lead
    actor = play.people.handler(leg.department_id)
    countersigning.draft(play.ticket_id, leg_id=leg.pk, answer=answer, actor=actor, version=leg.version)
    yield from ()
