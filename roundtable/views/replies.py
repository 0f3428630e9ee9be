"""`/roundtable/r/<token>/`: an invited body answers by a link, without an account. Looking changes nothing.

Whoever holds the link reads when and where the meeting is and which of the body's own matters it is about, no more.
"""

from typing import Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from journal import clock
from orgs import limits
from orgs.models import Post
from roundtable import meeting_policies as policies
from roundtable.exceptions import Moved
from roundtable.meeting_forms import AnswerSeatForm
from roundtable.meeting_kinds import Answer
from roundtable.models import Seat
from roundtable.queries.meetings import items_by_link
from roundtable.services import replies
from tickets.services import links, tracking
from tickets.views.tracking import private_page, too_often
from web.access import public
from web.errors import wait

PAGE: Final = "roundtable/reply.html"


@public
@require_http_methods(["GET", "HEAD", "POST"])
def seat_reply(request: HttpRequest, token: str) -> HttpResponse:
    """404 for any token that is not ours and once the meeting has begun, 403 for another body that has signed in.

    409 when it was called off meanwhile; 422 with all that was typed; 429 for one who does not stop.
    """
    try:
        seat = replies.seat_of(token, address=request.META["REMOTE_ADDR"])
    except links.NoSuchLink as none:
        raise Http404 from none
    except tracking.TooManyTries as enough:
        return wait(_shown(request, None, problem=too_often(enough.minutes), status=429), enough.minutes)
    post: Post | None = getattr(request, "post", None)
    if post is not None:
        return _known(request, seat, post)
    if request.method != "POST":
        return _shown(request, seat, form=_form(seat))
    return _taken(request, seat, token)


def _known(request: HttpRequest, seat: Seat, post: Post) -> HttpResponse:
    """Somebody has signed in: the body's own people answer in their own name, nobody else for it."""
    if policies.may_answer(seat, post):
        return HttpResponseRedirect(reverse("meeting_invitation", args=[seat.pk]), status=303)
    words = _("您正以“%(unit)s”的身份登录。回执只能由被邀请的单位自己交，请先退出登录，再打开链接。")
    return _shown(request, None, problem=words % {"unit": post.organisation.display_name}, status=403)


def _taken(request: HttpRequest, seat: Seat, token: str) -> HttpResponse:
    form = AnswerSeatForm(request.POST)
    try:
        limits.count("seat_reply", token, limits.ANSWERS_BY_A_LINK, now=clock.now())
    except limits.TooOften as enough:
        return wait(_shown(request, seat, form=form, problem=too_often(enough.minutes), status=429), enough.minutes)
    if not form.is_valid():
        return _shown(request, seat, form=form, status=422)
    given = form.cleaned_data
    try:
        replies.answer(seat.pk, said=Answer(given["said"]), name=given["name"], words=given["words"])
    except Moved:
        problem = _("会议已取消或者已经开始，回执不用再改了。您写的内容保留在下方。")
        return _shown(request, seat, form=form, problem=problem, status=409)
    return HttpResponseRedirect(request.path, status=303)


def _form(seat: Seat) -> AnswerSeatForm | None:
    """With what the body has said already: the link is its own people's, who may change that."""
    if not replies.is_asked(seat.meeting, now=clock.now()):
        return None
    initial = {"name": seat.name, "words": seat.words}
    if seat.answer != Answer.WAITING:
        initial["said"] = seat.answer
    return AnswerSeatForm(initial=initial)


def _shown(
    request: HttpRequest,
    seat: Seat | None,
    *,
    form: AnswerSeatForm | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    context: dict[str, object] = {
        "seat": seat,
        "items": items_by_link(seat) if seat else [],
        "form": form,
        "problem": problem,
        "now": clock.now(),
    }
    return private_page(request, PAGE, context, status=status)
