"""Signing in within 企业微信 and 微信 themselves, whose browsers cannot scan the code that they show."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.conf import LazySettings
from django.test import Client, RequestFactory

from orgs.models import Person
from orgs.outside.browsers import app_of
from tests import cast
from tests.outside import keepers
from tests.outside.browsing import who
from tests.outside.test_workplaces import begin, round_trip, visit

DESK = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
IN_WEIXIN = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148 MicroMessenger/8.0.50 NetType/WIFI"
IN_WECOM = "Mozilla/5.0 (Linux; Android 14; wv) Mobile Safari/537.36 wxwork/4.1.30 MicroMessenger/7.0.1 Language/zh"


@pytest.fixture
def house(db: None, settings: LazySettings) -> Iterator[keepers.Keepers]:
    """All keepers, which the county has configured."""
    with keepers.running() as found:
        settings.OUTSIDE = keepers.ways_at(found.url)
        yield found


@pytest.fixture
def liaison(house: keepers.Keepers) -> Person:
    return cast.county().liaison.person


def signed_in(person: Person, agent: str) -> Client:
    """A browser in which somebody has just typed their password."""
    client = Client(HTTP_USER_AGENT=agent)
    client.post("/accounts/login/", {"login": person.username, "password": cast.PASSWORD})
    return client


def offered(agent: str) -> list[str]:
    """The ways that have a button on the page for signing in."""
    page = Client(HTTP_USER_AGENT=agent).get("/accounts/login/").content.decode()
    return re.findall(r'action="/accounts/outside/(\w+)/"', page)


@pytest.mark.parametrize(("agent", "app"), [(DESK, ""), ("", ""), (IN_WEIXIN, "gongzhong"), (IN_WECOM, "wecom")])
def test_a_browser_says_within_which_app_it_is(rf: RequestFactory, agent: str, app: str) -> None:
    assert app_of(rf.get("/", HTTP_USER_AGENT=agent)) == app


def test_within_wecom_its_own_page_is_opened_as_it_documents(house: keepers.Keepers) -> None:
    there = urlsplit(begin(Client(HTTP_USER_AGENT=IN_WECOM), "wecom"))

    words = parse_qsl(there.query)
    assert (there.path, there.fragment) == ("/connect/oauth2/authorize", "wechat_redirect")
    assert [name for name, _value in words] == ["appid", "redirect_uri", "response_type", "scope", "state", "agentid"]
    assert dict(words)["agentid"] == keepers.AGENT
    assert urlsplit(begin(Client(HTTP_USER_AGENT=DESK), "wecom")).path == "/wwlogin/sso/login"


def test_who_has_linked_wecom_at_a_desk_comes_in_within_the_app_and_the_other_way_round(liaison: Person) -> None:
    round_trip(signed_in(liaison, DESK), "wecom", link=True)
    within = Client(HTTP_USER_AGENT=IN_WECOM)
    round_trip(within, "wecom")
    assert who(within) == str(liaison.pk)

    SocialAccount.objects.all().delete()
    round_trip(signed_in(liaison, IN_WECOM), "wecom", link=True)
    desk = Client(HTTP_USER_AGENT=DESK)
    round_trip(desk, "wecom")
    assert who(desk) == str(liaison.pk)


def test_within_weixin_the_official_accounts_page_is_opened_as_it_documents(house: keepers.Keepers) -> None:
    there = urlsplit(begin(Client(HTTP_USER_AGENT=IN_WEIXIN), "gongzhong"))

    words = parse_qsl(there.query)
    assert (there.path, there.fragment) == ("/connect/oauth2/authorize", "wechat_redirect")
    assert [name for name, _value in words] == ["appid", "redirect_uri", "response_type", "scope", "state"]
    assert dict(words)["scope"] == "snsapi_base"


def test_each_browser_is_offered_what_it_can_use(house: keepers.Keepers) -> None:
    assert offered(DESK) == ["dingtalk", "feishu", "wecom", "weixin"]
    assert offered(IN_WECOM) == ["dingtalk", "feishu", "wecom", "weixin"]
    assert offered(IN_WEIXIN) == ["dingtalk", "feishu", "wecom", "gongzhong"]


def test_a_county_without_an_official_account_loses_no_button(house: keepers.Keepers, settings: LazySettings) -> None:
    settings.OUTSIDE = {key: way for key, way in settings.OUTSIDE.items() if key != "gongzhong"}

    assert offered(IN_WEIXIN) == offered(DESK) == ["dingtalk", "feishu", "wecom", "weixin"]


def test_a_link_of_weixins_app_stands_on_ones_page_in_every_browser(liaison: Person) -> None:
    round_trip(signed_in(liaison, IN_WEIXIN), "gongzhong", link=True)
    page = signed_in(liaison, DESK).get("/accounts/outside/").content.decode()

    assert "在微信里打开这个网站时用" in page
    assert "/accounts/outside/gongzhong/link/" not in page
    assert f"/accounts/outside/links/{SocialAccount.objects.get().pk}/remove/" in page


def test_a_preview_within_weixin_is_nobody(house: keepers.Keepers, liaison: Person) -> None:
    client = signed_in(liaison, IN_WEIXIN)
    back: Any = visit(begin(client, "gongzhong", link=True))
    house.manner = "preview"

    assert client.get("/accounts/outside/gongzhong/back/", back).status_code == 503
    assert not SocialAccount.objects.exists()
