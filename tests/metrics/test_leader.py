"""The leader's page: who reads it, what it says, and that every number on it opens just as many cases."""

from datetime import date, timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from journal import clock
from metrics import charts, leading
from metrics.board import Line
from metrics.counting import Scope
from metrics.leading import legend, steps_for, tiles
from metrics.models import CaseFact
from metrics.periods import Month, Span, Year
from metrics.rates import Tally
from metrics.rules import Rule
from tests import cast, figures
from tests.cast import World
from tests.metrics import crawling
from tests.orgs.test_calendar import at
from tests.tickets import grouped
from tickets.models import Candidate
from tickets.services import revisiting, sweep
from tickets.statuses import Grade, HardCase, Outcome

pytestmark = pytest.mark.django_db
NOVEMBER = Month(2026, 11)
BOARD = "/statistics/board/"


@pytest.fixture
def november(world: World) -> World:
    """A good case, a bad one in another round, one withdrawn before anybody answered; in October one that was good."""
    bad = cast.a_verdict(contacted=False, outcome=Outcome.UNSOLVED, grade=Grade.DISSATISFIED, words="还是跳闸")
    with clock.moved_to(at("2026-10-20 09:00")):
        cast.closed(world)
    with clock.moved_to(cast.MONDAY):
        cast.closed(world)
        again = cast.asked_to_confirm(world)
        revisiting.confirm(again.pk, verdict=bad, actor=world.firm, version=again.version)
        cast.dispatched(world)
    figures.counted_anew()
    return world


def read(world: World, who: str = "leader", query: str = "?period=2026-11") -> str:
    response = cast.signed_in(getattr(world, who)).get(BOARD + query)
    assert response.status_code == 200
    return unescape(response.content.decode())


@pytest.mark.parametrize("who", ["leader", "office", "desk"])
def test_those_who_compare_units_read_it(november: World, who: str) -> None:
    assert "三率" in read(november, who)


@pytest.mark.parametrize("who", ["liaison", "firm", "clerk", "sysadmin", "auditor"])
def test_nobody_else_does(world: World, who: str) -> None:
    assert cast.signed_in(getattr(world, who)).get(BOARD).status_code == 404


def test_each_rate_has_fraction_change_target_and_what_it_lost(november: World) -> None:
    shown = read(november)

    for words in ("50.00 %", "1/2", "比2026年10月低 50.00 个点", "目标 98 %", "企业说没有联系的 1", "受理 3 件"):
        assert words in shown, words


def test_a_month_without_revisits_shows_a_dash_and_no_change(world: World) -> None:
    shown = read(world)

    assert ("—" in shown, "0/0" in shown, "个点" in shown) == (True, True, False)


def test_a_span_of_days_has_no_board(world: World) -> None:
    response = cast.signed_in(world.leader).get(BOARD + "?period=2026-11-01..2026-11-30")

    assert response.status_code == 404


@pytest.mark.parametrize(
    ("who", "address", "fewest"),
    [
        ("leader", BOARD, 12),
        ("leader", "/statistics/", 40),
        ("leader", "/statistics/towns/", 4),
        ("office", "/statistics/", 40),
        ("liaison", "/statistics/", 15),
    ],
)
def test_every_number_opens_just_as_many_cases(november: World, who: str, address: str, fewest: int) -> None:
    client = cast.signed_in(getattr(november, who))

    assert crawling.opened(client, f"{address}?period=2026-11") >= fewest


def test_what_is_overdue_in_a_town_opens_those_cases(november: World) -> None:
    with clock.moved_to(cast.MONDAY):
        late = cast.signed(november)
    due = late.deadlines.get(kind="resolve").due_at
    with clock.moved_to(due + timedelta(minutes=1)):
        while sweep.run():
            pass
        figures.counted_anew()
        client = cast.signed_in(november.leader)
        shown = unescape(client.get(BOARD).content.decode())
        assert f"/statistics/overdue/?period={due:%Y-%m}&town={november.town.pk}" in shown
        assert crawling.opened(client, BOARD) > 0
        assert late.number in client.get("/statistics/overdue/").content.decode()


