"""People of the register, and opening a county from nothing."""

from io import StringIO

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command

from journal.models import Event
from orgs.exceptions import Refused
from orgs.management.commands import open_county
from orgs.models import County, Person, SmsMessage
from orgs.queries import towns_of, villages_of
from orgs.services import counties, people
from orgs.statuses import OrganisationKind, Role
from tests.orgs.conftest import Register


def test_corrections_are_journaled_by_field_and_never_by_value(register: Register) -> None:
    person = register.person("lianluo")

    event = people.correct(person.pk, name="李云帆", phone="19800000001", email="a@example.test", actor=register.keeper)

    person.refresh_from_db()
    assert (person.name, person.initials, person.phone) == ("李云帆", "lyf", "19800000001")
    assert (event.actor, event.data) == (register.keeper.person_id, {"fields": ["name", "phone", "email"]})


OLD, NEW, PROVEN = "13800000001", "13900000002", "13700000003"


def heard() -> dict[str, str]:
    """Number → which message waits for it."""
    return {message.number: message.template for message in SmsMessage.objects.all()}


@pytest.mark.parametrize(
    ("had", "signs_in_by", "given", "told"),
    [
        (OLD, "", NEW, {OLD: "number_replaced", NEW: "number_registered"}),
        (OLD, OLD, NEW, {OLD: "number_changed", NEW: "number_registered"}),
        (OLD, PROVEN, NEW, {OLD: "number_replaced", PROVEN: "number_changed", NEW: "number_registered"}),
        (OLD, PROVEN, PROVEN, {OLD: "number_replaced"}),
        (OLD, OLD, "", {OLD: "number_changed"}),
        ("", "", NEW, {NEW: "number_registered"}),
        ("0530-5561234", "", NEW, {NEW: "number_registered"}),
        (OLD, OLD, OLD, {}),
        (OLD, OLD, None, {}),
    ],
)
def test_both_numbers_hear_when_an_administrator_changes_one(
    register: Register, had: str, signs_in_by: str, given: str | None, told: dict[str, str]
) -> None:
    person = register.person("lianluo")
    Person.objects.filter(pk=person.pk).update(phone=had, sign_in_phone=signs_in_by)

    people.correct(person.pk, name="李云帆", phone=given, email="", actor=register.keeper)

    assert heard() == told


def test_a_change_that_is_refused_tells_nobody(register: Register) -> None:
    first, second = register.person("lianluo"), register.person("tidai")
    people.correct(first.pk, name="甲", phone="", email="a@example.test", actor=None)

    with pytest.raises(Refused):
        people.correct(second.pk, name="乙", phone=NEW, email="a@example.test", actor=register.keeper)

    assert heard() == {}


def test_what_the_numbers_hear_says_whom_to_call(register: Register, settings: LazySettings) -> None:
    settings.SERVICE_PHONE = "0530-5551234"
    person = register.person("lianluo")

    people.correct(person.pk, name="李云帆", phone=NEW, email="", actor=register.keeper)

    assert SmsMessage.objects.get().fields == {"联系电话": "0530-5551234"}


def test_a_user_name_and_an_email_belong_to_one_person(register: Register) -> None:
    first, second = register.person("lianluo"), register.person("tidai")
    people.correct(first.pk, name="甲", phone="", email="a@example.test", actor=None)

    with pytest.raises(Refused):
        register.person("LianLuo")
    with pytest.raises(Refused):
        people.correct(second.pk, name="乙", phone="", email="A@example.test", actor=None)


def test_a_user_name_that_cannot_be_typed_is_refused(register: Register) -> None:
    with pytest.raises(Refused):
        register.person("李四")


def test_a_person_without_a_password_cannot_sign_in_until_one_is_drawn(register: Register) -> None:
    person = register.person("lianluo")
    assert not person.has_usable_password()

    word = people.reset_password(person.pk, actor=register.keeper)

    person.refresh_from_db()
    assert person.check_password(word)
    assert Event.objects.for_subject("person", person.pk).latest("seq").data == {}


def test_djangos_own_commands_make_somebody_without_a_post(db: None) -> None:
    person = Person.objects.create_superuser("Root", password="a-long-password", name="林安装")

    assert (person.username, person.get_full_name(), person.get_short_name()) == ("root", "林安装", "林安装")
    assert person.is_superuser
    assert not person.posts.exists()


def test_a_county_opens_with_an_administrator_who_can_sign_in(db: None) -> None:
    county = counties.open_county(
        name="新县", code="xin", admin_username="guanli", admin_name="林清和", admin_password="a-long-password"
    )

    admin = Person.objects.get(county=county)
    assert [post.role for post in admin.posts.all()] == [Role.SYSADMIN]
    assert admin.is_staff
    assert admin.check_password("a-long-password")
    assert set(county.organisations.values_list("kind", flat=True)) == {
        OrganisationKind.GENERAL_COMMITTEE,
        OrganisationKind.OFFICE,
    }


def test_a_county_that_is_there_is_not_opened_again(register: Register) -> None:
    with pytest.raises(Refused):
        counties.open_county(
            name="测试县", code="test", admin_username="x1", admin_name="x", admin_password="a-long-password"
        )
    assert County.objects.count() == 1


@pytest.mark.parametrize(("typed", "opened"), [("a-long-password", True), ("12345", False)])
def test_the_command_opens_a_county_unless_the_password_is_weak(
    db: None, monkeypatch: pytest.MonkeyPatch, typed: str, opened: bool
) -> None:
    monkeypatch.setattr(open_county, "getpass", lambda _prompt: typed)
    options = {"name": "新县", "code": "xin", "admin": "guanli", "admin_name": "林清和"}
    if opened:
        call_command("open_county", stdout=StringIO(), **options)
    else:
        with pytest.raises(CommandError):
            call_command("open_county", **options)

    assert County.objects.filter(code="xin").exists() == opened


def test_places_are_read_by_name_town_by_town(register: Register) -> None:
    assert list(towns_of(register.county.pk)) == [register.town]
    assert list(villages_of(register.town.pk)) == [register.village]
