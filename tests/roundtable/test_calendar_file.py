"""A meeting in somebody's calendar: kept up to date by one name, never more than its reader may know."""

from collections.abc import Iterator
from datetime import date, timedelta
from http import HTTPStatus
from typing import Any
from unicodedata import category

import pytest
from icalendar import Calendar

from journal import clock
from orgs.calendar import COUNTY_TIME
from orgs.models import Post
from roundtable import calendar_file
from roundtable.calendar_file import Copy
from roundtable.models import Meeting
from roundtable.services import agenda, meetings
from tests.cast import MONDAY, World, signed_in
from tests.roundtable.convened import NEXT_WEEK, a_plan, called, current, of_a_case, planned, seat_of, with_items
from tests.roundtable.table import Table, approved


@pytest.fixture(autouse=True)
def on_monday() -> Iterator[None]:
    with clock.moved_to(MONDAY):
        yield


def made(meeting: Meeting, **words: Any) -> bytes:
    said: dict[str, Any] = {"topics": [], "url": "https://qihu.example/x/", "at": MONDAY, "sender": "qihu@example.cn"}
    return calendar_file.file_of(meeting, Copy(**said | words))


def read(content: bytes) -> tuple[Any, Any]:
    """The calendar and the one event in it."""
    calendar = Calendar.from_ical(content)
    (event,) = calendar.walk("VEVENT")
    return calendar, event


def fetched(post: Post, address: str) -> tuple[Any, Any]:
    answer = signed_in(post).get(address)
    assert answer.status_code == HTTPStatus.OK
    return read(answer.content)


def test_it_says_when_where_and_under_whom_in_the_countys_time(world: World, seats: Table) -> None:
    meeting = planned(seats, materials_until=date(2026, 11, 21))

    calendar, event = read(made(meeting, topics=["快递涨价"]))

    starts = event["dtstart"]
    assert (starts.params["TZID"], starts.dt) == ("Asia/Shanghai", NEXT_WEEK.astimezone(COUNTY_TIME))
    assert event["dtend"].dt - starts.dt == timedelta(minutes=90)
    assert event["dtstamp"].dt == MONDAY
    assert (event["summary"], event["location"]) == ("电商行业党委第 1 次圆桌会议", "县电子商务服务中心 201")
    assert str(event["description"]).split("\n") == [
        "主持：刘明远", "材料报送截止：2026-11-21", "议题：快递涨价", "https://qihu.example/x/",
    ]  # fmt: skip
    assert (str(event["organizer"]), event["organizer"].params["CN"]) == ("mailto:qihu@example.cn", "电商行业党委")
    assert (calendar["method"], event["status"], event["sequence"]) == ("PUBLISH", "TENTATIVE", 0)


def test_the_time_zone_comes_along_and_has_no_summer(world: World, seats: Table) -> None:
    calendar, _event = read(made(planned(seats)))

    (zone,) = calendar.walk("VTIMEZONE")
    offsets = {str(part["tzoffsetto"].td) for part in zone.subcomponents}
    assert (zone["tzid"], offsets) == ("Asia/Shanghai", {"8:00:00"})


def test_a_mailed_copy_asks_its_reader_and_wants_no_reply_by_mail(world: World, seats: Table) -> None:
    meeting, _ticket = called(world, seats)

    calendar, event = read(made(meeting, to="zhao@example.cn"))

    assert (calendar["method"], event["status"]) == ("REQUEST", "CONFIRMED")
    assert (str(event["attendee"]), event["attendee"].params["RSVP"]) == ("mailto:zhao@example.cn", "FALSE")


def test_a_change_comes_under_the_same_name_with_the_next_number(world: World, seats: Table) -> None:
    before, _ticket = called(world, seats)
    meetings.change(before.pk, a_plan(seats, place="县委 305"), actor=seats.clerk, version=before.version)

    (_, first), (_, second) = read(made(before)), read(made(current(before)))

    assert first["uid"] == second["uid"]
    assert (first["sequence"], second["sequence"], second["location"]) == (0, 1, "县委 305")


