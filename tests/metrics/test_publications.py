"""Months that are made public: frozen with the journal's seal, corrected by further versions, and who may do it."""

from datetime import datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.db.models import F

from journal import clock
from journal.models import Checkpoint, Event
from metrics import tasks
from metrics.models import Cube, Dirt, Publication
from metrics.models.cubes import Axis
from metrics.periods import Month
from metrics.released import figures_of
from metrics.rules import first_rule
from metrics.services import publishing
from orgs.calendar import COUNTY_TIME
from orgs.exceptions import Refused
from orgs.services import calendar
from orgs.statuses import DayKind
from tests import cast, figures
from tests.cast import MONDAY, World
from tickets.models import Ticket

OCTOBER = Month(2026, 10)


@pytest.fixture(autouse=True)
def on_monday(world: World) -> Any:
    with clock.moved_to(MONDAY):
        figures.counted_anew()
        sealed()
        yield


def sealed() -> None:
    """A seal, as the worker would have set it: nothing of an open transaction can be sealed."""
    draft = Checkpoint(
        k=1, at=clock.now(), cluster=1, upto=1, event_floor=0, access_floor=0, event_top=0, access_top=0,
        hash_version=1, previous_hash=b"", event_count=0, access_count=0, root=bytes(32),
    )  # fmt: skip
    draft.hash = draft.expected_hash()
    draft.save(force_insert=True)


def cube(world: World, axis: Axis, key: int, **counts: int) -> None:
    """What October had of one key; in place of what was there."""
    Cube.objects.filter(county=world.county, month=OCTOBER.named, axis=axis, key=key).delete()
    Cube.objects.create(county=world.county, month=OCTOBER.named, axis=axis, key=key, **counts)


def october(world: World, *, accepted: int = 40, small: int = 2, excluded: int = 7) -> None:
    """A month of two units, the second with few answers."""
    answers = {"contacted": 28, "solved": 20, "basically_solved": 5, "satisfied": 18, "basically_satisfied": 6}
    one, other = world.liaison.organisation_id, world.stranger.organisation_id
    cube(
        world,
        Axis.UNIT,
        one,
        valid=30,
        accepted=accepted - small,
        handled=accepted - small,
        excluded=excluded,
        **answers,
    )
    cube(world, Axis.UNIT, other, valid=3, accepted=small, contacted=3, solved=3, satisfied=3)
    cube(world, Axis.TOWN, world.town.pk, accepted=accepted)
    cube(world, Axis.CATEGORY, 0, accepted=accepted)


def publish(world: World, *, reason: str = "", seen: int = 1, month: Month = OCTOBER) -> Publication:
    return publishing.publish(world.county.pk, month, reason=reason, seen=seen, actor=world.office)


def test_a_month_is_frozen_with_the_seal_of_the_journal_and_journaled_in_numbers(world: World) -> None:
    october(world)

    row = publish(world)

    seal = Checkpoint.objects.latest("k")
    assert (row.version, row.reason, row.rule_version) == (1, "", 1)
    assert (row.checkpoint, row.seal) == (seal.k, bytes(seal.hash).hex())
    assert row.digest == publishing.digest_of(Publication.objects.get().figures)
    event = Event.objects.get(verb="county.month_published")
    assert (event.subject_type, event.subject_id, event.post) == ("county", world.county.pk, world.office.pk)
    assert event.data == {"month": "2026-10", "version": 1, "digest": row.digest, "checkpoint": seal.k}


def test_a_unit_with_few_answers_takes_the_next_with_it_and_says_nothing(world: World) -> None:
    october(world)

    rates = publish(world).figures["rates"]

    assert (rates["valid"], rates["contacted"]) == (33, 31)
    assert [(row["valid"], row["response"], row["band"]) for row in rates["units"]] == [(None, None, None)] * 2


def test_a_month_that_is_counted_the_same_again_has_the_same_figures(world: World) -> None:
    october(world)
    row = publish(world)

    assert publishing.digest_of(
        figures_of(world.county, OCTOBER, first_rule(world.county)) | {"since": row.figures["since"]}
    ) == (row.digest)


