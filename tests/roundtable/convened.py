"""Meetings of a test: planned, with an agenda, and called together."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from orgs.models import Post
from roundtable.meeting_kinds import MeetingKind
from roundtable.models import Meeting, Seat, Topic
from roundtable.services import agenda, meetings, pooling
from tests import cast
from tests.cast import MONDAY, World
from tests.roundtable.table import Table, approved, now, tabled
from tickets.models import Ticket

NEXT_WEEK = MONDAY + timedelta(days=7, hours=5)


def a_plan(seats: Table, **terms: Any) -> meetings.Planned:
    """In a week, in the afternoon, under the committee's secretary, with anything replaced."""
    starts: datetime = terms.pop("starts_at", NEXT_WEEK)
    said: dict[str, Any] = {
        "starts_at": starts,
        "ends_at": starts + timedelta(minutes=90),
        "site_id": None,
        "place": "县电子商务服务中心 201",
        "chair_id": seats.secretary.pk,
        "collect_until": starts.date(),
        "materials_until": None,
    }
    return meetings.Planned(**said | terms)


def planned(
    seats: Table, *, by: Post | None = None, kind: MeetingKind = MeetingKind.ROUND_TABLE, **terms: Any
) -> Meeting:
    """A meeting that the committee's clerk prepares."""
    actor, committee = by or seats.clerk, seats.clerk.organisation
    made = meetings.plan(a_plan(seats, **terms), kind=kind, committee=committee, client_token=uuid.uuid4(), actor=actor)
    return current(made)


def of_a_case(world: World, seats: Table, **words: Any) -> tuple[Ticket, Topic]:
    """A case that the lead has signed, and its approved topic."""
    ticket = cast.signed(world, **words)
    topic = tabled(world, ticket)
    pooling.approve(topic.pk, words="", actor=seats.secretary, version=topic.version)
    return ticket, now(topic)


def with_items(world: World, seats: Table, number: int = 3) -> Meeting:
    """A meeting with so many suggestions of firms on its agenda."""
    meeting = planned(seats)
    for place in range(number):
        topic = approved(world, seats, title=f"议题{place + 1}")
        agenda.put(meeting.pk, topic_id=topic.pk, actor=seats.clerk, version=current(meeting).version)
    return current(meeting)


def called(world: World, seats: Table) -> tuple[Meeting, Ticket]:
    """A meeting about a case, announced to whom it concerns."""
    meeting, (ticket, topic) = planned(seats), of_a_case(world, seats)
    agenda.put(meeting.pk, topic_id=topic.pk, actor=seats.clerk, version=meeting.version)
    meetings.notify(meeting.pk, actor=seats.secretary, version=current(meeting).version)
    return current(meeting), ticket


def current(meeting: Meeting) -> Meeting:
    """The meeting as it stands."""
    found: Meeting = Meeting.objects.select_related("committee").get(pk=meeting.pk)
    return found


def titles(meeting: Meeting) -> list[str]:
    """The agenda in its order."""
    return list(meeting.items.values_list("topic__title", flat=True))


def seat_of(meeting: Meeting, post: Post) -> Seat:
    """Where the post's body sits."""
    return meeting.seats.get(organisation=post.organisation_id)
