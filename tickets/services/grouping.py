"""Joining cases that say the same (并案) and taking one out again (解除并案). A person decides, always.

The lead is locked first, then the case that joins it. Both move on: a reply form that was drawn for fewer firms is
stale, and two desks cannot join one case twice.
"""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from journal.models import Event
from orgs.models import Post
from tickets.actions import ACTIONS
from tickets.exceptions import Blocked
from tickets.group_policies import MOST_FOLLOWERS, is_open_to_groups, may_group
from tickets.models import Member, Ticket
from tickets.services import dispatch, parting
from tickets.services.changing import Change, changing, locked
from tickets.services.proposing import propose_issue
from tickets.statuses import LegRole, Parting, Status


def join(ticket_id: int, *, lead_id: int, actor: Post, version: int) -> Event:
    """Join a case to a lead case; one that nobody has yet goes to the lead's unit at once.

    Raises StaleWrite, NotPossibleNow, PermissionDenied, Busy, Blocked (cases that do not go together, with the way on).
    """
    if lead_id == ticket_id:
        raise Blocked(_("不能并入它自己，请选另一件作主件。"), field="lead")
    with transaction.atomic():
        _refuse_answered(lead_id)
        with changing(lead_id, action="gather", actor=actor, along=True) as gathering:
            _refuse_lead(gathering, actor)
            with changing(ticket_id, action="join_group", actor=actor, version=version) as change:
                _refuse_pair(change.ticket, gathering.ticket)
                _follow(change, gathering)
            propose_issue(gathering)
        lead = gathering.ticket.lead
        if change.ticket.status == Status.ACCEPTED and lead is not None:
            _refuse_alone(dispatch.take_along(gathering, lead_id=lead.department_id, only=ticket_id))
    return change.event


def _refuse_alone(sent: Sequence[int]) -> None:
    """It would have parted at once: the unit that leads may not have it."""
    if not sent:
        raise Blocked(_("主件的主办单位不能办这件，请单独派单。"), field="lead")


def _refuse_answered(lead_id: int) -> None:
    """The row is locked here and stays so: what is said of the lead still holds when the case joins it."""
    lead, _legs = locked(lead_id)
    if lead.status not in ACTIONS["gather"].sources:
        raise Blocked(_("主件已经答复或结束，或正等企业补充，不能再并入；请另选一件。"), field="lead")


def _refuse_lead(change: Change, actor: Post) -> None:
    """What cannot be a lead: another committee's, one that hides somebody, one that waits for a ruling, a full one."""
    lead = change.ticket
    if not may_group(lead, actor):
        raise Blocked(_("只能并入本行业党委受理的件，这件由%(desk)s受理。") % {"desk": lead.committee}, field="lead")
    if not is_open_to_groups(lead):
        raise Blocked(_("这件不能作主件：它已并入别的件、已拆分、已转下一轮，或需要保密。"), field="lead")
    if lead.open_rejection is not None or lead.open_request is not None:
        raise Blocked(_("主件正在等裁定，裁定以后再并。"), field="lead")
    if len(lead.followers) >= MOST_FOLLOWERS:
        raise Blocked(_("一件主件最多并 %(most)d 件，请另选一件作主件。") % {"most": MOST_FOLLOWERS}, field="lead")


def _refuse_pair(ticket: Ticket, lead: Ticket) -> None:
    """Two cases that one unit cannot answer with the same words."""
    if ticket.committee_id != lead.committee_id:
        raise Blocked(_("只能并入本行业党委受理的件，这件由%(desk)s受理。") % {"desk": lead.committee}, field="lead")
    if ticket.status == Status.ACCEPTED:
        return
    if lead.status == Status.ACCEPTED:
        raise Blocked(_("主件还没有派单，这件已经在办；请反过来，把那件并入这件。"), field="lead")
    own, theirs = ticket.lead, lead.lead
    if own is None or theirs is None or own.department_id != theirs.department_id:
        raise Blocked(_("两件的主办单位不同，请先改派到同一个单位再并。"), field="lead")


def _follow(change: Change, gathering: Change) -> None:
    ticket, lead = change.ticket, gathering.ticket
    ticket.follows, ticket.wants_group = lead, False
    Member.objects.create(ticket=ticket, lead=lead, round=ticket.round, by=change.post, at=change.now)
    change.data |= {"lead": lead.pk, "unit": lead.lead.department_id if lead.lead else None}
    gathering.data |= {"joined": ticket.pk, "unit": change.data["unit"]}
    for leg in lead.live_legs:
        if leg.role == LegRole.LEAD:
            gathering.leave(leg)  # a reply that was written for fewer firms is stale


def take_out(ticket_id: int, *, reason: str, actor: Post, version: int) -> Event:
    """Answer a case alone again; it stays with the unit that has it, under its own clocks.

    Raises StaleWrite, NotPossibleNow, PermissionDenied.
    """
    with changing(ticket_id, action="leave_group", actor=actor, version=version) as change:
        parting.leave(change, Parting.TAKEN_OUT, reason=reason)
        change.erasable["reason"] = reason
    return change.event
