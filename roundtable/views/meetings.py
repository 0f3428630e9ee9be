"""`/roundtable/meetings/`: what is convened, planning a meeting, changing it, calling together and calling off."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from orgs.access import post_required
from orgs.middleware import now_of
from orgs.models import Organisation, Post
from roundtable import meeting_policies as policies
from roundtable.exceptions import Blocked, Moved
from roundtable.meeting_forms import CancelMeetingForm, ChangeMeetingForm, NewMeetingForm
from roundtable.meeting_kinds import MeetingKind
from roundtable.models import Meeting
from roundtable.policies import POOL_ROLES
from roundtable.queries import meetings as found
from roundtable.services import holding, meetings, signing
from tickets.exceptions import Busy
from tickets.table_policies import PREPARES
from tickets.views.case import acting_post
from web.errors import conflict
from web.pages import done, page

LIST, FORM, CANCEL = "roundtable/meetings.html", "roundtable/meeting_form.html", "roundtable/meeting_cancel.html"
readers = post_required(*sorted(POOL_ROLES))
preparers = post_required(*sorted(PREPARES))


@require_safe
@readers
def meeting_list(request: HttpRequest) -> HttpResponse:
    """Those to come; `?past=1` those that are over or were called off."""
    post, now = acting_post(request), now_of(request)
    past = request.GET.get("past") == "1"
    shown = found.meeting_page(post, past=past, now=now, after=request.GET.get("after"))
    context = {"meetings": shown.items, "next": shown.next, "past": past, "plans": policies.may_plan(post), "now": now}
    return page(request, LIST, context, part=LIST)


@require_http_methods(["GET", "HEAD", "POST"])
@preparers
def plan(request: HttpRequest) -> HttpResponse:
    """A new meeting. 422 with what was typed where the room is taken, or a rule stands in the way."""
    post = acting_post(request)
    committees = list(found.committees_of(post))
    if not committees:
        raise Http404
    form = NewMeetingForm(
        request.POST if request.method == "POST" else None,
        committees=committees,
        **_lists(post, committees[0] if len(committees) == 1 else post.organisation),
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        committee = next(body for body in committees if body.pk == said["committee"])
        try:
            made = meetings.plan(
                form.planned,
                kind=MeetingKind(said["kind"]),
                committee=committee,
                client_token=said["client_token"],
                actor=post,
            )
        except Blocked as blocked:
            form.add_error(blocked.field or None, blocked.sentence)
        else:
            return done(request, reverse("meeting", args=[made.pk]), _("会议已建好，请排议程。"))
    return page(request, FORM, {"form": form}, part=FORM, status=422 if form.errors else 200)


def _lists(post: Post, committee: Organisation) -> dict[str, Any]:
    return {
        "rooms": list(found.rooms_in(post.county_id)),
        "chairs": list(found.chairs_in(post.county_id, committee)),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@preparers
def change(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Another time, place or chair; whoever has the notice hears of it. 409 when somebody was faster."""
    post, meeting = acting_post(request), found_one(request, meeting_id)
    if not meeting.is_open:
        return too_late(request, meeting)
    data = request.POST if request.method == "POST" else None
    form = ChangeMeetingForm(data, initial=ChangeMeetingForm.initial_of(meeting), **_lists(post, meeting.committee))
    if request.method == "POST" and form.is_valid():
        try:
            meetings.change(meeting.pk, form.planned, actor=post, version=form.cleaned_data["version"])
        except Blocked as blocked:
            form.add_error(blocked.field or None, blocked.sentence)
        except Moved:
            return too_late(request, meeting)
        else:
            return done(request, reverse("meeting", args=[meeting.pk]), _("已保存。"))
    context = {"form": form, "meeting": meeting}
    return page(request, FORM, context, part=FORM, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@preparers
def cancel(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Call it off, with the reason that guests read. 403 for a clerk, 409 when somebody was faster."""
    post, meeting = acting_post(request), found_one(request, meeting_id)
    if not policies.may_convene(meeting, post):
        raise PermissionDenied
    if not meeting.is_open:
        return too_late(request, meeting)
    form = CancelMeetingForm(request.POST if request.method == "POST" else None, initial={"version": meeting.version})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            meetings.cancel(meeting.pk, why=said["why"], actor=post, version=said["version"])
        except Moved:
            return too_late(request, meeting)
        return done(request, reverse("meetings"), _("会议已取消，收到通知的人会知道。"))
    context = {"form": form, "meeting": meeting}
    return page(request, CANCEL, context, part=CANCEL, status=422 if form.errors else 200)


_STEPS: Final[Mapping[str, Callable[..., object]]] = {
    "collect": meetings.collect,
    "notify": meetings.notify,
    "begin": holding.begin,
    "end": holding.end,
    "sign": signing.sign,
}
_ONWARD: Final = {"begin": "meeting_live", "sign": "meeting_minutes"}


@require_POST
@preparers
def step(request: HttpRequest, meeting_id: int, name: str) -> HttpResponse:
    """`collect`, `notify`, `begin`, `end` or `sign`: a button. 403 for who may not, 409 with the rule in the way."""
    post, meeting = acting_post(request), found_one(request, meeting_id)
    if name not in _STEPS:
        raise Http404
    onward = reverse("meeting", args=[meeting.pk])
    try:
        _STEPS[name](meeting.pk, actor=post, version=version_in(request))
    except Blocked as blocked:
        return conflict(request, message=blocked.sentence, onward=onward)
    except (Moved, Busy):
        return too_late(request, meeting)
    words = {
        "collect": _("开始征集议题。"),
        "notify": _("已通知，参会单位会收到提醒。"),
        "begin": _("会议开始了。先通报上次的议定事项。"),
        "end": _("散会了。请核对纪要，送书记签发。"),
        "sign": _("纪要已签发，议定事项已交办。"),
    }
    return done(request, reverse(_ONWARD.get(name, "meeting"), args=[meeting.pk]), words[name])


def found_one(request: HttpRequest, meeting_id: int) -> Meeting:
    """The meeting, for whoever reads it; else it is not there."""
    meeting = found.meeting_for(acting_post(request), meeting_id)
    if meeting is None:
        raise Http404
    return meeting


def version_in(request: HttpRequest) -> int:
    """On which state of the meeting the button was drawn; 0 for rubbish, which no meeting has."""
    typed = request.POST.get("version", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0  # noqa: PLR2004 -- an integer's


def too_late(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Somebody was faster: what was typed stays on the page."""
    words = _("这次会议刚刚有人改过，请看最新的再改一次。您写的内容保留在下方。")
    return conflict(request, message=words, onward=reverse("meeting", args=[meeting.pk]))
