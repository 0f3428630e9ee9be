"""What nobody needs to answer any more, or somebody else has to: part of the one door, which asks after every act."""

from typing import TYPE_CHECKING

from tickets.models import Instruction, Leg, SupervisionOrder
from tickets.models.instructions import WAITING
from tickets.services import deadlines
from tickets.statuses import ENDED, LIVE_LEGS, OF_AN_ORDER, LegRole

if TYPE_CHECKING:
    from tickets.services.changing import Change


def lapse_order(change: "Change") -> None:
    """The case has ended, is split, or the ordered unit has no part in it any more: its order ends with that.

    Of a split call nobody handles anything: its parts can be ordered each.
    """
    order = change.ticket.open_order if change.ticket.supervised else None
    if order is None:
        return
    ended = change.ticket.status in ENDED or change.ticket.split_at is not None
    if not ended and (order.leg_id is None or _still_has_it(order)):
        return
    order.lapsed_at = change.now
    order.save()
    change.ticket.supervised = 0
    for kind in OF_AN_ORDER:
        deadlines.void(change.ticket, now=change.now, kind=kind)
    change.data |= {"order_lapsed": order.pk, "ordered": order.unit_id}


def _still_has_it(order: SupervisionOrder) -> bool:
    """Whether the unit has a part in the case; sent to it anew, the order goes along: nobody slips out that way."""
    leg = Leg.objects.filter(ticket=order.ticket_id, department=order.unit_id, status__in=LIVE_LEGS).first()
    if leg is not None and leg.pk != order.leg_id:
        order.leg = leg
        order.save()
    return leg is not None


def follow_instructions(change: "Change") -> None:
    """A leader's instruction goes with the case: whoever has it now owes the report. It ends where the case ends."""
    ticket = change.ticket
    if not ticket.instructed:
        return
    waiting = Instruction.objects.filter(WAITING, ticket=ticket)
    if ticket.status in ENDED:
        change.data["instructions_lapsed"] = list(waiting.order_by("pk").values_list("pk", flat=True))
        waiting.update(lapsed_at=change.now)
        ticket.instructed = 0
        return
    lead = Leg.objects.filter(ticket=ticket, role=LegRole.LEAD, status__in=LIVE_LEGS).values_list("department")
    waiting.update(unit=lead[0][0] if lead else ticket.committee_id)
