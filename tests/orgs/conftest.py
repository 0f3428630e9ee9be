"""A small register to stand on: the top of the committee tree and two departments."""

from dataclasses import dataclass
from datetime import date

import pytest

from orgs.models import County, Organisation, Person, Place, Post
from orgs.names import name_keys
from orgs.services import appointments, organisations, people
from orgs.statuses import AuthorityKind, OrganisationKind, PlaceKind, Role

LONG_AGO = date(2020, 1, 1)


@dataclass
class Register:
    """What each test finds; everything else it builds itself."""

    county: County
    town: Place
    village: Place
    general: Organisation
    committee: Organisation
    office: Organisation
    power: Organisation
    finance: Organisation
    keeper: Post

    def person(self, username: str, *, password: str | None = None) -> Person:
        """Enrol somebody without a post."""
        return people.enrol(self.county.pk, username=username, name=username, password=password, actor=None)

    def post(self, username: str, organisation: Organisation, role: Role) -> Post:
        """Enrol and appoint somebody."""
        return appointments.appoint(
            self.person(username).pk, organisation_id=organisation.pk, role=role, starts_on=LONG_AGO, actor=None
        )


@pytest.fixture
def register(db: None) -> Register:
    county = County.objects.create(name="测试县", code="test")
    town = Place.objects.create(county=county, kind=PlaceKind.TOWN, name="云裳镇", **name_keys("云裳镇"))
    village = Place.objects.create(
        county=county, kind=PlaceKind.VILLAGE, name="前丁村", parent=town, **name_keys("前丁村")
    )

    def unit(kind: OrganisationKind, name: str, above: Organisation | None = None) -> Organisation:
        return organisations.create(county.pk, kind=kind, name=name, parent_id=above.pk if above else None, actor=None)

    def department(name: str, authority: AuthorityKind) -> Organisation:
        return organisations.create(
            county.pk, kind=OrganisationKind.DEPARTMENT, name=name, authority_kind=authority, actor=None
        )

    general = unit(OrganisationKind.GENERAL_COMMITTEE, "产业综合党委")
    office = unit(OrganisationKind.OFFICE, "综合党委办公室", general)
    keeper = appointments.appoint(
        people.enrol(county.pk, username="xitong", name="郑系统", password="a-long-password", actor=None).pk,
        organisation_id=office.pk,
        role=Role.SYSADMIN,
        starts_on=LONG_AGO,
        actor=None,
    )
    return Register(
        county=county,
        town=town,
        village=village,
        general=general,
        committee=unit(OrganisationKind.INDUSTRY_COMMITTEE, "电商行业党委", general),
        office=office,
        power=department("县供电公司", AuthorityKind.UTILITY),
        finance=department("县财政局", AuthorityKind.GOVERNMENT),
        keeper=keeper,
    )
