"""The firm's page of a case: who, what next, by when; and its acts, which lose no typed text."""

import uuid
from http import HTTPStatus
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from journal import clock
from orgs.statuses import Role
from tests import cast
from tests.cast import World, current, lead_of, signed_in
from tests.tickets.firm_pages import NAUGHTY
from tickets.models import Note, Revisit, Ticket
from tickets.services import desk, firm, handling
from tickets.statuses import Closure, RejectReason, Status


def page_of(client: Client, ticket: Ticket, act: str = "") -> str:
    return client.get(f"/tickets/{ticket.number}/{act}").content.decode()


def say(client: Client, ticket: Ticket, act: str, **words: str) -> Any:
    """Post a firm's act as its form would."""
    said = {"version": str(current(ticket).version), "client_token": str(uuid.uuid4())} | words
    return client.post(f"/tickets/{ticket.number}/{act}/", said)


def asked(world: World) -> Ticket:
    ticket = cast.filed(world)
    desk.ask(ticket.pk, question="请说明机器台数。", actor=world.desk, version=ticket.version)
    return current(ticket)


def proposed_for_rejection(world: World) -> Ticket:
    """A call that the desk proposes not to take on; as it was before the proposal."""
    ticket = cast.filed(world)
    desk.propose_rejection(
        ticket.pk,
        reason=RejectReason.LITIGATION,
        channel="县人民法院诉讼服务中心",
        explanation="已经立案。",
        actor=world.desk,
        version=ticket.version,
    )
    return ticket


VERDICT = {"contacted": "yes", "outcome": "solved", "grade": "4", "words": ""}


def test_a_filed_case_says_who_looks_at_it_and_by_when(world: World) -> None:
    with clock.moved_to(cast.MONDAY):
        ticket = cast.filed(world)

    page = page_of(signed_in(world.firm), ticket)

    assert "11月16日（周一）14:45 前受理" in page
    assert "电商行业党委正在看件，不清楚的会联系您。" in page
    assert "您提交了诉求" in page


def test_a_dispatched_case_names_the_units_and_no_official(world: World) -> None:
    ticket = cast.signed(world, assists=True)

    page = page_of(signed_in(world.firm), ticket)

    assert "供电公司正在办。" in page
    assert "发改局协办。" in page
    for official in ("王红", "赵电", "李明", "周改"):
        assert official not in page


def test_a_kept_promise_is_shown_as_kept(world: World) -> None:
    page = page_of(signed_in(world.firm), cast.accepted(world))

    assert "说好的：受理" in page
    assert "按期完成" in page


def test_the_firm_reads_a_reply_only_when_it_has_passed_review(world: World) -> None:
    ticket = cast.replied(world)
    client = signed_in(world.firm)
    assert "加装一台变压器" not in page_of(client, ticket)
    assert "加装一台变压器" not in page_of(client, ticket, "confirm/")

    passed = cast.asked_to_confirm(world)

    assert "加装一台变压器" in page_of(client, passed)


def test_the_firm_never_reads_internal_notes_nor_proposals_against_it(world: World) -> None:
    ticket = cast.dispatched(world)
    handling.note(ticket.pk, words="这户欠费，先不急。", client_token=uuid.uuid4(), actor=world.desk)

    page = page_of(signed_in(world.firm), ticket)

    assert "这户欠费" not in page
    assert "请三日内到现场" not in page


def test_another_firms_case_is_not_there(world: World) -> None:
    ticket = cast.asked_to_confirm(world)
    client = signed_in(world.other_firm)

    assert client.get(f"/tickets/{ticket.number}/").status_code == HTTPStatus.NOT_FOUND
    assert client.get(f"/tickets/{ticket.number}/receipt/").status_code == HTTPStatus.NOT_FOUND
    assert client.get(f"/tickets/{ticket.number}/confirm/").status_code == HTTPStatus.NOT_FOUND
    for act in ("confirm", "add", "withdraw", "supplement", "appeal"):
        assert client.post(f"/tickets/{ticket.number}/{act}/", VERDICT).status_code == HTTPStatus.NOT_FOUND
    assert current(ticket).status == Status.REVISITING


@pytest.mark.parametrize("number", ["000000-0000-0", "x", "%00", "261118-0419-5%0a", "9" * 300])
def test_numbers_that_are_none_read_as_absent(world: World, number: str) -> None:
    assert signed_in(world.firm).get(f"/tickets/{number}/").status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("act", ["accept", "dispatch", "pass_reply", "note", "nothing", "mark_overdue"])
