"""The notice on paper: all topics for those who hold the meeting, for each guest their own; every one on record."""

from collections.abc import Iterator
from datetime import date
from http import HTTPStatus

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from journal import clock
from journal.models import AccessKind, AccessLog
from orgs.models import Post
from roundtable.meeting_kinds import Side
from roundtable.models import Meeting, Topic
from roundtable.services import agenda, meetings
from roundtable.services import seats as at_table
from tests.cast import MONDAY, World, signed_in
from tests.roundtable.convened import called, current, of_a_case, planned, seat_of, with_items
from tests.roundtable.table import Table, approved


@pytest.fixture(autouse=True)
def on_monday() -> Iterator[None]:
    with clock.moved_to(MONDAY):
        yield


@pytest.fixture
def topics(world: World, seats: Table) -> tuple[Meeting, Topic, Topic]:
    """A meeting about a case and what another firm brought in."""
    meeting = planned(seats, materials_until=date(2026, 11, 20))
    _ticket, own = of_a_case(world, seats)
    other = approved(world, seats, by=world.other_firm, title="别家的事")
    for topic in (own, other):
        agenda.put(meeting.pk, topic_id=topic.pk, actor=seats.clerk, version=current(meeting).version)
    meetings.notify(meeting.pk, actor=seats.secretary, version=current(meeting).version)
    return current(meeting), own, other


def notice(post: Post, meeting: Meeting, *, to: Post | None = None) -> str:
    seat = f"?seat={seat_of(meeting, to).pk}" if to else ""
    answer = signed_in(post).get(f"/roundtable/meetings/{meeting.pk}/notice/{seat}")
    assert answer.status_code == HTTPStatus.OK
    return str(answer.content.decode())


def test_it_says_all_that_a_notice_has_to(seats: Table, topics: tuple[Meeting, Topic, Topic], world: World) -> None:
    meeting, own, other = topics
    guest = at_table.Guest(side=Side.WORKERS, organisation=None, name="王大姐", must=False)
    at_table.invite(meeting.pk, guest, actor=seats.clerk)

    page = notice(seats.clerk, meeting)

    assert f"关于召开{meeting.title}的通知" in page
    words = ("2026-11-23 14:00–15:30", "县电子商务服务中心 201", "刘明远", "2026-11-20 前报送", own.title, other.title)
    assert [word for word in words if word not in page] == []
    must, may = (page.split(f">{heading}</h2>")[1].split("</section>")[0] for heading in ("必须到会", "可以不来"))
    assert world.liaison.organisation.display_name in must
    assert ("王大姐" in must, "王大姐" in may) == (False, True)
    assert "□ 参加" in page.split('id="h-slip"')[1]


def test_the_paper_for_one_body_has_its_own_topics_alone(
    world: World, seats: Table, topics: tuple[Meeting, Topic, Topic]
) -> None:
    meeting, own, other = topics

    found = {who: notice(seats.clerk, meeting, to=who) for who in (world.liaison, world.firm, world.other_firm)}

    assert [(own.title in page, other.title in page) for page in found.values()] == [
        (True, False), (True, False), (False, True),
    ]  # fmt: skip
    assert ["2026-11-20 前报送" in page for page in found.values()] == [True, False, False]


def test_the_slip_names_whose_it_is(world: World, seats: Table) -> None:
    meeting, _ticket = called(world, seats)

    slip = notice(seats.clerk, meeting, to=world.liaison).split('id="h-slip"')[1]

    assert world.liaison.organisation.display_name in slip


def test_every_print_is_on_record_with_whom_it_is_for(world: World, seats: Table) -> None:
    meeting, _ticket = called(world, seats)
    notice(seats.clerk, meeting)
    notice(seats.clerk, meeting, to=world.firm)

    rows = AccessLog.objects.filter(kind=AccessKind.PRINT).order_by("pk")
    seat = seat_of(meeting, world.firm).pk
    assert [(row.subject_type, row.subject_id, row.data) for row in rows] == [
        ("meeting", meeting.pk, {"seat": None}), ("meeting", meeting.pk, {"seat": seat}),
    ]  # fmt: skip


@pytest.mark.parametrize("typed", ["x", "0", "99999999999999999999", "of another meeting"])
def test_a_seat_that_the_meeting_has_not_is_not_found(world: World, seats: Table, typed: str) -> None:
    meeting, _ticket = called(world, seats)
    if typed == "of another meeting":
        other = planned(seats, starts_at=meeting.ends_at)
        guest = at_table.Guest(side=Side.FIRM, organisation=world.firm.organisation, name="", must=True)
        at_table.invite(other.pk, guest, actor=seats.clerk)
        typed = str(seat_of(other, world.firm).pk)

    answer = signed_in(seats.clerk).get(f"/roundtable/meetings/{meeting.pk}/notice/?seat={typed}")

    assert answer.status_code == HTTPStatus.NOT_FOUND


def test_guests_have_their_page_and_not_this_one(world: World, seats: Table) -> None:
    meeting, _ticket = called(world, seats)

    for post in (world.firm, world.liaison):
        answer = signed_in(post).get(f"/roundtable/meetings/{meeting.pk}/notice/")
        assert answer.status_code == HTTPStatus.NOT_FOUND


def test_a_notice_that_has_not_gone_out_says_so(world: World, seats: Table) -> None:
    meeting = with_items(world, seats)
    before = notice(seats.clerk, meeting)
    meetings.notify(meeting.pk, actor=seats.secretary, version=meeting.version)

    assert ["这是草稿" in page for page in (before, notice(seats.clerk, meeting))] == [True, False]


def test_a_long_agenda_takes_no_more_statements(world: World, seats: Table) -> None:
    meeting, client = with_items(world, seats, 1), signed_in(seats.clerk)
    counts = []
    for _round in range(2):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(f"/roundtable/meetings/{meeting.pk}/notice/")
        counts.append(len(asked))
        for title in ("冷库", "快递"):
            topic = approved(world, seats, title=title, by=world.other_firm)
            agenda.put(meeting.pk, topic_id=topic.pk, actor=seats.clerk, version=current(meeting).version)

    assert counts[0] == counts[1] <= 12
