"""The back office and the questions of an operator from the county's own network, and from elsewhere."""

import re
from ipaddress import ip_network
from typing import Any

import pytest
from django.conf import LazySettings
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import Resolver404, resolve

from config import environment
from config.networks import NOWHERE, NetworksMiddleware, reaches
from config.proxy import ClientAddressMiddleware
from orgs.models import Person
from tests import cast
from tests.cast import World, signed_in

INSIDE, OUTSIDE = "10.20.3.4", "203.0.113.7"
KEPT_IN = ("/admin/", "/admin", "/admin/login/", "/admin/orgs/person/", "/health/live", "/health/ready")


@pytest.fixture
def world(db: None, settings: LazySettings) -> World:
    settings.ADMIN_NETWORKS = (ip_network("10.20.0.0/16"), ip_network("fd00:20::/32"))
    made = cast.county()
    Person.objects.filter(pk=made.sysadmin.person_id).update(is_staff=True)  # as the service for appointments does
    return made


def read(window: Client, path: str, address: str) -> tuple[int, str, list[str]]:
    """Status, words and names of headers, without what differs from one answer to the next."""
    answer = window.get(path, REMOTE_ADDR=address)
    words = re.sub(r'value="\w{64}"', "", answer.content.decode()).replace(path, "")
    return answer.status_code, words, sorted(answer.headers)


@pytest.mark.parametrize("path", KEPT_IN)
def test_from_elsewhere_an_address_of_theirs_reads_like_one_that_there_is_not(world: World, path: str) -> None:
    for window in (Client(), signed_in(world.sysadmin), signed_in(world.firm)):
        found, absent = (read(window, each, OUTSIDE) for each in (path, "/nothing-here/"))

        assert found == absent
        assert found[0] == 404


def test_from_the_countys_network_they_are_open(world: World) -> None:
    window, paths = signed_in(world.sysadmin), ("/admin/", "/health/live", "/health/ready")

    assert [window.get(path, REMOTE_ADDR=INSIDE).status_code for path in paths] == [200] * 3


@pytest.mark.parametrize("method", ["post", "head", "put"])
def test_no_method_opens_them(world: World, method: str) -> None:
    assert getattr(Client(), method)("/admin/login/", REMOTE_ADDR=OUTSIDE).status_code == 404


def test_everything_else_is_open_from_everywhere(world: World) -> None:
    paths = ("/", "/accounts/login/", "/track/")

    assert [Client().get(path, REMOTE_ADDR=OUTSIDE).status_code for path in paths] == [200] * 3


def test_nobody_is_led_there_from_where_it_is_closed(world: World) -> None:
    window = signed_in(world.sysadmin)

    pages = {where: window.get("/notices/", REMOTE_ADDR=where).content.decode() for where in (INSIDE, OUTSIDE)}

    assert {where: 'href="/admin/"' in page for where, page in pages.items()} == {INSIDE: True, OUTSIDE: False}


def test_where_no_network_is_named_they_are_open_from_everywhere(db: None) -> None:
    assert Client().get("/health/live", REMOTE_ADDR=OUTSIDE).status_code == 200


@pytest.mark.parametrize(("seen", "path"), [(INSIDE, "/admin/"), (OUTSIDE, NOWHERE), (f"{INSIDE}, {OUTSIDE}", NOWHERE)])
def test_behind_our_front_the_address_is_the_one_that_it_saw(
    rf: RequestFactory, settings: LazySettings, seen: str, path: str
) -> None:
    settings.ADMIN_NETWORKS = (ip_network("10.20.0.0/16"),)
    asked: list[str] = []

    def view(request: HttpRequest) -> HttpResponse:
        asked.append(request.path_info)
        return HttpResponse()

    ClientAddressMiddleware(NetworksMiddleware(view))(rf.get("/admin/", REMOTE_ADDR="", HTTP_X_FORWARDED_FOR=seen))

    assert asked == [path]


@pytest.mark.parametrize(
    ("address", "within"),
    [(INSIDE, True), ("::ffff:10.20.3.4", True), ("fd00:20::1", True), (OUTSIDE, False), ("::1", False), ("", False)],
)
def test_an_address_is_within_or_not(world: World, settings: LazySettings, address: str, within: bool) -> None:
    assert reaches(address, settings.ADMIN_NETWORKS) is within


def test_nothing_stands_where_they_are_led() -> None:
    with pytest.raises(Resolver404):
        resolve(NOWHERE)


@pytest.mark.parametrize(
    ("said", "meant"),
    [("", ()), ("10.20.0.0/16, 127.0.0.1", (ip_network("10.20.0.0/16"), ip_network("127.0.0.1/32")))],
)
def test_networks_are_parted_by_commas(monkeypatch: pytest.MonkeyPatch, said: str, meant: tuple[Any, ...]) -> None:
    monkeypatch.setenv("QIHU_ADMIN_NETWORKS", said)

    assert environment.networks("QIHU_ADMIN_NETWORKS") == meant


@pytest.mark.parametrize("said", ["10.20.3.4/16", "the office", "10.20.0.0/33"])
def test_a_network_that_cannot_be_meant_stops_the_start(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    monkeypatch.setenv("QIHU_ADMIN_NETWORKS", said)

    with pytest.raises(ValueError, match=r"10\.20|the office"):
        environment.networks("QIHU_ADMIN_NETWORKS")
