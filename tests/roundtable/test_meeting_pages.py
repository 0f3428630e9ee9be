"""Pages of meetings: the builder works by buttons alone, a guest reads what concerns them and no more."""

from collections.abc import Iterator
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from journal import clock
from roundtable.meeting_kinds import MeetingState, Side
from roundtable.models import Meeting, Topic
from roundtable.services import agenda, meetings, pooling
from roundtable.services import seats as at_table
from roundtable.services.seats import Guest
from tests import cast
from tests.cast import MONDAY, World, signed_in
from tests.roundtable.convened import NEXT_WEEK, called, current, planned, seat_of, titles, with_items
from tests.roundtable.table import Table, approved, tabled
from tickets.models import Ticket

MOST = 12


@pytest.fixture(autouse=True)
def on_monday() -> Iterator[None]:
    with clock.moved_to(MONDAY):
        yield


def page_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == HTTPStatus.OK, address
    return str(answer.content.decode())


def press(client: Client, meeting: Meeting, what: str, **words: Any) -> Any:
    address = f"/roundtable/meetings/{meeting.pk}/{what}/"
    return client.post(address, {"version": current(meeting).version, **words})


def a_form(seats: Table, **words: Any) -> dict[str, Any]:
    said = {
        "committee": seats.clerk.organisation_id, "kind": "round", "day": "2026-11-27", "starts": "14:00",
        "ends": "15:30", "site": "", "place": "县委 305", "chair": seats.secretary.pk,
    }  # fmt: skip
    return said | words


def test_a_meeting_is_planned_on_its_page_with_days_that_follow_from_its_own(world: World, seats: Table) -> None:
    answer = signed_in(seats.clerk).post("/roundtable/meetings/new/", a_form(seats))

    meeting = Meeting.objects.get()
    assert (answer.status_code, answer["Location"]) == (HTTPStatus.SEE_OTHER, f"/roundtable/meetings/{meeting.pk}/")
    assert (str(meeting.collect_until), str(meeting.materials_until)) == ("2026-11-20", "2026-11-25")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"day": "2026-11-13"}, "现在以后"),
        ({"ends": "13:00"}, "结束要晚于开始"),
        ({"place": ""}, "写明在哪里开"),
        ({"chair": ""}, "请选一项"),
        ({"day": "明天"}, "请填日期"),
    ],
)
def test_what_is_wrong_with_a_plan_is_said_and_the_rest_stays(
    world: World, seats: Table, words: dict[str, str], sentence: str
) -> None:
    answer = signed_in(seats.clerk).post("/roundtable/meetings/new/", a_form(seats, **words))

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert sentence in answer.content.decode()
    assert not Meeting.objects.exists()


def test_an_agenda_is_built_by_buttons_alone(world: World, seats: Table) -> None:
    meeting, client = planned(seats), signed_in(seats.clerk)
    first, second = approved(world, seats, title="冷库"), approved(world, seats, title="快递")
    assert all(topic.title in page_of(client, f"/roundtable/meetings/{meeting.pk}/") for topic in (first, second))

    for topic in (first, second):
        assert press(client, meeting, "agenda/put", topic=topic.pk).status_code == HTTPStatus.SEE_OTHER
    later = meeting.items.get(topic=second)
    press(client, meeting, "agenda/move", item=later.pk, to=1)
    press(client, meeting, "agenda/minutes", item=later.pk, minutes=80)
    shown = page_of(client, f"/roundtable/meetings/{meeting.pk}/")

    assert titles(meeting) == ["快递", "冷库"]
    assert meeting.title in page_of(client, "/roundtable/?tab=approved")
    assert meeting.title in page_of(client, f"/roundtable/topics/{first.pk}/")
    assert "15:20" in shown  # the second begins when the first is over
    assert "共 95 分钟，预定 90 分钟" in shown
    press(client, meeting, "agenda/take-off", item=later.pk)
    assert titles(meeting) == ["冷库"]