def test_a_correction_of_one_case_is_refused_and_a_larger_one_shows_both(world: World) -> None:
    october(world)
    publish(world)
    october(world, accepted=41, excluded=8)
    with pytest.raises(Refused, match="相差太少"):
        publish(world, reason="补录", seen=2)

    october(world, accepted=50, small=2, excluded=8)
    row = publish(world, reason="补录", seen=2)

    assert [each.figures["accepted"]["count"] for each in Publication.objects.order_by("version")] == [40, 50]
    assert row.figures["excluded"]["count"] == 7
    assert row.figures["since"] == {
        "accepted": 2, "rates": 1, "punctuality": 1, "working_time": 1, "excluded": 1, "final": 1, "ledgered": 1,
    }  # fmt: skip


def test_a_correction_may_not_come_near_to_any_earlier_version(world: World) -> None:
    october(world)
    publish(world)
    october(world, accepted=50)
    publish(world, reason="补录", seen=2)
    october(world, accepted=42)

    with pytest.raises(Refused, match="相差太少"):
        publish(world, reason="又改", seen=3)


def test_a_correction_says_why_and_nothing_unchanged_is_published_again(world: World) -> None:
    october(world)
    publish(world)
    with pytest.raises(Refused, match="没有变化"):
        publish(world, reason="没事", seen=2)
    october(world, accepted=60)

    with pytest.raises(Refused, match="写明原因"):
        publish(world, seen=2)
    with pytest.raises(Refused, match="刚有人发布"):
        publish(world, reason="补录", seen=1)


def test_a_month_that_runs_or_waits_to_be_counted_is_not_published(world: World) -> None:
    october(world)
    with pytest.raises(Refused, match="没有结束"):
        publish(world, month=Month(2026, 11))
    Dirt.objects.create(county=world.county, day=datetime(2026, 10, 3, tzinfo=COUNTY_TIME).date())

    with pytest.raises(Refused, match="没统计完"):
        publish(world)


def test_a_month_is_not_published_while_a_case_was_given_up_or_a_calendar_has_moved(world: World) -> None:
    ticket = cast.accepted(world)
    figures.heard()
    october(world)
    Ticket.objects.filter(pk=ticket.pk).update(chain_seq=F("chain_seq") + 1)
    with pytest.raises(Refused, match="没统计完"):
        publish(world)
    figures.read_anew()
    tasks.recount()
    october(world)
    calendar.set_day(world.county.pk, day=MONDAY.date(), kind=DayKind.REST, actor=world.sysadmin)
    with pytest.raises(Refused, match="没统计完"):
        publish(world)
    figures.heard()

    assert publish(world).version == 1


def test_a_withheld_unit_more_alone_is_no_correction(world: World) -> None:
    october(world)
    publish(world)
    cube(world, Axis.UNIT, world.third_liaison.organisation_id, accepted=1)
    cube(world, Axis.UNIT, world.stranger.organisation_id, valid=3, accepted=1, contacted=3, solved=3, satisfied=3)

    with pytest.raises(Refused, match="没有变化"):
        publish(world, reason="改派", seen=2)


def test_days_that_two_published_months_would_share_are_refused(world: World) -> None:
    october(world)
    publish(world)
    type(world.county).objects.filter(pk=world.county.pk).update(month_starts_on=10)

    with pytest.raises(Refused, match="起止日"):
        publish(world, reason="补录", seen=2, month=Month(2026, 10, 10))
    with pytest.raises(Refused, match="重叠"):
        publish(world, month=Month(2026, 11, 10))


@pytest.mark.parametrize("name", ["desk", "leader", "liaison", "sysadmin", "firm"])
def test_only_the_supervisor_of_the_office_publishes(world: World, name: str) -> None:
    october(world)
    with pytest.raises(PermissionDenied):
        publishing.publish(world.county.pk, OCTOBER, reason="", seen=1, actor=getattr(world, name))


@pytest.mark.parametrize("statement", ["UPDATE metrics_publication SET version = 9", "DELETE FROM metrics_publication"])
def test_what_was_published_is_neither_changed_nor_removed(world: World, statement: str) -> None:
    october(world)
    publish(world)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
