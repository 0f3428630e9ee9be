"""钉钉, 飞书, 企业微信, 微信, 公众号: each linked, each a way in, and none that lets in whom it should not."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.conf import LazySettings
from django.test import Client

from journal.models import AccessLog
from orgs.models import Person
from tests import cast
from tests.outside import keepers
from tests.outside.browsing import by_password, refused, who

WAYS = tuple(keepers.NAMES)
each_way = pytest.mark.parametrize("way", WAYS)


@pytest.fixture
def house(db: None, settings: LazySettings) -> Iterator[keepers.Keepers]:
    """All keepers, which the county has configured."""
    with keepers.running() as found:
        settings.OUTSIDE = keepers.ways_at(found.url)
        yield found


@pytest.fixture
def liaison(house: keepers.Keepers) -> Person:
    return cast.county().liaison.person


def begin(client: Client, way: str, *, link: bool = False) -> str:
    answer = client.post(f"/accounts/outside/{way}/{'link/' if link else ''}")
    assert answer.status_code == 303
    return str(answer["Location"])


def visit(address: str) -> dict[str, str]:
    """What the keeper sends a browser back with."""
    answer = requests.get(address, allow_redirects=False, timeout=10)
    assert answer.status_code == 302, answer.text
    return dict(parse_qsl(urlsplit(answer.headers["Location"]).query))


def round_trip(client: Client, way: str, *, link: bool = False) -> Any:
    return client.get(f"/accounts/outside/{way}/back/", visit(begin(client, way, link=link)))


@each_way
def test_who_has_linked_it_signs_in_by_it(house: keepers.Keepers, liaison: Person, way: str) -> None:
    assert round_trip(by_password(liaison), way, link=True).status_code == 303
    client = Client()
    round_trip(client, way)

    assert who(client) == str(liaison.pk)
    assert AccessLog.objects.filter(kind="sign_in").latest("id").data == {"way": way}


@each_way
def test_somebody_else_there_is_nobody_here(house: keepers.Keepers, liaison: Person, way: str) -> None:
    round_trip(by_password(liaison), way, link=True)
    house.who = "qianxian"
    client = Client()

    assert keepers.NAMES[way] in refused(round_trip(client, way))
    assert who(client) is None


@each_way
def test_the_same_number_is_not_the_same_person_at_another_keeper(
    house: keepers.Keepers, liaison: Person, way: str
) -> None:
    for other in set(WAYS) - {way}:
        round_trip(by_password(liaison), other, link=True)
    client = Client()

    assert SocialAccount.objects.count() == len(WAYS) - 1
    refused(round_trip(client, way))


@each_way
def test_another_corporations_person_of_the_same_name_is_somebody_else(
    house: keepers.Keepers, liaison: Person, settings: LazySettings, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    round_trip(by_password(liaison), way, link=True)
    monkeypatch.setattr(keepers, "CLIENT", "another-county")
    settings.OUTSIDE = keepers.ways_at(house.url)

    refused(round_trip(Client(), way))


@each_way
def test_a_code_is_worth_something_once(house: keepers.Keepers, liaison: Person, way: str) -> None:
    round_trip(by_password(liaison), way, link=True)
    client = Client()
    spent = visit(begin(client, way))
    name = next(iter(set(spent) - {"state"}))
    client.get(f"/accounts/outside/{way}/back/", spent)
    client.post("/accounts/logout/")
    answer = client.get(f"/accounts/outside/{way}/back/", visit(begin(client, way)) | {name: spent[name]})

    assert (answer.status_code, who(client)) == (503, None)


@each_way
def test_a_wrong_secret_lets_nobody_in(
    house: keepers.Keepers, liaison: Person, settings: LazySettings, way: str
) -> None:
    round_trip(by_password(liaison), way, link=True)
    settings.OUTSIDE = keepers.ways_at(house.url, secret="another")
    client = Client()

    assert round_trip(client, way).status_code == 503
    assert who(client) is None


@each_way
@pytest.mark.parametrize("manner", ["nonsense", "500"])
def test_what_makes_no_sense_is_a_sentence(house: keepers.Keepers, liaison: Person, way: str, manner: str) -> None:
    client = Client()
    back = visit(begin(client, way))
    house.manner = manner
    answer = client.get(f"/accounts/outside/{way}/back/", back)

    assert answer.status_code == 503
    assert f"{keepers.NAMES[way]}现在没有回应" in answer.content.decode()


@each_way
def test_a_state_of_another_keeper_is_refused(house: keepers.Keepers, liaison: Person, way: str) -> None:
    client, other = Client(), next(each for each in WAYS if each != way)
    back = visit(begin(client, other))

    assert "过期" in refused(client.get(f"/accounts/outside/{way}/back/", back | {"code": back.get("authCode", "x")}))


def test_a_visitor_who_is_no_member_of_the_corporation_is_nobody(house: keepers.Keepers, liaison: Person) -> None:
    house.who = ""
    client = by_password(liaison)

    assert round_trip(client, "wecom", link=True).status_code == 503
    assert not SocialAccount.objects.exists()


@each_way
def test_of_a_person_there_a_name_is_kept_at_most(house: keepers.Keepers, liaison: Person, way: str) -> None:
    round_trip(by_password(liaison), way, link=True)
    link = SocialAccount.objects.get()

    assert link.extra_data["name"] in {"赵电", "zhaodian", ""}
    assert set(link.extra_data) == {"name"}
    assert "13800001234" not in f"{link.uid}{link.extra_data}"
    assert not link.socialtoken_set.exists()
