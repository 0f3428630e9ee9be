"""Filing a call in the browser: one page; whatever is wrong, nothing typed or sent is lost."""

import threading
import uuid
from http import HTTPStatus

import pytest
from django.db import connections
from django.test import Client
from django.utils.html import escape

from orgs.models import County, Place
from orgs.names import name_keys
from tests.cast import World, signed_in
from tests.tickets.firm_pages import NAUGHTY, a_form, a_photo
from tickets.models import Attachment, Ticket
from tickets.statuses import Source

CALL = "/call/"


def the_case() -> Ticket:
    found: Ticket = Ticket.objects.select_related("firm", "category", "town").get()
    return found


def test_the_form_knows_the_firm_already(world: World) -> None:
    page = signed_in(world.firm).get(CALL)

    assert page.status_code == HTTPStatus.OK
    assert page.headers["Cache-Control"] == "no-store"
    form = page.context["form"]
    assert (form["contact_name"].value(), form["contact_phone"].value()) == ("丁小满", "13800001234")
    assert form["town"].value() == world.town.pk
    assert next(str(label) for _value, label in form.fields["category"].choices) == "说不清楚，请帮我分"
    assert form["impact"].value() is None
    assert "有人身危险请先拨打 110、119、120" in page.content.decode()


def test_each_drawn_form_has_a_token_of_its_own(world: World) -> None:
    client = signed_in(world.firm)

    first, second = (client.get(CALL).context["form"]["client_token"].value() for _time in range(2))

    assert first != second


def test_a_call_becomes_a_case_and_shows_its_receipt(world: World) -> None:
    client = signed_in(world.firm)

    answer = client.post(CALL, a_form(world))

    ticket = the_case()
    assert (answer.status_code, answer["Location"]) == (HTTPStatus.SEE_OTHER, f"/tickets/{ticket.number}/receipt/")
    assert ticket.title == "一到晚上七点以后电压只有一百七八，机器直接停。"
    assert (ticket.firm_id, ticket.source, ticket.contact_phone) == (
        world.firm.organisation_id, Source.SELF, "13800001234",
    )  # fmt: skip
    assert (ticket.confidential, ticket.may_publish) == (False, False)


def test_a_long_text_makes_a_title_of_thirty_characters(world: World) -> None:
    signed_in(world.firm).post(CALL, a_form(world, body="电压不够\n" * 20))

    assert the_case().title == "电压不够 电压不够 电压不够 电压不够 电压不够 电压不够"[:29] + "…"


def test_strangers_are_sent_to_sign_in(world: World, client: Client) -> None:
    assert client.get(CALL)["Location"] == "/accounts/login/?next=%2Fcall%2F"


def test_what_was_typed_survives_an_expired_session(world: World, client: Client) -> None:
    answer = client.post(CALL, a_form(world))

    assert answer.status_code == HTTPStatus.UNAUTHORIZED
    assert "机器直接停" in answer.content.decode()


@pytest.mark.parametrize("who", ["desk", "liaison", "leader", "sysadmin"])
def test_people_of_units_file_no_calls(world: World, who: str) -> None:
    assert signed_in(getattr(world, who)).get(CALL).status_code == HTTPStatus.NOT_FOUND
    assert signed_in(getattr(world, who)).post(CALL, a_form(world)).status_code == HTTPStatus.NOT_FOUND


def test_other_methods_are_refused(world: World) -> None:
    assert signed_in(world.firm).put(CALL).status_code == HTTPStatus.METHOD_NOT_ALLOWED


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("body", "", "请写明遇到的问题，一两句话即可"),
        ("body", "　 \n ", "请写明遇到的问题，一两句话即可"),
        ("body", "电压太低了", "请再多写一点：至少 10 个字，现在 5 个字"),
        ("body", "长" * 2037, "最多 2000 字，现在多出 37 字"),
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
    answer = signed_in(world.firm).post(CALL, a_form(world, **{field: value}))

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    form = answer.context["form"]
    assert form.errors == {field: [sentence]}
    assert form["address"].value() == ("路" * 121 if field == "address" else "前丁村 12 号")
    assert form["body"].value() == (value if field == "body" else "一到晚上七点以后电压只有一百七八，机器直接停。")
    assert not Ticket.objects.exists()


