"""The page of figures: attribution, fractions, and that every number opens exactly its cases."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from journal import clock
from metrics import counting
from metrics.counting import LISTS, Scope
from metrics.periods import Month
from metrics.rates import Tally
from orgs.calendar import COUNTY_TIME
from tests import cast
from tests.cast import World
from tickets.services import firm, replying, revisiting
from tickets.statuses import Grade, Outcome, Status

NOVEMBER = Month(2026, 11)
OCTOBER = datetime(2026, 10, 20, 9, 0, tzinfo=COUNTY_TIME)


@pytest.fixture
def november(world: World) -> World:
    """A month with one good case, one that went round and came good, one withdrawn, one open."""
    with clock.moved_to(cast.MONDAY):
        cast.closed(world)
        again = cast.asked_to_confirm(world)
        bad = cast.a_verdict(contacted=False, outcome=Outcome.UNSOLVED, grade=Grade.DISSATISFIED, words="还是跳闸")
        revisiting.confirm(again.pk, verdict=bad, actor=world.firm, version=again.version)
        leg = cast.lead_of(again)
        replying.submit(again.pk, leg_id=leg.pk, answer=cast.an_answer(), actor=world.liaison, version=leg.version)
        replying.pass_on(again.pk, actor=world.desk, version=cast.current(again).version)
        revisiting.confirm(again.pk, verdict=cast.a_verdict(), actor=world.firm, version=cast.current(again).version)
        gone = cast.dispatched(world)
        firm.withdraw(gone.pk, reason="自己解决了", actor=world.firm, version=gone.version)
        cast.filed(world)
    with clock.moved_to(OCTOBER):
        cast.closed(world)
    return world


def test_the_first_valid_revisit_counts_and_redo_stands_beside(november: World) -> None:
    scope = Scope(post=november.leader, month=NOVEMBER)

    assert counting.tallies(scope) == {
        november.liaison.organisation_id: Tally(valid=2, contacted=1, solved=1, satisfied=1)
    }
    assert counting.beside(scope) == {"redo": 1, "withdrawn": 1, "not_reached": 0}
    assert counting.handled(scope).fraction == "2/3"


def recount() -> tuple[int, ...]:
    """The same figures in plain SQL, written without looking at `metrics`."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH first AS (
                SELECT DISTINCT ON (ticket_id) * FROM tickets_revisit WHERE valid ORDER BY ticket_id, round
            )
            SELECT count(*), count(*) FILTER (WHERE contacted), count(*) FILTER (WHERE outcome = 'solved'),
                   count(*) FILTER (WHERE outcome = 'basically'), count(*) FILTER (WHERE grade >= 4),
                   count(*) FILTER (WHERE grade = 3)
            FROM first
            WHERE at >= '2026-11-01 00:00+08' AND at < '2026-12-01 00:00+08'
            """
        )
        found: tuple[int, ...] = cursor.fetchone()
        return found


def test_the_figures_equal_a_recount_in_plain_sql(november: World) -> None:
    tallies = counting.tallies(Scope(post=november.leader, month=NOVEMBER))

    total = sum(tallies.values(), Tally())

    assert recount() == (
        total.valid, total.contacted, total.solved, total.basically_solved, total.satisfied, total.basically_satisfied,
    )  # fmt: skip


def get(client: Client, name: str, *args: str, query: str = "?month=2026-11") -> str:
    """A page of figures as text."""
    response = client.get(reverse(name, args=args) + query)
    assert response.status_code == 200
    return unescape(response.content.decode())


def test_the_page_shows_each_rate_with_its_fraction_and_sentence(november: World) -> None:
    page = get(cast.signed_in(november.leader), "statistics")

    for shown in ("66.67 %", "2/3", "50.00 %", "1/2", "部门自己登记的联系不算", "样本 2 件，不计排名"):
        assert shown in page


@pytest.mark.parametrize("figure", sorted(LISTS))
def test_every_number_opens_a_list_of_exactly_that_many_cases(november: World, figure: str) -> None:
    page = get(cast.signed_in(november.leader), "statistics_cases", figure)
    expected = LISTS[figure](Scope(post=november.leader, month=NOVEMBER)).count()

    assert len(re.findall(r'<a class="t" href="/tickets/', page)) == expected
    assert f'<span class="q-count">{expected}</span>' in page


def test_every_figure_on_the_page_links_to_a_list_that_exists(november: World) -> None:
    client = cast.signed_in(november.leader)
    links = set(re.findall(r'href="(/statistics/[^"?]+/[^"]*)"', get(client, "statistics")))

    assert len(links) >= len(Status) + 8
    assert {client.get(link.replace("&amp;", "&")).status_code for link in links} == {200}


def test_a_department_counts_only_what_it_sees(november: World) -> None:
    scope = Scope(post=november.third_liaison, month=NOVEMBER)

    assert counting.tallies(scope) == {}
    assert sum(counting.by_status(scope).values()) == 0


@pytest.mark.parametrize("who", ["firm", "clerk", "sysadmin", "auditor"])
def test_firms_and_administrators_read_no_inner_figures(world: World, who: str) -> None:
    assert cast.signed_in(getattr(world, who)).get(reverse("statistics")).status_code == 404


def test_a_stranger_signs_in_first(world: World) -> None:
    assert "/accounts/login/" in Client().get(reverse("statistics"))["Location"]


def test_a_figure_that_does_not_exist_is_not_found(world: World) -> None:
    assert cast.signed_in(world.leader).get(reverse("statistics_cases", args=["nonsense"])).status_code == 404


@pytest.mark.parametrize(
    "query", ["?month=x", "?unit=x", "?unit=" + "9" * 30, "?after=garbage", "?month=2026-99&unit="]
)
def test_a_mangled_address_shows_this_month(world: World, query: str) -> None:
    assert get(cast.signed_in(world.leader), "statistics_cases", "accepted", query=query)


def queries(ask: Callable[[], object]) -> int:
    """How many statements a page costs."""
    with CaptureQueriesContext(
        connection,
    ) as found:
        ask()
    return len(found)


@pytest.mark.parametrize(("name", "args"), [("statistics", []), ("statistics_cases", ["accepted"])])
def test_a_page_costs_the_same_at_one_and_at_three_cases(world: World, name: str, args: list[str]) -> None:
    client = cast.signed_in(world.leader)
    with clock.moved_to(cast.MONDAY):
        cast.closed(world)
        client.get(reverse(name, args=args))
        one = queries(lambda: get(client, name, *args))
        with clock.moved_to(cast.MONDAY + timedelta(hours=1)):
            cast.closed(world)
            cast.closed(world)
        three = queries(lambda: get(client, name, *args))

    assert one == three
