"""The post a person acts in: chosen, kept, lost, and what it opens."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from journal import clock
from orgs.access import post_required
from orgs.models import Post
from orgs.queries import today
from orgs.services import appointments, people
from orgs.statuses import Role
from tests.orgs.addresses import anything, queue
from tests.orgs.conftest import Register

pytestmark = pytest.mark.urls("tests.orgs.addresses")


@pytest.fixture
def two_posts(register: Register, client: Client) -> tuple[Post, Post]:
    """Somebody signed in who is liaison of one unit and handler of another."""
    first = register.post("lianluo", register.power, Role.DEPT_LIAISON)
    second = appointments.appoint(first.person_id, organisation_id=register.finance.pk, role=Role.HANDLER, actor=None)
    client.force_login(first.person, backend="orgs.backends.PersonBackend")
    return first, second


def acting(client: Client) -> str:
    return client.get("/").content.decode()


def test_a_person_acts_in_their_first_post_until_they_choose(two_posts: tuple[Post, Post], client: Client) -> None:
    first, second = two_posts

    assert acting(client) == str(first)
    answer = client.post("/accounts/post/", {"post": second.pk})
    assert (answer.status_code, answer["Location"]) == (303, "/start/")
    assert acting(client) == str(second)


def test_a_chosen_post_that_ends_falls_back_to_the_other(two_posts: tuple[Post, Post], client: Client) -> None:
    first, second = two_posts
    client.post("/accounts/post/", {"post": second.pk})

    appointments.end(second.pk, actor=None)

    assert acting(client) == str(first)


@pytest.mark.parametrize("wanted", ["stranger", "", "0", "x"])
def test_nobody_acts_in_a_post_that_is_not_theirs(
    two_posts: tuple[Post, Post], client: Client, register: Register, wanted: str
) -> None:
    stranger = register.post("bieren", register.power, Role.DEPT_LIAISON)

    answer = client.post("/accounts/post/", {"post": stranger.pk if wanted == "stranger" else wanted})

    assert answer.status_code == 409
    assert acting(client) == str(two_posts[0])


def test_switching_is_a_post_and_for_people_who_signed_in(
    register: Register, client: Client, two_posts: tuple[Post, Post]
) -> None:
    assert client.get("/accounts/post/").status_code == 405
    client.logout()
    assert client.post("/accounts/post/", {"post": two_posts[0].pk}).status_code == 401


def test_a_substitute_can_switch_into_the_post_they_stand_in_for(
    two_posts: tuple[Post, Post], client: Client, register: Register
) -> None:
    on = today(clock.now())
    desk = register.post("shouli", register.committee, Role.DISPATCHER)
    substitute = appointments.stand_in(
        desk.pk,
        person_id=two_posts[0].person_id,
        starts_on=on,
        ends_on=on + timedelta(days=1),
        actor=None,
    )

    client.post("/accounts/post/", {"post": substitute.pk})

    assert acting(client) == "电商行业党委 · 行业党委派单员"


def test_a_page_of_a_role_opens_in_that_post_only(
    two_posts: tuple[Post, Post], client: Client, register: Register
) -> None:
    assert client.get("/queue/").content == b"queue"
    desk = register.post("shouli", register.committee, Role.DISPATCHER)
    client.force_login(desk.person, backend="orgs.backends.PersonBackend")
    assert client.get("/queue/").status_code == 404
    assert client.get("/anything/").content == b"inside"


def test_a_person_without_any_post_finds_nothing(register: Register, client: Client) -> None:
    nobody = register.person("xinren")
    client.force_login(nobody, backend="orgs.backends.PersonBackend")

    assert client.get("/anything/").status_code == 404
    assert acting(client) == "None"


def test_strangers_are_sent_to_sign_in_and_come_back(register: Register, client: Client) -> None:
    answer = client.get("/queue/")

    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=%2Fqueue%2F")


def test_a_disabled_person_is_a_stranger_from_the_next_request_on(two_posts: tuple[Post, Post], client: Client) -> None:
    people.disable(two_posts[0].person_id, actor=None)

    assert client.get("/queue/").status_code == 302


def test_a_guarded_view_says_whom_it_is_for() -> None:
    assert (vars(queue)["access"], vars(queue)["roles"]) == ("post", frozenset({Role.DEPT_LIAISON, Role.HANDLER}))
    assert vars(post_required()(anything))["roles"] == frozenset()


def test_strangers_cost_no_query(
    register: Register, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        client.get("/")
