"""Notices by text message: the number alone, once, with failures where a person sees them."""

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client

from journal.models import Event
from notifications import relay, sending
from notifications.audience import AUDIENCE
from notifications.line import Line
from notifications.models import Delivery, Notice
from orgs.models import Person, Post, SmsMessage, SmsTemplate
from orgs.services import claims, joining
from tests import cast
from tests.cast import World, signed_in
from tests.joining.gateway import gateway
from tests.joining.test_gateway import use
from tests.joining.test_joining import claimed
from tests.notifications.conftest import Tell, heard, last_event
from tickets.services import desk

MOBILE = "13900002345"


def with_mobile(post: Post) -> Person:
    Person.objects.filter(pk=post.person_id).update(sign_in_phone=MOBILE)
    return Person.objects.get(pk=post.person_id)


def texts(settings: LazySettings) -> list[str]:
    sending.run()
    return sorted(file.read_text(encoding="utf-8") for file in Path(settings.SMS_FOLDER).glob("*.txt"))


def test_the_firm_gets_its_number_by_text_message(world: World, tell: Tell, settings: LazySettings) -> None:
    with_mobile(world.firm)
    ticket = cast.filed(world)
    tell(ticket)

    assert texts(settings) == [f"{MOBILE}\n您的诉求已收到，受理编号 {ticket.number}。\n"]


def test_seven_turns_go_by_text_message_and_none_carries_the_firms_words(
    world: World, tell: Tell, settings: LazySettings
) -> None:
    with_mobile(world.firm)
    asked, answered = cast.filed(world), cast.asked_to_confirm(world)
    desk.ask(asked.pk, question="请补充照片", actor=world.desk, version=asked.version)
    tell(asked)
    tell(answered)

    sent = texts(settings)
    mine = [words for words in sent if words.startswith(MOBILE)]
    assert sorted(words.split("：")[1].strip() for words in mine) == sorted(
        ["请您补充材料，等您补充期间不计时。", "有了办理结果，请您确认并评价"]
    )
    assert not [words for words in sent if asked.title in words or "请补充照片" in words]
    by_text = {verb for verb, row in AUDIENCE.items() for line in row if line.sms}
    assert by_text == {
        "ticket.submitted",
        "ticket.asked",
        "reply.passed",
        "ticket.rejected",
        "impasse.settled",
        "ticket.reopened",
        "reopening.refused",
    }


def test_an_event_told_twice_is_one_message(world: World, tell: Tell, settings: LazySettings) -> None:
    with_mobile(world.firm)
    ticket = cast.filed(world)
    for _ in range(3):
        tell(ticket)

    assert (Delivery.objects.filter(channel="sms").count(), len(texts(settings)), len(texts(settings))) == (1, 1, 1)


def test_an_urgent_line_goes_by_text_message_to_its_desk(
    world: World, tell: Tell, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_mobile(world.desk)
    (first, *rest) = AUDIENCE["rejection.proposed"] or AUDIENCE["ticket.submitted"]
    urgent = (Line(first.to, first.says, urgent=True), *rest)
    monkeypatch.setitem(AUDIENCE, "ticket.submitted", urgent)
    ticket = cast.filed(world)
    tell(ticket)

    assert Delivery.objects.get().channel == "sms"


def test_a_person_without_a_mobile_gets_no_message(world: World, tell: Tell) -> None:
    Person.objects.filter(pk=world.firm.person_id).update(phone="0530-5561234")
    tell(cast.filed(world))

    assert Delivery.objects.filter(channel="sms").count() == 0


def test_a_dead_gateway_holds_up_no_mail_and_is_seen(world: World, tell: Tell, settings: LazySettings) -> None:
    with_mobile(world.firm)
    Person.objects.filter(pk=world.firm.person_id).update(email="firm@example.test")
    SmsTemplate.objects.create(county=world.county, key="need_info", words="{{受理编号}}", gateway_code="SMS_1")
    ticket = cast.filed(world)
    desk.ask(ticket.pk, question="请补充照片", actor=world.desk, version=ticket.version)
    tell(ticket)
    Delivery.objects.filter(channel="sms").update(attempts=7)

    with gateway("500") as server:
        use(server, settings)
        sending.run()

    assert dict(Delivery.objects.values_list("channel", "status")) == {"sms": "failed", "email": "delivered"}
    shown = signed_in(world.office).get("/notices/undelivered/").content.decode()
    assert "短信网关的回答看不懂" in shown
    assert MOBILE not in shown


def test_those_who_may_rule_on_a_claim_hear_of_it_once(world: World) -> None:
    claim = claimed(world)
    event = last_event_of(claim.person)
    relay.handle(event)
    relay.handle(event)

    assert heard_by(world) == {"王红", "李明", "孙站点", "冯督"}
    assert set(Notice.objects.values_list("url", flat=True)) == {f"/claims/{claim.pk}/"}
    claims.refuse(claim.pk, reason="照片看不清", actor=world.desk)
    relay.handle(last_event_of(claim.person))
    assert Notice.objects.count() == 4


def last_event_of(person: Person) -> Event:
    event = Event.objects.for_subject("person", person.pk).last()
    assert event is not None
    return event


def heard_by(world: World) -> set[str]:
    return set(Notice.objects.values_list("person__name", flat=True))


def test_a_message_of_no_case_that_failed_is_ruled_on_too(world: World) -> None:
    joining.welcome(MOBILE, name="周小满", county_id=world.county.pk, consents=False)
    row = SmsMessage.to(MOBILE, template="claim_refused", county_id=world.county.pk, at=cast.MONDAY)
    row.status, row.reason = "failed", "短信余额不足"
    row.save()
    office, stranger = signed_in(world.office), signed_in(world.liaison)

    shown = office.get("/notices/undelivered/").content.decode()
    assert ("短信余额不足" in shown, "139****2345" in shown, MOBILE in shown) == (True, True, False)
    address = f"/notices/undelivered/texts/{row.pk}/"
    assert stranger.post(f"{address}give-up/", {"reason": "换号"}).status_code == 404
    assert office.post(f"{address}give-up/", {}).status_code == 409
    assert office.post(f"{address}give-up/", {"reason": "换了号码"}).status_code == 303
    assert SmsMessage.objects.get().number == ""
    assert Client().get("/notices/undelivered/").status_code == 302


def test_the_inbox_receipt_reaches_the_one_who_filed(world: World, tell: Tell) -> None:
    event = tell(cast.filed(world))

    assert heard(event)["丁小满"] == "您的诉求已收到"
    assert last_event(cast.filed(world)).verb == "ticket.submitted"
