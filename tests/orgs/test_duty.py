"""The duty roster: who answers at an instant."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError

from orgs.calendar import COUNTY_TIME
from orgs.duty import on_duty
from orgs.models import DutyShift, Post
from orgs.services import appointments
from orgs.statuses import Role
from tests.orgs.conftest import Register

EVENING = datetime(2026, 11, 16, 18, 0, tzinfo=COUNTY_TIME)
NIGHT = timedelta(hours=14)


@pytest.fixture
def watch(register: Register) -> Post:
    return register.post("zhiban", register.office, Role.SUPERVISOR)


def shift(post: Post, starts_at: datetime = EVENING, **fields: object) -> DutyShift:
    return DutyShift.objects.create(
        county_id=post.organisation.county_id, post=post, starts_at=starts_at, ends_at=starts_at + NIGHT, **fields
    )


def test_a_shift_answers_from_its_first_instant_to_the_one_before_its_last(watch: Post) -> None:
    shift(watch)
    county = watch.organisation.county_id

    answers = [on_duty(county, now=EVENING + after) for after in (-timedelta(seconds=1), timedelta(), NIGHT)]

    assert answers == [[], [watch], []]


def test_a_shift_that_was_given_up_answers_no_more(watch: Post) -> None:
    shift(watch, given_up_at=EVENING)

    assert on_duty(watch.organisation.county_id, now=EVENING) == []


def test_somebody_whose_post_has_ended_is_not_on_duty(watch: Post) -> None:
    shift(watch)
    appointments.end(watch.pk, actor=None)

    assert on_duty(watch.organisation.county_id, now=EVENING) == []


def test_nobody_is_on_duty_twice_at_a_time(watch: Post) -> None:
    shift(watch)

    with pytest.raises(IntegrityError, match="post_is_on_duty_once_at_a_time"):
        shift(watch, EVENING + timedelta(hours=1))