def test_another_countys_town_and_category_do_not_exist_here(world: World) -> None:
    other = County.objects.create(name="邻县", code="next")
    town = Place.objects.create(county=other, kind="town", name="外镇", **name_keys("外镇"))

    answer = signed_in(world.firm).post(CALL, a_form(world, town=str(town.pk)))

    assert answer.context["form"].errors == {"town": ["请选择镇街"]}


@pytest.mark.parametrize("words", NAUGHTY)
def test_naughty_words_are_kept_as_typed_and_shown_as_text(world: World, words: str) -> None:
    client = signed_in(world.firm)
    client.post(CALL, a_form(world, body=words, title=words[:20], expected=words, address=words))

    ticket = the_case()
    assert (ticket.body, ticket.expected, ticket.address) == (words, words, words)
    page = client.get(f"/tickets/{ticket.number}/").content.decode()
    assert escape(words) in page
    assert "<script>alert" not in page


def test_a_forged_firm_changes_nothing(world: World) -> None:
    signed_in(world.firm).post(CALL, a_form(world, firm=str(world.other_firm.organisation_id), source="12345"))

    assert (the_case().firm_id, the_case().source) == (world.firm.organisation_id, Source.SELF)


def test_the_same_form_sent_twice_is_one_case(world: World) -> None:
    client, form = signed_in(world.firm), a_form(world)
    client.post(CALL, form)

    again = client.post(CALL, form)

    number = the_case().number
    assert again["Location"] == f"/tickets/{number}/receipt/?again=0"
    assert f"您已提交过这件事，编号 {number}，没有重复提交。" in client.get(again["Location"]).content.decode()


def test_a_used_form_with_other_words_is_told_and_keeps_them(world: World) -> None:
    client, form = signed_in(world.firm), a_form(world)
    client.post(CALL, form)
    first = the_case()

    answer = client.post(CALL, form | {"body": "这是另外一件事，宽带也断了三天了。"})

    page = answer.content.decode()
    assert answer.status_code == HTTPStatus.CONFLICT
    assert f'href="/tickets/{first.number}/"' in page
    assert answer.context["form"]["body"].value() == "这是另外一件事，宽带也断了三天了。"
    assert str(answer.context["form"]["client_token"].value()) != form["client_token"]
    assert Ticket.objects.count() == 1


def test_another_persons_token_is_no_bar(world: World) -> None:
    form = a_form(world)
    signed_in(world.firm).post(CALL, form)

    answer = signed_in(world.other_firm).post(CALL, form)

    assert answer.status_code == HTTPStatus.SEE_OTHER
    assert Ticket.objects.count() == 2


@pytest.mark.parametrize("token", ["", "no-token", "\x00"])
def test_a_mangled_token_stops_nobody(world: World, token: str) -> None:
    assert signed_in(world.firm).post(CALL, a_form(world, client_token=token)).status_code == HTTPStatus.SEE_OTHER


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_are_one_case(world: World) -> None:
    form, start, answers = a_form(world), threading.Barrier(2), []
    clients = [signed_in(world.firm) for _press in range(2)]

    def press(client: Client) -> None:
        start.wait()
        answers.append(client.post(CALL, form | {"photos": [a_photo()]}))
        connections.close_all()

    presses = [threading.Thread(target=press, args=[client]) for client in clients]
    for thread in presses:
        thread.start()
    for thread in presses:
        thread.join()

    number = the_case().number
    assert [answer.status_code for answer in answers] == [HTTPStatus.SEE_OTHER] * 2
    assert {answer["Location"].partition("?")[0] for answer in answers} == {f"/tickets/{number}/receipt/"}


def test_too_large_a_form_is_told_in_a_sentence(world: World) -> None:
    answer = signed_in(world.firm).post(CALL, a_form(world, body="长" * 400_000))

    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert "按浏览器的“返回”" in answer.content.decode()
    assert not Ticket.objects.exists()


def test_htmx_gets_the_whole_page_of_the_form(world: World) -> None:
    assert signed_in(world.firm).get(CALL, headers={"HX-Request": "true"}).status_code == HTTPStatus.OK


def test_no_extra_work_is_done_for_a_token_nobody_knows(world: World) -> None:
    answer = signed_in(world.firm).post(CALL, a_form(world, client_token=str(uuid.uuid4()), add_photos="1"))

    assert answer.status_code == HTTPStatus.OK
    assert not Attachment.objects.exists()
