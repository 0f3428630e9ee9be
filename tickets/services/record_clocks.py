"""Clocks that hang on a record of their own: a unit that a whistle calls, a leader's instruction."""

from datetime import datetime

from django.db.models import QuerySet

from tickets.models import CheckIn, Deadline, Instruction


def answer(call: CheckIn, *, now: datetime) -> None:
    """The called unit is there: its clock stops, in time or not."""
    _of(call).update(met_at=now)


def drop(call: CheckIn, *, now: datetime) -> None:
    """The called unit need not come any more; what was marked as late stays marked."""
    _of(call).update(voided_at=now)


def _of(call: CheckIn) -> QuerySet[Deadline]:
    return Deadline.objects.filter(ticket=call.ticket_id, check_in=call, met_at=None, voided_at=None)


def report(instruction: Instruction, *, now: datetime) -> None:
    """Whoever has the case has reported on it: that clock stops, in time or not."""
    Deadline.objects.filter(ticket=instruction.ticket_id, instruction=instruction, met_at=None, voided_at=None).update(
        met_at=now
    )
