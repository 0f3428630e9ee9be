"""A meeting is planned, gets an agenda and guests, is called and answered: who may, and what stands in the way."""

import threading
import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections

from journal import clock
from journal.models import Event
from orgs.models import Post, ServiceSite
from orgs.statuses import SiteLevel, SiteRoom
from roundtable.exceptions import Blocked, Moved
from roundtable.kinds import TopicState
from roundtable.meeting_kinds import MeetingKind, Side
from roundtable.models import Meeting
from roundtable.services import agenda, meetings, pooling
from roundtable.services import seats as at_table
from tests.cast import MONDAY, World
from tests.roundtable.convened import (
    NEXT_WEEK,
    a_plan,
    current,
    of_a_case,
    planned,
    titles,
    with_items,
)
from tests.roundtable.table import Table, approved, now, raised
from tickets.models import Ticket


@pytest.fixture(autouse=True)
def on_monday() -> Iterator[None]:
    with clock.moved_to(MONDAY):
        yield


def verbs(meeting: Meeting) -> list[str]:
    return [event.verb for event in Event.objects.for_subject("meeting", meeting.pk)]


def room(world: World) -> ServiceSite:
    station = world.clerk.organisation
    return ServiceSite.objects.create(
        county=world.county, organisation=station, level=SiteLevel.TOWN, place=world.town, rooms=[SiteRoom.MEETING]
    )


# --- planning ---------------------------------------------------------------------------------------------------------


def test_meetings_of_a_committee_are_counted_by_kind_without_gaps(world: World, seats: Table) -> None:
    first = planned(seats)
    second = planned(seats, starts_at=NEXT_WEEK + timedelta(days=7))
    joint = planned(seats, kind=MeetingKind.JOINT, starts_at=NEXT_WEEK + timedelta(days=8))

    assert [meeting.number for meeting in (first, second, joint)] == [1, 2, 1]
    assert first.title == "电商行业党委第 1 次圆桌会议"
    assert verbs(first) == ["meeting.planned"]


def test_a_form_sent_twice_is_one_meeting(world: World, seats: Table) -> None:
    token, committee = uuid.uuid4(), seats.clerk.organisation

    made = {
        meetings.plan(
            a_plan(seats), kind=MeetingKind.ROUND_TABLE, committee=committee, client_token=token, actor=seats.clerk
        ).pk
        for _time in range(2)
    }

    assert len(made) == 1


@pytest.mark.parametrize("who", ["desk", "office", "leader", "firm", "liaison", "sysadmin"])
def test_who_neither_prepares_nor_convenes_plans_nothing(world: World, seats: Table, who: str) -> None:
    with pytest.raises(PermissionDenied):
        planned(seats, by=getattr(world, who))


def test_a_clerk_plans_for_no_other_committee(world: World, seats: Table) -> None:
    with pytest.raises(PermissionDenied):
        planned(seats, by=seats.other_clerk)
    assert planned(seats, by=seats.general_secretary).committee == seats.clerk.organisation


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ({"starts_at": MONDAY - timedelta(minutes=1)}, "现在以后"),
        ({"ends_at": NEXT_WEEK}, "结束要晚于开始"),
        ({"chair_id": 0}, "请选一位党委书记"),
    ],
)
def test_a_time_that_has_passed_or_is_none_and_a_chair_that_is_nobody_are_refused(
    world: World, seats: Table, terms: dict[str, Any], words: str
) -> None:
    with pytest.raises(Blocked, match=words):
        planned(seats, **terms)

    assert not Meeting.objects.exists()


def test_a_room_is_taken_once_at_a_time_and_free_again_when_a_meeting_is_called_off(world: World, seats: Table) -> None:
    site = room(world).pk
    first = planned(seats, site_id=site)
    beside: dict[str, Any] = {
        "chair_id": seats.second_secretary.pk,
        "site_id": site,
        "starts_at": NEXT_WEEK + timedelta(minutes=30),
    }

    with pytest.raises(Blocked, match="会议室"):
        planned(seats, **beside)
    meetings.cancel(first.pk, why="停电", actor=seats.secretary, version=first.version)

    assert planned(seats, **beside).number == 2


def test_meetings_one_after_the_other_share_a_room(world: World, seats: Table) -> None:
    site = room(world).pk
    first = planned(seats, site_id=site)

    assert planned(seats, site_id=site, starts_at=first.ends_at).pk


def test_a_chair_sits_in_one_meeting_at_a_time(world: World, seats: Table) -> None:
    planned(seats)

    with pytest.raises(Blocked, match="主持人"):
        planned(seats, starts_at=NEXT_WEEK + timedelta(minutes=30))


@pytest.mark.django_db(transaction=True)
def test_two_who_take_one_room_at_once_are_one_meeting_and_one_sentence(world: World, seats: Table) -> None:
    site, start, told = room(world).pk, threading.Barrier(2), []
    chairs = [seats.secretary, seats.second_secretary]

    def take(chair: Post) -> None:
        start.wait()
        try:
            with clock.moved_to(MONDAY):
                planned(seats, site_id=site, chair_id=chair.pk)
        except Blocked as blocked:
            told.append(blocked.sentence)
        finally:
            connections.close_all()

    takers = [threading.Thread(target=take, args=[chair]) for chair in chairs]
    for taker in takers:
        taker.start()
    for taker in takers:
        taker.join()

    assert Meeting.objects.count() == 1
    assert len(told) == 1


