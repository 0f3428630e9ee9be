"""What the leader's page shows (UX §1.4): rates with change, target and line; bands; towns; trends; what is common.

Everything but what needs somebody now is counted from months and facts. Whoever reads it reads the whole county.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final, NamedTuple

from django.db.models import Count
from django.utils.translation import gettext as _

from metrics import board, charts, counting, cubes
from metrics.bands import FEWEST_TO_BAND, Band, band_of
from metrics.board import Line
from metrics.counting import Scope
from metrics.definitions import RATES, Definition
from metrics.models import CaseFact
from metrics.models.cubes import Axis
from metrics.periods import Month, Year
from metrics.rates import Rate, Tally
from metrics.rules import Rule
from tickets.models import Category

TREND: Final = 24
SPARK: Final = 12
OF_THE_RATES: Final = ("valid", "contacted", "solved", "basically_solved", "satisfied", "basically_satisfied")
ALIKE_WITHIN: Final = timedelta(days=30)
FEWEST_ALIKE: Final = 5
"""So many requests of one kind in thirty days are a common problem (UX §1.4, L6)."""
_FEWEST_MONTHS: Final = 6
"""Of the year before, from the county's first request on: of fewer months nothing is expected (GUESS)."""
_SEASON: Final = Decimal("1.5")
"""A month that had so many times its year's mean is expected to have as many again (GUESS)."""


@dataclass(frozen=True, slots=True)
class Rated:
    """One of the three rates. `chart` has a month a point."""

    definition: Definition
    rate: Rate
    target: Decimal
    chart: charts.Line
    lost: int
    change: str

    @property
    def target_words(self) -> str:
        """`98 %`."""
        return f"{(self.target * 100).normalize():f} %"


def rated(whole: Tally, before: Tally, months: Sequence[Tally], rule: Rule, *, than: str) -> list[Rated]:
    """The three rates of a period beside the period before it, `than`, and twelve months."""
    return [
        Rated(
            definition,
            _rate(definition.key, whole, rule),
            target,
            charts.line([_rate(definition.key, month, rule).value for month in months], target),
            whole.lost(definition.key),
            _change(_rate(definition.key, whole, rule), _rate(definition.key, before, rule), than),
        )
        for definition, target in zip(RATES, _targets(rule), strict=True)
    ]


def _targets(rule: Rule) -> tuple[Decimal, Decimal, Decimal]:
    return rule.targets.response, rule.targets.solved, rule.targets.satisfied


def _rate(key: str, tally: Tally, rule: Rule) -> Rate:
    if key == "response":
        return tally.response()
    return tally.resolution(rule.weights) if key == "solved" else tally.satisfaction(rule.weights)


def _change(now: Rate, before: Rate, than: str) -> str:
    """In points, as both are shown: never the difference of numbers that nobody sees."""
    if now.value is None or before.value is None:
        return ""
    points = _points(now.value) - _points(before.value)
    if not points:
        return _("和%(than)s持平") % {"than": than}
    words = _("比%(than)s高 %(points)s 个点") if points > 0 else _("比%(than)s低 %(points)s 个点")
    return words % {"than": than, "points": abs(points)}


def _points(value: Decimal) -> Decimal:
    return (value * 100).quantize(Decimal("0.01"), ROUND_HALF_UP)


# --- units ------------------------------------------------------------------------------------------------------------


def banded(lines: Iterable[Line], rule: Rule) -> tuple[list[tuple[Band, list[Line]]], list[Line]]:
    """Each band with its units in order, and those with too few revisits for one."""
    found: dict[Band, list[Line]] = {band: [] for band in Band}
    few = []
    for each in lines:
        band = band_of(each.score, each.tally.valid, rule.thresholds)
        if band is not None:
            found[band].append(each)
        elif 0 < each.tally.valid < FEWEST_TO_BAND:
            few.append(each)
    return list(found.items()), few


# --- months -----------------------------------------------------------------------------------------------------------


