"""The front door, open to everybody: call, look up, and what waits for the one who has signed in."""

from datetime import datetime
from typing import Final

from django.db.models import Count, Q
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from journal import clock
from orgs.middleware import PostRequest
from orgs.models import Person, Post, ServiceSite
from orgs.statuses import FIRM_SIDE, SiteLevel
from orgs.working_days import calendar_of
from tickets import nav
from tickets.progress import FIRM_IS_ASKED
from tickets.queries import tickets_for
from tickets.queries.cards import Card, cards
from tickets.queries.drafts import drafts_for
from tickets.views.tracking import TrackForm
from web.access import public, signed_in
from web.frame import Frame
from web.pages import page

MOST_WAITING: Final = 5


@public
@require_safe
def home(request: PostRequest) -> HttpResponse:
    """`/`: the same page for all, with what waits for a firm on top."""
    post: Post | None = getattr(request, "post", None)
    now = clock.now()
    waiting = _waiting(post, now=now) if post is not None and post.role in FIRM_SIDE else []
    context = {
        "now": now,
        "may_call": post is None or post.role in FIRM_SIDE,
        "waiting": waiting[:MOST_WAITING],
        "more_waiting": len(waiting) > MOST_WAITING,
        "drafts": drafts_for(post).count() if post is not None and post.role in FIRM_SIDE else 0,
        "track": TrackForm(auto_id="track-%s"),
        "sites": _sites(Frame.of(request).county_name),
    }
    return page(request, "tickets/home.html", context, part="tickets/home.html")


@signed_in
@require_safe
def start(request: PostRequest) -> HttpResponse:
    """`/start/`: who has just signed in or changed posts goes to their own work; a firm has the home page."""
    if request.post is None and isinstance(request.user, Person) and request.user.sign_in_phone:
        return HttpResponseRedirect(reverse("join"))
    items = nav.items(request, request.post) if request.post is not None else []
    return HttpResponseRedirect(items[0].url if items else reverse("home"))


def _waiting(post: Post, *, now: datetime) -> list[Card]:
    """Cards of what waits, one more than are shown."""
    asked = tickets_for(post).filter(status__in=FIRM_IS_ASKED).with_row()
    first = list(asked.order_by("submitted_at", "pk")[: MOST_WAITING + 1])
    return cards(first, now=now, calendar=calendar_of(post.organisation.county))


def _sites(county_name: str) -> list[tuple[str, int]]:
    """How many service sites of each level the county has, levels without any left out."""
    levels = {level: Count("pk", filter=Q(level=level)) for level in SiteLevel.values}
    numbers = ServiceSite.objects.filter(county__name=county_name).aggregate(**levels)
    return [(str(level.label), numbers[level]) for level in SiteLevel if numbers[level]]
