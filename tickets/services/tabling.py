"""What a round table decides on a case (议定事项), done to the case: part of another app's act, never by itself."""

from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from journal.models import Event
from orgs.models import Post
from tickets import policies
from tickets.exceptions import NotPossibleNow
from tickets.services import dispatch, parting
from tickets.services.changing import Change, changing
from tickets.services.handling import write
from tickets.statuses import NoteKind, Parting


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """Who leads by the decision and who assists, what the firm reads, what the units read."""

    decision_id: int
    lead_id: int
    assist_ids: tuple[int, ...]
    target_on: date
    told: str
    instruction: str


def hear(ticket_id: int, *, topic_id: int, outcome: str, words: str, actor: Post) -> Event:
    """A meeting has discussed it: it stands on no pool any more, and its firm reads the answer, if one was given."""
    with changing(ticket_id, action="table_heard", actor=actor, along=True) as change:
        change.ticket.tabled = False
        change.data |= {"topic": topic_id, "outcome": outcome}
        if words:
            write(change, NoteKind.PROGRESS, words, client_token=uuid4())
    return change.event


def send(ticket_id: int, decided: Decided, *, actor: Post) -> Event:
    """Give a case that is being handled to the decision's lead, designated. Its clocks run on.

    Raises NotPossibleNow (it is not being handled any more, or a ruling is due), Blocked (a unit that may not have
    it), Busy.
    """
    with changing(ticket_id, action="decide", actor=actor, along=True) as change:
        if policies.is_given_back(change.ticket) or policies.has_stopped(change.ticket):
            raise NotPossibleNow(change.ticket)  # somebody else's ruling is due first
        parting.leave(change, Parting.OWN_WAY)
        assists = [dispatch.Assist(unit_id=unit) for unit in decided.assist_ids]
        order = dispatch.Order(lead_id=decided.lead_id, assists=assists, instruction=decided.instruction)
        dispatch.send_by_decision(change, order)
        _tell(change, decided)
    return change.event


def call_in(ticket_id: int, decided: Decided, *, actor: Post) -> Event:
    """A further decision on a case that has its lead by an earlier one: its units assist. Raises as `send`."""
    with changing(ticket_id, action="decide", actor=actor, along=True) as change:
        there = {leg.department_id for leg in change.ticket.live_legs}
        for unit in (decided.lead_id, *decided.assist_ids):
            if unit not in there:
                dispatch.assist_by_decision(change, unit, instruction=decided.instruction)
        _tell(change, decided)
    return change.event


def tell(ticket_id: int, decided: Decided, *, actor: Post) -> Event:
    """Say on a case what was decided on it, wherever it stands. Raises Busy."""
    with changing(ticket_id, action="decide_only", actor=actor, along=True) as change:
        _tell(change, decided)
    return change.event


def _tell(change: Change, decided: Decided) -> None:
    write(change, NoteKind.PROGRESS, decided.told, client_token=uuid4())
    change.data |= {
        "decision": decided.decision_id,
        "unit": decided.lead_id,
        "target": decided.target_on.isoformat(),
    }