def months_until(period: Month | Year, count: int) -> list[Month]:
    """So many months that end with the period's last one, the oldest first."""
    month = period.months[-1]
    found = [month]
    while len(found) < count:
        found.append(found[-1].preceding())
    return found[::-1]


def totals(county_id: int, months: Sequence[Month]) -> list[Tally]:
    """The whole county, a tally a month, of what the three rates are made of."""
    found = cubes.sums(county_id, months, names=OF_THE_RATES)
    return [found.get(month, Tally()) for month in months]


class Kind(NamedTuple):
    """A category, and the first level of the catalogue that it belongs to, by name."""

    name: str
    top: str


def top_of(kind: Kind | None) -> str:
    """The name of the first level; nothing for none."""
    return kind.top if kind else ""


def kinds(ids: Iterable[int | None]) -> dict[int, Kind]:
    """By the category's id."""
    rows = Category.objects.filter(pk__in=[pk for pk in ids if pk]).order_by()
    return {pk: Kind(name, top or name) for pk, name, top in rows.values_list("pk", "name", "parent__name")}


@dataclass(frozen=True, slots=True)
class Trend:
    """One kind of request over two years."""

    name: str
    ids: str
    bars: charts.Bars
    last: int


ByMonth = Mapping[Month, Mapping[int | None, Tally]]


def trends(found: ByMonth, months: Sequence[Month], names: Mapping[int, Kind]) -> tuple[list[Trend], int]:
    """The first level of the catalogue, the most frequent of the last twelve months first; and where the scale ends."""
    counts: defaultdict[str, Counter[Month]] = defaultdict(Counter)
    ids: defaultdict[str, set[int]] = defaultdict(set)
    for month, tallies in found.items():
        for key, tally in tallies.items():
            top = top_of(names.get(key or 0))
            counts[top][month] += tally.accepted
            ids[top] |= {key} if key else set()
    rows = {name: [count[month] for month in months] for name, count in counts.items() if name}
    order = sorted(rows, key=lambda name: (-sum(rows[name][-SPARK:]), name))
    most = max((max(row) for row in rows.values()), default=0)
    return [Trend(name, _joined(ids[name]), charts.bars(rows[name], most=most), rows[name][-1]) for name in order], most


def _joined(ids: Iterable[int]) -> str:
    return ",".join(str(pk) for pk in sorted(ids))


# --- what is common, and what will be ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Alike:
    """Requests of one kind in the last thirty days."""

    name: str
    count: int
    towns: int
    ids: str


def alike(county_id: int, *, today: date) -> list[Alike]:
    """Kinds with five and more, the most frequent first. A kind keeps its name over versions of the catalogue."""
    since = today - ALIKE_WITHIN
    rows = CaseFact.objects.filter(
        county=county_id, accepted_on__gt=since, accepted_on__lte=today, category_id__isnull=False
    )
    pairs = rows.order_by().values_list("category_id", "town_id").annotate(count=Count("pk"))
    counted = [(category, town, count) for category, town, count in pairs]
    names = kinds(category for category, _town, _count in counted)
    cases: Counter[str] = Counter()
    towns: defaultdict[str, set[int]] = defaultdict(set)
    ids: defaultdict[str, set[int]] = defaultdict(set)
    for category, town, count in counted:
        name = names[category].name
        cases[name] += count
        towns[name].add(town)
        ids[name].add(category)
    return [
        Alike(name, count, len(towns[name]), _joined(ids[name]))
        for name, count in cases.most_common()
        if count >= FEWEST_ALIKE
    ]


@dataclass(frozen=True, slots=True)
class Expected:
    """A kind that was frequent in the coming month a year ago (未诉先办)."""

    name: str
    month: Month
    last: Month
    count: int
    times: str
    ids: str


