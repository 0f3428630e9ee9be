"""What of a signed meeting is public: a secretary writes it item by item, and everybody reads `/roundtable/public/`."""

from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from orgs.access import post_required
from orgs.middleware import now_of
from orgs.models import Post
from orgs.queries import home_county
from orgs.statuses import Role
from roundtable import figures
from roundtable import meeting_policies as policies
from roundtable.exceptions import Blocked, Moved
from roundtable.meeting_kinds import ISSUED
from roundtable.models import AgendaItem, Meeting
from roundtable.policies import POOL_ROLES
from roundtable.publishing_forms import ReleaseForm
from roundtable.queries import publishing as found
from roundtable.queries.meetings import meeting_for
from roundtable.reading import as_shown
from roundtable.services import publishing
from tickets.views.case import acting_post
from web.access import public
from web.errors import conflict
from web.pages import done, page

PUBLIC, LIST, FORM = "roundtable/public.html", "roundtable/releases.html", "roundtable/release.html"
_MONTHS: Final = range(1, 13)
readers = post_required(*sorted(POOL_ROLES))
convenors = post_required(Role.PARTY_SECRETARY)


@public
@require_safe
def round_public(request: HttpRequest) -> HttpResponse:
    """`/roundtable/public/`: what was discussed and decided, as far as somebody has released it."""
    post: Post | None = getattr(request, "post", None)
    county = post.organisation.county if post else home_county()
    if county is None:
        raise Http404
    year, month = request.GET.get("year", ""), request.GET.get("month", "")
    period = figures.period_of(year, month, now=now_of(request)) if year else None
    shown = found.public_page(county, period, after=request.GET.get("after"))
    context = {
        "meetings": shown.items,
        "next": shown.next,
        "period": period,
        "years": found.public_years(county),
        "months": _MONTHS,
        "query": urlencode(period.query) if period else "",
    }
    return page(request, PUBLIC, context, part=PUBLIC)


@require_safe
@readers
def meeting_releases(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Item by item, what everybody reads of a signed meeting; a secretary goes on to write it."""
    post = acting_post(request)
    meeting = _meeting(post, meeting_id)
    items = found.items_to_release(meeting)
    for item in items:
        as_shown(item.topic, post)
    context = {"meeting": meeting, "items": items, "convenes": policies.may_convene(meeting, post)}
    return page(request, LIST, context, part=LIST)


@require_http_methods(["GET", "HEAD", "POST"])
@convenors
def meeting_release(request: HttpRequest, meeting_id: int, item_id: int) -> HttpResponse:
    """The words of one item; POST makes them public. 422 for words that name somebody."""
    post = acting_post(request)
    meeting = _meeting(post, meeting_id)
    item = _item(meeting, item_id)
    if not policies.may_convene(meeting, post):
        raise Http404
    form = ReleaseForm(request.POST if request.method == "POST" else None, initial=_stands(item))
    if request.method == "POST" and form.is_valid():
        try:
            publishing.release(meeting.pk, item_id=item.pk, actor=post, **form.cleaned_data)
        except Blocked as blocked:
            form.add_error(blocked.field or None, blocked.sentence)
        except Moved:
            return conflict(request, message=_("这次会议刚刚有变化，请重新打开。"), onward=_back(meeting))
        else:
            return done(request, _back(meeting), _("已公开，谁都能看到。"))
    context = {"meeting": meeting, "item": as_item(item, post), "form": form}
    return page(request, FORM, context, part=FORM, status=422 if form.errors else 200)


@require_POST
@convenors
def meeting_take_back(request: HttpRequest, meeting_id: int, item_id: int) -> HttpResponse:
    """Nobody reads the item any more."""
    post = acting_post(request)
    meeting = _meeting(post, meeting_id)
    item = _item(meeting, item_id)
    if not policies.may_convene(meeting, post):
        raise Http404
    try:
        publishing.take_back(meeting.pk, item_id=item.pk, actor=post)
    except Moved:
        return conflict(request, message=_("这一项已经不是公开的了。"), onward=_back(meeting))
    return done(request, _back(meeting), _("已撤下，外面看不到了。"))


def as_item(item: AgendaItem, post: Post) -> AgendaItem:
    """The item, its topic in the words that this post reads."""
    as_shown(item.topic, post)
    return item


def _stands(item: AgendaItem) -> dict[str, Any]:
    """What was public last, else what the rows say, without the names that they know."""
    last = getattr(item, "release", None)
    return {"title": last.title, "words": last.words} if last else found.proposed_words(item)


def _meeting(post: Post, meeting_id: int) -> Meeting:
    meeting = meeting_for(post, meeting_id)
    if meeting is None or meeting.state not in ISSUED:
        raise Http404
    return meeting


def _item(meeting: Meeting, item_id: int) -> AgendaItem:
    for item in found.items_to_release(meeting):
        if item.pk == item_id:
            return item
    raise Http404


def _back(meeting: Meeting) -> str:
    return reverse("meeting_releases", args=[meeting.pk])