@pytest.mark.parametrize("who", ["liaison", "firm", "clerk"])
def test_towns_are_for_those_who_compare(world: World, who: str) -> None:
    assert cast.signed_in(getattr(world, who)).get("/statistics/towns/").status_code == 404


def test_an_overdue_case_needs_the_leader_who_may_instruct_and_the_office_that_may_order(november: World) -> None:
    with clock.moved_to(cast.MONDAY):
        late = cast.signed(november)
    due = late.deadlines.get(kind="resolve").due_at
    with clock.moved_to(due + timedelta(days=2)):
        assert late.number not in read(november)
    with clock.moved_to(due + timedelta(days=9)):
        while sweep.run():
            pass
        leader, office = read(november), read(november, "office")

    assert f"/tickets/{late.number}/instruct/#act-instruct" in leader
    assert f"/tickets/{late.number}/order_supervision/#act-order_supervision" in office


def test_seven_at_most_need_somebody_and_some_of_them_are_not_overdue(november: World) -> None:
    with clock.moved_to(cast.MONDAY):
        late = [cast.signed(november) for _ in range(8)]
        hard = cast.signed(november)
        Candidate.objects.create(ticket=hard, at=cast.MONDAY, reason=HardCase.RETURNED_TWICE)
    due = max(case.deadlines.get(kind="resolve").due_at for case in late)
    with clock.moved_to(due + timedelta(days=9)):
        shown = read(november)

    assert shown.count('<li class="q-need">') == 7
    assert str(HardCase.RETURNED_TWICE.label) in shown


def test_five_alike_in_thirty_days_are_common_and_four_are_not(world: World) -> None:
    with clock.moved_to(cast.MONDAY):
        cases = [cast.dispatched(world) for _ in range(5)]
        figures.counted_anew()
        today = cast.MONDAY.date()
        (kind,) = leading.alike(world.county.pk, today=today)
        shown = read(world, "office")
    CaseFact.objects.filter(ticket=cases[0].pk).update(accepted_on=today - timedelta(days=30))

    assert (kind.name, kind.count, kind.towns) == (world.category.name, 5, 1)
    assert "/roundtable/raise/?title=" in shown
    assert leading.alike(world.county.pk, today=today) == []


def test_what_was_frequent_in_the_coming_month_a_year_ago_is_expected(world: World) -> None:
    with clock.moved_to(at("2025-12-09 09:00")):
        for _ in range(5):
            cast.dispatched(world)
    figures.counted_anew()
    assert leading.expected(world.county.pk, Month(2026, 12)) == []  # a county one month old has no season
    with clock.moved_to(at("2025-06-09 09:00")):
        cast.dispatched(world)
    figures.counted_anew()

    (kind,) = leading.expected(world.county.pk, Month(2026, 12))

    assert (kind.name, kind.count, kind.last, kind.times) == (world.category.name, 5, Month(2025, 12), "5.8")
    assert leading.expected(world.county.pk, Month(2026, 11)) == []


def test_a_topic_takes_its_name_from_the_board(world: World) -> None:
    shown = cast.signed_in(world.office).get("/roundtable/raise/?title=快递单价" + "涨" * 80).text

    assert f'value="快递单价{"涨" * 56}"' in shown


def test_the_statements_of_the_page_do_not_grow_with_what_is_on_it(november: World) -> None:
    client = cast.signed_in(november.leader)

    def cost() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(BOARD + "?period=2026-11").status_code == 200
        return len(found)

    cost()
    before = cost()
    with clock.moved_to(cast.MONDAY):
        for _ in range(3):
            grouped.of_firms(november, 2)
            cast.closed(november)
    figures.counted_anew()

    assert (cost(), before <= 25) == (before, True)