def expected(county_id: int, month: Month) -> list[Expected]:
    """What `month` had a year before so much more often than its year, in the mean, that it is worth going ahead."""
    last = replace(month, year=month.year - 1)
    year = months_until(last, SPARK)
    found = cubes.by_month(county_id, year, Axis.CATEGORY, names=("accepted",))
    names = kinds({key for tallies in found.values() for key in tallies})
    counts: defaultdict[str, Counter[Month]] = defaultdict(Counter)
    ids: defaultdict[str, set[int]] = defaultdict(set)
    for each, tallies in found.items():
        for key, tally in tallies.items():
            if key in names:
                counts[names[key].name][each] += tally.accepted
                ids[names[key].name].add(key)
    known = [n for n, each in enumerate(year) if any(by_month[each] for by_month in counts.values())]
    if not known or SPARK - known[0] < _FEWEST_MONTHS:
        return []
    seen = []
    for name, by_month in counts.items():
        mean = Decimal(by_month.total()) / (SPARK - known[0])
        count = by_month[last]
        if count >= FEWEST_ALIKE and count >= _SEASON * mean:
            times = f"{(count / mean).quantize(Decimal('0.1'), ROUND_HALF_UP)}"
            seen.append(Expected(name, month, last, count, times, _joined(ids[name])))
    return sorted(seen, key=lambda each: (-each.count, each.name))


# --- towns ------------------------------------------------------------------------------------------------------------

_STEPS: Final = (3, 6, 10, 20)


@dataclass(frozen=True, slots=True)
class Tile:
    """One town: how many cases were accepted, and how many are overdue now."""

    town_id: int
    name: str
    count: int
    over: int
    heat: int


def tiles(names: Sequence[tuple[int, str]], found: Mapping[int | None, Tally], over: Mapping[int, int]) -> list[Tile]:
    """Every town of the county in the order of `names`, with its depth of colour."""
    counts = {town: found.get(town, Tally()).accepted for town, _name in names}
    steps = steps_for(max(counts.values(), default=0))
    return [
        Tile(town, short(name), counts[town], over.get(town, 0), sum(counts[town] >= step for step in steps))
        for town, name in names
    ]


def short(town: str) -> str:
    """云裳镇 as it is called: 云裳; a tile of a phone is narrow."""
    for kind in ("街道", "镇", "乡"):
        if town.endswith(kind) and len(town) > len(kind) + 1:
            return town.removesuffix(kind)
    return town


def steps_for(most: int) -> list[int]:
    """Where each colour begins: 3, 6, 10 and 20 in a month of a county, as many times more as the most asks for."""
    times = max(1, -(-most // 40))
    return [step * times for step in _STEPS]


def legend(steps: Sequence[int]) -> list[str]:
    """`0–2`, …, `20 以上`."""
    ends = [0, *steps]
    return [f"{low}–{high - 1}" for low, high in zip(ends, steps, strict=False)] + [
        _("%(count)s 以上") % {"count": steps[-1]}
    ]


def context(scope: Scope, period: Month | Year, rule: Rule, *, this: Month, today: date) -> dict[str, Any]:
    """All that is counted of a county in the period of `scope`; what waits for somebody now is asked beside."""
    months = months_until(period, TREND)
    monthly = totals(scope.county_id, months)
    found = cubes.tallies(scope)
    whole = counting.total(found.values())
    earlier = _earlier(period, months, monthly)
    lines = board.ranked(found, counting.units(unit for unit in found if unit), rule.weights)
    bands, few = banded(lines, rule)
    by_category = cubes.by_month(scope.county_id, months, Axis.CATEGORY, names=("accepted",))
    names = kinds({key for tallies in by_category.values() for key in tallies})
    drawn, most = trends(by_category, months, names)
    return {
        "whole": whole,
        "handling": whole.handling(),
        "rates": rated(whole, earlier, monthly[-SPARK:], rule, than=period.preceding().label),
        "bands": bands,
        "few": few,
        "trends": drawn,
        "most": most,
        "months": months,
        "alike": alike(scope.county_id, today=today),
        "expected": expected(scope.county_id, this.following()),
    }


def _earlier(period: Month | Year, months: Sequence[Month], monthly: Sequence[Tally]) -> Tally:
    """The period before: a month lies in hand, a year too, but for what counts once a case, which no rate asks for."""
    known = dict(zip(months, monthly, strict=True))
    wanted = period.preceding().months
    return counting.total(known[month] for month in wanted if month in known)
