"""Signing in by an OpenID provider in another process: who is let in, and everything that is not believed."""

from pathlib import Path
from time import sleep
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import LazySettings
from django.test import Client

from journal.models import AccessLog
from orgs.models import Person
from orgs.services import people
from tests.cast import World
from tests.outside import browsing
from tests.outside.browsing import begin, come_back, refused, round_trip, visit, who, with_words


def notes() -> list[tuple[str, int | None, Any]]:
    return list(AccessLog.objects.order_by("id").values_list("kind", "actor", "data"))


def test_who_has_linked_an_account_there_signs_in_by_it_and_goes_on(linked: Person) -> None:
    client = Client()
    answer = round_trip(client, next="/privacy/")

    assert (answer.status_code, answer["Location"], who(client)) == (302, "/privacy/", str(linked.pk))
    assert notes()[-3:] == [
        ("sign_in", linked.pk, {"way": "password"}),
        ("outside_linked", linked.pk, {"way": "oidc"}),
        ("sign_in", linked.pk, {"way": "oidc"}),
    ]
    assert client.session["_auth_user_backend"] == "orgs.backends.PersonBackend"
    assert UserSession.objects.filter(user=linked).count() == 2
    assert client.get("/accounts/sessions/").context["rows"][0][2]


def test_the_county_asks_for_no_more_than_who_it_is_and_keeps_hardly_that(linked: Person) -> None:
    link = SocialAccount.objects.get()

    assert len(link.uid) == 64  # a hash
    assert link.extra_data == {"name": "wangwu"}
    assert Person.objects.get(pk=linked.pk).email == linked.email


def test_the_way_there_is_kept_from_others_by_pkce_nonce_and_state(world: World) -> None:
    said = dict(parse_qsl(urlsplit(begin(Client())).query))

    assert (said["response_type"], said["code_challenge_method"]) == ("code", "S256")
    assert min(len(said[name]) for name in ("code_challenge", "nonce", "state")) >= 16
    assert said["redirect_uri"] == "http://testserver/accounts/outside/oidc/back/"
    assert set(said["scope"].split()) == {"openid", "profile"}


def test_an_account_there_that_nobody_has_linked_opens_nothing_and_makes_nothing(world: World) -> None:
    before, client = Person.objects.count(), Client()
    said = refused(round_trip(client))

    assert "没有绑定这里的账号" in said
    assert (who(client), Person.objects.count(), SocialAccount.objects.count()) == (None, before, 0)
    assert notes() == [("sign_in_failed", None, {"way": "oidc"})]


def test_a_disabled_person_reads_what_an_unknown_one_reads(linked: Person) -> None:
    people.disable(linked.pk, actor=None)
    known, unknown = Client(), Client()

    assert refused(round_trip(known)) == refused(round_trip(unknown, name="lisi"))
    assert (who(known), who(unknown)) == (None, None)
    assert notes()[-2:] == [("sign_in_failed", linked.pk, {"way": "oidc"}), ("sign_in_failed", None, {"way": "oidc"})]


def test_the_same_mail_address_links_nobody(liaison: Person) -> None:
    Person.objects.filter(pk=liaison.pk).update(email="wangwu@keeper.example")
    client = Client()
    # The provider would tell the address, as verified: somebody at the browser may ask it to.
    address = visit(with_words(begin(client), scope="openid profile email"))

    refused(come_back(client, address))
    assert who(client) is None


@pytest.mark.parametrize("state", ["", "x", "0123456789abcdef"])
def test_a_state_that_was_not_given_out_is_refused(linked: Person, state: str) -> None:
    client = Client()

    assert "过期" in refused(come_back(client, visit(begin(client)), state=state))
    assert who(client) is None


def test_what_one_browser_began_no_other_ends(linked: Person) -> None:
    theirs, another = Client(), Client()
    address = visit(begin(theirs))
    begin(another)

    assert "不是从这个浏览器开始的" in refused(come_back(another, address))
    assert who(another) is None


def test_an_answer_is_taken_once(linked: Person) -> None:
    client = Client()
    address = visit(begin(client))
    come_back(client, address)
    client.post("/accounts/logout/")

    refused(come_back(client, address))
    assert who(client) is None


def test_a_nonce_that_is_not_ours_is_refused(linked: Person) -> None:
    client = Client()
    answer = come_back(client, visit(with_words(begin(client), nonce="another")))

    assert (answer.status_code, who(client)) == (503, None)


def test_a_code_of_another_sign_in_is_worth_nothing(linked: Person) -> None:
    theirs, another = Client(), Client()
    stolen = dict(parse_qsl(urlsplit(visit(begin(theirs))).query))["code"]
    answer = come_back(another, visit(begin(another), name="lisi"), code=stolen)

    assert (answer.status_code, who(another)) == (503, None)


def test_a_code_that_has_waited_too_long_is_worth_nothing_and_is_in_no_log(
    linked: Person, settings: LazySettings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with browsing.running(tmp_path, code_seconds=1) as url:
        settings.OUTSIDE = browsing.way(url)
        client = Client()
        address = visit(begin(client))
        sleep(1.2)
        answer = come_back(client, address)

    assert "signing in by oidc failed: OAuth2Error" in caplog.text
    assert dict(parse_qsl(urlsplit(address).query))["code"] not in caplog.text
    assert (answer.status_code, who(client)) == (503, None)
    assert notes()[-1] == ("sign_in_failed", None, {"way": "oidc"})


def test_the_same_number_at_another_provider_is_somebody_else(
    linked: Person, settings: LazySettings, tmp_path: Path
) -> None:
    with browsing.running(tmp_path) as url:
        settings.OUTSIDE = browsing.way(url)
        client = Client()

        refused(round_trip(client))
    assert who(client) is None


def test_who_says_no_there_is_told_so(world: World) -> None:
    client = Client()
    state = dict(parse_qsl(urlsplit(begin(client)).query))["state"]
    answer = client.get(browsing.BACK, {"state": state, "error": "access_denied"})

    assert "没有在统一身份认证那边同意" in refused(answer)
    assert answer.context["onward"] == "/accounts/login/"


def test_a_provider_that_is_away_is_a_sentence_on_the_way_there_and_on_the_way_back(
    linked: Person, window: Client, settings: LazySettings, tmp_path: Path
) -> None:
    client = Client()
    with browsing.running(tmp_path) as url:
        settings.OUTSIDE = browsing.way(url)
        address = visit(begin(client))
    answers = [come_back(client, address), client.post("/accounts/outside/oidc/")]

    assert [answer.status_code for answer in answers] == [503, 503]
    assert all("没有回应" in answer.content.decode() for answer in answers)
    assert all("急用请换密码" in answer.content.decode() for answer in answers)
    assert "急用" not in window.post("/accounts/outside/oidc/link/").content.decode()  # they are in already


@pytest.mark.parametrize(
    "onward", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_no_sign_in_leads_to_another_site(linked: Person, onward: str) -> None:
    answer = round_trip(Client(), next=onward)

    assert answer["Location"] == "/start/"


def test_whoever_sat_there_before_is_signed_out(linked: Person, world: World) -> None:
    client = Client()
    client.force_login(world.desk.person, backend="orgs.backends.PersonBackend")
    round_trip(client)

    assert who(client) == str(linked.pk)
    assert [kind for kind, _actor, _data in notes()][-2:] == ["sign_out", "sign_in"]