@pytest.mark.parametrize("words", [{"minutes": "0"}, {"minutes": "241"}, {"minutes": "x"}, {"minutes": ""}])
def test_minutes_that_are_none_are_refused_with_a_sentence(world: World, seats: Table, words: dict[str, str]) -> None:
    meeting = with_items(world, seats, 1)

    answer = press(signed_in(seats.clerk), meeting, "agenda/minutes", item=meeting.items.get().pk, **words)

    assert answer.status_code == HTTPStatus.CONFLICT
    assert "请填 1 到 240 分钟" in answer.content.decode()


@pytest.mark.parametrize("typed", ["", "x", "-1", "١", "9" * 30])
def test_rubbish_in_a_button_is_not_found(world: World, seats: Table, typed: str) -> None:
    meeting = with_items(world, seats, 1)

    assert press(signed_in(seats.clerk), meeting, "agenda/move", item=typed, to=1).status_code == HTTPStatus.NOT_FOUND


def test_a_button_of_yesterdays_page_is_told_and_writes_nothing(world: World, seats: Table) -> None:
    meeting = with_items(world, seats, 2)
    item = meeting.items.latest("place")

    answer = press(signed_in(seats.clerk), meeting, "agenda/move", item=item.pk, to=1, version=1)

    assert answer.status_code == HTTPStatus.CONFLICT
    assert titles(meeting) == ["议题1", "议题2"]


def test_a_secretary_calls_together_and_a_clerk_does_not_see_the_button(world: World, seats: Table) -> None:
    meeting = with_items(world, seats, 1)
    address = f"/roundtable/meetings/{meeting.pk}/"

    assert "step/notify" not in page_of(signed_in(seats.clerk), address)
    assert press(signed_in(seats.clerk), meeting, "step/notify").status_code == HTTPStatus.FORBIDDEN
    assert "step/notify" in page_of(signed_in(seats.secretary), address)
    assert press(signed_in(seats.secretary), meeting, "step/notify").status_code == HTTPStatus.SEE_OTHER
    assert current(meeting).state == MeetingState.NOTIFIED


def test_a_firm_reads_its_own_matter_and_nothing_of_the_others(world: World, seats: Table) -> None:
    meeting, _ticket = called(world, seats)
    other = approved(world, seats, title="别家的事")
    press(signed_in(seats.clerk), meeting, "agenda/put", topic=other.pk)
    client = signed_in(world.firm)
    mine = seat_of(meeting, world.firm)

    shown = page_of(client, f"/roundtable/invitations/{mine.pk}/")

    assert "会上研究您的事" in shown
    assert client.get(f"/roundtable/invitations/{seat_of(meeting, world.liaison).pk}/").status_code == 404
    assert client.get(f"/roundtable/meetings/{meeting.pk}/").status_code == HTTPStatus.NOT_FOUND
    assert "别家的事" not in page_of(
        signed_in(world.liaison), f"/roundtable/invitations/{seat_of(meeting, world.liaison).pk}/"
    )


def test_a_guest_answers_on_the_page_and_whoever_prepares_the_meeting_reads_it(world: World, seats: Table) -> None:
    meeting, _ticket = called(world, seats)
    client, seat = signed_in(world.liaison), seat_of(meeting, world.liaison)
    address = f"/roundtable/invitations/{seat.pk}/"

    assert client.post(address, {"said": "comes", "name": "", "words": ""}).status_code == 422
    assert client.post(address, {"said": "declines", "name": "", "words": ""}).status_code == 422
    assert client.post(address, {"said": "comes", "name": "李主任", "words": ""}).status_code == HTTPStatus.SEE_OTHER

    assert "李主任" in page_of(signed_in(seats.clerk), f"/roundtable/meetings/{meeting.pk}/")
    assert meeting.title in page_of(client, "/roundtable/invitations/")


def test_an_invitation_to_what_was_called_off_says_why_and_takes_no_answer(world: World, seats: Table) -> None:
    meeting, _ticket = called(world, seats)
    meetings.cancel(meeting.pk, why="停电", actor=seats.secretary, version=meeting.version)
    client, address = signed_in(world.liaison), f"/roundtable/invitations/{seat_of(meeting, world.liaison).pk}/"

    assert "停电" in page_of(client, address)
    answer = client.post(address, {"said": "comes", "name": "李主任", "words": "材料已备好"})
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "材料已备好" in answer.content.decode()


