"""`/supervision/` (督办): what the county office watches, units by stage, and orders for many cases at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid5

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from orgs.access import post_required
from orgs.calendar import WorkCalendar
from orgs.middleware import now_of
from orgs.models import Organisation, Post
from orgs.statuses import Role
from orgs.working_days import calendar_of
from tickets import policies, supervision_policies
from tickets.addresses import address_of
from tickets.chips import Chip, chip, next_deadline
from tickets.clock import LONG_PAUSE_WORKING_DAYS
from tickets.exceptions import Blocked, Busy, NotDone
from tickets.masking import as_read, firm_name
from tickets.models import Deadline, Ticket
from tickets.offers import offer_of
from tickets.queries import supervision
from tickets.queries.rows import clocks_of
from tickets.queries.supervision import Moments, UnitLine
from tickets.services import supervising
from tickets.statuses import SUPERVISABLE, DeadlineKind
from tickets.supervision_forms import ManyOrdersForm, filled
from tickets.supervision_kinds import OrderState
from tickets.views.case import acting_post
from tickets.views.picking import picks_of
from web.pages import page

# filter → words, shape and colour
TO_WATCH: Final[Mapping[str, tuple[Promise, str, str]]] = {
    "unsigned": (gettext_lazy("待签收超时"), "d-soon", "g-soon"),
    "today": (gettext_lazy("今天到期"), "d-soon", "g-soon"),
    "overdue": (gettext_lazy("超期"), "d-over", "g-over"),
    "paused": (gettext_lazy("暂停超过 5 个工作日"), "d-pause", "g-pause"),
    "returning": (gettext_lazy("退单未再派"), "d-moved", "g-ok"),
}
OF_ORDERS: Final[Mapping[str, Promise]] = {
    "ordered": gettext_lazy("督办待反馈"),
    "late": gettext_lazy("反馈超期"),
    "answered": gettext_lazy("待销号"),
    "urged": gettext_lazy("企业多次催办"),
    "ledger": gettext_lazy("挂账"),
    "ledger_late": gettext_lazy("挂账超期"),
}
STAGES: Final[Mapping[str, Promise]] = {
    "desk": gettext_lazy("待受理派单"),
    "pending": gettext_lazy("待签收"),
    "working": gettext_lazy("办理中"),
    "returning": gettext_lazy("退单裁定"),
    "paused": gettext_lazy("暂停"),
    "replied": gettext_lazy("待审核"),
    "revisiting": gettext_lazy("待回访"),
    "over": gettext_lazy("超期"),
}
_HEAT: Final = (1, 3, 6, 10)
"""From how many cases on a cell is a step darker; the number stands in it all the same."""
_LONGEST_ID: Final = 12


@dataclass(frozen=True, slots=True)
class Row:
    """A case as the board lists it: who leads it, whom an order would go to, its clock, how far it is supervised."""

    ticket: Ticket
    firm: str
    unit: str
    whom: str
    chip: Chip | None
    state: OrderState | None
    case_url: str
    can_order: bool

    @property
    def degree(self) -> str:
        """The degree of the open order, empty without one."""
        order = self.ticket.open_order
        return str(order.get_degree_display()) if order is not None else ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A number of the matrix and the list behind it."""

    stage: str
    count: int
    heat: int
    url: str
    current: bool


@require_safe
@post_required(Role.SUPERVISOR)
def board(request: HttpRequest) -> HttpResponse:
    """`?show=` one of the filters, or `?unit=&stage=` a cell of the matrix; `?all=1` ticks what can be ordered."""
    post, now = acting_post(request), now_of(request)
    calendar = calendar_of(post.organisation.county)
    moments = _moments(now, calendar)
    unit, stage, name = _asked(request)
    shown = supervision.board_page(
        post, name=name, unit=unit, stage=stage, moments=moments, after=request.GET.get("after")
    )
    rows = [_row(ticket, post, now=now) for ticket in shown.items]
    counts, lines = supervision.counts(post, moments), supervision.matrix(post, moments)
    here: dict[str, str] = {"unit": str(unit), "stage": stage} if unit else {"show": name}
    context = {
        "figures": [(key, *TO_WATCH[key], counts[key]) for key in TO_WATCH],
        "tabs": [(key, label, counts[key]) for key, label in OF_ORDERS.items()],
        "lines": [(line, line.unit.named_in(post.county_id), _cells(line, unit=unit, stage=stage)) for line in lines],
        "stages": STAGES.values(),
        "open": sum(line.total for line in lines),
        "name": "" if unit else name,
        "title": _title(lines, post, name=name, unit=unit, stage=stage),
        "rows": rows,
        "orderable": sum(row.can_order for row in rows),
        "all": bool(request.GET.get("all")),
        "here": urlencode(here),
        "kept": here.items(),
        "next": shown.next,
        "now": now,
    }
    return page(request, "tickets/staff/supervision.html", context)


