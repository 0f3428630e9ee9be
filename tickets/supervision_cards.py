"""Supervision as the staff's pages show it: the open order, leaders' instructions, the card that holds now. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tickets.chips import Chip
from tickets.models import Deadline, Instruction, SupervisionOrder, Ticket
from tickets.statuses import OF_AN_ORDER, DeadlineKind, Status
from tickets.supervision_kinds import WITHOUT_CARDS, CardColour, OrderState

Clocks = Sequence[tuple[Deadline, Chip | None]]


@dataclass(frozen=True, slots=True)
class Standing:
    """The order under which a case stands: `chip` is the clock of whoever owes the next word on it."""

    order: SupervisionOrder
    state: OrderState
    chip: Chip | None


def standing_of(ticket: Ticket, clocks: Clocks, *, now: datetime) -> dict[str, Any]:
    """`supervision` and `card` for a page of the case; no question to the database where there is no order."""
    order = ticket.open_order
    chip = next((chip for clock, chip in clocks if clock.is_live and clock.kind in OF_AN_ORDER), None)
    return {
        "supervision": Standing(order, order.state(now), chip) if order is not None else None,
        "card": card_now(ticket, [clock for clock, _chip in clocks], now=now),
    }


def instructed(clocks: Clocks) -> list[tuple[Instruction, Chip | None]]:
    """Leaders' instructions that wait for a report, the soonest first, each with its clock."""
    return [(clock.instruction, chip) for clock, chip in clocks if clock.instruction is not None and clock.is_live]


def card_now(ticket: Ticket, clocks: Sequence[Deadline], *, now: datetime) -> CardColour | None:
    """The card that the clock says now. Those that were shown stay on record; a date that moved may leave none.

    None while the clock stands still, after the reply, and for units that are shown no cards.
    """
    lead = ticket.lead if ticket.status == Status.HANDLING else None
    if lead is None or lead.department.authority_kind in WITHOUT_CARDS:
        return None
    for clock in clocks:
        if clock.kind == DeadlineKind.RESOLVE and clock.is_live and clock.paused_at is None:
            return CardColour.RED if clock.due_at <= now else CardColour.YELLOW if clock.warn_at <= now else None
    return None
