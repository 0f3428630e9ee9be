"""How many firms were talked out of their calls stands beside the rates; units read the number, never the case."""

from typing import Any

from journal import clock
from metrics.counting import Scope
from metrics.periods import Month
from orgs.models import Post
from tests import figures
from tests.cast import World, signed_in
from tests.tickets import withdrawn
from tests.tickets.staff_pages import send


def tally(world: World) -> Any:
    """What was counted for the power company this month."""
    scope = Scope(world.county.pk, Month.of(clock.now(), starts_on=1))
    return figures.tallies(scope)[world.liaison.organisation_id]


def opened(post: Post, unit: int) -> int:
    """How the list behind the number answers."""
    figures.counted_anew()
    return int(signed_in(post).get(f"/statistics/persuaded/?unit={unit}").status_code)


def test_a_firm_that_was_talked_out_counts_beside_the_rates_and_one_that_was_not_does_not(world: World) -> None:
    withdrawn.told(world, withdrawn.after_dispatch(world))
    withdrawn.told(world, withdrawn.after_dispatch(world), persuaded=False)

    assert (tally(world).withdrawn, tally(world).persuaded) == (2, 1)


def test_asking_again_takes_nothing_out_of_the_number(world: World) -> None:
    ticket = withdrawn.after_dispatch(world)
    withdrawn.told(world, ticket)
    send(world, ticket, "appeal", who="firm", words={"reason": "还是跳闸"})

    assert (tally(world).withdrawn, tally(world).persuaded) == (0, 1)


def test_a_unit_reads_how_many_and_only_the_office_and_the_leaders_open_them(world: World) -> None:
    withdrawn.told(world, withdrawn.after_dispatch(world))
    unit = world.liaison.organisation_id

    figures.counted_anew()
    assert "被劝撤 1 件" in signed_in(world.liaison).get("/statistics/").content.decode()
    assert (opened(world.liaison, unit), opened(world.desk, unit)) == (404, 404)
    assert (opened(world.office, unit), opened(world.leader, unit)) == (200, 200)
