"""One's own accounts elsewhere: linking, the page, taking away; and what an outside sign-in does not stand for."""

import re
import time
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.socialaccount.models import SocialAccount
from django.conf import LazySettings
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from journal import clock
from journal.models import AccessLog
from orgs import accounts, limits, sessions
from orgs.exceptions import Refused
from orgs.models import Person
from orgs.outside.coming import Identity
from orgs.outside.identity import identifier
from orgs.services import outside_links, people
from tests import cast
from tests.cast import World
from tests.outside import browsing, keepers
from tests.outside.browsing import begin, by_password, come_back, refused, round_trip, visit, who
from web import sealed

PAGE = "/accounts/outside/"


def take_away(client: Client, link: SocialAccount | None = None) -> Any:
    link = link or SocialAccount.objects.get()
    return client.post(f"{PAGE}links/{link.pk}/remove/")


def test_the_page_shows_by_what_one_signs_in(
    window: Client, linked: Person, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(12):
        page = window.get(PAGE).content.decode()

    assert "账号和密码" in page
    assert re.search(r"统一身份认证</strong>\s*<span class=\"q-tag\">已绑定", page)
    assert "wangwu · " in page
    assert f'href="{PAGE}"' in page  # in the menu


def test_the_sign_in_page_has_a_button_and_keeps_where_one_was_going(world: World) -> None:
    page = Client().get("/accounts/login/?next=/privacy/").content.decode()

    (form,) = re.findall(r'<form method="post" action="/accounts/outside/oidc/">.*?</form>', page, re.DOTALL)
    assert "用统一身份认证登录" in form
    assert 'name="next" value="/privacy/"' in form


def test_where_nothing_is_configured_there_is_no_button_and_no_page(
    window: Client, linked: Person, settings: LazySettings
) -> None:
    link = SocialAccount.objects.get()
    settings.OUTSIDE = {}
    answers = [
        window.get(PAGE), window.get(f"{PAGE}oidc/back/"), window.post(f"{PAGE}oidc/"),
        window.post(f"{PAGE}oidc/link/"), take_away(window, link),
    ]  # fmt: skip

    assert [answer.status_code for answer in answers] == [404] * 5
    assert PAGE not in window.get("/privacy/").content.decode()
    assert PAGE not in Client().get("/accounts/login/").content.decode()


def test_taking_it_away_closes_the_door(window: Client, linked: Person) -> None:
    assert take_away(window).status_code == 303

    refused(round_trip(Client()))
    kinds = AccessLog.objects.filter(actor=linked.pk).values_list("kind", "data")
    assert list(kinds)[-1] == ("outside_unlinked", {"way": "oidc"})


def test_what_is_somebody_elses_is_not_there(linked: Person, world: World) -> None:
    assert take_away(by_password(world.desk.person)).status_code == 404
    assert SocialAccount.objects.count() == 1


@pytest.mark.parametrize("address", ["oidc/link/", "links/{}/remove/"])
def test_a_window_that_has_stood_open_asks_for_the_password_first(window: Client, linked: Person, address: str) -> None:
    link = SocialAccount.objects.get()
    later = clock.now() + timedelta(minutes=29)
    with clock.moved_to(later):
        window.get("/privacy/")
    with clock.moved_to(later + timedelta(minutes=2)):
        answer = window.post(PAGE + address.format(link.pk))

    assert answer.status_code == 401
    assert "/accounts/reauthenticate/" in answer.content.decode()
    assert SocialAccount.objects.count() == 1


def test_coming_from_outside_is_no_proof_of_who_sits_there(linked: Person) -> None:
    client = Client()
    round_trip(client)

    assert who(client) == str(linked.pk)
    assert not sessions.is_proven(client.session, now=clock.now())
    assert take_away(client).status_code == 401


def test_the_second_factor_is_asked_for_all_the_same(linked: Person) -> None:
    secret = "JBSWY3DPEHPK3PXP"
    Authenticator.objects.create(user=linked, type="totp", data={"secret": sealed.seal(secret)})
    client = Client()
    answer = round_trip(client, next="/privacy/")

    assert (answer["Location"], who(client)) == ("/accounts/2fa/authenticate/", None)
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    assert client.post("/accounts/2fa/authenticate/", {"code": code})["Location"] == "/privacy/"
    assert who(client) == str(linked.pk)
    assert AccessLog.objects.filter(kind="sign_in").latest("id").data == {"way": "oidc"}


def test_who_has_to_have_a_second_factor_sets_none_up_without_the_password(
    linked: Person, settings: LazySettings
) -> None:
    settings.TWO_FACTORS = frozenset({"staff"})
    client = Client()
    round_trip(client)
    answer = client.get("/start/")

    assert (answer.status_code, answer["Location"]) == (303, "/accounts/2fa/totp/activate/")
    assert client.get("/accounts/2fa/totp/activate/")["Location"].startswith("/accounts/reauthenticate/")


def test_one_account_there_opens_one_account_here(linked: Person, world: World) -> None:
    client = by_password(world.desk.person)
    answer = round_trip(client, link=True)

    assert answer.status_code == 409
    assert "已经绑定在别的人那里" in answer.context["message"]
    assert SocialAccount.objects.get().user_id == linked.pk


def test_one_person_has_one_account_of_a_way(window: Client, linked: Person) -> None:
    answer = round_trip(window, link=True, name="lisi")

    assert answer.status_code == 409
    assert "请先解除原来的" in answer.context["message"]


def test_a_link_that_one_person_began_no_other_ends(window: Client, liaison: Person, world: World) -> None:
    address = visit(begin(window, link=True))
    session = window.session
    session["socialaccount_states"] = {
        key: [state | {"data": state["data"] | {"person": world.desk.person_id}}, at, way]
        for key, (state, at, way) in session["socialaccount_states"].items()
    }
    session.save()

    assert "重新绑定" in refused(come_back(window, address))
    assert not SocialAccount.objects.exists()


def test_a_link_that_was_begun_before_signing_out_is_not_made(window: Client, liaison: Person) -> None:
    address = visit(begin(window, link=True))
    window.post("/accounts/logout/")

    refused(come_back(window, address))
    assert not SocialAccount.objects.exists()


def test_the_last_way_in_stays(world: World) -> None:
    person = world.firm.person
    person.set_unusable_password()
    person.save()
    link = outside_links.link(person.pk, Identity("oidc", "a" * 64, "丁小满"))

    with pytest.raises(Refused):
        outside_links.unlink(person.pk, link.pk)
    Person.objects.filter(pk=person.pk).update(sign_in_phone="13800001234")
    assert outside_links.unlink(person.pk, link.pk) == "oidc"


def test_a_way_that_is_closed_is_no_other_way_in(world: World) -> None:
    person = world.firm.person
    person.set_unusable_password()
    person.save()
    link = outside_links.link(person.pk, Identity("oidc", "a" * 64, "丁小满"))
    outside_links.link(person.pk, Identity("dingtalk", "b" * 64, "丁小满"))

    with pytest.raises(Refused):
        outside_links.unlink(person.pk, link.pk)


def test_who_came_by_telephone_links_at_once_and_signs_in_again_to_do_it_later(world: World, rf: Any) -> None:
    person = world.firm.person
    person.set_unusable_password()
    person.sign_in_phone = "13800001234"
    person.save()
    client = Client()
    request = rf.get("/")
    request.session, request.user = client.session, person
    accounts.enter_by_phone(request, person)
    request.session.save()
    client.cookies["sessionid"] = request.session.session_key

    assert round_trip(client, link=True).status_code == 303
    with clock.moved_to(clock.now() + timedelta(minutes=20)):
        client.get("/privacy/")
    with clock.moved_to(clock.now() + timedelta(minutes=31)):
        answer = take_away(client)
    assert answer.status_code == 401
    assert "用手机验证码再登录一次" in answer.context["message"]


def test_a_new_first_password_ends_what_somebody_else_may_have_linked(linked: Person, world: World) -> None:
    people.reset_password(linked.pk, actor=world.sysadmin)

    refused(round_trip(Client()))


def test_a_machine_that_goes_on_and_on_waits(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "OUTSIDE_FROM_AN_ADDRESS", (limits.Limit(2, timedelta(minutes=15)),))
    answers = [Client().post("/accounts/outside/oidc/") for _each in range(3)]

    assert [answer.status_code for answer in answers] == [303, 303, 429]
    assert answers[-1]["Retry-After"] == str(15 * 60)


def test_an_office_behind_one_address_goes_on_signing_in(
    db: None, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with keepers.running() as house:
        settings.OUTSIDE = keepers.ways_at(house.url)
        person, client = cast.county().liaison.person, Client()
        outside_links.link(person.pk, Identity("weixin", identifier(settings.OUTSIDE["weixin"], "zhaodian"), ""))
        for number in range(300):
            begun = client.post("/accounts/outside/weixin/")
            assert begun.status_code == 303, number
            house.codes[f"c-{number}"] = "zhaodian"
            state = dict(parse_qsl(urlsplit(begun["Location"]).query))["state"]
            client.get("/accounts/outside/weixin/back/", {"state": state, "code": f"c-{number}"})

    assert who(client) == str(person.pk)
    assert AccessLog.objects.filter(kind="sign_in").count() == 300


def test_a_keeper_that_is_away_locks_nobody_out(
    world: World, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "OUTSIDE_FROM_AN_ADDRESS", (limits.Limit(2, timedelta(minutes=15)),))
    there = settings.OUTSIDE
    settings.OUTSIDE = browsing.way("http://127.0.0.1:1")
    away = [Client().post("/accounts/outside/oidc/").status_code for _each in range(3)]
    settings.OUTSIDE = there

    assert away == [503] * 3
    assert Client().post("/accounts/outside/oidc/").status_code == 303


def test_administrators_have_no_page_that_links() -> None:
    assert SocialAccount not in admin.site._registry
    assert reverse("outside") == PAGE
