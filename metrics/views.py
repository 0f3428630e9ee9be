"""`/statistics/`: figures with their sentences and fractions; every number opens its cases."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, TypeVar

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from metrics import board, counting, cubes, needing, supervision, whistles, working
from metrics.counting import NUMBERS, Scope
from metrics.definitions import FIGURES, SCORE
from metrics.looking import Looking, looking, opening, unit_of
from metrics.rates import NOTHING, Tally, Weights, mean
from metrics.reports.reading import READERS as REPORT_READERS
from metrics.rules import Rule, rule_of
from metrics.scope import READERS, opens, reads_all_units, reads_unit
from metrics.services.publishing import may_publish
from metrics.titles import TITLES
from orgs.access import post_required, proven
from orgs.middleware import PostRequest, now_of
from orgs.models import Organisation, Place, Post
from orgs.working_days import calendar_of
from tickets.chips import chip, next_deadline
from tickets.export_kinds import Exported
from tickets.masking import as_read
from tickets.models import Category
from tickets.models.querysets import TicketQuerySet
from tickets.policies import UNIT_ROLES
from tickets.queries import tickets_for
from tickets.queries.exclusions import granted_of, of_ratings
from tickets.queries.rows import clocks_of, with_clocks, with_units
from tickets.services import exporting
from tickets.statuses import Status
from tickets.views.exporting import asked_for
from web.pages import done, page
from web.paging import keyset

PAGE: Final = 50
LONGEST_TITLE, LONGEST_ADDRESS = 300, 2000
_STATUS: Final = "status-"
# The numbers of the pages beside the rates.
_ELSEWHERE: Final = {**whistles.LISTS, **supervision.LISTS, **needing.LISTS}
_TITLES: Final = {**TITLES, **whistles.TITLES, **supervision.TITLES, **needing.TITLES}
Counted = TypeVar("Counted")


@require_safe
@post_required(*READERS)
def statistics(request: PostRequest) -> HttpResponse:
    """A period's figures: all units for those who compare them, one's own beside the county's for a unit."""
    post, now = _post(request), now_of(request)
    seen = opening(request, post, now=now)
    context = {
        **seen.context(now),
        "statuses": counting.by_status(tickets_for(post).filter(county=seen.county)).items(),
        "definitions": (*FIGURES, SCORE),
        "opens_persuaded": opens(post, "persuaded"),
        "publishes": may_publish(post, seen.county.pk),
        "reads_reports": post.role in REPORT_READERS
        and seen.county.pk == post.county_id,  # reports are one's own county's
        "now": now,
        **_figures(post, seen),
    }
    return page(request, "metrics/statistics.html", context)


@require_safe
@post_required(*READERS)
def check_ins(request: PostRequest) -> HttpResponse:
    """`/statistics/check-ins/`: whistle and check-in of a period, and what both sides say of each other (双考核)."""
    post, now = _post(request), now_of(request)
    seen = looking(request, post, now=now)
    context = {**seen.context(now), **_whistles(post, seen.scope, now=now)}
    return page(request, "metrics/check_ins.html", context)


@require_safe
@post_required(*READERS)
def supervised(request: PostRequest) -> HttpResponse:
    """`/statistics/supervision/`: orders, answers in time and cards of a period, by unit (督办)."""
    post, now = _post(request), now_of(request)
    seen = looking(request, post, now=now)
    found = supervision.tallies(seen.scope, now=now)
    context = {
        **seen.context(now),
        "lines": _by_unit(post, found),
        "definitions": supervision.SENTENCES,
    }
    return page(request, "metrics/supervision.html", context)


def _by_unit(post: Post, found: Mapping[int, Counted]) -> list[tuple[Organisation, Counted]]:
    """All units for those who compare them, else one's own, by name."""
    shown = (
        found if reads_all_units(post) else {unit: each for unit, each in found.items() if unit == post.organisation_id}
    )
    names = counting.units(shown)
    return sorted(((names[unit], each) for unit, each in shown.items()), key=lambda line: (line[0].name, line[0].pk))


