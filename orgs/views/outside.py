"""Signing in by an account elsewhere, and one's own list of such accounts. Nothing configured: nothing answers here.

Whoever comes from outside opens the account that was linked to it, and no other; an account elsewhere that is linked to
nobody and one whose person is disabled read the same.
"""

from datetime import datetime
from typing import Final, NamedTuple

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from journal import access, clock
from journal.models import AccessKind
from orgs import accounts, limits
from orgs.access import proven
from orgs.exceptions import Refused
from orgs.middleware import PostRequest, now_of
from orgs.models import Person
from orgs.outside import browsers, coming, turns
from orgs.outside.ways import OFFICIAL, Way
from orgs.services import outside_links, staff_invitations
from orgs.views import staff
from web.access import public, signed_in
from web.errors import stopped, too_often
from web.masks import mask_phone
from web.pages import done, local_path, page

PAGE = "orgs/outside.html"
_BEGUN: Final = "outside"


class Row(NamedTuple):
    """A way on the page: what it is called, and the link, if there is one. `open`: it can be linked and used now.

    `in_app`: within 微信 alone, where its name is that of another way.
    """

    key: str
    name: str | Promise
    open: bool
    link: int | None = None
    called: str = ""
    since: datetime | None = None

    @property
    def in_app(self) -> bool:
        return self.key == OFFICIAL


@require_safe
@signed_in
def outside(request: PostRequest) -> HttpResponse:
    """`/accounts/outside/`: by what one signs in here."""
    if not settings.OUTSIDE:
        raise Http404
    person = _person(request)
    phone = mask_phone(person.sign_in_phone) if person.sign_in_phone else ""
    context = {"rows": _rows(request, person), "by_password": person.has_usable_password(), "by_phone": phone}
    return page(request, PAGE, {**context, "now": now_of(request)}, part=PAGE)


@public
@require_POST
def outside_enter(request: HttpRequest, way: str) -> HttpResponse:
    """`/accounts/outside/<way>/`: to the keeper of a way, to sign in."""
    onward = local_path(request.POST.get("next", ""), request=request, default="")
    return _send(request, _way(way), process=coming.SIGN_IN, onward=onward)


@require_POST
@signed_in
@proven
def outside_link(request: PostRequest, way: str) -> HttpResponse:
    """`/accounts/outside/<way>/link/`: to the keeper of a way, to link an account there."""
    return _send(request, _way(way), process=coming.LINK)


@public
@require_POST
def outside_invited(request: HttpRequest, token: str, way: str) -> HttpResponse:
    """`/i/staff/<token>/<way>/`: to the keeper of a way, to open an account here that the one there opens from then on.

    Of the invitation its number goes along, in the session: the link stays with whoever has it.
    """
    known, found = _way(way), staff_invitations.find(token)
    if found is None:
        return staff.gone(request)
    if isinstance(request.user, Person) or staff_invitations.accounts_of(found).exists():
        return HttpResponseRedirect(reverse("staff_invitation", args=[token]), status=303)  # that page says why
    return _send(request, known, process=coming.OPEN, invitation=found.pk)


@public
@require_safe
def outside_back(request: HttpRequest, way: str) -> HttpResponse:
    """`/accounts/outside/<way>/back/`: from the keeper of a way. A GET, because that is how they send people back.

    It does nothing but for the browser that began, within ten minutes, once.
    """
    known = _way(way)
    try:
        beginning = coming.began(request, way)
        identity = coming.identify(request, way, beginning=beginning)
    except coming.NotBegun:
        return _try_again(request, _("这次登录已经过期，或者不是从这个浏览器开始的。请再来一次。"))
    except coming.Cancelled:
        return _try_again(request, _("您没有在%(way)s那边同意，或者那边没有放行。") % {"way": known.name})
    except coming.Unanswered:
        accounts.outside_failed(request, way=way, person=None)
        return _unanswered(request, known)
    if beginning.process == coming.LINK:
        return _link(request, known, identity, person_id=beginning.person)
    if beginning.process == coming.OPEN:
        return _open(request, known, identity, invitation_id=beginning.invitation)
    return _enter(request, known, identity, onward=beginning.onward)


@require_POST
@signed_in
@proven
def outside_unlink(request: PostRequest, link_id: int) -> HttpResponse:
    """`/accounts/outside/links/<link>/remove/`. 404 for what is not one's own."""
    if not settings.OUTSIDE:
        raise Http404
    try:
        way = outside_links.unlink(_person(request).pk, link_id)
    except SocialAccount.DoesNotExist as absent:
        raise Http404 from absent
    except Refused as reason:
        return _stay(request, str(reason))
    _note(AccessKind.OUTSIDE_UNLINKED, request, _person(request), way=way)
    return done(request, reverse("outside"), _("已经解除，以后不能再用它登录。"))


