"""What is made public of a month: blocks of figures with small cells withheld, as plain JSON (ADR 0047).

A block is published anew as a whole or not at all, so that two versions of a month never differ by fewer cases than a
cell has: `figures_after` keeps the last published block where the new one would. Nothing is summed over months.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from metrics import counting, cubes
from metrics.bands import band_of
from metrics.counting import Scope
from metrics.leading import kinds, top_of
from metrics.models.cubes import Axis
from metrics.periods import Month
from metrics.rates import Tally
from metrics.rules import Rule
from metrics.suppressing import FEWEST, FEWEST_TO_RATE, Cell, Released, may_follow, release
from orgs.models import County, Place
from orgs.statuses import PlaceKind
from tickets.queries.catalogue import in_force

Block = dict[str, Any]
ANSWERS: Final = ("valid", "contacted", "solved", "basically_solved", "satisfied", "basically_satisfied")
"""Columns of a row of rates; the first is its size."""
COUNTS: Final = ("excluded", "final", "ledgered")
BLOCKS: Final = ("accepted", "rates", "punctuality", "working_time", *COUNTS)
_NONE: Final = "未分类"


def figures_of(county: County, month: Month, rule: Rule) -> Block:
    """Everything that may be read of a month, from its cubes."""
    by_unit = cubes.tallies(Scope(county.pk, month), Axis.UNIT)
    whole = counting.total(by_unit.values())
    first, end = month.days
    return {
        "month": str(month),
        "first_day": first.isoformat(),
        "last_day": (end - timedelta(days=1)).isoformat(),
        "weights": _weights(rule),
        "accepted": _accepted(county, month, whole),
        "rates": _rates(by_unit, rule),
        "punctuality": numbers(("due", "on_time"), (whole.due, whole.on_time), FEWEST_TO_RATE),
        "working_time": numbers(("answers", "minutes"), (whole.worked, _mean(whole)), FEWEST_TO_RATE),
        **{name: numbers(("count",), (getattr(whole, name),), FEWEST) for name in COUNTS},
    }


def figures_after(fresh: Block, earlier: Sequence[tuple[int, Block]], *, blocks: Sequence[str] = BLOCKS) -> Block:
    """A correction: each block anew where it may stand beside all earlier versions, else as it was published last.

    `earlier` has (version, figures), the oldest first. `since` says which version each block is of.
    """
    version = earlier[-1][0] + 1 if earlier else 1
    found = dict(fresh)
    since = {}
    for name in blocks:
        since[name] = version
        told = [figures[name] for _version, figures in earlier]
        if told and (_same(fresh[name], told[-1]) or not all(_may_stand(fresh[name], each) for each in told)):
            last = earlier[-1][1]
            found[name], since[name] = last[name], last["since"][name]
    return {**found, "since": since}


def _same(new: Block, old: Block) -> bool:
    """Whether everybody reads the same numbers: a withheld line more alone would say that one case has moved."""
    pairs = zip(_tables(new), _tables(old), strict=True)
    return all((one.total, one.shown) == (other.total, other.shown) for (one, _cell), (other, _other) in pairs)


def _may_stand(new: Block, old: Block) -> bool:
    pairs = zip(_tables(new), _tables(old), strict=True)
    return all(may_follow(one, other, fewest=fewest) for (one, fewest), (other, _fewest) in pairs)


def _tables(block: Block) -> Iterator[tuple[Released, int]]:
    """The tables that a block consists of, as everybody reads them, each with its smallest cell."""
    fewest = block["fewest"]
    if "units" in block:
        yield _read(block, block["units"], ANSWERS), fewest
    elif "towns" in block:
        yield _read(block, block["categories"], ("count",)), fewest
        yield _read(block, block["towns"], ("count",)), fewest
        yield _read({"count": block["handled"]}, (), ("count",)), fewest
    else:
        yield _read(block, (), block["columns"]), fewest


def _read(whole: Block, rows: Iterable[Block], columns: Sequence[str]) -> Released:
    shown = {row["key"]: tuple(row[name] for name in columns) for row in rows if row[columns[0]] is not None}
    hidden = frozenset(row["key"] for row in rows if row[columns[0]] is None)
    total = None if whole[columns[0]] is None else tuple(whole[name] for name in columns)
    return Released(total, shown, hidden)


def _weights(rule: Rule) -> Block:
    weights = rule.weights
    names = ("response", "solved", "satisfied", "basic")
    return {name: str(getattr(weights, name)) for name in names} | {"version": rule.version}


def _accepted(county: County, month: Month, whole: Tally) -> Block:
    """Accepted cases: of the county, by the first level of the catalogue and by town; all of them, also the empty."""
    by_category = cubes.tallies(Scope(county.pk, month), Axis.CATEGORY)
    known = kinds(by_category)
    counts = Counter({category.parent.name: 0 for category in in_force(county) if category.parent})
    for key, tally in by_category.items():
        counts[top_of(known.get(key or 0)) or _NONE] += tally.accepted
    towns = Place.objects.filter(county=county, kind=PlaceKind.TOWN).order_by("pk").values_list("pk", "name")
    by_town = cubes.tallies(Scope(county.pk, month), Axis.TOWN)
    return {
        "fewest": FEWEST,
        "count": _told(whole.accepted),
        "handled": _told(whole.handled),
        "categories": _rows([(name, name, count) for name, count in counts.items()]),
        "towns": _rows([(str(pk), name, by_town.get(pk, Tally()).accepted) for pk, name in towns]),
    }


def _told(number: int) -> int | None:
    return number if number >= FEWEST else None


def _rows(lines: Sequence[tuple[str, str, int]]) -> list[Block]:
    told = release({key: (count,) for key, _name, count in lines}, width=1, fewest=FEWEST)
    rows = [{"key": key, "name": name, "count": told.shown.get(key, (None,))[0]} for key, name, _count in lines]
    return sorted(rows, key=lambda row: (-(row["count"] or 0), row["name"]))


def _rates(by_unit: Mapping[int | None, Tally], rule: Rule) -> Block:
    """Three rates of the county and of each unit with enough answers; of the others their name alone."""
    led = {str(key or 0): tally for key, tally in by_unit.items() if tally.valid or tally.accepted}
    told = release({key: _cell(tally) for key, tally in led.items()}, width=len(ANSWERS), fewest=FEWEST_TO_RATE)
    names = counting.units(key for key in by_unit if key)
    rows = [
        {
            "key": key,
            "name": names[int(key)].display_name if int(key) else "未定单位",
            **_answers(told.shown.get(key), tally, rule),
            "band": _band(tally, rule) if key in told.shown else None,
        }
        for key, tally in led.items()
    ]
    rows.sort(key=lambda row: (row["valid"] is None, row["name"], row["key"]))
    return {
        "fewest": FEWEST_TO_RATE,
        **_answers(told.total, counting.total(led.values()), rule),
        "units": rows,
    }


def _cell(tally: Tally) -> Cell:
    return tuple(getattr(tally, name) for name in ANSWERS)


def _answers(cell: Cell | None, tally: Tally, rule: Rule) -> Block:
    """Counts, rates and fractions of a row, or nothing of it."""
    if cell is None:
        return dict.fromkeys((*ANSWERS, "response", "resolution", "satisfaction"))
    rates = {
        "response": tally.response(),
        "resolution": tally.resolution(rule.weights),
        "satisfaction": tally.satisfaction(rule.weights),
    }
    told = {name: {"percent": rate.percent, "fraction": rate.fraction} for name, rate in rates.items()}
    return {**dict(zip(ANSWERS, cell, strict=True)), **told}


def _band(tally: Tally, rule: Rule) -> str | None:
    band = band_of(tally.score(rule.weights), tally.valid, rule.thresholds)
    return band.value if band else None


def numbers(columns: Sequence[str], cell: Cell, fewest: int) -> Block:
    """A block of whole numbers, the first of them its size: withheld together where that is small."""
    told: Sequence[int | None] = cell if cell[0] >= fewest else [None] * len(columns)
    return {"fewest": fewest, "columns": list(columns), **dict(zip(columns, told, strict=True))}


def _mean(whole: Tally) -> int:
    """Office minutes of an answer, on average, to the minute."""
    return round(whole.worked_minutes / whole.worked) if whole.worked else 0
