"""`/desk/` (派单台): what waits for the committee's word, beside a pane to read and decide in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from orgs.access import post_required
from orgs.calendar import WorkCalendar
from orgs.duty import names_on_duty
from orgs.middleware import now_of
from orgs.models import Post
from orgs.statuses import Role
from orgs.working_days import calendar_of
from tickets.addresses import address_of
from tickets.chips import Chip, chip, next_deadline
from tickets.forms import FORMS
from tickets.masking import firm_name
from tickets.models import Deadline, Ticket
from tickets.nav import work_counts
from tickets.queries import lists
from tickets.queries.calls import lights_of
from tickets.queries.rows import clocks_of
from tickets.statuses import DeadlineKind
from tickets.views.case import acting_post, case_context, case_of
from tickets.whistle_cards import Light, light
from web.pages import page

NAMES: Final = {
    "submitted": _("待受理"),
    "accepted": _("待派单"),
    "need_info": _("待补充"),
    "rulings": _("待审批"),
    "replied": _("答复审核"),
    "reopening": _("申请再办"),
    "settle": _("督办决定"),
    "whistling": _("吹哨中"),
}
_OF_THE_OFFICE: Final = frozenset({"settle"})
NEXT: Final = "next"  # ?open=next: whatever is first now
# Where the next work is looked for when a tab is done.
_ONWARD: Final = ("submitted", "accepted", "rulings", "replied", "reopening", "settle")


@dataclass(frozen=True, slots=True)
class Row:
    """A case as the list shows it."""

    ticket: Ticket
    firm: str
    chip: Chip | None
    photos: int
    lights: Sequence[Light]

    @property
    def case_url(self) -> str:
        """Where the case stands alone."""
        return address_of(self.ticket.number)

    @property
    def short(self) -> str:
        """The last six of the number, with its hyphen: what people say on the telephone."""
        return self.ticket.number[-6:]


@require_safe
@post_required(Role.DISPATCHER, Role.SUPERVISOR)
def desk(request: HttpRequest) -> HttpResponse:
    """`?tab=` the list, `?open=` the case in the pane, `?do=` the form that stands open there."""
    post, wanted = acting_post(request), request.GET.get("open", "")
    tab = request.GET.get("tab", "")
    tab = tab if tab in _tabs(post) else "submitted"
    counts = work_counts(request)
    if wanted == NEXT:
        return _next(request, post, tab=tab)
    shown = lists.desk_page(post, tab=tab, after=request.GET.get("after"))
    now = now_of(request)
    context = _list_context(post, shown.items, now=now, calendar=calendar_of(post.organisation.county)) | {
        "tab": tab,
        "title": NAMES[tab],
        "tabs": [(name, label, counts[name]) for name, label in _tabs(post).items()],
        "next": shown.next,
        "marked": wanted or request.GET.get("at", ""),
        "open": bool(wanted),
        "on_duty": names_on_duty(post.county_id, now=now),
        "latest": None if shown.items else lists.latest_call(post),
    }
    if wanted:
        do = request.GET.get("do", "")
        found = case_of(request, wanted)
        context = case_context(request, found, opened=do if do in FORMS else "", pane=True) | context
    return page(request, "tickets/staff/desk.html", context)


def _tabs(post: Post) -> Mapping[str, Promise]:
    """What the post can do something in: the office alone decides after three rounds."""
    return {name: label for name, label in NAMES.items() if post.role == Role.SUPERVISOR or name not in _OF_THE_OFFICE}


def _next(request: HttpRequest, post: Post, *, tab: str) -> HttpResponse:
    """Send on to the case that waits longest, in this tab or in the first one that has work."""
    counts = work_counts(request)
    onward = [name for name in _ONWARD if name in _tabs(post)]
    chosen = tab if counts[tab] else next((name for name in onward if counts[name]), tab)
    first = lists.desk_page(post, tab=chosen, after=None).items[:1]
    query = {"tab": chosen} | ({"open": first[0].number} if first else {})
    return HttpResponseRedirect(f"{reverse('desk')}?{urlencode(query)}", status=303)


def _counting(ticket: Ticket) -> Deadline | None:
    """The clock that the list is ordered by, so that a row shows why it stands where it stands."""
    kinds = [DeadlineKind(ticket.waits_for)] if ticket.waits_for else []
    return next_deadline(clocks_of(ticket), *kinds)


def _list_context(post: Post, tickets: list[Ticket], *, now: datetime, calendar: WorkCalendar) -> dict[str, Any]:
    calls = lights_of(tickets)
    return {
        "now": now,
        "rows": [
            Row(
                ticket=ticket,
                firm=firm_name(ticket, post),
                chip=chip(_counting(ticket), now=now, calendar=calendar),
                photos=getattr(ticket, "photos", 0),
                lights=[light(call, now=now) for call in calls.get(ticket.pk, ())],
            )
            for ticket in tickets
        ],
    }
