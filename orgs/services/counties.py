"""Opening a county: what must be there before anybody can sign in and enter the rest."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from journal import clock, events
from journal.models import Event
from orgs.exceptions import Refused
from orgs.models import County
from orgs.services import appointments, calendar, organisations, people
from orgs.services.calendar import Setting
from orgs.statuses import OrganisationKind, Role


def open_county(*, name: str, code: str, admin_username: str, admin_name: str, admin_password: str) -> County:
    """Create a county with its general committee, office and first system administrator.

    The only act without an actor besides the demonstration: there is nobody yet. Raises Refused.
    """
    county = County(name=name, code=code)
    try:
        county.full_clean()
    except ValidationError as problem:
        raise Refused(" ".join(problem.messages)) from problem
    with transaction.atomic():
        county.save(force_insert=True)
        events.record("county.opened", county, actor=None, at=clock.now(), data={"code": code})
        general = organisations.create(
            county.pk, kind=OrganisationKind.GENERAL_COMMITTEE, name=f"{name}电商产业综合党委", actor=None
        )
        office = organisations.create(
            county.pk,
            kind=OrganisationKind.OFFICE,
            name=f"{name}电商产业综合党委办公室",
            parent_id=general.pk,
            actor=None,
        )
        admin = people.enrol(county.pk, username=admin_username, name=admin_name, password=admin_password, actor=None)
        appointments.appoint(admin.pk, organisation_id=office.pk, role=Role.SYSADMIN, actor=None)
    return county


def begin_setup(*, name: str, code: str, settings: Mapping[str, Setting]) -> County:
    """Create the county that is then set up in the browser, with its settings. Refused where any county exists."""
    county = County(name=name, code=code, in_setup=True)
    with transaction.atomic():
        if County.objects.exists():
            raise Refused(_("县已经登记，请接着往下填。"))
        try:
            with transaction.atomic():
                county.save(force_insert=True)
        except IntegrityError as problem:
            raise Refused(_("县已经登记，请接着往下填。")) from problem
        events.record("county.setup_begun", county, actor=None, at=clock.now(), data={"code": code})
        calendar.change_settings(county.pk, changes=settings, actor=None)
    return county


def rename_in_setup(county_id: int, *, name: str, code: str) -> Event:
    """Correct name and code while the county is set up. Refused once it is open: cases carry them."""
    with transaction.atomic():
        county = _being_set_up(county_id)
        county.name, county.code = name, code
        county.save(update_fields=["name", "code"])
        return events.record("county.renamed", county, actor=None, at=clock.now(), data={"name": name, "code": code})


def open_after_setup(county_id: int) -> Event:
    """Open the county that was set up: from now on people sign in, and the set-up pages are gone."""
    with transaction.atomic():
        county = _being_set_up(county_id)
        county.in_setup = False
        county.save(update_fields=["in_setup"])
        return events.record("county.opened", county, actor=None, at=clock.now(), data={"code": county.code})


def _being_set_up(county_id: int) -> County:
    county = County.objects.select_for_update(of=("self",)).get(pk=county_id)
    if not county.in_setup:
        raise Refused(_("这个县已经开通。"))
    return county
