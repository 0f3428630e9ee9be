"""A meeting is called together, changed and called off, and its guests answer: who hears of what, who may say what."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from journal import clock
from journal.models import Event
from notifications.models import Notice
from notifications.relay import handle
from orgs.models import Post
from orgs.statuses import OrganisationKind
from roundtable.exceptions import Blocked, Moved
from roundtable.meeting_kinds import Answer, MeetingState, Side
from roundtable.models import Meeting, Topic
from roundtable.services import agenda, meetings
from roundtable.services import seats as at_table
from tests.access.scene import unit
from tests.cast import MONDAY, World
from tests.roundtable.convened import (
    NEXT_WEEK,
    a_plan,
    called,
    current,
    of_a_case,
    planned,
    seat_of,
    with_items,
)
from tests.roundtable.table import Table


@pytest.fixture(autouse=True)
def on_monday() -> Iterator[None]:
    with clock.moved_to(MONDAY):
        yield


def verbs(meeting: Meeting) -> list[str]:
    return [event.verb for event in Event.objects.for_subject("meeting", meeting.pk)]


def told(meeting: Meeting) -> dict[str, set[Post]]:
    """Sentence of the last event → who reads it."""
    event = Event.objects.for_subject("meeting", meeting.pk).order_by("-seq")[0]
    handle(event)
    found: dict[str, set[Post]] = {}
    for notice in Notice.objects.filter(event=event).select_related("post"):
        found.setdefault(notice.text, set()).add(notice.post)
    return found


def test_a_secretary_calls_together_and_everybody_concerned_hears_of_it(world: World, seats: Table) -> None:
    people = {world.firm, world.liaison, world.handler, world.head}

    meeting, _ticket = called(world, seats)

    assert meeting.state == MeetingState.NOTIFIED
    assert told(meeting) == {"请参加会议，请看通知并回执": people}


def test_a_clerk_calls_nobody_together_and_nothing_off(world: World, seats: Table) -> None:
    meeting = with_items(world, seats)

    with pytest.raises(PermissionDenied):
        meetings.notify(meeting.pk, actor=seats.clerk, version=meeting.version)
    with pytest.raises(PermissionDenied):
        meetings.cancel(meeting.pk, why="改期", actor=seats.clerk, version=meeting.version)


def test_an_empty_agenda_is_not_called_together_nor_the_same_meeting_twice(world: World, seats: Table) -> None:
    empty = planned(seats)
    with pytest.raises(Blocked, match="议程还是空的"):
        meetings.notify(empty.pk, actor=seats.secretary, version=empty.version)
    meetings.cancel(empty.pk, why="没有议题", actor=seats.secretary, version=empty.version)

    meeting, _ticket = called(world, seats)
    with pytest.raises(Blocked, match="已经发过"):
        meetings.notify(meeting.pk, actor=seats.secretary, version=meeting.version)


def test_a_change_that_guests_were_told_of_is_told_once_and_any_other_to_nobody(world: World, seats: Table) -> None:
    meeting, _ticket = called(world, seats)

    meetings.change(meeting.pk, a_plan(seats, place="县委 305"), actor=seats.clerk, version=meeting.version)
    assert told(meeting).keys() == {"会议的时间、地点或主持有变，请看通知"}
    assert current(meeting).sequence == 1

    again = a_plan(seats, place="县委 305", collect_until=MONDAY.date())
    meetings.change(meeting.pk, again, actor=seats.clerk, version=current(meeting).version)
    assert told(meeting) == {}
    assert current(meeting).sequence == 1


def test_what_changes_before_anybody_was_told_is_told_to_nobody(world: World, seats: Table) -> None:
    meeting = with_items(world, seats)

    meetings.change(meeting.pk, a_plan(seats, place="县委 305"), actor=seats.clerk, version=meeting.version)

    assert told(meeting) == {}


def test_a_meeting_that_is_called_off_says_why_and_its_topics_wait_for_the_next(world: World, seats: Table) -> None:
    meeting, ticket = called(world, seats)
    meetings.cancel(meeting.pk, why="停电", actor=seats.secretary, version=meeting.version)

    assert told(meeting).keys() == {"会议已取消"}
    topic = Topic.objects.get(ticket=ticket)
    later = planned(seats, starts_at=NEXT_WEEK + timedelta(days=1))
    agenda.put(later.pk, topic_id=topic.pk, actor=seats.clerk, version=later.version)
    with pytest.raises(Moved):
        meetings.change(meeting.pk, a_plan(seats), actor=seats.clerk, version=current(meeting).version)


def test_a_unit_answers_who_comes_and_may_think_better_of_it(world: World, seats: Table) -> None:
    meeting, _ticket = called(world, seats)
    seat = seat_of(meeting, world.liaison)
    at_table.answer(seat.pk, said=Answer.COMES, name="李主任", words="", actor=world.liaison)
    assert told(meeting) == {"有单位交了会议回执": {seats.clerk}}
    at_table.answer(seat.pk, said=Answer.DECLINES, name="李主任", words="市里开会", actor=world.head)

    seat = seat_of(meeting, world.liaison)
    assert (seat.answer, seat.name, seat.words, seat.answered_by) == (Answer.DECLINES, "", "市里开会", world.head)
    assert verbs(meeting)[-2:] == ["meeting.seat_answered"] * 2


def test_another_time_asks_everybody_anew_and_another_place_nobody(world: World, seats: Table) -> None:
    meeting, _ticket = called(world, seats)
    seat = seat_of(meeting, world.liaison)
    at_table.answer(seat.pk, said=Answer.COMES, name="李主任", words="", actor=world.liaison)

    meetings.change(meeting.pk, a_plan(seats, place="县委 305"), actor=seats.clerk, version=meeting.version)
    assert seat_of(meeting, world.liaison).answer == Answer.COMES
    later = a_plan(seats, place="县委 305", starts_at=NEXT_WEEK + timedelta(days=1))
    meetings.change(meeting.pk, later, actor=seats.clerk, version=current(meeting).version)

    seat = seat_of(meeting, world.liaison)
    assert (seat.answer, seat.name, seat.answered_by) == (Answer.WAITING, "李主任", None)


@pytest.mark.parametrize("who", ["other_firm", "other_liaison", "office", "desk"])
def test_nobody_answers_for_another_body(world: World, seats: Table, who: str) -> None:
    meeting, _ticket = called(world, seats)

    with pytest.raises(PermissionDenied):
        at_table.answer(
            seat_of(meeting, world.liaison).pk, said=Answer.COMES, name="我", words="", actor=getattr(world, who)
        )


def test_whoever_prepares_the_meeting_writes_down_what_was_said_on_the_telephone(world: World, seats: Table) -> None:
    meeting, _ticket = called(world, seats)
    seat = seat_of(meeting, world.firm)

    at_table.answer(seat.pk, said=Answer.COMES, name="丁小满", words="电话答应", actor=seats.clerk)

    assert seat_of(meeting, world.firm).answer == Answer.COMES


def test_nothing_is_answered_before_the_meeting_is_called_nor_once_it_has_begun(world: World, seats: Table) -> None:
    meeting, (_ticket, topic) = planned(seats), of_a_case(world, seats)
    agenda.put(meeting.pk, topic_id=topic.pk, actor=seats.clerk, version=meeting.version)
    seat = seat_of(meeting, world.liaison)
    with pytest.raises(Moved):
        at_table.answer(seat.pk, said=Answer.COMES, name="李", words="", actor=world.liaison)
    meetings.notify(meeting.pk, actor=seats.secretary, version=current(meeting).version)

    with clock.moved_to(NEXT_WEEK), pytest.raises(Moved):
        at_table.answer(seat.pk, said=Answer.COMES, name="李", words="", actor=world.liaison)


def test_a_body_has_one_seat_and_a_person_one_by_name(world: World, seats: Table) -> None:
    meeting = planned(seats)
    unit = at_table.Guest(side=Side.DEPARTMENT, organisation=world.liaison.organisation, name="", must=True)
    person = at_table.Guest(side=Side.WORKERS, organisation=None, name="王大姐", must=False)
    for guest in (unit, person):
        at_table.invite(meeting.pk, guest, actor=seats.clerk)
        with pytest.raises(Blocked, match="已经有这个席位"):
            at_table.invite(meeting.pk, guest, actor=seats.clerk)

    assert meeting.seats.count() == 2


def test_a_unit_of_another_county_is_not_invited(world: World, seats: Table) -> None:
    elsewhere = type(world.county).objects.create(name="邻县", code="next")
    abroad = unit(elsewhere, OrganisationKind.GENERAL_COMMITTEE, "邻县综合党委", tier=1)

    with pytest.raises(PermissionDenied):
        at_table.invite(
            planned(seats).pk,
            at_table.Guest(side=Side.DEPARTMENT, organisation=abroad, name="", must=True),
            actor=seats.clerk,
        )
