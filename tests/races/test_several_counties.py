"""A unit begins to watch a county while cases are being filed there: none falls between old and new."""

from functools import partial

import pytest
from django.db import OperationalError, transaction
from django.utils import timezone

from tests import cast, overseeing
from tests.cast import World, current
from tests.overseeing import City
from tests.races.starting import names, together
from tickets.models import Ticket
from tickets.services import overseeing as service
from tickets.services import splitting

pytestmark = pytest.mark.slow
TODAY = timezone.localdate


@pytest.fixture
def city(world: World) -> City:
    """A city with an office."""
    return overseeing.city()


def split_up(world: World, whole: Ticket) -> None:
    """A call becomes two cases, which copy its parties."""
    pieces = [splitting.Piece(title=f"第{n}件", body="停电", category_id=world.category.pk) for n in (1, 2)]
    splitting.split(whole.pk, pieces=pieces, actor=world.desk, version=whole.version)


@pytest.mark.parametrize("act", ["file", "split"])
def test_the_beginning_waits_for_a_case_that_is_being_written(
    world: World, city: City, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    monkeypatch.setattr(service, "_PATIENCE", "200ms")
    whole = cast.accepted(world)
    row = overseeing.given(world, city)

    with transaction.atomic():
        cast.filed(world) if act == "file" else split_up(world, whole)
        outcomes = together([partial(service.turn, row.pk, on=TODAY())])
    service.run()

    assert names(outcomes) == [OperationalError.__name__]
    assert {city.office in ticket.parties for ticket in Ticket.objects.all()} == {True}


def test_filed_while_it_begins_and_followed_by_two_workers_every_case_has_it_once(world: World, city: City) -> None:
    old = [cast.filed(world) for _one in range(3)]
    overseeing.given(world, city)

    together([*[partial(cast.filed, world)] * 3, service.run, service.run])
    service.run()

    parties = [current(ticket).parties for ticket in Ticket.objects.all()]
    assert len(parties) == len(old) + 3
    assert [each.count(city.office) for each in parties] == [1] * len(parties)