def _asked(request: HttpRequest) -> tuple[int | None, str, str]:
    """Unit, stage and filter out of the address; anything unreadable opens what is overdue."""
    said, stage, name = (request.GET.get(key, "") for key in ("unit", "stage", "show"))
    unit = int(said) if said.isascii() and said.isdigit() and len(said) < _LONGEST_ID else None
    return unit or None, stage if stage in STAGES else "", name if name in {**TO_WATCH, **OF_ORDERS} else "overdue"


def _moments(now: datetime, calendar: WorkCalendar) -> Moments:
    tonight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return Moments(now=now, tonight=tonight, long_since=calendar.subtract_working_days(now, LONG_PAUSE_WORKING_DAYS))


def _title(lines: Iterable[UnitLine], post: Post, *, name: str, unit: int | None, stage: str) -> str:
    if unit is None:
        return str(TO_WATCH[name][0] if name in TO_WATCH else OF_ORDERS[name])
    names = (line.unit.named_in(post.county_id) for line in lines if line.unit.pk == unit)
    whose = next(names, _("没有在办件的单位"))
    return _("%(unit)s · %(stage)s") % {"unit": whose, "stage": STAGES[stage] if stage else _("在办")}


def _cells(line: UnitLine, *, unit: int | None, stage: str) -> list[Cell]:
    def cell(name: str, count: int) -> Cell:
        url = f"{reverse('supervision')}?{urlencode({'unit': str(line.unit.pk), 'stage': name})}#list"
        heat = sum(count >= step for step in _HEAT)
        return Cell(name, count, heat, url, current=(unit, stage) == (line.unit.pk, name))

    return [cell(name, count) for name, count in line.stages]


def _row(ticket: Ticket, post: Post, *, now: datetime) -> Row:
    order, lead = ticket.open_order, ticket.lead
    return Row(
        ticket=ticket,
        firm=firm_name(as_read(ticket, post), post),
        unit=(lead.department if lead else ticket.committee).display_name,
        whom=_whom(ticket, post).display_name,
        chip=chip(_counting(ticket), now=now, calendar=calendar_of(ticket.county)),
        state=order.state(now) if order is not None else None,
        case_url=address_of(ticket.number),
        can_order=offer_of("order_supervision", ticket, post) is not None and ticket.split_at is None,
    )


def _whom(ticket: Ticket, post: Post) -> Organisation:
    """Who holds the case first, as `supervising.order` finds it: never the office itself."""
    held = (unit or ticket.committee for unit, _leg in supervision_policies.holders(ticket))
    return next((unit for unit in held if unit.pk != post.organisation_id), ticket.committee)


def _counting(ticket: Ticket) -> Deadline | None:
    """What the unit has to finish by, before whatever else runs."""
    clocks = clocks_of(ticket)
    return next_deadline(clocks, DeadlineKind.RESOLVE) or next_deadline(clocks)


# --- many at once -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Refused:
    """A case that got no order, and why."""

    number: str
    why: str


@require_POST
@post_required(Role.SUPERVISOR)
def order_many(request: HttpRequest) -> HttpResponse:
    """督办所选: first one preview of all, with `send` the orders, each in a transaction of its own. None is skipped.

    `row` are those that the preview shows, `pick` the ticked ones among them: whoever unticks all keeps the words.
    """
    post = acting_post(request)
    picks, offered = (dict(picks_of(request.POST.getlist(name)[: supervision.PAGE])) for name in ("pick", "row"))
    back = _back(request)
    if not picks and ("send" not in request.POST or not offered):
        messages.warning(request, _("还没有勾选要督办的件"))
        return HttpResponseRedirect(back, status=303)
    if "send" not in request.POST:
        return _preview(request, post, ManyOrdersForm(), picks, back=back)
    form = ManyOrdersForm(request.POST)
    if not form.is_valid() or not picks:
        return _preview(request, post, form, offered or picks, ticked=picks, back=back, status=422)
    sent, refused = _send(post, form.cleaned_data, picks)
    if sent:
        words = ngettext("发出了 %(count)d 份督办单", "发出了 %(count)d 份督办单", sent)
        messages.success(request, words % {"count": sent})
    if not refused and sent == len(picks):
        return HttpResponseRedirect(f"{reverse('supervision')}?show=ordered", status=303)
    return _preview(request, post, form, picks, back=back, refused=refused, status=409)


