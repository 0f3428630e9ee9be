"""A called unit checks in (报到) in its time or late, is let off, and the whistle ends. DOMAIN §2.7."""

import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from journal import clock
from journal.models import Event
from orgs.models import County
from orgs.statuses import Role
from tests import cast
from tests.cast import MINUTE, MONDAY, World, current, lead_of
from tests.orgs.test_calendar import at
from tests.tickets import whistled
from tests.tickets.whistled import blow, call_of, check_in, end, release
from tickets.exceptions import StaleWrite
from tickets.models import CheckIn, Deadline, Ticket, Whistle
from tickets.services import desk, dispatch, handling, replying, sweep, whistling
from tickets.statuses import DeadlineKind, RejectReason
from tickets.whistle_kinds import CallState, CheckInWay, WhistleKind

KINDS = list(WhistleKind)


@pytest.fixture(autouse=True)
def monday(db: None) -> Iterator[None]:
    """Tests begin on a Monday at nine."""
    with clock.moved_to(MONDAY):
        yield


def clocks_of(ticket: Ticket) -> dict[str, Deadline]:
    """The check-in clocks by the name of their unit."""
    rows = Deadline.objects.filter(ticket=ticket, kind=DeadlineKind.CHECK_IN).select_related("check_in__unit")
    return {str(row.check_in.unit.display_name): row for row in rows if row.check_in}


# --- checking in ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("way", "place", "said"), [("onsite", "前丁村南头", "手机没电，拍不了照片"), ("online", "", "已把规划图发到群里。")]
)
def test_a_called_unit_checks_in_onsite_or_online(world: World, way: str, place: str, said: str) -> None:
    ticket = whistled.whistled(world)
    with clock.moved_to(MONDAY + timedelta(hours=2)):
        event = check_in(ticket, world.third_liaison, way=CheckInWay(way), place=place, said=said)

        call = call_of(ticket, world.third_liaison)
        assert event is not None
        assert (event.data["unit"], event.data["late"]) == (world.third_liaison.organisation_id, False)
        assert (call.way, call.place, call.said, call.by) == (way, place, said, world.third_liaison)
        assert call.state(clock.now()) == CallState.ON_TIME
        assert clocks_of(ticket)["市监局"].met_at == clock.now()
        assert clocks_of(ticket)["发改局"].is_live
        assert current(ticket).version == ticket.version  # three units come at once, and none stands in another's way


@pytest.mark.parametrize("who", ["desk", "liaison", "firm", "revisit_clerk"])
def test_who_was_not_called_does_not_check_in(world: World, who: str) -> None:
    ticket = whistled.whistled(world)
    words = whistled.arrival(ticket, world.third_liaison)

    with pytest.raises(PermissionDenied):
        whistling.check_in(ticket.pk, arrival=words, actor=getattr(world, who))


def test_nobody_checks_in_for_another_unit(world: World) -> None:
    ticket = whistled.whistled(world)
    words = whistled.arrival(ticket, world.third_liaison)

    with pytest.raises(StaleWrite):
        whistling.check_in(ticket.pk, arrival=words, actor=world.other_liaison)


def test_late_is_recorded_stays_and_is_still_a_check_in(world: World) -> None:
    ticket = whistled.emergency(world)
    with clock.moved_to(MONDAY + 31 * MINUTE):
        sweep.run()
        event = check_in(ticket, world.third_liaison)
    end(ticket, world.desk)

    call = call_of(ticket, world.third_liaison)
    assert event is not None
    assert event.data["late"] is True
    assert call.state(MONDAY + timedelta(days=9)) == CallState.LATE
    assert clocks_of(ticket)["市监局"].passed_at is not None


def test_the_form_sent_twice_is_one_check_in(world: World) -> None:
    ticket, token = whistled.whistled(world), uuid.uuid4()

    assert check_in(ticket, world.third_liaison, client_token=token) is not None
    assert check_in(ticket, world.third_liaison, client_token=token) is None
    assert Event.objects.for_subject("ticket", ticket.pk).filter(verb="whistle.checked_in").count() == 1


def test_a_colleague_who_comes_second_is_told_that_the_unit_is_there(world: World) -> None:
    ticket = whistled.whistled(world)
    colleague = cast.post(world.third_liaison.organisation, Role.HANDLER, "刘监")
    check_in(ticket, world.third_liaison)

    with pytest.raises(StaleWrite):
        check_in(ticket, colleague)


def test_while_the_firm_is_asked_units_still_come(world: World) -> None:
    ticket = whistled.whistled(world)
    due = clocks_of(ticket)["市监局"].due_at
    desk.ask(ticket.pk, question="请补充照片", actor=world.desk, version=current(ticket).version)

    assert clocks_of(ticket)["市监局"].paused_at is None
    check_in(ticket, world.third_liaison)
    assert clocks_of(ticket)["市监局"].due_at == due


# --- the sweep --------------------------------------------------------------------------------------------------------


def verbs(ticket: Ticket) -> list[str]:
    return list(
        Event.objects.for_subject("ticket", ticket.pk)
        .filter(verb__startswith="deadline.", data__kind="check_in")
        .order_by("seq")
        .values_list("verb", flat=True)
    )


def test_the_sweep_warns_and_marks_each_unit_once_however_often_it_runs(world: World) -> None:
    ticket = whistled.emergency(world)
    check_in(ticket, world.third_liaison)

    for minutes in (23, 23, 31, 31, 600):
        with clock.moved_to(MONDAY + minutes * MINUTE):
            sweep.run()

    assert verbs(ticket) == ["deadline.warned"] * 2 + ["deadline.passed"] * 2
    passed = Event.objects.for_subject("ticket", ticket.pk).filter(verb="deadline.passed", data__kind="check_in")
    called = {world.liaison.organisation_id, world.other_liaison.organisation_id}
    assert {event.data["unit"] for event in passed} == called