def _figures(post: Post, seen: Looking) -> dict[str, Any]:
    """The boxes on top, the figures of work, the table below, and whose they are: a unit's, for whoever reads it."""
    rule, period = rule_of(seen.county, seen.scope.period), seen.scope.period
    weights = rule.weights
    found = cubes.tallies(Scope(seen.county.pk, period))
    whole = counting.total(found.values())
    county = board.line(_("全县") if seen.county.pk == post.county_id else seen.county.name, whole, weights)
    if reads_all_units(post):
        lines = _lines(seen, found, rule)
        average = mean(each.score for each in lines)
        asked = unit_of(seen.scope)
        top = _line_of(asked, found, weights) if asked else county
        shown = {"lines": lines, "average": NOTHING if average is None else average, "all_units": True}
        shown |= {"ranked": rule.ranked, "before": period.preceding().label}
    else:
        top = _line_of(post.organisation, found, weights)
        shown = {"lines": [top, county], "all_units": False}
    said = of_ratings(post, since=period.start, until=period.end) if post.role in UNIT_ROLES else None
    beside = zip(working.measures(top.tally), working.measures(whole), strict=True)
    return {
        "top": top,
        "pooled": county,
        "measures": list(beside),
        "weights": weights,
        "objections": said,
        **shown,
    }


def _lines(seen: Looking, found: board.ByUnit, rule: Rule) -> list[board.Line]:
    """Every unit in its band, or in a league table where the county shows one."""
    names = counting.units(filter(None, found))
    if not rule.ranked:
        return board.in_bands(found, names, rule)
    before = cubes.tallies(Scope(seen.county.pk, seen.scope.period.preceding()))
    return board.league(found, {unit: each for unit, each in before.items() if unit in names}, names, rule)


def _line_of(unit: Organisation, found: Mapping[int | None, Tally], weights: Weights) -> board.Line:
    return board.line(unit.display_name, found.get(unit.pk, Tally()), weights, unit_id=unit.pk)


def _whistles(post: Post, scope: Scope, *, now: datetime) -> dict[str, Any]:
    """Lines of whistle and check-in: all units for those who compare them, else one's own."""
    lines = _by_unit(post, whistles.tallies(scope, now=now))
    return {"whistle_lines": lines, "whistle_definitions": whistles.SENTENCES}


@require_safe
@post_required(*READERS)
def statistics_cases(request: PostRequest, figure: str) -> HttpResponse:
    """The cases behind one number, as far as the post may see them; `hidden` says how many it may not."""
    post, now = _post(request), now_of(request)
    looked, seen, others = _list_behind(request, figure, post, now=now)
    scope, count, hidden = looked.scope, seen.count(), others.count()
    rows = keyset(seen.with_row(), after=request.GET.get("after"), order=("-submitted_at", "-id"), size=PAGE)
    with_clocks(rows.items)
    with_units(rows.items)
    calendar = calendar_of(looked.county)
    excluded = granted_of(rows.items) if figure == "excluded" else {}
    context = {
        **looked.context(now),
        "figure": figure,
        "title": _title(figure),
        "trail": _trail_of(figure, scope),
        "times": _times(figure, scope, listed=count + hidden),
        "unit": unit_of(scope),
        "all_units": reads_all_units(post),
        "count": count,
        "hidden": hidden,
        "take_away": f"{reverse('statistics_export', args=[figure])}?{looked.list_query}" if looked.at_home else "",
        "rows": [
            (as_read(row, post), chip(next_deadline(clocks_of(row)), now=now, calendar=calendar), excluded.get(row.pk))
            for row in rows.items
        ],
        "next": rows.next,
        "now": now,
    }
    return page(request, "metrics/cases.html", context)


