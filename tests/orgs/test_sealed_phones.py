"""The register's telephone numbers lie sealed in their tables, and people are found by them as before."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import FieldError, ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.test import Client

from journal import clock
from orgs.exceptions import Refused
from orgs.models import Firm, Invitation, Person, PhoneCode, SmsMessage, StaffInvitation
from orgs.services import codes, organisations, people
from orgs.statuses import Role
from tests.orgs.conftest import Register
from web import resealing, sealed_numbers
from web.sealed_field import Sealed

NUMBER = "13800001234"


def kept(table: str, column: str) -> list[str]:
    """What lies in a column, read past every model."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT "{column}" FROM "{table}" WHERE "{column}" <> \'\'')
        return [value for (value,) in cursor.fetchall()]


def numbered(register: Register, number: str = NUMBER) -> Person:
    person = register.person("you")
    people.correct(person.pk, name="有号", phone=number, email="", actor=None)
    return Person.objects.get(pk=person.pk)


def test_no_table_of_the_register_holds_a_number_in_clear(register: Register) -> None:
    person = numbered(register)
    Person.objects.filter(pk=person.pk).update(sign_in_phone=NUMBER)
    firm = organisations.create_firm(
        register.county.pk, name="云裳坊", place_id=register.village.pk, contact_phone=NUMBER, actor=None
    )
    codes.ask(NUMBER, address="192.0.2.1", county_id=register.county.pk)
    Invitation.objects.create(
        organisation=firm, phone=NUMBER, invited_by=register.keeper, made_at=clock.now(), expires_at=clock.now()
    )

    StaffInvitation.objects.create(
        organisation=firm,
        role=Role.HANDLER,
        name="丁一",
        phone=NUMBER,
        digest="0" * 64,
        invited_by=register.keeper,
        made_at=clock.now(),
        expires_at=clock.now() + timedelta(hours=1),
    )

    for column in resealing.columns():
        if not column.label.startswith("orgs."):
            continue
        found = kept(column.table.strip('"'), column.column.strip('"'))
        assert found, column.label
        assert all(NUMBER not in each and sealed_numbers.unseal(each) == NUMBER for each in found)
    assert (Firm.objects.get(pk=firm.pk).contact_phone, PhoneCode.objects.get().phone) == (NUMBER, NUMBER)
    assert SmsMessage.objects.get().number == NUMBER


@pytest.mark.parametrize("spelling", [NUMBER, "138 0000 1234", "+86-13800001234", "008613800001234"])
def test_a_person_is_found_by_the_whole_number_in_any_spelling(register: Register, spelling: str) -> None:
    person = numbered(register)
    numbered_else = register.person("other")
    Person.objects.filter(pk=numbered_else.pk).update(phone="13800001235")

    assert list(Person.objects.filter(phone=spelling)) == [person]
    assert list(Person.objects.filter(phone__in=[spelling, "13900000000"])) == [person]
    assert person not in Person.objects.exclude(phone=spelling)


def test_the_back_office_finds_a_person_by_the_whole_number(register: Register, client: Client) -> None:
    person = numbered(register)
    client.force_login(register.keeper.person, backend="orgs.backends.PersonBackend")

    found = [
        [row.pk for row in client.get("/admin/orgs/person/", {"q": typed}).context["cl"].result_list]
        for typed in ("+86138-0000-1234", "1234")
    ]

    assert found == [[person.pk], []]


def test_who_has_no_number_is_found_by_that(register: Register) -> None:
    numbered(register)

    assert set(Person.objects.filter(phone="")) == {register.keeper.person}
    assert not Person.objects.filter(phone="没有数字").exists()


@pytest.mark.parametrize("lookup", ["phone__contains", "phone__endswith", "phone__regex", "phone__gt"])
def test_the_database_is_never_asked_what_it_cannot_answer(lookup: str) -> None:
    with pytest.raises(FieldError):
        Person.objects.filter(**{lookup: "1234"})


def test_a_list_that_shows_no_number_opens_none(register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    numbered(register)
    opened: list[str] = []
    monkeypatch.setattr(sealed_numbers, "unseal", opened.append)

    names = [person.name for person in Person.objects.all()]

    assert (len(names), opened) == (2, [])
    assert isinstance(Person.objects.exclude(phone="").values_list("phone", flat=True).get(), Sealed)


def test_saving_what_nobody_changed_writes_it_as_it_was(register: Register) -> None:
    person = numbered(register)
    before = kept("orgs_person", "phone")

    Person.objects.get(pk=person.pk).save()
    assert kept("orgs_person", "phone") == before
    person.phone = NUMBER
    person.save(update_fields=["phone"])
    assert kept("orgs_person", "phone") != before


def test_a_sign_in_number_is_one_persons_alone_in_any_spelling(register: Register) -> None:
    first, second = register.person("first"), register.person("second")
    Person.objects.filter(pk=first.pk).update(sign_in_phone=NUMBER)

    with pytest.raises(IntegrityError, match="one_person_per_sign_in_phone"), transaction.atomic():
        Person.objects.filter(pk=second.pk).update(sign_in_phone="+86 " + NUMBER)


def test_a_number_in_clear_cannot_be_written_into_the_table(register: Register) -> None:
    with pytest.raises(IntegrityError, match="numbers_of_a_person_are_sealed"), connection.cursor() as cursor:
        cursor.execute("UPDATE orgs_person SET phone = %s", [NUMBER])


@pytest.mark.parametrize(
    "enter",
    [
        lambda register: people.enrol(register.county.pk, username="x1", name="甲", phone="12345", actor=None),
        lambda register: people.correct(register.keeper.person_id, name="甲", phone="12345", email="", actor=None),
    ],
)
def test_a_number_that_cannot_be_dialled_is_refused(register: Register, enter: Callable[[Register], object]) -> None:
    with pytest.raises(Refused, match="11 位手机号"):
        enter(register)
    with pytest.raises(ValidationError):
        Person.objects.update(phone="12345")


def test_an_index_finds_the_number(register: Register) -> None:
    numbered(register)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")

    plans = [Person.objects.filter(**{name: NUMBER}).order_by().explain() for name in ("phone", "sign_in_phone")]

    assert "people_by_phone" in plans[0]
    assert "one_person_per_sign_in_phone" in plans[1]


@pytest.mark.django_db(transaction=True)
def test_the_upgrade_seals_what_is_there_and_goes_back() -> None:
    loader = MigrationLoader(connection)
    (upgrade,) = (node for node in loader.graph.nodes if node[0] == "orgs" and node[1].endswith("_sealed_numbers"))
    person = Person.objects.create_user("old", name="旧", phone=NUMBER, sign_in_phone=NUMBER)
    nobody = Person.objects.create_user("none", name="无")
    # Alone, in the state that it was written for: going back through all that came later would take six minutes.
    with connection.schema_editor(atomic=True) as editor:
        loader.get_migration(*upgrade).unapply(loader.project_state(upgrade, at_end=False), editor)
    try:
        assert (kept("orgs_person", "phone"), kept("orgs_person", "sign_in_phone")) == ([NUMBER], [NUMBER])
    finally:
        with connection.schema_editor(atomic=True) as editor:
            loader.get_migration(*upgrade).apply(loader.project_state(upgrade, at_end=False), editor)

    assert NUMBER not in "".join(kept("orgs_person", "phone") + kept("orgs_person", "sign_in_phone"))
    assert Person.objects.get(sign_in_phone=NUMBER) == person
    assert Person.objects.get(pk=nobody.pk).phone == ""
