"""Clocks that run out: silence has its effect, once."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest

from journal import clock
from journal.models import Event
from orgs.calendar import COUNTY_TIME
from orgs.services.calendar import set_day
from orgs.statuses import DayKind
from tests import cast
from tests.cast import MONDAY, World, current
from tests.tickets.test_standing import reckoned, stands
from tickets.exceptions import Blocked
from tickets.models import Deadline, InfoRequest, Ticket
from tickets.services import desk, firm, revisiting, sweep
from tickets.statuses import Closure, DeadlineKind, Status


@pytest.fixture(autouse=True)
def monday(db: None) -> Iterator[None]:
    """Tests begin on a Monday morning."""
    with clock.moved_to(MONDAY):
        yield


def sweep_at(instant: datetime) -> int:
    """Run the sweep as if it were that time."""
    with clock.moved_to(instant):
        return sweep.run()


def verbs(ticket: Ticket) -> list[str]:
    """What has happened so far, in order."""
    return list(Event.objects.for_subject("ticket", ticket.pk).order_by("seq").values_list("verb", flat=True))


def november(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of the month the tests play in."""
    return datetime(2026, 11, day, hour, minute, tzinfo=COUNTY_TIME)


def test_a_clock_is_warned_of_once_and_marked_overdue_once(world: World) -> None:
    ticket = cast.filed(world)

    counts = [sweep_at(november(16, hour)) for hour in (10, 12, 12, 16, 16)]

    assert counts == [0, 1, 0, 1, 0]
    assert verbs(ticket) == ["ticket.submitted", "deadline.warned", "deadline.passed"]


def test_a_met_clock_is_never_marked(world: World) -> None:
    cast.closed(world)

    assert sweep_at(november(30, 9)) == 0


def test_five_working_days_of_silence_and_the_case_goes_on(world: World) -> None:
    ticket = cast.accepted(world)
    desk.ask(ticket.pk, question="请补充电表照片", actor=world.desk, version=ticket.version)
    assert sweep_at(november(23, 17, 59)) == 1

    sweep_at(november(23, 18, 1))

    assert current(ticket).status == Status.ACCEPTED
    assert verbs(ticket)[-2:] == ["deadline.warned", "ticket.question_lapsed"]
    assert InfoRequest.objects.get(ticket=ticket).lapsed_at is not None


def test_an_answer_in_time_leaves_nothing_to_lapse(world: World) -> None:
    ticket = cast.accepted(world)
    desk.ask(ticket.pk, question="请补充电表照片", actor=world.desk, version=ticket.version)
    asked = current(ticket)
    old = Deadline.objects.get(ticket=ticket, kind=DeadlineKind.INFO)
    firm.supplement(ticket.pk, answer="已补", actor=world.firm, version=asked.version)
    desk.ask(ticket.pk, question="还差合同", actor=world.desk, version=current(ticket).version)

    with pytest.raises(Exception, match="need_info"):
        firm.lapse_question(ticket.pk, deadline_id=old.pk)

    assert current(ticket).status == Status.NEED_INFO


def test_waiting_for_the_firm_costs_the_unit_no_time(world: World) -> None:
    ticket = cast.signed(world)
    before = Deadline.objects.get(ticket=ticket, kind=DeadlineKind.RESOLVE)
    desk.ask(ticket.pk, question="请补充电表照片", actor=world.desk, version=ticket.version)
    with clock.moved_to(MONDAY + timedelta(days=2)):
        firm.supplement(ticket.pk, answer="已补", actor=world.firm, version=current(ticket).version)

    after = Deadline.objects.get(pk=before.pk)

    assert (after.paused_minutes, after.paused_at) == (900, None)
    assert after.due_at == november(9, 18) + timedelta(days=30)


