"""Units hand in materials: once a form, late ones marked, read by whoever prepares and by the unit, by nobody else."""

import re
import uuid
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from journal import clock
from journal.models import Event
from notifications import relay
from notifications.models import Notice
from orgs.calendar import COUNTY_TIME
from roundtable.exceptions import Blocked, Moved
from roundtable.meeting_kinds import Side
from roundtable.models import Material, Meeting, Seat
from roundtable.services import agenda, materials, meetings, reminding
from roundtable.services import seats as at_table
from tests.cast import MONDAY, World, signed_in
from tests.roundtable.convened import NEXT_WEEK, current, of_a_case, planned, seat_of, with_items
from tests.roundtable.table import Table

LAST = date(2026, 11, 20)
IN_TIME = datetime(2026, 11, 20, 23, 59, tzinfo=COUNTY_TIME)


@pytest.fixture(autouse=True)
def on_monday() -> Iterator[None]:
    with clock.moved_to(MONDAY):
        yield


@pytest.fixture
def meeting(world: World, seats: Table) -> Meeting:
    """Called for a week later, materials until the Friday before."""
    made, (_ticket, topic) = planned(seats, materials_until=LAST), of_a_case(world, seats)
    agenda.put(made.pk, topic_id=topic.pk, actor=seats.clerk, version=made.version)
    meetings.notify(made.pk, actor=seats.secretary, version=current(made).version)
    return current(made)


@pytest.fixture
def seat(world: World, meeting: Meeting) -> Seat:
    """The lead's."""
    return seat_of(meeting, world.liaison)


def paper(**words: Any) -> materials.Paper:
    said: dict[str, Any] = {"title": "供电情况", "words": "已排查三条线路。", "client_token": uuid.uuid4()}
    return materials.Paper(**said | words)


def events(meeting: Meeting) -> list[Event]:
    return list(Event.objects.for_subject("meeting", meeting.pk).filter(verb="meeting.material_sent"))


def test_what_is_handed_in_stands_on_the_units_page_and_on_the_clerks(
    world: World, seats: Table, meeting: Meeting, seat: Seat
) -> None:
    client, address = signed_in(world.liaison), f"/roundtable/invitations/{seat.pk}/"
    answer = client.post(f"{address}materials/", {"title": "供电情况", "words": "已排查三条线路。"})

    pages = client.get(address), signed_in(seats.clerk).get(f"/roundtable/meetings/{meeting.pk}/materials/")
    assert (answer.status_code, answer["Location"]) == (HTTPStatus.SEE_OTHER, address)
    for page in pages:
        assert "供电情况" in page.content.decode()
        assert "已排查三条线路。" in page.content.decode()
        assert "逾期报送" not in page.content.decode()


def test_no_other_guest_reads_it(world: World, meeting: Meeting, seat: Seat) -> None:
    materials.hand_in(seat.pk, paper(), actor=world.liaison)

    page = signed_in(world.firm).get(f"/roundtable/invitations/{seat_of(meeting, world.firm).pk}/")

    assert page.status_code == HTTPStatus.OK
    assert "供电情况" not in page.content.decode()
    assert "报送材料" not in page.content.decode()


@pytest.mark.parametrize(("at", "late"), [(IN_TIME, False), (IN_TIME + timedelta(minutes=1), True)])
def test_what_comes_after_its_day_is_taken_and_marked_late(
    world: World, seats: Table, meeting: Meeting, seat: Seat, at: datetime, late: bool
) -> None:
    with clock.moved_to(at):
        materials.hand_in(seat.pk, paper(), actor=world.liaison)
        page = signed_in(seats.clerk).get(f"/roundtable/meetings/{meeting.pk}/materials/").content.decode()

    assert (Material.objects.get().late, "逾期报送" in page) == (late, late)
    assert [event.data["late"] for event in events(meeting)] == [late]


def test_a_form_sent_twice_is_one_paper(world: World, meeting: Meeting, seat: Seat) -> None:
    once = paper()
    for _time in range(2):
        materials.hand_in(seat.pk, once, actor=world.liaison)

    assert (Material.objects.count(), len(events(meeting))) == (1, 1)


def test_the_journal_keeps_no_words_of_it(world: World, meeting: Meeting, seat: Seat) -> None:
    materials.hand_in(seat.pk, paper(), actor=world.liaison)

    (event,) = events(meeting)
    assert (event.actor, event.data["unit"]) == (world.liaison.person_id, seat.organisation_id)
    assert [word for word in ("供电情况", "三条线路") if word in str(event.data)] == []


def test_the_clerk_hears_of_it(world: World, seats: Table, meeting: Meeting, seat: Seat) -> None:
    materials.hand_in(seat.pk, paper(), actor=world.liaison)
    (event,) = events(meeting)
    relay.handle(event)

    found = Notice.objects.filter(event=event)
    assert [(notice.post, notice.text) for notice in found] == [(seats.clerk, "有单位报送了会议材料")]


def test_whoever_has_handed_in_is_not_reminded(world: World, seats: Table, meeting: Meeting, seat: Seat) -> None:
    guest = at_table.Guest(side=Side.DEPARTMENT, organisation=world.other_liaison.organisation, name="", must=True)
    at_table.invite(meeting.pk, guest, actor=seats.clerk)
    materials.hand_in(seat.pk, paper(), actor=world.liaison)
    with clock.moved_to(datetime(2026, 11, 19, 9, tzinfo=COUNTY_TIME)):
        assert reminding.run() == 1
    event = Event.objects.for_subject("meeting", meeting.pk).last()
    assert event is not None
    relay.handle(event)

    assert {notice.post for notice in Notice.objects.filter(event=event)} == {world.other_liaison}


