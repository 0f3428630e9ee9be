"""The duty to notify: a version in force, shown once, recorded with its way, read out by others; consent is apart."""

import pytest
from django.test import Client

from orgs.exceptions import Refused
from orgs.models import Consent, NoticeRecord, NoticeVersion
from orgs.services import privacy
from orgs.statuses import ToldHow
from tests.cast import PASSWORD, World, signed_in


def test_the_page_is_open_to_everybody(world: World, client: Client) -> None:
    shown = client.get("/privacy/").content.decode()

    for heading in ("谁在处理您的信息", "为什么处理", "处理哪些信息", "保存多久", "您有哪些权利"):
        assert heading in shown
    assert "测试县电商产业综合党委办公室" in shown
    assert "{{" not in shown
    assert NoticeVersion.objects.count() == 0


def test_a_firm_is_shown_a_version_once_at_its_sign_in(world: World, client: Client) -> None:
    person = world.firm.person
    said = {"login": person.username, "password": PASSWORD}
    assert client.post("/accounts/login/", said)["Location"] == "/privacy/read/?next=%2Fstart%2F"

    assert client.post("/privacy/read/", {"next": "/my/"})["Location"] == "/my/"
    assert client.post("/privacy/read/", {"next": "https://evil.example/"})["Location"] == "/start/"
    record = NoticeRecord.objects.get()
    assert (record.person, record.version, record.how, record.by) == (person, 1, "screen", None)
    assert Client().post("/accounts/login/", said)["Location"] == "/start/"


def test_a_new_version_is_shown_again_and_the_old_one_stays_as_it_was(world: World, client: Client) -> None:
    privacy.record_notice(world.county.pk, how=ToldHow.SCREEN, person_id=world.firm.person_id, actor=None)
    first = NoticeVersion.objects.get().words
    made = privacy.publish(world.county.pk, words="## 谁在处理\n县里。<script>alert(1)</script>", actor=world.sysadmin)

    said = {"login": world.firm.person.username, "password": PASSWORD}
    answer = client.post("/accounts/login/", said)
    assert (made.version, answer["Location"].partition("?")[0]) == (2, "/privacy/read/")
    shown = client.get("/privacy/read/").content.decode()
    assert "&lt;script&gt;alert(1)" in shown
    assert NoticeVersion.objects.get(version=1).words == first


def test_a_notice_without_headings_is_refused(world: World) -> None:
    with pytest.raises(Refused, match="小标题"):
        privacy.publish(world.county.pk, words="没有小标题", actor=world.sysadmin)


def test_staff_are_not_sent_to_the_notice(world: World, client: Client) -> None:
    said = {"login": world.desk.person.username, "password": PASSWORD}

    assert client.post("/accounts/login/", said)["Location"] == "/start/"


def test_a_notice_that_was_read_out_names_the_speaker_and_the_version(world: World) -> None:
    versions = [privacy.record_read_out(world.county.pk, actor=world.clerk) for _ in range(2)]

    assert versions == [1, 1]
    rows = NoticeRecord.objects.filter(how="read_out", by=world.clerk, person=None)
    assert rows.count() == 2


def test_consent_is_given_and_taken_back_apart_from_the_notice(world: World) -> None:
    client = signed_in(world.firm)
    client.post("/privacy/consent/", {"give": "1", "next": "/my/firm/"})
    client.post("/privacy/consent/", {"give": "1"})
    assert privacy.consents(world.firm.person)

    client.post("/privacy/consent/", {})
    assert not privacy.consents(world.firm.person)
    assert Consent.objects.count() == 1
    assert NoticeRecord.objects.count() == 0