def _send(
    request: HttpRequest, way: Way, *, process: str, onward: str = "", invitation: int | None = None
) -> HttpResponse:
    """To the keeper; counted for the address until somebody comes in by it (`_well`)."""
    try:
        limits.count(_BEGUN, _address(request), limits.OUTSIDE_FROM_AN_ADDRESS, now=clock.now())
        return coming.send(request, way.key, process=process, onward=onward, invitation=invitation)
    except limits.TooOften as enough:
        return too_often(request, enough.minutes)
    except coming.Unanswered:
        _well(request)
        return _unanswered(request, way)


def _well(request: HttpRequest) -> None:
    """Nobody is locked out by beginnings that ended well, nor by a keeper that is away."""
    limits.take_back(_BEGUN, _address(request))


def _address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


def _enter(request: HttpRequest, way: Way, identity: coming.Identity, *, onward: str) -> HttpResponse:
    person = outside_links.owner_of(identity)
    if person is None or not person.is_active:
        accounts.outside_failed(request, way=way.key, person=person)
        words = _("这个%(way)s账号没有绑定这里的账号。请先用密码或手机验证码登录，再到右上角菜单的“登录方式”里绑定。")
        return _try_again(request, words % {"way": way.name})
    _well(request)
    return accounts.enter_from_outside(request, person, way=way.key, onward=onward)


def _link(request: HttpRequest, way: Way, identity: coming.Identity, *, person_id: int | None) -> HttpResponse:
    person = request.user
    if not isinstance(person, Person) or person.pk != person_id:
        return _try_again(request, _("登录已经变了，没有绑定。请登录后，从“登录方式”里重新绑定。"))
    try:
        outside_links.link(person.pk, identity)
    except Refused as reason:
        return _stay(request, str(reason))
    _well(request)
    _note(AccessKind.OUTSIDE_LINKED, request, person, way=way.key)
    return done(request, reverse("outside"), _("已经绑定，下次可以用%(way)s登录。") % {"way": way.name})


def _open(request: HttpRequest, way: Way, identity: coming.Identity, *, invitation_id: int | None) -> HttpResponse:
    if isinstance(request.user, Person) or invitation_id is None:
        return _try_again(request, _("登录已经变了，没有开通账号。请退出登录，再打开邀请链接。"))
    try:
        person = staff_invitations.open_account_from_outside(invitation_id, identity=identity).person
    except Refused as reason:
        return _stay(request, str(reason))
    _well(request)
    _note(AccessKind.OUTSIDE_LINKED, request, person, way=way.key)
    words = _("账号已开好，以后用%(way)s登录。您的登录账号是 %(username)s。")
    messages.success(request, words % {"way": way.name, "username": person.username})
    return accounts.enter_from_outside(request, person, way=way.key, onward="")


def _rows(request: HttpRequest, person: Person) -> list[Row]:
    """All links, of ways that were as well, and every way that can be linked from this browser."""
    ways: dict[str, Way] = settings.OUTSIDE
    links = {link.provider: link for link in outside_links.links_of(person)}
    rows = [Row(way.key, way.name, open=True) for way in browsers.offered(request) if way.key not in links]
    linked = [
        Row(key, ways[key].name if key in ways else key, key in ways, link.pk, _called(link), link.date_joined)
        for key, link in links.items()
    ]
    return linked + rows


def _called(link: SocialAccount) -> str:
    return str(link.extra_data.get("name", ""))


def _way(key: str) -> Way:
    ways: dict[str, Way] = settings.OUTSIDE
    if key not in ways:
        raise Http404
    return ways[key]


def _person(request: HttpRequest) -> Person:
    if not isinstance(request.user, Person):
        raise TypeError("a page for people who signed in was reached without one")
    return request.user


def _try_again(request: HttpRequest, words: str, *, status: int = 403) -> HttpResponse:
    """Back to where one began: to sign in, or to one's own list."""
    inside = isinstance(request.user, Person)
    return stopped(
        request,
        status=status,
        heading=_("没有成功"),
        message=words,
        onward=reverse("outside") if inside else resolve_url(settings.LOGIN_URL),
        onward_words=_("回登录方式") if inside else _("回登录页"),
    )


def _unanswered(request: HttpRequest, way: Way) -> HttpResponse:
    words = _("%(way)s现在没有回应，或者回应对不上。请过一会儿再试。") % {"way": way.name}
    if not isinstance(request.user, Person):
        words += _("急用请换密码或手机验证码登录。")
    answer = _try_again(request, words, status=503)
    answer["Retry-After"] = str(turns.REST)
    return answer


def _stay(request: HttpRequest, words: str) -> HttpResponse:
    return _try_again(request, words, status=409)


def _note(kind: AccessKind, request: HttpRequest, person: Person, *, way: str) -> None:
    access.note(
        kind,
        actor=getattr(request, "post", None),
        person_id=person.pk,
        county=person.county_id,
        origin=access.origin(request),
        data={"way": way},
    )
