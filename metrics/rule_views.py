"""`/statistics/rules/` and `/statistics/definitions/`: by which rule figures are reckoned, and what each one means."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from metrics.definitions import FEWEST_TO_BAND, FEWEST_TO_RANK, GROUPS
from metrics.looking import looking
from metrics.models import FigureRule
from metrics.periods import Month
from metrics.rule_forms import RuleForm, percent, plain
from metrics.rules import FIRST_VERSION, Rule, as_rule, first_rule, in_force, may_set, rows_of, rule_of
from metrics.scope import READERS
from metrics.services import ruling
from orgs.access import post_required, proven
from orgs.calendar import COUNTY_TIME
from orgs.exceptions import Refused
from orgs.middleware import PostRequest, now_of
from orgs.models import County, Post
from orgs.statuses import Role
from web.errors import conflict
from web.pages import done, page

RULES, DEFINITIONS = "metrics/rules.html", "metrics/definitions.html"
OFFERED: Final = 13
"""Months to choose from: this one and a year's after it."""
readers = post_required(*READERS, Role.SYSADMIN)


@dataclass(frozen=True, slots=True)
class Shown:
    """A rule as the page says it. `row` says who set it; `replaced_by` is a later version from the same month on."""

    rule: Rule
    since: str
    targets: tuple[str, str, str]
    bands: tuple[str, str, str]
    row: FigureRule | None = None
    replaced_by: int | None = None


@require_safe
@readers
def figure_definitions(request: PostRequest) -> HttpResponse:
    """Every figure in words, with the rule of this month; an anchor for each key."""
    post, now = _post(request), now_of(request)
    county = looking(request, post, now=now).county
    month = Month.of(now, starts_on=county.month_starts_on)
    context = {
        "groups": GROUPS,
        "reads_figures": post.role in READERS,
        "county": county,
        "month": month,
        "shown": _shown(rule_of(county, month), county),
        "fewest_to_rank": FEWEST_TO_RANK,
        "fewest_to_band": FEWEST_TO_BAND,
    }
    return page(request, DEFINITIONS, context)


@require_http_methods(["GET", "HEAD", "POST"])
@readers
@proven
def figure_rules(request: PostRequest) -> HttpResponse:
    """The rule of this month, all that were set, and for who keeps the settings the next one. 409 for a refusal."""
    post, now = _post(request), now_of(request)
    county = looking(request, post, now=now).county
    may = may_set(post, county.pk)
    if request.method == "POST" and not may:
        raise PermissionDenied
    month = Month.of(now, starts_on=county.month_starts_on)
    rows = rows_of(county)
    first, later = first_rule(county), [as_rule(row) for row in rows]
    current = in_force(first, later, month.start.date())
    newest = rows[0].version if rows else FIRST_VERSION
    sent = request.POST if request.method == "POST" else None
    form = RuleForm(sent, rule=later[0] if later else first, newest=newest, months=_months(month)) if may else None
    if form is not None and form.is_valid():
        return _set(request, form, post)
    context: dict[str, Any] = {
        "county": county,
        "month": month,
        "current": current,
        "history": [*_set_since(rows, county), _shown(first, county)],
        "form": form,
        "now": now,
    }
    return page(request, RULES, context, status=422 if form is not None and form.errors else 200)


def _set(request: PostRequest, form: RuleForm, post: Post) -> HttpResponse:
    here = reverse("statistics_rules")
    try:
        ruling.set_rule(post.county_id, since=form.month, rule=form.rule, seen=form.cleaned_data["version"], actor=post)
    except Refused as late:
        return conflict(request, message=late, onward=here)
    return done(request, here, _("已定下，从%(month)s起按新口径算。") % {"month": form.month.label})


def _months(first: Month) -> list[Month]:
    found = [first]
    while len(found) < OFFERED:
        found.append(found[-1].following())
    return found


def _set_since(rows: list[FigureRule], county: County) -> list[Shown]:
    """The newest first; of those from the same month on the newest holds."""
    newest: dict[object, int] = {}
    for row in rows:
        newest.setdefault(row.since, row.version)
    return [
        _shown(
            as_rule(row), county, row=row, replaced_by=None if newest[row.since] == row.version else newest[row.since]
        )
        for row in rows
    ]


def _shown(rule: Rule, county: County, *, row: FigureRule | None = None, replaced_by: int | None = None) -> Shown:
    targets, bands = rule.targets, rule.thresholds
    return Shown(
        rule,
        _since(rule, county),
        (percent(targets.response), percent(targets.solved), percent(targets.satisfied)),
        (plain(bands.excellent), plain(bands.good), plain(bands.fair)),
        row,
        replaced_by,
    )


def _since(rule: Rule, county: County) -> str:
    if rule.since is None:
        return _("开通时")
    month = Month.of(datetime.combine(rule.since, time(), tzinfo=COUNTY_TIME), starts_on=county.month_starts_on)
    return _("%(month)s起") % {"month": month.label}


def _post(request: PostRequest) -> Post:
    if request.post is None:
        msg = "post_required lets nobody in without a post"
        raise TypeError(msg)
    return request.post
