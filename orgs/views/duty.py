"""`/duty/` (值班表): a month of shifts, who is on duty now, gaps ahead; planning by the office, swaps."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from journal import clock
from orgs import duty as roster
from orgs import duty_sheet
from orgs.access import post_required
from orgs.calendar import COUNTY_TIME
from orgs.duty_forms import OfferForm, PlanForm, RotationForm
from orgs.exceptions import Refused
from orgs.middleware import PostRequest
from orgs.models import DutyShift, DutySwap, Post
from orgs.queries import today
from orgs.services import duty
from orgs.statuses import DUTY_ROLES, Role
from orgs.views.sheets import SheetForm
from orgs.working_days import calendar_for
from web.errors import conflict
from web.pages import done, page

_DAY: Final = timedelta(days=1)
ROLES: Final = tuple(sorted(DUTY_ROLES))


@dataclass(frozen=True, slots=True)
class Day:
    """A line of the month: its shifts, and whether it has a gap ahead."""

    date: date
    works: bool
    gap: bool
    shifts: list[tuple[DutyShift, OfferForm | None]]


@require_safe
@post_required(*ROLES)
def duty_roster(request: PostRequest) -> HttpResponse:
    """`?month=2026-12`; this month without it."""
    return _show(request)


@require_POST
@post_required(Role.SUPERVISOR)
def duty_plan(request: PostRequest) -> HttpResponse:
    """Put one person on duty."""
    post = _acting(request)
    form = PlanForm(request.POST, posts=_posts(post, now=clock.now()))
    if form.is_valid():
        try:
            duty.plan(**form.shift(), actor=post)
        except Refused as problem:
            form.add_error(None, str(problem))
        else:
            return done(request, _month_of(form.cleaned_data["day"]), _("已排班。"))
    return _show(request, plan=form)


@require_POST
@post_required(Role.SUPERVISOR)
def duty_rotation(request: PostRequest) -> HttpResponse:
    """Plan a stretch of days by rotation."""
    post = _acting(request)
    form = RotationForm(request.POST, posts=_posts(post, now=clock.now()))
    if form.is_valid():
        typed = form.cleaned_data
        try:
            made = duty.plan_month(
                [int(each) for each in typed["posts"]],
                first=typed["first"],
                last=typed["last"],
                begins=typed["begins"],
                ends=typed["ends"],
                actor=post,
            )
        except Refused as problem:
            form.add_error(None, str(problem))
        else:
            return done(request, _month_of(typed["first"]), _("已排 %d 个班，已经有人的日子没有动。") % len(made))
    return _show(request, rotation=form)


@require_POST
@post_required(Role.SUPERVISOR)
def duty_import(request: PostRequest) -> HttpResponse:
    """Plan what a sheet says: all of it, or nothing with a sentence for each row that cannot be."""
    post = _acting(request)
    form = SheetForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            posts = _posts(post, now=clock.now())
            made = duty_sheet.enter(file, name=file.name or "", posts=posts, actor=post)
        except forms.ValidationError as problem:
            form.add_error("file", problem)
        else:
            return done(request, reverse("duty"), _("已排 %d 个班，已经有人的日子没有动。") % made)
    return _show(request, sheet=form)


@require_POST
@post_required(Role.SUPERVISOR)
def duty_remove(request: PostRequest, shift_id: int) -> HttpResponse:
    """Take a shift that has not begun off the roster."""
    shift = _ours(request, shift_id)
    try:
        duty.remove(shift.pk, actor=_acting(request))
    except Refused as problem:
        return conflict(request, message=problem, kept={}, onward=reverse("duty"))
    return done(request, _month_of(today(shift.starts_at)), _("已从值班表上删掉。"))


@require_POST
@post_required(*ROLES)
def duty_offer(request: PostRequest, shift_id: int) -> HttpResponse:
    """Ask somebody to take one's shift."""
    post, shift, now = _acting(request), _ours(request, shift_id), clock.now()
    if shift.post_id != post.pk:
        raise Http404
    ahead = list(roster.shifts_between(post.county_id, now, _horizon(now)))
    form = OfferForm(request.POST, shift=shift, posts=_posts(post, now=now), shifts=ahead)
    if form.is_valid():
        typed = form.cleaned_data
        try:
            duty.offer(
                shift.pk,
                to_id=int(typed["to"]),
                in_return_id=int(typed["in_return"]) if typed["in_return"] else None,
                actor=post,
            )
        except Refused as problem:
            form.add_error(None, str(problem))
        else:
            return done(request, _month_of(today(shift.starts_at)), _("已请对方答复；对方同意以前，还是您的班。"))
    return _show(request, offer=(shift.pk, form))


