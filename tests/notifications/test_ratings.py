"""Who hears of ratings by link, of a case that has stopped, and of what the office decides; how the link goes."""

import re

import pytest
from django.test import Client

from journal.models import Event
from notifications import mails, relay, texts
from notifications.audience import AUDIENCE
from notifications.models import Delivery, Notice
from orgs.models import Person, SmsMessage
from orgs.sms import gateways
from orgs.sms.templates import Text
from tests import cast, rounds
from tests.cast import World, current
from tests.notifications.conftest import Tell, heard
from tickets.models import Ticket
from tickets.services import rating, settling

Sent = list[Text]


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Sent:
    """What goes to the gateway, at the edge of the machine."""
    found: Sent = []
    monkeypatch.setattr(gateways, "send", found.append)
    return found


def rate(ticket: Ticket, *, good: bool) -> None:
    verdict = cast.a_verdict() if good else rounds.a_bad_verdict()
    rating.rate(ticket.pk, round_=ticket.round, verdict=verdict)


@pytest.mark.parametrize(
    ("good", "told"),
    [
        (True, {"赵电": "企业已确认结果并评价，已办结", "钱线": "企业已确认结果并评价，已办结",
                "丁小满": "已收到凭链接作的评价，已办结。不是您本人评的，请联系行业党委"}),
        (False, {"赵电": "企业不认可办理结果，请办第 2 轮", "钱线": "企业不认可办理结果，请办第 2 轮",
                 "王红": "企业不认可办理结果，已转第 2 轮", "李明": "企业不认可办理结果，已转第 2 轮",
                 "丁小满": "已收到凭链接作的评价，已转第 2 轮重办。不是您本人评的，请联系行业党委"}),
    ],
)  # fmt: skip
def test_a_rating_by_link_is_heard_of_and_the_firm_may_object(
    world: World, tell: Tell, good: bool, told: dict[str, str]
) -> None:
    ticket = cast.asked_to_confirm(world)
    rate(ticket, good=good)

    assert heard(tell(ticket)) == told


def test_a_case_that_has_come_to_a_stop_is_heard_of_at_the_office_the_desk_and_the_lead(
    world: World, tell: Tell
) -> None:
    assert heard(tell(rounds.stopped(world))) == {
        "冯督": "三轮后企业仍不认可，列为圆桌会议候选，请决定再办或签发最终答复",
        "赵电": "三轮后企业仍不认可，已报党委办公室督办",
        "钱线": "三轮后企业仍不认可，已报党委办公室督办",
        "王红": "三轮后企业仍不认可，已报党委办公室督办",
        "李明": "三轮后企业仍不认可，已报党委办公室督办",
    }


def test_an_order_and_a_final_answer_are_heard_of(world: World, tell: Tell) -> None:
    ticket = rounds.stopped(world)
    settling.order_round(ticket.pk, words="请再办一轮", actor=world.office, version=ticket.version)
    assert heard(tell(ticket)) == {
        "赵电": "党委办公室督办，请按督办意见办第 4 轮", "钱线": "党委办公室督办，请按督办意见办第 4 轮",
        "王红": "党委办公室督办，已转第 4 轮", "李明": "党委办公室督办，已转第 4 轮",
        "丁小满": "党委办公室督办，由原单位再办一轮",
    }  # fmt: skip

    rounds.answered_again(world, ticket)
    rounds.not_content(world, ticket)
    version = current(ticket).version
    settling.sign_final(
        ticket.pk, answer="已列入明年改造计划。", reason="已办四轮", actor=world.office, version=version
    )
    assert heard(tell(ticket)) == {
        "赵电": "党委办公室已签发最终答复，已办结", "钱线": "党委办公室已签发最终答复，已办结",
        "王红": "党委办公室已签发最终答复，已办结", "李明": "党委办公室已签发最终答复，已办结",
        "丁小满": "党委办公室作出了最终答复，请查看",
    }  # fmt: skip


# --- the link ---------------------------------------------------------------------------------------------------------


def links_in(words: str) -> list[str]:
    return re.findall(r"/r/[0-9a-zA-Z_-]+/", words)


def passed(world: World) -> Event:
    """A reply has passed: its event."""
    cast.asked_to_confirm(world)
    return Event.objects.get(verb="reply.passed")


def with_address(world: World, number: str) -> None:
    Person.objects.filter(pk=world.firm.person_id).update(sign_in_phone=number, email="ding@example.test")


def test_the_firm_gets_the_link_by_text_and_mail_and_it_opens(world: World, sent: Sent) -> None:
    with_address(world, "13900001111")
    relay.handle(passed(world))

    for delivery in Delivery.objects.filter(channel="sms"):
        texts.send(delivery)
    (mail,) = [
        mails.compose(delivery) for delivery in Delivery.objects.filter(channel="email", notice__post=world.firm)
    ]

    (text,) = [found for found in sent if found.number == "13900001111"]
    assert Client().get(links_in(text.words)[0]).status_code == 200
    assert links_in(str(mail.body)) == links_in(text.words)


def test_nobody_but_the_firm_is_sent_the_link(world: World) -> None:
    relay.handle(passed(world))

    told = {
        notice.post.role: links_in(str(mails.compose(Delivery(notice=notice)).body)) for notice in Notice.objects.all()
    }

    assert {role: len(found) for role, found in told.items()} == {"enterprise_user": 1, "dept_liaison": 0, "handler": 0}
    assert not Notice.objects.filter(text__contains="/r/").exists()
    assert {str(line.to.__name__) for line in AUDIENCE["reply.passed"] if line.sms} == {"the_firm"}


@pytest.mark.parametrize(
    ("mobile", "texted"),
    [("", ["13800001234"]), ("13900001111", ["13800001234"]), ("13800001234", [])],
    ids=["no account with a number", "another number", "the same number"],
)
def test_a_caller_whose_number_has_no_account_gets_it_on_that_number_once(
    world: World, mobile: str, texted: list[str]
) -> None:
    if mobile:
        with_address(world, mobile)
    event = passed(world)
    relay.handle(event)

    waiting = SmsMessage.objects.filter(template="result")
    assert [message.number for message in waiting] == texted
    assert [bool(links_in(message.fields["链接"])) for message in waiting] == [True for _ in texted]
