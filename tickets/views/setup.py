"""`/setup/<token>/`: setting the first county up in the browser, before anybody can sign in.

Whoever holds the address that `./run --empty` printed may; wrong token, open county and absent page are all one 404.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from journal import clock
from orgs import opening
from orgs.exceptions import Refused
from orgs.models import County
from orgs.queries import today
from orgs.services import counties, people
from tickets.setup import body_forms
from tickets.setup.steps import BY_SLUG, STEPS, Step, unfinished
from web.access import View, public
from web.errors import conflict
from web.pages import done

Page = Callable[..., HttpResponse]


def with_token(view: Page) -> View:
    """Open to whoever shows the token of an installation that is being set up. Nothing is stored on the way."""

    @wraps(view)
    def guarded(request: HttpRequest, token: str, *args: Any, **kwargs: Any) -> HttpResponse:
        if not opening.opens(token):
            raise Http404
        response = view(request, token, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response

    return public(guarded)


@require_safe
@with_token
def setup(request: HttpRequest, token: str) -> HttpResponse:
    """The list of steps with what is done, and at its end the county's opening."""
    return _overview(request, token)


@require_http_methods(["GET", "HEAD", "POST"])
@with_token
def setup_step(request: HttpRequest, token: str, slug: str) -> HttpResponse:
    """One step: shown with what is there, saved when sent, and on to the next."""
    step = BY_SLUG.get(slug)
    if step is None:
        raise Http404
    if request.method == "POST":
        return _save(request, token, step)
    county = opening.begun()
    if county is None and step is not STEPS[0]:
        return HttpResponseRedirect(reverse("setup_step", args=[token, STEPS[0].slug]))
    return _page(request, token, step, step.form(county=county, today=today(clock.now())), county=county)


@require_POST
@with_token
def setup_passwords(request: HttpRequest, token: str) -> HttpResponse:
    """Make the administrators' first passwords and show them, this once; only hashes stay."""
    county = opening.begun()
    admins = body_forms.administrators(county) if county else []
    made = people.give_first_passwords([person.pk for person in admins], actor=None)
    return render(
        request,
        "setup/passwords.html",
        {"token": token, "made": made, "county": county, "hours": people.first_password_hours()},
    )


@require_POST
@with_token
def setup_open(request: HttpRequest, token: str) -> HttpResponse:
    """Open the county. From then on this address leads nowhere, for ever."""
    county = opening.begun()
    if county is None or _hindrances(county):
        return _overview(request, token, refused=True)
    try:
        counties.open_after_setup(county.pk)
    except Refused as problem:
        return conflict(request, message=problem, kept={})
    opening.forget_token()
    onward = f"{reverse('account_login')}?{urlencode({'next': reverse('setup_check')})}"
    return done(request, onward, _("%s已经开通。请系统管理员登录，看看开办前还缺什么。") % county.name)


def _save(request: HttpRequest, token: str, step: Step) -> HttpResponse:
    """One transaction a step, on the locked county: all of what was typed, or none."""
    on = today(clock.now())
    form: Any = None
    try:
        with transaction.atomic():
            county = County.objects.select_for_update(of=("self",)).filter(in_setup=True).first()
            if county is None and step is not STEPS[0]:
                raise Http404
            form = step.form(request.POST, county=county, today=on)
            if form.is_valid():
                form.save()
    except Refused as problem:
        form.add_error(None, str(problem))
    if form.errors:
        return _page(request, token, step, form, county=opening.begun(), status=422)
    return done(request, _next(token, step), _("已保存：%s") % step.title)


def _next(token: str, step: Step) -> str:
    """The step after this one; after the last the list."""
    after = STEPS[STEPS.index(step) + 1 :]
    return reverse("setup_step", args=[token, after[0].slug]) if after else reverse("setup", args=[token])


def _page(
    request: HttpRequest, token: str, step: Step, form: Any, *, county: County | None, status: int = 200
) -> HttpResponse:
    context = {
        "token": token,
        "step": step,
        "form": form,
        "number": STEPS.index(step) + 1,
        "last": len(STEPS),
        "setup_county": county,
    }
    return render(request, f"setup/{step.slug}.html", context, status=status)


def _hindrances(county: County) -> list[str]:
    """What must be there before the county can open, in words."""
    lacking = [str(step.title) for step in unfinished(county, today(clock.now())) if step.slug != "calendar"]
    if any(not person.has_usable_password() for person in body_forms.administrators(county)):
        lacking.append(_("管理员的初始密码"))
    return lacking


def _overview(request: HttpRequest, token: str, *, refused: bool = False) -> HttpResponse:
    county = opening.begun()
    open_steps = {step.slug for step in unfinished(county, today(clock.now()))}
    context = {
        "token": token,
        "setup_county": county,
        "rows": [(step, step.slug not in open_steps) for step in STEPS],
        "first": next((step for step in STEPS if step.slug in open_steps), None),
        "admins": body_forms.administrators(county) if county else [],
        "lacking": _hindrances(county) if county else [],
        "refused": refused,
    }
    return render(request, "setup/overview.html", context, status=409 if refused else 200)
