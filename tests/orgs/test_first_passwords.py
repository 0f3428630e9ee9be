"""First passwords: random, hashed, for one sign-in; then one of the person's own."""

from datetime import timedelta

import pytest
from django.test import Client

from journal import clock
from journal.models import Event
from orgs.exceptions import Refused
from orgs.models import Person
from orgs.services import people
from orgs.statuses import Role
from tests.orgs.conftest import Register

OWN = "long-enough-77-of-mine"


@pytest.fixture
def newcomer(register: Register) -> tuple[Person, str]:
    post = register.post("xinren", register.power, Role.DEPT_LIAISON)
    [(person, word)] = people.give_first_passwords([post.person_id], actor=register.keeper)
    return person, word


def signed_in(newcomer: tuple[Person, str]) -> Client:
    client, (person, word) = Client(), newcomer
    assert client.post("/accounts/login/", {"login": person.username, "password": word}).status_code == 302
    return client


def test_nothing_opens_before_the_first_password_is_changed(newcomer: tuple[Person, str]) -> None:
    client = signed_in(newcomer)

    for address in ("/", "/start/", "/queue/", "/notices/", "/admin/"):
        answer = client.get(address)
        assert (answer.status_code, answer["Location"]) == (303, "/accounts/password/"), address
    assert client.get("/queue/", headers={"HX-Request": "true"})["HX-Redirect"] == "/accounts/password/"
    assert "先换成自己的密码" in client.get("/accounts/password/").content.decode()


def test_with_a_password_of_ones_own_everything_opens(newcomer: tuple[Person, str]) -> None:
    client, (person, word) = signed_in(newcomer), newcomer

    answer = client.post("/accounts/password/", {"current": word, "new": OWN, "again": OWN})

    assert answer.status_code == 303
    assert client.get("/queue/").status_code == 200
    assert Event.objects.latest("id").verb == "person.password_chosen"
    assert OWN not in str(Event.objects.latest("id").data)
    person = Person.objects.get(pk=person.pk)
    assert (person.must_change_password, person.check_password(OWN)) == (False, True)


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("current", {"current": "not-the-word"}),
        ("new", {"new": "short", "again": "short"}),
        ("new", {"new": "12345678901", "again": "12345678901"}),
        ("again", {"again": "something-else-99"}),
    ],
)
def test_a_password_that_will_not_do_is_told(newcomer: tuple[Person, str], field: str, typed: dict[str, str]) -> None:
    client = signed_in(newcomer)

    answer = client.post("/accounts/password/", {"current": newcomer[1], "new": OWN, "again": OWN, **typed})

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert OWN not in answer.content.decode()


def test_the_first_password_itself_is_no_choice(newcomer: tuple[Person, str]) -> None:
    person, word = newcomer

    with pytest.raises(Refused, match="不能和现在的密码一样"):
        people.choose_password(person.pk, password=word, actor=None)


def test_who_has_signed_in_keeps_their_own_password(register: Register, newcomer: tuple[Person, str]) -> None:
    signed_in(newcomer)

    assert people.give_first_passwords([newcomer[0].pk], actor=register.keeper) == []


def test_who_forgot_a_password_gets_one_that_nobody_chose_for_one_sign_in(register: Register) -> None:
    person = register.person("likai", password="a-long-password")
    word = people.reset_password(person.pk, actor=register.keeper)

    assert Person.objects.get(pk=person.pk).must_change_password
    assert word not in str(Event.objects.latest("id").data)
    assert signed_in((person, word)).get("/notices/")["Location"] == "/accounts/password/"


def test_nobody_draws_their_own(register: Register) -> None:
    with pytest.raises(Refused):
        people.reset_password(register.keeper.person_id, actor=register.keeper)


@pytest.mark.parametrize(("hours", "status"), [(23, 302), (25, 200)])
def test_a_first_password_waits_a_day_and_no_longer(newcomer: tuple[Person, str], hours: int, status: int) -> None:
    person, word = newcomer
    with clock.moved_to(clock.now() + timedelta(hours=hours)):
        answer = Client().post("/accounts/login/", {"login": person.username, "password": word})

    assert answer.status_code == status


def test_strangers_choose_no_password(db: None, client: Client) -> None:
    assert client.get("/accounts/password/").status_code == 302


def test_the_password_of_an_open_window_is_not_guessed(newcomer: tuple[Person, str]) -> None:
    client, (_person, word) = signed_in(newcomer), newcomer
    for number in range(5):
        client.post("/accounts/password/", {"current": f"guess-{number}-long", "new": OWN, "again": OWN})
    late = client.post("/accounts/password/", {"current": word, "new": OWN, "again": OWN})

    assert "操作太频繁" in late.content.decode()


def test_a_page_that_has_grown_old_shows_typed_words_again_and_no_password(newcomer: tuple[Person, str]) -> None:
    client, (person, word) = Client(enforce_csrf_checks=True), newcomer
    client.force_login(person, backend="orgs.backends.PersonBackend")

    answer = client.post("/accounts/password/", {"current": word, "new": OWN, "again": OWN, "note": "电压不够"})

    page = answer.content.decode()
    assert (answer.status_code, "电压不够" in page, OWN in page, word in page) == (403, True, False, False)
