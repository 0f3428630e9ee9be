"""What comes next, as a receipt says it: four steps with their real clocks, or what the limits of the tier promise.

Pure, and without `now`: dates are whole dates, so that a printed sheet stays true.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from orgs.calendar import WorkCalendar
from tickets.chips import limit_words, next_deadline, wall_words
from tickets.clock import Limit, limit_for, runs_from
from tickets.models import Deadline, Leg, Ticket
from tickets.progress import chain
from tickets.services.deadlines import hurry
from tickets.statuses import ENDED, DeadlineKind, LegRole, Status, Tier

_ICONS: Final = ("clock", "building", "message", "flag")


@dataclass(frozen=True, slots=True)
class Step:
    """One step; `state` is done, now or empty, as in the chain."""

    state: str
    icon: str
    heading: str
    words: str


@dataclass(frozen=True, slots=True)
class _Case:
    """What the steps are made of."""

    ticket: Ticket
    clocks: Sequence[Deadline]
    legs: Sequence[Leg]
    calendar: WorkCalendar

    def by(self, kind: DeadlineKind) -> str:
        """The wall date of a running clock, empty when none runs."""
        deadline = next_deadline(self.clocks, kind)
        return wall_words(deadline.due_at) if deadline else ""

    def rules(self, tier: Tier) -> Mapping[str, Any]:
        """The limits of the category in this tier; none before anybody has classified the case."""
        return self.ticket.category.rules(tier) if self.ticket.category else {}

    def limit(self, kind: DeadlineKind, tier: Tier, at: datetime) -> Limit:
        """The limit that a clock would get if it began at `at`."""
        half_day = self.calendar.half_day_minutes(self.calendar.received_on(at))
        return limit_for(kind, self.rules(tier), tier=tier, half_day=half_day)

    def due(self, kind: DeadlineKind, tier: Tier, at: datetime) -> datetime:
        """When it would run out."""
        limit = self.limit(kind, tier, at)
        return limit.due(runs_from(limit, at, self.calendar), self.calendar)


def outlook(ticket: Ticket, *, clocks: Sequence[Deadline], legs: Sequence[Leg], calendar: WorkCalendar) -> list[Step]:
    """The steps after the call; of a case that has ended, only how."""
    if ticket.status in ENDED:
        return [Step("now", "flag", ticket.firm_words, _("经过和结果请看进度页。"))]
    case = _Case(ticket, clocks, legs, calendar)
    said = (_accept(case), _dispatch(case), _handle(case), _confirm(case))
    states = [link.state for link in chain(ticket)[1:]]
    return [Step(state, icon, *words) for state, icon, words in zip(states, _ICONS, said, strict=True)]


def latest_answer(case: _Case) -> datetime | None:
    """The last moment for an answer if everybody uses all of their time; None while no category says."""
    accept = next_deadline(case.clocks, DeadlineKind.ACCEPT)
    dispatch = next_deadline(case.clocks, DeadlineKind.DISPATCH)
    if case.ticket.category is None:
        return None
    if dispatch is not None:
        sent = dispatch.due_at
    elif accept is not None:
        sent = case.due(DeadlineKind.DISPATCH, hurry(case.ticket), accept.due_at)
    else:
        return None
    return case.due(DeadlineKind.RESOLVE, Tier(case.ticket.tier), sent)


Words = tuple[str, str]


def _accept(case: _Case) -> Words:
    desk = {"desk": case.ticket.committee.display_name}
    words = _("%(desk)s看件，不清楚的会联系您。") % desk
    accept = next_deadline(case.clocks, DeadlineKind.ACCEPT)
    if case.ticket.accepted_at or accept is None:
        return _("受理"), words
    if accept.starts_at > accept.began_at:
        words += _("收到时已经下班，从%(at)s起算。") % {"at": wall_words(accept.starts_at)}
    return _("%(by)s 前，受理") % {"by": wall_words(accept.due_at)}, words


def _dispatch(case: _Case) -> Words:
    words = _("告诉您是哪家单位主办、哪家协办、几号前办好。")
    lead = next((leg for leg in case.legs if leg.role == LegRole.LEAD), None)
    if lead is not None:
        contact = case.by(DeadlineKind.CONTACT)
        heading = _("派给%(unit)s办理") % {"unit": lead.department.display_name}
        return heading, _("%(by)s 前联系您。") % {"by": contact} if contact else ""
    heading = _("%(by)s 前，派单") % {"by": by} if (by := case.by(DeadlineKind.DISPATCH)) else _("受理后派单")
    if case.ticket.category is None:
        return heading, words
    if case.ticket.confidential:  # no unit knows whom to ring
        return heading, words
    limit = case.limit(DeadlineKind.CONTACT, hurry(case.ticket), case.ticket.submitted_at)
    within = limit_words(
        working_days=limit.working_days, minutes=limit.minutes, wall=limit.wall, calendar=case.calendar
    )
    return heading, words + _("派单后 %(limit)s内，主办单位联系您。") % {"limit": within}


def _handle(case: _Case) -> Words:
    if case.ticket.status == Status.ON_LEDGER:
        return _("长期推进，目标 %(by)s") % {"by": case.by(DeadlineKind.LEDGER)}, _("计划和每次报告请看进度页。")
    if by := case.by(DeadlineKind.RESOLVE):
        return _("最晚 %(by)s 答复") % {"by": by}, _("等您补充材料的时间会另外扣除。")
    if case.ticket.status in {Status.REPLIED, Status.REVISITING}:
        return _("单位已经答复"), ""
    if (latest := latest_answer(case)) is not None:
        words = _("按您选的类别和各步时限推算；派单时会写明，以派单为准。")
        return _("最晚 %(by)s 答复") % {"by": wall_words(latest)}, words
    return _("单位办理并答复"), _("行业党委分清类别，派单时写明几号前答复。")


def _confirm(case: _Case) -> Words:
    words = _("解决没有、满不满意，您说了算；没解决就重办。")
    if by := case.by(DeadlineKind.CONFIRM):
        return _("%(by)s 前，请您确认") % {"by": by}, words
    return _("办好了，由您确认"), words
