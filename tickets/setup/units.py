"""The units that the shipped dispatch catalogue names, as suggestions for a county, and who answers to a name."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from orgs.models import County, Organisation
from orgs.queries import TOWN_NAMES
from orgs.seeding.units import DEPARTMENTS, MAIN_COMMITTEE, OFFICE, Unit
from orgs.statuses import AuthorityKind, OrganisationKind
from tickets.services import catalogue

SHIPPED_COUNTY: Final = "泽丰县"
NOBODY_IN_PARTICULAR: Final = ("相关", "欠款单位")
"""How the catalogue begins names that stand for whoever it is: the desk picks by hand."""


@dataclass(slots=True)
class Suggestion:
    """A unit of the catalogue: our name for it, every spelling, what it is, and the county's own unit if any."""

    name: str
    spellings: list[str] = field(default_factory=list)
    kind: OrganisationKind = OrganisationKind.DEPARTMENT
    authority: AuthorityKind = AuthorityKind.GOVERNMENT
    unit: Organisation | None = None


def suggestions(county: County) -> list[Suggestion]:
    """Return the units of the shipped catalogue in its order, each with the county's unit that answers to its name."""
    names, found = Names(county), dict[str, Suggestion]()
    for spelling in _spellings():
        known = _known(spelling)
        name = known.name if known else _whole(spelling)
        made = found.setdefault(name, Suggestion(name=name))
        if known:
            made.kind, made.authority = known.kind, known.authority
        made.spellings.append(spelling)
        made.unit = made.unit or names.unit(spelling) or names.unit(name)
    return list(found.values())


class Names:
    """Who answers to a name of the catalogue, for a whole page in one query. As `orgs.queries.resolve_unit`."""

    def __init__(self, county: County) -> None:
        units = Organisation.objects.filter(county=county, active=True).exclude(
            kind__in=[OrganisationKind.FIRM, OrganisationKind.SECTION, OrganisationKind.POINT]
        )
        self._by_whole: dict[str, Organisation] = {}
        self._by_name: dict[str, Organisation] = {}
        for unit in units:
            self._by_whole[unit.name] = unit
            for name in (unit.name, unit.short_name, *unit.also_called):
                self._by_name.setdefault(name, unit)

    def unit(self, name: str) -> Organisation | None:
        """Return the live unit, a name of its own before the name of the whole house."""
        return self._by_name.get(name) or self._by_whole.get(_whole(name))


def own_name(suggestion: Suggestion, county: County) -> str:
    """Return how the unit is likely called in this county."""
    return suggestion.unit.name if suggestion.unit else suggestion.name.replace(SHIPPED_COUNTY, county.name)


def _spellings() -> Iterable[str]:
    """Every name of a unit in the shipped catalogue, once, leads first; committees and towns have their own steps."""
    rows = [row for whole in catalogue.shipped()["categories"] for row in whole["children"]]
    names = [row["lead"] for row in rows] + [name for row in rows for name in row["assist"]]
    left_out = (*TOWN_NAMES, *NOBODY_IN_PARTICULAR, MAIN_COMMITTEE, OFFICE)
    return dict.fromkeys(name for name in names if not name.startswith(left_out))


def _known(spelling: str) -> Unit | None:
    whole = _whole(spelling)
    return next((unit for unit in DEPARTMENTS if whole == unit.name or spelling in (unit.short, *unit.also)), None)


def _whole(name: str) -> str:
    return name.partition("（")[0]
