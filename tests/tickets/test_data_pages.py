"""Pages of the data desk: a person's own, the list of those who answer, what is written down for a caller."""

import json
import uuid
from dataclasses import replace
from http import HTTPStatus
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext

from journal import clock
from journal.models import AccessKind, AccessLog, Event
from tests import cast
from tests.cast import World, signed_in
from tests.tickets import data_asked
from tests.tickets.data_asked import CALLER, NUMBER, asked, by_a_caller, secadmin
from tickets import retention
from tickets.data_kinds import Answer, Wish
from tickets.data_words import HEADINGS
from tickets.models import DataRequest
from tickets.queries import personal_copy
from tickets.queries.written import OF_NOBODY, WRITTEN
from tickets.services import data_desk


@pytest.fixture(autouse=True)
def no_further_proof(settings: LazySettings) -> None:
    """These windows have signed in by force; what asks once more is tried by itself below."""
    settings.SECURITY = replace(settings.SECURITY, proof=None)


def said(**words: str) -> dict[str, str]:
    return {"client_token": str(uuid.uuid4()), "wish": "correct", "words": "名字错了"} | words


def taken(window: Client, address: str = "/accounts/data/file/") -> dict[str, Any]:
    response = window.post(address)
    assert response.status_code == HTTPStatus.OK, response.status_code
    assert "attachment" in response["Content-Disposition"]
    return dict(json.loads(response.content))


def test_the_file_holds_all_that_is_kept_of_a_person(world: World) -> None:
    ticket = cast.closed(world)
    cast.signed(world)
    cast.say_more(world, cast.filed(world))
    asked(world.firm, words="错了")
    signed = signed_in(world.firm)
    signed.post("/privacy/consent/", {"give": "1"})

    copy = taken(signed)

    assert copy.keys() == {"made_at", *HEADINGS}
    assert copy["account"][0]["name"] == "丁小满"
    assert [row["organisation"] for row in copy["posts"]] == ["云裳坊演出服饰店"]
    assert len(copy["cases"]) == 3
    assert ticket.number in {row["number"] for row in copy["cases"]}
    assert {row["contact_phone"] for row in copy["cases"]} == {"13800001234"}
    assert [(row["what"], row["words"]) for row in copy["words"]] == [("note.body", "昨晚又停了两次。")]
    assert [row["version"] for row in copy["consents"]] == [1]
    assert [row["wish"] for row in copy["requests"]] == ["correct"]


def test_a_copy_holds_nothing_of_anybody_else(world: World) -> None:
    cast.filed(world, contact_phone=NUMBER, title="别人家的事")
    cast.filed(world, by=world.clerk, contact_phone=NUMBER, source="station")

    for post in (world.other_firm, world.clerk, world.liaison):
        copy = taken(signed_in(post))
        assert NUMBER not in str(copy)
        assert "别人家的事" not in str(copy)
        assert copy["account"][0]["username"] == post.person.username
    assert len(taken(signed_in(world.clerk))["entered"]) == 1


def test_what_a_unit_wrote_is_in_its_writers_copy(world: World) -> None:
    cast.replied(world)

    words = {row["what"]: row["words"] for row in taken(signed_in(world.liaison))["words"]}

    assert words["reply.body"] == cast.an_answer().words


def test_every_word_that_is_kept_is_in_its_writers_copy() -> None:
    told: dict[type[Model], set[str]] = {model: set(columns) for model, columns in OF_NOBODY.items()}
    for written in WRITTEN:
        told.setdefault(written.model, set()).update(written.columns)

    assert told == {model: set(columns) for model, columns in retention.WORDS.items()}


def test_a_row_gives_each_of_its_writers_their_own_words(world: World) -> None:
    ticket = cast.kept(world)
    asked_back, ruled = (taken(signed_in(post))["words"] for post in (world.liaison, world.desk))

    mine = {row["what"] for row in asked_back if row["number"] == ticket.number}
    theirs = {row["what"] for row in ruled if row["number"] == ticket.number}
    assert {"return.body", "return.law"} <= mine
    assert {"return.ruling", "return.told", "leg.instruction"} <= theirs
    assert not mine & theirs