def test_acts_of_others_change_nothing(world: World, act: str) -> None:
    ticket = cast.filed(world)

    answer = signed_in(world.firm).post(f"/tickets/{ticket.number}/{act}/", {"version": "1", "words": "偷改"})

    assert answer.status_code == (HTTPStatus.NOT_FOUND if act in {"nothing", "mark_overdue"} else HTTPStatus.FORBIDDEN)
    assert current(ticket).version == ticket.version


def test_the_live_part_holds_nothing_to_type_into(world: World) -> None:
    ticket = asked(world)

    part = signed_in(world.firm).get(f"/tickets/{ticket.number}/", headers={"HX-Request": "true"}).content.decode()

    assert f'data-live="case:{ticket.number}"' in part
    assert "<textarea" not in part
    assert "<form" not in part


def test_an_asked_firm_answers_and_the_case_goes_on(world: World) -> None:
    ticket = asked(world)
    client = signed_in(world.firm)
    assert "请说明机器台数。" in page_of(client, ticket)

    answer = say(client, ticket, "supplement", answer="平车六台，烫台两台。")

    assert answer.status_code == HTTPStatus.SEE_OTHER
    assert current(ticket).status == Status.SUBMITTED
    assert "平车六台" in page_of(client, ticket)


def test_an_empty_answer_is_told_at_its_field(world: World) -> None:
    answer = say(signed_in(world.firm), asked(world), "supplement", answer=" 　")

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "请写明补充的情况，一两句话即可" in answer.content.decode()


def test_an_answer_that_comes_too_late_is_told_and_kept(world: World) -> None:
    ticket = asked(world)
    form = {"version": str(ticket.version), "answer": "平车六台，烫台两台。"}
    firm.supplement(ticket.pk, answer="先答了", actor=world.firm, version=ticket.version)

    answer = signed_in(world.firm).post(f"/tickets/{ticket.number}/supplement/", form)

    assert answer.status_code == HTTPStatus.CONFLICT
    assert "平车六台，烫台两台。" in answer.content.decode()


def test_words_can_be_added_at_any_time_and_once_per_form(world: World) -> None:
    ticket, token = cast.signed(world), str(uuid.uuid4())
    client = signed_in(world.firm)

    for _press in range(2):
        say(client, ticket, "add", words="昨晚又停了两次。", client_token=token)

    assert [note.body for note in Note.objects.all()] == ["昨晚又停了两次。"]
    assert page_of(client, ticket).count("昨晚又停了两次。") == 1


@pytest.mark.parametrize("words", NAUGHTY)
def test_naughty_words_are_added_as_typed_and_shown_as_text(world: World, words: str) -> None:
    ticket = cast.filed(world)
    client = signed_in(world.firm)

    say(client, ticket, "add", words=words)

    assert Note.objects.get().body == words
    assert escape(words) in page_of(client, ticket)
    assert "<script>alert" not in page_of(client, ticket)


def test_nothing_is_preselected_when_the_firm_is_asked_to_confirm(world: World) -> None:
    ticket = cast.asked_to_confirm(world)

    page = page_of(signed_in(world.firm), ticket, "confirm/")

    assert "请您确认结果" in page
    assert "checked" not in page
    assert "加装一台变压器" in page


def test_a_good_verdict_closes_the_case(world: World) -> None:
    ticket = cast.asked_to_confirm(world)

    answer = say(signed_in(world.firm), ticket, "confirm", **VERDICT)

    assert answer.status_code == HTTPStatus.SEE_OTHER
    assert (current(ticket).status, current(ticket).closure) == (Status.CLOSED, Closure.CONFIRMED)
    revisit = Revisit.objects.get()
    assert (revisit.contacted, revisit.outcome, revisit.grade) == (True, "solved", 4)


def test_an_unanswered_question_keeps_the_other_answers(world: World) -> None:
    ticket = cast.asked_to_confirm(world)

    answer = say(signed_in(world.firm), ticket, "confirm", contacted="no", grade="2", words="晚上还是停")

    page = answer.content.decode()
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "请选择解决了没有" in page
    assert page.count(" checked") == 2
    assert "晚上还是停" in page
    assert not Revisit.objects.exists()


@pytest.mark.parametrize(("field", "value"), [("grade", "9"), ("grade", "x"), ("outcome", "maybe"), ("contacted", "1")])
def test_a_forged_verdict_changes_nothing(world: World, field: str, value: str) -> None:
    ticket = cast.asked_to_confirm(world)

    answer = say(signed_in(world.firm), ticket, "confirm", **(VERDICT | {field: value}))

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert current(ticket).status == Status.REVISITING