def test_the_board_counts_the_county_whatever_else_the_address_says(november: World) -> None:
    query = f"?period=2026-11&unit={november.third_liaison.organisation_id}&town={november.other_town.pk}"

    assert "受理 3 件" in read(november, query=query)


# --- pure -------------------------------------------------------------------------------------------------------------


def test_bands_hold_units_with_ten_revisits() -> None:
    rates = Tally(valid=10, contacted=10, solved=10, satisfied=10)
    lines = [
        Line("甲", 1, rates, [], rates.score(Rule().weights)),
        Line("乙", 2, Tally(valid=9, contacted=9), [], Decimal("10.0")),
        Line("丙", 3, Tally(), [], None),
    ]
    bands, few = leading.banded(lines, Rule())

    assert [(band.value, [line.name for line in found]) for band, found in bands] == [
        ("excellent", ["甲"]), ("good", []), ("fair", []), ("poor", []),
    ]  # fmt: skip
    assert [line.name for line in few] == ["乙"]


def test_a_line_lies_between_its_edges_and_skips_what_is_not_known() -> None:
    drawn = charts.line([Decimal("0.5"), None, Decimal(1)], Decimal("0.9"))
    places = [tuple(map(float, each.split(","))) for each in drawn.points.split()]

    assert [x for x, _y in places] == [6.0, 294.0]
    assert all(6.0 <= y <= 58.0 for _x, y in places)
    assert (drawn.dot, charts.line([None], Decimal("0.9")).dot) == (("294.0", "6.0"), None)


def test_bars_share_a_scale_and_tell_the_last_year_from_the_one_before() -> None:
    drawn = charts.bars([2, 5, 10], most=10, new=2)

    assert drawn.old == "M1.0 82v-16.4h78.0v16.4z"
    assert drawn.new == "M81.0 82v-41.0h78.0v41.0zM161.0 82v-82.0h78.0v82.0z"


def test_a_month_without_a_case_and_a_young_county_have_no_bars_to_draw() -> None:
    assert charts.bars([0, 5], most=5, new=1) == charts.Bars("", "M121.0 82v-82.0h118.0v82.0z")
    assert charts.bars([0], most=0) == charts.Bars("", "")


@pytest.mark.parametrize(("most", "steps"), [(0, [3, 6, 10, 20]), (40, [3, 6, 10, 20]), (41, [6, 12, 20, 40])])
def test_colours_begin_where_the_most_of_them_asks_for(most: int, steps: list[int]) -> None:
    assert steps_for(most) == steps


def test_a_tile_is_as_deep_as_its_number() -> None:
    found: dict[int | None, Tally] = {1: Tally(accepted=2), 2: Tally(accepted=20), None: Tally(accepted=9)}
    drawn = tiles([(1, "甲"), (2, "乙"), (3, "丙")], found, {2: 1})

    assert [(tile.count, tile.heat, tile.over) for tile in drawn] == [(2, 0, 0), (20, 4, 1), (0, 0, 0)]
    assert legend([3, 6, 10, 20]) == ["0–2", "3–5", "6–9", "10–19", "20 以上"]


def test_a_town_is_called_without_its_kind() -> None:
    assert [leading.short(name) for name in ("云裳镇", "西城街道", "集镇", "开发区")] == [
        "云裳",
        "西城",
        "集镇",
        "开发区",
    ]


def test_months_end_with_the_last_of_the_period() -> None:
    assert [str(month) for month in leading.months_until(NOVEMBER, 3)] == ["2026-09", "2026-10", "2026-11"]
    assert str(leading.months_until(Year(2025), 24)[0]) == "2024-01"


def test_the_scope_of_days_reads_the_facts(november: World) -> None:
    scope = Scope(november.county.pk, Span(date(2026, 11, 1), date(2026, 11, 30)), town_id=november.town.pk)

    assert figures.cases(scope, "accepted").count() == 3
