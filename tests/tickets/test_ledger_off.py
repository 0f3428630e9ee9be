"""Off the ledger (挂账): struck off (销号) or taken off, the case is handled again and answered the ordinary way."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from journal import clock
from orgs.calendar import COUNTY_TIME
from orgs.working_days import calendar_of
from tests import asking, cast
from tests.cast import MONDAY, World, current
from tests.tickets import ledgered
from tests.tickets.asking_for_time import december, lines, reply
from tests.tickets.giving_back import clock_of, november
from tests.tickets.ledgered import ask, ask_off, grant, report, review, strike_off
from tests.tickets.test_standing import reckoned, stands
from tickets.exceptions import Blocked
from tickets.models import Deadline, LedgerItem, Ticket
from tickets.offers import offers
from tickets.queries.cases import deadlines_of
from tickets.services import ledgering, sweep
from tickets.statuses import DeadlineKind, Status
from tickets.turns import whose_turn


@pytest.fixture(autouse=True)
def monday(db: None) -> Iterator[None]:
    """Tests begin on a Monday at nine; the case is due on 7 December."""
    with clock.moved_to(MONDAY):
        yield


def resolve_of(ticket: Ticket) -> Deadline:
    return clock_of(ticket, DeadlineKind.RESOLVE)


def swept(moment: datetime) -> None:
    with clock.moved_to(moment):
        while sweep.run():
            pass


def test_taken_off_the_lead_goes_on_with_what_was_left(world: World) -> None:
    ticket = ledgered.on_ledger(world)

    with clock.moved_to(december(14, 9)):
        review(world, ticket, goes_on=False)

    found = resolve_of(ticket)
    # Fifteen working days were left on Monday at nine; half an hour of that Monday had passed.
    assert (found.due_at, found.first_due_at) == (datetime(2027, 1, 4, 18, tzinfo=COUNTY_TIME), None)
    assert (current(ticket).status, LedgerItem.objects.get().ended_at) == (Status.HANDLING, december(14, 9))
    assert stands(ticket) == reckoned(ticket)


def test_a_review_that_lets_it_go_on_moves_nothing(world: World) -> None:
    ticket = ledgered.on_ledger(world)

    review(world, ticket, goes_on=True)

    assert (current(ticket).status, current(ticket).due_at) == (Status.ON_LEDGER, december(16))
    assert lines(ticket, for_firm=True)["ledger.reviewed"].words == ""


def test_struck_off_with_little_left_there_are_three_working_days_and_the_first_date_stays(world: World) -> None:
    ticket = cast.signed(world)
    with clock.moved_to(december(7, 16)):
        ask(world, ticket, target_on=date(2026, 12, 21))
        grant(world, ticket)
    with clock.moved_to(december(14, 9)):
        ask_off(world, ticket)
        strike_off(world, ticket)

    found = resolve_of(ticket)
    assert (found.due_at, found.first_due_at) == (december(17), december(14, 11))
    assert clock_of(ticket, DeadlineKind.LEDGER).met_at == december(14, 9)


def test_struck_off_the_lead_replies_the_ordinary_way(world: World) -> None:
    ticket = ledgered.to_strike_off(world)
    strike_off(world, ticket)

    reply(world, ticket)

    assert current(ticket).status == Status.REPLIED


def test_a_strike_off_that_is_refused_leaves_it_on_the_ledger(world: World) -> None:
    ticket = ledgered.to_strike_off(world)
    ledgering.refuse_strike_off(ticket.pk, ruling="晚上仍然跳闸", actor=world.office, version=ticket.version)

    assert (current(ticket).status, current(ticket).waits_for) == (Status.ON_LEDGER, "monthly")
    assert "ask_strike_off" in offers(current(ticket), world.liaison)
    assert "ledger.strike_refused" not in lines(ticket, for_firm=True)


def test_while_the_ruling_is_late_the_office_is_named_and_the_report_still_taken(world: World) -> None:
    ticket = ledgered.to_strike_off(world)
    swept(november(16, 17))

    late = Deadline.objects.get(ticket=ticket, kind="ruling", met_at=None)
    assert late.passed_at is not None
    assert whose_turn(current(ticket), deadlines_of(current(ticket))).startswith("等党委办公室裁定供电公司的销号")
    assert report(world, ticket) is not None


def test_off_the_ledger_it_can_be_asked_for_again(world: World) -> None:
    ticket = ledgered.on_ledger(world)
    review(world, ticket, goes_on=False)

    ask(world, ticket)
    grant(world, ticket)

    assert LedgerItem.objects.filter(ticket=ticket, upheld=True).count() == 2


def test_off_and_on_again_the_half_year_counts_from_the_first_day(world: World) -> None:
    ticket = ledgered.on_ledger(world)
    with clock.moved_to(MONDAY + timedelta(days=100)):
        review(world, ticket, goes_on=False)
        calendar, clocks = calendar_of(world.county), deadlines_of(current(ticket))
        span = ledgering.span_now(current(ticket), clocks, now=clock.now(), calendar=calendar)
        with pytest.raises(Blocked, match="目标日期最晚是"):
            ask(world, ticket, target_on=(MONDAY + timedelta(days=182)).date())

    assert span is not None
    assert span.last == date(2027, 5, 14)  # a Friday; the 180th day is a Saturday


def test_the_database_keeps_one_standing_item_and_one_that_has_begun_only_if_granted(world: World) -> None:
    ticket = ledgered.on_ledger(world)
    item = LedgerItem.objects.get()

    with pytest.raises(IntegrityError, match="one_standing_item_per_case"), transaction.atomic():
        LedgerItem.objects.create(
            ticket=ticket, leg=item.leg, by=item.by, by_person=item.by_person, at=MONDAY, plan="一", told="二",
            target_on=item.target_on, body="三", upheld=True, ruled_at=MONDAY, began_at=MONDAY,
        )  # fmt: skip
    with pytest.raises(IntegrityError, match="item_ends_after_it_began"), transaction.atomic():
        LedgerItem.objects.filter(pk=item.pk).update(began_at=None, ended_at=MONDAY)


def test_a_pause_and_the_ledger_do_not_meet(world: World) -> None:
    ticket = asking.suspended(world)

    assert "ask_ledger" not in offers(ticket, world.liaison)
