"""The same matters stand together on an agenda, and whoever comes to a matter later is invited to it."""

from collections.abc import Iterator
from http import HTTPStatus

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from journal import clock
from journal.models import Event
from orgs.models import Organisation
from roundtable import ordering
from roundtable.exceptions import Moved
from roundtable.kinds import TopicKind
from roundtable.meeting_kinds import Side
from roundtable.models import AgendaItem, Meeting, Topic
from roundtable.services import agenda, meetings
from roundtable.services import seats as at_table
from tests.cast import MONDAY, World, current, signed_in
from tests.roundtable.convened import called, planned, seat_of, titles, with_items
from tests.roundtable.convened import current as now
from tests.roundtable.table import Table, approved
from tickets.models import Ticket
from tickets.services import assisting, firm
from tickets.statuses import Urgency

MOST = 12


@pytest.fixture(autouse=True)
def on_monday() -> Iterator[None]:
    with clock.moved_to(MONDAY):
        yield


# --- the order --------------------------------------------------------------------------------------------------------


def item(name: str, *, category: int | None = None, urgency: str = "", kind: str = TopicKind.PROBLEM) -> AgendaItem:
    """An item by its name; with an urgency it is about a case."""
    case = Ticket(category_id=category, urgency=urgency) if urgency else None
    return AgendaItem(topic=Topic(title=name, ticket=case, kind=kind))


def in_order(*items: AgendaItem) -> list[str]:
    return [each.topic.title for each in ordering.grouped(items)]


def test_the_same_category_stands_together_the_most_urgent_first() -> None:
    critical, urgent, normal = Urgency.CRITICAL, Urgency.URGENT, Urgency.NORMAL

    assert in_order(
        item("电1", category=1, urgency=normal),
        item("水1", category=2, urgency=urgent),
        item("电2", category=1, urgency=critical),
        item("水2", category=2, urgency=normal),
        item("电3", category=1, urgency=urgent),
    ) == ["电2", "电3", "电1", "水1", "水2"]


def test_topics_without_a_case_come_last_by_their_kind() -> None:
    assert in_order(
        item("建议1", kind=TopicKind.SUGGESTION),
        item("难题1"),
        item("电", category=1, urgency=Urgency.NORMAL),
        item("建议2", kind=TopicKind.SUGGESTION),
        item("难题2"),
    ) == ["电", "建议1", "建议2", "难题1", "难题2"]


def test_what_is_equally_urgent_stays_where_it_is_and_asked_again_nothing_moves() -> None:
    items = [item(name, category=place % 2, urgency=Urgency.NORMAL) for place, name in enumerate("甲乙丙丁")]
    once = ordering.grouped(items)

    assert [each.topic.title for each in once] == ["甲", "丙", "乙", "丁"]
    assert ordering.grouped(once) == once


def test_nothing_is_in_order() -> None:
    assert ordering.grouped([]) == []


def press(seats: Table, meeting: Meeting, what: str, **words: int) -> int:
    address = f"/roundtable/meetings/{meeting.pk}/agenda/{what}/"
    typed = {"version": now(meeting).version, **words}
    return signed_in(seats.clerk).post(address, typed).status_code


def test_a_button_groups_the_agenda_and_the_journal_says_so_once(world: World, seats: Table) -> None:
    meeting = planned(seats)
    for title, kind in (("难1", TopicKind.PROBLEM), ("建1", TopicKind.SUGGESTION), ("难2", TopicKind.PROBLEM)):
        topic = approved(world, seats, title=title, kind=kind)
        agenda.put(meeting.pk, topic_id=topic.pk, actor=seats.clerk, version=now(meeting).version)

    codes = [press(seats, meeting, "group") for _time in range(2)]

    assert codes == [HTTPStatus.SEE_OTHER] * 2
    assert titles(meeting) == ["难1", "难2", "建1"]
    assert list(meeting.items.values_list("place", flat=True)) == [1, 2, 3]
    events = Event.objects.for_subject("meeting", meeting.pk).filter(data__how="grouped")
    assert [event.verb for event in events] == ["meeting.agenda_changed"]


def test_a_button_of_yesterdays_page_groups_nothing(world: World, seats: Table) -> None:
    meeting = with_items(world, seats)

    with pytest.raises(Moved):
        agenda.group(meeting.pk, actor=seats.clerk, version=1)


