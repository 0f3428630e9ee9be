"""The lead's reply (答复): its fields, its files, what the desk checks and what the firm reads (DOMAIN §2.4)."""

import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from journal import clock
from orgs.models import Post
from tests import cast
from tests.cast import MONDAY, World, current, lead_of
from tests.tickets import crafted
from tests.tickets.staff_pages import answering, send
from tickets.models import Attachment, Deadline, Reply, Ticket
from tickets.queries import attachments_for
from tickets.services import attaching, handling, replying
from tickets.statuses import ContactWay, Outcome, ReplyFile, Status

LATER = MONDAY + timedelta(hours=3)


@pytest.fixture(autouse=True)
def noon(db: None) -> Iterator[None]:
    """Tests begin on a Monday at noon, three hours after their cases."""
    with clock.moved_to(LATER):
        yield


@pytest.fixture
def ticket(world: World) -> Ticket:
    """A case whose lead has signed at nine."""
    with clock.moved_to(MONDAY):
        return cast.signed(world)


def reply(world: World, ticket: Ticket, **words: Any) -> Any:
    """The lead sends its form."""
    return send(world, ticket, "reply", who="liaison", words=answering(**words))


def rang(world: World, ticket: Ticket) -> None:
    """The lead has recorded a call to the firm."""
    leg = lead_of(ticket)
    with clock.moved_to(MONDAY + timedelta(hours=1)):
        handling.contact(
            ticket.pk, leg_id=leg.pk, way=ContactWay.PHONE, words="", client_token=uuid.uuid4(), actor=world.liaison
        )


# --- what must be said ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"claim_true": ""}, "请选择诉求是否属实"),
        ({"claim_true": "no"}, "不属实的，请写明哪里不属实"),
        ({"outcome": ""}, "请选择办理结果"),
        ({"outcome": "unsolved"}, "没有完全解决的，请写明原因和依据"),
        ({"outcome": "basically"}, "没有完全解决的，请写明原因和依据"),
        ({"words": "您反映的问题已转交供电公司处理，感谢来电。"}, "答复只说了转给别人，没有说办得怎样"),
        ({"beyond_duty": "on", "channel": "县法院"}, "请写明为什么超出职责"),
        ({"beyond_duty": "on", "beyond_reason": "合同纠纷"}, "请写明企业应该找哪里"),
        ({"contact_way": ""}, "请选择怎样联系企业的"),
        ({"contact_way": "phone"}, "请写明什么时候联系的"),
        ({"contact_way": "phone", "contacted_at": "2026-11-16T12:01"}, "联系的时间还没有到"),
        ({"contact_way": "phone", "contacted_at": "2026-11-16T08:59"}, "这个时间还没有派单给你们"),
    ],
)
def test_what_is_missing_is_named_and_nothing_typed_is_lost(
    world: World, ticket: Ticket, words: dict[str, Any], sentence: str
) -> None:
    answer = reply(world, ticket, **{"internal": "台区负荷表附后"} | words)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert "台区负荷表附后" in page
    assert current(ticket).status == Status.HANDLING


def test_a_reply_keeps_all_that_was_said(world: World, ticket: Ticket) -> None:
    said = {
        "claim_true": "no", "untrue_reason": "停机是机器老化", "outcome": "basically", "unsolved_reason": "等春检换线",
        "beyond_duty": "on", "beyond_reason": "合同纠纷由法院处理", "channel": "县法院诉讼服务中心 0530-1234567",
        "contact_way": "onsite", "contacted_at": "2026-11-16T10:30", "internal": "负荷表附后",
    }  # fmt: skip

    reply(world, ticket, **said)

    kept = Reply.objects.get(ticket=ticket)
    assert (kept.claim_true, kept.untrue_reason) == (False, "停机是机器老化")
    assert (kept.outcome, kept.unsolved_reason) == (Outcome.BASICALLY, "等春检换线")
    assert (kept.beyond_duty, kept.beyond_reason, kept.channel) == (
        True, "合同纠纷由法院处理", "县法院诉讼服务中心 0530-1234567",
    )  # fmt: skip
    assert (kept.contact_way, kept.contacted_at) == (ContactWay.ONSITE, MONDAY + timedelta(minutes=90))


def test_a_contact_that_is_recorded_is_shown_and_not_asked_again(world: World, ticket: Ticket) -> None:
    rang(world, ticket)

    page = cast.signed_in(world.liaison).get(f"/tickets/{ticket.number}/reply/").content.decode()
    assert "已登记联系企业" in page
    assert 'name="contact_way"' not in page
    reply(world, ticket, contact_way="onsite", contacted_at="2026-11-16T11:00")  # a forged field changes nothing

    kept = Reply.objects.get(ticket=ticket)
    assert (kept.contact_way, kept.contacted_at) == (ContactWay.PHONE, MONDAY + timedelta(hours=1))


