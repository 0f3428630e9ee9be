"""Assists of a case: the lead asks for one more (加派), lets one off (免办), and weighs what they said (会签)."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from journal.models import Event
from orgs.models import Post
from tickets import policies
from tickets.exceptions import Blocked
from tickets.models import Leg, Ticket
from tickets.queries.units import dispatchable_units
from tickets.services import deadlines, dispatch
from tickets.services.changing import Change, changing
from tickets.statuses import LegRole, LegStatus
from tickets.unit_kinds import MOST_ADDED, Stance


def add(ticket_id: int, *, unit_id: int, days: int, asked: str, actor: Post, version: int) -> Event:
    """Ask one more unit to assist, for so many working days (加派, DOMAIN §2.6). The desk's dispatch stays as it is.

    Raises StaleWrite, NotPossibleNow, PermissionDenied, Blocked (a unit that may not assist, or the lead's own are
    used up).
    """
    with changing(ticket_id, action="add_assist", actor=actor, version=version) as change:
        by_lead = not policies.may_triage(change.ticket, actor)
        _refuse_wrong_unit(change.ticket, unit_id)
        if by_lead and _added_by(change.ticket) >= MOST_ADDED:
            words = _("主办自己最多加派 %(most)d 个协办，已经用完；还需要的，请联系行业党委加派。")
            raise Blocked(words % {"most": MOST_ADDED}, field="unit")
        leg = dispatch.call_in(change, unit_id, days=days, instruction=asked, added=by_lead)
        change.ticket.parties = sorted({*change.ticket.parties, unit_id})
        change.data |= {"leg": leg.pk, "unit": unit_id, "days": days, "by_lead": by_lead}
        change.erasable["asked"] = asked
    return change.event


def _refuse_wrong_unit(ticket: Ticket, unit_id: int) -> None:
    """A unit of this county that can handle cases and has no part in this one; never the one that it is about."""
    if any(leg.department_id == unit_id for leg in ticket.live_legs):
        raise Blocked(_("这个单位已经在办这件，不用再加派。"), field="unit")
    if ticket.about_org_id == unit_id:
        raise Blocked(_("不能派给被反映的单位。"), field="unit")
    if not dispatchable_units(ticket.county_id).filter(pk=unit_id).exists():
        raise Blocked(_("这个单位不能协办这件，请换一个，或请行业党委加派。"), field="unit")


def _added_by(ticket: Ticket) -> int:
    """How many this lead has added, let off or not: another lead begins afresh."""
    lead = ticket.lead
    since = lead.dispatched_at if lead else None
    return ticket.legs.filter(added=True, dispatched_at__gte=since).count() if since else 0


def waive(ticket_id: int, *, assist_id: int, reason: str, actor: Post, version: int) -> Event:
    """Let an assist off that has not answered (免办): the lead goes on without it, and says why.

    Raises StaleWrite, NotPossibleNow, PermissionDenied, Blocked (it has answered, or gone, meanwhile).
    """
    with changing(ticket_id, action="waive_assist", actor=actor, version=version) as change:
        open_assists = waiting(change.ticket)
        leg = next((leg for leg in open_assists if leg.pk == assist_id), None)
        if leg is None:
            raise Blocked(_("这个协办已经反馈，或已不再承办，不用免办；请看最新状态。"), field="assist")
        let_off(change, leg, reason)
        change.data |= {"leg": leg.pk, "unit": leg.department_id}
        change.erasable["reason"] = reason
    return change.event


def waiting(ticket: Ticket) -> list[Leg]:
    """The assists that still owe their opinion."""
    return [leg for leg in ticket.live_legs if leg.role == LegRole.ASSIST and leg.is_open]


def against(ticket: Ticket) -> list[Leg]:
    """The assists that disagree (会签不同意)."""
    said = (leg for leg in ticket.live_legs if leg.role == LegRole.ASSIST and leg.status == LegStatus.DONE)
    return [leg for leg in said if leg.stance == Stance.DISAGREES]


def let_off(change: Change, leg: Leg, reason: str) -> None:
    """Part of an act: this assist owes nothing any more."""
    leg.waive()
    leg.waived_reason = reason
    change.leave(leg)
    deadlines.void(change.ticket, now=change.now, leg=leg)


def settle(change: Change, reason: str) -> None:
    """Part of the reply: assists that are silent or disagree stand in its way until the lead says why not to mind them.

    The silent ones are let off by that reason (ASKS 31); the word of the others stays beside the reply.
    """
    insist_on_a_reason(change.ticket, reason)
    silent, opposed = waiting(change.ticket), against(change.ticket)
    for leg in silent:
        let_off(change, leg, reason)
    if silent:
        change.data["waived"] = [leg.pk for leg in silent]
    if opposed:
        change.data["overruled"] = [leg.pk for leg in opposed]


def insist_on_a_reason(ticket: Ticket, reason: str) -> None:
    """Raises Blocked where assists are silent or disagree and nobody says why not to mind them."""
    silent, opposed = waiting(ticket), against(ticket)
    if (silent or opposed) and not reason:
        raise Blocked(in_the_way(silent, opposed), field="override_reason")


def in_the_way(silent: Sequence[Leg], opposed: Sequence[Leg]) -> str:
    """Who is waited for, who disagrees, and what can be done now."""
    said = []
    if silent:
        said.append(
            _("还有 %(count)d 个协办未完成：%(names)s。请等他们反馈，或说明为什么不等。")
            % {"count": len(silent), "names": _names(silent)}
        )
    if opposed:
        said.append(_("%(names)s会签不同意。请和他们商量，或说明为什么不采纳。") % {"names": _names(opposed)})
    return "".join(said)


def _names(legs: Sequence[Leg]) -> str:
    return _("、").join(leg.department.display_name for leg in legs)
