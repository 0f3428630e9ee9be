"""Opening a county: what must be there before anybody can sign in and enter the rest."""

from django.core.exceptions import ValidationError
from django.db import transaction

from journal import clock, events
from orgs.exceptions import Refused
from orgs.models import County
from orgs.services import appointments, organisations, people
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