def test_a_contact_of_an_earlier_round_does_not_stand_for_this_one(world: World, ticket: Ticket) -> None:
    rang(world, ticket)
    Ticket.objects.filter(pk=ticket.pk).update(round=2)

    page = cast.signed_in(world.liaison).get(f"/tickets/{ticket.number}/reply/").content.decode()

    assert 'name="contact_way"' in page


def test_saying_it_with_the_reply_does_not_keep_the_promise_to_ring(world: World, ticket: Ticket) -> None:
    reply(world, ticket, contact_way="phone", contacted_at="2026-11-16T09:30")

    contact = Deadline.objects.get(ticket=ticket, kind="contact")
    assert (contact.met_at, contact.voided_at) == (None, LATER)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"claim_true": False}, "untrue_claim_says_why"),
        ({"outcome": Outcome.BASICALLY}, "basically_solved_reply_says_what_is_left"),
        ({"outcome": Outcome.UNSOLVED}, "unsolved_reply_says_why"),
        ({"beyond_duty": True, "channel": "县法院"}, "reply_beyond_duty_names_the_channel"),
        ({"contact_way": "phone"}, "contact_of_a_reply_says_when"),
    ],
)
def test_the_database_keeps_no_half_reply(
    world: World, ticket: Ticket, change: dict[str, Any], constraint: str
) -> None:
    reply(world, ticket)

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Reply.objects.filter(ticket=ticket).update(**change)


# --- before it is sent ------------------------------------------------------------------------------------------------


def test_a_preview_shows_what_the_firm_will_read_and_sends_nothing(world: World, ticket: Ticket) -> None:
    answer = reply(world, ticket, preview="1", outcome="unsolved", unsolved_reason="要等上级批", internal="领导已批")

    page = answer.content.decode()
    shown = page.partition('id="reply-preview"')[2].partition("</section>")[0]
    assert answer.status_code == 200
    assert "未解决" in shown
    assert "已加装一台变压器" in shown
    assert "要等上级批" in shown
    assert "领导已批" not in shown
    assert "领导已批" in page  # still in its own field
    assert current(ticket).status == Status.HANDLING


def test_files_lie_in_three_boxes_and_stay_while_the_form_is_mended(world: World, ticket: Ticket) -> None:
    upload = SimpleUploadedFile("现场.jpg", crafted.picture())
    answer = reply(world, ticket, **{"outcome": "", "files-handling": upload, "token-handling": str(uuid.uuid4())})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "现场.jpg" in page
    assert [page.count(f'name="token-{kind}"') for kind in ReplyFile.values] == [1, 1, 1]
    fresh = cast.signed_in(world.liaison).get(f"/tickets/{ticket.number}/reply/").content.decode()
    assert "现场.jpg" in fresh  # a closed browser finds it again


# --- files: who opens which -------------------------------------------------------------------------------------------


@pytest.fixture
def with_files(world: World, ticket: Ticket) -> Ticket:
    """A reply with a file of each kind."""
    leg, boxes = lead_of(ticket), {kind: uuid.uuid4() for kind in ReplyFile}
    for shade, (kind, token) in enumerate(boxes.items()):
        upload = SimpleUploadedFile(f"{kind}.jpg", crafted.picture(size=(60 + shade, 40)))
        attaching.keep_one(upload, person=world.liaison.person, client_token=token, form=f"{kind} reply")
    answer = cast.an_answer(files=boxes)
    replying.submit(ticket.pk, leg_id=leg.pk, answer=answer, actor=world.liaison, version=leg.version)
    return current(ticket)


def opens(post: Post) -> set[str]:
    """The kinds of files that this post may open."""
    return set(attachments_for(post, person_id=0).values_list("kind", flat=True))


ALL = {"handling", "contact", "identity"}


def test_the_firm_opens_only_what_shows_the_handling_and_only_once_it_has_passed(
    world: World, with_files: Ticket
) -> None:
    assert (opens(world.firm), opens(world.second_desk), opens(world.liaison)) == (set(), ALL, ALL)

    replying.pass_on(with_files.pk, actor=world.second_desk, version=with_files.version)

    assert (opens(world.firm), opens(world.second_desk), opens(world.stranger)) == ({"handling"}, ALL, set())
    kinds = dict(Attachment.objects.values_list("kind", "pk"))
    browser = cast.signed_in(world.firm)
    assert [browser.get(f"/files/{kinds[kind]}/").status_code for kind in ReplyFile.values] == [200, 404, 404]


