"""`/roundtable/figures/`: what round tables have come to, the rows behind every number, and those taken away."""

from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from orgs.access import post_required, proven
from orgs.middleware import now_of
from orgs.models import Organisation, Post
from roundtable import figures
from roundtable.figures import Period, Rate
from roundtable.models import AgendaItem, Topic
from roundtable.policies import POOL_ROLES
from roundtable.queries import figures as counted
from roundtable.queries.figure_rows import WRITTEN
from roundtable.queries.figures import Scope
from roundtable.queries.meetings import committees_of
from roundtable.reading import as_shown
from tickets.services import exporting
from tickets.views.case import acting_post
from tickets.views.exporting import asked_for
from web.pages import done, page

PAGE, LIST = "roundtable/figures.html", "roundtable/figure.html"
_MONTHS: Final = range(1, 13)
_COLUMNS: Final = tuple(each for each in figures.ATTENDANCE if each.key not in {"must", "must-came"})
_LONGEST_ID: Final = 12
readers = post_required(*sorted(POOL_ROLES))


@require_safe
@readers
def round_figures(request: HttpRequest) -> HttpResponse:
    """A period's numbers of the post's committee, or of the county."""
    post, now = acting_post(request), now_of(request)
    scope, committees = _scope(request, post)
    numbers = counted.numbers(scope)
    context = _context(scope, _period(request), committees) | {
        "years": counted.years(post, now=now),
        "months": _MONTHS,
        "groups": [
            [(each, numbers[each.key]) for each in group]
            for group in (figures.MEETINGS, figures.TOPICS, figures.DECISIONS[:4])
        ],
        "on_time": Rate(numbers["on-time"], numbers["due"]),
        "lines": [(line, [(each, line.counts[each.key]) for each in _COLUMNS]) for line in counted.attendance(scope)],
        "columns": _COLUMNS,
        "definitions": figures.ALL.values(),
    }
    return page(request, PAGE, context)


@require_safe
@readers
def round_figure(request: HttpRequest, key: str) -> HttpResponse:
    """The rows behind one number, a page at a time; as many as the number says."""
    post, now = acting_post(request), now_of(request)
    if key not in figures.ALL:
        raise Http404
    scope, committees = _scope(request, post)
    shown = counted.list_of(key, scope, after=request.GET.get("after"))
    for row in shown.items:
        _as_read(row, post)
    context = _context(scope, _period(request), committees) | {
        "definition": figures.ALL[key],
        "count": counted.rows_of(key, scope).count(),
        "rows": [(_kind(row), row) for row in shown.items],
        "next": shown.next,
        "body": _body(scope),
        "now": now,
    }
    asked = context["own_query"]
    return page(request, LIST, context | {"take_away": f"{reverse('round_export', args=[key])}?{asked}"})


@require_POST
@readers
@proven
def round_export(request: HttpRequest, key: str) -> HttpResponse:
    """The whole list behind one number as a table, in its order; made in the background. Raises Http404 as the list."""
    post = acting_post(request)
    if key not in figures.ALL:
        raise Http404
    scope, committees = _scope(request, post)
    told = _context(scope, _period(request), committees)
    bodies = [each.display_name for each in (told["committee"], _body(scope)) if each]
    job = exporting.ask_for_list(
        WRITTEN[counted.rows_of(key, scope).model].what,
        counted.keys_of(key, scope, most=exporting.MOST + 1),
        title=" ".join([str(figures.ALL[key].name), told["period"].label, *bodies]),
        address=f"{reverse('round_figure', args=[key])}?{told['own_query']}",
        table=asked_for(request),
        actor=post,
    )
    return done(request, reverse("export", args=[job.pk]), _("已开始生成，可以离开这一页"))


def _scope(request: HttpRequest, post: Post) -> tuple[Scope, list[Organisation]]:
    """Out of the address. Raises Http404 for a committee that the post does not read."""
    asked = request.GET
    committees = list(committees_of(post))
    unit = _id(asked.get("unit", ""))
    if unit is not None and unit not in {each.pk for each in committees}:
        raise Http404
    scope = Scope(post, _period(request), now_of(request), committee_id=unit, body_id=_id(asked.get("body", "")))
    return scope, committees


def _period(request: HttpRequest) -> Period:
    return figures.period_of(request.GET.get("year", ""), request.GET.get("month", ""), now=now_of(request))


def _context(scope: Scope, period: Period, committees: list[Organisation]) -> dict[str, Any]:
    chosen = next((each for each in committees if each.pk == scope.committee_id), None)
    asked = period.query | ({} if chosen is None else {"unit": str(chosen.pk)})
    return {
        "period": period,
        "committees": committees if len(committees) > 1 else [],
        "committee": chosen or (committees[0] if len(committees) == 1 else None),
        "query": urlencode(asked),
        "own_query": urlencode(asked | ({} if scope.body_id is None else {"body": str(scope.body_id)})),
    }


def _id(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < _LONGEST_ID else None


def _body(scope: Scope) -> Organisation | None:
    return Organisation.objects.filter(county=scope.county_id, pk=scope.body_id).first() if scope.body_id else None


def _kind(row: Any) -> str:
    name: str = type(row).__name__.lower()
    return name


def _as_read(row: Any, post: Post) -> None:
    """A topic's words as this post may read them."""
    if isinstance(row, AgendaItem):
        as_shown(row.topic, post)
    elif isinstance(row, Topic):
        as_shown(row, post)
