"""A city whose office is let see the test county: its people, and the row asked for, confirmed, in force and ended."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from orgs.models import County, Oversight, Post
from orgs.services import oversight
from orgs.statuses import OrganisationKind, Role
from tests import cast
from tests.access import scene
from tests.cast import World
from tickets.services import overseeing


@dataclass
class City:
    """Another county, that is a city with an office above the test county."""

    county: County
    supervisor: Post
    revisit_clerk: Post
    leader: Post
    secretary: Post
    meeting_clerk: Post
    liaison: Post
    keeper: Post

    @property
    def office(self) -> int:
        """The office that is let see."""
        return self.supervisor.organisation_id

    @property
    def general(self) -> int:
        """The general committee above it."""
        return self.leader.organisation_id

    @property
    def people(self) -> dict[str, Post]:
        """Those of its posts that work on cases."""
        names = ("supervisor", "revisit_clerk", "leader", "secretary", "meeting_clerk", "liaison")
        return {name: getattr(self, name) for name in names}


def city() -> City:
    """Build it."""
    county = County.objects.create(name="滨河市", code="binhe")
    general = scene.unit(county, OrganisationKind.GENERAL_COMMITTEE, "市产业综合党委", tier=1)
    office = scene.unit(county, OrganisationKind.OFFICE, "市综合党委办公室", parent=general)
    return City(
        county=county,
        supervisor=cast.post(office, Role.SUPERVISOR, "秦市督"),
        revisit_clerk=cast.post(office, Role.REVISIT_CLERK, "尤市访"),
        leader=cast.post(general, Role.LEADER, "许市长"),
        secretary=cast.post(general, Role.PARTY_SECRETARY, "何市记"),
        meeting_clerk=cast.post(office, Role.MEETING_CLERK, "吕市会"),
        liaison=cast.post(office, Role.DEPT_LIAISON, "施市联"),
        keeper=cast.post(office, Role.SECADMIN, "张市安"),
    )


def asked(world: World, city: City, **terms: Any) -> Oversight:
    """The city's security administrator asks that its office sees the county from today on, with anything replaced."""
    said: dict[str, Any] = {
        "county_id": world.county.pk,
        "starts_on": timezone.localdate(),
        "ends_on": None,
        "actor": city.keeper,
    }
    unit = terms.pop("unit", city.office)
    return oversight.ask(unit, **(said | terms))


def given(world: World, city: City, **terms: Any) -> Oversight:
    """The same, confirmed by the county's own administrator; the cases have not followed yet."""
    row = asked(world, city, **terms)
    oversight.confirm(row.pk, actor=world.sysadmin)
    return current(row)


def in_force(world: World, city: City, **terms: Any) -> Oversight:
    """The same, and the cases that there are have followed."""
    row = given(world, city, **terms)
    overseeing.run()
    return current(row)


def ended(row: Oversight, *, by: Post) -> Oversight:
    """Ended by one administrator, and the cases have followed."""
    oversight.end(row.pk, actor=by)
    overseeing.run()
    return current(row)


def current(row: Oversight) -> Oversight:
    """The row as the database has it now."""
    return Oversight.objects.get(pk=row.pk)
