"""The page of a meeting that is held: who wrote at the same time, what is gone, who came instead, how it ends."""

from collections.abc import Iterator
from typing import Any

import pytest

from journal import clock
from journal.models import Event
from notifications import live as hints
from roundtable.meeting_kinds import MeetingState, Outcome
from roundtable.models import ItemRecord, Meeting
from roundtable.services import holding
from tests.cast import MONDAY, World, signed_in
from tests.roundtable import held
from tests.roundtable.convened import called, current
from tests.roundtable.table import Table
from tests.roundtable.test_live_pages import SCRIPT, live, words


@pytest.fixture(autouse=True)
def in_the_room() -> Iterator[None]:
    with clock.moved_to(MONDAY):
        yield


def test_whoever_was_overtaken_reads_outcomes_by_their_names(world: World, seats: Table) -> None:
    meeting, _ticket = held.begun(world, seats)
    item, clerk = held.first(meeting), signed_in(seats.clerk)
    held.write(meeting, item, by=seats.secretary, outcome=Outcome.NOT_ADOPTED, reason="没有权限")

    page = clerk.post(live(meeting, f"items/{item.pk}/"), words(meeting, facts="会务写的", version=1)).content.decode()

    assert "<dd>不予采纳</dd>" in page
    assert "<dd>refused</dd>" not in page


def test_the_outcome_of_an_item_with_decisions_is_nothing_to_choose(world: World, seats: Table) -> None:
    meeting, _ticket = held.begun(world, seats)
    item = held.first(meeting)
    held.decide(world, meeting, by=seats.secretary)

    answer = signed_in(seats.clerk).post(
        live(meeting, f"items/{item.pk}/"), words(meeting, facts="二十二户", outcome="", version=1), headers=SCRIPT
    )

    assert (answer.status_code, answer.json()["fixed"]) == (409, ["outcome"])
    assert answer.json()["stands"]["outcome"] == "decided"


def test_a_script_hears_that_there_is_nothing_to_write_on_any_more(world: World, seats: Table) -> None:
    meeting, _ticket, _decision = held.signed(world, seats)
    item = held.first(meeting)

    answer = signed_in(seats.clerk).post(live(meeting, f"items/{item.pk}/"), words(meeting, facts="晚"), headers=SCRIPT)

    assert answer.status_code == 404
    assert ItemRecord.objects.get(item=item).facts != "晚"


def test_a_part_is_asked_for_by_its_item_and_is_gone_with_it(world: World, seats: Table) -> None:
    meeting, _ticket = held.begun(world, seats)
    item, clerk = held.first(meeting), signed_in(seats.clerk)

    there = clerk.get(live(meeting, f"?pk={item.pk}"))
    answer = clerk.post(live(meeting, f"items/{item.pk}/off/"), {"version": current(meeting).version})
    addresses = [live(meeting, f"?pk={pk}") for pk in (item.pk, "", "x")]
    statuses = [clerk.get(address, headers={"HX-Request": "true"}).status_code for address in addresses]
    opened_again = [clerk.get(address) for address in addresses]

    assert f"1. {item.topic.title}" in there.content.decode()
    assert (answer.status_code, answer["Location"]) == (303, live(meeting))
    assert statuses == [404, 404, 404]
    assert [(each.status_code, each["Location"]) for each in opened_again] == [(302, live(meeting))] * 3


def test_an_item_that_is_written_on_is_not_put_off(world: World, seats: Table) -> None:
    meeting, _ticket = held.begun(world, seats)
    item, clerk = held.first(meeting), signed_in(seats.clerk)
    held.write(meeting, item, by=seats.clerk, facts="二十二户")

    version = current(meeting).version
    answers = [clerk.post(live(meeting, f"items/{item.pk}/off/"), {"version": each}) for each in (version, version - 1)]

    assert [answer.status_code for answer in answers] == [409, 409]
    assert "这一项已经有记录，不能移出。" in answers[0].content.decode()
    assert current(meeting).items.count() == 1


def test_a_meeting_that_has_no_item_left_is_ended_on_its_page(world: World, seats: Table) -> None:
    meeting, _ticket = held.begun(world, seats)
    clerk, end = signed_in(seats.clerk), f"/roundtable/meetings/{meeting.pk}/step/end/"
    assert end not in clerk.get(live(meeting, "?item=0")).content.decode()

    clerk.post(live(meeting, f"items/{held.first(meeting).pk}/off/"), {"version": current(meeting).version})
    page = clerk.get(live(meeting)).content.decode()
    clerk.post(end, {"version": current(meeting).version})

    assert end in page
    assert current(meeting).state == MeetingState.DRAFTED


def test_the_clerk_writes_down_who_came_instead_and_the_list_stays_open(world: World, seats: Table) -> None:
    meeting, _ticket = held.begun(world, seats)
    clerk, seat = signed_in(seats.clerk), meeting.seats.earliest("pk")
    field = f'id="seat-{seat.pk}" name="name"'
    assert field in clerk.get(live(meeting, "?item=1")).content.decode()

    said = {"item": held.first(meeting).pk, "name": "周副科长", "came": "on"}
    answer = clerk.post(live(meeting, f"seats/{seat.pk}/"), said)
    page = clerk.get(answer["Location"]).content.decode()

    seat.refresh_from_db()
    assert (seat.came, seat.came_name) == (True, "周副科长")
    assert answer["Location"] == f"{live(meeting, '?item=1')}&seats=1#seats"
    assert '<details class="q-sect" id="seats" open>' in page
    assert 'value="周副科长"' in page


def test_the_rooms_screen_is_put_up_before_the_meeting_begins(world: World, seats: Table) -> None:
    meeting, _ticket = called(world, seats)
    room = f"/roundtable/meetings/{meeting.pk}/room/"

    page = signed_in(seats.clerk).get(room).content.decode()
    Meeting.objects.filter(pk=meeting.pk).update(state=MeetingState.COLLECTING)
    too_early = signed_in(seats.clerk).get(room)

    assert "已通知" in page
    assert f'data-live="meeting:{meeting.pk}"' in page
    assert meeting.items.get().topic.title in page
    assert too_early.status_code == 404


def test_the_news_of_an_item_says_its_version_so_that_whoever_wrote_it_has_it_already(
    world: World, seats: Table, monkeypatch: Any, django_capture_on_commit_callbacks: Any
) -> None:
    meeting, _ticket = held.begun(world, seats)
    item, seat = held.first(meeting), meeting.seats.earliest("pk")
    version = held.write(meeting, item, by=seats.clerk, facts="二十二户")
    holding.attend(meeting.pk, seat_id=seat.pk, came=True, name="", actor=seats.clerk)
    told: list[dict[str, Any]] = []
    monkeypatch.setattr(hints, "send", lambda sent: told.append(sent[0][1]["hint"]))

    with django_capture_on_commit_callbacks(execute=True):
        for verb in ("meeting.written", "meeting.attended"):
            hints.handle(Event.objects.for_subject("meeting", meeting.pk).get(verb=verb))

    about = {"kind": "meeting", "key": meeting.pk}
    assert told == [
        about | {"item": item.pk, "version": version, "seat": None},
        about | {"item": None, "version": None, "seat": seat.pk},
    ]
