"""`/join/`: what somebody who speaks for no firm yet can do, what they applied for, and a shop without a licence."""

from typing import Any, Final

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from orgs.exceptions import Refused
from orgs.limits import TooOften
from orgs.middleware import PostRequest
from orgs.models import Claim, Person, Place
from orgs.queries import towns_of
from orgs.services import claims
from orgs.views.phone import too_often_words
from web.access import signed_in
from web.errors import conflict, wait
from web.forms import ClientTokenField, Form, TextField
from web.pages import done, page

PAGE: Final = "orgs/joining/join.html"
SHOP_PAGE: Final = "orgs/joining/shop.html"


class TownField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic when it runs
    """A town of the county, to be chosen."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            Place.objects.none(),
            label=gettext_lazy("所在镇街"),
            empty_label=gettext_lazy("请选择"),
            error_messages={
                "required": gettext_lazy("请选择所在镇街"),
                "invalid_choice": gettext_lazy("请选择所在镇街"),
            },
            **kwargs,
        )


class ShopForm(Form):
    """A shop without a licence (无照个体网店)."""

    client_token = ClientTokenField()
    name = TextField(
        label=gettext_lazy("网店名称"), max_length=60, min_length=2, missing=gettext_lazy("请填写网店名称")
    )
    shop_link = TextField(
        label=gettext_lazy("店铺链接或主页"),
        help_text=gettext_lazy("从平台“分享店铺”里复制，核实时用"),
        max_length=300,
        required=False,
    )
    town = TownField()

    def __init__(self, data: Any = None, *, county_id: int) -> None:
        super().__init__(data)
        self.fields["town"].queryset = towns_of(county_id)  # type: ignore[attr-defined]  # a TownField


def joiner(request: PostRequest) -> tuple[Person, int]:
    """Who may join: a person with a proven number and a county. Anybody else reads 404."""
    user = request.user
    if not isinstance(user, Person) or not user.sign_in_phone or user.county_id is None:
        raise Http404
    return user, user.county_id


@signed_in
@require_safe
def join(request: PostRequest) -> HttpResponse:
    """`/join/`: the ways in, and what became of one's claims."""
    person, _county = joiner(request)
    mine = Claim.objects.filter(person=person).named().order_by("-made_at", "-id")[:20]
    return page(request, PAGE, {"claims": mine, "person": person}, part=PAGE)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def join_shop(request: PostRequest) -> HttpResponse:
    """`/join/shop/`: usable at once, looked at later (ADR 0009)."""
    person, county = joiner(request)
    form = ShopForm(request.POST if request.method == "POST" else None, county_id=county)
    if request.method == "POST" and form.is_valid():
        try:
            claims.open_shop(person.pk, county_id=county, **_said(form))
            return done(request, reverse("home"), _("登记好了，现在就可以提诉求。"))
        except Refused as problem:
            form.add_error(None, str(problem))
        except TooOften as enough:
            form.add_error(None, too_often_words(enough.minutes, request=request))
            return wait(page(request, SHOP_PAGE, {"form": form}, part=SHOP_PAGE, status=429), enough.minutes)
    return page(request, SHOP_PAGE, {"form": form}, part=SHOP_PAGE, status=422 if form.errors else 200)


def _said(form: ShopForm) -> dict[str, Any]:
    said = form.cleaned_data
    return {
        "name": said["name"],
        "shop_link": said["shop_link"],
        "place_id": said["town"].pk,
        "client_token": said["client_token"],
    }


@signed_in
@require_POST
def withdraw_claim(request: PostRequest, claim_id: int) -> HttpResponse:
    """Take one's own claim back."""
    person, _county = joiner(request)
    claim = get_object_or_404(Claim, pk=claim_id, person=person, kind="firm")
    try:
        claims.withdraw(claim.pk, person_id=person.pk)
    except Refused as problem:
        return conflict(request, message=problem, onward=reverse("join"))
    return done(request, reverse("join"), _("申请已撤回。"))
