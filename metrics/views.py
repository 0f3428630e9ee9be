"""`/statistics/`: figures with their sentences and fractions; every number opens its cases."""

from dataclasses import dataclass
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from journal import clock
from metrics import counting
from metrics.counting import LISTS, Scope
from metrics.definitions import FEWEST_TO_RANK, HANDLED, RATES, RESPONSE, SATISFIED, SCORE, SOLVED, Definition
from metrics.periods import Month
from metrics.rates import NOTHING, Rate, Tally, Weights
from orgs.access import post_required
from orgs.models import Post
from orgs.statuses import ADMIN_ROLES, Role
from orgs.working_days import calendar_for
from tickets.chips import chip, next_deadline
from tickets.statuses import Status
from web.pages import page
from web.paging import keyset

FIRM_SIDE: Final = frozenset({Role.ENTERPRISE_USER, Role.SITE_CLERK})
READERS: Final = tuple(role for role in Role if role not in FIRM_SIDE | ADMIN_ROLES)
PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One unit of the table. `rank` is empty below five valid revisits (DOMAIN §9)."""

    name: str
    unit_id: int
    tally: Tally
    response: Rate
    solved: Rate
    satisfied: Rate
    score: str
    rank: str


@require_safe
@post_required(*READERS)
def statistics(request: HttpRequest) -> HttpResponse:
    """The month's figures over the cases that the post may see."""
    post: Post = request.post  # type: ignore[attr-defined]  # set by PostMiddleware, asserted by post_required
    scope = _scope(request, post)
    weights = counting.weights_of(post.organisation.county)
    found = counting.tallies(scope)
    total = sum(found.values(), Tally())
    context = {
        "month": scope.month,
        "months": _months(scope.month),
        "statuses": [(Status(status), n) for status, n in counting.by_status(scope).items()],
        "handled": (HANDLED, counting.handled(scope)),
        "rates": _rates(total, weights),
        "tally": total,
        "score": _score(total, weights),
        "score_words": SCORE,
        "beside": counting.beside(scope),
        "lines": _lines(found, weights),
        "weights": weights,
        "definitions": (HANDLED, *RATES, SCORE),
        "now": clock.now(),
    }
    return page(request, "metrics/statistics.html", context)


@require_safe
@post_required(*READERS)
def statistics_cases(request: HttpRequest, figure: str) -> HttpResponse:
    """The cases behind one number."""
    post: Post = request.post  # type: ignore[attr-defined]  # as above
    if figure not in LISTS:
        raise Http404
    scope = _scope(request, post)
    now = clock.now()
    calendar = calendar_for(post.organisation.county_id)
    rows = keyset(
        LISTS[figure](scope).with_row(), after=request.GET.get("after"), order=("-submitted_at", "-id"), size=PAGE
    )
    context = {
        "month": scope.month,
        "figure": figure,
        "title": _title(figure),
        "unit": counting.units([scope.unit_id]).get(scope.unit_id) if scope.unit_id else None,
        "count": LISTS[figure](scope).count(),
        "rows": [
            (row, chip(next_deadline(row.live_deadlines), now=now, calendar=calendar))  # type: ignore[attr-defined]  # with_row()
            for row in rows.items
        ],
        "next": rows.next,
        "now": now,
    }
    return page(request, "metrics/cases.html", context)


def _scope(request: HttpRequest, post: Post) -> Scope:
    """Month and unit out of the address; anything unreadable means this month, all units."""
    starts_on = post.organisation.county.month_starts_on
    month = Month.parse(request.GET.get("month", ""), starts_on=starts_on)
    unit = request.GET.get("unit", "")
    return Scope(
        post=post,
        month=month or Month.of(clock.now(), starts_on=starts_on),
        unit_id=int(unit) if unit.isascii() and unit.isdigit() and len(unit) < 12 else None,  # noqa: PLR2004 -- fits a bigint
    )


def _months(month: Month) -> dict[str, Month]:
    return {"before": month.preceding(), "after": month.following()}


def _rates(total: Tally, weights: Weights) -> list[tuple[Definition, Rate]]:
    return [
        (RESPONSE, total.response()),
        (SOLVED, total.resolution(weights)),
        (SATISFIED, total.satisfaction(weights)),
    ]


def _score(tally: Tally, weights: Weights) -> str:
    score = tally.score(weights)
    return NOTHING if score is None else str(score)


def _lines(found: dict[int, Tally], weights: Weights) -> list[Line]:
    """Units by score, then by volume; equal scores share a rank, small samples have none."""
    names = counting.units(list(found))
    ranked = sorted(
        found.items(), key=lambda item: (item[1].valid < FEWEST_TO_RANK, -(item[1].score(weights) or 0), -item[1].valid)
    )
    lines: list[Line] = []
    for place, (unit_id, tally) in enumerate(ranked, start=1):
        score = _score(tally, weights)
        rank = lines[-1].rank if lines and lines[-1].score == score else str(place)
        lines.append(
            Line(
                name=names[unit_id].display_name,
                unit_id=unit_id,
                tally=tally,
                response=tally.response(),
                solved=tally.resolution(weights),
                satisfied=tally.satisfaction(weights),
                score=score,
                rank=rank if tally.valid >= FEWEST_TO_RANK else "",
            )
        )
    return lines


def _title(figure: str) -> Any:
    """The words over a list, from the definitions."""
    kind, _dash, rest = figure.partition("-")
    known = {definition.key: definition for definition in (HANDLED, *RATES)}
    if kind == "status":
        return Status(rest).label
    if kind in known:
        return known[kind].failed if rest else known[kind].name
    return {
        "accepted": _("当月受理"),
        "valid": _("有效回访"),
        "redo": _("重办后的回访"),
        "withdrawn": _("派单后撤回"),
        "not": _("两次未联系上企业"),
    }[kind]
