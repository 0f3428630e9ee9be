"""Who hears of it when a shift is offered, taken over, declined or removed; a planned month tells nobody."""

from datetime import timedelta

import pytest

from journal import clock
from journal.models import Event
from notifications import relay
from notifications.models import Notice
from orgs.models import DutyShift, Person, Post
from orgs.services import appointments, duty
from orgs.statuses import Role
from tests.cast import World

NIGHT = timedelta(hours=14)


@pytest.fixture
def colleague(world: World) -> Post:
    person = Person.objects.create_user(username="tongshi", name="接班的同事")
    unit = world.desk.organisation_id
    return appointments.appoint(person.pk, organisation_id=unit, role=Role.DISPATCHER, actor=None)


def planned(post: Post, *, in_days: int) -> DutyShift:
    starts_at = (clock.now() + timedelta(days=in_days)).replace(minute=0, second=0, microsecond=0)
    return duty.plan(post.pk, starts_at=starts_at, ends_at=starts_at + NIGHT, actor=None)


def told() -> list[tuple[str, str]]:
    """Hand every event of the roster over, twice; who is told what, without the span in the middle."""
    for _time in range(2):
        for event in Event.objects.filter(verb__startswith="person.").order_by("pk"):
            relay.handle(event)
    assert set(Notice.objects.values_list("url", flat=True)) <= {"/duty/"}
    return [(notice.person.username, notice.verb.partition(".")[2]) for notice in Notice.objects.order_by("event")]


def test_whoever_is_asked_hears_of_it_and_who_asked_of_the_answer(world: World, colleague: Post) -> None:
    shift, back = planned(world.desk, in_days=1), planned(colleague, in_days=3)
    swap = duty.offer(shift.pk, to_id=colleague.pk, in_return_id=back.pk, actor=world.desk)
    duty.answer(swap.pk, agreed=True, actor=colleague)

    assert told() == [("tongshi", "duty_offered"), (world.desk.person.username, "duty_given_up")]


def test_whoever_asked_hears_that_it_was_declined(world: World, colleague: Post) -> None:
    swap = duty.offer(planned(world.desk, in_days=1).pk, to_id=colleague.pk, in_return_id=None, actor=world.desk)
    duty.answer(swap.pk, agreed=False, actor=colleague)

    assert told()[1:] == [(world.desk.person.username, "duty_declined")]


def test_whoever_was_asked_hears_that_it_was_taken_back(world: World, colleague: Post) -> None:
    swap = duty.offer(planned(world.desk, in_days=1).pk, to_id=colleague.pk, in_return_id=None, actor=world.desk)
    duty.answer(swap.pk, agreed=False, actor=world.desk)

    assert told() == [("tongshi", "duty_offered"), ("tongshi", "duty_declined")]
    assert Notice.objects.order_by("-event")[0].text.startswith(f"{world.desk.person.name}不换班了：")


def test_whose_shift_is_removed_hears_of_it_unless_it_was_themselves(world: World, colleague: Post) -> None:
    duty.remove(planned(world.desk, in_days=1).pk, actor=colleague)
    duty.remove(planned(colleague, in_days=2).pk, actor=colleague)

    assert told() == [(world.desk.person.username, "duty_removed")]
