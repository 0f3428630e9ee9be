"""Which units have to do with a case: its desk, those that watch, those that can handle it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Exists, OuterRef, QuerySet

from orgs.models import County, Firm, Organisation, Oversight, Place, Post
from orgs.queries import organisations_in, resolve_among, units_of
from orgs.statuses import NEVER_GIVEN_LEGS, WATCHING_KINDS, OrganisationKind
from tickets.models import Category
from web.prepared import prepared


def desk_of(firm: Organisation) -> Organisation:
    """The industry committee that answers a firm's calls: its branch's own, else the first.

    Raises Organisation.DoesNotExist in a county that has no industry committee yet.
    """
    profile: Firm | None = getattr(firm, "profile", None)
    if profile is not None and profile.branch is not None and profile.branch.parent is not None:
        return profile.branch.parent
    for committee in _industry_committees(county=firm.county_id):
        return committee
    raise Organisation.DoesNotExist


@prepared("county")
def _industry_committees(*, county: int) -> QuerySet[Organisation]:
    return organisations_in(county, OrganisationKind.INDUSTRY_COMMITTEE).order_by("pk")[:1]


def watching_units(county_id: int) -> list[int]:
    """Who sees every case: the office with its revisit desk, the general committee with the leaders, and such units of
    another county as are let (`orgs.models.Oversight`).

    Whoever writes them into a case holds them still first (`services.overseeing.hold_still`).
    """
    return sorted(_watching(county=county_id))


@prepared("county")
def _watching(*, county: int) -> QuerySet[Organisation, int]:
    own = organisations_in(county, *WATCHING_KINDS).order_by().values_list("pk", flat=True)
    lasting = Oversight.objects.lasting().filter(county=county, organisation__active=True).order_by()
    return own.union(lasting.values_list("organisation", flat=True))


_HANDLE: Final = frozenset(
    {
        OrganisationKind.DEPARTMENT,
        OrganisationKind.MASS_ORGANISATION,
        OrganisationKind.ASSOCIATION,
        OrganisationKind.SOE,
        OrganisationKind.OFFICE,
        OrganisationKind.INDUSTRY_COMMITTEE,
    }
)


def dispatchable_units(county_id: int) -> QuerySet[Organisation]:
    """Units that may be given a leg. Courts and discipline inspection never are (DESIGN §1)."""
    return organisations_in(county_id, *_HANDLE).exclude(authority_kind__in=NEVER_GIVEN_LEGS)


def dispatchable(unit: Organisation) -> bool:
    """The same of a live unit in hand."""
    return unit.kind in _HANDLE and unit.authority_kind not in NEVER_GIVEN_LEGS


_COMPLAINED_ABOUT: Final = (
    OrganisationKind.DEPARTMENT,
    OrganisationKind.STATION,
    OrganisationKind.MASS_ORGANISATION,
    OrganisationKind.ASSOCIATION,
    OrganisationKind.SOE,
)
"""Not the committees and their office, who run the mechanism: hidden from them a case would have nobody, and such a
complaint goes to 12345. Not villages' points and branches: they see no case but what they filed, and are hundreds.
"""


def units_complained_about(county_id: int, *, writer_id: int = 0) -> list[tuple[int, str]]:
    """Ids and names of the units that a case can be about, departments first.

    Whoever enters one for somebody else (`writer_id`) is offered none of their own: they could not see the case.
    """
    found = sorted(
        _complained_about(county=county_id, writer=writer_id),
        key=lambda row: (_COMPLAINED_ABOUT.index(OrganisationKind(row[3])), row[0]),
    )
    return [(pk, short or name) for pk, short, name, _kind in found]


@prepared("county", "writer")
def _complained_about(*, county: int, writer: int) -> QuerySet[Organisation, tuple[int, str, str, str]]:
    own = Post.objects.lasting().filter(person=writer, organisation=OuterRef("pk"))
    units = organisations_in(county, *_COMPLAINED_ABOUT).filter(~Exists(own))
    return units.order_by().values_list("pk", "short_name", "name", "kind")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Whom the catalogue names; `unresolved` are names that stand for nobody in particular."""

    lead: Organisation | None
    assists: list[Organisation]
    unresolved: list[str]


def suggested_units(category: Category | None, *, county: County, town: Place) -> Suggestion:
    """Lead and assists of the catalogue for a firm of this town. A person decides."""
    return suggested_among(units_of(county.pk), category, town=town)


def suggested_among(units: Sequence[Organisation], category: Category | None, *, town: Place) -> Suggestion:
    """The same, out of `units_of` a county that are in hand."""
    if category is None:
        return Suggestion(None, [], [])
    found = {name: resolve_among(units, name, town=town) for name in (category.lead, *category.assists)}

    def usable(name: str) -> Organisation | None:
        unit = found[name]
        return unit if unit is not None and dispatchable(unit) else None

    lead = usable(category.lead)
    assists = {unit.pk: unit for name in category.assists if (unit := usable(name))}
    if lead is not None:
        assists.pop(lead.pk, None)
    return Suggestion(lead, list(assists.values()), [name for name in found if usable(name) is None])
