"""`/roundtable/invitations/`: meetings that one's body is invited to, what there concerns it, and the answer (回执)."""

from datetime import datetime
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from orgs.access import post_required
from orgs.middleware import now_of
from orgs.models import Post
from roundtable import meeting_policies as policies
from roundtable.exceptions import Moved
from roundtable.file_forms import pick_up
from roundtable.meeting_forms import AnswerSeatForm, MaterialForm
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
_TOO_LATE: Final = gettext_lazy("会议已取消或者已经开始，回执不用再改了。您写的内容保留在下方。")
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
    seat = found_seat(post, seat_id)
    if request.method != "POST":
        return draw(request, seat, now=now)
    form = AnswerSeatForm(request.POST)
    if not _is_open(seat, now):
        return too_late(request, seat, _TOO_LATE)
    if form.is_valid():
        said = form.cleaned_data
        try:
            seats.answer(seat.pk, said=Answer(said["said"]), name=said["name"], words=said["words"], actor=post)
        except Moved:
            return too_late(request, seat, _TOO_LATE)
        return done(request, reverse("meeting_invitation", args=[seat.pk]), _("回执已提交；有变化可以再改。"))
    return draw(request, seat, now=now, form=form)


def draw(
    request: HttpRequest,
    seat: Seat,
    *,
    now: datetime,
    form: AnswerSeatForm | None = None,
    paper: MaterialForm | None = None,
) -> HttpResponse:
    """The page of an invitation; 422 with a form in which something is wrong."""
    post = acting_post(request)
    items = found.own_items(seat, post)
    for item in items:
        as_shown(item.topic, post)
    hands_in = policies.may_hand_in(seat, post)
    is_open = _is_open(seat, now)
    handing = paper or (MaterialForm(name=material_form(seat)) if is_open and hands_in else None)
    pick_up([handing], post)
    context = {
        "base": base_of(post),
        "seat": seat,
        "items": items,
        "form": form or (_answer(seat) if is_open else None),
        "materials": found.materials_of(seat) if hands_in else [],
        "paper": handing,
        "wrong": form or paper,
        "now": now,
    }
    return page(request, ONE, context, part=ONE, status=422 if form or (paper and paper.is_bound) else 200)


def material_form(seat: Seat) -> str:
    """What files call the form in which the seat's body hands in materials."""
    return f"material {seat.pk}"


def _answer(seat: Seat) -> AnswerSeatForm:
    """With what has been said already."""
    initial = {"name": seat.name, "words": seat.words}
    if seat.answer != Answer.WAITING:
        initial["said"] = seat.answer
    return AnswerSeatForm(initial=initial)


def _is_open(seat: Seat, now: datetime) -> bool:
    return seat.meeting.state == MeetingState.NOTIFIED and seat.meeting.starts_at > now


def found_seat(post: Post, seat_id: int) -> Seat:
    """A seat of the post's body in a meeting that was called; else it is not there."""
    seat = found.invitations_for(post).filter(pk=seat_id).first()
    if seat is None:
        raise Http404
    return seat


def too_late(request: HttpRequest, seat: Seat, words: str | Promise) -> HttpResponse:
    """What was typed stays on the page."""
    return conflict(request, message=str(words), onward=reverse("meeting_invitation", args=[seat.pk]))
