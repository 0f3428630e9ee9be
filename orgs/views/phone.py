"""Signing in by a code sent to a phone: for people of firms. A number that nobody has goes on to join."""

from dataclasses import astuple
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from journal import clock
from orgs import accounts
from orgs.exceptions import Refused
from orgs.limits import TooOften
from orgs.models import Person
from orgs.queries import home_county, posts_of, today
from orgs.services import codes, invitations, joining
from orgs.services.codes import Asked
from web import sealed
from web.access import public
from web.errors import wait
from web.forms import Form, PhoneField, TextField
from web.frame import Frame
from web.masks import mask_phone
from web.pages import local_path, page

PAGE: Final = "orgs/joining/phone.html"
CODE_PAGE: Final = "orgs/joining/code.html"
ASKED: Final = "phone_code"
PROVEN: Final = "proven_phone"
INVITED: Final = "invitation"
NEXT: Final = "phone_next"
PROOF_HOLDS: Final = timedelta(minutes=30)


class PhoneForm(Form):
    """The number that a code goes to."""

    phone = PhoneField(label=gettext_lazy("手机号"), missing=gettext_lazy("请填写手机号"))


class CodeForm(Form):
    """The six digits."""

    code = TextField(
        label=gettext_lazy("验证码"),
        help_text=gettext_lazy("短信里的 6 位数字，10 分钟内有效"),
        max_length=20,
        missing=gettext_lazy("请填写验证码"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "autocomplete": "one-time-code"}


@public
@require_http_methods(["GET", "HEAD", "POST"])
def phone(request: HttpRequest) -> HttpResponse:
    """`/accounts/phone/`: the same words, status and steps for every number, known or not (V6.3.8)."""
    if request.method != "POST":
        return _draw(request, PAGE, {"form": PhoneForm()})
    form = PhoneForm(request.POST)
    if not form.is_valid():
        return _draw(request, PAGE, {"form": form}, status=422)
    request.session[NEXT] = local_path(request.POST.get("next", ""), request=request, default="")
    return ask(request, form.cleaned_data["phone"], form=form, template=PAGE)


def ask(request: HttpRequest, number: str, *, form: Form, template: str) -> HttpResponse:
    """Send a code to a number and go on to type it in; 429 when that is too often."""
    county = home_county()
    try:
        asked = codes.ask(number, address=request.META["REMOTE_ADDR"], county_id=county.pk if county else None)
    except TooOften as enough:
        return _too_often(request, form, enough, template=template)
    request.session[ASKED] = list(astuple(asked))
    return HttpResponseRedirect(reverse("phone_code"), status=303)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def phone_code(request: HttpRequest) -> HttpResponse:
    """`/accounts/phone/code/`: the code that this browser asked for; one sentence for every failure."""
    asked = _asked(request)
    number = codes.phone_of(asked) if asked else ""
    if asked is None or not number:
        return HttpResponseRedirect(reverse("phone"), status=303)
    context: dict[str, Any] = {"masked": mask_phone(number)}
    if request.method != "POST":
        return _draw(request, CODE_PAGE, {"form": CodeForm(), **context})
    if "again" in request.POST:
        form = CodeForm({}, initial={})
        return ask(request, number, form=form, template=CODE_PAGE)
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _draw(request, CODE_PAGE, {"form": form, **context}, status=422)
    return _take(request, asked, form, context)


def _take(request: HttpRequest, asked: Asked, form: Form, context: dict[str, Any]) -> HttpResponse:
    try:
        number = codes.take(asked, form.cleaned_data["code"], address=request.META["REMOTE_ADDR"])
        return _proven(request, number)
    except TooOften as enough:
        return _too_often(request, form, enough, template=CODE_PAGE)
    except (codes.WrongCode, Refused):
        accounts.phone_failed(request)
        form.add_error("code", _("验证码不对或已失效，请核对后再试，或重新获取"))
        return _draw(request, CODE_PAGE, {"form": form, **context}, status=422)


def _proven(request: HttpRequest, number: str) -> HttpResponse:
    """The number is this person's: sign them in, or let them join."""
    try:
        person = joining.recognise(number)
    except joining.StaffUsePassword:
        request.session.pop(ASKED, None)
        messages.info(request, _("这个手机号是工作人员的，请用账号和密码登录。"))
        return HttpResponseRedirect(resolve_url(settings.LOGIN_URL), status=303)
    except joining.NobodyYet:
        request.session.cycle_key()
        request.session.pop(ASKED, None)
        until = (clock.now() + PROOF_HOLDS).isoformat()
        request.session[PROVEN] = {"phone": sealed.seal(number), "until": until}  # sessions lie in the database
        return HttpResponseRedirect(reverse("welcome"), status=303)
    return enter(request, person)


def enter(request: HttpRequest, person: Person) -> HttpResponse:
    """Sign in, take the invitation that led here, and go where this person goes."""
    token, onward = request.session.get(INVITED, ""), request.session.get(NEXT, "")
    accounts.enter_by_phone(request, person)
    for key in (ASKED, PROVEN, INVITED, NEXT):
        request.session.pop(key, None)
    if token:
        onward = _accept(request, token, person) or onward
    return HttpResponseRedirect(_where(person, onward), status=303)


def _accept(request: HttpRequest, token: str, person: Person) -> str:
    try:
        post = invitations.accept(token, person_id=person.pk)
    except Refused as problem:
        messages.warning(request, str(problem))
        return ""
    messages.success(request, _("您已加入“%(firm)s”。") % {"firm": post.organisation.name})
    return reverse("my_firm")


def _where(person: Person, onward: str) -> str:
    if not posts_of(person, on=today(clock.now())):
        return reverse("join")
    if accounts.owes_notice(person):
        return accounts.notice_first(onward or resolve_url(settings.LOGIN_REDIRECT_URL))
    return onward or resolve_url(settings.LOGIN_REDIRECT_URL)


def proven_phone(request: HttpRequest) -> str:
    """The number that this browser has proven within the last half hour; empty otherwise."""
    proof = request.session.get(PROVEN) or {}
    if not proof or datetime.fromisoformat(proof["until"]) <= clock.now():
        return ""
    try:
        return sealed.unseal(str(proof["phone"]))
    except sealed.Unreadable:  # its key has gone since: they prove it again
        return ""


def _asked(request: HttpRequest) -> Asked | None:
    kept = request.session.get(ASKED)
    return Asked(int(kept[0]), str(kept[1])) if kept else None


def too_often_words(minutes: int, *, request: HttpRequest) -> str:
    """The sentence of every limit, with a telephone for what cannot wait."""
    words = _("操作太频繁，请 %(minutes)d 分钟后再试。") % {"minutes": minutes}
    number = Frame.of(request).service_phone
    return words + (_("急事请打 ☎ %(phone)s。") % {"phone": number} if number else "")


def _too_often(request: HttpRequest, form: Form, enough: TooOften, *, template: str) -> HttpResponse:
    shown = form if form.is_bound and not form.errors else type(form)({})
    shown.errors.clear()
    shown.add_error(None, too_often_words(enough.minutes, request=request))
    asked = _asked(request)
    context = {"form": shown, "masked": mask_phone(codes.phone_of(asked)) if asked else ""}
    return wait(_draw(request, template, context, status=429), enough.minutes)


def _draw(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """Never kept by a browser or a proxy, though nobody has signed in."""
    response = page(request, template, context, part=template, status=status)
    response["Cache-Control"] = "no-store"
    return response