def test_taking_a_copy_is_noted_and_in_the_journal(world: World) -> None:
    taken(signed_in(world.firm))

    note = AccessLog.objects.get(kind=AccessKind.EXPORT)
    event = Event.objects.get(verb="person.data_copied")
    assert (note.actor, note.subject_type, note.subject_id) == (world.firm.person_id, "person", world.firm.person_id)
    assert note.data["sha256"] == event.data["sha256"]


def test_whoever_writes_callers_down_finds_the_page(world: World) -> None:
    for post in (world.clerk, world.desk, world.revisit_clerk):
        page = signed_in(post).get("/data-requests/new/").content.decode()
        assert page.count('href="/data-requests/new/"') >= 1
    assert "/data-requests/new/" in signed_in(world.office).get("/data-requests/").content.decode()


def test_a_row_reads_in_the_order_that_people_expect(world: World) -> None:
    cast.filed(world)

    row = taken(signed_in(world.firm))["cases"][0]

    assert list(row)[:3] == ["number", "title", "body"]


def test_the_page_reads_in_plain_words_and_a_dozen_statements(world: World) -> None:
    cast.closed(world)
    window = signed_in(world.firm)
    window.get("/accounts/data/copy/")

    with CaptureQueriesContext(
        connection,
    ) as asked_for:
        page = window.get("/accounts/data/copy/").content.decode()

    assert len(asked_for) <= 12
    for words in ("账号", "岗位", "您提的诉求", "企业用户", "已办结", "13800001234"):
        assert words in page
    assert "enterprise_user" not in page


def test_a_page_says_that_there_is_more(world: World) -> None:
    for _ in range(3):
        cast.filed(world)

    copy = personal_copy.of_person(world.firm.person, most=2)

    assert len(copy["cases"]) == 2


def test_one_asks_and_reads_when_the_answer_is_due_and_then_the_answer(world: World) -> None:
    window = signed_in(world.firm)
    with clock.moved_to(cast.MONDAY):
        assert window.post("/accounts/data/", said()).status_code == HTTPStatus.SEE_OTHER
        waiting = window.get("/accounts/data/").content.decode()
    data_desk.refuse(DataRequest.objects.get().pk, answer="登记的没有错。", actor=world.office)
    page = window.get("/accounts/data/").content.decode()

    assert "15 个工作日" in waiting
    assert "12月7日 18:00 前答复" in waiting
    assert "不予办理" in page
    assert "登记的没有错。" in page


@pytest.mark.parametrize(
    "words", [{"wish": ""}, {"wish": "copy"}, {"wish": "correct", "words": ""}, {"new_phone": "12"}, {"new_email": "x"}]
)
def test_what_is_not_filled_in_right_comes_back_with_its_words(world: World, words: dict[str, str]) -> None:
    response = signed_in(world.firm).post("/accounts/data/", said(**words))

    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert DataRequest.objects.count() == 0


def test_the_same_wish_twice_is_told_in_words(world: World) -> None:
    asked(world.firm)

    response = signed_in(world.firm).post("/accounts/data/", said())

    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "已经提过同样的要求" in response.content.decode()


def test_a_window_that_stands_open_shows_and_gives_nothing(world: World, settings: LazySettings) -> None:
    settings.SECURITY = replace(settings.SECURITY, proof=15)
    window = signed_in(world.firm)

    looks = window.get("/accounts/data/copy/"), window.post("/accounts/data/file/"), window.post("/accounts/data/", {})

    assert {response.status_code for response in looks} == {HTTPStatus.UNAUTHORIZED}
    assert not AccessLog.objects.filter(kind=AccessKind.EXPORT).exists()


def test_who_has_no_password_is_led_to_sign_in_afresh(world: World, settings: LazySettings) -> None:
    settings.SECURITY = replace(settings.SECURITY, proof=15)
    world.firm.person.set_unusable_password()
    world.firm.person.save()

    refused = signed_in(world.firm).get("/accounts/data/copy/")

    assert refused.status_code == HTTPStatus.UNAUTHORIZED
    assert "用手机验证码再登录一次" in refused.content.decode()
    assert "/accounts/logout/" in refused.content.decode()
    assert "/accounts/reauthenticate/" not in refused.content.decode()


