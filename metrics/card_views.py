"""`/statistics/cards/`: yellow and red cards of a period in one list, and the list taken away."""

from dataclasses import replace
from datetime import datetime

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from metrics import cards
from metrics.looking import Looking, looking, unit_of
from metrics.scope import READERS, reads_all_units, reads_unit
from orgs.access import post_required, proven
from orgs.middleware import PostRequest, now_of
from orgs.models import Post
from tickets.export_kinds import Exported
from tickets.services import exporting
from tickets.supervision_kinds import CardColour
from tickets.views.case import acting_post
from tickets.views.exporting import asked_for
from web.pages import done, page


@require_safe
@post_required(*READERS)
def shown_cards(request: PostRequest) -> HttpResponse:
    """`/statistics/cards/`: the cards of a period, on cases and on decisions; of one `unit`, of one `colour`.

    A unit reads its own.
    """
    post, now = acting_post(request), now_of(request)
    seen, colour = _cards_of(request, post, now=now)
    context = {
        **seen.context(now),
        "shown": cards.card_page(seen.scope, post, colour, after=request.GET.get("after")),
        "take_away": f"{reverse('cards_export')}?{_card_query(seen, colour)}" if seen.at_home else "",
        "colours": CardColour.choices,
        "colour": colour,
        "unit": unit_of(seen.scope),
        "now": now,
    }
    return page(request, "metrics/cards.html", context)


@require_POST
@post_required(*READERS)
@proven
def cards_export(request: PostRequest) -> HttpResponse:
    """The whole list of cards as a table, in its order; made in the background. Raises Http404 as the list."""
    post = acting_post(request)
    seen, colour = _cards_of(request, post, now=now_of(request))
    if not seen.at_home:
        raise Http404
    unit = unit_of(seen.scope)
    words = [_("亮牌"), *([CardColour(colour).label] if colour else []), seen.scope.period.label]
    job = exporting.ask_for_list(
        Exported.CARDS,
        cards.keys_of(seen.scope, post, colour, most=exporting.MOST + 1),
        title=" ".join(map(str, [*words, *([unit.display_name] if unit else [])])),
        address=f"{reverse('statistics_cards')}?{_card_query(seen, colour)}",
        table=asked_for(request),
        actor=post,
    )
    return done(request, reverse("export", args=[job.pk]), _("已开始生成，可以离开这一页"))


def _cards_of(request: PostRequest, post: Post, *, now: datetime) -> tuple[Looking, str]:
    """What is looked at, and the colour; a unit reads its own. Raises Http404 where it may not."""
    seen = looking(request, post, now=now)
    if not (seen.scope.unit_id or reads_all_units(post)):
        seen = replace(seen, scope=replace(seen.scope, unit_id=post.organisation_id))
    if not reads_unit(post, seen.scope.unit_id):
        raise Http404
    colour = request.GET.get("colour", "")
    return seen, colour if colour in CardColour.values else ""


def _card_query(seen: Looking, colour: str) -> str:
    return seen.list_query + (f"&colour={colour}" if colour else "")