def test_before_it_is_called_nobody_is_invited(world: World, seats: Table) -> None:
    meeting = with_items(world, seats, 1)
    client = signed_in(world.firm)

    assert client.get(f"/roundtable/invitations/{seat_of(meeting, world.firm).pk}/").status_code == HTTPStatus.NOT_FOUND
    assert meeting.title not in page_of(client, "/roundtable/invitations/")


def test_a_page_of_a_meeting_costs_no_more_than_any_other(world: World, seats: Table) -> None:
    meeting = with_items(world, seats, 4)
    client = signed_in(seats.clerk)
    page_of(client, f"/roundtable/meetings/{meeting.pk}/")

    with CaptureQueriesContext(connection) as asked:
        page_of(client, f"/roundtable/meetings/{meeting.pk}/")

    assert len(asked) <= MOST, [query["sql"][:120] for query in asked]


@pytest.mark.parametrize("address", ["/roundtable/", "/roundtable/?tab=approved", "/roundtable/meetings/"])
def test_lists_of_the_round_table_cost_no_more_than_any_other(world: World, seats: Table, address: str) -> None:
    with_items(world, seats, 3)
    client = signed_in(seats.clerk)
    page_of(client, address)

    with CaptureQueriesContext(connection) as asked:
        page_of(client, address)

    assert len(asked) <= MOST, [query["sql"][:120] for query in asked]


def test_a_confidential_caller_is_named_on_no_page_of_the_round_table(world: World, seats: Table) -> None:
    ticket = cast.signed(world)
    Ticket.objects.filter(pk=ticket.pk).update(confidential=True)
    topic = tabled(world, ticket, by=world.firm)
    pooling.approve(topic.pk, words="", actor=seats.secretary, version=topic.version)
    meeting = planned(seats)
    name = world.firm.organisation.display_name
    pages = ["/roundtable/?tab=approved", f"/roundtable/topics/{topic.pk}/", f"/roundtable/meetings/{meeting.pk}/"]
    before = [page_of(signed_in(seats.clerk), address) for address in pages]
    agenda.put(meeting.pk, topic_id=topic.pk, actor=seats.clerk, version=current(meeting).version)
    after = [page_of(signed_in(seats.clerk), address) for address in pages]

    assert [name in shown for shown in (*before, *after)] == [False] * 6
    assert all("保密诉求人" in shown for shown in (*before, *after))


def test_a_unit_that_a_case_is_about_since_reads_nothing_of_it_in_its_invitation(world: World, seats: Table) -> None:
    meeting, ticket = called(world, seats)
    title, seat = meeting.items.get().topic.title, seat_of(meeting, world.liaison)
    address = f"/roundtable/invitations/{seat.pk}/"
    assert title in page_of(signed_in(world.liaison), address)

    Ticket.objects.filter(pk=ticket.pk).update(about_org=world.liaison.organisation_id)

    assert title not in page_of(signed_in(world.liaison), address)


def test_numbers_that_the_desk_has_hidden_stay_hidden_in_a_units_invitation(world: World, seats: Table) -> None:
    meeting, ticket = called(world, seats)
    Topic.objects.filter(ticket=ticket).update(title="找丁小满 13800001234 问情况")
    Ticket.objects.filter(pk=ticket.pk).update(redacted=True)

    shown = page_of(signed_in(world.liaison), f"/roundtable/invitations/{seat_of(meeting, world.liaison).pk}/")

    assert "13800001234" not in shown


@pytest.mark.parametrize(("hours", "said"), [(1, True), (3, False)], ids=["at the same time", "afterwards"])
def test_a_body_that_sits_elsewhere_at_the_same_time_is_marked(
    world: World, seats: Table, hours: int, said: bool
) -> None:
    guest = Guest(side=Side.DEPARTMENT, organisation=world.liaison.organisation, name="", must=True)
    first = planned(seats)
    second = planned(seats, starts_at=NEXT_WEEK + timedelta(hours=hours), chair_id=seats.second_secretary.pk)
    for meeting in (first, second):
        at_table.invite(meeting.pk, guest, actor=seats.clerk)

    page = signed_in(seats.clerk).get(f"/roundtable/meetings/{second.pk}/").content.decode()

    assert ("这个时间另有会议" in page) is said
