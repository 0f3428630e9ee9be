"""Minutes are signed once, frozen and corrected by a new issue; what was decided is written back to its cases."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connections, transaction

from journal import clock, relay
from journal.models import Event
from roundtable import issuing
from roundtable.exceptions import Blocked, Moved
from roundtable.meeting_kinds import MeetingState, Outcome
from roundtable.models import Minutes
from roundtable.services import holding, signing
from tests import cast
from tests.cast import MONDAY, World
from tests.roundtable import held
from tests.roundtable.convened import NEXT_WEEK, current
from tests.roundtable.table import Table
from tickets.models import Deadline, Note
from tickets.statuses import DeadlineKind, Status


@pytest.fixture(autouse=True)
def on_monday() -> Iterator[None]:
    with clock.moved_to(MONDAY):
        yield


# --- signing ----------------------------------------------------------------------------------------------------------


def test_signed_minutes_have_a_number_and_a_digest_of_all_they_say(world: World, seats: Table) -> None:
    meeting, _ticket, _decision = held.signed(world, seats)

    minutes = Minutes.objects.get()
    signed = Event.objects.get(verb="meeting.signed")

    assert (minutes.year, minutes.issue, minutes.label) == (2026, 1, "〔2026〕第1期")
    assert minutes.digest == issuing.digest_of(minutes.content) == signed.data["digest"]
    assert (
        minutes.content["items"][0]["decisions"][0]["body"] == "前丁村新装 400 千伏安变压器一台，费用由供电公司承担。"
    )
    assert current(meeting).state == MeetingState.FOLLOWING


def test_signed_minutes_cannot_be_changed_in_the_database(world: World, seats: Table) -> None:
    held.signed(world, seats)

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Minutes.objects.update(digest="0" * 64)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Minutes.objects.all().delete()


def test_a_clerk_does_not_sign(world: World, seats: Table) -> None:
    meeting, _ticket, _decision = held.ended(world, seats)

    with pytest.raises(PermissionDenied):
        signing.sign(meeting.pk, actor=seats.clerk, version=meeting.version)


def test_a_decision_whose_day_came_before_it_was_signed_keeps_the_minutes_open(world: World, seats: Table) -> None:
    meeting, _ticket, _decision = held.ended(world, seats)

    with clock.moved_to(NEXT_WEEK + timedelta(days=60)), pytest.raises(Blocked, match="第 1 条议定事项"):
        signing.sign(meeting.pk, actor=seats.secretary, version=meeting.version)

    assert not Minutes.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_secretaries_who_sign_at_once_one_has_signed() -> None:
    world = cast.county()
    from tests.roundtable.table import table  # noqa: PLC0415 -- a world of its own

    seats = table(world)
    meeting, _ticket, _decision = held.ended(world, seats)
    outcomes: list[str] = []

    def sign(actor: object) -> None:
        try:
            with clock.moved_to(NEXT_WEEK + timedelta(hours=2)):
                signing.sign(meeting.pk, actor=actor, version=meeting.version)  # type: ignore[arg-type]
            outcomes.append("signed")
        except Moved:
            outcomes.append("moved")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=sign, args=[each]) for each in (seats.secretary, seats.second_secretary)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["moved", "signed"]
    assert Minutes.objects.count() == 1


def test_a_correction_is_a_new_issue_and_what_was_signed_stays(world: World, seats: Table) -> None:
    meeting, _ticket, _decision = held.signed(world, seats)
    correction = signing.Correction(item=1, name="facts", words="前丁村二十三户")

    signing.correct(meeting.pk, correction, why="户数写错", actor=seats.secretary, version=meeting.version)

    first, second = Minutes.objects.order_by("issue")
    assert (first.content["items"][0]["facts"], second.content["items"][0]["facts"]) == ("", "前丁村二十三户")
    assert (second.issue, second.corrects_id, second.why) == (2, first.pk, "户数写错")
    with pytest.raises(Moved):
        signing.correct(meeting.pk, correction, why="再改", actor=seats.secretary, version=meeting.version)


# --- written back -----------------------------------------------------------------------------------------------------


def test_a_case_goes_to_the_decisions_lead_who_cannot_give_it_back_and_no_clock_stops(
    world: World, seats: Table
) -> None:
    other = world.other_liaison.organisation
    clocks = {"kind": DeadlineKind.RESOLVE}
    meeting, ticket, decision = held.ended(world, seats, lead_id=other.pk, told="市监局 12月18日前办好。")
    before = Deadline.objects.get(ticket=ticket, **clocks).due_at

    with clock.moved_to(NEXT_WEEK + timedelta(hours=2)):
        signing.sign(meeting.pk, actor=seats.secretary, version=meeting.version)
        relay.run("decisions")

    ticket = cast.current(ticket)
    lead = cast.lead_of(ticket)
    assert (lead.department_id, lead.final) == (other.pk, True)
    assert "第 1 条议定事项" in lead.instruction
    assert Deadline.objects.get(ticket=ticket, voided_at=None, **clocks).due_at == before
    assert Note.objects.filter(ticket=ticket, body="市监局 12月18日前办好。").exists()
    assert (ticket.tabled, ticket.status) == (False, Status.HANDLING)
    assert decision.named.get().written_at is not None


def test_what_the_relay_does_twice_is_written_once(world: World, seats: Table) -> None:
    from roundtable.services import carrying  # noqa: PLC0415 -- the consumer by itself

    _meeting, ticket, _decision = held.signed(world, seats)
    legs = ticket.legs.count()

    carrying.handle(Event.objects.get(verb="decision.assigned"))

    assert ticket.legs.count() == legs
    assert Event.objects.filter(verb="ticket.decided").count() == 1


def test_a_case_that_is_over_is_told_and_stays_over(world: World, seats: Table) -> None:
    from tickets.services import firm  # noqa: PLC0415 -- one test

    meeting, ticket, _decision = held.ended(world, seats)
    now = cast.current(ticket)
    firm.withdraw(now.pk, reason="不用办了", actor=world.firm, version=now.version)

    with clock.moved_to(NEXT_WEEK + timedelta(hours=2)):
        signing.sign(meeting.pk, actor=seats.secretary, version=meeting.version)
        relay.run("decisions")

    assert cast.current(ticket).status == Status.WITHDRAWN
    assert Event.objects.filter(verb="ticket.decision_told").count() == 1
    assert current(meeting).state == MeetingState.FOLLOWING


def test_a_meeting_without_decisions_is_over_once_it_is_signed(world: World, seats: Table) -> None:
    meeting, ticket = held.begun(world, seats)
    held.write(meeting, held.first(meeting), by=seats.clerk, outcome=Outcome.ANSWERED, reason="已经装好")
    with clock.moved_to(NEXT_WEEK + timedelta(hours=1)):
        holding.end(meeting.pk, actor=seats.clerk, version=current(meeting).version)
        signing.sign(meeting.pk, actor=seats.secretary, version=current(meeting).version)

    assert current(meeting).state == MeetingState.CLOSED
    assert not cast.current(ticket).tabled


def test_the_longest_decision_reaches_its_case(world: World, seats: Table) -> None:
    _meeting, ticket, _decision = held.signed(world, seats, body="装变压器。" * 200, criterion="不跳闸。" * 75)

    instruction = cast.lead_of(cast.current(ticket)).instruction
    assert len(instruction) == 500
    assert Event.objects.filter(verb="ticket.decided").count() == 1


def test_the_lead_that_has_the_case_keeps_its_leg_and_cannot_give_it_back(world: World, seats: Table) -> None:
    _meeting, ticket, _decision = held.signed(world, seats)

    lead = cast.lead_of(cast.current(ticket))
    assert (lead.status, lead.final) == ("signed", True)


def test_the_lead_of_a_second_decision_is_called_in_and_the_first_keeps_the_case(world: World, seats: Table) -> None:
    other = world.other_liaison.organisation_id
    meeting, ticket = held.begun(world, seats)
    with clock.moved_to(NEXT_WEEK + timedelta(hours=1)):
        held.decide(world, meeting, by=seats.clerk)
        held.decide(world, meeting, by=seats.clerk, lead_id=other)
        holding.end(meeting.pk, actor=seats.clerk, version=current(meeting).version)
        signing.sign(meeting.pk, actor=seats.secretary, version=current(meeting).version)
        relay.run("decisions")

    ticket = cast.current(ticket)
    assert cast.lead_of(ticket).department_id == world.liaison.organisation_id
    assert cast.assist_of(ticket).department_id == other


def test_what_is_written_while_the_minutes_wait_is_not_signed_unseen(world: World, seats: Table) -> None:
    meeting, _ticket, _decision = held.ended(world, seats)
    held.write(meeting, held.first(meeting), by=seats.clerk, facts="散会以后补记")

    with pytest.raises(Moved):
        signing.sign(meeting.pk, actor=seats.secretary, version=meeting.version)