def test_a_paused_clock_is_left_alone(world: World) -> None:
    ticket = cast.signed(world)
    desk.ask(ticket.pk, question="请补充电表照片", actor=world.desk, version=ticket.version)
    Deadline.objects.filter(ticket=ticket, kind=DeadlineKind.INFO).update(met_at=MONDAY)

    assert sweep_at(november(30, 9) + timedelta(days=60)) == 0


def test_seven_days_of_silence_then_two_calls_close_the_case_as_not_reached(world: World) -> None:
    ticket = cast.asked_to_confirm(world)
    sweep_at(november(22, 9))
    sweep_at(november(23, 9, 1))
    for day in (24, 25):
        with clock.moved_to(november(day, 10)):
            revisiting.record_call(ticket.pk, verdict=None, actor=world.revisit_clerk, version=current(ticket).version)

    assert (current(ticket).status, current(ticket).closure) == (Status.CLOSED, Closure.NOT_REACHED)
    assert verbs(ticket)[-4:] == ["deadline.warned", "ticket.confirmation_lapsed", "ticket.called", "ticket.called"]


def test_a_call_within_the_seven_days_that_reaches_nobody_is_refused(world: World) -> None:
    ticket = cast.asked_to_confirm(world)

    with clock.moved_to(november(23, 8, 59)), pytest.raises(Blocked, match="企业还有时间"):
        revisiting.record_call(ticket.pk, verdict=None, actor=world.revisit_clerk, version=ticket.version)


def test_after_the_seven_days_a_call_counts_though_the_sweep_is_late(world: World) -> None:
    ticket = cast.asked_to_confirm(world)
    with clock.moved_to(november(24, 10)):
        revisiting.record_call(ticket.pk, verdict=None, actor=world.revisit_clerk, version=ticket.version)
    sweep_at(november(24, 11))
    with clock.moved_to(november(25, 10)):
        revisiting.record_call(ticket.pk, verdict=None, actor=world.revisit_clerk, version=current(ticket).version)

    assert (current(ticket).status, current(ticket).closure) == (Status.CLOSED, Closure.NOT_REACHED)
    assert verbs(ticket)[-3:] == ["ticket.called", "ticket.confirmation_lapsed", "ticket.called"]


def test_one_bad_row_stops_nobody_and_is_tried_later(world: World) -> None:
    bad, good = cast.filed(world), cast.filed(world)
    Ticket.objects.filter(pk=bad.pk).update(chain_seq=0)  # its next event would fork the chain and is refused

    counts = [sweep_at(november(16, 16)), sweep_at(november(16, 16, 5))]
    Ticket.objects.filter(pk=bad.pk).update(chain_seq=1)

    assert (counts, verbs(good)[-1]) == ([1, 0], "deadline.passed")
    assert sweep_at(november(16, 16, 11)) == 1


def test_a_new_day_of_rest_moves_open_deadlines_and_says_so(world: World) -> None:
    ticket = cast.signed(world)
    before = Deadline.objects.get(ticket=ticket, kind=DeadlineKind.RESOLVE)
    set_day(world.county.pk, day=date(2026, 11, 18), kind=DayKind.REST, note="临时放假", actor=world.office)

    counts = [sweep_at(november(16, 10)), sweep_at(november(16, 10))]

    after = Deadline.objects.get(pk=before.pk)
    assert counts == [1, 0]
    assert (before.due_at, after.due_at) == (november(7, 18) + timedelta(days=30), november(8, 18) + timedelta(days=30))
    assert verbs(ticket)[-1] == "deadline.rereckoned"
    assert stands(ticket) == reckoned(ticket)


def test_a_mark_is_taken_back_when_the_clock_moves_ahead(world: World) -> None:
    ticket = cast.filed(world)
    sweep_at(november(16, 16))
    set_day(world.county.pk, day=date(2026, 11, 16), kind=DayKind.REST, note="临时放假", actor=world.office)

    sweep_at(november(16, 17))

    accept = Deadline.objects.get(ticket=ticket)
    assert (accept.starts_at, accept.passed_at, accept.warned_at) == (november(17, 8, 30), None, None)
