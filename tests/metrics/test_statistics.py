"""The page of figures: attribution, fractions, and that every number opens exactly its cases."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from journal import clock
from metrics import counting
from metrics.counting import NUMBERS, Scope
from metrics.periods import Month
from metrics.rates import Tally
from orgs.calendar import COUNTY_TIME
from orgs.models import Post
from tests import asking, cast, figures
from tests.cast import World
from tests.tickets import grouped
from tickets.models import Ticket
from tickets.queries import tickets_for
from tickets.services import desk, firm, replying, returning, revisiting, sweep
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
    figures.counted_anew()
    return world


def scope_of(world: World, unit: Post | None = None) -> Scope:
    """November of the county, or of one unit."""
    return Scope(world.county.pk, NOVEMBER, unit.organisation_id if unit else None)


def test_the_first_valid_revisit_counts_and_redo_stands_beside(november: World) -> None:
    assert figures.tallies(scope_of(november)) == {
        november.liaison.organisation_id: Tally(
            valid=2,
            contacted=1,
            solved=1,
            satisfied=1,
            accepted=3,
            handled=2,
            redo=1,
            withdrawn=1,
            due=2,
            on_time=2,
            on_time_first=2,
        )
    }


def test_a_date_that_was_missed_counts_though_the_firm_withdraws_and_calls_anew(november: World) -> None:
    unit = november.liaison.organisation_id

    def promises() -> tuple[int, int]:
        tally = figures.tallies(scope_of(november))[unit]
        return tally.due, tally.on_time

    with clock.moved_to(cast.MONDAY):
        ticket = cast.signed(november)
    with clock.moved_to(ticket.deadlines.get(kind="resolve").due_at + timedelta(days=1)):
        while sweep.run():
            pass
        firm.withdraw(ticket.pk, reason="让我先撤", actor=november.firm, version=cast.current(ticket).version)
        withdrawn = promises()
        version = cast.current(ticket).version
        firm.appeal(ticket.pk, reason="还是没办", client_token=uuid4(), actor=november.firm, version=version)
        desk.accept(ticket.pk, actor=november.desk, version=cast.current(ticket).version)
        for step in (grouped.send, grouped.sign, grouped.answer):
            step(november, ticket)

    assert withdrawn == promises() == (3, 2)
    assert ticket.pk in figures.cases(scope_of(november), "late").values_list("pk", flat=True)


def test_an_answer_after_the_first_date_is_late_by_it_and_in_time_by_the_later_one(november: World) -> None:
    start = NOVEMBER.start + timedelta(days=1, hours=1)
    with clock.moved_to(start):
        ticket = asking.extended(november)
        named = ticket.deadlines.get(kind="resolve")
    with clock.moved_to(named.due_at - timedelta(hours=1)):
        leg = cast.lead_of(ticket)
        replying.submit(ticket.pk, leg_id=leg.pk, answer=cast.an_answer(), actor=november.liaison, version=leg.version)

    tally = figures.tallies(scope_of(november))[november.liaison.organisation_id]

    assert (tally.due, tally.on_time, tally.on_time_first, tally.extended) == (3, 3, 2, 1)
    assert [case.pk for case in figures.cases(scope_of(november), "missed")] == [ticket.pk]
    assert not figures.cases(scope_of(november), "late").exists()


def test_a_misdispatch_is_the_desks_and_opens_its_case(november: World) -> None:
    with clock.moved_to(NOVEMBER.start + timedelta(days=16, hours=2)):
        ticket = cast.given_back(november)
        returning.uphold(
            ticket.pk,
            lead_id=november.third_liaison.organisation_id,
            ruling="产权资料已核对。",
            told="表后线路归园区。",
            actor=november.desk,
            version=ticket.version,
        )
        cast.kept(november)  # refused: nobody sent it to the wrong unit

    found = figures.tallies(scope_of(november))

    assert {unit: tally.misdispatched for unit, tally in found.items() if tally.misdispatched} == {
        november.desk.organisation_id: 1
    }
    assert [case.pk for case in figures.cases(scope_of(november, november.desk), "misdispatched")] == [ticket.pk]


def test_a_split_call_counts_as_its_parts_so_that_splitting_makes_no_figure_better(world: World) -> None:
    with clock.moved_to(cast.MONDAY):
        whole = cast.accepted(world)
        before = counting.total(figures.tallies(scope_of(world)).values()).accepted
        parts = grouped.split(world, whole, 3)

    after = counting.total(figures.tallies(scope_of(world)).values()).accepted
    listed = figures.cases(scope_of(world), "accepted")

    assert (before, after) == (1, 3)
    assert {case.pk for case in listed} == {part.pk for part in parts}


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
    total = counting.total(figures.tallies(scope_of(november)).values())

    assert recount() == (
        total.valid, total.contacted, total.solved, total.basically_solved, total.satisfied, total.basically_satisfied,
    )  # fmt: skip


def get(client: Client, name: str, *args: str, query: str = "?period=2026-11") -> str:
    """A page of figures as text."""
    response = client.get(reverse(name, args=args) + query)
    assert response.status_code == 200
    return unescape(response.content.decode())


def test_the_page_shows_each_rate_with_its_fraction_and_sentence(november: World) -> None:
    page = get(cast.signed_in(november.leader), "statistics")

    for shown in ("66.67 %", "2/3", "50.00 %", "1/2", "部门自己登记的联系不算", "样本 2 件，不分档"):
        assert shown in page


@pytest.mark.parametrize("figure", sorted(NUMBERS))
def test_every_number_opens_a_list_of_exactly_that_many_cases(november: World, figure: str) -> None:
    page = get(cast.signed_in(november.leader), "statistics_cases", figure)
    expected = figures.cases(scope_of(november), figure).count()

    assert len(re.findall(r'<a class="t" href="/tickets/', page)) == expected
    assert f'<span class="q-count">{expected}</span>' in page


def test_every_figure_on_the_page_links_to_a_list_that_exists(november: World) -> None:
    client = cast.signed_in(november.leader)
    links = set(re.findall(r'href="(/statistics/[^"?]+/[^"]*)"', get(client, "statistics")))

    assert len(links) >= len(Status) + 8
    assert {client.get(link.replace("&amp;", "&")).status_code for link in links} == {200}


def test_a_unit_reads_its_own_figures_and_the_countys_and_nobody_elses(november: World) -> None:
    page = get(cast.signed_in(november.third_liaison), "statistics")

    assert [name in page for name in ("市监局", "全县", "供电公司", "分档</th>")] == [True, True, False, False]
    assert "0/0" in page  # its own
    assert "2/3" in page  # the county's


def test_a_unit_does_not_open_another_units_cases(november: World) -> None:
    client, other = cast.signed_in(november.third_liaison), november.liaison.organisation_id
    address = reverse("statistics_cases", args=["valid"])

    assert client.get(f"{address}?period=2026-11&unit={other}").status_code == 404
    shown = unescape(client.get(f"{address}?period=2026-11").content.decode())
    assert "另有 2 件不由你单位受理或承办" in shown
    assert '<a class="t"' not in shown


def test_a_units_figures_are_of_the_cases_that_it_leads(november: World) -> None:
    helper = november.other_liaison

    assert figures.tallies(scope_of(november, helper)) == {}
    assert sum(counting.by_status(tickets_for(helper)).values()) == 1  # it assisted in the withdrawn one


@pytest.mark.parametrize("who", ["firm", "clerk", "sysadmin", "auditor"])
def test_firms_and_administrators_read_no_inner_figures(world: World, who: str) -> None:
    assert cast.signed_in(getattr(world, who)).get(reverse("statistics")).status_code == 404


def test_a_stranger_signs_in_first(world: World) -> None:
    assert "/accounts/login/" in Client().get(reverse("statistics"))["Location"]


def test_a_figure_that_does_not_exist_is_not_found(world: World) -> None:
    assert cast.signed_in(world.leader).get(reverse("statistics_cases", args=["nonsense"])).status_code == 404


@pytest.mark.parametrize(
    "query", ["?period=x", "?unit=x", "?unit=" + "9" * 30, "?after=garbage", "?period=2026-99&unit="]
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


def test_whoever_keeps_the_calendar_is_told_of_a_year_without_days(world: World) -> None:
    with clock.moved_to(cast.MONDAY):
        keeper, reader = (get(cast.signed_in(who), "statistics") for who in (world.office, world.leader))

    assert "年的放假和调休安排还没有录入" in keeper
    assert "年的放假和调休安排还没有录入" not in reader


@pytest.mark.parametrize("page", ["/statistics/", "/statistics/valid/", "/statistics/cards/"])
def test_nobody_reads_the_name_of_a_firm_by_counting_up_ids(world: World, page: str) -> None:
    client = cast.signed_in(world.leader)

    assert client.get(f"{page}?unit={world.firm.organisation_id}").status_code == 404
    assert client.get(f"{page}?unit={world.liaison.organisation_id}").status_code == 200


@pytest.mark.parametrize("narrow", ["town", "category", "period"])
def test_a_unit_narrows_no_number_of_the_county_to_a_single_firm(november: World, narrow: str) -> None:
    asked = {"town": f"{november.town.pk}", "category": f"{november.category.pk}", "period": "2026-11-16..2026-11-16"}
    address = f"/statistics/satisfied-failed/?{narrow}={asked[narrow]}"

    assert [cast.signed_in(who).get(address).status_code for who in (november.liaison, november.leader)] == [404, 200]


def test_a_unit_does_not_hear_by_a_number_that_a_case_is_about_it(november: World) -> None:
    Ticket.objects.filter(legs__department=november.liaison.organisation).update(
        about_org=november.liaison.organisation
    )
    address = f"/statistics/valid/?period=2026-11&unit={november.liaison.organisation_id}"

    assert "不能打开" not in cast.signed_in(november.liaison).get(address).text


def test_what_happened_to_a_case_twice_says_so_over_its_list(november: World) -> None:
    asked = cast.signed_in(november.leader).get("/statistics/asked/?period=2026-11").text

    assert ('<span class="q-count">2</span>' in asked, "共 3 次，同一件只列一次" in asked) == (True, True)


def test_a_year_of_many_digits_is_no_year(world: World) -> None:
    assert cast.signed_in(world.leader).get("/statistics/?period=0000020260").status_code == 200
