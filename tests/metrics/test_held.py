"""A late answer is the desk's where its ruling or its review took the time, else the unit's (DESIGN §6)."""

from datetime import datetime, timedelta
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journal import clock
from metrics.counting import Scope
from metrics.held import Held, Late, is_the_desks
from metrics.periods import Year
from orgs.calendar import WorkCalendar
from orgs.models import Post
from orgs.working_days import calendar_of
from tests import asking, cast, figures
from tests.cast import MONDAY, World, current
from tests.tickets import grouped
from tests.tickets.test_credit import MADE_UP, REST, runs_out
from tickets.models import Ticket
from tickets.services import extending, firm, replying, returning, sweep

HOUR: Final = timedelta(hours=1)
YEAR: Final = Year(2026)


@pytest.fixture
def calendar(world: World) -> WorkCalendar:
    """The county's working days."""
    return calendar_of(world.county)


def whose(world: World) -> dict[str, tuple[int, int]]:
    """Unit → late answers, of so many that were due."""
    tallies = figures.tallies(Scope(world.county.pk, YEAR))
    names = {world.desk.organisation_id: "desk", world.liaison.organisation_id: "unit"}
    return {names[unit]: (tally.late, tally.due) for unit, tally in tallies.items() if unit in names and tally.due}


def given_back(world: World) -> Ticket:
    """On Monday the power company says that a case is not its own."""
    with clock.moved_to(MONDAY):
        ticket = cast.dispatched(world, assists=False)
        leg = cast.lead_of(ticket)
        returning.give_back(ticket.pk, leg_id=leg.pk, plea=cast.a_plea(world), actor=world.liaison, version=leg.version)
    return ticket


def kept_after(world: World, calendar: WorkCalendar, days: int) -> Ticket:
    """A return that the desk refuses after so many working days: the power company has to answer after all."""
    ticket = given_back(world)
    with clock.moved_to(calendar.add_working_minutes(MONDAY, days * calendar.ordinary_minutes)):
        told = "表箱归供电公司管。"
        returning.refuse(
            ticket.pk, ruling="表箱在公用电杆上。", told=told, actor=world.desk, version=current(ticket).version
        )
        grouped.sign(world, ticket)
    return ticket


def due_of(ticket: Ticket) -> datetime:
    """The date of the first answer."""
    found: datetime = ticket.deadlines.get(kind="resolve").due_at
    return found


def answered(world: World, ticket: Ticket, at: datetime) -> None:
    """The power company answers then."""
    with clock.moved_to(at):
        grouped.answer(world, ticket)


def test_an_answer_that_is_late_by_less_than_the_ruling_took_is_the_desks(world: World, calendar: WorkCalendar) -> None:
    ticket = kept_after(world, calendar, days=2)

    answered(world, ticket, calendar.add_working_minutes(due_of(ticket), 60))

    assert whose(world) == {"desk": (1, 1)}


def test_an_answer_that_is_late_by_more_is_the_units(world: World, calendar: WorkCalendar) -> None:
    ticket = kept_after(world, calendar, days=2)

    answered(world, ticket, calendar.add_working_days(due_of(ticket), 3))

    assert whose(world) == {"unit": (1, 1)}


def test_an_answer_in_time_is_the_units_however_long_the_ruling_took(world: World, calendar: WorkCalendar) -> None:
    ticket = kept_after(world, calendar, days=2)

    answered(world, ticket, due_of(ticket) - HOUR)

    assert whose(world) == {"unit": (0, 1)}


def test_a_ruling_that_is_waited_for_is_the_desks_time_until_it_comes(world: World) -> None:
    ticket = given_back(world)
    with clock.moved_to(due_of(ticket) + timedelta(days=2)):
        while sweep.run():
            pass

        assert whose(world) == {"desk": (1, 1)}


def test_a_firm_that_withdraws_while_the_desk_has_it_mends_nothing_for_the_desk(world: World) -> None:
    ticket = given_back(world)
    with clock.moved_to(due_of(ticket) + timedelta(days=2)):
        while sweep.run():
            pass
        firm.withdraw(ticket.pk, reason="不等了", actor=world.firm, version=current(ticket).version)

    assert whose(world) == {"desk": (1, 1)}


@pytest.mark.parametrize(("read_after", "expected"), [(3, "desk"), (1, "unit")])
def test_what_the_desk_read_for_days_and_sent_back_is_not_the_units_time(
    world: World, calendar: WorkCalendar, read_after: int, expected: str
) -> None:
    with clock.moved_to(MONDAY):
        ticket = cast.signed(world)
    first = due_of(ticket) - HOUR
    answered(world, ticket, first)
    back = calendar.add_working_days(first, read_after)
    with clock.moved_to(back):
        replying.send_back(ticket.pk, words="没有写结果。", actor=world.desk, version=current(ticket).version)

    answered(world, ticket, calendar.add_working_minutes(due_of(ticket), 2 * calendar.ordinary_minutes))

    assert whose(world) == {expected: (1, 1)}


def test_a_later_date_was_agreed_on_with_the_ruling_in_view(world: World, calendar: WorkCalendar) -> None:
    ticket = kept_after(world, calendar, days=2)
    leg, until = cast.lead_of(ticket), calendar.add_working_days(due_of(ticket), 5).date()
    with clock.moved_to(due_of(ticket) - 8 * HOUR):
        wish = asking.a_wish(until=until)
        extending.ask(ticket.pk, leg_id=leg.pk, wish=wish, actor=world.liaison, version=leg.version)
        extending.grant(ticket.pk, ruling="", actor=world.desk, version=current(ticket).version)

    answered(world, ticket, calendar.add_working_minutes(due_of(ticket), 60))

    assert whose(world) == {"unit": (1, 1)}


def test_the_number_opens_its_case_for_the_desk_and_not_for_the_unit(world: World, calendar: WorkCalendar) -> None:
    ticket = kept_after(world, calendar, days=2)
    answered(world, ticket, calendar.add_working_minutes(due_of(ticket), 60))

    def late(unit: Post | None) -> list[int]:
        scope = Scope(world.county.pk, YEAR, unit.organisation_id if unit else None)
        return list(figures.cases(scope, "late").values_list("pk", flat=True))

    assert (late(world.desk), late(world.liaison), late(None)) == ([ticket.pk], [], [ticket.pk])


FIRST: Final = MONDAY.replace(hour=0)
INSTANTS: Final = st.integers(min_value=0, max_value=9 * 24 * 60).map(lambda n: FIRST + timedelta(minutes=n))


@given(
    spans=st.lists(st.tuples(INSTANTS, st.integers(1, 3000)), max_size=3), length=st.integers(30, 1200), ended=INSTANTS
)
@settings(max_examples=60, deadline=None)
def test_it_equals_a_count_minute_by_minute(spans: list[tuple[datetime, int]], length: int, ended: datetime) -> None:
    calendar, apart, free_at = WorkCalendar(rest=frozenset({REST}), work=frozenset({MADE_UP})), [], FIRST
    for at, minutes in sorted(spans):  # one after another: a case waits for one ruling at a time
        begins = max(at, free_at)
        apart.append((begins, begins + timedelta(minutes=minutes)))
        free_at = apart[-1][1] + HOUR
    counted = [span for span in apart if span[0] < runs_out(FIRST, length, [each for each in apart if each < span])]
    late = Late(runs_out(FIRST, length, []), wall=False, ended_at=ended)

    found = is_the_desks(late, [Held(*span) for span in apart], calendar=calendar)

    assert found == (ended <= runs_out(FIRST, length, counted))
