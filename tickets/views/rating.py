"""`/r/<token>/`: the firm says by a link how it went, without an account, on any telephone. Looking changes nothing.

Whoever holds the link sees the answer of one round and what has been said of it, and nothing else of the case.
"""

from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from journal import clock
from orgs import limits
from orgs.models import Post
from tickets import policies
from tickets.exceptions import Busy, NotPossibleNow
from tickets.services import links, rating, revisiting, tracking
from tickets.services.rating import Asked
from tickets.verdict_forms import LinkForm
from tickets.views.tracking import private_page, too_often, track_problem
from web.access import public
from web.errors import wait

PAGE: Final = "tickets/rate.html"


@public
@require_http_methods(["GET", "HEAD", "POST"])
def rate(request: HttpRequest, token: str) -> HttpResponse:
    """404 for any token that is not ours, 403 for a unit that has signed in, 410 when the round is over.

    409 where somebody was faster, with what they said; 422 with all that was typed; 429 for one who does not stop.
    """
    try:
        asked = rating.asked_by(token, address=request.META["REMOTE_ADDR"])
    except links.NoSuchLink:
        return track_problem(request, _("这个链接打不开。请用回执上的受理编号和查询码查。"), status=404)
    except tracking.TooManyTries as enough:
        return wait(track_problem(request, too_often(enough.minutes), status=429), enough.minutes)
    post: Post | None = getattr(request, "post", None)
    if post is not None:
        return _known(request, asked, post)
    if not asked.is_open:
        return _shown(request, asked, status=200 if asked.recorded and request.method != "POST" else _over(asked))
    if request.method != "POST":
        return _shown(request, asked, form=LinkForm())
    return _taken(request, asked, token)


def _known(request: HttpRequest, asked: Asked, post: Post) -> HttpResponse:
    """Somebody has signed in: the firm's own people rate in their own name, a unit never rates."""
    if policies.is_the_firm(asked.ticket, post):
        open_case = "act" if asked.is_open else "ticket"
        where = [asked.ticket.number, "confirm"] if asked.is_open else [asked.ticket.number]
        return HttpResponseRedirect(reverse(open_case, args=where), status=303)
    words = _("您正以“%(unit)s”的身份登录。评价只能由企业自己作，请先退出登录，再打开链接。")
    problem = words % {"unit": post.organisation.display_name}
    return _shown(request, asked, problem=problem, status=403)


def _taken(request: HttpRequest, asked: Asked, token: str) -> HttpResponse:
    try:
        limits.count("rate", token, limits.RATINGS_BY_A_LINK, now=clock.now())
    except limits.TooOften as enough:
        response = _shown(request, asked, form=LinkForm(request.POST), problem=too_often(enough.minutes), status=429)
        return wait(response, enough.minutes)
    form = LinkForm(request.POST)
    if not form.is_valid():
        return _shown(request, asked, form=form, status=422)
    try:
        rating.rate(asked.ticket.pk, round_=asked.round, verdict=revisiting.Verdict(**form.cleaned_data))
    except Busy:
        problem = _("这件事正有人在办，请稍等几秒再点一次。您写的内容保留在下方。")
        return _shown(request, asked, form=form, problem=problem, status=409)
    except NotPossibleNow:
        now = rating.asked_by(token, address=request.META["REMOTE_ADDR"])
        return _shown(request, now, typed=form.cleaned_data["words"], status=_over(now))
    return HttpResponseRedirect(request.path, status=303)


def _over(asked: Asked) -> int:
    """Said already, or no longer asked."""
    return 409 if asked.recorded else 410


def _shown(request: HttpRequest, asked: Asked, *, status: int = 200, **more: object) -> HttpResponse:
    late = request.method == "POST" and not asked.is_open
    return private_page(request, PAGE, {"asked": asked, "late": late, "now": clock.now()} | more, status=status)