# --- the agenda -------------------------------------------------------------------------------------------------------


def test_a_case_brings_its_firm_and_its_units_to_the_table_and_takes_them_away(world: World, seats: Table) -> None:
    meeting, (_ticket, topic) = planned(seats), of_a_case(world, seats, assists=True)
    agenda.put(meeting.pk, topic_id=topic.pk, actor=seats.clerk, version=meeting.version)

    sides = {seat.organisation: seat.side for seat in meeting.seats.select_related("organisation")}
    assert sides == {
        world.firm.organisation: Side.FIRM,
        world.liaison.organisation: Side.DEPARTMENT,
        world.other_liaison.organisation: Side.DEPARTMENT,
    }
    item = meeting.items.get()
    agenda.take_off(meeting.pk, item_id=item.pk, actor=seats.clerk, version=current(meeting).version)

    assert not meeting.seats.exists()
    assert now(topic).state == TopicState.APPROVED


def test_a_caller_who_stays_unknown_is_not_set_at_the_table_by_name(world: World, seats: Table) -> None:
    meeting, (ticket, topic) = planned(seats), of_a_case(world, seats)
    Ticket.objects.filter(pk=ticket.pk).update(confidential=True)

    agenda.put(meeting.pk, topic_id=topic.pk, actor=seats.clerk, version=meeting.version)

    assert [seat.organisation for seat in meeting.seats.all()] == [world.liaison.organisation]


def test_who_sits_there_for_another_item_or_was_invited_by_hand_stays(world: World, seats: Table) -> None:
    meeting = planned(seats)
    one, two = (of_a_case(world, seats)[1] for _case in range(2))
    third = world.third_liaison.organisation
    at_table.invite(
        meeting.pk, at_table.Guest(side=Side.DEPARTMENT, organisation=third, name="", must=True), actor=seats.clerk
    )
    for topic in (one, two):
        agenda.put(meeting.pk, topic_id=topic.pk, actor=seats.clerk, version=current(meeting).version)
    first = meeting.items.first()
    assert first is not None
    agenda.take_off(meeting.pk, item_id=first.pk, actor=seats.clerk, version=current(meeting).version)

    bodies = set(meeting.seats.values_list("organisation", flat=True))
    assert bodies == {world.firm.organisation_id, world.liaison.organisation_id, third.pk}


@pytest.mark.parametrize(
    ("item", "to", "order"), [(2, 1, "312"), (0, 3, "231"), (1, 1, "213"), (0, 99, "231"), (2, 0, "312")]
)
def test_items_are_put_in_order_and_their_places_have_no_gaps(
    world: World, seats: Table, item: int, to: int, order: str
) -> None:
    meeting = with_items(world, seats)
    moved = list(meeting.items.all())[item]

    agenda.move(meeting.pk, item_id=moved.pk, to=to, actor=seats.clerk, version=meeting.version)

    assert titles(meeting) == [f"议题{place}" for place in order]
    assert list(meeting.items.values_list("place", flat=True)) == [1, 2, 3]


def test_a_topic_stands_on_one_agenda_and_is_then_not_put_off(world: World, seats: Table) -> None:
    meeting, topic = planned(seats), approved(world, seats)
    agenda.put(meeting.pk, topic_id=topic.pk, actor=seats.clerk, version=meeting.version)
    other = planned(seats, starts_at=NEXT_WEEK + timedelta(days=1))

    with pytest.raises(Blocked, match="另一次会议"):
        agenda.put(other.pk, topic_id=topic.pk, actor=seats.clerk, version=other.version)
    with pytest.raises(Blocked, match="先移出议程"):
        pooling.decline(topic.pk, words="不议了", actor=seats.secretary, version=topic.version)


def test_only_what_a_secretary_has_approved_comes_on_the_agenda(world: World, seats: Table) -> None:
    meeting, topic = planned(seats), raised(world)

    with pytest.raises(Blocked, match="书记同意"):
        agenda.put(meeting.pk, topic_id=topic.pk, actor=seats.clerk, version=meeting.version)


def test_two_who_build_one_agenda_do_not_write_over_each_other(world: World, seats: Table) -> None:
    meeting = with_items(world, seats)
    items = list(meeting.items.all())
    agenda.move(meeting.pk, item_id=items[2].pk, to=1, actor=seats.clerk, version=meeting.version)

    with pytest.raises(Moved):
        agenda.take_off(meeting.pk, item_id=items[0].pk, actor=seats.secretary, version=meeting.version)
    with pytest.raises(Moved):
        agenda.give_minutes(meeting.pk, item_id=items[0].pk, minutes=5, actor=seats.secretary, version=meeting.version)

    assert titles(meeting) == ["议题3", "议题1", "议题2"]


def test_a_clerk_of_another_committee_changes_nothing_of_a_meeting(world: World, seats: Table) -> None:
    meeting = with_items(world, seats)
    item = meeting.items.first()
    assert item is not None

    for barred in (seats.other_clerk, world.office, world.desk, world.leader):
        with pytest.raises(PermissionDenied):
            agenda.take_off(meeting.pk, item_id=item.pk, actor=barred, version=meeting.version)
