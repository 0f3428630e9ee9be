"""Two windows of one firm urge at the same instant."""

import uuid
from datetime import timedelta
from threading import Barrier
from unittest import mock

import pytest

from journal import clock
from journal.models import Event
from tests import cast
from tests.cast import World
from tests.races.starting import names, together
from tests.races.test_races import nobody_locks
from tickets.models import Reminder, Ticket
from tickets.services import urging
from tickets.services.changing import Change

pytestmark = pytest.mark.slow


def two_windows(world: World, ticket: Ticket) -> list[object]:
    """Two forms, drawn one after the other, sent together."""

    def press() -> object:
        return urging.urge(ticket.pk, client_token=uuid.uuid4(), actor=world.firm)

    with clock.moved_to(cast.MONDAY + timedelta(days=30)):
        return together([press, press])


def handled(world: World) -> Ticket:
    with clock.moved_to(cast.MONDAY):
        return cast.signed(world)


@pytest.mark.parametrize("_attempt", range(3))
def test_of_two_windows_one_urges_and_the_other_is_told_when_it_opens(world: World, _attempt: int) -> None:
    ticket = handled(world)

    assert names(two_windows(world, ticket)) == ["Blocked", "Event"]
    assert Reminder.objects.filter(ticket=ticket).count() == 1
    assert Event.objects.for_subject("ticket", ticket.pk).filter(verb="ticket.urged").count() == 1


def test_twin_without_the_lock_both_windows_find_the_day_free(world: World) -> None:
    ticket = handled(world)

    both_are_allowed = Barrier(2)

    def asked(change: Change) -> None:
        may_urge_now(change)
        both_are_allowed.wait(timeout=30)

    may_urge_now = urging._refuse_too_early
    with nobody_locks(), mock.patch.object(urging, "_refuse_too_early", asked):
        outcomes = two_windows(world, ticket)

    # Only the chain of the journal is left to refuse the second one, with a crash and no polite answer.
    assert names(outcomes) == ["Event", "IntegrityError"]