@require_POST
@post_required(*READERS)
@proven
def statistics_export(request: PostRequest, figure: str) -> HttpResponse:
    """The whole list behind one number as a table, in its order; made in the background. Raises Http404 as the list."""
    post, now = _post(request), now_of(request)
    looked, seen, _others = _list_behind(request, figure, post, now=now)
    if not looked.at_home:
        raise Http404
    scope = looked.scope
    unit, here = unit_of(scope), reverse("statistics_cases", args=[figure])
    words = [_title(figure), scope.period.label, *([unit.display_name] if unit else []), *_trail_of(figure, scope)]
    cases = list(seen.order_by("-submitted_at", "-id").values_list("pk", flat=True)[: exporting.MOST + 1])
    job = exporting.ask_for_list(
        Exported.CASES,
        cases,
        title=" ".join(map(str, words))[:LONGEST_TITLE],
        address=f"{here}?{looked.list_query}"[:LONGEST_ADDRESS],
        table=asked_for(request),
        actor=post,
    )
    return done(request, reverse("export", args=[job.pk]), _("已开始生成，可以离开这一页"))


def _list_behind(
    request: PostRequest, figure: str, post: Post, *, now: datetime
) -> tuple[Looking, TicketQuerySet, TicketQuerySet]:
    """What is looked at, its cases that the post sees, and those that it does not. Raises Http404 where it may not."""
    looked = looking(request, post, now=now)
    if not (reads_unit(post, looked.scope.unit_id) and opens(post, figure)):
        raise Http404
    return looked, *_behind(figure, post, looked.scope, now=now)


def _trail_of(figure: str, scope: Scope) -> list[str]:
    return _trail(scope) if figure in {*NUMBERS, *needing.LISTS} else []


def _times(figure: str, scope: Scope, *, listed: int) -> int:
    """How often it happened, where it happened to a case more than once: dispatches and rounds are counted so."""
    times = NUMBERS[figure](scope).count() if figure in NUMBERS else listed
    return times if times > listed else 0


def _trail(scope: Scope) -> list[str]:
    """What a list was narrowed to besides the unit, in words: the town, and each kind once over its versions."""
    towns = Place.objects.filter(pk=scope.town_id or 0, county=scope.county_id).values_list("name", flat=True)
    of_county = {"pk__in": scope.categories, "catalogue__county": scope.county_id}
    kinds = Category.objects.filter(**of_county).select_related("parent") if scope.categories else []
    tops = {kind.parent.name if len(scope.categories) > 1 and kind.parent else kind.name for kind in kinds}
    names = {kind.name for kind in kinds}
    return [*(towns if scope.town_id else ()), *(sorted(tops if len(names) > 1 else names))]


def _behind(figure: str, post: Post, scope: Scope, *, now: datetime) -> tuple[TicketQuerySet, TicketQuerySet]:
    """What the post sees of a number, and the cases of it that it does not. Raises Http404."""
    seen = tickets_for(post).filter(county=scope.county_id)
    if figure.startswith(_STATUS):
        if figure.removeprefix(_STATUS) not in Status.values:
            raise Http404
        return seen.filter(status=figure.removeprefix(_STATUS)), seen.none()
    if figure in _ELSEWHERE:
        whole = _ELSEWHERE[figure](scope, now)
    elif figure in NUMBERS:
        whole = counting.cases(scope, figure)
    else:
        raise Http404
    mine = seen.filter(pk__in=whole.values("pk"))
    return mine, whole.exclude(pk__in=mine.values("pk")).exclude(about_org__in=_units_of(post))


def _units_of(post: Post) -> QuerySet[Any, Any]:
    """Where the reader sits: that a case is about one of these is not told by a number either."""
    return Post.objects.lasting().filter(person=post.person_id).values("organisation")


def _post(request: PostRequest) -> Post:
    if request.post is None:
        msg = "post_required lets nobody in without a post"
        raise TypeError(msg)
    return request.post


def _title(figure: str) -> Any:
    """The words over a list."""
    if figure.startswith(_STATUS):
        return Status(figure.removeprefix(_STATUS)).label
    return _TITLES[figure]
