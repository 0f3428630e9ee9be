"""Signing in: by password, by people of the register alone, and noted every time."""

from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.conf import LazySettings
from django.test import Client

from journal.models import AccessLog
from orgs import limits
from orgs.services import people
from tests.orgs.conftest import Register

pytestmark = [
    pytest.mark.urls("tests.orgs.addresses"),
    pytest.mark.usefixtures("our_accounts"),
]


@pytest.fixture
def our_accounts(settings: LazySettings) -> None:
    settings.ACCOUNT_ADAPTER = "orgs.accounts.CountyAccounts"


GOOD = "a-long-password"


def sign_in(client: Client, username: str, password: str = GOOD) -> Any:
    return client.post("/accounts/login/", {"login": username, "password": password})


def notes() -> list[tuple[str, int | None]]:
    return list(AccessLog.objects.order_by("id").values_list("kind", "actor"))


def test_a_person_signs_in_and_out_and_both_are_noted(register: Register, client: Client) -> None:
    person = register.keeper.person
    assert sign_in(client, "xitong").status_code == 302
    client.post("/accounts/logout/")

    assert notes() == [("sign_in", person.pk), ("sign_out", person.pk)]


def test_every_failure_reads_the_same_and_is_noted(register: Register, client: Client) -> None:
    register.person("meimima")
    gone = register.person("likai", password="a-long-password")
    people.disable(gone.pk, actor=None)

    answers = [
        sign_in(client, "xitong", "wrong-password"),
        sign_in(client, "meiyouzheren"),
        sign_in(client, "meimima"),
        sign_in(client, "likai"),
    ]

    told = {(answer.status_code, tuple(answer.context["form"].non_field_errors())) for answer in answers}
    assert len(told) == 1
    assert [kind for kind, _actor in notes()] == ["sign_in_failed"] * 4
    assert notes()[0] == ("sign_in_failed", register.keeper.person_id)
    assert notes()[1] == ("sign_in_failed", None)


def test_what_was_typed_as_user_name_is_not_kept(register: Register, client: Client) -> None:
    sign_in(client, "my-secret-by-mistake")

    row = AccessLog.objects.get()
    assert "secret" not in str(row.sealed_fields())


def test_the_user_name_may_be_typed_in_capitals(register: Register, client: Client) -> None:
    assert sign_in(client, "XiTong").status_code == 302


def test_nobody_opens_an_account_alone(db: None, client: Client) -> None:
    answer = client.get("/accounts/signup/")

    assert "password1" not in answer.content.decode()


def test_the_back_office_has_no_sign_in_of_its_own(db: None, client: Client) -> None:
    answer = client.get("/admin/login/?next=/admin/")

    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/accounts/login/")


def test_who_types_a_password_where_the_name_belongs_finds_it_kept_nowhere(register: Register, client: Client) -> None:
    sign_in(client, "my-secret-by-mistake")

    (row,) = AccessAttempt.objects.values()
    assert "secret" not in str(row)


def test_five_wrong_passwords_lock_one_account_for_one_address_and_nobody_else(
    register: Register, client: Client
) -> None:
    register.person("likai", password=GOOD)
    answers = [sign_in(client, "xitong", "wrong-password") for _each in range(6)]

    assert [answer.status_code for answer in answers] == [200] * 4 + [429] * 2
    assert answers[-1]["Retry-After"] == str(15 * 60)
    assert sign_in(client, "likai").status_code == 302  # the same office, behind the same address
    assert sign_in(Client(REMOTE_ADDR="10.1.2.3"), "xitong").status_code == 302  # locked out by nobody elsewhere


def test_a_whole_office_signs_in_at_once(register: Register) -> None:
    names = [f"zhiyuan{number}" for number in range(40)]
    for name in names:
        register.person(name, password=GOOD)

    assert {sign_in(Client(), name).status_code for name in names} == {302}


def test_an_address_that_tries_accounts_by_the_hundred_waits_even_with_a_right_password(
    register: Register, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "WRONG_PASSWORDS_FROM_AN_ADDRESS", (limits.Limit(3, timedelta(minutes=15)),))
    for number in range(3):
        sign_in(client, f"meiyouzheren{number}")
    answer = sign_in(client, "xitong")

    assert (answer.status_code, answer["Retry-After"]) == (429, str(15 * 60))
    assert sign_in(Client(REMOTE_ADDR="10.1.2.3"), "xitong").status_code == 302


def test_an_account_with_an_unused_first_password_is_as_slow_as_any_other(
    register: Register, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = register.person("xinren")
    people.give_first_passwords([new.pk], actor=None)
    slow: list[str] = []
    monkeypatch.setattr("orgs.backends.make_password", slow.append)
    sign_in(client, "xinren", "wrong-password")

    assert slow == ["wrong-password"]


def test_one_machine_does_not_lock_the_office_behind_its_address(
    register: Register, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sign_in(Client(), "xitong").status_code == 302
    monkeypatch.setattr(limits, "WRONG_PASSWORDS_FROM_AN_ADDRESS", (limits.Limit(3, timedelta(minutes=15)),))
    for number in range(3):
        sign_in(client, f"meiyouzheren{number}")

    assert sign_in(Client(), "xitong").status_code == 302  # known here
    assert sign_in(client, "meiyouzheren").status_code == 429


def test_an_account_that_is_tried_from_many_addresses_opens_only_where_its_person_is_known(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sign_in(Client(), "xitong").status_code == 302
    monkeypatch.setattr(limits, "WRONG_PASSWORDS_OF_AN_ACCOUNT", (limits.Limit(3, timedelta(hours=1)),))
    for name in ("xitong", "meiyouzheren"):
        for number in range(3):
            sign_in(Client(REMOTE_ADDR=f"10.1.2.{number}"), name, "wrong-password")

    told = [sign_in(Client(REMOTE_ADDR="10.9.9.9"), name) for name in ("xitong", "meiyouzheren")]
    assert {answer.status_code for answer in told} == {429}
    assert sign_in(Client(), "xitong").status_code == 302  # known here