def _back(request: HttpRequest) -> str:
    """The list that the picks came from."""
    here = {key: str(request.POST.get(key, "")) for key in ("show", "unit", "stage")}
    return f"{reverse('supervision')}?{urlencode({key: value for key, value in here.items() if value})}"


def _preview(
    request: HttpRequest,
    post: Post,
    form: ManyOrdersForm,
    picks: Mapping[int, int],
    *,
    back: str,
    ticked: Mapping[int, int] | None = None,
    refused: Sequence[Refused] = (),
    status: int = 200,
) -> HttpResponse:
    """Whom the orders will go to and in which words; what cannot be ordered now stands apart, with the reason.

    All of `picks` are shown; where not all are to be sent, `ticked` says which.
    """
    now, found = now_of(request), supervision.picked(post, [*picks])
    rows = [_row(ticket, post, now=now) for ticket in found]
    ready = [row for row in rows if row.can_order]
    told = {each.number for each in refused}
    not_now = [Refused(row.ticket.number, _why_not(row.ticket, post)) for row in rows if not row.can_order]
    words = str(form["asked"].value() or "")
    context = {
        "form": form,
        "ready": [(row, ticked is None or row.ticket.pk in ticked) for row in ready],
        "none": ticked is not None and not ticked,
        "sample": filled(words, unit=ready[0].whom, number=ready[0].ticket.number) if ready else "",
        "refused": [*refused, *(each for each in not_now if each.number not in told and not refused)],
        "typed": {"asked": words} if form.is_bound and not ready else {},
        "gone": len(picks) - len(found),
        "back": back,
        "kept": {key: request.POST.get(key, "") for key in ("show", "unit", "stage")}.items(),
        "now": now,
    }
    return page(request, "tickets/staff/supervise_many.html", context, status=status)


def _send(post: Post, said: Mapping[str, Any], picks: Mapping[int, int]) -> tuple[int, list[Refused]]:
    """How many have their order now, by this sending or by the same form before; and who has none, and why."""
    sent, refused = 0, []
    found = supervision.picked(post, [*picks])
    for ticket in found:
        try:
            supervising.order(ticket.pk, directive=_directive(ticket, post, said), actor=post, version=picks[ticket.pk])
        except (NotDone, PermissionDenied) as error:
            refused.append(Refused(ticket.number, _in_words(error, ticket, post)))
        else:
            sent += 1
    return sent, refused


def _directive(ticket: Ticket, post: Post, said: Mapping[str, Any]) -> supervising.Directive:
    """To the unit that its words name. Each case has a token of its own, from the form's: sent twice, ordered once."""
    token: UUID = said["client_token"]
    whom = _whom(ticket, post)
    return supervising.Directive(
        ground=said["ground"],
        asked=filled(said["asked"], unit=whom.display_name, number=ticket.number),
        days=said["days"],
        client_token=uuid5(token, str(ticket.pk)),
        unit_id=whom.pk,
    )


def _in_words(error: Exception, ticket: Ticket, post: Post) -> str:
    if isinstance(error, Blocked):
        return error.sentence
    if isinstance(error, Busy):
        return _("正有人在办，请稍后再发")
    elsewhere = policies.is_from_elsewhere(ticket, post)
    if elsewhere or ticket.supervised or ticket.status not in SUPERVISABLE:
        return _why_not(ticket, post)
    return _("刚有变化，请看最新状态后再发")


def _why_not(ticket: Ticket, post: Post) -> str:
    if ticket.open_order is not None:
        return _("已经在督办（%(degree)s），不重复发") % {"degree": ticket.open_order.get_degree_display()}
    if policies.is_from_elsewhere(ticket, post):
        return _("是%(county)s的诉求，跨县查看只看不办") % {"county": ticket.county.name}
    if ticket.status not in SUPERVISABLE:
        return _("现在是“%(status)s”，没有单位欠下一步") % {"status": ticket.get_status_display()}
    return _("现在没有别的单位承办，不能督办")
