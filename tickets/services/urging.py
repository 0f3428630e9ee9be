"""The firm urges (催办): one record, one event. Counted on the case; nothing else follows by itself."""

from uuid import UUID

from django.utils.translation import gettext as _

from journal.models import Event
from orgs.models import Post
from tickets import urging
from tickets.exceptions import AlreadySent, Blocked, NotPossibleNow
from tickets.models import Deadline, Reminder, Ticket
from tickets.services.changing import Change, changing
from tickets.services.handling import refuse_again
from tickets.statuses import DeadlineKind, LegStatus


def urge(ticket_id: int, *, client_token: UUID, actor: Post) -> Event | None:
    """Urge whoever owes the firm its next step. Sent again it writes nothing (None).

    Raises Blocked with the time at which it opens, NotPossibleNow, PermissionDenied. Asked under the lock: of two
    windows at once one urges.
    """
    try:
        with changing(ticket_id, action="urge", actor=actor) as change:
            refuse_again(
                change, Reminder.objects.filter(by=actor, client_token=client_token), {"ticket": change.ticket}
            )
            _refuse_too_early(change)
            clock, unit = _what_is_owed(change.ticket)
            record = Reminder.objects.create(
                ticket=change.ticket,
                round=change.ticket.round,
                by=actor,
                at=change.now,
                clock=clock,
                unit_id=unit,
                client_token=client_token,
            )
            change.ticket.urgings += 1
            change.data["many"] = change.ticket.urgings >= urging.MANY
            change.data |= {"reminder": record.pk, "kind": str(clock), "unit": unit}
    except AlreadySent:
        return None
    return change.event


def _refuse_too_early(change: Change) -> None:
    state = urging.urging(
        change.ticket.status,
        Deadline.objects.filter(ticket=change.ticket, met_at=None, voided_at=None),
        urged=Reminder.objects.filter(ticket=change.ticket).values_list("at", flat=True),
        now=change.now,
        calendar=change.calendar,
    )
    if state is None:
        raise NotPossibleNow(change.ticket)
    if not state.is_open:
        raise Blocked(_("%(words)s：时间过半起，每 %(hours)d 小时一次") % {"words": state.words, "hours": state.hours})


def _what_is_owed(ticket: Ticket) -> tuple[DeadlineKind, int]:
    """The clock and who owes it: the lead; the desk while no unit has the case, or its lead has given it back."""
    lead = ticket.lead
    if lead is not None and lead.status == LegStatus.RETURNING:
        return DeadlineKind.RULING, ticket.committee_id
    return urging.CLOCK[ticket.status], ticket.committee_id if lead is None else lead.department_id