def test_the_button_stands_where_there_is_something_to_group(world: World, seats: Table) -> None:
    few = with_items(world, seats, 2)
    assert "agenda/group" not in page_of(seats, few)
    topic = approved(world, seats, title="第三")
    agenda.put(few.pk, topic_id=topic.pk, actor=seats.clerk, version=few.version)

    assert "agenda/group" in page_of(seats, few)


# --- what has happened to a case meanwhile ----------------------------------------------------------------------------


def page_of(seats: Table, meeting: Meeting) -> str:
    answer = signed_in(seats.clerk).get(f"/roundtable/meetings/{meeting.pk}/")
    assert answer.status_code == HTTPStatus.OK
    return str(answer.content.decode())


def with_an_assist(world: World, ticket: Ticket) -> Organisation:
    """A unit whose leg came after the item."""
    unit: Organisation = world.other_liaison.organisation
    version = current(ticket).version
    assisting.add(ticket.pk, unit_id=unit.pk, days=2, asked="请核对。", actor=world.liaison, version=version)
    return unit


def test_an_item_whose_case_has_ended_says_so(world: World, seats: Table) -> None:
    meeting, ticket = called(world, seats)
    before = page_of(seats, meeting)
    firm.withdraw(ticket.pk, reason="解决了", actor=world.firm, version=current(ticket).version)

    assert ["已经结束，请看还要不要上会" in page for page in (before, page_of(seats, meeting))] == [False, True]
    assert titles(meeting) == [meeting.items.get().topic.title]


def test_a_unit_whose_leg_comes_later_is_offered_and_invited_by_a_button(world: World, seats: Table) -> None:
    meeting, ticket = called(world, seats)
    assert "还没有请" not in page_of(seats, meeting)
    unit = with_an_assist(world, ticket)
    assert f"{unit.display_name}和议程有关，还没有请" in page_of(seats, meeting)

    assert press(seats, meeting, "invite", body=unit.pk) == HTTPStatus.SEE_OTHER

    seat = seat_of(meeting, world.other_liaison)
    event = Event.objects.for_subject("meeting", meeting.pk).last()
    assert (seat.by_agenda, seat.side) == (True, Side.DEPARTMENT)
    assert event is not None
    assert (event.verb, event.data["seat"], event.data["told"]) == ("meeting.seat_added", seat.pk, True)
    assert "还没有请" not in page_of(seats, meeting)


def test_two_who_invite_the_same_unit_invite_it_once(world: World, seats: Table) -> None:
    meeting, ticket = called(world, seats)
    unit = with_an_assist(world, ticket)
    for actor in (seats.clerk, seats.secretary):
        agenda.invite(meeting.pk, body_id=unit.pk, actor=actor)

    events = Event.objects.for_subject("meeting", meeting.pk).filter(verb="meeting.seat_added")
    assert (meeting.seats.filter(organisation=unit).count(), events.count()) == (1, 1)


def test_nobody_is_invited_by_this_button_whom_no_item_concerns(world: World, seats: Table) -> None:
    meeting, _ticket = called(world, seats)

    assert press(seats, meeting, "invite", body=world.other_liaison.organisation_id) == HTTPStatus.CONFLICT
    assert not meeting.seats.filter(organisation=world.other_liaison.organisation).exists()


def test_a_caller_who_stays_unknown_is_not_offered(world: World, seats: Table) -> None:
    meeting, ticket = called(world, seats)
    at_table.take_away(meeting.pk, seat_id=seat_of(meeting, world.firm).pk, actor=seats.clerk)
    shown = [page_of(seats, meeting)]
    Ticket.objects.filter(pk=ticket.pk).update(confidential=True)
    shown.append(page_of(seats, meeting))

    assert ["还没有请" in page for page in shown] == [True, False]


def test_nobody_is_offered_once_the_meeting_is_off(world: World, seats: Table) -> None:
    meeting, ticket = called(world, seats)
    with_an_assist(world, ticket)
    meetings.cancel(meeting.pk, why="停电", actor=seats.secretary, version=now(meeting).version)

    assert "还没有请" not in page_of(seats, meeting)


def test_the_page_takes_as_many_statements_for_three_items_as_for_one(world: World, seats: Table) -> None:
    meeting, _ticket = called(world, seats)
    client, counts = signed_in(seats.clerk), []
    for _round in range(2):
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/roundtable/meetings/{meeting.pk}/")
        counts.append(len(asked))
        for title in ("冷库", "快递"):
            topic = approved(world, seats, title=title)
            agenda.put(meeting.pk, topic_id=topic.pk, actor=seats.clerk, version=now(meeting).version)

    assert counts[0] == counts[1] <= MOST
