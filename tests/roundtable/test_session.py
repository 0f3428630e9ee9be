"""A meeting is held: it begins on its day, is minuted by several people at once, and decides."""

import uuid
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from journal import clock
from journal.models import Event
from roundtable.exceptions import Blocked, Moved, Overtaken
from roundtable.kinds import TopicState
from roundtable.meeting_kinds import DecisionState, MeetingState, Outcome
from roundtable.models import Decision, ItemRecord
from roundtable.services import agenda, deciding, holding
from tests.cast import MONDAY, World
from tests.roundtable import held
from tests.roundtable.convened import NEXT_WEEK, called, current, with_items
from tests.roundtable.table import Table


@pytest.fixture(autouse=True)
def on_monday() -> Iterator[None]:
    with clock.moved_to(MONDAY):
        yield


# --- the session ------------------------------------------------------------------------------------------------------


def test_a_meeting_begins_on_its_day_and_not_before(world: World, seats: Table) -> None:
    meeting, _ticket = called(world, seats)

    with pytest.raises(Blocked, match="还没到开会那天"):
        holding.begin(meeting.pk, actor=seats.clerk, version=meeting.version)
    with clock.moved_to(NEXT_WEEK):
        holding.begin(meeting.pk, actor=seats.clerk, version=meeting.version)

    assert current(meeting).state == MeetingState.IN_SESSION
    assert ItemRecord.objects.filter(item__meeting=meeting).count() == meeting.items.count()


def test_nobody_begins_a_meeting_that_was_not_announced(world: World, seats: Table) -> None:
    meeting = with_items(world, seats)

    with clock.moved_to(NEXT_WEEK), pytest.raises(Moved):
        holding.begin(meeting.pk, actor=seats.clerk, version=meeting.version)


@pytest.mark.parametrize("who", ["desk", "office", "leader", "firm", "liaison"])
def test_only_who_prepares_a_meeting_holds_it(world: World, seats: Table, who: str) -> None:
    meeting, _ticket = called(world, seats)

    with clock.moved_to(NEXT_WEEK), pytest.raises(PermissionDenied):
        holding.begin(meeting.pk, actor=getattr(world, who), version=meeting.version)


def test_two_people_write_in_different_items_and_neither_is_refused(world: World, seats: Table) -> None:
    meeting = with_items(world, seats, 2)
    from roundtable.services import meetings  # noqa: PLC0415 -- one test

    meetings.notify(meeting.pk, actor=seats.secretary, version=meeting.version)
    with clock.moved_to(NEXT_WEEK):
        holding.begin(meeting.pk, actor=seats.clerk, version=current(meeting).version)
        one, other = meeting.items.all()
        held.write(meeting, one, by=seats.clerk, version=1, facts="一")
        held.write(meeting, other, by=seats.secretary, version=1, facts="二")

    assert list(ItemRecord.objects.order_by("item").values_list("facts", "version")) == [("一", 2), ("二", 2)]


def test_a_stale_write_is_refused_with_what_stands_there(world: World, seats: Table) -> None:
    meeting, _ticket = held.begun(world, seats)
    item = held.first(meeting)
    held.write(meeting, item, by=seats.clerk, version=1, facts="村里二十二户")

    with pytest.raises(Overtaken) as overtaken:
        held.write(meeting, item, by=seats.secretary, version=1, facts="村里三十户")

    assert overtaken.value.record.facts == "村里二十二户"
    assert ItemRecord.objects.get(item=item).facts == "村里二十二户"


def test_the_same_words_again_are_written_once(world: World, seats: Table) -> None:
    meeting, _ticket = held.begun(world, seats)
    item = held.first(meeting)

    versions = [held.write(meeting, item, by=seats.clerk, version=1, facts="村里二十二户") for _time in range(2)]

    assert versions == [2, 2]
    assert Event.objects.filter(verb="meeting.written").count() == 1


def test_every_save_is_an_event_that_proves_its_words(world: World, seats: Table) -> None:
    meeting, _ticket = held.begun(world, seats)
    item = held.first(meeting)
    held.write(meeting, item, by=seats.clerk, facts="村里二十二户")
    held.write(meeting, item, by=seats.clerk, facts="")

    written = Event.objects.filter(verb="meeting.written")

    assert [event.data["version"] for event in written.order_by("seq")] == [2, 3]
    assert "facts" in str(written.earliest("seq").data)


@pytest.mark.parametrize("outcome", [Outcome.ANSWERED, Outcome.NOT_ADOPTED])
def test_what_is_not_decided_says_why(world: World, seats: Table, outcome: Outcome) -> None:
    meeting, _ticket = held.begun(world, seats)

    with pytest.raises(Blocked) as blocked:
        held.write(meeting, held.first(meeting), by=seats.clerk, outcome=outcome)

    assert blocked.value.field == "reason"


def test_time_runs_for_the_item_that_the_room_is_at(world: World, seats: Table) -> None:
    meeting, _ticket = held.begun(world, seats)
    item = held.first(meeting)
    with clock.moved_to(NEXT_WEEK + timedelta(minutes=5)):
        holding.take_up(meeting.pk, item_id=item.pk, actor=seats.clerk)

    assert current(meeting).at_item_id == item.pk
    assert current(meeting).at_item_since == NEXT_WEEK + timedelta(minutes=5)


