"""The desk enters what comes by telephone or from another channel, and reads the number out."""

from http import HTTPStatus
from typing import Any
from uuid import uuid4

import pytest

from orgs.models import County, Firm, Organisation
from orgs.statuses import OrganisationKind, Role
from tests import cast
from tests.cast import World, signed_in
from tests.tickets.test_entry import an_entry
from tickets.models import InfoRequest, Note, Ticket
from tickets.services import desk
from tickets.statuses import Source

NEW = "/desk/new/"


def a_telephone_entry(world: World, **words: Any) -> dict[str, Any]:
    """The filled-in page of a call."""
    return an_entry(world, **({"source": "phone", "external_no": "", "new_name": ""} | words))


@pytest.mark.parametrize("who", ["desk", "office"])
def test_a_call_by_telephone_becomes_a_case_with_a_number_to_read_out(world: World, who: str) -> None:
    client = signed_in(getattr(world, who))

    answer = client.post(NEW, a_telephone_entry(world))

    ticket = Ticket.objects.get()
    assert (ticket.source, ticket.notice_version, ticket.filed_by) == (Source.PHONE, 1, getattr(world, who))
    assert answer["Location"] == f"/desk/new/{ticket.number}/"
    page = client.get(answer["Location"])
    code = page.context["code"]
    assert f"{code[:4]} {code[4:]}" in page.content.decode()
    assert client.get(answer["Location"]).context["code"] == ""


def test_a_caller_who_is_not_in_the_register_is_noted_and_can_be_found_again(world: World) -> None:
    client = signed_in(world.desk)
    form = a_telephone_entry(world, firm="new", new_name="赵记烧饼铺", new_is_person="on", contact_phone="0530-5561234")

    client.post(NEW, form)
    client.post(NEW, form)

    firm = Organisation.objects.get(name="赵记烧饼铺")
    assert (firm.profile.noted, firm.profile.is_person, firm.profile.contact_phone) == (True, True, "05305561234")
    assert Ticket.objects.get().firm == firm
    found = client.get(NEW, {"find": "zjsb"}).context["form"]["firm"].field.choices
    assert [str(label) for _value, label in found] == ["赵记烧饼铺（云裳镇 · 待认领）", "都不是，新登记"]


def test_a_new_name_typed_at_once_is_looked_up_before_it_is_noted(world: World) -> None:
    client, words = signed_in(world.desk), {"find": "", "firm": "", "new_name": world.firm.organisation.name}

    known = client.post(NEW, a_telephone_entry(world, **words))
    form = a_telephone_entry(world, **words | {"new_name": "赵记烧饼铺"})
    noted = client.post(NEW, form)

    again = client.post(NEW, form)
    choices = [str(label) for _value, label in known.context["form"]["firm"].field.choices]
    assert (known.status_code, choices[1:]) == (HTTPStatus.UNPROCESSABLE_ENTITY, ["都不是，新登记"])
    assert choices[0].startswith(world.firm.organisation.name)
    assert (noted.status_code, Ticket.objects.get().firm.name) == (HTTPStatus.SEE_OTHER, "赵记烧饼铺")
    assert (again.status_code, again["Location"]) == (HTTPStatus.SEE_OTHER, f"{noted['Location']}?again=0")


def test_a_new_name_is_looked_up_beside_other_words_and_never_means_the_firm_it_resembles(world: World) -> None:
    client, name = signed_in(world.desk), world.firm.organisation.name

    sent = client.post(NEW, a_telephone_entry(world, find="13999999999", firm="", new_name=name))
    looked = client.post(NEW, a_telephone_entry(world, find="", firm="", new_name=name[:3], look="1"))

    assert (sent.status_code, Ticket.objects.count()) == (HTTPStatus.UNPROCESSABLE_ENTITY, 0)
    assert str(world.firm.organisation_id) in dict(looked.context["form"]["firm"].field.choices)
    assert not looked.context["form"]["firm"].value()


@pytest.mark.parametrize(
    ("words", "errors"),
    [
        ({"firm": "new"}, {"new_name": ["请写明企业、店铺或本人的名称"]}),
        ({"firm": "", "find": ""}, {"find": ["请先查找并选定企业"]}),
        ({"source": "12345"}, {"external_no": ["请填对方的编号，查重和回传都要用"]}),
        ({"external_no": "R-1"}, {"external_no": ["电话来的没有对方编号，请核对来源"]}),
        ({"source": "self"}, {"source": ["请选择来源"]}),
        ({"source": "station"}, {"source": ["请选择来源"]}),
        ({"contact_phone": "12"}, {"contact_phone": ["请填 11 位手机号，或带区号的座机号"]}),
        ({"read_out": None}, {"read_out": ["请先把告知读给企业听，再勾选"]}),
    ],
)
def test_what_is_missing_is_said_beside_it_and_nothing_is_filed(
    world: World, words: dict[str, Any], errors: dict[str, list[str]]
) -> None:
    answer = signed_in(world.desk).post(NEW, a_telephone_entry(world, **words))

    assert (answer.status_code, answer.context["form"].errors) == (HTTPStatus.UNPROCESSABLE_ENTITY, errors)
    assert answer.context["form"]["body"].value()
    assert not Ticket.objects.exists()


