"""Sending a case to the units that handle it (派单, 改派)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import uuid4

from django.db.models import Max
from django.utils.translation import gettext as _

from journal.models import Event
from orgs.models import Post
from tickets.clock import clocks_of_a_lead
from tickets.exceptions import Blocked
from tickets.models import Leg, Return, Ticket
from tickets.personal import counted, personal_in
from tickets.queries.units import dispatchable_units
from tickets.services import deadlines, desk, parting, pausing
from tickets.services.changing import Change, changing
from tickets.services.handling import write
from tickets.services.proposing import propose_issue
from tickets.services.watching import call_duty
from tickets.statuses import DeadlineKind, LegRole, LegStatus, NoteKind, Parting, Status, Urgency

DESIGNATED_FROM: Final = 3
"""The third dispatch designates (DOMAIN §2.5: 天津 “三次派单”, 潍坊 art. 22)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assist:
    """An assisting unit and the working days it has for its opinion."""

    unit_id: int
    days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Who gets the case: one lead, any assists, and what the desk tells them.

    `redact`: whether the units read its words without the personal numbers in them; None leaves that as it is.
    """

    lead_id: int
    assists: Sequence[Assist] = ()
    instruction: str = ""
    redact: bool | None = None


def send(
    ticket_id: int,
    *,
    order: Order,
    category_id: int,
    urgency: Urgency,
    actor: Post,
    version: int,
) -> Event:
    """Dispatch a case (派单): legs, their clocks, and the resolve clock of the case.

    Raises StaleWrite, NotPossibleNow, PermissionDenied, Blocked (a unit that may not have it).
    """
    with changing(ticket_id, action="dispatch", actor=actor, version=version) as change:
        desk.classify(change, category_id=category_id, urgency=urgency)
        change.ticket.dispatch()
        change.ticket.dispatched_at = change.ticket.dispatched_at or change.now
        _send(change, order)
        _watch(change)
        take_along(change, lead_id=order.lead_id)
        propose_issue(change)
    return change.event


def _watch(change: Change) -> None:
    """Of an emergency whoever is on duty is told at any hour, and sees that it is taken up."""
    if change.ticket.urgency == Urgency.CRITICAL:
        change.data["duty"] = call_duty(change.ticket, now=change.now)


def take_along(change: Change, *, lead_id: int, only: int | None = None) -> list[int]:
    """Part of dispatching a lead case, or of joining it: followers that nobody has yet go to its lead, under its class.

    Assists are called to the lead case alone. Whoever may not have this unit goes its own way.
    Returns those that were sent.
    """
    category_id = change.ticket.category_id or 0

    def send_one(beside: Change) -> None:
        desk.classify(beside, category_id=category_id, urgency=Urgency(beside.ticket.urgency))
        beside.ticket.dispatch()
        beside.ticket.dispatched_at = beside.ticket.dispatched_at or beside.now
        _send(beside, Order(lead_id=lead_id, redact=_as_the_lead(change, beside.ticket)))
        _watch(beside)

    def waits(one: Ticket) -> bool:
        return Status(one.status) is Status.ACCEPTED and one.open_rejection is None

    return parting.along(change, "dispatch", send_one, ready=waits, only=only)


def _as_the_lead(change: Change, follower: Ticket) -> bool | None:
    """What the desk decided on the lead case's personal numbers holds for its followers.

    Where the lead case has none, those of a follower are hidden: nobody was shown them before this dispatch.
    """
    if "redacted" in change.data:
        return bool(change.data["redacted"])
    return True if change.ticket.redacted or personal_in(follower) else None


def send_elsewhere(ticket_id: int, *, order: Order, reason: str, actor: Post, version: int) -> Event:
    """Give the case to another lead (改派): number, clock and history stay (ASKS 23).

    Units that had it keep seeing it. All their legs are recalled; a unit that is named again starts afresh. Followers
    of a lead case go along; one that is sent on by itself leaves its group.
    """
    with changing(ticket_id, action="redispatch", actor=actor, version=version) as change:
        parting.leave(change, Parting.OWN_WAY)
        _send_on(change, order, reason)
        send_followers_on(change, lead_id=order.lead_id, reason=reason)
    return change.event


def send_followers_on(change: Change, *, lead_id: int, reason: str) -> None:
    """Part of giving a lead case to another unit, by the desk or by a ruling: its followers go with it."""

    def send_one(beside: Change) -> None:
        _send_on(beside, Order(lead_id=lead_id), reason)

    parting.along(change, "redispatch", send_one, ready=lambda one: one.status == Status.HANDLING)


def hand_followers_over(change: Change, *, lead_id: int, reason: str) -> None:
    """Part of upholding a return: another unit leads the followers as well, and their assists stay too."""

    def hand_one(beside: Change) -> None:
        pausing.clear(beside)
        was = beside.ticket.lead
        hand_over(beside, lead_id=lead_id, instruction=reason)
        beside.data["was"] = [was.department_id] if was else []
        beside.data["assists"] = []
        write(beside, NoteKind.INTERNAL, reason, client_token=uuid4())

    parting.along(change, "redispatch", hand_one, ready=lambda one: one.status == Status.HANDLING)


def send_by_decision(change: Change, order: Order) -> None:
    """Part of writing a meeting's decision back: its lead gets the case and cannot give it back (DOMAIN §3.1).

    A unit that was found not to be responsible may be the one: the meeting has decided so. Who leads already goes on
    where it is, and whoever assists does. Followers go along, designated as well.
    """
    _designate(change, order)

    def send_one(beside: Change) -> None:
        _designate(beside, Order(lead_id=order.lead_id, instruction=order.instruction))

    parting.along(change, "redispatch", send_one, ready=lambda one: one.status == Status.HANDLING)


def assist_by_decision(change: Change, unit_id: int, *, instruction: str) -> None:
    """Part of writing a further decision back: one more unit assists. Raises Blocked."""
    _refuse_wrong_units(change, [unit_id])
    call_in(change, unit_id, days=None, instruction=instruction)
    change.ticket.parties = sorted({*change.ticket.parties, unit_id})


def _designate(change: Change, order: Order) -> None:
    lead = change.ticket.lead
    if lead is None or lead.department_id != order.lead_id:
        _recall_all(change)
        _send(change, order, designated=True)
        return
    there = {leg.department_id for leg in change.ticket.live_legs}
    for assist in order.assists:
        if assist.unit_id not in there:
            assist_by_decision(change, assist.unit_id, instruction=order.instruction)
    lead.final, lead.instruction = True, order.instruction
    change.leave(lead)
    change.data |= {"leg": lead.pk, "designated": True}


def _send_on(change: Change, order: Order, reason: str) -> None:
    _recall_all(change)
    _own_up(change, order.lead_id)
    _send(change, order)
    write(change, NoteKind.INTERNAL, reason, client_token=uuid4())


def _recall_all(change: Change) -> None:
    pausing.clear(change)
    for leg in change.ticket.live_legs:
        leg.recall()
        change.leave(leg)
        deadlines.void(change.ticket, now=change.now, leg=leg)
    change.data["was"] = [leg.department_id for leg in change.ticket.live_legs]


def _own_up(change: Change, lead_id: int) -> None:
    """Sent to another after all: a return that was refused counts as a misdispatch from here on."""
    was = change.ticket.lead
    if was is None or was.department_id == lead_id:
        return
    refused = Return.objects.filter(leg__ticket=change.ticket, leg__department=was.department_id, upheld=False)
    if refused.filter(misdispatched_at=None).update(misdispatched_at=change.now):
        change.data["misdispatched"] = change.ticket.committee_id


def hand_over(change: Change, *, lead_id: int, instruction: str) -> None:
    """Another unit leads instead, assists stay. Part of a ruling on a return; raises Blocked."""
    ticket = change.ticket
    was = ticket.lead
    if was is None or was.department_id == lead_id:
        raise Blocked(_("请换一个单位主办。"), field="lead")
    _refuse_wrong_units(change, [lead_id])
    for leg in ticket.live_legs:
        if leg.role == LegRole.LEAD or leg.department_id == lead_id:  # an assist that leads now assists no more
            leg.recall()
            change.leave(leg)
            deadlines.void(ticket, now=change.now, leg=leg)
    lead = _leg(change, lead_id, role=LegRole.LEAD, instruction=instruction)
    _start(change, lead, *clocks_of_a_lead(confidential=ticket.confidential))
    ticket.parties = sorted({*ticket.parties, lead_id})
    change.data |= {"leg": lead.pk, "unit": lead_id, "designated": lead.final}


def _send(change: Change, order: Order, *, designated: bool = False) -> None:
    """Make the legs of an order and let their units see the case."""
    ticket = change.ticket
    ids = [order.lead_id, *(assist.unit_id for assist in order.assists)]
    _refuse_wrong_units(change, ids)
    if not designated:
        _refuse_circle(ticket, order.lead_id)
    lead = _leg(change, order.lead_id, role=LegRole.LEAD, instruction=order.instruction, designated=designated)
    _start(change, lead, *clocks_of_a_lead(confidential=ticket.confidential))
    for assist in order.assists:
        call_in(change, assist.unit_id, days=assist.days, instruction=order.instruction)
    ticket.parties = sorted({*ticket.parties, *ids})
    change.data |= {"leg": lead.pk, "unit": order.lead_id, "assists": ids[1:]}
    if order.redact is not None:
        _decide_on_personal(change, redact=order.redact)
    if lead.final:
        change.data["designated"] = True


def _decide_on_personal(change: Change, *, redact: bool) -> None:
    """The journal keeps what was found and what became of it, never a number."""
    change.ticket.redacted = redact
    if found := counted(personal_in(change.ticket)):
        change.data |= {"personal": found, "redacted": redact}


def call_in(change: Change, unit_id: int, *, days: int | None, instruction: str, added: bool = False) -> Leg:
    """Part of an act: one unit is asked to assist, by when; `added` by the lead itself (加派)."""
    leg = _leg(change, unit_id, role=LegRole.ASSIST, instruction=instruction)
    leg.days, leg.added = days, added
    leg.save()
    _start(change, leg, DeadlineKind.SIGN)
    deadlines.start(change.ticket, DeadlineKind.ASSIST, leg=leg, now=change.now, calendar=change.calendar, days=days)
    return leg


def _refuse_wrong_units(change: Change, ids: Sequence[int]) -> None:
    """Units of this county, each once, never the one the case is about, never a court."""
    ticket = change.ticket
    if len(set(ids)) != len(ids):
        raise Blocked(_("主办单位不能同时协办，同一个单位只能选一次。"), field="assists")
    if dispatchable_units(ticket.county_id).filter(pk__in=ids).count() != len(ids):
        raise Blocked(_("这个单位不能承办，请换一个。"), field="lead")
    if ticket.about_org_id in ids:
        raise Blocked(_("不能派给被反映的单位。"), field="lead")


def _refuse_circle(ticket: Ticket, lead_id: int) -> None:
    """Whoever was found not to be responsible gets the case again only by a ruling that designates it."""
    if Return.objects.filter(ticket=ticket, upheld=True, leg__department=lead_id).exists():
        raise Blocked(_("这个单位的退单已获同意，不能再派给它，请换一个。"), field="lead")


def _is_final(ticket: Ticket, lead_id: int) -> bool:
    """Whether a new lead cannot give back: its return was refused before, or this is the third dispatch (DESIGN §5).

    What the desk answers by itself is no dispatch.
    """
    sent = Leg.objects.filter(ticket=ticket, role=LegRole.LEAD).exclude(department=ticket.committee_id)
    return sent.count() >= DESIGNATED_FROM - 1 or sent.filter(department=lead_id, final=True).exists()


def _leg(change: Change, unit_id: int, *, role: LegRole, instruction: str, designated: bool = False) -> Leg:
    return Leg.objects.create(
        ticket=change.ticket,
        department_id=unit_id,
        role=role,
        status=LegStatus.PENDING,
        instruction=instruction,
        dispatched_by=change.post,
        dispatched_at=change.now,
        final=role == LegRole.LEAD and (designated or _is_final(change.ticket, unit_id)),
        version=_next_version(change.ticket, unit_id),
    )


def _next_version(ticket: Ticket, unit_id: int) -> int:
    """Above those of the unit's earlier legs: a button that was drawn for one of them does not press on this one."""
    known = Leg.objects.filter(ticket=ticket, department=unit_id).aggregate(most=Max("version"))["most"]
    return (known or 0) + 1


def _start(change: Change, leg: Leg, *kinds: DeadlineKind) -> None:
    for kind in kinds:
        deadlines.start(change.ticket, kind, leg=leg, now=change.now, calendar=change.calendar)
