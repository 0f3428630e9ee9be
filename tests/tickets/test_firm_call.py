"""Filing a call in the browser: three pages; whatever is wrong, nothing typed or sent is lost."""

import threading
import uuid
from datetime import timedelta
from http import HTTPStatus

import pytest
from django.db import connections
from django.test import Client
from django.utils.html import escape

from orgs.models import County, Place
from orgs.names import name_keys
from tests.cast import MONDAY, World, signed_in
from tests.tickets.firm_pages import NAUGHTY, Calling, a_form, a_photo, file_call
from tickets.models import Attachment, Category, Draft, Ticket
from tickets.services import catalogue
from tickets.statuses import Source

CALL = "/call/"


def the_case() -> Ticket:
    found: Ticket = Ticket.objects.select_related("firm", "category", "town").get()
    return found


def test_a_call_begins_with_a_fresh_form_that_saves_nothing_yet(world: World) -> None:
    client = signed_in(world.firm)

    first, second = (client.get(CALL)["Location"] for _time in range(2))

    assert first != second
    assert client.get(first).status_code == HTTPStatus.OK
    assert client.get(first).headers["Cache-Control"] == "no-store"
    assert not Draft.objects.exists()


def test_the_second_page_knows_the_firm_already(world: World) -> None:
    firm = Calling(world.firm)
    firm.send("what", a_form(world))

    page = firm.client.get(firm.at("where"))

    form = page.context["form"]
    assert (form["contact_name"].value(), form["contact_phone"].value()) == ("丁小满", "13800001234")
    assert form["town"].value() == world.town.pk
    assert form["impact"].value() is None
    assert 'href="tel:119"' in page.content.decode()


def test_three_pages_make_a_case_and_show_its_receipt(world: World) -> None:
    firm = Calling(world.firm)

    what = firm.send("what", a_form(world))
    where = firm.send("where", a_form(world))
    answer = firm.send("check")

    ticket = the_case()
    assert (what["Location"], where["Location"]) == (firm.at("where"), firm.at("check"))
    assert (answer.status_code, answer["Location"]) == (HTTPStatus.SEE_OTHER, f"/tickets/{ticket.number}/receipt/")
    assert ticket.title == "一到晚上七点以后电压只有一百七八，机器直接停。"
    assert (ticket.firm_id, ticket.source, ticket.contact_phone, ticket.client_token) == (
        world.firm.organisation_id, Source.SELF, "13800001234", firm.token,
    )  # fmt: skip
    assert (ticket.confidential, ticket.may_publish, ticket.danger) == (False, False, False)
    assert not Draft.objects.exists()


def test_only_three_answers_are_needed_where_the_register_knows_the_rest(world: World) -> None:
    firm = Calling(world.firm)
    firm.send("what", {"body": "村口的变压器一到晚上就跳闸。"})
    presets = {
        name: bound.value() for bound in firm.client.get(firm.at("where")).context["form"] if (name := bound.name)
    }
    firm.send("where", {name: value for name, value in presets.items() if value}, impact="stopped")

    firm.send("check")

    assert (the_case().category, the_case().impact, the_case().town) == (None, "stopped", world.town)


def test_a_long_text_makes_a_title_of_thirty_characters(world: World) -> None:
    file_call(world.firm, a_form(world, body="电压不够\n" * 20))

    assert the_case().title == "电压不够 电压不够 电压不够 电压不够 电压不够 电压不够"[:29] + "…"


def test_the_last_page_shows_everything_and_leads_back_to_itself(world: World) -> None:
    firm = Calling(world.firm)
    firm.send("what", a_form(world))
    firm.send("where", a_form(world))

    page = firm.client.get(firm.at("check")).content.decode()
    changed = firm.send("where", a_form(world, expected="尽快增容"), then="check")

    assert f'href="{firm.at("what")}?then=check#id_title"' in page
    for words in ("机器直接停", "影响交货", "云裳镇 前丁村 12 号", "先调负荷，再增容", "不公开", "电话默认遮住"):
        assert words in page
    assert changed["Location"] == firm.at("check")
    assert "尽快增容" in firm.client.get(firm.at("check")).content.decode()


def test_the_last_page_leads_to_what_is_still_missing(world: World) -> None:
    firm = Calling(world.firm)
    firm.send("what", a_form(world))

    asked = firm.client.get(firm.at("check"))
    sent = firm.send("check")

    assert asked["Location"] == sent["Location"] == f"{firm.at('where')}?check=1&then=check"
    assert "请选择有多急" in firm.client.get(asked["Location"]).content.decode()
    assert not Ticket.objects.exists()


