"""What the desk does, on rows in memory: `services.desk`, `services.dispatch` and the review of `services.replying`."""

from collections.abc import Sequence
from datetime import datetime

from orgs.models import Post
from tickets.clock import clocks_of_a_lead
from tickets.models import Category, InfoRequest, Leg, Rejection, Reply, ReplyReview
from tickets.seeding.bulk.ledger import Change, Ledger
from tickets.seeding.bulk.making import make
from tickets.services.dispatch import DESIGNATED_FROM, Order
from tickets.statuses import DeadlineKind, LegRole, LegStatus, NoteKind, RejectReason, Urgency


def accept(ledger: Ledger, *, at: datetime, by: Post) -> None:
    """受理."""
    change = ledger.begin("accept", at, by)
    ledger.ticket.accept()
    ledger.ticket.accepted_at = ledger.ticket.accepted_at or at
    ledger.finish(change)


def ask(ledger: Ledger, *, question: str, at: datetime, by: Post) -> None:
    """要补充, by the desk or by the lead."""
    change = ledger.begin("ask", at, by, question=question)
    asked = ledger.add(
        make(InfoRequest, ticket_id=ledger.ticket.pk, round=ledger.ticket.round, by_id=by.pk, at=at, body=question)
    )
    ledger.ticket.ask()
    change.data["question"] = asked.pk
    change.erasable["question"] = question
    ledger.finish(change)


def propose(ledger: Ledger, *, reason: RejectReason, channel: str, explanation: str, at: datetime, by: Post) -> None:
    """建议不予受理."""
    change = ledger.begin("propose_rejection", at, by, reason=reason, channel=channel, explanation=explanation)
    proposal = ledger.add(
        make(
            Rejection,
            ticket_id=ledger.ticket.pk,
            round=ledger.ticket.round,
            by_id=by.pk,
            by_person_id=by.person_id,
            at=at,
            reason=reason,
            channel=channel,
            body=explanation,
        )
    )
    change.data |= {"rejection": proposal.pk, "reason": str(reason)}
    change.erasable["explanation"] = explanation
    ledger.finish(change)


def approve(ledger: Ledger, *, at: datetime, by: Post) -> None:
    """同意不予受理."""
    change = ledger.begin("approve_rejection", at, by)
    proposal = _rule(ledger, change, approved=True)
    ledger.ticket.reject()
    ledger.ticket.closed_at = at
    change.data["reason"] = str(proposal.reason)
    ledger.finish(change)


def refuse(ledger: Ledger, *, ruling: str, at: datetime, by: Post) -> None:
    """不同意，继续受理."""
    change = ledger.begin("refuse_rejection", at, by, ruling=ruling)
    _rule(ledger, change, approved=False, ruling=ruling)
    ledger.finish(change)


def _rule(ledger: Ledger, change: Change, *, approved: bool, ruling: str = "") -> Rejection:
    proposal: Rejection = next(row for row in ledger.rows[Rejection] if row.ruled_at is None)
    proposal.ruled_by_id, proposal.ruled_by_person_id = change.post.pk, change.post.person_id
    proposal.ruled_at, proposal.approved, proposal.ruling = change.now, approved, ruling
    change.data["rejection"] = proposal.pk
    return proposal


def _classify(ledger: Ledger, change: Change, category: Category, urgency: Urgency) -> None:
    ticket = ledger.ticket
    if (category.pk, urgency) != (ticket.category_id, ticket.urgency):
        change.data["was"] = {"category": ticket.category_id, "urgency": str(ticket.urgency)}
    ticket.category, ticket.urgency, ticket.tier = category, urgency, category.tier
    change.data |= {"category": category.pk, "urgency": str(urgency)}


def answer_directly(ledger: Ledger, *, category: Category, urgency: Urgency, at: datetime, by: Post) -> None:
    """直接答复."""
    change = ledger.begin("answer_directly", at, by, category_id=category.pk, urgency=urgency)
    ticket = ledger.ticket
    _classify(ledger, change, category, urgency)
    ticket.take_on()
    ticket.accepted_at = ticket.accepted_at or at
    ticket.dispatched_at = ticket.dispatched_at or at
    leg = _leg(ledger, by.organisation_id, LegRole.LEAD, "", at=at, by=by)
    leg.sign()
    leg.signed_by_id, leg.signed_at = by.pk, at
    change.data |= {"leg": leg.pk, "unit": leg.department_id}
    ledger.finish(change)


def send(ledger: Ledger, *, order: Order, category: Category, urgency: Urgency, at: datetime, by: Post) -> None:
    """派单."""
    change = ledger.begin("dispatch", at, by, order=order, category_id=category.pk, urgency=urgency)
    _classify(ledger, change, category, urgency)
    ledger.ticket.dispatch()
    ledger.ticket.dispatched_at = ledger.ticket.dispatched_at or at
    _send(ledger, change, order)
    if urgency == Urgency.CRITICAL:
        change.data["duty"] = []  # a county that is filled has no roster
    ledger.finish(change)


