"""What did not arrive is seen by somebody, who decides: once more, or never."""

import pytest
from django.test import Client

from journal.models import AccessKind, AccessLog
from notifications import relay
from notifications.models import Delivery
from notifications.statuses import DeliveryStatus
from orgs.models import County, Organisation
from orgs.statuses import Role
from tests import cast
from tests.cast import World
from tests.notifications.conftest import last_event, with_address

PAGE = "/notices/undelivered/"
WHY = "邮件服务器拒收这个收件人（550）"


@pytest.fixture
def failed(world: World) -> Delivery:
    """A mail to the liaison that did not arrive."""
    with_address(world.liaison, "zhao@example.cn")
    relay.handle(last_event(cast.dispatched(world)))
    Delivery.objects.update(status=DeliveryStatus.FAILED, attempts=8, reason=WHY)
    return Delivery.objects.get()


@pytest.fixture
def office(world: World) -> Client:
    return cast.signed_in(world.office)


def current(delivery: Delivery) -> Delivery:
    return Delivery.objects.get(pk=delivery.pk)


def test_the_office_sees_what_failed_and_why(office: Client, failed: Delivery) -> None:
    page = office.get(PAGE).content.decode()

    assert WHY in page
    assert failed.notice.number in page
    assert "供电公司" in page
    assert "zhao@example.cn" not in page
    assert "赵电" not in page


def test_the_system_administrator_sees_it_without_the_case_that_it_is_about(world: World, failed: Delivery) -> None:
    page = cast.signed_in(world.sysadmin).get(PAGE).content.decode()

    assert WHY in page
    assert failed.notice.number not in page  # beside a firm's name it would say whose case it is


@pytest.mark.parametrize("name", ["firm", "desk", "liaison", "revisit_clerk", "leader", "auditor", "stranger"])
def test_nobody_else_finds_the_page_or_its_verbs(world: World, failed: Delivery, name: str) -> None:
    browser = cast.signed_in(getattr(world, name))

    assert browser.get(PAGE).status_code == 404
    assert browser.post(f"{PAGE}{failed.pk}/retry/").status_code == 404
    assert browser.post(f"{PAGE}{failed.pk}/give-up/", {"reason": "不用了"}).status_code == 404
    assert current(failed).status == DeliveryStatus.FAILED


def test_a_retry_puts_it_back_in_line_and_leaves_a_trace(world: World, office: Client, failed: Delivery) -> None:
    answer = office.post(f"{PAGE}{failed.pk}/retry/")

    assert answer.status_code == 303
    assert (current(failed).status, current(failed).attempts) == (DeliveryStatus.WAITING, 0)
    trace = AccessLog.objects.get(kind=AccessKind.RETRIED)
    assert (trace.actor, trace.subject_type, trace.subject_id) == (world.office.person_id, "delivery", failed.pk)


def test_giving_up_needs_a_reason_and_keeps_it(office: Client, failed: Delivery) -> None:
    refused = office.post(f"{PAGE}{failed.pk}/give-up/", {"reason": " "})
    assert refused.status_code == 422
    assert "请写明为什么放弃" in refused.content.decode()

    office.post(f"{PAGE}{failed.pk}/give-up/", {"reason": "已电话告知"})

    assert (current(failed).status, current(failed).reason) == (DeliveryStatus.GIVEN_UP, "已电话告知")
    assert AccessLog.objects.filter(kind=AccessKind.GIVEN_UP, subject_id=failed.pk).exists()
    assert "已电话告知" in office.get(f"{PAGE}?given_up=1").content.decode()
    assert "通知都送到了" in office.get(PAGE).content.decode()


def test_what_was_typed_comes_back_as_text_in_its_own_row(office: Client, failed: Delivery) -> None:
    long = "<b>太长</b>" * 20
    page = office.post(f"{PAGE}{failed.pk}/give-up/", {"reason": long}).content.decode()

    assert "&lt;b&gt;太长" in page
    assert "<b>太长" not in page
    assert f'id="row{failed.pk}_reason"' in page
    assert f'href="#row{failed.pk}_reason"' in page


def test_the_second_ruling_is_told_that_somebody_was_faster(office: Client, failed: Delivery) -> None:
    office.post(f"{PAGE}{failed.pk}/give-up/", {"reason": "已电话告知"})
    late = office.post(f"{PAGE}{failed.pk}/retry/")

    assert late.status_code == 409
    assert "已经有人处理过了" in late.content.decode()
    assert current(failed).status == DeliveryStatus.GIVEN_UP


def test_another_countys_office_sees_nothing(failed: Delivery) -> None:
    county = County.objects.create(name="邻县", code="next")
    general = Organisation.objects.create(county=county, kind="general_committee", name="邻县综合党委", tier=1)
    there = Organisation.objects.create(
        county=county, kind="office", name="邻县办公室", parent=general, parent_kind="general_committee"
    )
    browser = cast.signed_in(cast.post(there, Role.SUPERVISOR, "邻督"))

    assert WHY not in browser.get(PAGE).content.decode()
    assert browser.post(f"{PAGE}{failed.pk}/retry/").status_code == 404


def test_a_look_at_the_list_retries_nothing(office: Client, failed: Delivery) -> None:
    assert office.get(f"{PAGE}{failed.pk}/retry/").status_code == 405
    assert current(failed).status == DeliveryStatus.FAILED


def test_htmx_gets_the_part(office: Client, failed: Delivery) -> None:
    part = office.get(PAGE, headers={"HX-Request": "true"}).content.decode()

    assert part.lstrip().startswith('<div id="undelivered"')
