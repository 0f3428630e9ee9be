"""Parked duties are seen by somebody, who decides: once more, or never."""

import pytest
from django.conf import LazySettings
from django.test import Client

from journal import relay
from journal.models import AccessKind, AccessLog, MachineTime, Outbox
from notifications.models import Notice
from orgs.models import County, Organisation
from orgs.statuses import Role
from tests import cast
from tests.cast import World

PAGE = "/operations/parked/"


@pytest.fixture
def parked(world: World, settings: LazySettings) -> Outbox:
    """The duty to tell of a new call, after eight failures."""
    settings.JOURNAL_CONSUMERS = {"notify": "notifications.relay.handle"}
    ticket = cast.filed(world)
    Outbox.objects.exclude(subject_id=ticket.pk, subject_type="ticket").delete()
    Outbox.objects.update(parked_at=MachineTime(), attempts=8, last_error="KeyError at audience.py:1")
    return Outbox.objects.get()


@pytest.mark.parametrize("name", ["office", "sysadmin"])
def test_a_parked_duty_is_shown_with_what_failed(world: World, parked: Outbox, name: str) -> None:
    page = cast.signed_in(getattr(world, name)).get(PAGE).content.decode()

    assert "KeyError at audience.py:1" in page
    assert "ticket.submitted" in page
    assert "通知" in page


@pytest.mark.parametrize("name", ["firm", "desk", "liaison", "leader", "auditor"])
def test_nobody_else_finds_the_page_or_its_verbs(world: World, parked: Outbox, name: str) -> None:
    browser = cast.signed_in(getattr(world, name))

    assert browser.get(PAGE).status_code == 404
    assert browser.post(f"{PAGE}{parked.pk}/retry/").status_code == 404
    assert browser.post(f"{PAGE}{parked.pk}/give-up/", {"reason": "不用了"}).status_code == 404
    assert Outbox.objects.get().parked_at is not None


def test_a_retry_lets_the_relay_tell_at_last(world: World, parked: Outbox) -> None:
    assert cast.signed_in(world.office).post(f"{PAGE}{parked.pk}/retry/").status_code == 303
    relay.run()

    assert not Outbox.objects.exists()
    assert set(Notice.objects.values_list("person__name", flat=True)) == {"王红", "李明", "丁小满"}


def test_giving_up_needs_a_reason_and_leaves_a_trace(world: World, parked: Outbox) -> None:
    office: Client = cast.signed_in(world.office)
    assert office.post(f"{PAGE}{parked.pk}/give-up/", {"reason": ""}).status_code == 422
    office.post(f"{PAGE}{parked.pk}/give-up/", {"reason": "已当面告知"})

    assert not Outbox.objects.exists()
    assert AccessLog.objects.get(kind=AccessKind.GIVEN_UP).data["reason"] == "已当面告知"
    assert "没有停下的任务" in office.get(PAGE).content.decode()


def test_a_ruled_duty_is_no_longer_there(world: World, parked: Outbox) -> None:
    office = cast.signed_in(world.office)
    office.post(f"{PAGE}{parked.pk}/retry/")

    assert office.post(f"{PAGE}{parked.pk}/retry/").status_code == 404


def test_another_countys_duties_are_not_there(world: World, parked: Outbox) -> None:
    county = County.objects.create(name="邻县", code="next")
    general = Organisation.objects.create(county=county, kind="general_committee", name="邻县综合党委", tier=1)
    there = Organisation.objects.create(
        county=county, kind="office", name="邻县办公室", parent=general, parent_kind="general_committee"
    )
    browser = cast.signed_in(cast.post(there, Role.SUPERVISOR, "邻督"))

    assert browser.get(PAGE).context["rows"] == []
    assert browser.post(f"{PAGE}{parked.pk}/retry/").status_code == 404


def test_htmx_gets_the_part(world: World, parked: Outbox) -> None:
    part = cast.signed_in(world.office).get(PAGE, headers={"HX-Request": "true"}).content.decode()

    assert part.lstrip().startswith('<div id="parked"')
