"""Building the fictional county in one transaction: all of it, or nothing."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from journal import clock, events
from orgs.exceptions import Refused
from orgs.models import County, NoticeRecord, Organisation, Person, Post
from orgs.queries import today
from orgs.seeding import bodies, people, places
from orgs.seeding.files import read
from orgs.services import appointments, calendar, privacy
from orgs.statuses import OrganisationKind, Role, ToldHow

CODE = "zefeng"
_STANDS_IN_FOR_DAYS = 14


def build_county(at: datetime) -> County:
    """Build 泽丰县 as of `at`: places, bodies, firms, people, working days, each with its events.

    Raises Refused when it is there already.
    """
    if County.objects.filter(code=CODE).exists():
        raise Refused(_("泽丰县已经建好。"))
    with transaction.atomic(), clock.moved_to(at):
        county = County.objects.create(name=read("places")["county"], code=CODE, hotline="12345")
        built = _build_bodies(county, at=at)
        staff = people.build_people(county, built, at=at)
        _enter_years(county)
        _tell_of_privacy(county, at=at)
        _let_somebody_stand_in(staff, on=today(at))
        counts = {
            "organisations": Organisation.objects.filter(county=county).count(),
            "people": Person.objects.filter(county=county).count(),
        }
        county = County.objects.select_for_update().get(pk=county.pk)
        events.record("county.built", county, actor=None, at=at, data=counts)
    return county


def firm_named(name: str, *, county: County) -> Organisation:
    """Return the firm that a demonstration case names; groups and nameless callers have one that files for them."""
    known = read("firms")["speaks_for"].get(name, name)
    return Organisation.objects.get(county=county, kind=OrganisationKind.FIRM, name=known)


def _build_bodies(county: County, *, at: datetime) -> people.Bodies:
    built = places.build_places(county)
    committees = bodies.build_committees(county, at=at)
    units = bodies.build_departments(county, at=at)
    sites = places.build_sites(county, built, centre=units["县电子商务服务中心"], at=at)
    firms = bodies.build_firms(county, built, committees, at=at)
    bodies.build_memberships(county, committees, units, sites, on=today(at))
    sections = Organisation.objects.filter(county=county, kind=OrganisationKind.SECTION).order_by("-pk")
    return people.Bodies(committees, units, sites, firms, {each.parent_id: each for each in sections if each.parent_id})


def _enter_years(county: County) -> None:
    for year in read("working_days")["years"].values():
        calendar.set_year(
            county.pk,
            rest=[date.fromisoformat(day) for day in year["weekday_off"]],
            work=[date.fromisoformat(day) for day in year["weekend_work"]],
            actor=None,
        )


def _tell_of_privacy(county: County, *, at: datetime) -> None:
    """Everybody of a firm has seen the notice that was in force when the county opened."""
    version = privacy.pin(county).version
    firms = Post.objects.filter(organisation__county=county, role=Role.ENTERPRISE_USER).order_by("pk")
    NoticeRecord.objects.bulk_create(
        NoticeRecord(county=county, version=version, how=ToldHow.SCREEN, person_id=person, at=at)
        for person in firms.values_list("person", flat=True)
    )


def _let_somebody_stand_in(staff: dict[str, Person], *, on: date) -> None:
    """The handler of the finance bureau stands in for its liaison: something to see in the header."""
    post = Post.objects.get(person=staff["caizheng"], role=Role.DEPT_LIAISON)
    appointments.stand_in(
        post.pk,
        person_id=staff["caizheng-jb"].pk,
        starts_on=on,
        ends_on=on + timedelta(days=_STANDS_IN_FOR_DAYS),
        actor=None,
    )
