"""An upgrade counts what firms had urged before cases carried the number."""

import uuid

from journal import clock
from tests.cast import MONDAY, World, current
from tests.orgs.test_calendar import at
from tests.tickets import supervised
from tests.upgrading import filled_by
from tickets.models import Ticket
from tickets.services import urging


def test_urgings_from_before_are_counted(world: World) -> None:
    with clock.moved_to(MONDAY):
        urged, calm = supervised.taken_on(world), supervised.taken_on(world)
    for day in (1, 2):
        with clock.moved_to(at(f"2026-12-0{day} 10:00")):
            urging.urge(urged.pk, client_token=uuid.uuid4(), actor=world.firm)
    Ticket.objects.update(urgings=0)

    filled_by("0016_supervision")

    assert (current(urged).urgings, current(calm).urgings) == (2, 0)
