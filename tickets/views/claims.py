"""Claims with their proof: a claimant sends a photo of the licence, somebody else looks at it and rules.

The pages stand here, above the register, because proof lies in the store of files.
"""

import uuid
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from journal import access, clock
from journal.models import AccessKind
from orgs import credit_codes
from orgs.access import post_required
from orgs.exceptions import Refused
from orgs.limits import TooOften
from orgs.middleware import PostRequest
from orgs.models import Claim, Person
from orgs.queries import claims_for, towns_of
from orgs.services import claims as service
from orgs.statuses import ClaimKind, ClaimStatus, Role
from orgs.views.joining import TownField, joiner
from orgs.views.phone import too_often_words
from tickets.scan_kinds import Scan
from tickets.services import attaching, proofs, store
from tickets.views.files import handed_out, withheld
from tickets.views.taking import row_id
from web.access import signed_in
from web.errors import conflict, wait
from web.forms import ClientTokenField, Form, LongTextField, TextField
from web.pages import done, page
from web.paging import keyset

FIRM_PAGE: Final = "tickets/claims/firm.html"
LIST_PAGE: Final = "tickets/claims/claims.html"
CLAIM_PAGE: Final = "tickets/claims/claim.html"
SIZE: Final = 30
REVIEWERS: Final = (Role.DISPATCHER, Role.SUPERVISOR, Role.SITE_CLERK)


