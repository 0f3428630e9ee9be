"""What the committee desk decides before a unit works: accept, ask, reject, answer directly."""

from journal.models import Event
from orgs.models import Post
from tickets.models import Category, InfoRequest, Leg, Rejection
from tickets.services.changing import Change, changing
from tickets.statuses import LegRole, RejectReason, Urgency


def accept(ticket_id: int, *, actor: Post, version: int) -> Event:
    """Take the request on (受理). Raises StaleWrite, NotPossibleNow, PermissionDenied."""
    with changing(ticket_id, action="accept", actor=actor, version=version) as change:
        change.ticket.accept()
        change.ticket.accepted_at = change.ticket.accepted_at or change.now
    return change.event


def classify(change: Change, *, category_id: int, urgency: Urgency) -> None:
    """Set what the clocks and the catalogue read. Part of dispatch and of a direct answer."""
    ticket = change.ticket
    category = Category.objects.select_related("catalogue").get(
        pk=category_id, catalogue__county=ticket.county_id, parent__isnull=False
    )
    if (category.pk, urgency) != (ticket.category_id, ticket.urgency):
        change.data["was"] = {"category": ticket.category_id, "urgency": ticket.urgency}
    ticket.category, ticket.urgency, ticket.tier = category, urgency, category.tier
    change.data |= {"category": category.pk, "urgency": str(urgency)}


def ask(ticket_id: int, *, question: str, actor: Post, version: int) -> Event:
    """Ask the firm for more (要补充): five working days, no clock runs meanwhile."""
    with changing(ticket_id, action="ask", actor=actor, version=version) as change:
        asked = InfoRequest.objects.create(
            ticket=change.ticket,
            round=change.ticket.round,
            by=actor,
            at=change.now,
            body=question,
        )
        change.ticket.ask()
        change.data["question"] = asked.pk
        change.erasable["question"] = question
    return change.event


def propose_rejection(
    ticket_id: int,
    *,
    reason: RejectReason,
    channel: str,
    explanation: str,
    actor: Post,
    version: int,
) -> Event:
    """Propose not to take the request on, naming the proper channel; another person rules."""
    with changing(ticket_id, action="propose_rejection", actor=actor, version=version) as change:
        proposal = Rejection.objects.create(
            ticket=change.ticket,
            round=change.ticket.round,
            by=actor,
            by_person_id=actor.person_id,
            at=change.now,
            reason=reason,
            channel=channel,
            body=explanation,
        )
        change.data |= {"rejection": proposal.pk, "reason": str(reason)}
        change.erasable["explanation"] = explanation
    return change.event


def approve_rejection(ticket_id: int, *, actor: Post, version: int) -> Event:
    """Agree: the firm reads the reason and the channel, and may appeal once."""
    with changing(ticket_id, action="approve_rejection", actor=actor, version=version) as change:
        proposal = _rule(change, actor=actor, approved=True)
        change.ticket.reject()
        change.ticket.closed_at = change.now
        change.data["reason"] = proposal.reason
    return change.event


def refuse_rejection(ticket_id: int, *, ruling: str, actor: Post, version: int) -> Event:
    """Disagree: the request stays with the desk, with the reason."""
    with changing(ticket_id, action="refuse_rejection", actor=actor, version=version) as change:
        _rule(change, actor=actor, approved=False, ruling=ruling)
    return change.event


def _rule(change: Change, *, actor: Post, approved: bool, ruling: str = "") -> Rejection:
    """Write the ruling on the open proposal; the policy has seen that there is one."""
    proposal = Rejection.objects.get(ticket=change.ticket, ruled_at=None)
    proposal.ruled_by, proposal.ruled_by_person_id = actor, actor.person_id
    proposal.ruled_at, proposal.approved, proposal.ruling = change.now, approved, ruling
    proposal.save()
    change.data["rejection"] = proposal.pk
    return proposal


def answer_directly(ticket_id: int, *, category_id: int, urgency: Urgency, actor: Post, version: int) -> Event:
    """The desk takes the lead leg itself; another person reviews its reply (DESIGN §5)."""
    with changing(ticket_id, action="answer_directly", actor=actor, version=version) as change:
        ticket = change.ticket
        classify(change, category_id=category_id, urgency=urgency)
        ticket.take_on()
        ticket.accepted_at = ticket.accepted_at or change.now
        ticket.dispatched_at = ticket.dispatched_at or change.now
        leg = Leg(
            ticket=ticket,
            department_id=actor.organisation_id,
            role=LegRole.LEAD,
            dispatched_by=actor,
            dispatched_at=change.now,
        )
        leg.sign()
        leg.signed_by, leg.signed_at = actor, change.now
        leg.save()
        change.data |= {"leg": leg.pk, "unit": leg.department_id}
    return change.event