def test_the_pages_of_the_firm_name_no_internal_file(world: World, with_files: Ticket) -> None:
    kinds = dict(Attachment.objects.values_list("kind", "pk"))
    address, browser = f"/tickets/{with_files.number}/", cast.signed_in(world.firm)

    before = browser.get(address).content.decode()
    replying.pass_on(with_files.pk, actor=world.second_desk, version=with_files.version)
    after = browser.get(address).content.decode()

    assert [f"/files/{pk}/" in before for pk in kinds.values()] == [False, False, False]
    assert {kind: f"/files/{pk}/" in after for kind, pk in kinds.items()} == {
        "handling": True, "contact": False, "identity": False,
    }  # fmt: skip


def test_a_reply_that_was_sent_back_shows_the_firm_nothing(world: World, with_files: Ticket) -> None:
    replying.send_back(with_files.pk, words="请写清时间", actor=world.second_desk, version=with_files.version)

    assert opens(world.firm) == set()


def test_the_callers_own_photos_stand_apart_from_the_units(world: World, with_files: Ticket) -> None:
    page = cast.signed_in(world.second_desk).get(f"/tickets/{with_files.number}/").content.decode()

    said = page.partition('id="case-words"')[2].partition("</section>")[0]
    assert "/files/" not in said


def test_the_database_keeps_no_file_of_a_reply_without_its_kind(world: World, with_files: Ticket) -> None:
    with pytest.raises(IntegrityError, match="file_of_a_reply_says_what_it_shows"), transaction.atomic():
        Attachment.objects.update(kind="")


# --- the review -------------------------------------------------------------------------------------------------------


def reviewed(world: World, ticket: Ticket) -> str:
    """The reviewer's page, from the reply on."""
    page = cast.signed_in(world.second_desk).get(f"/tickets/{ticket.number}/").content.decode()
    return page.partition('id="case-reply"')[2].partition('class="q-acts"')[0]


def test_the_reviewer_reads_a_checklist_and_what_the_firm_will_read(world: World, ticket: Ticket) -> None:
    reply(world, ticket, claim_true="no", untrue_reason="机器老化", outcome="unsolved", unsolved_reason="要等上级批")

    page = reviewed(world, ticket)

    for words in ("否：机器老化", "未解决：要等上级批", "写了办得怎样", "没有联系上，或没有登记", "没有附"):
        assert words in page
    assert "已加装一台变压器" in page.partition('id="case-shown"')[2]
    assert "机器老化" not in page.partition('id="case-shown"')[2]


def test_a_doubtful_reply_goes_through_and_the_reviewer_is_shown_the_doubt(world: World, ticket: Ticket) -> None:
    reply(world, ticket, words="经现场查看，变压器容量不足，已转交供电公司。")

    assert "像是只说了转办或还在办" in reviewed(world, ticket)


def test_the_firm_reads_result_reason_channel_and_contact_and_nothing_internal(world: World, ticket: Ticket) -> None:
    reply(
        world, ticket, claim_true="no", untrue_reason="机器老化", outcome="unsolved", unsolved_reason="要等上级批",
        beyond_duty="on", beyond_reason="合同纠纷由法院处理", channel="县法院诉讼服务中心", internal="领导已批",
        contact_way="phone", contacted_at="2026-11-16T10:30",
    )  # fmt: skip
    browser, address = cast.signed_in(world.firm), f"/tickets/{ticket.number}/"
    assert "县法院诉讼服务中心" not in browser.get(address).content.decode()

    replying.pass_on(ticket.pk, actor=world.second_desk, version=current(ticket).version)

    page = browser.get(address).content.decode()
    for words in ("未解决", "要等上级批", "合同纠纷由法院处理", "县法院诉讼服务中心", "电话联系过您"):
        assert words in page
    for words in ("机器老化", "领导已批"):
        assert words not in page


def test_the_firm_reads_that_its_reply_was_sent_back_and_not_what_the_desk_said_of_it(world: World) -> None:
    ticket = cast.replied(world)
    replying.send_back(ticket.pk, words="没有写结果。", actor=world.second_desk, version=ticket.version)

    page = cast.signed_in(world.firm).get(f"/tickets/{ticket.number}/").content.decode()

    assert "答复没有通过审核，请单位再办" in page
    assert "没有写结果" not in page
