"""Writing signed decisions back to their cases: one duty for each case, done by the relay, each once (DESIGN §3).

A case that is being handled goes to the lead of the first decision on it, designated: it cannot be given back. The
leads of further ones are called in to assist. Whatever else it is at (answered, on the ledger, not dispatched, closed,
following another one) it is told and goes its own way.
No clock of a case stops or moves for it (DESIGN §5); the decision has its own.
"""

from typing import Final

from django.db import transaction
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from journal import clock
from journal.events import record
from journal.models import Event
from orgs.models import Post
from roundtable.meeting_kinds import DecisionState, MeetingState
from roundtable.models import Decision, Meeting, Named
from tickets.exceptions import Blocked, NotPossibleNow
from tickets.services import tabling
from tickets.statuses import Status
from web.moments import day

ASSIGNED: Final = "decision.assigned"
LONGEST: Final = 500
"""Characters of `Leg.instruction`."""


def handle(event: Event) -> None:
    """Write one decision to one case, once however often this runs. Part of the relay's transaction."""
    if event.verb != ASSIGNED:
        return
    decision = Decision.objects.select_related("meeting__committee", "lead").get(pk=event.subject_id)
    if ticket_id := event.data.get("ticket"):
        rows = Named.objects.select_for_update(of=("self",)).select_related("ticket")
        named = rows.get(decision=decision, ticket=ticket_id)
        if named.written_at is None:
            actor = Post.objects.get(pk=event.post or 0)
            _write(decision, named, actor=actor)
            named.written_at = event.at
            named.save(update_fields=["written_at"])
    _go_on(decision.meeting_id)


def _write(decision: Decision, named: Named, *, actor: Post) -> None:
    said = tabling.Decided(
        decision_id=decision.pk,
        lead_id=decision.lead_id,
        assist_ids=tuple(decision.assists.order_by("pk").values_list("pk", flat=True)),
        target_on=decision.target_on,
        told=decision.told,
        instruction=instruction(decision),
    )
    case = named.ticket
    if case is not None and case.status == Status.HANDLING and case.follows_id is None:
        try:
            with transaction.atomic():
                carry = tabling.call_in if _was_sent(decision, case.pk) else tabling.send
                carry(case.pk, said, actor=actor)
        except (Blocked, NotPossibleNow):
            pass  # it moved on meanwhile, waits for a ruling, or may not have this unit: it is told of the decision
        else:
            return
    tabling.tell(named.ticket_id or 0, said, actor=actor)


def _was_sent(decision: Decision, ticket_id: int) -> bool:
    """Whether an earlier decision of the same meeting has given the case to a lead already."""
    earlier = Named.objects.filter(ticket=ticket_id, decision__meeting=decision.meeting_id, written_at__isnull=False)
    return earlier.filter(decision__number__lt=decision.number).exists()


def instruction(decision: Decision) -> str:
    """What the lead reads on its leg: 按电商行业党委第 3 次圆桌会议第 2 条议定事项办理，12月10日前完成，完成标准：….

    As long as a leg's instruction may be: the page of the decision has all of it.
    """
    said = {
        "meeting": decision.meeting.title,
        "number": decision.number,
        "day": day(decision.target_on),
        "criterion": decision.criterion,
        "body": decision.plan,
    }
    words = _("按%(meeting)s第 %(number)d 条议定事项办理，%(day)s前完成：%(body)s。完成标准：%(criterion)s") % said
    return Truncator(words).chars(LONGEST)


def _go_on(meeting_id: int) -> None:
    """Once every case has been told, the meeting is being followed up."""
    meeting = Meeting.objects.select_for_update(of=("self",), no_key=True).get(pk=meeting_id)
    waits = Named.objects.filter(decision__meeting=meeting, ticket__isnull=False, written_at=None)
    if meeting.state != MeetingState.SIGNED or waits.exists():
        return
    undone = meeting.decisions.exclude(state=DecisionState.DONE).exists()
    meeting.state = MeetingState.FOLLOWING if undone else MeetingState.CLOSED
    meeting.save(update_fields=["state"])
    verb = "meeting.following" if undone else "meeting.closed"
    record(verb, meeting, actor=None, at=clock.now())
