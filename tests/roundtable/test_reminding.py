"""The sweep of reminders: the working day before, once, only those who have something left to do; never of the past."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from django.core import mail
from django.db import transaction
from django.db.utils import IntegrityError

from journal import clock
from journal.models import Event
from notifications import relay, sending
from notifications.models import Notice
from orgs.calendar import COUNTY_TIME
from orgs.models import Organisation, Post
from orgs.statuses import OrganisationKind, Role
from roundtable.meeting_kinds import Answer, MeetingKind
from roundtable.models import Meeting, Reminder
from roundtable.models.reminders import ReminderKind
from roundtable.services import agenda, meetings, reminding
from roundtable.services import seats as at_table
from roundtable.tasks import remind
from tests import cast
from tests.cast import MONDAY, World
from tests.notifications.conftest import with_address
from tests.roundtable.convened import NEXT_WEEK, a_plan, called, current, of_a_case, planned, seat_of
from tests.roundtable.table import Table

# The meeting is on a Monday: the working day before it is Friday, when the offices open.
FRIDAY = datetime(2026, 11, 20, 8, 30, tzinfo=COUNTY_TIME)
MINUTE = timedelta(minutes=1)
_COMES, _ANSWERS, _MATERIALS = (
    "会议快开了，请按时到会", "会议快开了，还没有收到回执，请尽快回执", "会议材料报送就要截止了，请尽快报送",
)  # fmt: skip


@pytest.fixture(autouse=True)
def on_monday() -> Iterator[None]:
    with clock.moved_to(MONDAY):
        yield


def swept(at: datetime) -> int:
    with clock.moved_to(at):
        return int(remind())


def told(verb: str = "meeting.reminded") -> dict[Post, list[str]]:
    """What the reminders told whom, each event handed on twice."""
    for event in list(Event.objects.filter(verb=verb).order_by("pk")) * 2:
        relay.handle(event)
    found: dict[Post, list[str]] = {}
    for notice in Notice.objects.filter(verb=verb).select_related("post").order_by("pk"):
        found.setdefault(notice.post, []).append(notice.text)
    return found


def with_materials(world: World, seats: Table) -> Meeting:
    """Called for Monday, materials until Friday."""
    meeting, (_ticket, topic) = planned(seats, materials_until=date(2026, 11, 20)), of_a_case(world, seats)
    agenda.put(meeting.pk, topic_id=topic.pk, actor=seats.clerk, version=meeting.version)
    meetings.notify(meeting.pk, actor=seats.secretary, version=current(meeting).version)
    return current(meeting)


# --- of the meeting ---------------------------------------------------------------------------------------------------


def test_guests_are_reminded_when_the_offices_open_on_the_working_day_before(world: World, seats: Table) -> None:
    meeting, _ticket = called(world, seats)

    assert [swept(FRIDAY - MINUTE), swept(FRIDAY)] == [0, 1]
    (event,) = Event.objects.filter(verb="meeting.reminded")
    assert (event.subject_id, event.actor, event.data) == (meeting.pk, None, {"kind": "meeting", "day": "2026-11-23"})


def test_who_comes_is_reminded_and_who_has_not_answered_is_asked_to(world: World, seats: Table) -> None:
    unit = (world.liaison, world.handler, world.head)
    meeting, _ticket = called(world, seats)
    seat = seat_of(meeting, world.liaison)
    at_table.answer(seat.pk, said=Answer.COMES, name="李主任", words="", actor=world.liaison)
    swept(FRIDAY)

    assert told() == {world.firm: [_ANSWERS]} | {post: [_COMES] for post in unit}


def test_a_body_that_declined_is_not_reminded(world: World, seats: Table) -> None:
    meeting, _ticket = called(world, seats)
    seat = seat_of(meeting, world.liaison)
    at_table.answer(seat.pk, said=Answer.DECLINES, name="", words="市里开会", actor=world.liaison)
    swept(FRIDAY)

    assert told() == {world.firm: [_ANSWERS]}


def test_a_sweep_that_runs_again_or_late_reminds_once(world: World, seats: Table) -> None:
    called(world, seats)

    assert [swept(NEXT_WEEK - MINUTE), swept(NEXT_WEEK - MINUTE), swept(NEXT_WEEK)] == [1, 0, 0]


def test_nobody_is_reminded_of_a_meeting_that_has_begun(world: World, seats: Table) -> None:
    called(world, seats)

    assert swept(NEXT_WEEK) == 0


def test_neither_a_plan_nor_a_meeting_that_was_called_off_is_reminded_of(world: World, seats: Table) -> None:
    meeting, _ticket = called(world, seats)
    planned(seats, starts_at=NEXT_WEEK + timedelta(hours=2))
    meetings.cancel(meeting.pk, why="停电", actor=seats.secretary, version=meeting.version)

    assert swept(FRIDAY) == 0


def test_who_is_reminded_of_a_meeting_called_off_meanwhile_hears_nothing(world: World, seats: Table) -> None:
    meeting, _ticket = called(world, seats)
    swept(FRIDAY)
    meetings.cancel(meeting.pk, why="停电", actor=seats.secretary, version=meeting.version)

    assert told() == {}


def test_a_meeting_called_within_that_day_has_just_been_told_and_is_not_reminded_of(world: World, seats: Table) -> None:
    with clock.moved_to(FRIDAY + MINUTE):
        called(world, seats)

    assert swept(FRIDAY + 2 * MINUTE) == 0


def test_a_meeting_that_moves_to_another_day_is_reminded_of_again(world: World, seats: Table) -> None:
    meeting, _ticket = called(world, seats)
    swept(FRIDAY)
    with clock.moved_to(FRIDAY + MINUTE):
        later = a_plan(seats, starts_at=NEXT_WEEK + timedelta(days=2))
        meetings.change(meeting.pk, later, actor=seats.clerk, version=meeting.version)

    assert [swept(FRIDAY + 2 * MINUTE), swept(FRIDAY + timedelta(days=4))] == [0, 1]
    assert list(Reminder.objects.order_by("day").values_list("day", flat=True)) == [
        date(2026, 11, 23), date(2026, 11, 25),
    ]  # fmt: skip


def test_a_reminder_leaves_the_agenda_as_it_was_drawn(world: World, seats: Table) -> None:
    meeting, _ticket = called(world, seats)
    swept(FRIDAY)

    assert (current(meeting).version, current(meeting).sequence) == (meeting.version, 0)


def test_one_meeting_that_cannot_be_reminded_of_stops_no_other(
    world: World, seats: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, _ticket = called(world, seats)
    sound = planned(seats, by=seats.clerk, starts_at=NEXT_WEEK + timedelta(hours=2))
    Meeting.objects.filter(pk=sound.pk).update(state="notified", notified_at=MONDAY)
    Meeting.objects.filter(pk=broken.pk).update(chain_seq=0)  # its journal no longer fits the row

    assert swept(FRIDAY) == 1
    assert Reminder.objects.get().meeting == sound


# --- of materials -----------------------------------------------------------------------------------------------------


def test_units_are_reminded_of_materials_and_firms_are_not(world: World, seats: Table) -> None:
    unit = (world.liaison, world.handler, world.head)
    with_materials(world, seats)

    assert swept(FRIDAY - timedelta(days=1)) == 1
    assert told() == {post: [_MATERIALS] for post in unit}


def test_materials_are_not_reminded_of_when_their_day_is_over(world: World, seats: Table) -> None:
    with_materials(world, seats)

    swept(FRIDAY + timedelta(days=1))

    assert [row.kind for row in Reminder.objects.all()] == [ReminderKind.MEETING]


def test_a_reminder_goes_by_mail_as_well(world: World, seats: Table) -> None:
    with_address(world.liaison, "li@example.cn")
    called(world, seats)
    swept(FRIDAY)
    told()
    mail.outbox.clear()
    sending.run()

    assert [(letter.to, letter.subject) for letter in mail.outbox] == [(["li@example.cn"], f"企呼链应 {_ANSWERS}")]


# --- of the joint meeting of a quarter --------------------------------------------------------------------------------

IN_DECEMBER = datetime(2026, 12, 2, 9, tzinfo=COUNTY_TIME)
_QUARTER = "organisation.joint_meeting_due"


def joint(seats: Table, starts: datetime) -> Meeting:
    committee = seats.general_secretary.organisation
    token = Meeting._meta.get_field("client_token").to_python("00000000-0000-4000-8000-000000000001")
    plan = a_plan(seats, starts_at=starts, chair_id=seats.general_secretary.pk)
    return meetings.plan(
        plan, kind=MeetingKind.JOINT, committee=committee, client_token=token, actor=seats.general_secretary
    )


def test_clerks_and_secretaries_hear_in_its_last_month_that_a_quarter_lacks_its_joint_meeting(
    world: World, seats: Table
) -> None:
    clerk = cast.post(seats.general_secretary.organisation, Role.MEETING_CLERK, "孙会务")
    with_address(clerk, "sun@example.cn")

    first = datetime(2026, 12, 2, 0, tzinfo=COUNTY_TIME)
    assert [swept(first - MINUTE), swept(first), swept(IN_DECEMBER)] == [0, 1, 0]

    words = ["这个季度还没有安排联席会议，请尽快安排"]
    assert told(_QUARTER) == {seats.general_secretary: words, clerk: words}


def test_the_next_quarter_is_another_reminder(world: World, seats: Table) -> None:
    assert [swept(IN_DECEMBER), swept(datetime(2027, 3, 30, 9, tzinfo=COUNTY_TIME))] == [1, 1]


def test_a_quarter_with_a_joint_meeting_is_not_reminded_of(world: World, seats: Table) -> None:
    joint(seats, datetime(2026, 12, 31, 14, tzinfo=COUNTY_TIME))

    assert swept(IN_DECEMBER) == 0


@pytest.mark.parametrize("what", ["called off", "of the next quarter", "of an industry's committee", "of another kind"])
def test_no_other_meeting_stands_in_for_it(world: World, seats: Table, what: str) -> None:
    if what == "called off":
        made = joint(seats, datetime(2026, 12, 31, 14, tzinfo=COUNTY_TIME))
        meetings.cancel(made.pk, why="改期", actor=seats.general_secretary, version=made.version)
    elif what == "of the next quarter":
        joint(seats, datetime(2027, 1, 1, 0, tzinfo=COUNTY_TIME))
    else:
        kind = MeetingKind.JOINT if "industry" in what else MeetingKind.SPECIAL
        planned(seats, kind=kind, starts_at=datetime(2026, 12, 31, 14, tzinfo=COUNTY_TIME))

    assert swept(IN_DECEMBER) == 1


def test_a_county_that_is_being_set_up_is_left_alone(world: World, seats: Table) -> None:
    type(world.county).objects.update(in_setup=True)

    assert swept(IN_DECEMBER) == 0


@pytest.mark.parametrize(
    ("day", "quarter"),
    [
        (date(2026, 12, 31), (date(2026, 10, 1), date(2026, 12, 31))),
        (date(2028, 2, 29), (date(2028, 1, 1), date(2028, 3, 31))),
        (date(2026, 4, 1), (date(2026, 4, 1), date(2026, 6, 30))),
        (date(2026, 8, 15), (date(2026, 7, 1), date(2026, 9, 30))),
    ],
)
def test_quarters_begin_and_end_with_their_months(day: date, quarter: tuple[date, date]) -> None:
    assert reminding.quarter_of(day) == quarter


def test_the_database_keeps_one_reminder_of_a_quarter(world: World, seats: Table) -> None:
    general = Organisation.objects.get(county=world.county, kind=OrganisationKind.GENERAL_COMMITTEE)
    row = {"kind": ReminderKind.QUARTER, "committee": general, "day": date(2026, 10, 1), "at": MONDAY}
    Reminder.objects.create(**row)

    with transaction.atomic(), pytest.raises(IntegrityError, match="reminded_once_a_quarter"):
        Reminder.objects.create(**row)