@pytest.mark.parametrize("who", ["firm", "other_liaison", "desk"])
def test_only_a_unit_with_a_seat_hands_in(world: World, meeting: Meeting, seat: Seat, who: str) -> None:
    own = seat_of(meeting, world.firm) if who == "firm" else seat

    with pytest.raises(PermissionDenied):
        materials.hand_in(own.pk, paper(), actor=getattr(world, who))


def test_a_firm_that_tries_all_the_same_is_refused(world: World, meeting: Meeting) -> None:
    address = f"/roundtable/invitations/{seat_of(meeting, world.firm).pk}/materials/"

    assert signed_in(world.firm).post(address, {"title": "a", "words": "b"}).status_code == HTTPStatus.FORBIDDEN


@pytest.mark.parametrize("when", ["begun", "called off", "not called"])
def test_nothing_is_handed_in_for_a_meeting_that_is_not_to_come(
    world: World, seats: Table, meeting: Meeting, seat: Seat, when: str
) -> None:
    at = NEXT_WEEK if when == "begun" else MONDAY
    if when == "called off":
        meetings.cancel(meeting.pk, why="停电", actor=seats.secretary, version=meeting.version)
    if when == "not called":
        other = planned(seats, starts_at=NEXT_WEEK + timedelta(hours=3))
        guest = at_table.Guest(side=Side.DEPARTMENT, organisation=world.liaison.organisation, name="", must=True)
        at_table.invite(other.pk, guest, actor=seats.clerk)
        seat = seat_of(other, world.liaison)

    with clock.moved_to(at), pytest.raises(Moved):
        materials.hand_in(seat.pk, paper(), actor=world.liaison)


def test_too_late_is_told_and_what_was_typed_stays(world: World, seats: Table, meeting: Meeting, seat: Seat) -> None:
    meetings.cancel(meeting.pk, why="停电", actor=seats.secretary, version=meeting.version)
    address = f"/roundtable/invitations/{seat.pk}/materials/"

    answer = signed_in(world.liaison).post(address, {"title": "供电情况", "words": "已排查三条线路。"})

    assert answer.status_code == HTTPStatus.CONFLICT
    assert "不能再报材料" in answer.content.decode()
    assert "已排查三条线路。" in answer.content.decode()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [({"title": ""}, "请写标题"), ({"words": ""}, "请写材料内容，或者传文件"), ({"words": "长" * 2001}, "2000")],
)
def test_what_is_missing_is_said_and_the_rest_stays(
    world: World, seat: Seat, typed: dict[str, str], sentence: str
) -> None:
    address = f"/roundtable/invitations/{seat.pk}/materials/"

    answer = signed_in(world.liaison).post(address, {"title": "供电情况", "words": "已排查。", **typed})

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert sentence in answer.content.decode()
    assert not Material.objects.exists()


def test_a_unit_does_not_hand_in_for_ever(world: World, seat: Seat) -> None:
    for _paper in range(materials.MOST):
        materials.hand_in(seat.pk, paper(), actor=world.liaison)

    with pytest.raises(Blocked, match="最多报送 20 份"):
        materials.hand_in(seat.pk, paper(), actor=world.liaison)


def test_the_database_takes_no_paper_without_a_title(world: World, meeting: Meeting) -> None:
    row = {"meeting": meeting, "organisation": world.liaison.organisation, "by": world.liaison, "at": MONDAY}
    with pytest.raises(IntegrityError, match="material_has_a_title"), transaction.atomic():
        Material.objects.create(**row, title="", words="已排查。", client_token=uuid.uuid4())


def test_a_meeting_without_such_a_day_has_no_late_papers(world: World, seats: Table) -> None:
    made = with_items(world, seats, 1)
    guest = at_table.Guest(side=Side.DEPARTMENT, organisation=world.liaison.organisation, name="", must=True)
    at_table.invite(made.pk, guest, actor=seats.clerk)
    meetings.notify(made.pk, actor=seats.secretary, version=made.version)
    materials.hand_in(seat_of(made, world.liaison).pk, paper(), actor=world.liaison)

    assert not Material.objects.get().late


def test_the_meetings_page_leads_to_them_once_it_was_called(world: World, seats: Table, meeting: Meeting) -> None:
    other = planned(seats, starts_at=NEXT_WEEK + timedelta(hours=3))
    client = signed_in(seats.clerk)
    links = [
        f"/roundtable/meetings/{one.pk}/materials/" in client.get(f"/roundtable/meetings/{one.pk}/").content.decode()
        for one in (meeting, other)
    ]

    assert links == [True, False]
    assert "还没有单位报送材料" in client.get(f"/roundtable/meetings/{meeting.pk}/materials/").content.decode()


def test_both_forms_of_the_page_have_fields_of_their_own(world: World, seat: Seat) -> None:
    page = signed_in(world.liaison).get(f"/roundtable/invitations/{seat.pk}/").content.decode()

    ids = re.findall(r'\bid="(id_[^"]+)"', page)
    assert {"id_words", "id_paper_words"} <= set(ids)
    assert len(ids) == len(set(ids))
