"""A station enters calls for firms of its town (帮办代办), and reads the notice aloud first."""

import uuid
from http import HTTPStatus
from typing import Any

import pytest

from journal.models import AccessLog, Event
from orgs.models import Firm, Organisation
from orgs.names import name_keys
from orgs.statuses import Role
from tests import cast
from tests.cast import World, signed_in
from tests.tickets.firm_pages import NAUGHTY, a_form, a_photo
from tickets.models import Attachment, Ticket
from tickets.services import reading_out
from tickets.statuses import Source

ENTRY = "/entry/"


def an_entry(world: World, **words: Any) -> dict[str, Any]:
    """The filled-in page, the notice read."""
    said = {"client_token": str(uuid.uuid4()), "firm": str(world.firm.organisation_id), "find": "", "read_out": "on"}
    return a_form(world, **(said | words))


def options(answer: Any) -> list[str]:
    """The firms that the page offers."""
    return [str(label) for _value, label in answer.context["form"]["firm"].field.choices]


def test_the_call_page_leads_a_station_to_its_own(world: World) -> None:
    assert signed_in(world.clerk).get("/call/")["Location"] == ENTRY


def test_a_station_files_for_a_firm_of_its_town_and_the_case_keeps_who_read_the_notice(world: World) -> None:
    answer = signed_in(world.clerk).post(ENTRY, an_entry(world))

    ticket = Ticket.objects.get()
    assert answer["Location"] == f"/tickets/{ticket.number}/receipt/"
    assert (ticket.firm_id, ticket.source, ticket.filed_by, ticket.notice_version) == (
        world.firm.organisation_id, Source.STATION, world.clerk, 1,
    )  # fmt: skip
    assert Event.objects.get(verb="ticket.submitted").data["notice"] == 1


def test_the_notice_stands_on_the_page_and_nothing_is_filed_until_it_is_read(world: World) -> None:
    client = signed_in(world.clerk)
    assert all(sentence in client.get(ENTRY).content.decode() for sentence in reading_out.words())

    answer = client.post(ENTRY, an_entry(world, read_out=None))

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert answer.context["form"].errors == {"read_out": ["请先把告知读给企业听，再勾选"]}
    assert not Ticket.objects.exists()


@pytest.mark.parametrize(
    "typed",
    [
        "云裳坊",
        "ysf",
        "yun shang fang",
        "13800001234",
        "+86 138-0000-1234",
        "91371721ma3abcde1x",
        "9137 1721 MA3ABCDE1X",
    ],
)
def test_a_firm_is_found_by_name_pinyin_telephone_or_credit_code(world: World, typed: str) -> None:
    Firm.objects.filter(organisation=world.other_firm.organisation_id).update(contact_phone="13922225678")
    Firm.objects.filter(organisation=world.firm.organisation_id).update(credit_code="91371721MA3ABCDE1X")

    answer = signed_in(world.clerk).get(ENTRY, {"find": typed})

    assert [option.partition("（")[0] for option in options(answer)] == ["云裳坊演出服饰店"]


def test_looking_up_keeps_what_was_typed_and_brings_what_the_register_knows(world: World) -> None:
    answer = signed_in(world.clerk).post(
        ENTRY, an_entry(world, firm="", find="云裳", look="1", contact_name="", body="只写了一半的话")
    )

    form = answer.context["form"]
    assert answer.status_code == HTTPStatus.OK
    assert [form[name].value() for name in ("firm", "body", "contact_name", "read_out")] == [
        str(world.firm.organisation_id), "只写了一半的话", "丁小满", "on",
    ]  # fmt: skip
    assert not form.errors


def test_choosing_another_firm_takes_the_first_ones_contact_away_and_leaves_what_was_typed(world: World) -> None:
    other = world.other_firm.organisation_id
    Firm.objects.filter(organisation=other).update(contact_name="李木言", contact_phone="13922225678")
    client = signed_in(world.clerk)
    first = client.post(ENTRY, {"firm": world.firm.organisation_id, "look": "1"}).context["form"]
    drawn = {name: first[name].value() or "" for name in ("contact_name", "contact_phone", "town", "brought")}

    answer = client.post(ENTRY, drawn | {"firm": str(other), "look": "1", "body": "写了一半"})

    form = answer.context["form"]
    assert [form[name].value() for name in ("contact_name", "contact_phone", "body")] == [
        "李木言", "13922225678", "写了一半",
    ]  # fmt: skip


def test_a_look_at_what_the_register_knows_of_a_firm_is_noted_once_for_a_page(world: World) -> None:
    client = signed_in(world.clerk)
    form = client.post(ENTRY, {"firm": world.firm.organisation_id, "look": "1"}).context["form"]
    drawn = {name: form[name].value() or "" for name in ("firm", "brought", "contact_name", "contact_phone")}
    client.post(ENTRY, drawn | {"look": "1", "body": "写了一半"})

    (look,) = AccessLog.objects.filter(kind="reveal")
    assert (look.actor, look.subject_type, look.subject_id) == (
        world.clerk.person_id, "organisation", world.firm.organisation_id,
    )  # fmt: skip
    assert look.data == {"what": "contact", "purpose": "entry"}


def test_a_page_that_only_says_it_had_the_contact_is_noted_all_the_same(world: World) -> None:
    firm = world.firm.organisation_id

    answer = signed_in(world.clerk).post(ENTRY, {"firm": firm, "brought": firm, "look": "1"})

    assert answer.context["form"]["contact_phone"].value() == "13800001234"
    assert AccessLog.objects.filter(kind="reveal", subject_id=firm).exists()


