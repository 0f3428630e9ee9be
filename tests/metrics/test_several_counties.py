"""An office that is let see several counties picks whose figures it looks at; others read their own county's alone."""

import re
from html import unescape

import pytest

from orgs.models import Post
from tests import cast, figures, overseeing
from tests.cast import World, signed_in
from tests.overseeing import City


@pytest.fixture
def city(world: World) -> City:
    """A city whose office sees the county."""
    city = overseeing.city()
    overseeing.in_force(world, city)
    return city


def read(post: Post, address: str) -> str:
    """A page of figures as somebody reads it."""
    return unescape(signed_in(post).get(address).content.decode())


def links(shown: str) -> set[str]:
    """Its links to the cases behind a number; what a figure means is the same in every county."""
    return set(re.findall(r'href="(/statistics/(?!definitions/|board/")[^"]+)"', shown))


def test_it_picks_the_county_and_every_number_opens_that_countys_cases(world: World, city: City) -> None:
    ticket = cast.closed(world)
    figures.counted_anew()

    own = read(city.supervisor, "/statistics/")
    theirs = read(city.supervisor, f"/statistics/?county={world.county.pk}")
    cases = read(city.supervisor, f"/statistics/accepted/?county={world.county.pk}")

    assert f'<option value="{world.county.pk}">测试县</option>' in own
    assert f'<option value="{world.county.pk}" selected>测试县</option>' in theirs
    assert ("受理 0 件" in own, "受理 1 件" in theirs, "供电公司" in theirs) == (True, True, True)
    assert [link for link in links(theirs) if f"county={world.county.pk}" not in link] == []
    assert (ticket.number in cases, " · 测试县" in cases) == (True, True)
    assert not any("county=" in link for link in links(own))


def test_the_list_of_another_county_is_read_and_not_taken_away(world: World, city: City) -> None:
    cast.closed(world)
    figures.counted_anew()
    shown = read(city.supervisor, f"/statistics/accepted/?county={world.county.pk}")

    answer = signed_in(city.supervisor).post(f"/statistics/accepted/export/?county={world.county.pk}")

    assert ("测试县" in shown, "整张导出" in shown, answer.status_code) == (True, False, 404)
    assert "整张导出" in read(world.office, "/statistics/accepted/")


@pytest.mark.parametrize("page", ["", "check-ins/", "supervision/", "accepted/", "status-closed/"])
def test_a_county_that_ones_unit_does_not_see_looks_like_one_that_is_not_there(
    world: World, city: City, page: str
) -> None:
    cast.closed(world)
    asked = [
        (city.supervisor, world.county.pk),
        (city.leader, world.county.pk),
        (world.office, city.county.pk),
        (world.desk, city.county.pk),
        (world.office, 987_654_321),
        (world.office, "x"),
    ]

    answers = [signed_in(post).get(f"/statistics/{page}?county={county}").status_code for post, county in asked]

    assert answers == [200, 404, 404, 404, 404, 404]


def test_stages_are_counted_in_the_county_that_is_looked_at(world: World, city: City) -> None:
    cast.filed(world)

    own = signed_in(city.supervisor).get("/statistics/").context["statuses"]
    theirs = signed_in(city.supervisor).get(f"/statistics/?county={world.county.pk}").context["statuses"]

    assert (sum(dict(own).values()), sum(dict(theirs).values())) == (0, 1)


def test_where_nothing_else_is_seen_there_is_nothing_to_choose(world: World) -> None:
    assert 'name="county"' not in read(world.office, "/statistics/")


def test_when_it_is_over_its_figures_are_too(world: World, city: City) -> None:
    row = city.supervisor.organisation.oversights.get()
    overseeing.ended(row, by=world.sysadmin)

    assert signed_in(city.supervisor).get(f"/statistics/?county={world.county.pk}").status_code == 404
