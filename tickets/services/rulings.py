"""What a unit asks for and somebody else rules on: half a working day for the desk, then the office (DESIGN §5).

One request at a time in a case: the policies offer no second one, and the case has one clock for rulings.
"""

from typing import Any, TypeVar

from journal.models import Event
from orgs.statuses import OrganisationKind
from tickets.exceptions import NotPossibleNow
from tickets.models import Deadline
from tickets.models.requested import KINDS
from tickets.models.ruled import Ruled
from tickets.services import deadlines
from tickets.services.changing import Change, changing
from tickets.statuses import FOR_THE_OFFICE, DeadlineKind

Request = TypeVar("Request", bound=Ruled)


def begin(change: Change, kind: type[Request], **words: Any) -> Request:
    """Write a request of the leg in hand. What the desk asks for, and the ledger, is the office's at once."""
    of_the_office = kind.KIND in FOR_THE_OFFICE or change.leg.department_id == change.ticket.committee_id
    asked = kind._default_manager.create(  # noqa: SLF001 -- documented by Django
        ticket=change.ticket,
        round=change.ticket.round,
        leg=change.leg,
        by=change.post,
        by_person_id=change.post.person_id,
        at=change.now,
        escalated_at=change.now if of_the_office else None,
        **words,
    )
    change.data |= {str(kind.KIND): asked.pk, "escalated": of_the_office}
    return asked


def rule(change: Change, kind: type[Request], *, upheld: bool, ruling: str, told: str | None = None) -> Request:
    """Write the ruling on the open request of this kind; the policy has seen that there is one."""
    asked = change.ticket.open_request
    if not isinstance(asked, kind):
        raise NotPossibleNow(change.ticket)
    asked.ruled_by, asked.ruled_by_person_id = change.post, change.post.person_id
    asked.ruled_at, asked.upheld, asked.ruling = change.now, upheld, ruling
    change.erasable["ruling"] = ruling
    if told is not None:
        asked.told = change.erasable["told"] = told
    asked.save()
    change.data[str(kind.KIND)] = asked.pk
    return asked


def escalate(ticket_id: int, *, deadline_id: int) -> Event:
    """The desk was silent for half a working day: the office has to rule now, with a clock of its own. By the sweep."""
    with changing(ticket_id, action="escalate_ruling", actor=None) as change:
        asked = change.ticket.open_request
        if asked is None or asked.escalated_at or not deadlines.still_runs(deadline_id):
            raise NotPossibleNow(change.ticket)
        asked.escalated_at = change.now
        asked.save()
        # The desk was late, and that stays written; from here on the office is measured.
        Deadline.objects.filter(pk=deadline_id).update(passed_at=change.now, voided_at=change.now)
        deadlines.start(change.ticket, DeadlineKind.RULING, now=change.now, calendar=change.calendar)
        change.data |= {"asked": str(asked.KIND), str(asked.KIND): asked.pk, "unit": asked.leg.department_id}
    return change.event


def waits_for_desk(ticket_id: int) -> bool:
    """Whether a request waits that can go to the office and has not yet: the office does not rule on its own."""
    return any(
        kind._default_manager.filter(ticket=ticket_id, ruled_at=None, lapsed_at=None, escalated_at=None)  # noqa: SLF001 -- as above
        .exclude(leg__department__kind=OrganisationKind.OFFICE)
        .exists()
        for kind in KINDS
    )


def lapse(change: Change) -> None:
    """Part of an act after which nobody needs to rule any more: the case ends, is answered or has another lead."""
    asked = change.ticket.open_request
    if asked is None:
        return
    asked.lapsed_at = change.now
    asked.save()
    deadlines.void(change.ticket, now=change.now, kind=DeadlineKind.RULING)
    change.data["lapsed"] = str(asked.KIND)
