"""What a meeting said of a unit is kept from whoever sits in it: on the next meeting's pages and in its minutes."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from journal import clock
from orgs.models import Post
from orgs.statuses import Role
from roundtable.models import Decision, Meeting
from roundtable.services import agenda, holding, meetings
from tests import cast
from tests.cast import World, signed_in
from tests.roundtable import held
from tests.roundtable.convened import NEXT_WEEK, current, planned
from tests.roundtable.table import Table, approved
from tickets.models import Ticket

LATER = NEXT_WEEK + timedelta(days=7)
TOLD = "前丁村新装"


@pytest.fixture
def following(world: World, seats: Table, decision: Decision) -> Iterator[Meeting]:
    """The next meeting of the committee, which has begun and opens with the decision."""
    assert decision.pk
    meeting, topic = planned(seats, starts_at=LATER), approved(world, seats)
    agenda.put(meeting.pk, topic_id=topic.pk, actor=seats.clerk, version=current(meeting).version)
    meetings.notify(meeting.pk, actor=seats.secretary, version=current(meeting).version)
    with clock.moved_to(LATER):
        yield current(meeting)


def begin(meeting: Meeting, *, by: Post) -> None:
    holding.begin(meeting.pk, actor=by, version=current(meeting).version)


def sits_in_the_unit_that_it_is_about(person_of: Post, decision: Decision, unit: Post) -> None:
    Ticket.objects.filter(decisions__decision=decision).update(about_org=unit.organisation)
    Post.objects.create(
        person=person_of.person, organisation=unit.organisation, role=Role.HANDLER, starts_on=cast.A_LONG_AGO
    )


def shown(post: Post, meeting: Meeting, page: str) -> bool:
    answer = signed_in(post).get(f"/roundtable/meetings/{meeting.pk}/{page}")
    assert answer.status_code == 200
    return TOLD in answer.text


def test_the_last_list_is_shown_without_it(world: World, seats: Table, decision: Decision, following: Meeting) -> None:
    assert shown(seats.clerk, following, "")
    sits_in_the_unit_that_it_is_about(seats.clerk, decision, world.third_liaison)
    assert [shown(seats.clerk, following, ""), shown(seats.secretary, following, "")] == [False, True]
    begin(following, by=seats.secretary)

    for page in ("live/?item=0", "room/"):
        assert [shown(seats.clerk, following, page), shown(seats.secretary, following, page)] == [False, True]


def test_nobody_reports_back_on_what_is_kept_from_them(
    world: World, seats: Table, decision: Decision, following: Meeting
) -> None:
    begin(following, by=seats.secretary)
    line = following.carried.get()
    sits_in_the_unit_that_it_is_about(seats.clerk, decision, world.third_liaison)
    address = f"/roundtable/meetings/{following.pk}/live/last/{line.pk}/"

    said = {"words": "在装", "version": line.version}
    answers = [signed_in(post).post(address, said) for post in (seats.clerk, seats.secretary)]

    assert [answer.status_code for answer in answers] == [404, 303]
    line.refresh_from_db()
    assert line.words == "在装"


def test_signed_minutes_are_not_there_for_them_whatever_post_they_read_with(
    world: World, seats: Table, decision: Decision
) -> None:
    papers = ("minutes/", "minutes.docx", "decisions.docx")

    def answers(post: Post) -> list[int]:
        of = f"/roundtable/meetings/{decision.meeting_id}/"
        return [signed_in(post).get(of + paper).status_code for paper in papers]

    assert [answers(reader) for reader in (seats.clerk, seats.secretary, world.liaison)] == [
        [200, 200, 200],
        [200, 200, 200],
        [200, 200, 404],  # the whole list is for who reads the meeting
    ]
    for sitting in (seats.clerk, world.liaison):
        sits_in_the_unit_that_it_is_about(sitting, decision, world.third_liaison)

    assert [answers(reader) for reader in (seats.clerk, seats.secretary, world.liaison)] == [
        [404, 404, 404],
        [200, 200, 200],
        [404, 404, 404],
    ]


def test_whoever_writes_the_minutes_goes_on_reading_what_they_write(world: World, seats: Table) -> None:
    with clock.moved_to(cast.MONDAY):
        meeting, _ticket, decision = held.ended(world, seats)
    sits_in_the_unit_that_it_is_about(seats.clerk, decision, world.third_liaison)

    with clock.moved_to(NEXT_WEEK + timedelta(hours=2)):
        assert [shown(seats.clerk, meeting, page) for page in ("live/?item=1", "draft/")] == [True, True]