def test_the_menu_of_everybody_leads_there(world: World) -> None:
    for post in (world.firm, world.desk):
        page = signed_in(post).get("/accounts/data/").content.decode()
        assert page.count('href="/accounts/data/"') >= 1


def test_those_who_answer_see_what_is_due_first_and_what_is_late(world: World) -> None:
    with clock.moved_to(cast.MONDAY.replace(year=2025)):
        asked(world.other_firm, Wish.EXPLAIN, words="给谁看过")
    asked(world.firm)

    for post in (world.office, secadmin(world)):
        page = signed_in(post).get("/data-requests/").content.decode()
        assert page.index("说明怎么处理") < page.index("更正")
        assert page.count("已过期限") == 1
        assert "李木言" not in page


@pytest.mark.parametrize("who", ["firm", "clerk", "desk", "liaison", "leader", "sysadmin", "auditor"])
def test_to_others_the_list_is_not_there(world: World, who: str) -> None:
    request = asked(world.other_firm)
    window = signed_in(getattr(world, who))

    assert window.get("/data-requests/").status_code == HTTPStatus.NOT_FOUND
    assert window.get(f"/data-requests/{request.pk}/").status_code == HTTPStatus.NOT_FOUND


def test_a_refusal_without_a_reason_comes_back(world: World) -> None:
    request, window = asked(world.firm), signed_in(world.office)
    address = f"/data-requests/{request.pk}/"

    bare = window.post(address, {"ruling": "refuse", "answer": ""})
    reasoned = window.post(address, {"ruling": "refuse", "answer": "登记的没有错。"})
    late = window.post(address, {"ruling": "grant", "answer": ""})

    assert (bare.status_code, reasoned.status_code, late.status_code) == (422, 303, 409)
    assert data_asked.current(request).state == Answer.REFUSED


def test_what_stands_against_closing_is_told_and_nothing_is_lost(world: World) -> None:
    ticket, request = cast.filed(world), asked(world.firm, Wish.CLOSE)

    response = signed_in(world.office).post(f"/data-requests/{request.pk}/", {"ruling": "grant", "answer": "办"})

    assert response.status_code == HTTPStatus.CONFLICT
    assert ticket.number in response.content.decode()


def test_a_station_writes_down_a_caller_and_the_office_hands_over_the_copy(world: World) -> None:
    mine = cast.filed(world, contact_name=CALLER, contact_phone=NUMBER)
    cast.filed(world, contact_name="李木言", contact_phone=NUMBER)
    words = said(wish="copy", name=CALLER, phone="139 5555 7777", known="on")

    assert signed_in(world.clerk).post("/data-requests/new/", words).status_code == HTTPStatus.SEE_OTHER
    request = DataRequest.objects.get()
    window, file = signed_in(world.office), f"/data-requests/{request.pk}/file/"
    before = window.post(file).status_code
    window.post(f"/data-requests/{request.pk}/", {"ruling": "grant", "answer": "请到窗口取。"})

    copy = taken(window, file)
    assert before == HTTPStatus.NOT_FOUND
    assert [row["number"] for row in copy["cases"]] == [mine.number]
    note = AccessLog.objects.get(kind=AccessKind.EXPORT)
    assert (note.actor, note.data["request"]) == (world.office.person_id, request.pk)


def test_nobody_is_written_down_who_was_not_made_sure_of(world: World) -> None:
    words = said(wish="copy", name=CALLER, phone=NUMBER)

    response = signed_in(world.desk).post("/data-requests/new/", words)

    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "请先确认是本人" in response.content.decode()


def test_the_copy_of_a_caller_is_not_the_security_administrators(world: World) -> None:
    request = by_a_caller(world)
    data_desk.grant(request.pk, answer="请来取。", actor=world.office)

    window = signed_in(secadmin(world))

    assert window.post(f"/data-requests/{request.pk}/file/").status_code == HTTPStatus.NOT_FOUND


def test_pages_cost_the_same_at_one_and_at_three_requests(world: World) -> None:
    window, costs = signed_in(world.office), []
    for post in (world.firm, world.other_firm, world.liaison):
        asked(post)
        window.get("/data-requests/")
        with CaptureQueriesContext(connection) as asked_for:
            window.get("/data-requests/")
        costs.append(len(asked_for))

    assert costs[0] == costs[2] <= 12
