"""`/statistics/board/`: the leader's page (一页看板)."""

from datetime import timedelta
from typing import Any, Final

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from metrics import leading, needing, outside
from metrics.counting import Scope
from metrics.crossing import table
from metrics.cubes import tallies
from metrics.leading import ALIKE_WITHIN, legend, steps_for, tiles
from metrics.looking import looking, opening
from metrics.models.cubes import Axis
from metrics.periods import Month, Span, Year
from metrics.rules import rule_of
from metrics.scope import READERS, reads_all_units
from orgs.access import post_required
from orgs.middleware import PostRequest, now_of
from orgs.models import Place, Post
from orgs.queries import today
from orgs.statuses import PlaceKind
from orgs.working_days import calendar_of
from roundtable import figures as round_table
from roundtable.queries import figures as rounds
from tickets.table_policies import RAISERS
from web.counting import Counted
from web.pages import page

PAGE: Final = "metrics/leader.html"
_OF_ROUNDS: Final = ("meetings", "solved", "suggestions")


@require_safe
@post_required(*READERS)
def leader_board(request: PostRequest) -> HttpResponse:
    """Three rates, what needs the reader, units in bands, towns, what is common, two years. Raises Http404."""
    post, now = request.post, now_of(request)
    if post is None or not reads_all_units(post):
        raise Http404
    seen = opening(request, post, now=now)
    period = seen.scope.period
    if isinstance(period, Span):
        raise Http404
    day, scope = today(now), Scope(seen.county.pk, period)
    context = {
        **seen.context(now),
        **leading.context(
            scope,
            period,
            rule_of(seen.county, period),
            this=Month.of(now, starts_on=period.months[0].starts_on),
            today=day,
        ),
        **_towns(scope, now=now),
        "needs": needing.needs(post, now=now, calendar=calendar_of(seen.county)) if seen.at_home else [],
        "rounds": _rounds(post, period, now=now) if seen.at_home else [],
        "outside": outside.shown(seen.county),
        "raises": seen.at_home and post.role in RAISERS,
        "lately": Span(day - ALIKE_WITHIN + timedelta(days=1), day),
        "now": now,
    }
    return page(request, PAGE, context)


@require_safe
@post_required(*READERS)
def towns(request: PostRequest) -> HttpResponse:
    """`/statistics/towns/`: what each town was accepted with, by kind. Raises Http404."""
    post, now = request.post, now_of(request)
    if post is None or not reads_all_units(post):
        raise Http404
    seen = looking(request, post, now=now)
    found = table(Scope(seen.county.pk, seen.scope.period))
    rows = [(row, list(zip(found.columns, row.cells, strict=True))) for row in found.rows]
    return page(request, "metrics/towns.html", {**seen.context(now), "table": found, "rows": rows})


def _towns(scope: Scope, *, now: Any) -> dict[str, Any]:
    places = Place.objects.filter(county=scope.county_id, kind=PlaceKind.TOWN).values_list("pk", "name")
    found = tallies(scope, Axis.TOWN)
    drawn = tiles(list(places), found, needing.overdue_by_town(scope.county_id, now=now))
    steps = steps_for(max((tile.count for tile in drawn), default=0))
    return {"tiles": drawn, "legend": legend(steps)}


def _rounds(post: Post, period: Month | Year, *, now: Any) -> list[tuple[round_table.Definition, int]]:
    """Figures of the round table over the year that the period lies in, counted in one statement."""
    scope = rounds.Scope(post=post, period=round_table.Period(period.year), now=now)
    counts = {key: Counted(rounds.rows_of(key, scope)) for key in _OF_ROUNDS}
    row = Post.objects.filter(pk=post.pk).annotate(**{f"{key}_n": count for key, count in counts.items()})
    (found,) = row.values_list(*(f"{key}_n" for key in _OF_ROUNDS))
    return [(round_table.ALL[key], count) for key, count in zip(_OF_ROUNDS, found, strict=True)]
