"""First visit of a proven number: the privacy notice, a name, and apart from both a consent that may be left out."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from orgs.exceptions import Refused
from orgs.models import County
from orgs.queries import home_county
from orgs.services import invitations, joining, privacy
from orgs.views.phone import INVITED, enter, proven_phone
from web.access import public
from web.forms import Form, TextField
from web.masks import mask_phone
from web.pages import page

PAGE = "orgs/joining/welcome.html"


class WelcomeForm(Form):
    """Who has just proven a number."""

    name = TextField(
        label=_("怎么称呼您"),
        help_text=_("写真实姓名，工作人员联系您时用"),
        max_length=30,
        missing=_("请填写您的姓名"),
    )
    consents = forms.BooleanField(
        required=False,
        label=_("我另外同意按这份说明使用我的联系方式"),
        help_text=_("可以不勾，不影响提诉求；以后可以在“我的企业”里撤回"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["autocomplete"] = "name"


@public
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: HttpRequest) -> HttpResponse:
    """`/join/welcome/`: only for a browser that has proven a number within the last half hour."""
    number, county = proven_phone(request), _county(request)
    if not number or county is None:
        return HttpResponseRedirect(reverse("phone"), status=303)
    form = WelcomeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            person = joining.welcome(number, name=said["name"], county_id=county.pk, consents=said["consents"])
            return enter(request, person)
        except Refused as problem:
            form.add_error(None, str(problem))
    context = {"form": form, "notice": privacy.in_force(county), "masked": mask_phone(number)}
    response = page(request, PAGE, context, part=PAGE, status=422 if form.errors else 200)
    response["Cache-Control"] = "no-store"
    return response


def _county(request: HttpRequest) -> County | None:
    """The county of the firm that invited, or of the installation."""
    invited = invitations.find(request.session.get(INVITED, ""))
    return invited.organisation.county if invited else home_county()
