"""Asks for all that a report says, once: the figures of every page, by the same code, as of one instant."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Count

from metrics import counting, cubes, leading, needing, supervision, whistles
from metrics.counting import Scope
from metrics.leading import Alike
from metrics.periods import Period
from metrics.rates import Tally
from metrics.reports.kinds import ReportKind, before, last_day
from metrics.rules import Rule, rule_of
from metrics.supervision import SupervisionTally
from metrics.whistles import WhistleTally
from orgs.models import County, Organisation
from orgs.queries import organisations_in
from orgs.statuses import OrganisationKind
from orgs.working_days import calendar_of
from roundtable.kinds import Why
from roundtable.queries import candidates
from roundtable.queries import figures as rounds
from roundtable.queries.figures import Line

LATE_BY: Final = 3
"""Working days: from here on an overdue case needs somebody in person, as on the leader's page."""
DECISIONS: Final = ("decisions", "struck", "overdue", "due", "on-time")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """One county in one period. Tallies are by unit; `names` has every unit that any of them knows."""

    county: County
    kind: ReportKind
    period: Period
    before: Period
    now: datetime
    rule: Rule
    by_unit: Mapping[int | None, Tally]
    whole: Tally
    earlier: Tally
    whistles: Mapping[int, WhistleTally]
    supervision: Mapping[int, SupervisionTally]
    rounds: Mapping[str, int]
    attendance: Mapping[int, Line]
    decisions: Mapping[int, Mapping[str, int]]
    alike: list[Alike]
    overdue: int
    late: int
    hard: Mapping[Why, int]
    names: Mapping[int, Organisation]
    organ: str


def gathered(county: County, kind: ReportKind, period: Period, *, now: datetime) -> Gathered:
    """Everything about the period, from cubes, facts and the rows of the parts that have their own figures."""
    scope, previous = Scope(county.pk, period), before(kind, period)
    met = rounds.Scope(None, period, now, whole=county.pk)
    by_unit, blown = cubes.tallies(scope), whistles.tallies(scope, now=now)
    supervised, sat, decided = supervision.tallies(scope, now=now), _attendance(met), _decisions(met)
    known = {unit for unit in by_unit if unit}.union(blown, supervised, sat, decided)
    late_since = calendar_of(county).subtract_working_days(now, LATE_BY)
    return Gathered(
        county=county,
        kind=kind,
        period=period,
        before=previous,
        now=now,
        rule=rule_of(county, period),
        by_unit=by_unit,
        whole=counting.total(by_unit.values()),
        earlier=counting.total(cubes.tallies(Scope(county.pk, previous)).values()),
        whistles=blown,
        supervision=supervised,
        rounds=rounds.numbers(met),
        attendance=sat,
        decisions=decided,
        alike=leading.alike(county.pk, today=last_day(period)),
        overdue=sum(needing.overdue_by_town(county.pk, now=now).values()),
        late=sum(needing.overdue_by_town(county.pk, now=late_since).values()),
        hard=candidates.by_reason(county=county.pk, now=now),
        names=counting.units(known),
        organ=_organ(county),
    )


def _attendance(met: rounds.Scope) -> dict[int, Line]:
    return {line.unit.pk: line for line in rounds.attendance(met)}


def _decisions(met: rounds.Scope) -> dict[int, dict[str, int]]:
    """Unit that leads → how many decisions of each figure."""
    found: dict[int, dict[str, int]] = {}
    for key in DECISIONS:
        rows: Any = rounds.rows_of(key, met).order_by().values_list("lead").annotate(count=Count("pk"))
        for unit, count in rows:
            found.setdefault(unit, dict.fromkeys(DECISIONS, 0))[key] = count
    return found


def _organ(county: County) -> str:
    """Whose report it is: the office of the general committee; the county where there is none."""
    office = organisations_in(county.pk, OrganisationKind.OFFICE).first()
    return office.display_name if office else county.name