def test_strangers_are_sent_to_sign_in(world: World, client: Client) -> None:
    assert client.get(CALL)["Location"] == "/accounts/login/?next=%2Fcall%2F"


@pytest.mark.parametrize("who", ["desk", "liaison", "leader", "sysadmin"])
def test_people_of_units_file_no_calls(world: World, who: str) -> None:
    somebody = Calling(getattr(world, who))

    assert somebody.client.get(CALL).status_code == HTTPStatus.NOT_FOUND
    assert somebody.client.get(somebody.at("new")).status_code == HTTPStatus.NOT_FOUND
    assert somebody.send("what", a_form(world)).status_code == HTTPStatus.NOT_FOUND
    assert somebody.client.post(somebody.at("save")).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("page", ["what", "where", "check", "new"])
def test_other_methods_are_refused(world: World, page: str) -> None:
    firm = Calling(world.firm)

    assert firm.client.put(firm.at(page)).status_code == HTTPStatus.METHOD_NOT_ALLOWED


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("body", "", "请写明遇到的问题，一两句话即可"),
        ("body", "　 \n ", "请写明遇到的问题，一两句话即可"),
        ("body", "电压太低了", "请再多写一点：至少 10 个字，现在 5 个字"),
        ("body", "长" * 2001, "最多 2000 字，现在多出 1 字"),
        ("body", "长" * 30_000, "最多 2000 字，现在多出 28000 字"),
        ("body", "电压不够，机器开不了了\x00", "第 12 个字的位置有看不见的控制字符，请删掉那一段重新输入"),
        ("body", "电压不够，机器\u202e开不了了", "第 8 个字的位置有改变文字方向的隐藏字符，请删掉那一段重新输入"),
        ("title", "题" * 61, "最多 60 字，现在多出 1 字"),
        ("expected", "好" * 301, "最多 300 字，现在多出 1 字"),
        ("address", "路" * 121, "最多 120 字，现在多出 1 字"),
        ("category", "999999999", "请选择事项类别；不确定可选“说不清楚，请帮我分”"),
        ("category", "-1", "请选择事项类别；不确定可选“说不清楚，请帮我分”"),
        ("category", "9" * 40, "请选择事项类别；不确定可选“说不清楚，请帮我分”"),
        ("impact", None, "请选择有多急"),
        ("impact", "catastrophe", "请选择有多急"),
        ("town", "", "请选择镇街"),
        ("town", "999999999", "请选择镇街"),
        ("town", "9" * 40, "请选择镇街"),
        ("town", "前丁村", "请选择镇街"),
        ("contact_name", "", "请写明联系人"),
        ("contact_name", "名" * 31, "最多 30 字，现在多出 1 字"),
        ("contact_phone", "", "请写明手机号，办理时会打给您"),
        ("contact_phone", "1234", "手机号应为 11 位数字，例如 138 0000 0000"),
    ],
)
def test_a_wrong_answer_is_told_at_its_field_and_everything_typed_stays(
    world: World, field: str, value: str | None, sentence: str
) -> None:
    answer = file_call(world.firm, a_form(world, **{field: value}))

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    form = answer.context["form"]
    assert form.errors == {field: [sentence]}
    if "address" in form.fields:
        assert form["address"].value() == ("路" * 121 if field == "address" else "前丁村 12 号")
    else:
        assert form["body"].value() == (value if field == "body" else "一到晚上七点以后电压只有一百七八，机器直接停。")
    assert not Ticket.objects.exists()


def test_another_countys_town_and_an_old_catalogues_category_do_not_exist_here(world: World) -> None:
    other = County.objects.create(name="邻县", code="next")
    town = Place.objects.create(county=other, kind="town", name="外镇", **name_keys("外镇"))
    said = a_form(world)
    catalogue.bring_into_force(world.county.pk, catalogue.shipped(), now=MONDAY - timedelta(days=1))
    new = Category.objects.get(code="INF-LVP", catalogue__version=2).pk

    outside = file_call(world.firm, said | {"town": str(town.pk), "category": str(new)})
    before = file_call(world.firm, said)

    assert outside.context["form"].errors == {"town": ["请选择镇街"]}
    assert list(before.context["form"].errors) == ["category"]