def send_elsewhere(ledger: Ledger, *, order: Order, reason: str, at: datetime, by: Post) -> None:
    """改派."""
    change = ledger.begin("redispatch", at, by, order=order, reason=reason)
    was = ledger.recall_legs(at)
    change.data["was"] = [leg.department_id for leg in was]
    _send(ledger, change, order)
    ledger.write(change, NoteKind.INTERNAL, reason, token=ledger.token())
    ledger.finish(change)


def hand_over(ledger: Ledger, change: Change, *, lead_id: int, instruction: str) -> None:
    """Another unit leads instead, assists stay: part of a ruling on a return (`dispatch.hand_over`)."""
    for leg in ledger.live_legs:
        if leg.role == LegRole.LEAD or leg.department_id == lead_id:
            leg.recall()
            leg.version += 1
            ledger.void(change.now, leg=leg)
    lead = _lead(ledger, lead_id, instruction, at=change.now, by=change.post)
    ledger.ticket.parties = sorted({*ledger.ticket.parties, lead_id})
    change.data |= {"leg": lead.pk, "unit": lead_id, "designated": lead.final}


def _lead(ledger: Ledger, unit_id: int, instruction: str, *, at: datetime, by: Post) -> Leg:
    """A leading leg with its clocks; the third one is designated."""
    sent = [leg for leg in ledger.rows[Leg] if leg.role == LegRole.LEAD]
    led = sum(leg.department_id != ledger.ticket.committee_id for leg in sent)
    lead = _next_leg(ledger, unit_id, LegRole.LEAD, instruction, at=at, by=by)
    lead.final = led >= DESIGNATED_FROM - 1
    _start(ledger, lead, at, *clocks_of_a_lead(confidential=ledger.ticket.confidential))
    return lead


def _send(ledger: Ledger, change: Change, order: Order) -> None:
    now, by = change.now, change.post
    lead = _lead(ledger, order.lead_id, order.instruction, at=now, by=by)
    for assist in order.assists:
        leg = _next_leg(ledger, assist.unit_id, LegRole.ASSIST, order.instruction, at=now, by=by)
        leg.days = assist.days
        _start(ledger, leg, now, DeadlineKind.SIGN)
        ledger.start(DeadlineKind.ASSIST, leg=leg, now=now, days=assist.days)
    ids = [order.lead_id, *(assist.unit_id for assist in order.assists)]
    ledger.ticket.parties = sorted({*ledger.ticket.parties, *ids})
    change.data |= {"leg": lead.pk, "unit": order.lead_id, "assists": ids[1:]}
    if lead.final:
        change.data["designated"] = True


def _start(ledger: Ledger, leg: Leg, now: datetime, *kinds: DeadlineKind) -> None:
    for kind in kinds:
        ledger.start(kind, leg=leg, now=now)


def _next_leg(ledger: Ledger, unit_id: int, role: LegRole, instruction: str, *, at: datetime, by: Post) -> Leg:
    """With a version above those of the unit's earlier legs."""
    known = max((leg.version for leg in ledger.rows[Leg] if leg.department_id == unit_id), default=0)
    leg = _leg(ledger, unit_id, role, instruction, at=at, by=by)
    leg.version = known + 1
    return leg


def _leg(ledger: Ledger, unit_id: int, role: LegRole, instruction: str, *, at: datetime, by: Post) -> Leg:
    leg: Leg = ledger.add(
        make(
            Leg,
            ticket_id=ledger.ticket.pk,
            department_id=unit_id,
            role=role,
            status=LegStatus.PENDING,
            instruction=instruction,
            dispatched_by_id=by.pk,
            dispatched_at=at,
        )
    )
    return leg


def pass_on(ledger: Ledger, *, at: datetime, by: Post) -> None:
    """通过."""
    change = ledger.begin("pass_reply", at, by)
    _review(ledger, change, passed=True)
    ledger.ticket.pass_reply()
    ledger.ticket.passed_at = ledger.ticket.passed_at or at
    ledger.finish(change)


def send_back(ledger: Ledger, *, words: str, at: datetime, by: Post) -> None:
    """退回重办."""
    change = ledger.begin("send_back", at, by, words=words)
    _review(ledger, change, passed=False, words=words).superseded_at = at
    ledger.ticket.send_back()
    ledger.back_to_the_lead(change)
    ledger.unmeet(DeadlineKind.RESOLVE)
    change.erasable["body"] = words
    ledger.finish(change)


def _review(ledger: Ledger, change: Change, *, passed: bool, words: str = "") -> Reply:
    reply = ledger.standing_reply
    review = ledger.add(
        make(
            ReplyReview,
            ticket_id=ledger.ticket.pk,
            round=ledger.ticket.round,
            reply_id=reply.pk,
            by_id=change.post.pk,
            by_person_id=change.post.person_id,
            replied_by_person_id=reply.by_person_id,
            at=change.now,
            passed=passed,
            body=words,
        )
    )
    change.data |= {"reply": reply.pk, "review": review.pk}
    return reply


def open_proposals(ledger: Ledger) -> Sequence[Rejection]:
    """Proposals not to take the case on that nobody has ruled on."""
    return [row for row in ledger.rows[Rejection] if row.ruled_at is None]
