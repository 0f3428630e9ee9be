"""A small site round the web layer: pages of every kind, and nothing of the business."""

from dataclasses import dataclass

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path

from web.access import public, signed_in
from web.errors import conflict
from web.forms import ClientTokenField, Form, LongTextField, PhoneField, TextField
from web.pages import done, page


@dataclass
class Chip:
    """A deadline as the tag wants it."""

    kind: str = "ok"
    words: str = "剩 3 天 2 小时"
    wall: str = "11月30日（周一）18:00"
    sum: tuple[tuple[str, str], ...] = (("复杂事项", "15 个工作日"), ("到期", "11月30日 18:00"))


class Sheet(Form):
    """Every kind of field."""

    token = ClientTokenField()
    title = TextField(label="标题", max_length=30, missing="请写明遇到的问题，一两句话即可")
    body = LongTextField(label="经过", min_length=10, required=False, help_text="写清楚在哪里、什么时候")
    phone = PhoneField(label="手机号", required=False)
    urgency = forms.ChoiceField(
        label="有多急",
        choices=[("high", "影响交货"), ("low", "影响经营")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择有多急"},
    )
    kinds = forms.MultipleChoiceField(
        label="要什么",
        choices=[("a", "答复"), ("b", "上门")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    agree = forms.BooleanField(label="愿意公开", required=False)


@signed_in
def sheet(request: HttpRequest) -> HttpResponse:
    """A page with a part, a form and a deadline."""
    form = Sheet(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return done(request, "/sheet/", "已保存。")
    status = 422 if request.method == "POST" else 200
    return page(request, "demo/sheet.html", {"form": form, "chip": Chip()}, status=status)


@public
def rows(request: HttpRequest) -> HttpResponse:
    """A public list."""
    return page(request, "demo/rows.html", {"rows": request.GET.get("rows", "a:1 b:1").split()})


@public
def broken(request: HttpRequest) -> HttpResponse:
    """Fails."""
    raise RuntimeError(request.path)


@public
def absent(request: HttpRequest) -> HttpResponse:
    """Is not there."""
    raise Http404(request.path)


@public
def refused(request: HttpRequest) -> HttpResponse:
    """May not be done."""
    raise PermissionDenied


@signed_in
def overtaken(request: HttpRequest) -> HttpResponse:
    """Somebody else was faster."""
    return conflict(request, message="此件刚被 王红 10:42 派给 市监局。", onward="/sheet/")


urlpatterns = [
    path("", rows, name="home"),
    path("notices/", rows, name="notices"),
    path("accounts/phone/", rows, name="phone"),
    path("privacy/", rows, name="privacy"),
    path("sheet/", sheet),
    path("rows/", rows),
    path("broken/", broken),
    path("absent/", absent),
    path("refused/", refused),
    path("overtaken/", overtaken),
    path("", include("web.urls")),
    path("accounts/", include("allauth.urls")),
]

handler400 = "web.errors.handler400"
handler403 = "web.errors.handler403"
handler404 = "web.errors.handler404"
handler500 = "web.errors.handler500"
