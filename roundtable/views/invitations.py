"""`/roundtable/invitations/`: meetings that one's body is invited to, what there concerns it, and the answer (回执)."""

from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from orgs.access import post_required
from orgs.middleware import now_of
from orgs.models import Post
from roundtable import meeting_policies as policies
from roundtable.exceptions import Moved
from roundtable.meeting_forms import AnswerSeatForm
from roundtable.meeting_kinds import Answer, MeetingState
from roundtable.models import Seat
from roundtable.queries import meetings as found
from roundtable.reading import as_shown
from roundtable.services import seats
from roundtable.views.topics import base_of
from tickets.views.case import acting_post
from web.errors import conflict
from web.pages import done, page

LIST: Final = "roundtable/invitations.html"
ONE: Final = "roundtable/invitation.html"
guests = post_required(*sorted(policies.ANSWERS))


@require_safe
@guests
def invitations(request: HttpRequest) -> HttpResponse:
    """The latest meeting first."""
    post = acting_post(request)
    shown = found.invitation_page(post, after=request.GET.get("after"))
    context = {"base": base_of(post), "seats": shown.items, "next": shown.next, "now": now_of(request)}
    return page(request, LIST, context, part=LIST)


@require_http_methods(["GET", "HEAD", "POST"])
@guests
def meeting_invitation(request: HttpRequest, seat_id: int) -> HttpResponse:
    """One invitation; POST answers it. 409 when the meeting was called off or has begun."""
    post, now = acting_post(request), now_of(request)
    seat = _found(post, seat_id)
    open_ = seat.meeting.state == MeetingState.NOTIFIED and seat.meeting.starts_at > now
    initial = {"name": seat.name, "words": seat.words}
    if seat.answer != Answer.WAITING:
        initial["said"] = seat.answer
    form = AnswerSeatForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and not open_:
        return _too_late(request, seat)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            seats.answer(seat.pk, said=Answer(said["said"]), name=said["name"], words=said["words"], actor=post)
        except Moved:
            return _too_late(request, seat)
        return done(request, reverse("meeting_invitation", args=[seat.pk]), _("回执已提交；有变化可以再改。"))
    items = found.own_items(seat, post)
    for item in items:
        as_shown(item.topic, post)
    context = {
        "base": base_of(post),
        "seat": seat,
        "items": items,
        "form": form if open_ else None,
        "now": now,
    }
    return page(request, ONE, context, part=ONE, status=422 if form.errors else 200)


def _found(post: Post, seat_id: int) -> Seat:
    seat = found.invitations_for(post).filter(pk=seat_id).first()
    if seat is None:
        raise Http404
    return seat


def _too_late(request: HttpRequest, seat: Seat) -> HttpResponse:
    words = _("会议已取消或者已经开始，回执不用再改了。您写的内容保留在下方。")
    return conflict(request, message=words, onward=reverse("meeting_invitation", args=[seat.pk]))
