"""Planning, swapping and removing shifts: nobody twice at a time, both sides on record, history kept."""

from datetime import date, datetime, time, timedelta

import pytest

from journal import clock
from journal.models import Event
from orgs.calendar import COUNTY_TIME, WorkCalendar
from orgs.duty import days_without, on_duty, shifts_between
from orgs.exceptions import Refused
from orgs.models import DutyShift, DutySwap, Post
from orgs.services import appointments, duty
from orgs.statuses import Role
from tests.orgs.conftest import Register

NOON = datetime(2026, 11, 16, 12, 0, tzinfo=COUNTY_TIME)
EVENING = datetime(2026, 11, 16, 18, 0, tzinfo=COUNTY_TIME)
NIGHT, DAY = timedelta(hours=14, minutes=30), timedelta(days=1)


@pytest.fixture(autouse=True)
def at_noon() -> object:
    with clock.moved_to(NOON):
        yield


@pytest.fixture
def office(register: Register) -> Post:
    return register.post("duban", register.office, Role.SUPERVISOR)


@pytest.fixture
def desk(register: Register) -> Post:
    return register.post("paidan", register.committee, Role.DISPATCHER)


def shift(post: Post, starts_at: datetime = EVENING, *, actor: Post | None = None) -> DutyShift:
    return duty.plan(post.pk, starts_at=starts_at, ends_at=starts_at + NIGHT, actor=actor)


def told(post: Post) -> list[str]:
    events = Event.objects.filter(subject_type="person", subject_id=post.person_id, verb__contains="duty")
    return list(events.order_by("id").values_list("verb", flat=True))


def test_a_planned_shift_answers_at_night(office: Post, desk: Post) -> None:
    shift(desk, actor=office)

    assert on_duty(office.county_id, now=EVENING + timedelta(hours=3)) == [desk]
    assert told(desk) == ["person.on_duty"]


def test_nobody_is_planned_twice_at_a_time(office: Post, desk: Post) -> None:
    shift(desk, actor=office)

    with pytest.raises(Refused, match="已经有班"):
        shift(desk, EVENING + timedelta(hours=1), actor=office)
    assert shift(office, EVENING + timedelta(hours=1), actor=office).pk


def test_only_those_who_may_open_a_call_at_night_are_planned(register: Register, office: Post) -> None:
    liaison = register.post("lianluo", register.power, Role.DEPT_LIAISON)

    with pytest.raises(Refused, match="能值班的人"):
        shift(liaison, actor=office)


@pytest.mark.parametrize("length", [timedelta(), -DAY, timedelta(days=4)])
def test_a_shift_has_a_sensible_length(office: Post, length: timedelta) -> None:
    with pytest.raises(Refused, match="最长三天"):
        duty.plan(office.pk, starts_at=EVENING, ends_at=EVENING + length, actor=office)


def test_a_month_goes_round_and_leaves_days_that_are_taken(office: Post, desk: Post) -> None:
    shift(office, EVENING + DAY, actor=office)

    made = duty.plan_month(
        [desk.pk, office.pk],
        first=date(2026, 11, 16),
        last=date(2026, 11, 19),
        begins=time(18),
        ends=time(8, 30),
        actor=office,
    )

    assert [(each.starts_at.day, each.post_id) for each in made] == [(16, desk.pk), (18, desk.pk), (19, office.pk)]


def test_a_swap_needs_the_other_persons_word(office: Post, desk: Post) -> None:
    mine, theirs = shift(desk), shift(office, EVENING + DAY)
    swap = duty.offer(mine.pk, to_id=office.pk, in_return_id=theirs.pk, actor=desk)
    assert on_duty(desk.county_id, now=EVENING) == [desk]
    with pytest.raises(Refused, match="被请的人"):
        duty.answer(swap.pk, agreed=True, actor=desk)

    duty.answer(swap.pk, agreed=True, actor=office)

    assert on_duty(desk.county_id, now=EVENING) == [office]
    assert on_duty(desk.county_id, now=EVENING + DAY) == [desk]
    assert told(desk) == ["person.on_duty", "person.duty_offered", "person.duty_given_up", "person.on_duty"]
    assert told(office) == ["person.on_duty", "person.duty_given_up", "person.on_duty"]
    assert DutyShift.objects.filter(taken_over_from=mine).get().post == office
    assert DutyShift.objects.count() == 4


def test_an_offer_is_declined_or_taken_back_and_nothing_moves(office: Post, desk: Post) -> None:
    mine = shift(desk)
    for who in (office, desk):
        swap = duty.offer(mine.pk, to_id=office.pk, in_return_id=None, actor=desk)
        duty.answer(swap.pk, agreed=False, actor=who)
        with pytest.raises(Refused, match="有了结果"):
            duty.answer(swap.pk, agreed=True, actor=office)

    assert on_duty(desk.county_id, now=EVENING) == [desk]


def test_a_shift_is_offered_to_one_at_a_time(office: Post, desk: Post) -> None:
    mine = shift(desk)
    duty.offer(mine.pk, to_id=office.pk, in_return_id=None, actor=desk)

    with pytest.raises(Refused, match="在等别人答复"):
        duty.offer(mine.pk, to_id=office.pk, in_return_id=None, actor=desk)


def test_nobody_agrees_into_two_shifts_at_once(office: Post, desk: Post) -> None:
    mine = shift(desk)
    swap = duty.offer(mine.pk, to_id=office.pk, in_return_id=None, actor=desk)
    shift(office)

    with pytest.raises(Refused, match="已经有班"):
        duty.answer(swap.pk, agreed=True, actor=office)
    assert on_duty(desk.county_id, now=EVENING) == [desk, office]
    assert DutySwap.objects.get().answered_at is None


def test_nobody_gives_away_what_is_not_theirs(office: Post, desk: Post) -> None:
    with pytest.raises(Refused, match="自己的班"):
        duty.offer(shift(desk).pk, to_id=office.pk, in_return_id=None, actor=office)


def test_a_future_shift_is_removed_and_one_that_runs_is_not(office: Post, desk: Post) -> None:
    later = shift(desk)
    duty.remove(later.pk, actor=office)
    assert on_duty(desk.county_id, now=EVENING) == []
    assert told(desk) == ["person.on_duty", "person.duty_removed"]

    running = duty.plan(desk.pk, starts_at=NOON - timedelta(hours=1), ends_at=EVENING, actor=office)
    with pytest.raises(Refused, match="已经开始"):
        duty.remove(running.pk, actor=office)


def test_a_post_that_ends_before_is_not_planned(register: Register, office: Post) -> None:
    gone = register.post("zoule", register.office, Role.SUPERVISOR)
    appointments.end(gone.pk, actor=None)

    with pytest.raises(Refused, match="不在这个岗位"):
        shift(gone)


def test_gaps_are_the_days_on_which_somebody_is_missing_outside_office_hours(office: Post) -> None:
    for n in range(5):
        shift(office, EVENING + n * DAY)
    shifts = list(shifts_between(office.county_id, NOON, NOON + 15 * DAY))

    gaps = days_without(shifts, calendar=WorkCalendar(), now=NOON)

    assert gaps == [date(2026, 11, 21) + n * DAY for n in range(9)]
