"""With which month the pages of rates open in the first days of a month."""

import re
from collections.abc import Iterator
from datetime import datetime
from html import unescape

import pytest

from journal import clock
from tests import cast, figures
from tests.cast import MINUTE, MONDAY, World
from tests.orgs.test_calendar import at

pytestmark = pytest.mark.django_db
DECEMBER = at("2026-12-01 09:00")
SAID = "2026年12月的有效回访还不满 5 件，先显示2026年11月。"
ADDRESSES = ("/statistics/board/", "/statistics/")


@pytest.fixture(autouse=True)
def in_december() -> Iterator[None]:
    with clock.moved_to(DECEMBER + 60 * MINUTE):
        yield


def closed(world: World, count: int, *, since: datetime = MONDAY) -> None:
    for place in range(count):
        with clock.moved_to(since + place * MINUTE):
            cast.closed(world)
    figures.counted_anew()


def opened(world: World, address: str) -> str:
    return cast.signed_in(world.leader).get(address).text


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_month_that_has_hardly_begun_gives_way_to_the_one_before(world: World, address: str) -> None:
    closed(world, 5)

    page = opened(world, address)

    assert SAID in page
    assert f'href="{address}?period=2026-12"' in page
    assert "/statistics/valid/?period=2026-11" in page
    assert "/statistics/valid/?period=2026-12" not in page


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_that_is_fetched_anew_still_says_so(world: World, address: str) -> None:
    closed(world, 5)
    (live,) = re.findall(rf'hx-get="({address}\?[^"]*)"', opened(world, address))

    again = cast.signed_in(world.leader).get(unescape(live), headers={"HX-Request": "true"}).text

    assert SAID in again


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_running_month_is_shown_to_whoever_asks_for_it(world: World, address: str) -> None:
    closed(world, 5)

    page = opened(world, f"{address}?period=2026-12")

    assert SAID not in page
    assert "/statistics/valid/?period=2026-12" in page


@pytest.mark.parametrize("address", ADDRESSES)
def test_with_enough_revisits_the_running_month_is_back(world: World, address: str) -> None:
    closed(world, 5)
    closed(world, 5, since=DECEMBER)

    page = opened(world, address)

    assert SAID not in page
    assert "/statistics/valid/?period=2026-12" in page


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_month_with_too_few_itself_is_not_shown_instead(world: World, address: str) -> None:
    closed(world, 4)

    assert SAID not in opened(world, address)
