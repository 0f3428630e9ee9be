"""Committees, departments, associations, firms and the alliance of the fictional county."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from orgs.models import AllianceMember, County, Firm, MemberUnit, Organisation
from orgs.seeding import register
from orgs.seeding.files import read
from orgs.seeding.places import Places, Sites
from orgs.seeding.units import (
    ASSOCIATIONS,
    CHANNELS,
    COMMITTEES,
    DEPARTMENTS,
    GENERAL_COMMITTEE,
    MEMBER_HOUSEHOLDS,
    OFFICE,
)
from orgs.statuses import AllianceType, AuthorityKind, OrganisationKind


@dataclass(frozen=True, slots=True)
class Committees:
    """The party tree: the top, its office, industry committees and branches by name."""

    general: Organisation
    office: Organisation
    industry: dict[str, Organisation]
    branches: dict[str, Organisation]


def build_committees(county: County, *, at: datetime) -> Committees:
    """Enter the tree of three tiers; firms become its fourth."""
    kinds = OrganisationKind
    (general,) = register.enter([register.organisation(county, kinds.GENERAL_COMMITTEE, GENERAL_COMMITTEE)], at=at)
    office, *industry = register.enter(
        [register.organisation(county, kinds.OFFICE, OFFICE, parent=general)]
        + [register.organisation(county, kinds.INDUSTRY_COMMITTEE, name, parent=general) for name in COMMITTEES],
        at=at,
    )
    branches = register.enter(
        [
            register.organisation(county, kinds.BRANCH, name, parent=committee)
            for committee in industry
            for name in COMMITTEES[committee.name]
        ],
        at=at,
    )
    return Committees(general, office, _by_name(industry), _by_name(branches))


def build_departments(county: County, *, at: datetime) -> dict[str, Organisation]:
    """Enter departments, mass organisations, the state firm and associations, with their sections."""
    made = [
        register.organisation(
            county, unit.kind, unit.name, authority=unit.authority, short_name=unit.short, also_called=unit.also
        )
        for unit in (*DEPARTMENTS, *CHANNELS)
    ]
    made += [
        register.organisation(county, OrganisationKind.ASSOCIATION, name, authority=AuthorityKind.ASSOCIATION)
        for name in ASSOCIATIONS
    ]
    units = _by_name(register.enter(made, at=at))
    register.enter(
        [
            register.organisation(county, OrganisationKind.SECTION, section, parent=units[unit.name])
            for unit in DEPARTMENTS
            for section in unit.sections
        ],
        at=at,
    )
    return units


def build_firms(county: County, places: Places, committees: Committees, *, at: datetime) -> dict[str, Organisation]:
    """Enter the fictional firms; a few are member households."""
    stored = read("firms")["firms"]
    firms = register.enter(
        [
            register.organisation(
                county, OrganisationKind.FIRM, row["name"], place=places.villages[row["town"], row["village"]]
            )
            for row in stored
        ],
        at=at,
    )
    Firm.objects.bulk_create(
        Firm(
            organisation=firm,
            credit_code=f"92370000MAFAKE{n:03d}X",
            is_person=not firm.name.endswith(("厂", "合作社", "木业", "云仓")),
            branch=committees.branches.get(MEMBER_HOUSEHOLDS.get(firm.name, "")),
            address=f"{row['town']}{row['village']}",
            contact_phone=f"1990000{n:04d}",
        )
        for n, (firm, row) in enumerate(zip(firms, stored, strict=True), start=1)
    )
    return _by_name(firms)


def build_memberships(
    county: County, committees: Committees, units: dict[str, Organisation], sites: Sites, *, on: date
) -> None:
    """Enter the 15 member units and the alliance: 30 + 4 + 1 + 26 + 11 beside the party organisations."""
    MemberUnit.objects.bulk_create(
        MemberUnit(
            committee=committees.general, organisation=units[unit.name], duties=f"{unit.name}职责范围内的电商服务事项"
        )
        for unit in DEPARTMENTS
        if unit.member
    )
    quiet = set(read("places")["not_taobao"])
    members = [(committees.general, AllianceType.PARTY)]
    members += [(each, AllianceType.PARTY) for each in committees.industry.values()]
    members += [(units[unit.name], AllianceType.DEPARTMENT) for unit in DEPARTMENTS if unit.allied]
    members += _of_kind(units.values(), OrganisationKind.MASS_ORGANISATION, AllianceType.MASS_ORGANISATION)
    members += _of_kind(units.values(), OrganisationKind.SOE, AllianceType.SOE)
    members += [(each, AllianceType.TOWN) for town, each in sites.governments.items() if town not in quiet]
    members += _of_kind(units.values(), OrganisationKind.ASSOCIATION, AllianceType.ASSOCIATION)
    AllianceMember.objects.bulk_create(
        AllianceMember(county=county, organisation=each, type=capacity, joined_on=on) for each, capacity in members
    )


def _of_kind(
    units: Iterable[Organisation], kind: OrganisationKind, capacity: AllianceType
) -> list[tuple[Organisation, AllianceType]]:
    return [(unit, capacity) for unit in units if unit.kind == kind]


def _by_name(made: Iterable[Organisation]) -> dict[str, Organisation]:
    return {each.name: each for each in made}