def test_a_field_sent_twice_counts_once(world: World) -> None:
    firm = Calling(world.firm)
    firm.send("what", a_form(world))

    firm.send("where", a_form(world, impact=["advice", "delivery"], town=["0", str(world.town.pk)]))
    firm.send("check")

    assert (the_case().impact, the_case().town) == ("delivery", world.town)


@pytest.mark.parametrize("words", NAUGHTY)
def test_naughty_words_are_kept_as_typed_and_shown_as_text(world: World, words: str) -> None:
    firm = Calling(world.firm)
    firm.all_pages(a_form(world, body=words, title=words[:20], expected=words, address=words))

    ticket = the_case()
    assert (ticket.body, ticket.expected, ticket.address) == (words, words, words)
    page = firm.client.get(f"/tickets/{ticket.number}/").content.decode()
    assert escape(words) in page
    assert "<script>alert" not in page


def test_a_forged_firm_changes_nothing(world: World) -> None:
    firm = Calling(world.firm)
    firm.send("what", a_form(world), firm=str(world.other_firm.organisation_id), source="12345")
    firm.send("where", a_form(world), firm=str(world.other_firm.organisation_id))
    firm.send("check", firm=str(world.other_firm.organisation_id))

    assert (the_case().firm_id, the_case().source) == (world.firm.organisation_id, Source.SELF)


def test_the_button_pressed_again_leads_to_the_same_receipt(world: World) -> None:
    firm = Calling(world.firm)
    firm.all_pages(a_form(world))
    number = the_case().number

    again = firm.send("check")
    looked_at = [firm.client.get(firm.at(page))["Location"] for page in ("new", "what", "where", "check")]

    assert again["Location"] == f"/tickets/{number}/receipt/?again=0"
    assert f"您已提交过这件事，编号 {number}，没有重复提交。" in firm.client.get(again["Location"]).content.decode()
    assert looked_at == [again["Location"]] * 4
    assert Ticket.objects.count() == 1


def test_a_sent_form_with_other_words_is_told_and_keeps_them_with_their_photos(world: World) -> None:
    firm = Calling(world.firm)
    firm.all_pages(a_form(world))
    first = the_case()

    answer = firm.send("what", {"body": "这是另外一件事，宽带也断了三天了。", "files": [a_photo()]})

    assert answer.status_code == HTTPStatus.CONFLICT
    assert f'href="/tickets/{first.number}/"' in answer.content.decode()
    assert answer.context["form"]["body"].value() == "这是另外一件事，宽带也断了三天了。"
    fresh = answer.context["filling"].token
    assert fresh != firm.token
    assert [photo.client_token for photo in Attachment.objects.all()] == [fresh]
    assert Ticket.objects.count() == 1


def test_another_persons_token_is_no_bar(world: World) -> None:
    firm, other = Calling(world.firm), Calling(world.other_firm)
    other.token = firm.token
    firm.all_pages(a_form(world))

    answer = other.all_pages(a_form(world))

    assert answer.status_code == HTTPStatus.SEE_OTHER
    assert Ticket.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_are_one_case(world: World) -> None:
    firm, start, answers = Calling(world.firm), threading.Barrier(2), []
    firm.send("what", a_form(world))
    firm.send("where", a_form(world))
    version, clients = firm.draft.version, [signed_in(world.firm) for _press in range(2)]

    def press(client: Client) -> None:
        start.wait()
        answers.append(client.post(firm.at("check"), {"version": version}))
        connections.close_all()

    presses = [threading.Thread(target=press, args=[client]) for client in clients]
    for thread in presses:
        thread.start()
    for thread in presses:
        thread.join()

    number = the_case().number
    assert [answer.status_code for answer in answers] == [HTTPStatus.SEE_OTHER] * 2
    assert {answer["Location"].partition("?")[0] for answer in answers} == {f"/tickets/{number}/receipt/"}
    assert not Draft.objects.exists()


def test_too_large_a_form_is_told_in_a_sentence(world: World) -> None:
    answer = Calling(world.firm).send("what", a_form(world, body="长" * 400_000))

    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert "按浏览器的“返回”" in answer.content.decode()
    assert not Draft.objects.exists()


@pytest.mark.parametrize("page", ["what", "where", "check", "discard", "new/what"])
def test_a_draft_that_is_not_there_reads_as_not_found(world: World, page: str) -> None:
    firm = Calling(world.firm)

    assert firm.client.get(firm.at(page)).status_code == HTTPStatus.NOT_FOUND
    assert firm.client.get(f"/call/{uuid.UUID(int=0)}x/what/").status_code == HTTPStatus.NOT_FOUND