def test_a_meeting_ends_only_when_every_item_has_an_outcome(world: World, seats: Table) -> None:
    meeting, _ticket = held.begun(world, seats)

    with pytest.raises(Blocked, match="第 1 项还没有结果"):
        holding.end(meeting.pk, actor=seats.clerk, version=meeting.version)
    held.write(meeting, held.first(meeting), by=seats.clerk, outcome=Outcome.DECIDED)
    with pytest.raises(Blocked, match="还没有写议定事项"):
        holding.end(meeting.pk, actor=seats.clerk, version=meeting.version)


def test_what_there_was_no_time_for_waits_for_the_next_meeting(world: World, seats: Table) -> None:
    meeting, _ticket = held.begun(world, seats)
    item = held.first(meeting)

    agenda.take_off(meeting.pk, item_id=item.pk, actor=seats.clerk, version=meeting.version)

    item.topic.refresh_from_db()
    assert item.topic.state == TopicState.APPROVED
    assert not meeting.items.exists()


def test_what_the_room_is_at_is_taken_off_as_well(world: World, seats: Table) -> None:
    meeting, _ticket = held.begun(world, seats)
    item = held.first(meeting)
    holding.take_up(meeting.pk, item_id=item.pk, actor=seats.clerk)

    agenda.take_off(meeting.pk, item_id=item.pk, actor=seats.clerk, version=meeting.version)

    assert current(meeting).at_item_id is None


def test_what_was_written_on_is_not_taken_off(world: World, seats: Table) -> None:
    meeting, _ticket = held.begun(world, seats)
    item = held.first(meeting)
    held.write(meeting, item, by=seats.clerk, facts="已经说过了")

    with pytest.raises(Blocked, match="已经有记录"):
        agenda.take_off(meeting.pk, item_id=item.pk, actor=seats.clerk, version=current(meeting).version)


def test_who_had_to_come_and_was_not_seen_is_absent(world: World, seats: Table) -> None:
    meeting, _ticket = held.begun(world, seats)
    came = meeting.seats.get(organisation=world.liaison.organisation_id)
    holding.attend(meeting.pk, seat_id=came.pk, came=True, name="赵科长", actor=seats.clerk)
    held.write(meeting, held.first(meeting), by=seats.clerk, outcome=Outcome.ANSWERED, reason="已经装好")

    holding.end(meeting.pk, actor=seats.clerk, version=current(meeting).version)

    assert dict(meeting.seats.values_list("organisation", "came")) == {
        world.liaison.organisation_id: True,
        world.firm.organisation_id: False,
    }
    ended = Event.objects.get(verb="meeting.ended")
    assert (ended.data["present"], ended.data["absent"]) == (1, 1)


# --- decisions are drafted --------------------------------------------------------------------------------------------


def test_a_decision_makes_its_item_decided_and_names_every_case_of_the_topic(world: World, seats: Table) -> None:
    meeting, ticket = held.begun(world, seats)

    decision = held.decide(world, meeting, by=seats.clerk)

    assert held.first(meeting).record.outcome == Outcome.DECIDED
    assert list(decision.named.values_list("ticket", "firm")) == [(ticket.pk, ticket.firm_id)]
    assert (decision.number, decision.state) == (1, DecisionState.DRAFT)


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"target_on": (NEXT_WEEK - timedelta(days=1)).date()}, "target_on"),
        ({"target_on": held.DUE + timedelta(days=1)}, "target_on"),
        ({"lead_id": 0}, "lead"),
    ],
    ids=["a day that has passed", "a rest day", "no unit"],
)
def test_what_cannot_be_decided_says_where(world: World, seats: Table, words: dict[str, object], field: str) -> None:
    meeting, _ticket = held.begun(world, seats)

    with clock.moved_to(NEXT_WEEK), pytest.raises(Blocked) as blocked:
        held.decide(world, meeting, by=seats.clerk, **words)

    assert blocked.value.field == field
    assert not Decision.objects.exists()


def test_a_unit_leads_or_assists_never_both(world: World, seats: Table) -> None:
    meeting, _ticket = held.begun(world, seats)

    with pytest.raises(Blocked) as blocked:
        held.decide(world, meeting, by=seats.clerk, assist_ids=(world.liaison.organisation_id,))

    assert blocked.value.field == "assists"


def test_a_form_sent_twice_is_one_decision(world: World, seats: Table) -> None:
    meeting, _ticket = held.begun(world, seats)
    token, item = uuid.uuid4(), held.first(meeting)

    made = {
        deciding.add(meeting.pk, item_id=item.pk, draft=held.a_draft(world), client_token=token, actor=seats.clerk).pk
        for _time in range(2)
    }

    assert len(made) == 1


def test_a_decision_that_is_dropped_leaves_no_gap_in_the_numbers(world: World, seats: Table) -> None:
    meeting, _ticket = held.begun(world, seats)
    first, second = held.decide(world, meeting, by=seats.clerk), held.decide(world, meeting, by=seats.clerk)

    deciding.drop(meeting.pk, decision_id=first.pk, version=1, actor=seats.clerk)

    assert list(Decision.objects.values_list("pk", "number")) == [(second.pk, 1)]


def test_a_decision_that_somebody_changed_meanwhile_is_not_written_over(world: World, seats: Table) -> None:
    meeting, _ticket = held.begun(world, seats)
    decision = held.decide(world, meeting, by=seats.clerk)
    draft = held.a_draft(world, body="改成两台")
    deciding.change(meeting.pk, decision_id=decision.pk, draft=draft, version=1, actor=seats.secretary)

    with pytest.raises(Moved):
        deciding.change(meeting.pk, decision_id=decision.pk, draft=held.a_draft(world), version=1, actor=seats.clerk)

    assert held.now(decision).plan == "改成两台"
