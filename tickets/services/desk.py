"""What the committee desk decides before a unit works: accept, ask, reject, answer directly."""

from typing import Final

from django.db.models import Q
from django.utils.translation import gettext as _

from journal.models import Event
from orgs.models import Post
from tickets import policies
from tickets.actions import ACTIONS
from tickets.exceptions import Blocked
from tickets.models import Category, InfoRequest, Leg, Rejection, Ticket
from tickets.queries.units import units_complained_about
from tickets.services import parting, repeating, splitting, whistling
from tickets.services.changing import Change, changing
from tickets.services.proposing import propose_issue
from tickets.statuses import LegRole, RejectReason, Urgency

MOST_QUESTIONS: Final = 2
"""How often a lead asks the firm in one round; a proposal of ours. The desk asks as often as it needs."""


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
    named_anew = category.pk != ticket.category_id
    ticket.category, ticket.urgency, ticket.tier = category, urgency, category.tier
    if named_anew:
        change.data |= repeating.count(ticket, now=ticket.submitted_at)
    change.data |= {"category": category.pk, "urgency": str(urgency)}


def ask(ticket_id: int, *, question: str, actor: Post, version: int) -> Event:
    """Ask the firm for more (要补充): five working days, no clock runs meanwhile.

    Raises StaleWrite, NotPossibleNow, PermissionDenied, Blocked (a lead that has asked often enough).
    """
    with changing(ticket_id, action="ask", actor=actor, version=version) as change:
        if not policies.may_triage(change.ticket, actor):
            _refuse_endless_questions(change.ticket)
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


def _refuse_endless_questions(ticket: Ticket) -> None:
    """A question stops the lead's own clock and nobody rules on it: after silence, or a second one, the desk asks.

    Counted since the unit was sent the case: a call that was withdrawn and made anew starts afresh.
    """
    lead = ticket.lead
    if lead is None:
        return
    asked = InfoRequest.objects.filter(
        ticket=ticket, round=ticket.round, by__organisation=lead.department_id, at__gte=lead.dispatched_at
    )
    if asked.filter(lapsed_at__isnull=False).exists():
        words = _("企业上次没有按时补充，请按现有材料继续办；确实缺了办不了的，请联系行业党委来问。")
    elif asked.count() >= MOST_QUESTIONS:
        words = _("这一轮已经请企业补充过 %(most)d 次，请按现有材料继续办；还缺的，请联系行业党委来问。")
        words %= {"most": MOST_QUESTIONS}
    else:
        return
    raise Blocked(words, field="question")


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
        whistling.lapse(change)
        parting.end(change)
        splitting.close_whole(change.ticket)
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
        propose_issue(change)
    return change.event


def name_about(ticket_id: int, *, unit_id: int | None, actor: Post, version: int) -> Event:
    """Name the unit that the case is about (被反映单位), or none: neither it nor anyone in it sees the case any more.

    Raises StaleWrite, NotPossibleNow, PermissionDenied, Blocked (a unit that has a part in the case, or that cannot be
    named).
    """
    with changing(ticket_id, action="name_about", actor=actor, version=version) as change:
        ticket = change.ticket
        if unit_id == ticket.about_org_id:
            raise Blocked(_("登记的已经是这个单位，没有改动。"), field="unit")
        if unit_id is not None:
            _refuse_party(ticket, unit_id)
            parting.stand_alone(change)
        was = ticket.about_org_id
        change.data |= {"about": unit_id, "was": was}
        ticket.about_org_id = unit_id
        for relative in _parts_of_one_call(ticket):
            _name_along(relative, unit_id, was=was, actor=actor)
    return change.event


def _parts_of_one_call(ticket: Ticket) -> list[Ticket]:
    """The other parts of a split call, and the call itself: they say the same, so they hide from the same unit."""
    whole = ticket.parent_id or ticket.pk
    family = Ticket.objects.filter(Q(pk=whole) | Q(parent=whole), county=ticket.county_id)
    return list(family.exclude(pk=ticket.pk).order_by("pk"))


def _name_along(relative: Ticket, unit_id: int | None, *, was: int | None, actor: Post) -> None:
    """Part of naming it on one of them. One that has ended, names another unit or is this one's to handle stays so."""
    if relative.about_org_id != was or relative.status not in ACTIONS["name_about"].sources:
        return
    if any(leg.department_id == unit_id for leg in relative.live_legs):
        return
    with changing(relative.pk, action="name_about", actor=actor, along=True) as beside:
        if unit_id is not None:
            _refuse_party(beside.ticket, unit_id)
            parting.stand_alone(beside)
        beside.data |= {"about": unit_id, "was": beside.ticket.about_org_id}
        beside.ticket.about_org_id = unit_id


def _refuse_party(ticket: Ticket, unit_id: int) -> None:
    """Whoever works on the case, or was called to it, has to be out of it first: nothing is taken away in silence."""
    units = dict(units_complained_about(ticket.county_id))
    if unit_id not in units:
        raise Blocked(_("不能登记这个单位。反映党委或它的办公室的，请告知企业拨打 12345。"), field="unit")
    told = {"unit": units[unit_id], "number": ticket.number}
    if any(leg.department_id == unit_id for leg in ticket.live_legs):
        words = _("%(unit)s正在承办 %(number)s，请先改派给别的单位，再登记。")
        raise Blocked(words % told, field="unit")
    if any(call.waits and call.unit_id == unit_id for whistle in ticket.whistles for call in whistle.calls):
        words = _("%(unit)s正被召集报到 %(number)s，请先免予它报到，再登记。")
        raise Blocked(words % told, field="unit")
