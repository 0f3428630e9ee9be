"""What the page of public figures draws, out of a publication or of a draft. Reads nothing but what is in it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from metrics.bands import Band
from metrics.definitions import DEFINITIONS, HANDLED, RATES, Definition
from metrics.models import Publication
from metrics.rates import NOTHING, Rate
from metrics.released import BLOCKS, Block
from metrics.released_year import ROUNDS
from metrics.titles import TITLES
from metrics.working import hours
from roundtable.figures import ALL as ROUND_TABLE
from roundtable.figures import Definition as RoundDefinition

URGENT: Final = RoundDefinition(
    "urgent", TITLES["urgent"], gettext_lazy("这一年受理的紧急和特急诉求里，已经办出结果的。")
)
RATED: Final = ("response", "resolution", "satisfaction")
BLOCK_NAMES: Final[dict[str, Promise]] = {
    "accepted": gettext_lazy("受理和处理"),
    "rates": gettext_lazy("三率"),
    "punctuality": gettext_lazy("按期答复"),
    "working_time": gettext_lazy("平均办理时长"),
    "excluded": gettext_lazy("剔除"),
    "final": gettext_lazy("最终答复"),
    "ledgered": gettext_lazy("挂账数"),
}


@dataclass(frozen=True, slots=True)
class Number:
    """One figure in words, with its definition. `share` is its fraction; neither where it is withheld."""

    definition: Definition | RoundDefinition
    value: str
    share: str = ""


@dataclass(frozen=True, slots=True)
class Withheld:
    """Rows that are not told one by one, and what they are together where that is known."""

    names: str
    count: int | None


@dataclass(frozen=True, slots=True)
class Changed:
    """A figure of the county that a correction moved."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Correction:
    """A further version of a month: what it changed, and which blocks it left as they were."""

    publication: Publication
    changes: Sequence[Changed]
    tables: bool
    left: str


def shown(figures: Block) -> dict[str, Any]:
    """Figures of the county, units, categories and towns, as everybody reads them."""
    accepted, rates = figures["accepted"], figures["rates"]
    return {
        "figures": figures,
        "rated": list(_rated(figures)),
        "numbers": list(_numbers(figures)),
        "units": [{**row, "band_words": _band(row["band"])} for row in rates["units"] if row["valid"] is not None],
        "few": _("、").join(row["name"] for row in rates["units"] if row["valid"] is None),
        "tables": [
            ("categories", _("按类别"), _told(accepted["categories"]), _withheld(accepted, "categories")),
            ("towns", _("按镇街"), _told(accepted["towns"]), _withheld(accepted, "towns")),
        ],
        "fewest": accepted["fewest"],
        "fewest_to_rate": rates["fewest"],
    }


def of_year(figures: Block) -> list[Number]:
    """The five numbers of a year: meetings, problems solved, suggestions, urgent requests, and what was handled."""
    handled = figures["handled"]
    return [
        *(Number(ROUND_TABLE[name], _count(figures[name]["count"], figures[name]["fewest"])) for name in ROUNDS),
        Number(URGENT, _count(figures["urgent"]["count"], figures["urgent"]["fewest"])),
        _share(HANDLED, handled["handled"], handled["accepted"]),
    ]


def _told(rows: Sequence[Block]) -> list[Block]:
    return [row for row in rows if row["count"] is not None]


def corrections(versions: Sequence[Publication]) -> list[Correction]:
    """Of the versions of a month, the oldest first: every one but the first, the newest first."""
    pairs = list(pairwise(versions))
    return [_correction(old, new) for old, new in reversed(pairs)]


def _correction(old: Publication, new: Publication) -> Correction:
    before, after = _headlines(old.figures), _headlines(new.figures)
    changes = [Changed(name, before[name], after[name]) for name in after if before[name] != after[name]]
    rows = (("accepted", "categories"), ("accepted", "towns"), ("rates", "units"))
    tables = any(old.figures[block][name] != new.figures[block][name] for block, name in rows)
    left = [str(BLOCK_NAMES[name]) for name in BLOCKS if new.figures["since"][name] != new.version]
    return Correction(new, changes, tables, _("、").join(left))


def _headlines(figures: Block) -> dict[str, str]:
    told = {_("受理"): _count(figures["accepted"]["count"]), _("有效回访"): _count(figures["rates"]["valid"])}
    for number in (*_rated(figures), *_numbers(figures)):
        told[str(number.definition.name)] = f"{number.value} {number.share}".strip()
    return told


def _rated(figures: Block) -> Iterator[Number]:
    accepted = figures["accepted"]
    yield _share(HANDLED, accepted["handled"], accepted["count"])
    for definition, name in zip(RATES, RATED, strict=True):
        rate = figures["rates"][name]
        yield Number(definition, rate["percent"], rate["fraction"]) if rate else Number(definition, NOTHING)


def _numbers(figures: Block) -> Iterator[Number]:
    punctual, worked = figures["punctuality"], figures["working_time"]
    yield _share(DEFINITIONS["on_time"], punctual["on_time"], punctual["due"])
    yield Number(DEFINITIONS["working_time"], NOTHING if worked["minutes"] is None else hours(worked["minutes"]))
    for name in ("excluded", "final", "ledgered"):
        yield Number(DEFINITIONS[name], _count(figures[name]["count"], figures[name]["fewest"]))


def _share(definition: Definition, part: int | None, whole: int | None) -> Number:
    if part is None or whole is None:
        return Number(definition, NOTHING)
    rate = Rate(Decimal(part), whole)
    return Number(definition, rate.percent, rate.fraction)


def _count(number: int | None, fewest: int | None = None) -> str:
    if number is not None:
        return str(number)
    return _("不足 %(fewest)s 件") % {"fewest": fewest} if fewest else NOTHING


def _band(value: str | None) -> str:
    return str(Band(value).label) if value else ""


def _withheld(accepted: Block, axis: str) -> Withheld | None:
    rows = accepted[axis]
    names = [row["name"] for row in rows if row["count"] is None]
    if not names:
        return None
    rest = None if accepted["count"] is None else accepted["count"] - sum(row["count"] or 0 for row in rows)
    return Withheld(_("、").join(names), rest)
