"""Mails about meetings: an entry for the calendar comes along, changes replace it, and no mail tells a topic."""

from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage, Message
from typing import Any

import pytest
from django.core import mail
from icalendar import Calendar

from journal import clock
from journal.models import Event
from notifications import relay, sending
from notifications.mails import compose
from notifications.models import Delivery, Notice
from orgs.models import Post
from roundtable.meeting_kinds import Answer, Side
from roundtable.models import Meeting
from roundtable.services import agenda, meetings
from roundtable.services import seats as at_table
from tests.cast import MONDAY, World
from tests.notifications.conftest import with_address
from tests.roundtable.convened import a_plan, called, current, of_a_case, planned, seat_of, with_items
from tests.roundtable.table import Table, approved

ADDRESS = "li@example.cn"


@pytest.fixture(autouse=True)
def on_monday() -> Iterator[None]:
    with clock.moved_to(MONDAY):
        yield


def told(meeting: Meeting, *, last: int = 1) -> None:
    """The last events of the meeting reach the notifier, each of them twice."""
    for event in list(Event.objects.for_subject("meeting", meeting.pk))[-last:]:
        relay.handle(event)
        relay.handle(event)


def letters(meeting: Meeting, *, last: int = 1) -> list[EmailMessage]:
    """The mails that go out of the last events."""
    told(meeting, last=last)
    mail.outbox.clear()
    sending.run()
    return [letter.message() for letter in mail.outbox]


def entry_in(letter: Message) -> tuple[Any, Any]:
    """The calendar that is enclosed, and its one event."""
    (part,) = [part for part in letter.walk() if part.get_content_type() == "text/calendar"]
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    calendar = Calendar.from_ical(content)
    assert part.get_param("method") == calendar["method"]
    return calendar, calendar.walk("VEVENT")[0]


def words_in(letter: Message) -> str:
    (part,) = [part for part in letter.walk() if part.get_content_type() == "text/plain"]
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content.decode()


def heard(post: Post) -> list[str]:
    return list(
        Notice.objects.filter(post=post, verb__startswith="meeting.").order_by("pk").values_list("text", flat=True)
    )


def test_whoever_is_invited_gets_a_mail_with_an_entry_for_their_calendar(world: World, seats: Table) -> None:
    with_address(world.liaison, ADDRESS)
    meeting, ticket = called(world, seats)

    (letter,) = letters(meeting)

    calendar, event = entry_in(letter)
    seat = seat_of(meeting, world.liaison)
    assert letter["To"] == ADDRESS
    assert (calendar["method"], event["sequence"], str(event["attendee"])) == ("REQUEST", 0, f"mailto:{ADDRESS}")
    assert f"议题：{ticket.number}" in str(event["description"])
    assert "2026-11-23 14:00–15:30\n地点：县电子商务服务中心 201" in words_in(letter)
    assert f"/roundtable/invitations/{seat.pk}/" in words_in(letter)


def test_neither_words_nor_names_of_firms_travel_by_mail(world: World, seats: Table) -> None:
    with_address(world.liaison, ADDRESS)
    with_address(world.firm, "ding@example.cn")
    meeting = planned(seats)
    ticket, topic = of_a_case(world, seats)
    other = approved(world, seats, title="冷库不够", body="海鲜坏了")
    for one in (topic, other):
        agenda.put(meeting.pk, topic_id=one.pk, actor=seats.clerk, version=current(meeting).version)
    meetings.notify(meeting.pk, actor=seats.secretary, version=current(meeting).version)

    found = letters(meeting)

    everything = "".join(words_in(letter) + entry_in(letter)[1].to_ical().decode() for letter in found)
    assert len(found) == 2
    assert [words for words in (topic.title, other.title, other.body, ticket.firm.name) if words in everything] == []


def test_a_change_is_mailed_once_and_replaces_the_entry(world: World, seats: Table) -> None:
    with_address(world.liaison, ADDRESS)
    meeting, _ticket = called(world, seats)
    first = entry_in(letters(meeting)[0])[1]

    meetings.change(meeting.pk, a_plan(seats, place="县委 305"), actor=seats.clerk, version=meeting.version)
    (letter,) = letters(meeting)

    _calendar, second = entry_in(letter)
    assert (second["uid"], second["sequence"], second["location"]) == (first["uid"], 1, "县委 305")
    assert letters(meeting) == []


def test_two_changes_before_the_post_goes_leave_one_entry_as_it_is_now(world: World, seats: Table) -> None:
    with_address(world.liaison, ADDRESS)
    meeting, _ticket = called(world, seats)
    letters(meeting)

    for place in ("县委 305", "县委 306"):
        version = current(meeting).version
        meetings.change(meeting.pk, a_plan(seats, place=place), actor=seats.clerk, version=version)

    entries = [entry_in(letter)[1] for letter in letters(meeting, last=2)]
    assert {(entry["sequence"], entry["location"]) for entry in entries} == {(2, "县委 306")}