@require_POST
@post_required(*ROLES)
def duty_answer(request: PostRequest, swap_id: int) -> HttpResponse:
    """Agree to a swap or decline it."""
    post = _acting(request)
    swap = get_object_or_404(DutySwap.objects.select_related("shift"), pk=swap_id, shift__county=post.county_id)
    if post.pk not in {swap.to_id, swap.shift.post_id}:
        raise Http404
    agreed = request.POST.get("agreed") == "yes"
    try:
        duty.answer(swap.pk, agreed=agreed, actor=post)
    except Refused as problem:
        return conflict(request, message=problem, kept={}, onward=reverse("duty"))
    return done(request, reverse("duty"), _("换班成了，值班表已经改好。") if agreed else _("没有换，班次照旧。"))


def _show(
    request: PostRequest,
    *,
    plan: PlanForm | None = None,
    rotation: RotationForm | None = None,
    sheet: SheetForm | None = None,
    offer: tuple[int, OfferForm] | None = None,
) -> HttpResponse:
    """The page; a form that was refused comes back in its place with what was typed."""
    post, now = _acting(request), clock.now()
    first = _month(request.GET.get("month", ""), now=now)
    last = (first + timedelta(days=31)).replace(day=1) - _DAY
    posts, refused = _posts(post, now=now), plan or rotation or sheet or (offer[1] if offer else None)
    context: dict[str, Any] = {
        **_month_context(post, first, last, posts=posts, offer=offer, now=now),
        "now": now,
        "on_duty": roster.on_duty(post.county_id, now=now),
        "plans": post.role == Role.SUPERVISOR,
        "plan": plan or PlanForm(posts=posts),
        "rotation": rotation or RotationForm(posts=posts, initial={"first": max(first, today(now)), "last": last}),
        "sheet": sheet or SheetForm(auto_id="sheet-%s"),
        "form": refused,
    }
    return page(request, "orgs/duty.html", context, part="orgs/duty.html", status=422 if refused else 200)


def _month_context(
    post: Post, first: date, last: date, *, posts: list[Post], offer: tuple[int, OfferForm] | None, now: datetime
) -> dict[str, Any]:
    calendar = calendar_for(post.county_id)
    begins, ends = min(_midnight(first), now), max(_midnight(last + _DAY), _horizon(now))
    shifts = list(roster.shifts_between(post.county_id, begins, ends))
    ahead = [shift for shift in shifts if shift.ends_at > now and shift.starts_at <= _horizon(now)]
    gaps = set(roster.days_without(ahead, calendar=calendar, now=now))
    offers = list(roster.open_offers(post.county_id, now=now))
    offered = {swap.shift_id for swap in offers}

    def form_of(shift: DutyShift) -> OfferForm | None:
        if offer and offer[0] == shift.pk:
            return offer[1]
        mine = shift.post_id == post.pk and shift.ends_at > now and shift.pk not in offered
        return OfferForm(shift=shift, posts=posts, shifts=ahead) if mine else None

    days = [
        Day(
            date=day,
            works=calendar.is_working_day(day),
            gap=day in gaps,
            shifts=[(shift, form_of(shift)) for shift in shifts if today(shift.starts_at) == day],
        )
        for day in (first + _DAY * n for n in range((last - first).days + 1))
    ]
    # Of this month what is over is folded away; who came yesterday evening may still be there.
    over = [day for day in days if first <= today(now) <= last and day.date < today(now) - _DAY]
    return {
        "past": over,
        "days": days[len(over) :],
        "first": first,
        "gaps": sorted(gaps),
        "asked": [swap for swap in offers if swap.to_id == post.pk],
        "waiting": [swap for swap in offers if swap.shift.post_id == post.pk],
        "before": _month_of(first - _DAY),
        "after": _month_of(last + _DAY),
    }


def _horizon(now: datetime) -> datetime:
    """How far ahead shifts are offered in return and gaps are looked for."""
    return now + _DAY * (roster.LOOKS_AHEAD + 1)


def _posts(post: Post, *, now: datetime) -> list[Post]:
    return list(roster.may_be_on_duty(post.county_id, on=today(now)))


def _ours(request: PostRequest, shift_id: int) -> DutyShift:
    """A shift of another county does not exist here."""
    shifts = DutyShift.objects.select_related("post__person")
    return get_object_or_404(shifts, pk=shift_id, county=_acting(request).county_id)


def _acting(request: PostRequest) -> Post:
    if request.post is None:
        raise TypeError("a page of a post was reached without one")
    return request.post


def _month(asked: str, *, now: datetime) -> date:
    try:
        return datetime.strptime(asked, "%Y-%m").date()  # noqa: DTZ007 -- a month has no time zone
    except ValueError:
        return today(now).replace(day=1)


def _month_of(day: date) -> str:
    return f"{reverse('duty')}?month={day:%Y-%m}"


def _midnight(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), tzinfo=COUNTY_TIME)
