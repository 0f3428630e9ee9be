"""`/holds/` (暂缓清除) and `/tickets/<number>/hold/`: cases of which nothing is erased, setting and lifting that."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from orgs.access import post_required, proven
from orgs.exceptions import Refused
from orgs.middleware import PostRequest, now_of
from orgs.models import Post
from tickets import policies
from tickets.exceptions import Busy
from tickets.hold_forms import HoldForm, LiftForm
from tickets.models import Ticket
from tickets.queries.holds import ASKERS, held_case, holds_for, past_holds
from tickets.retention_kinds import Ground
from tickets.services import holding
from tickets.views.case import acting_post
from tickets.views.readers import NumberForm
from web.errors import conflict
from web.pages import done, page
from web.paging import keyset

SIZE = 30
LIST, ONE = "tickets/staff/holds.html", "tickets/staff/hold.html"
askers = post_required(*sorted(ASKERS))


@require_safe
@askers
def holds(request: PostRequest) -> HttpResponse:
    """What is held, the newest first; `?number=` leads on to a case."""
    post = acting_post(request)
    asked = request.GET if "number" in request.GET else None
    form = NumberForm(asked, knows=lambda number: held_case(post, number) is not None)
    if form.is_valid():
        return HttpResponseRedirect(reverse("hold", args=[form.cleaned_data["number"]]))
    shown = keyset(holds_for(post), after=request.GET.get("after"), order=("-at", "-id"), size=SIZE)
    context = {"form": form, "rows": shown.items, "next": shown.next, "now": now_of(request)}
    return page(request, LIST, context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@askers
@proven
def hold(request: PostRequest, number: str) -> HttpResponse:
    """Set it, or lift the one that stands. Absent and not permitted are the same 404; 409 for who came too late."""
    post = acting_post(request)
    ticket = held_case(post, number) if number.isascii() and number.isprintable() else None
    if ticket is None:
        raise Http404
    standing = holding.standing(ticket)
    drawn = HoldForm if standing is None else LiftForm
    form = drawn(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _act(request, ticket, form, post)
    context = {
        "ticket": ticket,
        "reads": post.role not in policies.CASELESS_ROLES,
        "standing": standing,
        "past": past_holds(ticket),
        "form": form,
        "now": now_of(request),
    }
    return page(request, ONE, context, status=422 if form.errors else 200)


def _act(request: PostRequest, ticket: Ticket, form: HoldForm | LiftForm, post: Post) -> HttpResponse:
    said, here = form.cleaned_data, reverse("hold", args=[ticket.number])
    try:
        if isinstance(form, HoldForm):
            holding.set_hold(ticket.pk, ground=Ground(said["ground"]), reason=said["reason"], actor=post)
        else:
            holding.lift(ticket.pk, reason=said["reason"], actor=post)
    except Refused as late:
        return conflict(request, message=late, onward=here)
    except Busy:
        return conflict(request, message=_("这件诉求正有人在办，请稍等几秒再试。"), onward=here)
    words = _("已设为暂缓清除。") if isinstance(form, HoldForm) else _("已解除，到期的下次一并清除。")
    return done(request, here, words)
