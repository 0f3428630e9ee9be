"""`/my/firm/`: the firm's own page. What it is known by, who speaks for it, who is invited; owners change it."""

from collections.abc import Callable
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from journal import clock
from orgs import policies
from orgs.access import post_required
from orgs.exceptions import Refused
from orgs.forms import InviteForm
from orgs.limits import TooOften
from orgs.middleware import PostRequest
from orgs.models import Firm, Invitation, Post
from orgs.queries import claims_for, today
from orgs.services import firm_people, invitations, organisations, privacy
from orgs.statuses import Role
from orgs.views.phone import too_often_words
from web.errors import conflict, wait
from web.forms import Form, PhoneField, TextField
from web.pages import done, page

PAGE: Final = "orgs/joining/my_firm.html"


class ProfileForm(Form):
    """What calls of the firm begin with."""

    address = TextField(label=gettext_lazy("地址"), max_length=200, required=False)
    contact_name = TextField(label=gettext_lazy("联系人"), max_length=50, required=False)
    contact_phone = PhoneField(label=gettext_lazy("联系手机"), required=False)


@require_safe
@post_required(Role.ENTERPRISE_USER)
def my_firm(request: PostRequest) -> HttpResponse:
    """The firm of the post that one acts in."""
    return _draw(request)


@require_POST
@post_required(Role.ENTERPRISE_USER)
def my_firm_profile(request: PostRequest) -> HttpResponse:
    """Correct address and contact; 422 keeps what was typed."""
    post = _owner(request)
    form = ProfileForm(request.POST)
    if not form.is_valid():
        return _draw(request, profile=form, status=422)
    organisations.correct_firm(post.organisation_id, changes=form.cleaned_data, actor=post)
    return _done(request, _("企业资料已更新。"))


@require_POST
@post_required(Role.ENTERPRISE_USER)
def my_firm_invite(request: PostRequest) -> HttpResponse:
    """Invite a number; 429 when that is too often."""
    post, form = _owner(request), InviteForm(request.POST)
    if form.is_valid():
        try:
            invitations.invite(post.organisation_id, actor=post, **form.said)
            return _done(request, _("邀请短信已发出，7 天内有效。"))
        except Refused as problem:
            form.add_error(None, str(problem))
        except TooOften as enough:
            form.add_error(None, too_often_words(enough.minutes, request=request))
            return wait(_draw(request, invite=form, status=429), enough.minutes)
    return _draw(request, invite=form, status=422)


@require_POST
@post_required(Role.ENTERPRISE_USER)
def my_firm_person(request: PostRequest, post_id: int) -> HttpResponse:
    """Make one of the firm's people an owner or an employee, or send them away."""
    actor = _owner(request)
    get_object_or_404(Post, pk=post_id, organisation=actor.organisation_id, role=Role.ENTERPRISE_USER)
    acts: dict[str, tuple[Callable[[], object], str]] = {
        "owner": (lambda: firm_people.make(post_id, clerk=False, actor=actor), _("已改为负责人。")),
        "clerk": (lambda: firm_people.make(post_id, clerk=True, actor=actor), _("已改为员工。")),
        "remove": (lambda: firm_people.remove(post_id, actor=actor), _("已请出企业，从现在起不能再代表企业。")),
    }
    if (asked := request.POST.get("act", "")) not in acts:
        raise Http404
    act, told = acts[asked]
    return _try(request, act, told)


@require_POST
@post_required(Role.ENTERPRISE_USER)
def my_firm_uninvite(request: PostRequest, invitation_id: int) -> HttpResponse:
    """Take an invitation back."""
    actor = _owner(request)
    get_object_or_404(Invitation, pk=invitation_id, organisation=actor.organisation_id)
    return _try(request, lambda: invitations.withdraw(invitation_id, actor=actor), _("邀请已撤回。"))


@require_POST
@post_required(Role.ENTERPRISE_USER)
def my_firm_leave(request: PostRequest) -> HttpResponse:
    """Leave the firm; the last owner cannot."""
    return _try(request, lambda: firm_people.leave(actor=_acting(request)), _("您已退出企业。"), onward="start")


def _try(request: PostRequest, act: Callable[[], object], told: str, *, onward: str = "my_firm") -> HttpResponse:
    try:
        act()
    except Refused as problem:
        return conflict(request, message=problem, onward=reverse("my_firm"))
    return done(request, reverse(onward), told)


def _done(request: PostRequest, told: str) -> HttpResponse:
    return done(request, reverse("my_firm"), told)


def _acting(request: PostRequest) -> Post:
    if request.post is None:
        raise Http404
    return request.post


def _owner(request: PostRequest) -> Post:
    """The post, if it is an owner's; an employee sees the page and reads 403 here."""
    post = _acting(request)
    if not policies.owns(post, post.organisation_id):
        raise PermissionDenied(_("只有企业负责人能改资料、管员工。"))
    return post


def _draw(
    request: PostRequest, *, profile: ProfileForm | None = None, invite: InviteForm | None = None, status: int = 200
) -> HttpResponse:
    post, now = _acting(request), clock.now()
    firm = Firm.objects.select_related("organisation__place").get(organisation=post.organisation_id)
    owner = policies.owns(post, post.organisation_id)
    people = Post.objects.live(today(now)).filter(organisation=post.organisation_id).named()
    kept = {name: getattr(firm, name) for name in ("address", "contact_name", "contact_phone")}
    context: dict[str, Any] = {
        "firm": firm,
        "owner": owner,
        "people": people.order_by("clerk", "pk"),
        "profile": profile or ProfileForm(initial=kept),
        "invite": invite or InviteForm(),
        "problems": next((form for form in (profile, invite) if form is not None), None),
        "invited": Invitation.objects.open(now).filter(organisation=post.organisation_id) if owner else [],
        "claims": claims_for(post).waiting().named() if owner else [],
        "consents": privacy.consents(post.person),
        "now": now,
    }
    return page(request, PAGE, context, part=PAGE, status=status)
