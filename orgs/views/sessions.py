"""Where one is signed in, and signing out there."""

from allauth.usersessions.models import UserSession
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from journal import access
from journal.models import AccessKind
from orgs.middleware import PostRequest, now_of
from orgs.models import Person
from web.access import signed_in
from web.pages import done, page

PAGE = "orgs/sessions.html"


@require_safe
@signed_in
def sessions(request: PostRequest) -> HttpResponse:
    """`/accounts/sessions/`: the newest first; the one that asks is marked."""
    mine = sorted(UserSession.objects.purge_and_list(_person(request)), key=lambda each: each.created_at, reverse=True)
    rows = [(each, _device(each.user_agent), each.session_key == request.session.session_key) for each in mine]
    return page(request, PAGE, {"rows": rows, "now": now_of(request)}, part=PAGE)


@require_POST
@signed_in
def session_end(request: PostRequest) -> HttpResponse:
    """Sign out in one other place, or in all others. 404 for what is not one's own."""
    person, there = _person(request), request.POST.get("session", "")
    others = UserSession.objects.filter(user=person).exclude(session_key=request.session.session_key)
    meant = [each for each in others if there in {"all", str(each.pk)}]
    if there != "all" and not meant:
        raise Http404
    for each in meant:
        each.end()
    access.note(
        AccessKind.SESSION_ENDED,
        actor=request.post,
        person_id=person.pk,
        county=person.county_id,
        origin=access.origin(request),
        data={"why": "elsewhere", "number": len(meant)},
    )
    return done(request, reverse("sessions"), _("已经退出那里的登录。"))


def _person(request: PostRequest) -> Person:
    if not isinstance(request.user, Person):
        raise TypeError("a page for people who signed in was reached without one")
    return request.user


def _device(agent: str) -> str:
    said = agent.lower()
    if any(word in said for word in ("mobile", "iphone", "android")):
        return _("手机")
    return _("电脑") if agent else _("不知道什么设备")
