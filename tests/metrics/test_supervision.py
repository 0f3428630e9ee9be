"""The figures of supervision: orders by degree, answers in time, cards; every number opens its cases."""

import re
from datetime import datetime, timedelta
from html import unescape
from typing import Final

from journal import clock
from metrics import supervision
from metrics.counting import Scope
from metrics.periods import Month
from metrics.supervision import SupervisionTally
from tests import cast
from tests.cast import MONDAY, World
from tests.tickets import supervised
from tests.tickets.supervised import accept, after, answer, order, raise_degree
from tickets.models import Ticket
from tickets.services import sweep

NOVEMBER, DECEMBER = Month(2026, 11), Month(2026, 12)
LATER: Final = MONDAY + timedelta(days=10)


def counted(world: World, *, now: datetime = LATER, period: Month = NOVEMBER) -> dict[str, SupervisionTally]:
    names = {getattr(world, name).organisation_id: name for name in ("desk", "liaison", "third_liaison")}
    return {names[unit]: each for unit, each in supervision.tallies(Scope(world.county.pk, period), now=now).items()}


def told(world: World) -> Ticket:
    """One order answered in time and closed, one raised after silence and answered late, one of the desk that waits."""
    with clock.moved_to(MONDAY):
        accept(world, supervised.answered(world))
        ticket = supervised.ordered(world)
    with after(ticket):
        raise_degree(world, ticket)
    with after(ticket):
        answer(ticket, world.third_liaison)
    with clock.moved_to(LATER):
        order(world, cast.filed(world))
    return ticket


def test_orders_are_counted_by_degree_and_answers_by_whether_they_came_in_time(world: World) -> None:
    told(world)

    assert counted(world) == {
        "third_liaison": SupervisionTally(written=2, listed=1, due=3, in_time=1, accepted=1),
        "desk": SupervisionTally(written=1),  # its time is not over: it counts for nobody yet
    }
    assert counted(world)["third_liaison"].answered_in_time().percent == "33.33 %"
    assert counted(world)["desk"].answered_in_time().percent == "—"


def test_cards_are_counted_where_they_were_earned_and_never_of_the_power_company(world: World) -> None:
    with clock.moved_to(MONDAY):
        supervised.taken_on(world)
        cast.signed(world)
    with clock.moved_to(MONDAY + timedelta(days=22)):
        sweep.run()

    assert counted(world) == {}
    assert counted(world, period=DECEMBER) == {"third_liaison": SupervisionTally(yellow=1, red=1)}


def test_every_number_opens_its_cases_and_a_unit_reads_its_own_line_alone(world: World) -> None:
    ticket = told(world)
    with clock.moved_to(LATER):
        address = "/statistics/supervision/?period=2026-11"
        client = cast.signed_in(world.office)
        links = re.findall(r'href="(/statistics/(?:orders|cards)[^"]*)">(\d+)(?:/(\d+))?<', client.get(address).text)
        own = cast.signed_in(world.third_liaison).get(address).text

        assert len(links) == 14  # two units, seven numbers each
        for link, part, whole in links:
            shown = client.get(unescape(link))
            mine = f"unit={world.third_liaison.organisation_id}" in unescape(link)
            assert shown.status_code == 200
            if mine and "accepted" not in link:
                assert (ticket.number in shown.text) == (int(whole or part) > 0), link
    assert "市监局" in own
    assert "电商行业党委</th>" not in own
