"""A newer key follows an older one: everything is sealed anew, and nothing starts with keys that do not open it."""

import io
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.core.management.base import SystemCheckError
from django.db import connection

from config import checks
from orgs import factor_secrets
from orgs.models import Firm, Person
from orgs.services import organisations
from tests.orgs.conftest import Register
from tests.orgs.test_sealed_phones import kept
from web import resealing, sealed, sealed_numbers

NUMBER = "13800001234"


@pytest.fixture
def old(register: Register, settings: LazySettings) -> Register:
    """A register whose numbers and second factors the old key has sealed; now there is a newer one."""
    settings.DATA_KEYS = ["old-key"]
    organisations.create_firm(
        register.county.pk, name="云裳坊", place_id=register.village.pk, contact_phone=NUMBER, actor=None
    )
    Person.objects.filter(pk=register.keeper.person_id).update(phone="0530-5561234", sign_in_phone=NUMBER)
    data = {"secret": sealed.seal("A" * 32), "issuer": "x"}
    Authenticator.objects.create(user=register.keeper.person, type="totp", data=data)
    codes = {"migrated_codes": [sealed.seal("12345678"), sealed.seal("87654321")], "used_mask": 0}
    Authenticator.objects.create(user=register.keeper.person, type="recovery_codes", data=codes)
    settings.DATA_KEYS = ["new-key", "old-key"]
    return register


def rotate(*options: str) -> list[str]:
    out = io.StringIO()
    call_command("rotate_keys", *options, stdout=out)
    return out.getvalue().splitlines()


def test_everything_is_sealed_anew_and_the_old_key_may_go(old: Register, settings: LazySettings) -> None:
    said = rotate("--batch", "1")

    settings.DATA_KEYS = ["new-key"]
    person = Person.objects.get(sign_in_phone=NUMBER)
    totp, codes = list[Any](Authenticator.objects.order_by("pk"))
    assert "orgs.Person.sign_in_phone: 1 by an earlier key, 1 sealed anew" in said
    assert "mfa.Authenticator.data: 2 by an earlier key, 2 sealed anew" in said
    assert said[-1] == f"everything is sealed by {sealed.keyring()[0].name}; earlier keys may go"
    assert (person.phone, Firm.objects.get(contact_phone=NUMBER).contact_phone) == ("0530-5561234", NUMBER)
    assert (sealed.unseal(totp.data["secret"]), totp.data["issuer"]) == ("A" * 32, "x")
    assert [sealed.unseal(each) for each in codes.data["migrated_codes"]] == ["12345678", "87654321"]


def test_people_are_found_before_while_and_after_it(old: Register) -> None:
    second = old.person("second")
    Person.objects.filter(pk=second.pk).update(phone="0530-5561234")  # under the new key already

    assert Person.objects.filter(phone="05305561234").count() == 2
    rotate()
    assert Person.objects.filter(phone="05305561234").count() == 2


def test_a_dry_run_counts_and_changes_nothing(old: Register) -> None:
    before = kept("orgs_person", "phone")

    assert "orgs.Person.phone: 1 by an earlier key, 0 sealed anew" in rotate("--dry-run")
    assert kept("orgs_person", "phone") == before


def test_what_was_broken_off_goes_on_and_a_second_run_has_nothing_to_do(old: Register) -> None:
    Person.objects.filter(pk=old.person("second").pk).update(phone=NUMBER)
    column = next(each for each in resealing.columns() if each.label == "orgs.Person.sign_in_phone")
    assert next(column.renew(batch=1)) == 1  # and the machine loses power

    rotate()
    before = kept("orgs_person", "phone") + kept("orgs_firm", "contact_phone")

    assert all("0 by an earlier key" in line for line in rotate()[:-1])
    assert kept("orgs_person", "phone") + kept("orgs_firm", "contact_phone") == before


def test_a_number_that_changes_meanwhile_keeps_its_change(old: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    genuine = sealed_numbers.unseal

    def late(value: str) -> str:
        Person.objects.filter(pk=old.keeper.person_id).update(phone="13900000000")
        return genuine(value)

    monkeypatch.setattr(sealed_numbers, "unseal", late)
    column = next(each for each in resealing.columns() if each.label == "orgs.Person.phone")
    assert sum(column.renew()) == 0
    monkeypatch.undo()

    assert Person.objects.get(pk=old.keeper.person_id).phone == "13900000000"


def test_two_people_with_one_number_under_two_keys_are_told_of(old: Register) -> None:
    Person.objects.filter(pk=old.person("second").pk).update(sign_in_phone=NUMBER)

    with pytest.raises(CommandError, match=r"orgs\.Person\.sign_in_phone: two rows hold one number"):
        rotate()


def test_without_the_old_key_nothing_is_rotated(old: Register, settings: LazySettings) -> None:
    name = sealed.keyring()[1].name
    settings.DATA_KEYS = ["new-key"]

    with pytest.raises(CommandError, match=name):
        rotate()


def test_nothing_starts_with_keys_that_do_not_open_what_is_there(old: Register, settings: LazySettings) -> None:
    checks.refuse_without_keys()
    settings.DATA_KEYS = ["another-key"]

    with pytest.raises(SystemCheckError, match=r"config\.E009.*") as refused:
        checks.refuse_without_keys()

    assert "orgs.Person.sign_in_phone is sealed by the key" in str(refused.value)
    assert "manage.py rotate_keys" in str(refused.value)


def test_a_second_factor_alone_stops_the_start_as_well(register: Register, settings: LazySettings) -> None:
    settings.DATA_KEYS = ["old-key"]
    data = {"secret": sealed.seal("A" * 32)}
    Authenticator.objects.create(user=register.keeper.person, type="totp", data=data)
    assert factor_secrets.can_be_opened()
    settings.DATA_KEYS = ["another-key"]

    with pytest.raises(SystemCheckError, match=r"mfa\.Authenticator\.data"):
        checks.refuse_without_keys()


def test_a_database_without_tables_or_from_before_stops_nobody(register: Register) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE orgs_person DROP CONSTRAINT numbers_of_a_person_are_sealed")
        cursor.execute("UPDATE orgs_person SET phone = %s", [NUMBER])
    checks.refuse_without_keys()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE orgs_person RENAME TO elsewhere")

    checks.refuse_without_keys()


def test_the_start_asks_a_handful_of_questions_however_many_numbers_there_are(
    old: Register, django_assert_max_num_queries: object
) -> None:
    with django_assert_max_num_queries(2 * len(resealing.columns()) + 6):  # type: ignore[operator]  # pytest-django's
        checks.refuse_without_keys()