def test_a_changed_calendar_moves_the_clock_and_the_call_with_it(world: World) -> None:
    ticket = whistled.whistled(world)
    Deadline.objects.filter(ticket=ticket).update(calendar_version=10**6)
    wrong = at("2026-11-30 09:00")
    Deadline.objects.filter(ticket=ticket, kind="check_in").update(due_at=wrong, warn_at=wrong)
    assert County.objects.get(pk=world.county.pk).calendar_version != 10**6

    sweep.run()

    assert call_of(ticket, world.third_liaison).due_at == clocks_of(ticket)["市监局"].due_at == at("2026-11-17 18:00")


# --- letting off, ending ----------------------------------------------------------------------------------------------


def test_the_desk_lets_off_whom_it_called_in_error_with_a_reason(world: World) -> None:
    ticket = whistled.whistled(world)

    release(ticket, world.third_liaison, world.desk)

    call = call_of(ticket, world.third_liaison)
    assert (call.state(MONDAY), call.release_reason) == (CallState.RELEASED, "叫错了单位")
    assert clocks_of(ticket)["市监局"].voided_at == MONDAY
    with pytest.raises(StaleWrite):
        check_in(ticket, world.third_liaison)
    with pytest.raises(StaleWrite):
        release(ticket, world.third_liaison, world.desk)


def test_only_the_desk_lets_off(world: World) -> None:
    ticket = cast.signed(world)
    blow(world, ticket, by=world.liaison)

    with pytest.raises(PermissionDenied):
        release(ticket, world.third_liaison, world.liaison)
    release(ticket, world.third_liaison, world.desk)


@pytest.mark.parametrize("who", ["liaison", "handler", "desk"])
def test_whoever_blew_ends_it_or_the_desk_does(world: World, who: str) -> None:
    ticket = cast.signed(world)
    blow(world, ticket, by=world.liaison)

    end(ticket, getattr(world, who))

    whistle = Whistle.objects.get(ticket=ticket)
    assert (whistle.ended_by, whistle.result) == (getattr(world, who), "已查清由村集体出线。")
    assert whistle.rate_until == at("2026-11-23 18:00")
    assert not current(ticket).whistling


@pytest.mark.parametrize("who", ["other_liaison", "third_liaison", "liaison", "firm", "office"])
def test_nobody_else_ends_it(world: World, who: str) -> None:
    ticket = whistled.whistled(world)

    with pytest.raises(PermissionDenied):
        end(ticket, getattr(world, who))


def test_who_had_time_left_is_excused_and_who_had_not_stands_as_missing(world: World) -> None:
    soon, late = whistled.emergency(world), whistled.emergency(world)
    with clock.moved_to(MONDAY + 10 * MINUTE):
        end(soon, world.desk)
    with clock.moved_to(MONDAY + 40 * MINUTE):
        end(late, world.desk)

    found = {ticket: {call.state(MONDAY + timedelta(days=1)) for call in CheckIn.objects.filter(ticket=ticket)}
             for ticket in (soon, late)}  # fmt: skip
    assert found == {soon: {CallState.EXCUSED}, late: {CallState.MISSED}}
    assert not Deadline.objects.filter(kind="check_in", met_at=None, voided_at=None).exists()


def reply(world: World, ticket: Ticket) -> None:
    leg = lead_of(ticket)
    replying.submit(ticket.pk, leg_id=leg.pk, answer=cast.an_answer(), actor=world.liaison, version=leg.version)


@pytest.mark.parametrize("act", [reply, whistled.withdraw])
def test_the_reply_or_the_withdrawal_ends_it_by_itself(world: World, act: Any) -> None:
    ticket = whistled.come(world)

    act(world, ticket)

    whistle = Whistle.objects.get(ticket=ticket)
    assert (whistle.ended_at, whistle.ended_by, whistle.result) == (MONDAY, None, "")
    assert call_of(ticket, world.other_liaison).state(MONDAY) == CallState.EXCUSED
    assert not current(ticket).whistling
    assert not Deadline.objects.filter(ticket=ticket, kind="check_in", met_at=None, voided_at=None).exists()


def test_a_rejection_ends_it_as_well(world: World) -> None:
    ticket = cast.accepted(world)
    blow(world, ticket)
    desk.propose_rejection(
        ticket.pk,
        reason=RejectReason.LITIGATION,
        channel="县人民法院",
        explanation="双方已经起诉，应由法院处理。",
        actor=world.desk,
        version=current(ticket).version,
    )
    desk.approve_rejection(ticket.pk, actor=world.second_desk, version=current(ticket).version)

    assert Whistle.objects.get(ticket=ticket).ended_at == MONDAY


def test_the_case_may_go_to_another_lead_and_the_whistle_lasts(world: World) -> None:
    ticket = whistled.whistled(world)
    dispatch.send_elsewhere(
        ticket.pk,
        order=dispatch.Order(lead_id=world.third_liaison.organisation_id),
        reason="职责在市监局",
        actor=world.desk,
        version=current(ticket).version,
    )
    leg = lead_of(ticket)
    handling.sign(ticket.pk, leg_id=leg.pk, actor=world.third_liaison, version=leg.version)

    check_in(ticket, world.third_liaison)
    assert current(ticket).whistling