@pytest.mark.parametrize("asked", ["find", "firm"])
def test_an_address_finds_a_firm_and_shows_nothing_of_its_people(world: World, asked: str) -> None:
    """A link that is followed, fetched ahead or sent on is no look with a purpose."""
    said = {"find": "云裳坊", "firm": str(world.firm.organisation_id)}[asked]

    answer = signed_in(world.clerk).get(ENTRY, {asked: said})

    page = answer.content.decode()
    assert answer.context["form"].chosen == world.firm.organisation
    assert ("13800001234" in page, "丁小满" in page) == (False, False)
    assert not AccessLog.objects.filter(kind="reveal").exists()


def test_many_firms_of_a_name_ask_for_more_words(world: World) -> None:
    for number in range(12):
        cast.firm(world.county, f"云裳{number}店", world.town)

    answer = signed_in(world.clerk).get(ENTRY, {"find": "云裳"})

    assert len(options(answer)) == 8
    assert "还有更多，请多写几个字再查找" in answer.content.decode()


@pytest.mark.parametrize("field", ["find", "firm"])
def test_a_station_neither_finds_nor_picks_a_firm_of_another_town(world: World, field: str) -> None:
    elsewhere = cast.firm(world.county, "丁桥木器厂", world.other_town)
    typed = {"find": "丁桥木器厂", "firm": str(elsewhere.pk)}[field]

    answer = signed_in(world.clerk).post(ENTRY, an_entry(world, **({"firm": ""} | {field: typed})))

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert options(answer) == []
    assert not Ticket.objects.exists()


def test_a_forged_new_firm_is_refused_to_a_station(world: World) -> None:
    answer = signed_in(world.clerk).post(ENTRY, an_entry(world, firm="new", new_name="新店"))

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert not Organisation.objects.filter(name="新店").exists()


def test_a_station_without_firms_is_told_what_to_do(world: World) -> None:
    place = world.other_town
    station = Organisation.objects.create(
        county=world.county, kind="station", name="丁桥镇站", place=place, **name_keys("丁桥镇站")
    )

    page = signed_in(cast.post(station, Role.SITE_CLERK, "站点")).get(ENTRY).content.decode()

    assert "本镇街还没有登记的企业" in page


@pytest.mark.parametrize("words", NAUGHTY)
def test_whatever_is_typed_into_the_search_finds_nobody_or_somebody_but_never_fails(world: World, words: str) -> None:
    assert signed_in(world.clerk).get(ENTRY, {"find": words}).status_code == HTTPStatus.OK


@pytest.mark.parametrize("firm", ["", "0", "-1", "٣", "9" * 40, "x", "new", "\x00"])
def test_a_mangled_firm_in_the_address_picks_nobody(world: World, firm: str) -> None:
    assert signed_in(world.clerk).get(ENTRY, {"firm": firm}).context["form"].chosen is None


def test_photos_outlive_a_missing_answer(world: World) -> None:
    client = signed_in(world.clerk)
    form = an_entry(world, body="")

    answer = client.post(ENTRY, form | {"files": [a_photo()]})
    client.post(ENTRY, form | {"body": "一到晚上电压只有一百七八。"})

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert Attachment.objects.get().ticket == Ticket.objects.get()


def test_the_same_page_sent_twice_is_one_case(world: World) -> None:
    client, form = signed_in(world.clerk), an_entry(world)
    client.post(ENTRY, form)

    again = client.post(ENTRY, form)
    other = client.post(ENTRY, form | {"body": "同一张表，说了另一件事情。"})

    assert again["Location"].endswith("/receipt/?again=0")
    assert other.status_code == HTTPStatus.CONFLICT
    assert Ticket.objects.count() == 1


def test_a_clerk_reads_of_fire_brigade_and_police_before_and_after_sending(world: World) -> None:
    client, form = signed_in(world.clerk), an_entry(world, body="车间起火了，里面还有人，快来人。")

    drawn = client.post(ENTRY, form | {"look": "1"})
    sent = client.get(client.post(ENTRY, form)["Location"])

    assert "请先打电话" in drawn.text
    assert "请马上打 119、110 或 120" in sent.text


def test_a_point_lists_what_it_entered_itself_and_not_its_stations(world: World) -> None:
    village = Organisation.objects.create(
        county=world.county, kind="point", name="前丁村服务点", place=world.town, parent=world.clerk.organisation,
        parent_kind="station", **name_keys("前丁村服务点"),
    )  # fmt: skip
    point = cast.post(village, Role.SITE_CLERK, "村点")
    cast.filed(world, by=world.clerk, source=Source.STATION, title="站里代办的")
    signed_in(point).post(ENTRY, an_entry(world, title="村里代办的"))

    page = signed_in(point).get("/my/?tab=open").content.decode()

    assert "村里代办的" in page
    assert "站里代办的" not in page


@pytest.mark.parametrize("who", ["firm", "desk", "office", "liaison", "leader", "sysadmin"])
def test_nobody_else_finds_the_page(world: World, who: str) -> None:
    assert signed_in(getattr(world, who)).get(ENTRY).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("firms", [1, 3])
def test_the_page_costs_the_same_for_three_firms_found_as_for_one(
    world: World, firms: int, django_assert_num_queries: Any
) -> None:
    for number in range(firms):
        cast.firm(world.county, f"丁家{number}店", world.town)
    client = signed_in(world.clerk)
    client.get(ENTRY)

    with django_assert_num_queries(9):
        client.get(ENTRY, {"find": "丁家"})
