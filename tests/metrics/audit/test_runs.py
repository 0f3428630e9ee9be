"""The journal is proven by the clock; a broken one is told to the operator and to audit administrators, each night."""

import logging
from io import StringIO

import pytest
from celery import current_app
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.db import connection, connections

from journal import checkpoints, relay
from journal.models import AccessKind, AccessLog, Event, Outbox, Verification
from metrics.audit import runs, tasks
from notifications.models import Delivery, Notice
from tests import cast
from tests.cast import World
from tests.journal.conftest import Vandal
from tests.journal.conftest import vandal as vandal  # noqa: PLC0414 -- a fixture of the journal's tests
from tests.notifications.conftest import with_address

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db: None, settings: LazySettings) -> World:
    """A county with one case, sealed and sound; its auditor has an address."""
    settings.JOURNAL_CONSUMERS = {"notify": "notifications.relay.handle"}
    world = cast.county()
    with_address(world.auditor, "audit@example.test")
    cast.filed(world)
    Outbox.objects.all().delete()
    checkpoints.seal()
    return world


def alter(vandal: Vandal) -> None:
    vandal("UPDATE journal_event SET verb = 'forged' WHERE id IN (SELECT max(id) FROM journal_event)")


def alarms() -> int:
    return Event.objects.filter(verb=runs.BROKEN).count()


def test_each_run_is_noted_with_what_it_read(world: World) -> None:
    tasks.verify_all()
    tasks.verify_new()

    whole, new = AccessLog.objects.filter(kind=AccessKind.VERIFIED).order_by("id")
    assert (whole.data["whole"], new.data["whole"]) == (True, False)
    assert (whole.data["events"], new.data["events"]) == (Event.objects.count(), 0)
    assert (whole.data["broken"], alarms(), Verification.objects.count()) == ("", 0, 2)


def test_a_broken_journal_is_told_to_operator_and_auditor_and_to_nobody_else(
    world: World, vandal: Vandal, caplog: pytest.LogCaptureFixture
) -> None:
    alter(vandal)

    with caplog.at_level(logging.ERROR):
        tasks.verify_all()
    relay.run()

    notice = Notice.objects.get()
    assert "JOURNAL BROKEN event ticket" in caplog.text
    assert (notice.person_id, notice.url, notice.text) == (
        world.auditor.person_id,
        "/audit/",
        "日志核验没有通过，可能被改动，请马上查看",
    )
    assert [delivery.channel for delivery in Delivery.objects.all()] == ["email"]
    assert "日志被改动或损坏" in cast.signed_in(world.auditor).get("/audit/").content.decode()


def test_the_same_break_rings_once_by_the_hour_and_again_each_night(world: World, vandal: Vandal) -> None:
    alter(vandal)

    rung = []
    for run in (tasks.verify_new, tasks.verify_new, tasks.verify_new, tasks.verify_all):
        run()
        rung.append(alarms())

    assert rung == [1, 1, 1, 2]


def test_a_county_whose_chain_refuses_keeps_no_other_silent(world: World, vandal: Vandal) -> None:
    other = type(world.county).objects.create(name="邻县", code="next")
    alter(vandal)
    vandal("UPDATE orgs_county SET chain_head = '\\x63' WHERE id = %s", world.county.pk)

    tasks.verify_all()

    assert [event.subject_id for event in Event.objects.filter(verb=runs.BROKEN)] == [other.pk]


def test_a_second_run_meanwhile_goes_at_once(world: World) -> None:
    other = connections["default"].copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [runs.LOCK])
        assert runs.prove(incremental=True) is None
        with pytest.raises(CommandError, match="another run is at work"):
            call_command("verify_journal", stdout=StringIO())
        with other.cursor() as cursor:  # a connection that only closes lets go a moment later
            cursor.execute("SELECT pg_advisory_unlock(%s)", [runs.LOCK])
    finally:
        other.close()

    assert runs.prove(incremental=True) is not None
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")
        assert cursor.fetchone() == (0,)


def test_the_clock_rings_hourly_for_what_is_new_and_nightly_for_all() -> None:
    current_app.loader.import_default_modules()
    schedule = current_app.conf.beat_schedule

    assert str(schedule["metrics.audit.tasks.verify_new"]["schedule"]).startswith("<crontab: 37 * * * *")
    assert str(schedule["metrics.audit.tasks.verify_all"]["schedule"]).startswith("<crontab: 10 3 * * *")
    assert current_app.tasks["metrics.audit.tasks.verify_all"].time_limit > current_app.conf.task_time_limit
