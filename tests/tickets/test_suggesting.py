"""What plain words may mean. The measure is the shipped requests; nothing is learnt from them."""

import json
from pathlib import Path
from typing import Any, Final

import pytest

from tests import cast
from tests.cast import World
from tests.tickets.firm_pages import Calling
from tickets.models import Category
from tickets.queries.catalogue import categories_of
from tickets.services import catalogue
from tickets.suggesting import SHIPPED, Kind, alarms, alike, fold, kinds_of, suggest

DATA: Final = Path(SHIPPED).parent
KINDS: Final = [
    Kind(place, child["code"], child["zh"], child["note"])
    for place, child in enumerate(child for row in catalogue.shipped()["categories"] for child in row["children"])
]
POWER = "一到晚上七点以后电压只有一百七八，机器直接停。"


def requests() -> list[dict[str, Any]]:
    """The sixty requests that come with the project, with the category that a person gave each."""
    return [json.loads(line) for line in (DATA / "cases.jsonl").read_text(encoding="utf-8").splitlines()]


def offered(text: str) -> list[str]:
    return [guess.code for guess in suggest(text, KINDS)]


def test_three_requests_in_four_find_their_category_among_the_first_three() -> None:
    """DOMAIN's bar of 75 % on the second level; by the single best guess it would be missed, so three are offered."""
    found = [row["category"] in offered(row["body"]) for row in requests()]

    assert sum(found) / len(found) >= 0.75, f"{sum(found)} of {len(found)}"


def test_the_first_guess_has_the_right_first_level_in_seventeen_of_twenty() -> None:
    found = [offered(row["body"])[:1] and offered(row["body"])[0][:3] == row["category"][:3] for row in requests()]

    assert sum(map(bool, found)) / len(found) >= 0.85, f"{sum(map(bool, found))} of {len(found)}"


def test_every_most_urgent_request_is_caught_by_its_words_and_few_others_are() -> None:
    rung = {row["id"] for row in requests() if alarms(row["body"])}
    urgent = {row["id"] for row in requests() if row["urgency"] == "critical"}

    assert urgent <= rung
    assert len(rung - urgent) <= 3


def test_the_words_of_the_table_are_those_of_the_shipped_catalogue() -> None:
    table = json.loads(SHIPPED.read_text(encoding="utf-8"))

    assert set(table["categories"]) == {kind.code for kind in KINDS}
    assert len(table["simplified"]["from"]) == len(table["simplified"]["to"])


def test_a_guess_says_which_words_speak_for_it() -> None:
    best = suggest(POWER, KINDS)[0]

    assert (best.code, best.because) == ("INF-LVP", ("电压",))


@pytest.mark.parametrize("text", ["", "   ", "啊啊啊啊啊啊", "👩‍🔧🧵", "hello"])
def test_words_that_mean_nothing_suggest_nothing(text: str) -> None:
    assert suggest(text, KINDS) == []


def test_wide_letters_traditional_characters_and_blanks_make_no_difference() -> None:
    assert fold("電壓　不 夠，Ｅ Ｒ Ｐ") == fold("电压不夠,erp")
    assert offered("村裏電壓太低，變壓器帶不動")[0] == "INF-LVP"


def test_a_huge_text_is_looked_at_only_as_far_as_a_form_takes_it() -> None:
    assert offered("无" * 2000 + "电压") == []


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("仓库着火了快来人", ["119"]),
        ("有人触电晕倒", ["120"]),
        ("刚被骗走四万八", ["110"]),
        ("村南头突然停电", ["95598"]),
        ("电压不够，机器停了", []),
    ],
)
def test_danger_is_heard_in_plain_words(text: str, numbers: list[str]) -> None:
    assert alarms(text) == numbers


def test_two_texts_about_one_thing_are_alike_and_short_ones_never() -> None:
    assert alike(POWER, "晚上七点以后电压只有一百七八，机器又停了") > 0.5
    assert alike(POWER, "快递丢了一箱货，网点说只赔三倍运费，不给个说法") < 0.1
    assert alike("电压", "电压") == 0.0


def test_a_county_with_its_own_catalogue_is_served_by_its_names(world: World) -> None:
    Category.objects.filter(code="INF-LVP").update(code="OWN-1", name="夜间照明", note="")

    found = suggest("村里夜间照明坏了三盏", kinds_of(categories_of(world.county.pk)))

    assert found[0].code == "OWN-1"


# --- on the pages -------------------------------------------------------------------------------------------------


def test_the_second_page_offers_three_and_somebody_who_sorts_it(world: World) -> None:
    firm = Calling(world.firm)
    firm.send("what", {"body": POWER})

    page = firm.client.get(firm.at("where")).content.decode()

    assert f'name="category" value="{world.category.pk}"' in page
    assert "说不清楚，请帮我分" in page
    assert 'name="category" value="" id="category-none"><' in page


def test_whoever_has_chosen_is_not_asked_again(world: World) -> None:
    firm = Calling(world.firm)
    firm.send("what", {"body": POWER, "category": ""})

    assert 'name="category"' not in firm.client.get(firm.at("where")).content.decode()


def test_while_one_types_the_part_offers_the_same(world: World) -> None:
    firm = Calling(world.firm)

    part = firm.client.post(firm.at("hint"), {"body": POWER}, headers={"HX-Request": "true"}).content.decode()

    assert f'name="category" value="{world.category.pk}"' in part
    assert "<html" not in part
    assert 'id="alarm" hx-swap-oob="true"' in part


def test_a_choice_stays_chosen_while_one_types_on(world: World) -> None:
    firm = Calling(world.firm)
    said = {"body": "快递丢了一箱货，网点说只赔三倍运费", "category": str(world.category.pk)}

    part = firm.client.post(firm.at("hint"), said).content.decode()

    assert f'value="{world.category.pk}" id="category-{world.category.pk}" checked' in part


def test_dangerous_words_show_the_numbers_first(world: World) -> None:
    firm = Calling(world.firm)
    firm.send("what", {"body": "隔壁仓库着火了，烟很大，请快来人。"})

    for page in ("what", "where"):
        shown = firm.client.get(firm.at(page)).content.decode()
        assert shown.index("tel:119") < shown.index("<h1>")


def test_an_open_case_of_the_same_firm_is_named(world: World) -> None:
    case, firm = cast.filed(world), Calling(world.firm)

    firm.send("what", {"body": POWER})
    page = firm.client.get(firm.at("where")).content.decode()

    assert "反映过类似的事" in page
    assert f'name="onto" value="{case.number}"' in page


def test_a_case_that_it_is_not_is_named_once_only(world: World) -> None:
    case, firm = cast.filed(world), Calling(world.firm)
    firm.send("what", {"body": POWER, "not_same": case.number})

    assert "反映过类似的事" not in firm.client.get(firm.at("where")).content.decode()


def test_cases_of_others_ended_ones_and_ones_about_something_else_are_not_named(world: World) -> None:
    cast.filed(world, firm_post=world.other_firm)
    cast.closed(world)
    about_else = Category.objects.get(code="LOG-LOSS")
    cast.filed(world, category_id=about_else.pk, body="快递丢了一箱货，网点说只赔三倍运费，不给个说法。")
    firm = Calling(world.firm)

    firm.send("what", {"body": POWER})

    assert "反映过类似的事" not in firm.client.get(firm.at("where")).content.decode()
