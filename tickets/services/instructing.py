"""Instructions of leaders (领导批示): somebody instructs, whoever has the case reports. No other clock is moved."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied

from journal.canonical import JSON
from journal.models import Event
from orgs.models import Post
from tickets import instruction_policies as policies
from tickets.exceptions import AlreadySent, StaleWrite
from tickets.models import Deadline, Instruction
from tickets.models.instructions import WAITING
from tickets.services import deadlines, record_clocks
from tickets.services.changing import Change, changing
from tickets.services.handling import refuse_again
from tickets.statuses import DeadlineKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a leader wants to hear: who it is, of which day, in words, and within how many working days."""

    leader: str
    written_on: date
    asked: str
    days: int
    client_token: UUID


def instruct(ticket_id: int, *, wish: Wish, actor: Post) -> Event | None:
    """Write it down with the duty to report. Appends: two leaders never stand in each other's way.

    The same form again writes nothing: None; with other words StaleWrite. Raises NotPossibleNow, PermissionDenied.
    """
    try:
        with changing(ticket_id, action="instruct", actor=actor) as change:
            sent = Instruction.objects.filter(by=actor, client_token=wish.client_token)
            refuse_again(change, sent, {"ticket": change.ticket, "leader": wish.leader, "asked": wish.asked})
            found = _write(change, wish)
            change.ticket.instructed += 1
            change.data |= _told(found) | {"due": found.due_at.isoformat()}
            change.erasable |= {"leader": wish.leader, "asked": wish.asked}
    except AlreadySent:
        return None
    return change.event


def _write(change: Change, wish: Wish) -> Instruction:
    terms = deadlines.terms(
        change.ticket, DeadlineKind.INSTRUCT, now=change.now, calendar=change.calendar, days=wish.days
    )
    found = Instruction.objects.create(
        ticket=change.ticket,
        round=change.ticket.round,
        at=change.now,
        by=change.post,
        by_person_id=change.post.person_id,
        client_token=wish.client_token,
        leader=wish.leader,
        written_on=wish.written_on,
        asked=wish.asked,
        unit_id=policies.holder_of(change.ticket),
        due_at=terms["due_at"],
    )
    Deadline.objects.create(ticket=change.ticket, instruction=found, **terms)
    return found


def report(ticket_id: int, *, instruction_id: int, words: str, client_token: UUID, actor: Post) -> Event | None:
    """Whoever has the case says how it stands; the first of its people speaks for it. Late is recorded and stays.

    The same form again writes nothing: None. Raises StaleWrite (a colleague was faster), NotPossibleNow.
    """
    mine = Instruction.objects.filter(reported_by_person=actor.person_id, report_token=client_token)
    try:
        with changing(ticket_id, action="report_instruction", actor=actor) as change:
            refuse_again(change, mine, {"ticket": change.ticket, "report": words})
            found = _waiting(change, instruction_id)
            found.reported_at, found.reported_by, found.reported_by_person_id = change.now, actor, actor.person_id
            found.report, found.report_token = words, client_token
            found.save()
            record_clocks.report(found, now=change.now)
            change.ticket.instructed -= 1
            change.data |= _told(found) | {"late": change.now > found.due_at}
            change.erasable["report"] = words
    except AlreadySent:
        return None
    except (StaleWrite, PermissionDenied):
        if mine.filter(report=words).exists():  # it was the last one: the case waits for no report any more
            return None
        raise
    return change.event


def _waiting(change: Change, instruction_id: int) -> Instruction:
    """The one that is meant, without a report yet. Raises StaleWrite."""
    found = Instruction.objects.filter(WAITING, ticket=change.ticket, pk=instruction_id).first()
    if found is None:
        raise StaleWrite(change.ticket)
    return found


def _told(found: Instruction) -> dict[str, JSON]:
    return {"instruction": found.pk, "unit": found.unit_id, "wrote": found.by.organisation_id}
