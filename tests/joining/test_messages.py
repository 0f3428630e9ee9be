"""Text messages as rows: sent once, tried again, given up when they have run out, and never in a log."""

import logging
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from journal import clock
from orgs.exceptions import Refused
from orgs.models import SmsMessage, SmsTemplate
from orgs.services import messages
from orgs.sms import templates
from tests.cast import MINUTE, MONDAY, World
from tests.joining.conftest import Phone
from tests.joining.gateway import gateway
from tests.joining.test_gateway import use


def queue(world: World, key: str = "received", *, minutes: int | None = None, **fields: str) -> SmsMessage:
    said = {"sign_in": {"验证码": "123456"}, "received": {"受理编号": "261118-0419-5"}}[key] | fields
    now = clock.now()
    return messages.queue(
        key,
        number="13900002345",
        fields=said,
        county_id=world.county.pk,
        now=now,
        expires_at=now + minutes * MINUTE if minutes else None,
    )


def current(message: SmsMessage) -> SmsMessage:
    return SmsMessage.objects.get(pk=message.pk)


def test_a_message_that_has_gone_keeps_neither_number_nor_fields(world: World, phone: Phone) -> None:
    message = queue(world, "sign_in")

    assert phone.texts == ["验证码 123456，10 分钟内有效，只能用一次。不是您本人操作请不用理会，也不要告诉别人。"]
    gone = current(message)
    assert (gone.status, gone.number, gone.fields, gone.masked) == ("delivered", "", {}, "139****2345")


def test_a_number_that_no_key_opens_keeps_no_other_message_back(world: World, phone: Phone) -> None:
    lost, next_one = queue(world), queue(world)
    mark_and_rest = SmsMessage.objects.filter(pk=lost.pk).values_list("number", flat=True)[0]
    with connection.cursor() as cursor:
        spoilt = f"{mark_and_rest[:-20]}{'A' * 20}"
        cursor.execute("UPDATE orgs_smsmessage SET number = %s WHERE id = %s", [spoilt, lost.pk])

    messages.run()

    assert [current(one).status for one in (lost, next_one)] == ["failed", "delivered"]
    assert current(lost).reason == "号码或内容用现有的密钥打不开"
    assert len(phone.texts) == 1


def test_an_act_that_is_rolled_back_sends_nothing(world: World, phone: Phone) -> None:
    with transaction.atomic():
        queue(world)
        transaction.set_rollback(True)

    assert phone.texts == []


def test_running_the_task_twice_sends_once(world: World, phone: Phone) -> None:
    queue(world)

    assert (messages.run(), messages.run(), len(phone.texts)) == (1, 0, 1)


def test_a_code_that_has_run_out_is_not_sent_after(world: World, phone: Phone) -> None:
    with clock.moved_to(MONDAY):
        message = queue(world, "sign_in", minutes=10)
    with clock.moved_to(MONDAY + 11 * MINUTE):
        assert phone.texts == []

    assert (current(message).status, current(message).reason) == ("given_up", "已过有效期，没有再发")
    assert (current(message).number, current(message).fields) == ("", {})


def test_a_busy_number_waits_and_a_wrong_one_fails_in_words(world: World, settings: LazySettings) -> None:
    SmsTemplate.objects.create(county=world.county, key="received", words="收到 {{受理编号}}", gateway_code="SMS_2")
    message = queue(world)
    with gateway("isv.BUSINESS_LIMIT_CONTROL") as server:
        use(server, settings)
        messages.run()
    waiting = current(message)
    assert (waiting.status, waiting.attempts, waiting.next_at > waiting.at) == ("waiting", 1, True)

    SmsMessage.objects.update(next_at=clock.now() - timedelta(seconds=1))
    with gateway("isv.MOBILE_NUMBER_ILLEGAL") as server:
        use(server, settings)
        messages.run()
    assert (current(message).status, current(message).reason) == ("failed", "短信网关说这个号码不对")


def test_a_gateway_in_trouble_is_left_alone_for_the_rest_of_the_run(world: World, settings: LazySettings) -> None:
    SmsTemplate.objects.create(county=world.county, key="received", words="收到 {{受理编号}}", gateway_code="SMS_2")
    for _ in range(3):
        queue(world)
    with gateway("500") as server:
        use(server, settings)
        assert messages.run() == 1


def test_a_sender_that_died_is_followed_by_another_with_the_same_reference(world: World, phone: Phone) -> None:
    message = queue(world)
    claimed = messages._claim()
    assert claimed is not None
    assert phone.texts == []
    SmsMessage.objects.update(next_at=clock.now() - timedelta(seconds=1))

    assert len(phone.texts) == 1
    assert current(message).reference == claimed.reference


def test_the_logs_hold_no_number_and_no_code(
    world: World, settings: LazySettings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    queue(world, "sign_in")
    with gateway("500") as server:
        use(server, settings)
        messages.run()

    told = "\n".join(record.getMessage() for record in caplog.records if record.name != "django.db.backends")
    assert "sms" in told
    assert "13900002345" not in told
    assert "123456" not in told


def test_a_failed_message_is_sent_again_or_given_up_by_a_person(world: World, phone: Phone) -> None:
    message, now = queue(world), clock.now()
    SmsMessage.objects.update(status="failed", reason="短信余额不足")

    messages.retry(message.pk, actor=world.office, now=now)
    assert len(phone.texts) == 1
    with pytest.raises(Refused):
        messages.give_up(message.pk, reason="换了号码", actor=world.office, now=now)


def test_a_failed_code_is_never_sent_again(world: World) -> None:
    message = queue(world, "sign_in")
    SmsMessage.objects.update(status="failed", reason="短信余额不足")

    with pytest.raises(Refused, match="不能重发"):
        messages.retry(message.pk, actor=world.office, now=clock.now())


def test_an_unknown_message_or_a_missing_field_is_a_mistake_of_ours(world: World) -> None:
    with pytest.raises(KeyError):
        messages.queue("nothing", number="1", fields={}, county_id=None, now=clock.now())
    with pytest.raises(KeyError):
        messages.queue("received", number="1", fields={}, county_id=None, now=clock.now())


def test_only_whitelisted_fields_are_replaced_and_nothing_runs() -> None:
    words = "{{受理编号}} {{ 受理编号 }} {{秘密}} {% now %} {{7|add:7}} {{受理编号.__class__}}"

    assert templates.fill(words, {"受理编号": "{{秘密}}\r\nX: 1\0"}) == "{{秘密}} X: 1 {{秘密}} X: 1 {% now %}"


@pytest.mark.parametrize(("words", "told"), [
    ("您的诉求已收到", "短信里要有 {{受理编号}}"),
    ("{{受理编号}} {{电话}}", "这条短信没有“电话”这个字段，可用：受理编号"),
    ("{{受理编号}} {{", "花括号要成对写，例如 {{受理编号}}"),
])  # fmt: skip
def test_words_that_cannot_be_filled_are_refused_by_name(words: str, told: str) -> None:
    with pytest.raises(ValidationError) as problem:
        templates.check("received", words)

    assert problem.value.messages == [told]


@pytest.mark.parametrize("key", templates.TEMPLATES)
def test_our_own_words_fit_their_fields(key: str) -> None:
    templates.check(key, templates.TEMPLATES[key].words)


def test_seventy_characters_are_one_part() -> None:
    assert [templates.parts("字" * length) for length in (0, 1, 70, 71, 140, 141)] == [1, 1, 1, 2, 2, 3]
