"""Accounts that nobody uses are disabled after a quarter of a year (DOMAIN §4.2)."""

from datetime import timedelta

import pytest
from django.conf import LazySettings

from config.security import PROFILES
from journal import clock
from journal.models import Event
from orgs import tasks
from orgs.models import Person
from orgs.statuses import Role
from tests import cast
from tests.orgs.conftest import Register


@pytest.fixture(autouse=True)
def level_three(settings: LazySettings) -> None:
    settings.SECURITY = PROFILES["level3"]


def active(*people: Person) -> list[bool]:
    return [Person.objects.get(pk=person.pk).is_active for person in people]


def test_who_has_not_signed_in_for_ninety_days_is_disabled_and_who_has_is_not(register: Register) -> None:
    gone = register.post("likai", register.power, Role.DEPT_LIAISON).person
    never = register.post("weilai", register.power, Role.HANDLER).person
    here = register.post("zaizhe", register.power, Role.DEPT_HEAD).person
    now = clock.now()
    Person.objects.filter(pk=gone.pk).update(last_login=now)
    Person.objects.filter(pk__in=[here.pk, register.keeper.person_id]).update(last_login=now + timedelta(days=60))

    with clock.moved_to(now + timedelta(days=89)):
        assert tasks.disable_unused() == 0
    with clock.moved_to(now + timedelta(days=91)):
        assert tasks.disable_unused() == 2

    assert active(gone, never, here, register.keeper.person) == [False, False, True, True]
    assert Event.objects.for_subject("person", gone.pk).latest("seq").verb == "person.disabled"


def test_the_last_administrator_stays(register: Register) -> None:
    with clock.moved_to(clock.now() + timedelta(days=400)):
        tasks.disable_unused()

    assert active(register.keeper.person) == [True]


def test_people_of_firms_stay(register: Register) -> None:
    owner = register.post("dianzhu", cast.firm(register.county, "丁家店", register.town), Role.ENTERPRISE_USER).person
    with clock.moved_to(clock.now() + timedelta(days=400)):
        tasks.disable_unused()

    assert active(owner) == [True]


def test_a_demonstration_loses_nobody(register: Register, settings: LazySettings) -> None:
    settings.SECURITY = PROFILES["demonstration"]
    with clock.moved_to(clock.now() + timedelta(days=400)):
        assert tasks.disable_unused() == 0