def test_a_meeting_that_is_called_off_leaves_the_calendar(world: World, seats: Table) -> None:
    with_address(world.liaison, ADDRESS)
    meeting, _ticket = called(world, seats)
    letters(meeting)
    meetings.cancel(meeting.pk, why="停电", actor=seats.secretary, version=meeting.version)

    (letter,) = letters(meeting)

    calendar, event = entry_in(letter)
    assert (calendar["method"], event["status"], event["sequence"]) == ("CANCEL", "CANCELLED", 1)


def test_nothing_is_mailed_before_the_meeting_is_called_nor_when_it_is_called_off_unannounced(
    world: World, seats: Table
) -> None:
    with_address(world.firm, ADDRESS)
    meeting = with_items(world, seats)
    meetings.change(meeting.pk, a_plan(seats, place="县委 305"), actor=seats.clerk, version=meeting.version)
    meetings.cancel(meeting.pk, why="停电", actor=seats.secretary, version=current(meeting).version)

    assert letters(meeting, last=3) == []
    assert heard(world.firm) == []


def test_an_answer_is_mailed_to_nobody(world: World, seats: Table) -> None:
    with_address(seats.clerk, ADDRESS)
    meeting, _ticket = called(world, seats)
    seat = seat_of(meeting, world.liaison)
    at_table.answer(seat.pk, said=Answer.COMES, name="李主任", words="", actor=world.liaison)

    assert letters(meeting) == []
    assert heard(seats.clerk) == ["有单位交了会议回执"]


# --- seats that come and go after the notice --------------------------------------------------------------------------


def test_who_is_invited_after_the_notice_hears_of_it_and_nobody_else(world: World, seats: Table) -> None:
    with_address(world.liaison, ADDRESS)
    with_address(world.other_liaison, "wang@example.cn")
    meeting, _ticket = called(world, seats)
    letters(meeting)
    body = world.other_liaison.organisation
    guest = at_table.Guest(side=Side.DEPARTMENT, organisation=body, name="", must=True)

    at_table.invite(meeting.pk, guest, actor=seats.clerk)

    assert [letter["To"] for letter in letters(meeting)] == ["wang@example.cn"]


def test_an_item_that_comes_after_the_notice_tells_those_it_brings(world: World, seats: Table) -> None:
    with_address(world.other_firm, ADDRESS)
    meeting, _ticket = called(world, seats)
    letters(meeting)
    topic = approved(world, seats, by=world.other_firm)

    agenda.put(meeting.pk, topic_id=topic.pk, actor=seats.clerk, version=current(meeting).version)

    (letter,) = letters(meeting)
    assert (letter["To"], entry_in(letter)[0]["method"]) == (ADDRESS, "REQUEST")
    assert heard(world.liaison) == ["请参加会议，请看通知并回执"]


@pytest.mark.parametrize("how", ["the item goes", "the seat goes"])
def test_whoever_loses_their_seat_is_told_and_their_calendar_forgets_it(world: World, seats: Table, how: str) -> None:
    with_address(world.other_firm, ADDRESS)
    meeting, _ticket = called(world, seats)
    topic = approved(world, seats, by=world.other_firm)
    agenda.put(meeting.pk, topic_id=topic.pk, actor=seats.clerk, version=current(meeting).version)
    letters(meeting)

    if how == "the item goes":
        item = topic.item.pk
        agenda.take_off(meeting.pk, item_id=item, actor=seats.clerk, version=current(meeting).version)
    else:
        at_table.take_away(meeting.pk, seat_id=seat_of(meeting, world.other_firm).pk, actor=seats.clerk)

    (letter,) = letters(meeting)
    calendar, event = entry_in(letter)
    assert (calendar["method"], event["status"]) == ("CANCEL", "CANCELLED")
    assert heard(world.other_firm)[-1] == "会议不用参加了"
    assert heard(world.liaison) == []


def test_a_seat_that_goes_before_the_notice_is_told_to_nobody(world: World, seats: Table) -> None:
    meeting = with_items(world, seats)
    at_table.take_away(meeting.pk, seat_id=seat_of(meeting, world.firm).pk, actor=seats.clerk)

    told(meeting)

    assert heard(world.firm) == []


def test_a_mail_that_has_to_be_sent_again_is_the_same_but_for_what_has_changed(world: World, seats: Table) -> None:
    with_address(world.liaison, ADDRESS)
    meeting, _ticket = called(world, seats)
    told(meeting)
    delivery = Delivery.objects.get()
    with clock.moved_to(MONDAY + timedelta(hours=1)):
        first, again = compose(delivery), compose(delivery)

    assert first.extra_headers == again.extra_headers
    assert first.attachments == again.attachments
