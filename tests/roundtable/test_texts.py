"""Text messages about meetings: to a firm's people, with the link that answers, and never a topic or a name."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings

from journal import clock
from journal.models import Event
from notifications import relay, sending
from orgs.models import Post
from roundtable.models import Meeting
from roundtable.services import meetings, replies
from roundtable.services import seats as at_table
from tests.cast import MONDAY, World
from tests.notifications.test_texts import MOBILE, with_mobile
from tests.roundtable.convened import NEXT_WEEK, a_plan, called, current, seat_of
from tests.roundtable.table import Table

OFF = "原请您参加的 11月23日 14:00 的会议已取消或者不用您来了，详情请登录看。"


@pytest.fixture(autouse=True)
def on_monday() -> Iterator[None]:
    with clock.moved_to(MONDAY):
        yield


def texts(settings: LazySettings, meeting: Meeting) -> list[str]:
    """What went out of the meeting's last event, which reaches the notifier twice."""
    event = Event.objects.for_subject("meeting", meeting.pk).last()
    assert event is not None
    for file in Path(settings.SMS_FOLDER).glob("*.txt"):
        file.unlink()
    for _time in range(2):
        relay.handle(event)
    sending.run()
    return [file.read_text(encoding="utf-8") for file in Path(settings.SMS_FOLDER).glob("*.txt")]


def asked(meeting: Meeting, post: Post, when: str) -> str:
    link = replies.address_of(seat_of(meeting, post))
    return f"{MOBILE}\n请您参加 {when} 的会议。不用登录，打开看通知、交回执，请不要转给别人：{link}\n"


def test_a_firm_gets_when_it_is_and_the_link_that_answers(world: World, seats: Table, settings: LazySettings) -> None:
    with_mobile(world.firm)
    meeting, _ticket = called(world, seats)

    assert texts(settings, meeting) == [asked(meeting, world.firm, "11月23日 14:00")]


def test_units_get_none(world: World, seats: Table, settings: LazySettings) -> None:
    with_mobile(world.liaison)
    meeting, _ticket = called(world, seats)

    assert texts(settings, meeting) == []


def test_a_change_is_texted_with_the_new_time(world: World, seats: Table, settings: LazySettings) -> None:
    with_mobile(world.firm)
    meeting, _ticket = called(world, seats)
    later = a_plan(seats, starts_at=NEXT_WEEK.replace(day=24))
    meetings.change(meeting.pk, later, actor=seats.clerk, version=meeting.version)

    assert texts(settings, meeting) == [asked(meeting, world.firm, "11月24日 14:00")]


@pytest.mark.parametrize("how", ["called off", "not needed"])
def test_whoever_need_not_come_is_told_without_a_link(
    world: World, seats: Table, settings: LazySettings, how: str
) -> None:
    with_mobile(world.firm)
    meeting, _ticket = called(world, seats)
    if how == "called off":
        meetings.cancel(meeting.pk, why="停电", actor=seats.secretary, version=meeting.version)
    else:
        at_table.take_away(meeting.pk, seat_id=seat_of(meeting, world.firm).pk, actor=seats.clerk)

    assert texts(settings, current(meeting)) == [f"{MOBILE}\n{OFF}\n"]
