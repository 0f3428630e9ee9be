"""Which units have to do with a case: its desk, those that watch, those that can handle it."""

from dataclasses import dataclass

from django.db.models import QuerySet

from orgs.models import County, Firm, Organisation, Place
from orgs.queries import organisations_in, resolve_unit
from orgs.statuses import NEVER_GIVEN_LEGS, OrganisationKind
from tickets.models import Category


def desk_of(firm: Organisation) -> Organisation:
    """The industry committee that answers a firm's calls: its branch's own, else the first.

    Raises Organisation.DoesNotExist in a county that has no industry committee yet.
    """
    profile: Firm | None = getattr(firm, "profile", None)
    if profile is not None and profile.branch is not None and profile.branch.parent is not None:
        return profile.branch.parent
    return organisations_in(firm.county_id, OrganisationKind.INDUSTRY_COMMITTEE).order_by("pk")[:1].get()


def watching_units(county_id: int) -> list[int]:
    """Who sees every case: the office with its revisit desk, and the general committee with the leaders."""
    kinds = (OrganisationKind.OFFICE, OrganisationKind.GENERAL_COMMITTEE)
    return list(organisations_in(county_id, *kinds).values_list("pk", flat=True))


def dispatchable_units(county_id: int) -> QuerySet[Organisation]:
    """Units that may be given a leg. Courts and discipline inspection never are (DESIGN §1)."""
    return organisations_in(
        county_id,
        OrganisationKind.DEPARTMENT,
        OrganisationKind.MASS_ORGANISATION,
        OrganisationKind.ASSOCIATION,
        OrganisationKind.SOE,
        OrganisationKind.OFFICE,
        OrganisationKind.INDUSTRY_COMMITTEE,
    ).exclude(authority_kind__in=NEVER_GIVEN_LEGS)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Whom the catalogue names; `unresolved` are names that stand for nobody in particular."""

    lead: Organisation | None
    assists: list[Organisation]
    unresolved: list[str]


def suggested_units(category: Category | None, *, county: County, town: Place) -> Suggestion:
    """Lead and assists of the catalogue for a firm of this town. A person decides."""
    if category is None:
        return Suggestion(None, [], [])
    allowed = {unit.pk: unit for unit in dispatchable_units(county.pk)}
    found = {name: resolve_unit(name, county=county, town=town) for name in (category.lead, *category.assists)}

    def usable(name: str) -> Organisation | None:
        unit = found[name]
        return allowed.get(unit.pk) if unit is not None else None

    lead = usable(category.lead)
    assists = {unit.pk: unit for name in category.assists if (unit := usable(name))}
    if lead is not None:
        assists.pop(lead.pk, None)
    return Suggestion(lead, list(assists.values()), [name for name in found if usable(name) is None])