@pytest.mark.parametrize("version", ["", "0", "999999", "-1", "abc", "9" * 30])
def test_a_forged_version_is_simply_stale(world: World, version: str) -> None:
    ticket = cast.asked_to_confirm(world)

    answer = say(signed_in(world.firm), ticket, "confirm", **(VERDICT | {"version": version}))

    assert answer.status_code in {HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY}
    assert current(ticket).status == Status.REVISITING


def test_withdrawing_asks_for_a_reason_on_a_page_of_its_own(world: World) -> None:
    ticket = cast.filed(world)
    client = signed_in(world.firm)
    assert "要撤回这件事吗" in page_of(client, ticket, "withdraw/")

    without = say(client, ticket, "withdraw", reason="")
    withdrawn = say(client, ticket, "withdraw", reason="已经自己修好了")

    assert without.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert withdrawn.status_code == HTTPStatus.SEE_OTHER
    assert current(ticket).status == Status.WITHDRAWN
    assert "您已撤回这件事" in page_of(client, ticket)


def test_a_withdrawn_call_can_be_taken_up_again_once(world: World) -> None:
    ticket = cast.filed(world)
    client = signed_in(world.firm)
    say(client, ticket, "withdraw", reason="已经自己修好了")
    say(client, ticket, "appeal", reason="又坏了，还是要请供电来看。")
    assert current(ticket).status == Status.SUBMITTED

    say(client, ticket, "withdraw", reason="这回真的好了")
    again = say(client, ticket, "appeal", reason="再来一次")

    assert again.status_code == HTTPStatus.FORBIDDEN
    assert "再来一次" in again.content.decode()
    assert current(ticket).status == Status.WITHDRAWN


def test_an_act_that_is_gone_shows_the_latest_state_instead(world: World) -> None:
    ticket = cast.closed(world)

    page = page_of(signed_in(world.firm), ticket, "confirm/")

    assert "这一步现在不能做了，下面是最新的情况。" in page
    assert "您已确认结果，谢谢您的评价。" in page


def test_a_rejected_call_says_why_and_where_to_go(world: World) -> None:
    ticket = proposed_for_rejection(world)
    client = signed_in(world.firm)
    assert "县人民法院" not in page_of(client, ticket)

    desk.approve_rejection(ticket.pk, actor=world.second_desk, version=current(ticket).version)

    page = page_of(client, ticket)
    assert "县人民法院诉讼服务中心" in page
    assert "情况有变或不同意，30 天内可以申请再次受理一次。" in page


def test_a_station_sees_the_case_that_it_filed(world: World) -> None:
    ticket = cast.filed(world, by=world.clerk)
    another = cast.post(world.clerk.organisation, Role.SITE_CLERK, "同事")

    assert page_of(signed_in(world.clerk), ticket).count(ticket.title) == 2
    assert page_of(signed_in(another), ticket).count(ticket.title) == 2


def test_three_notes_cost_what_one_costs(world: World) -> None:
    ticket = cast.signed(world, assists=True)
    client = signed_in(world.firm)
    say(client, ticket, "add", words="一")
    page_of(client, ticket)
    with CaptureQueriesContext(connection) as one:
        page_of(client, ticket)
    say(client, ticket, "add", words="二")
    say(client, ticket, "add", words="三")
    page_of(client, ticket)

    with CaptureQueriesContext(connection) as three:
        page_of(client, ticket)

    assert len(three) == len(one)


def test_the_leads_leg_is_never_named_by_its_people(world: World) -> None:
    ticket = cast.signed(world)
    leg, token = lead_of(ticket), uuid.uuid4()
    handling.progress(ticket.pk, leg_id=leg.pk, words="明天上午到现场。", client_token=token, actor=world.liaison)

    page = page_of(signed_in(world.firm), ticket)

    assert "明天上午到现场。" in page
    assert "部门告知了进展" in page
    assert "赵电" not in page


def test_a_late_firm_is_not_told_of_an_internal_proposal(world: World) -> None:
    ticket = proposed_for_rejection(world)

    stale = {"version": str(ticket.version), "reason": "自己修好了"}
    answer = signed_in(world.firm).post(f"/tickets/{ticket.number}/withdraw/", stale)

    page = answer.content.decode()
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "此件刚有变化。您写的内容保留在下方。" in page
    assert "自己修好了" in page
    assert "不予受理" not in page
