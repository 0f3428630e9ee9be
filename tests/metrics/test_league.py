"""Units by band, or in a league table where the county shows one."""

from datetime import datetime
from html import unescape

import pytest

from journal import clock
from metrics import board
from metrics.bands import Band
from metrics.rates import Tally, Weights
from metrics.rules import Rule
from orgs.calendar import COUNTY_TIME
from orgs.models import Organisation
from tests import cast, figures
from tests.cast import World
from tests.figure_rules import set_for

DECEMBER = datetime(2026, 12, 7, 9, 0, tzinfo=COUNTY_TIME)


def test_five_revisits_rank_a_unit_and_four_do_not() -> None:
    weights = Weights()
    found: dict[int | None, Tally] = {
        1: Tally(5, 5, 4, 0, 4, 0),
        2: Tally(4, 4, 4, 0, 4, 0),
        3: Tally(9, 9, 9, 0, 9, 0),
        4: Tally(6, 6, 6, 0, 6, 0),
    }
    names = {pk: Organisation(pk=pk, name=f"单位{pk}") for pk in (1, 2, 3, 4)}

    lines = board.ranked(found, names, weights)

    assert [(line.unit_id, line.rank) for line in lines] == [(3, "1"), (4, "1"), (1, "3"), (2, "")]


def test_a_league_table_says_who_rose_and_bands_say_no_place() -> None:
    found: board.ByUnit = {unit: Tally(12, 12, solved, 0, 12, 0) for unit, solved in ((1, 12), (2, 6), (3, 9))}
    before: board.ByUnit = {unit: Tally(12, 12, solved, 0, 12, 0) for unit, solved in ((1, 3), (2, 9))}
    names = {pk: Organisation(pk=pk, name=f"单位{pk}") for pk in (1, 2, 3)}

    league, bands = board.league(found, before, names, Rule()), board.in_bands(found, names, Rule())

    assert [(line.unit_id, line.rank, line.climbed, line.fell) for line in league] == [
        (1, "1", 1, 0), (3, "2", None, 0), (2, "3", -2, 2),
    ]  # fmt: skip
    assert [(line.unit_id, line.rank, line.band) for line in bands] == [
        (1, "", Band.EXCELLENT), (3, "", Band.GOOD), (2, "", Band.FAIR),
    ]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("ranked", [True, False])
def test_a_county_reads_ranks_only_if_it_has_chosen_to(world: World, ranked: bool) -> None:
    with clock.moved_to(cast.MONDAY):
        set_for(world, "2026-12", Rule(ranked=ranked))
    with clock.moved_to(DECEMBER):
        cast.closed(world)
        figures.counted_anew()
        answer = cast.signed_in(world.leader).get("/statistics/?period=2026-12")

    shown = unescape(answer.content.decode())
    assert ("名次" in shown, "样本 1 件，不计排名" in shown) == (ranked, ranked)
    assert ("分档</th>" in shown, "样本 1 件，不分档" in shown) == (not ranked, not ranked)