class FirmForm(Form):
    """A firm by its credit code; whether the register has it changes nothing on this page."""

    client_token = ClientTokenField()
    credit_code = TextField(
        label=gettext_lazy("统一社会信用代码"),
        help_text=gettext_lazy("营业执照右上角，18 位"),
        max_length=40,
        missing=gettext_lazy("请填写统一社会信用代码"),
    )
    name = TextField(
        label=gettext_lazy("企业名称"),
        help_text=gettext_lazy("和营业执照上一样"),
        max_length=100,
        min_length=2,
        missing=gettext_lazy("请填写企业名称"),
    )
    town = TownField()

    def __init__(self, data: Any = None, *, county_id: int, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["town"].queryset = towns_of(county_id)  # type: ignore[attr-defined]  # a TownField
        self.fields["credit_code"].widget.attrs |= {
            "autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false",
        }  # fmt: skip

    def clean_credit_code(self) -> str:
        """The code in its stored spelling; a slip is told with its place."""
        code = credit_codes.canonical(self.cleaned_data["credit_code"])
        credit_codes.check(code)
        return code


class RulingForm(Form):
    """Yes, as owner or as employee; or no, with a reason that the claimant reads."""

    ruling = forms.ChoiceField(
        label=gettext_lazy("您的决定"),
        choices=(
            ("owner", gettext_lazy("通过，当负责人")),
            ("clerk", gettext_lazy("通过，当员工")),
            ("refuse", gettext_lazy("不通过")),
        ),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("请选择通过或不通过")},
    )
    reason = LongTextField(
        label=gettext_lazy("不通过的原因"),
        help_text=gettext_lazy("申请人会读到，例如：照片看不清，请重拍"),
        max_length=300,
        rows=3,
        required=False,
    )

    def __init__(self, data: Any = None, *, kind: str) -> None:
        super().__init__(data)
        if kind == ClaimKind.SHOP:
            # A shop has its owner already: what is decided is whether it is one.
            choices = (("owner", _("核实了，是真的")), ("refuse", _("不通过，停用这家网店的账号")))
            self.fields["ruling"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    def clean(self) -> dict[str, Any]:
        """A refusal says why."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("ruling") == "refuse" and "reason" in said and not said["reason"]:
            self.add_error("reason", ValidationError(_("请写明不通过的原因")))
        return said


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def join_firm(request: PostRequest) -> HttpResponse:
    """`/join/firm/`: photos are kept first, so that no error in the words loses one."""
    person, county = joiner(request)
    if request.method != "POST":
        form = FirmForm(county_id=county, initial={"client_token": uuid.uuid4()})
        return _form_page(request, form, attaching.Kept([], []))
    data = request.POST.copy()
    token = ClientTokenField().clean(data.get("client_token"))
    data["client_token"] = str(token)
    kept = _keep(request, person, token)
    if "add_photos" in data:
        shown = FirmForm(county_id=county, initial={**data.dict(), "client_token": token})
        return _form_page(request, shown, kept)
    form = FirmForm(data, county_id=county)
    if form.is_valid() and all(photo.scan == Scan.INFECTED for photo in kept.files):
        form.add_error(None, _("请传一张营业执照的照片"))
    if not form.is_valid():
        return _form_page(request, form, kept, status=422)
    return _claimed(request, form, kept, person=person, county_id=county)


def _claimed(
    request: HttpRequest, form: FirmForm, kept: attaching.Kept, *, person: Person, county_id: int
) -> HttpResponse:
    said = form.cleaned_data
    try:
        service.claim_firm(
            person.pk,
            county_id=county_id,
            credit_code=said["credit_code"],
            name=said["name"],
            place_id=said["town"].pk,
            client_token=said["client_token"],
        )
    except Refused as problem:
        form.add_error(None, str(problem))
        return _form_page(request, form, kept, status=422)
    except TooOften as enough:
        form.add_error(None, too_often_words(enough.minutes, request=request))
        return wait(_form_page(request, form, kept, status=429), enough.minutes)
    return done(request, reverse("join"), _("申请已提交。审核后会发短信告诉您。"))


def _keep(request: HttpRequest, person: Person, token: uuid.UUID) -> attaching.Kept:
    """Take out what was ticked, add what was sent; nothing once the claim is made: proof does not change after."""
    if Claim.objects.filter(client_token=token).exists():
        return attaching.Kept(list(attaching.of_form(person, token)), [])
    ticked = [pk for text in request.POST.getlist("remove") if (pk := row_id(text))]
    attaching.remove(ticked, person=person, client_token=token)
    return attaching.keep(request.FILES.getlist("photos"), person=person, client_token=token)


def _form_page(request: HttpRequest, form: FirmForm, kept: attaching.Kept, *, status: int = 200) -> HttpResponse:
    problems = [sentence for problem in kept.problems for sentence in problem.messages]
    context = {"form": form, "photos": kept.files, "problems": problems}
    return page(request, FIRM_PAGE, context, part=FIRM_PAGE, status=status)


@require_safe
@post_required(*REVIEWERS)
def claims(request: PostRequest) -> HttpResponse:
    """`/claims/`: what waits for a ruling, oldest first; `?ruled=1` what was ruled."""
    ruled = request.GET.get("ruled") == "1"
    mine = claims_for(request.post).named()
    rows = mine.exclude(status=ClaimStatus.WAITING) if ruled else mine.waiting()
    order = ("-made_at", "-id") if ruled else ("made_at", "id")
    shown = keyset(rows, after=request.GET.get("after"), order=order, size=SIZE)
    context = {"rows": shown.items, "next": shown.next, "ruled": ruled, "now": clock.now()}
    return page(request, LIST_PAGE, context, part=LIST_PAGE)


@require_http_methods(["GET", "HEAD", "POST"])
@post_required(*REVIEWERS, Role.ENTERPRISE_USER)
def claim(request: PostRequest, claim_id: int) -> HttpResponse:
    """`/claims/<id>/`: 404 for whom it is not theirs, 409 when somebody was faster, 422 without a reason."""
    found = get_object_or_404(claims_for(request.post).named(), pk=claim_id)
    form = RulingForm(request.POST if request.method == "POST" else None, kind=found.kind)
    if request.method == "POST" and form.is_valid():
        return _ruled(request, found, form.cleaned_data)
    context = {"claim": found, "form": form, "proofs": proofs.of_claim(found), "now": clock.now()}
    return page(request, CLAIM_PAGE, context, part=CLAIM_PAGE, status=422 if form.errors else 200)


def _ruled(request: PostRequest, found: Claim, said: dict[str, Any]) -> HttpResponse:
    post = request.post
    if post is None:
        raise Http404
    onward = reverse("my_firm" if post.role == Role.ENTERPRISE_USER else "claims")
    try:
        if said["ruling"] == "refuse":
            service.refuse(found.pk, reason=said["reason"], actor=post)
        else:
            service.approve(found.pk, clerk=said["ruling"] == "clerk", actor=post)
    except Refused as problem:
        return conflict(request, message=problem, onward=reverse("claim", args=[found.pk]))
    return done(request, onward, _("已处理，并发短信告诉申请人。"))


@require_safe
@post_required(*REVIEWERS, Role.ENTERPRISE_USER)
def proof(request: PostRequest, claim_id: int, file_id: int) -> HttpResponseBase:
    """A photo of a claim that one may rule on; every look is noted. Closed like any file while it is scanned."""
    found = get_object_or_404(claims_for(request.post), pk=claim_id)
    kept = get_object_or_404(proofs.of_claim(found), pk=file_id)
    if closed := withheld(kept):
        return closed
    try:
        content = store.open_file(kept.sha256)
    except FileNotFoundError as gone:
        raise Http404 from gone
    access.note(
        AccessKind.DOWNLOAD,
        actor=request.post,
        subject_type=Person.JOURNAL_NAME,
        subject_id=found.person_id,
        county=found.county_id,
        origin=access.origin(request),
        data={"claim": found.pk, "file": kept.pk},
    )
    return handed_out(content, kept, content_type=kept.content_type)
