"""The back office's own words: text messages with their fields, and versions of the privacy notice."""

import pytest
from django.test import Client

from journal.models import Event
from orgs.models import NoticeVersion, Person, SmsTemplate
from orgs.services import messages
from tests.cast import MONDAY, World, signed_in

WORDS = "/admin/orgs/smstemplate/add/"


@pytest.fixture
def keeper(world: World) -> Client:
    Person.objects.filter(pk=world.sysadmin.person_id).update(is_staff=True)
    return signed_in(world.sysadmin)


def test_a_county_chooses_its_own_words_and_reads_their_length(world: World, keeper: Client) -> None:
    said = {"key": "received", "words": "收到\r\n{{受理编号}}，谢谢。" + "字" * 70, "gateway_code": "SMS_9"}
    assert keeper.post(WORDS, said).status_code == 302

    own = SmsTemplate.objects.get()
    assert (own.county, own.words[:14]) == (world.county, "收到 {{受理编号}}，谢谢")
    assert "2 条" in keeper.get("/admin/orgs/smstemplate/").content.decode()
    sent = messages.text(
        "received", number="1", fields={"受理编号": "26"}, county_id=world.county.pk, reference="r", now=MONDAY
    )
    assert (sent.words[:8], sent.gateway_code) == ("收到 26，谢谢", "SMS_9")
    assert Event.objects.filter(verb="county.sms_words_changed").count() == 1


@pytest.mark.parametrize("words", ["没有字段", "{{受理编号}} {{电话}}", "{% load static %}{{受理编号}}{", ""])
def test_words_that_cannot_be_filled_are_told_beside_the_field(keeper: Client, words: str) -> None:
    answer = keeper.post(WORDS, {"key": "received", "words": words})

    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors["words"]
    assert SmsTemplate.objects.count() == 0


def test_another_wording_of_the_notice_is_another_version(world: World, keeper: Client) -> None:
    for _ in range(2):
        assert keeper.post("/admin/orgs/noticeversion/add/", {"words": "## 谁\n县里。"}).status_code == 302

    assert list(NoticeVersion.objects.order_by("version").values_list("version", flat=True)) == [1, 2, 3]
    first = NoticeVersion.objects.get(version=1)
    assert keeper.post(f"/admin/orgs/noticeversion/{first.pk}/change/", {"words": "## 改\n了"}).status_code == 403
