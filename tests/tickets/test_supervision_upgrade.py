"""An upgrade counts what firms had urged before cases carried the number."""

import uuid

from django.core.management import call_command

from journal import clock
from tests import cast
from tests.cast import MONDAY, current
from tests.orgs.test_calendar import at
from tests.tickets import supervised
from tickets.services import urging


def test_urgings_from_before_are_counted(transactional_db: None) -> None:
    world = cast.county()
    with clock.moved_to(MONDAY):
        urged, calm = supervised.taken_on(world), supervised.taken_on(world)
    for day in (1, 2):
        with clock.moved_to(at(f"2026-12-0{day} 10:00")):
            urging.urge(urged.pk, client_token=uuid.uuid4(), actor=world.firm)

    call_command("migrate", "tickets", "0014", verbosity=0)
    call_command("migrate", "tickets", verbosity=0)

    assert (current(urged).urgings, current(calm).urgings) == (2, 0)