def test_a_number_of_another_channel_has_one_case_and_the_desk_is_led_to_it(world: World) -> None:
    first = cast.filed(world, by=world.desk, source=Source.HOTLINE, external_no="R-1")

    answer = signed_in(world.desk).post(NEW, a_telephone_entry(world, source="12345", external_no="R-1"))

    assert answer.context["form"].errors == {"external_no": [f"这个编号已有工单 {first.number}，请打开那一件接着办"]}
    assert Ticket.objects.count() == 1


def test_the_desk_answers_and_adds_for_a_caller_who_has_no_way_in(world: World) -> None:
    case, client = cast.filed(world, by=world.desk, source=Source.PHONE), signed_in(world.desk)
    desk.ask(case.pk, question="有几台机器？", actor=world.desk, version=cast.current(case).version)

    page = client.get(f"/tickets/{case.number}/")
    form = page.context["forms"]["supplement"]
    said = {"answer": "来电人说有二十台。", "version": form["version"].value(), "client_token": str(uuid4())}
    client.post(f"/tickets/{case.number}/supplement/", said)
    client.post(f"/tickets/{case.number}/add/", {"words": "又来电：已经停了三天。", "client_token": str(uuid4())})

    assert "代来电人答复" in page.content.decode()
    asked = InfoRequest.objects.get()
    assert (asked.answer, asked.answered_by, cast.current(case).status) == (
        "来电人说有二十台。", world.desk, "submitted",
    )  # fmt: skip
    assert Note.objects.get().body == "又来电：已经停了三天。"
    assert "withdraw" not in page.context["offers"]  # figures: a desk takes no case out of its own


def test_the_desk_does_not_speak_for_a_firm_that_called_itself(world: World) -> None:
    case = cast.filed(world)
    desk.ask(case.pk, question="有几台机器？", actor=world.desk, version=cast.current(case).version)

    offered = signed_in(world.desk).get(f"/tickets/{case.number}/").context["offers"]

    assert {"supplement", "add", "withdraw"}.isdisjoint(offered)


def test_a_desk_that_may_not_see_the_case_is_not_told_its_number(world: World) -> None:
    first = cast.filed(world, by=world.office, source=Source.HOTLINE, external_no="R-1")
    general = Organisation.objects.get(kind=OrganisationKind.GENERAL_COMMITTEE)
    committee = cast.unit(world.county, OrganisationKind.INDUSTRY_COMMITTEE, "家居行业党委", parent=general, tier=2)
    stranger = cast.post(committee, Role.DISPATCHER, "别的派单员")

    answer = signed_in(stranger).post(NEW, a_telephone_entry(world, source="12345", external_no="R-1"))

    assert answer.context["form"].errors == {"external_no": ["这个编号已经登记过，由别的行业党委在办"]}
    assert first.number not in answer.content.decode()


def test_a_desk_finds_every_firm_of_its_county_and_none_of_another(world: World) -> None:
    County.objects.filter(pk=world.county.pk).update(code="here", name="这边县")
    other = cast.county()
    theirs = cast.firm(other.county, "外县木器厂", other.town)
    cast.firm(world.county, "丁桥木器厂", world.other_town)

    answer = signed_in(world.desk).get(NEW, {"find": "木器厂"})
    forged = signed_in(world.desk).post(NEW, a_telephone_entry(world, firm=str(theirs.pk)))

    labels = [str(label) for _value, label in answer.context["form"]["firm"].field.choices]
    assert labels == ["丁桥木器厂（丁桥镇）", "都不是，新登记"]
    assert forged.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert not Ticket.objects.exists()


def test_the_case_shows_where_it_came_from_and_that_the_notice_was_read(world: World) -> None:
    signed_in(world.desk).post(NEW, a_telephone_entry(world, source="city", external_no="吹-7"))

    page = signed_in(world.desk).get(f"/tickets/{Ticket.objects.get().number}/").content.decode()

    assert "市吹哨 吹-7" in page
    assert "已宣读（第 1 版）" in page


def test_the_firms_telephone_number_is_not_shown_among_the_found(world: World) -> None:
    Firm.objects.filter(organisation=world.firm.organisation_id).update(contact_phone="13977778888")

    page = signed_in(world.desk).get(NEW, {"find": "店"}).content.decode()

    assert "云裳坊演出服饰店" in page
    assert "13977778888" not in page


@pytest.mark.parametrize("who", ["firm", "clerk", "liaison", "revisit_clerk", "leader", "sysadmin"])
def test_nobody_else_finds_the_page(world: World, who: str) -> None:
    client = signed_in(getattr(world, who))
    ticket = cast.filed(world)

    assert [client.get(address).status_code for address in (NEW, f"{NEW}{ticket.number}/")] == [
        HTTPStatus.NOT_FOUND
    ] * 2


def test_a_stranger_is_sent_to_sign_in(client: Any, db: None) -> None:
    assert client.get(NEW).status_code == HTTPStatus.FOUND
