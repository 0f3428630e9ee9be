"""How figures from outside sources read: with the source's own qualifier, never more exact than it (DOMAIN §1.2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from metrics.models import OutsideFigure
from metrics.outside_kinds import COUNTING, KINDS, MEASURES, Qualifier, Scale
from orgs.models import County

_SAID: Final[Mapping[str, Promise]] = {Qualifier.AT_LEAST: _("%(number)s余"), Qualifier.ABOUT: _("近%(number)s")}
_WRITTEN: Final = {Scale.ONE: "", Scale.TEN_THOUSAND: "万", Scale.HUNDRED_MILLION: "亿"}
_PLACES: Final = {key: place for place, key in enumerate(KINDS)}


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure as a page shows it."""

    key: str
    name: str
    words: str
    as_of: date
    source: str


def shown(county: County) -> list[Shown]:
    """The county's figures from outside, in the order of their kinds; one statement."""
    rows = [row for row in OutsideFigure.objects.filter(county=county) if row.key in KINDS]
    return [
        Shown(
            key=row.key,
            name=str(KINDS[row.key].name),
            words=words(row.value, row.qualifier, scale=row.scale, unit=row.unit or KINDS[row.key].unit),
            as_of=row.as_of,
            source=row.source,
        )
        for row in sorted(rows, key=lambda row: _PLACES[row.key])
    ]


def words(value: Decimal, qualifier: str, *, scale: int = Scale.ONE, unit: str = "") -> str:
    """`7,068家`, `310余件`, `近9,600人`, `220.56亿元`; in English `7,068`, `more than 310`, `about 9,600`.

    Raises KeyError for a qualifier that nobody knows: silence would read as exact.
    """
    number = _number(value, scale)
    said = number if qualifier == Qualifier.EXACT else str(_SAID[qualifier]) % {"number": number}
    if _in_chinese():
        return f"{said}{unit}"
    named = "" if unit in COUNTING else str(MEASURES.get(unit, unit))
    return f"{said} {named}".rstrip()


def _number(value: Decimal, scale: int) -> str:
    """By the source's own scale in Chinese, in full in other languages. Nothing is rounded."""
    if not _in_chinese():
        return _grouped(value)
    return f"{_grouped(value / scale)}{_WRITTEN[Scale(scale)]}"


def _grouped(value: Decimal) -> str:
    """With commas by thousands, without zeros at the end of the fraction."""
    written = f"{value:,f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def _in_chinese() -> bool:
    return (get_language() or "zh-hans").startswith("zh")
