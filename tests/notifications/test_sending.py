"""How a mail ends: delivered, failed with a reason, or given up. Against a real SMTP server on loopback."""

import email
import email.policy
import logging
import socket
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connection

from journal.models import MachineTime
from notifications import relay, sending
from notifications.mails import one_line
from notifications.models import Delivery
from notifications.statuses import DeliveryStatus
from notifications.tasks import deliver
from tests import cast
from tests.cast import World
from tests.notifications.conftest import last_event, with_address
from tests.notifications.post_office import PostOffice, post_office

ADDRESS = "zhao@example.cn"


@pytest.fixture
def delivery(world: World) -> Delivery:
    """A mail to the liaison, waiting."""
    with_address(world.liaison, ADDRESS)
    relay.handle(last_event(cast.dispatched(world)))
    return Delivery.objects.get()


def by_smtp(settings: LazySettings, port: int) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 1


def port_of(office: PostOffice) -> int:
    return int(office.server_address[1])


def now_due() -> None:
    Delivery.objects.update(next_at=MachineTime())


def letter_of(office: PostOffice) -> EmailMessage:
    parsed = email.message_from_string(office.letters[-1], policy=email.policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def test_a_mail_is_delivered_in_chinese_with_number_and_link(settings: LazySettings, delivery: Delivery) -> None:
    settings.BASE_URL = "https://qihu.example.gov.cn"
    with post_office() as office:
        by_smtp(settings, port_of(office))
        assert deliver() == 1

    letter = letter_of(office)
    words = letter.get_content()
    assert letter["Subject"].strip() == f"企呼链应 {delivery.notice.text}"
    assert letter["To"] == ADDRESS
    assert f"https://qihu.example.gov.cn/tickets/{delivery.notice.number}/" in words
    assert current(delivery).status == DeliveryStatus.DELIVERED


def test_a_mail_never_carries_the_firms_words_or_name(settings: LazySettings, delivery: Delivery) -> None:
    with post_office() as office:
        by_smtp(settings, port_of(office))
        deliver()

    letter = letter_of(office)
    everything = letter["Subject"] + letter.get_content()
    assert not [word for word in ("跳闸", "烫台", "电压", "丁小满", "云裳坊", "13800") if word in everything]


def test_without_a_server_mails_are_files(settings: LazySettings, delivery: Delivery) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    deliver()

    files = list(Path(settings.EMAIL_FILE_PATH).iterdir())
    assert len(files) == 1
    assert f"Message-ID: <{delivery.reference}@localhost>" in files[0].read_text()


def test_a_refused_addressee_fails_at_once_and_says_so(settings: LazySettings, delivery: Delivery) -> None:
    with post_office("550") as office:
        by_smtp(settings, port_of(office))
        deliver()

    ended = current(delivery)
    assert (ended.status, ended.reason) == (DeliveryStatus.FAILED, "邮件服务器拒收这个收件人（550）")


@pytest.mark.parametrize(
    ("manner", "reason"),
    [
        ("450", "邮件服务器拒收这个收件人（450）"),
        ("hangs", "邮件服务器没有及时回应"),
        ("hangs up", "邮件服务器中途断开"),
    ],
)
def test_a_server_in_trouble_is_tried_again_later(
    settings: LazySettings, delivery: Delivery, manner: str, reason: str
) -> None:
    with post_office(manner) as office:
        by_smtp(settings, port_of(office))
        deliver()

    waiting = current(delivery)
    assert (waiting.status, waiting.attempts, waiting.reason) == (DeliveryStatus.WAITING, 1, reason)
    assert waiting.next_at - machine_now() == pytest.approx(timedelta(seconds=5), abs=timedelta(seconds=2))


def test_a_dead_server_fails_a_mail_after_eight_tries_with_a_reason(settings: LazySettings, delivery: Delivery) -> None:
    by_smtp(settings, unused_port())
    for _ in range(9):
        now_due()
        deliver()

    ended = current(delivery)
    assert (ended.status, ended.attempts, ended.reason) == (DeliveryStatus.FAILED, 8, "连不上邮件服务器")


def test_a_dead_server_costs_a_run_one_try_only(settings: LazySettings, world: World) -> None:
    with_address(world.liaison, ADDRESS)
    with_address(world.handler, "qian@example.cn")
    relay.handle(last_event(cast.dispatched(world)))
    by_smtp(settings, unused_port())

    assert deliver() == 1
    assert sorted(Delivery.objects.values_list("attempts", flat=True)) == [0, 1]


def test_a_mail_whose_sender_was_killed_is_sent_again_under_the_same_reference(
    settings: LazySettings, delivery: Delivery
) -> None:
    claimed = sending.claim()
    assert claimed is not None
    with post_office() as office:
        by_smtp(settings, port_of(office))
        assert deliver() == 0
        now_due()
        assert deliver() == 1

    assert letter_of(office)["Message-ID"] == f"<{claimed.reference}@localhost>"
    assert (current(delivery).status, current(delivery).attempts) == (DeliveryStatus.DELIVERED, 2)


def test_a_mail_that_kills_every_sender_ends_as_failed(settings: LazySettings, delivery: Delivery) -> None:
    for _ in range(8):
        now_due()
        sending.claim()
    now_due()
    deliver()

    assert (current(delivery).status, current(delivery).reason) == (DeliveryStatus.FAILED, "发送时多次中断")


def test_a_sender_that_lost_its_lease_does_not_overrule_the_next_one(delivery: Delivery) -> None:
    late = sending.claim()
    assert late is not None
    now_due()
    sending.claim()
    sending._postpone(late, ConnectionRefusedError())

    assert (current(delivery).status, current(delivery).attempts) == (DeliveryStatus.SENDING, 2)


@pytest.mark.parametrize(
    ("change", "reason"),
    [({"is_active": False}, "收件人的账号已停用"), ({"email": ""}, "收件人的电子邮箱已删除")],
)
def test_a_mail_to_somebody_who_is_gone_is_not_sent(delivery: Delivery, change: dict[str, object], reason: str) -> None:
    person = delivery.notice.person
    type(person).objects.filter(pk=person.pk).update(**change)
    deliver()

    assert (current(delivery).status, current(delivery).reason) == (DeliveryStatus.FAILED, reason)


def test_no_address_reaches_the_log_or_the_reason(
    settings: LazySettings, delivery: Delivery, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG), post_office("550") as office:
        by_smtp(settings, port_of(office))
        deliver()

    assert "example.cn" not in caplog.text + current(delivery).reason


def test_a_subject_cannot_smuggle_a_header_in() -> None:
    assert one_line("来信\r\nBcc: thief@example.cn\x00\u2028末") == "来信 Bcc: thief@example.cn 末"


def current(delivery: Delivery) -> Delivery:
    return Delivery.objects.get(pk=delivery.pk)


def machine_now() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        instant: datetime = cursor.fetchone()[0]
    return instant


def unused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
