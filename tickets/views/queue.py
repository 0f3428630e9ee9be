"""`/queue/` (承办队列): the unit's legs by deadline, the next verb in the row, signing several at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from orgs.access import post_required
from orgs.calendar import WorkCalendar
from orgs.middleware import now_of
from orgs.models import Post
from orgs.queries import today
from orgs.statuses import Role
from orgs.working_days import calendar_of
from tickets import policies
from tickets.addresses import address_of
from tickets.chips import Chip, chip, next_deadline
from tickets.exceptions import NotDone
from tickets.masking import as_read, firm_name
from tickets.models import CheckIn, Deadline, Leg
from tickets.nav import work_counts
from tickets.queries import lists
from tickets.queries.calls import call_page, lights_of
from tickets.queries.handlers import MINE, NOBODYS, holders, sections_of
from tickets.services import handling
from tickets.statuses import DeadlineKind, LegRole, LegStatus, Status
from tickets.supervision_kinds import Degree
from tickets.unit_policies import ASSIGNERS
from tickets.views import calls
from tickets.views.case import acting_post
from tickets.views.picking import picks_of
from tickets.whistle_cards import Light, light
from web.pages import page
from web.paging import Page

ROLES: Final = tuple(sorted(policies.UNIT_ROLES | policies.DESK_ROLES))
NAMES: Final = {
    "lead": gettext_lazy("我们主办"),
    "assist": gettext_lazy("我们协办"),
    **calls.NAMES,
    "returning": gettext_lazy("退单待裁定"),
    "done": gettext_lazy("已反馈"),
}
MOST_PICKS: Final = lists.PAGE
_SOON: Final = timedelta(days=3)

# group → label, shape and colour
GROUPS: Final = {
    "over": (gettext_lazy("超期"), "d-over", "g-over"),
    "today": (gettext_lazy("今天到期"), "d-soon", "g-soon"),
    "soon": (gettext_lazy("3 日内"), "d-ok", "g-ok"),
    "later": (gettext_lazy("其余"), "d-ok", "g-ok"),
    "paused": (gettext_lazy("暂停中"), "d-pause", "g-pause"),
    "returning": (gettext_lazy("等裁定，期间不计你们的时限"), "d-pause", "g-pause"),
    "done": (gettext_lazy("等审核、等评价和已办结"), "d-done", "g-ok"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A leg as the table shows it: first of all what to do with it."""

    leg: Leg
    firm: str
    chip: Chip | None
    group: str
    verb: Promise | str
    url: str
    case_url: str
    signs: bool
    lights: Sequence[Light]
    held: str

    @property
    def degree(self) -> Promise | str:
        """How hard the office presses in this case: it owes an answer beside the next step."""
        return Degree(self.leg.ticket.supervised).label if self.leg.ticket.supervised else ""

    @property
    def urgent(self) -> bool:
        """Only what is over or due today gets the blue button."""
        return self.group in {"over", "today"}


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under one heading."""

    label: Promise
    icon: str
    css: str
    rows: list[Row]


@require_safe
@post_required(*ROLES)
def queue(request: HttpRequest) -> HttpResponse:
    """`?tab=lead|assist|called|came|returning|done`; `?who=mine|nobody|<section>`; `?all=1` ticks all to be signed."""
    post, counts = acting_post(request), work_counts(request)
    tab = request.GET.get("tab", "")
    tab = tab if tab in NAMES else "lead"
    now, calendar = now_of(request), calendar_of(post.organisation.county)
    choices = {"": _("全部"), MINE: _("我的"), NOBODYS: _("未分到人")}
    choices |= {str(pk): name for pk, name in sections_of(post.organisation_id)}
    who = asked if (asked := request.GET.get("who", "")) in choices else ""
    shown: Page[Any]
    rows, called = [], []
    if tab in calls.NAMES:
        shown = call_page(post, tab=tab, after=request.GET.get("after"), size=lists.PAGE)
        called = [calls.call_row(call, post, now=now, calendar=calendar) for call in shown.items]
    else:
        shown = lists.queue_page(post, tab=tab, after=request.GET.get("after"), who=who, on=today(now))
        lights, held = lights_of(leg.ticket for leg in shown.items), holders(shown.items, on=today(now))
        rows = [row_of(leg, post, now=now, calendar=calendar, calls=lights, held=held) for leg in shown.items]
    context = {
        "tab": tab,
        "tabs": [(name, label, counts.get(name, 0)) for name, label in NAMES.items()],
        "uncounted": {"done", "came"},
        "who": who,
        "choices": choices.items(),
        "gives_out": post.role in ASSIGNERS,
        "of_calls": tab in calls.NAMES,
        "waiting": counts.get("called", 0),
        "called": called,
        "groups": grouped(rows),
        "next": shown.next,
        "whole": not shown.next and not request.GET.get("after"),
        "signable": sum(row.signs for row in rows),
        "all": bool(request.GET.get("all")),
        "now": now,
    }
    return page(request, "tickets/staff/queue.html", context)


def row_of(
    leg: Leg,
    post: Post,
    *,
    now: datetime,
    calendar: WorkCalendar,
    calls: Mapping[int, Sequence[CheckIn]],
    held: Mapping[int, str],
) -> Row:
    """What the unit does next with a leg, and until when; `calls` of whistles that last in its case, who has it."""
    deadline = next_deadline(lists.deadlines_of_leg(leg), *DeadlineKind) if leg.is_open else None
    verb, action = _next_verb(leg)
    if action == "reply" and post.organisation.leader_signs:
        verb, action = _with_signature(leg, post)
    number = as_read(leg.ticket, post).number
    return Row(
        leg=leg,
        firm=firm_name(leg.ticket, post, leads=leg.role == LegRole.LEAD),
        chip=chip(deadline, now=now, calendar=calendar),
        group=group_of(leg, deadline, now=now),
        verb=verb,
        url=address_of(number, action),
        case_url=address_of(number),
        signs=action == "sign",
        lights=[light(call, now=now) for call in calls.get(leg.ticket_id, ())],
        held=held.get(leg.pk, ""),
    )


def _next_verb(leg: Leg) -> tuple[str, str]:
    """The words of the button and the action behind it; without one it only opens the case."""
    if leg.status in {LegStatus.DONE, LegStatus.RETURNING}:
        return _("查看"), ""
    if leg.ticket.status == Status.ON_LEDGER:  # all but the lead's reports stands still
        return (_("报告推进"), "report_ledger") if leg.role == LegRole.LEAD else (_("查看"), "")
    if leg.status == LegStatus.PENDING:
        return _("签收"), "sign"
    return _at_work(leg)


def _at_work(leg: Leg) -> tuple[str, str]:
    """The same of a leg that is signed and handled."""
    if leg.role == LegRole.ASSIST:
        return _("反馈意见"), "opine"
    if leg.contacted_at is None:
        return _("联系企业"), "contact"
    if leg.ticket.status == Status.NEED_INFO or leg.ticket.follows_id is not None:  # answered on its lead case
        return _("看补充") if leg.ticket.status == Status.NEED_INFO else _("查看"), ""
    return _("写答复"), "reply"


def _with_signature(leg: Leg, post: Post) -> tuple[str, str]:
    """The same where the leader signs: the leader reads what waits, the others write or wait."""
    leg.department = post.organisation  # in hand already
    head = post.role == Role.DEPT_HEAD
    if any(clock.kind == DeadlineKind.COUNTERSIGN for clock in lists.deadlines_of_leg(leg)):
        return (_("审签"), "") if head else (_("等审签"), "")
    return _("写答复"), "" if head or not leg.needs_signature else "draft_reply"


def group_of(leg: Leg, deadline: Deadline | None, *, now: datetime) -> str:
    """The heading under which a leg stands. Calendar days, since that is how people plan."""
    if not leg.is_open:
        return "returning" if leg.status == LegStatus.RETURNING else "done"
    if leg.paused:
        return "paused"
    if deadline is None:
        return "later"
    if deadline.due_at <= now:
        return "over"
    last, today = timezone.localdate(deadline.due_at), timezone.localdate(now)
    if last == today:
        return "today"
    return "soon" if last <= today + _SOON else "later"


def grouped(rows: list[Row]) -> list[Group]:
    """The rows under their headings, empty ones left out."""
    return [
        Group(*GROUPS[name], rows=found) for name in GROUPS if (found := [row for row in rows if row.group == name])
    ]


@require_POST
@post_required(*ROLES)
def sign(request: HttpRequest) -> HttpResponse:
    """签收所选: each pick (`leg-version`) in a transaction of its own; who was not signed is named with the reason."""
    post = acting_post(request)
    picks = dict(picks_of(request.POST.getlist("pick")[:MOST_PICKS]))
    legs = lists.legs_for(post).filter(pk__in=picks).select_related("ticket").order_by("pk")
    refused = [leg.ticket.number for leg in legs if not _sign(leg, post, version=picks[leg.pk])]
    signed = len(legs) - len(refused)
    if not picks:
        messages.warning(request, _("还没有勾选要签收的件"))
    if signed:
        messages.success(request, ngettext("签收了 %(count)d 件", "签收了 %(count)d 件", signed) % {"count": signed})
    if refused:
        words = _("没有签收 %(numbers)s：刚有变化，请看最新状态后再签收")
        messages.warning(request, words % {"numbers": _("、").join(refused)})
    if gone := len(picks) - len(legs):
        words = ngettext("有 %(count)d 件已不在队列里，没有签收", "有 %(count)d 件已不在队列里，没有签收", gone)
        messages.warning(request, words % {"count": gone})
    return HttpResponseRedirect(reverse("queue"), status=303)


def _sign(leg: Leg, post: Post, *, version: int) -> bool:
    try:
        handling.sign(leg.ticket_id, leg_id=leg.pk, actor=post, version=version)
    except (NotDone, PermissionDenied):
        # Picked beside its lead case, a follower was signed with it a moment ago.
        return leg.ticket.follows_id is not None and lists.legs_for(post).filter(pk=leg.pk, signed_by=post).exists()
    return True
