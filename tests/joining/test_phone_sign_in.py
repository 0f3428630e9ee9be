"""Signing in by a code: for people of firms, from the browser that asked, once, within ten minutes, in five tries."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from journal import clock
from journal.models import AccessLog
from orgs.models import Person, PhoneCode, Post
from orgs.services import codes, people
from orgs.statuses import Role
from tests import cast
from tests.cast import MINUTE, MONDAY, World
from tests.joining.conftest import PHONE, Phone, sign_in_by_phone

FAILED = "验证码不对或已失效，请核对后再试，或重新获取"


def with_phone(post: Post, number: str) -> Person:
    Person.objects.filter(pk=post.person_id).update(phone=number)
    return Person.objects.get(pk=post.person_id)


def ask(client: Client, number: str = PHONE) -> Any:
    return client.post("/accounts/phone/", {"phone": number})


def type_in(client: Client, code: str) -> Any:
    return client.post("/accounts/phone/code/", {"code": code})


def other(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_somebody_of_a_firm_signs_in_and_it_is_noted(world: World, client: Client, phone: Phone) -> None:
    person = with_phone(world.firm, PHONE)
    before = client.get("/").wsgi_request.session.session_key

    onward = sign_in_by_phone(client, phone)

    assert onward.startswith("/privacy/read/")
    assert client.session["_auth_user_id"] == str(person.pk)
    assert client.session.session_key != before
    row = AccessLog.objects.get()
    assert (row.kind, row.actor, row.data) == ("sign_in", person.pk, {"way": "phone"})


def test_a_corrected_number_ends_the_sign_in_by_the_old_one(world: World, client: Client, phone: Phone) -> None:
    person = with_phone(world.firm, PHONE)
    with clock.moved_to(MONDAY):
        sign_in_by_phone(client, phone)
    assert Person.objects.get(pk=person.pk).sign_in_phone == PHONE
    people.correct(person.pk, name=person.name, phone="13900008888", email="", actor=None)

    with clock.moved_to(MONDAY + 2 * MINUTE):
        assert sign_in_by_phone(Client(), phone) == "/join/welcome/"


def test_asking_reads_and_costs_the_same_for_every_number(world: World, client: Client) -> None:
    with_phone(world.firm, "13900000001")
    with_phone(world.desk, "13900000002")
    answers = []
    for number in ("13900000001", "13900000002", "13900000003"):
        browser = Client()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            asked = ask(browser, number)
        shown = browser.get("/accounts/phone/code/").content.decode()
        steps = [re.sub(r"'[^']*'|\d+", "?", query["sql"]) for query in queries]
        answers.append(
            (asked.status_code, asked["Location"], steps, re.sub(r'value="\w{64}"|\d{3}\*+\d{4}', "", shown))
        )

    assert answers[0] == answers[1] == answers[2]


def test_every_failure_reads_the_same(world: World, client: Client, phone: Phone) -> None:
    with clock.moved_to(MONDAY):
        ask(client)
        code = phone.code
        wrong = type_in(client, other(code))
        type_in(client, code)
    client.logout()
    with clock.moved_to(MONDAY + 2 * MINUTE):
        ask(client)
    with clock.moved_to(MONDAY + 13 * MINUTE):
        late = type_in(client, phone.code)

    told = {(answer.status_code, answer.context["form"].errors["code"][0]) for answer in (wrong, late)}
    assert told == {(422, FAILED)}
    assert [row.data for row in AccessLog.objects.filter(kind="sign_in_failed")] == [{"way": "phone"}] * 2


def test_a_code_is_good_once(world: World, client: Client, phone: Phone) -> None:
    with_phone(world.firm, PHONE)
    ask(client)
    code, kept = phone.code, client.session["phone_code"]
    assert type_in(client, code).status_code == 303

    again = Client()
    session = again.session
    session["phone_code"] = kept
    session.save()
    assert type_in(again, code).status_code == 422


def test_a_code_belongs_to_the_browser_that_asked(world: World, client: Client, phone: Phone) -> None:
    with_phone(world.firm, PHONE)
    ask(client)
    thief = Client()

    assert type_in(thief, phone.code)["Location"] == "/accounts/phone/"
    session = thief.session
    session["phone_code"] = [client.session["phone_code"][0], "guessed"]
    session.save()
    assert type_in(thief, phone.code)["Location"] == "/accounts/phone/"


def test_the_sixth_try_is_too_late_even_when_right(world: World, client: Client, phone: Phone) -> None:
    with_phone(world.firm, PHONE)
    ask(client)
    for _ in range(5):
        assert type_in(client, other(phone.code)).status_code == 422

    assert type_in(client, phone.code).context["form"].errors["code"] == [FAILED]
    assert "_auth_user_id" not in client.session


def test_ten_thousand_guesses_let_nobody_in(world: World, settings: LazySettings) -> None:
    """From as many addresses, so that only the code's own five tries stand in the way."""
    asked = codes.ask(PHONE, address="192.0.2.1", county_id=world.county.pk)
    right = 0
    for guess in range(10_000):
        try:
            codes.take(asked, f"{guess:06d}", address=f"2001:db8::{guess:x}")
        except codes.WrongCode:
            continue
        right += 1

    assert PhoneCode.objects.get().tries == 5
    # One code in two hundred thousand begins with five zeros and then 0 to 4: then the guesses were no guesses.
    assert right == 0