def test_two_meetings_have_two_names_and_neither_tells_the_forms_token(world: World, seats: Table) -> None:
    first, second = planned(seats), planned(seats, starts_at=NEXT_WEEK + timedelta(days=1))

    assert calendar_file.uid_of(first) != calendar_file.uid_of(second)
    assert str(first.client_token).encode() not in made(first)


def test_what_is_called_off_leaves_calendars(world: World, seats: Table) -> None:
    meeting, _ticket = called(world, seats)
    meetings.cancel(meeting.pk, why="停电", actor=seats.secretary, version=meeting.version)

    calendar, event = read(made(current(meeting), to="zhao@example.cn", topics=["快递涨价"]))

    assert (calendar["method"], event["status"], event["sequence"]) == ("CANCEL", "CANCELLED", 1)
    assert "快递涨价" not in str(event["description"])


@pytest.mark.parametrize(
    "typed", ["楼上\r\nATTENDEE:mailto:x@example.cn", "楼上\nEND:VEVENT", "左;右,后\\n“前”:\x07\x1b"]
)
def test_nothing_that_is_typed_makes_a_line_of_its_own(world: World, seats: Table, typed: str) -> None:
    meeting = planned(seats)
    meeting.place, meeting.chair.person.name = typed, typed
    content = made(meeting, topics=[typed])

    _calendar, event = read(content)

    assert event["location"] == " ".join("".join(" " if category(c) == "Cc" else c for c in typed).split())
    assert "attendee" not in event
    assert content.split(b"\r\n").count(b"END:VEVENT") == 1
    assert len(str(event["description"]).split("\n")) == 3


def test_long_lines_are_folded_between_letters(world: World, seats: Table) -> None:
    meeting = planned(seats)
    meeting.place = "县电子商务服务中心" * 9
    content = made(meeting)

    lines = content.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    assert [line for line in lines if "\ufffd" in line.decode(errors="replace")] == []
    assert read(content)[1]["location"] == meeting.place


# --- fetched from the pages -------------------------------------------------------------------------------------------


def test_a_guest_takes_their_own_topic_along_and_no_other(world: World, seats: Table) -> None:
    meeting, (_ticket, topic) = planned(seats), of_a_case(world, seats)
    other = approved(world, seats, by=world.other_firm, title="别家的事")
    for one in (topic, other):
        agenda.put(meeting.pk, topic_id=one.pk, actor=seats.clerk, version=current(meeting).version)
    meetings.notify(meeting.pk, actor=seats.secretary, version=current(meeting).version)

    words = {
        who: str(fetched(who, f"/roundtable/invitations/{seat_of(meeting, who).pk}/meeting.ics")[1]["description"])
        for who in (world.firm, world.other_firm)
    }

    assert [(topic.title in said, other.title in said) for said in words.values()] == [(True, False), (False, True)]


def test_whoever_prepares_takes_no_topics_along(world: World, seats: Table) -> None:
    meeting = with_items(world, seats)

    _calendar, event = fetched(seats.clerk, f"/roundtable/meetings/{meeting.pk}/meeting.ics")

    assert "议题" not in str(event["description"])
    assert f"/roundtable/meetings/{meeting.pk}/" in event["url"]


def test_the_file_is_saved_and_kept_by_nobody_on_the_way(world: World, seats: Table) -> None:
    answer = signed_in(seats.clerk).get(f"/roundtable/meetings/{planned(seats).pk}/meeting.ics")

    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="qihu-meeting.ics"'
    assert (answer["X-Content-Type-Options"], answer["Cache-Control"]) == ("nosniff", "no-store")


def test_a_meeting_that_was_not_called_has_no_file_for_guests(world: World, seats: Table) -> None:
    meeting = with_items(world, seats)
    address = f"/roundtable/invitations/{seat_of(meeting, world.firm).pk}/meeting.ics"

    assert signed_in(world.firm).get(address).status_code == HTTPStatus.NOT_FOUND


def test_both_pages_offer_the_file(world: World, seats: Table) -> None:
    meeting, _ticket = called(world, seats)
    pages = {seats.clerk: f"/roundtable/meetings/{meeting.pk}/"}
    pages[world.firm] = f"/roundtable/invitations/{seat_of(meeting, world.firm).pk}/"

    for post, address in pages.items():
        assert f'href="{address}meeting.ics"' in signed_in(post).get(address).content.decode()
