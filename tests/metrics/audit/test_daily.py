"""The audit's daily report: the day's counts by hand, the head as of the day's end, a mail a morning."""

from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from journal import access, checkpoints, clock, relay
from journal.models import AccessKind, AccessLog, Checkpoint, Event, Outbox
from metrics.audit import tasks
from metrics.audit.daily import Daily, daily
from metrics.audit.reporting import REPORTED
from notifications.models import Delivery, Notice
from tests import cast
from tests.cast import MINUTE, MONDAY, World
from tests.notifications.conftest import with_address

PAGE = "/audit/day/"
DAY = timedelta(days=1)
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db: None, settings: LazySettings) -> World:
    """Monday: a case is filed and accepted, the desk reveals twice and prints once; each day is sealed at its noon."""
    settings.JOURNAL_CONSUMERS = {"notify": "notifications.relay.handle"}
    with clock.moved_to(MONDAY):
        world = cast.county()
        cast.accepted(world)
        for kind in (AccessKind.REVEAL, AccessKind.REVEAL, AccessKind.PRINT):
            access.note(kind, actor=world.desk, county=world.county.pk)
        access.note(AccessKind.REVEAL, actor=world.firm, county=world.county.pk)
        access.note(AccessKind.SIGN_IN_FAILED, actor=None)
        checkpoints.seal()
    with clock.moved_to(MONDAY + DAY):
        access.note(AccessKind.EXPORT, actor=world.desk, county=world.county.pk)
        checkpoints.seal()
    with_address(world.auditor, "audit@example.test")
    Outbox.objects.all().delete()
    return world


def monday(world: World) -> Daily:
    return daily(world.county.pk, MONDAY.date())


def test_a_day_is_counted_by_kind_and_by_verb_with_what_is_of_nobody(world: World) -> None:
    report = monday(world)

    counted = {each.what: each.count for each in report.accesses}
    assert counted == {"access:reveal": 3, "access:print": 1, "access:sign_in_failed": 1}
    assert {each.what: each.count for each in report.events} == {
        "event:ticket.submitted": 1,
        "event:ticket.accepted": 1,
    }


def test_each_count_opens_as_many_rows(world: World) -> None:
    client, asked = cast.signed_in(world.auditor), {"since": "2026-11-16", "until": "2026-11-16"}

    for each in monday(world).accesses:
        page: Any = client.get("/audit/", asked | {"what": each.what})
        assert len(page.context["lines"]) == each.count, each.what


def test_whoever_took_something_out_is_named_and_people_of_firms_are_masked(world: World) -> None:
    assert [(row.who, row.counts) for row in monday(world).people] == [("王红", (2, 0, 1, 0)), ("丁*", (1, 0, 0, 0))]


def test_nobody_is_named_for_what_belongs_to_no_county(world: World) -> None:
    access.note(AccessKind.EXPORT, actor=world.office, county=None, at=MONDAY)

    assert [row.who for row in monday(world).people] == ["王红", "丁*"]


def test_the_head_is_that_of_the_days_end_and_not_todays(world: World) -> None:
    first, second = Checkpoint.objects.order_by("k")

    report = monday(world)

    assert report.head is not None
    assert report.head.hash.replace(" ", "") == bytes(first.hash).hex() != bytes(second.hash).hex()
    assert report.sealed == first.event_count + first.access_count
    assert daily(world.county.pk, MONDAY.date() + DAY).sealed == second.event_count + second.access_count


def test_a_day_before_everything_is_told_with_nothing(world: World) -> None:
    report = daily(world.county.pk, date(2020, 1, 1))

    assert (report.head, report.sealed, report.accesses, report.events, report.people) == (None, 0, [], [], [])


def test_the_page_shows_yesterday_by_itself_and_the_look_is_noted(world: World) -> None:
    with clock.moved_to(MONDAY + DAY):
        page = cast.signed_in(world.auditor).get(PAGE)

    said = unescape(page.content.decode())
    head = Checkpoint.objects.get(k=1)
    assert "2026-11-16" in said
    assert bytes(head.hash).hex()[:8] in said
    assert AccessLog.objects.filter(kind=AccessKind.AUDITED).latest("id").data == {"report": "2026-11-16"}


@pytest.mark.parametrize("asked", ["gestern", "2026-11-18", "0001-01-01", "9999-12-31"])
def test_a_day_that_cannot_be_told_of_comes_back_with_a_sentence(world: World, asked: str) -> None:
    with clock.moved_to(MONDAY + DAY):
        page = cast.signed_in(world.auditor).get(PAGE, {"day": asked})

    assert page.status_code == 422
    assert "aria-invalid" in page.content.decode()


def test_what_a_day_costs_does_not_hang_on_its_rows(world: World) -> None:
    with CaptureQueriesContext(connection) as few:
        monday(world)
    with clock.moved_to(MONDAY + MINUTE):
        for post in (world.liaison, world.clerk, world.office):
            access.note(AccessKind.EXPORT, actor=post, county=world.county.pk)
    with CaptureQueriesContext(connection) as many:
        monday(world)

    assert len(few) == len(many) == 8


def test_each_morning_the_head_reaches_the_auditor_by_notice_and_mail_once(world: World) -> None:
    with clock.moved_to(MONDAY + DAY):
        tasks.report()
        tasks.report()
    relay.run()

    notice, head = Notice.objects.get(), Checkpoint.objects.get(k=1)
    assert Event.objects.filter(verb=REPORTED).count() == 1
    assert (notice.person_id, notice.url) == (world.auditor.person_id, "/audit/day/?day=2026-11-16")
    assert notice.text.startswith("2026-11-16 审计日报：封存点 1，链头 ")
    assert bytes(head.hash).hex() in notice.text.replace(" ", "")
    assert Delivery.objects.get().notice == notice


def test_before_the_first_seal_there_is_nothing_to_report(world: World) -> None:
    with clock.moved_to(MONDAY):
        tasks.report()

    assert not Event.objects.filter(verb=REPORTED).exists()