def test_one_address_runs_out_of_guesses(world: World, client: Client, phone: Phone) -> None:
    for number in range(10):
        ask(client, f"1390000{number:04d}")
        for _ in range(5):
            type_in(client, "000000")
    ask(client, "13900000010")
    answer = type_in(client, "000000")

    assert answer.status_code == 429
    assert "操作太频繁，请 60 分钟后再试。" in answer.content.decode()


def test_a_number_gets_one_code_a_minute_five_an_hour_ten_a_day(world: World, settings: LazySettings) -> None:
    settings.SERVICE_PHONE = "0530-5561234"
    sent = []
    for minute in range(0, 99, 7):
        with clock.moved_to(MONDAY + minute * MINUTE):
            if ask(Client()).status_code == 303:
                sent.append(minute)

    assert sent == [0, 7, 14, 21, 28, 63, 70, 77, 84, 91]
    with clock.moved_to(MONDAY + 100 * MINUTE):
        told = ask(Client())
    assert (told.status_code, told["Retry-After"]) == (429, str(1340 * 60))
    assert "操作太频繁，请 1340 分钟后再试。急事请打 ☎ 0530-5561234。" in told.content.decode()


def test_pressing_again_at_once_says_how_long_to_wait(world: World, client: Client) -> None:
    with clock.moved_to(MONDAY):
        ask(client)
        told = client.post("/accounts/phone/code/", {"again": "1"})
    assert (told.status_code, "请 1 分钟后再试" in told.content.decode()) == (429, True)

    with clock.moved_to(MONDAY + MINUTE):
        assert client.post("/accounts/phone/code/", {"again": "1"}).status_code == 303


def test_one_address_asks_for_so_many_codes_only(world: World, client: Client) -> None:
    answers = [ask(client, f"1390000{n:04d}").status_code for n in range(22)]

    assert answers == [303] * 20 + [429] * 2


def test_staff_are_never_let_in_by_a_code_alone(world: World, client: Client, phone: Phone) -> None:
    with_phone(world.desk, PHONE)

    assert sign_in_by_phone(client, phone) == "/accounts/login/"
    assert "_auth_user_id" not in client.session


def test_somebody_who_became_staff_since_is_not_let_in_either(world: World, client: Client, phone: Phone) -> None:
    person = with_phone(world.firm, PHONE)
    Person.objects.filter(pk=person.pk).update(sign_in_phone=PHONE)
    Post.objects.create(
        person=person, organisation=world.desk.organisation, role=Role.DISPATCHER, starts_on=cast.A_LONG_AGO
    )

    assert sign_in_by_phone(client, phone) == "/accounts/login/"


def test_a_disabled_account_reads_like_a_wrong_code(world: World, client: Client, phone: Phone) -> None:
    person = with_phone(world.firm, PHONE)
    Person.objects.filter(pk=person.pk).update(sign_in_phone=PHONE, is_active=False)
    ask(client)

    assert type_in(client, phone.code).context["form"].errors["code"] == [FAILED]


def test_a_number_that_two_people_share_is_nobody_in_particular(world: World, client: Client, phone: Phone) -> None:
    for post in (world.firm, world.other_firm):
        with_phone(post, PHONE)

    assert sign_in_by_phone(client, phone) == "/join/welcome/"


@pytest.mark.parametrize("typed", ["", "138 0000 000", "12345678901", "<script>", "1" * 5000, "13800001234\x00"])
def test_what_is_no_number_is_told_and_kept(world: World, client: Client, typed: str) -> None:
    answer = ask(client, typed)

    assert answer.status_code == 422
    assert PhoneCode.objects.count() == 0


@pytest.mark.parametrize("typed", ["１３９ 0000-2345", "+8613900002345", "0086 139 0000 2345"])
def test_spellings_of_a_number_are_one_number(
    world: World, client: Client, phone_of: Callable[[str], Phone], typed: str
) -> None:
    ask(client, typed)

    assert PhoneCode.objects.get().phone == PHONE


def test_neither_number_nor_code_stands_in_an_address_or_in_clear(world: World, client: Client, phone: Phone) -> None:
    asked = ask(client)
    page = client.get("/accounts/phone/code/")
    row = PhoneCode.objects.get()

    assert PHONE not in asked["Location"]
    assert PHONE not in page.content.decode()
    assert phone.code not in (row.digest + row.asked_by)
    assert page["Cache-Control"] == "no-store"


def test_after_the_sign_in_one_is_back_where_one_was_and_never_elsewhere(
    world: World, client: Client, phone: Phone
) -> None:
    with_phone(world.firm, PHONE)
    client.post("/accounts/phone/", {"phone": PHONE, "next": "https://evil.example/"})
    assert client.session["phone_next"] == ""
    session = client.session
    session["phone_next"] = "/my/"
    session.save()

    assert type_in(client, phone.code)["Location"] == "/privacy/read/?next=%2Fmy%2F"


def test_old_codes_and_counts_are_removed(world: World) -> None:
    with clock.moved_to(MONDAY):
        codes.ask(PHONE, address="192.0.2.1", county_id=None)
    assert (codes.forget(MONDAY + MINUTE), codes.forget(MONDAY + 25 * 60 * MINUTE)) == (0, 1)


def test_a_number_that_is_nobodys_yet_waits_sealed_in_the_session(world: World, client: Client, phone: Phone) -> None:
    assert sign_in_by_phone(client, phone) == "/join/welcome/"

    assert PHONE not in str(dict(client.session.items()))
    assert "139****2345" in client.get("/join/welcome/").content.decode()
    session = client.session
    session["proven_phone"] = {**session["proven_phone"], "phone": "sealed by a key that has gone"}
    session.save()
    assert client.get("/join/welcome/")["Location"] == "/accounts/phone/"
