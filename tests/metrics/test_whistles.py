"""The figures of whistle and check-in: by the call, opened by a link, and never ahead of what a page may say."""

import re
from datetime import datetime, timedelta
from html import unescape
from typing import Final

import pytest

from journal import clock
from metrics import whistles
from metrics.counting import Scope
from metrics.periods import Month
from metrics.whistles import WhistleTally
from tests import cast
from tests.cast import MINUTE, MONDAY, World
from tests.tickets import whistled
from tests.tickets.whistled import CALLS, blow, check_in, end, rate_units, rate_whistle, release
from tickets.models import Ticket
from tickets.whistle_kinds import WhistleKind

NOVEMBER: Final = Month(2026, 11)
AFTER: Final = MONDAY + timedelta(days=14)


def told(world: World) -> Ticket:
    """An emergency of the desk: one comes in time, one late, one not; a call that waits counts nowhere."""
    with clock.moved_to(MONDAY):
        ticket = cast.dispatched(world, assists=False)
        blow(world, ticket, *CALLS, kind=WhistleKind.EMERGENCY)
        check_in(ticket, world.third_liaison)
    with clock.moved_to(MONDAY + 40 * MINUTE):
        check_in(ticket, world.other_liaison)
        end(ticket, world.desk)
        blow(world, ticket, "third_liaison")
    return ticket


def counted(world: World, *, now: datetime = MONDAY) -> dict[str, WhistleTally]:
    names = {getattr(world, name).organisation_id: name for name in ("desk", *CALLS)}
    scope = Scope(world.county.pk, NOVEMBER)
    return {names[unit]: tally for unit, tally in whistles.tallies(scope, now=now).items()}


def test_whistles_and_check_ins_are_counted_for_who_blew_and_who_was_called(world: World) -> None:
    told(world)

    assert counted(world) == {
        "desk": WhistleTally(blown=2),
        "third_liaison": WhistleTally(due=1, in_time=1),
        "other_liaison": WhistleTally(due=1, late=1),
        "liaison": WhistleTally(due=1, missed=1),
    }
    assert counted(world)["third_liaison"].on_time().percent == "100.00 %"
    assert counted(world)["desk"].on_time().percent == "—"


def test_released_and_excused_units_are_not_measured(world: World) -> None:
    with clock.moved_to(MONDAY):
        ticket = whistled.whistled(world)
        release(ticket, world.third_liaison, world.desk)
        end(ticket, world.desk)

    assert counted(world) == {"desk": WhistleTally(blown=1)}


def test_a_rating_is_counted_once_both_may_read_it(world: World) -> None:
    with clock.moved_to(MONDAY):
        ticket = whistled.ended(world)
        rate_units(ticket, world.desk, world.third_liaison, grade=1, words="到了就走，没有测")
        sealed = counted(world)
        late = counted(world, now=AFTER)
        rate_whistle(ticket, world.third_liaison, grade=3)

    both = counted(world)
    assert (sealed["third_liaison"].effort, late["third_liaison"].effort) == (0, 1)
    assert (both["third_liaison"].effort, both["third_liaison"].effort_good) == (1, 0)
    assert (both["desk"].cause, both["desk"].cause_good) == (1, 1)


@pytest.mark.parametrize("who", ["office", "desk"])
def test_every_number_of_the_table_opens_its_cases(world: World, who: str) -> None:
    ticket = told(world)
    with clock.moved_to(MONDAY + 60 * MINUTE):
        client = cast.signed_in(getattr(world, who))
        page = client.get("/statistics/check-ins/?period=2026-11").text
        table = page[page.index("h-whistles") :]
        links = re.findall(r'href="(/statistics/(?:whistles|calls|efforts|causes)[^"]*)">(\d+)(?:/(\d+))?<', table)

        assert len(links) == 24  # four units, six numbers each
        for address, part, whole in links:
            shown = client.get(unescape(address))
            assert shown.status_code == 200
            assert (ticket.number in shown.text) == (int(whole or part) > 0), address


def test_a_unit_reads_its_own_line_alone(world: World) -> None:
    told(world)
    with clock.moved_to(MONDAY + 60 * MINUTE):
        page = cast.signed_in(world.third_liaison).get("/statistics/check-ins/?period=2026-11").text
    table = page[page.index("h-whistles") :]

    assert "市监局" in table
    assert "发改局" not in table
