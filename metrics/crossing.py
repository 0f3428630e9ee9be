"""Accepted cases of a period by town and by the first level of the catalogue: one table, every cell its list."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext as _

from metrics.counting import Scope
from metrics.leading import kinds, top_of
from orgs.models import Place
from orgs.statuses import PlaceKind


@dataclass(frozen=True, slots=True)
class Column:
    """A first level, over all versions of the catalogue; `ids` narrows a list to it, and is empty for no category."""

    name: str
    ids: str
    count: int


@dataclass(frozen=True, slots=True)
class Row:
    """A town; `cells` in the order of the columns."""

    town_id: int
    name: str
    count: int
    cells: Sequence[int]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows in the order of the county's towns, columns the most frequent first; `most` is the largest cell."""

    rows: Sequence[Row]
    columns: Sequence[Column]
    count: int
    most: int


def table(scope: Scope) -> Table:
    """Counted from the facts: no month is counted beforehand by both. Three statements."""
    facts = scope.facts("accepted_on").order_by().values_list("town_id", "category_id").annotate(count=Count("pk"))
    counted = list(facts)
    known = kinds({category for _town, category, _count in counted})
    cells: Counter[tuple[int, str]] = Counter()
    ids: defaultdict[str, set[int]] = defaultdict(set)
    for town, category, count in counted:
        top = top_of(known.get(category))
        cells[town, top] += count
        ids[top] |= {category} if category else set()
    of_kind, of_town = Counter[str](), Counter[int]()
    for (town, top), count in cells.items():
        of_kind[top] += count
        of_town[town] += count
    tops = sorted(of_kind, key=lambda top: (not top, -of_kind[top], top))
    towns = Place.objects.filter(county=scope.county_id, kind=PlaceKind.TOWN).order_by("pk").values_list("pk", "name")
    return Table(
        [Row(pk, name, of_town[pk], [cells[pk, top] for top in tops]) for pk, name in towns],
        [Column(top or _("未分类"), ",".join(map(str, sorted(ids[top]))), of_kind[top]) for top in tops],
        of_town.total(),
        max(cells.values(), default=0),
    )
