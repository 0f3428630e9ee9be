"""The firm finds its own cases by number or words, and nobody else's."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.cast import World, signed_in
from tickets.models import Ticket
from tickets.services import desk
from tickets.templatetags.firm import asked_items


def found(world: World, q: str, *, who: str = "firm", tab: str = "open") -> list[str]:
    """Titles that a search shows in a tab."""
    answer = signed_in(getattr(world, who)).get("/my/", {"q": q, "tab": tab})
    return [card.ticket.title for card in answer.context["cards"]]


def test_words_of_title_or_text_find_a_case(world: World) -> None:
    cast.filed(world, title="路灯不亮", body="村口三盏路灯一个月没亮过。")
    cast.filed(world, title="电压不够")

    assert found(world, "路灯") == ["路灯不亮"]
    assert found(world, "三盏") == ["路灯不亮"]


def test_any_part_of_the_number_finds_a_case_with_or_without_hyphens(world: World) -> None:
    ticket = cast.filed(world, title="就是这件", body="没有数字的内容，十个字以上。")
    plain = ticket.number.replace("-", "")

    for typed in (ticket.number, plain, plain[-6:], f" {ticket.number[-6:]} "):
        assert found(world, typed) == ["就是这件"]


def test_a_search_counts_what_it_found_in_each_tab_and_opens_the_first_with_any(world: World) -> None:
    cast.closed(world)
    cast.filed(world, title="别的事", body="完全不相干的一件事情。")

    answer = signed_in(world.firm).get("/my/", {"q": "电压"})

    assert {one["name"]: one["count"] for one in answer.context["tabs"]} == {"waiting": 0, "open": 0, "ended": 1}
    assert answer.context["tab"] == "ended"


def test_nobody_finds_another_firms_case(world: World) -> None:
    ticket = cast.filed(world, title="只有我知道的事")

    assert found(world, "只有我知道", who="other_firm") == []
    assert found(world, ticket.number, who="other_firm") == []
    assert found(world, "只有我知道", who="clerk") == []


def test_a_station_finds_what_it_entered(world: World) -> None:
    cast.filed(world, by=world.clerk, title="站里代办的")

    assert found(world, "代办", who="clerk") == ["站里代办的"]


def test_a_search_without_result_says_so_and_leads_back(world: World) -> None:
    cast.filed(world)

    page = signed_in(world.firm).get("/my/", {"q": "<b>没有"}).content.decode()

    assert "没有找到“&lt;b&gt;没有”" in page
    assert "看全部诉求" in page


@pytest.mark.parametrize("q", ["%", "_", "\\", "'", "\x00", "\u202e", " 　", "-", "(", "字" * 500])
def test_odd_searches_find_what_they_say_or_everything(world: World, q: str) -> None:
    cast.filed(world, title="一件事", body="普普通通的一句话，没有符号。")

    assert found(world, q) in ([], ["一件事"])


def test_a_percent_sign_is_a_percent_sign(world: World) -> None:
    cast.filed(world, title="一件事")

    assert found(world, "%") == []


def test_the_next_page_keeps_the_search(world: World) -> None:
    for place in range(21):
        cast.filed(world, title=f"路灯 {place}")

    first = signed_in(world.firm).get("/my/", {"q": "路灯"})
    second = signed_in(world.firm).get("/my/", {"q": "路灯", "after": first.context["next"]})

    assert "q=%E8%B7%AF%E7%81%AF" in first.content.decode()
    assert len(second.context["cards"]) == 1


def test_a_search_costs_what_the_list_costs_at_one_and_three(world: World) -> None:
    client, counts = signed_in(world.firm), []
    for more in (1, 2):
        for _case in range(more):
            cast.signed(world)
        for address in ("/my/", "/my/?q=电压"):
            client.get(address)
            with CaptureQueriesContext(connection) as reads:
                client.get(address)
            counts.append(len(reads))

    assert len(set(counts)) == 1


def asked(world: World) -> Ticket:
    ticket = cast.filed(world)
    desk.ask(ticket.pk, question="一、机器台数\n二、电表照片", actor=world.desk, version=ticket.version)
    return ticket


def test_a_card_says_what_waits_for_the_firm_and_until_when(world: World) -> None:
    asked(world)

    for address in ("/my/", "/"):
        page = signed_in(world.firm).get(address).content.decode()
        assert "请补充：一、机器台数 二、电表照片" in page
        assert "前处理" in page


def test_the_question_is_a_list_of_tasks_with_its_deadline(world: World) -> None:
    ticket = asked(world)

    page = signed_in(world.firm).get(f"/tickets/{ticket.number}/supplement/").content.decode()

    assert page.count("待补充") == 2
    assert "<span>机器台数</span>" in page
    assert "等待您补充期间不计时；" in page
    assert "前未补充，将按现有材料办理。" in page


@pytest.mark.parametrize(
    ("typed", "items"),
    [
        ("请说明机器台数。", ["请说明机器台数。"]),
        ("1. 台数\n2、照片\n（3）发票\n四、合同\n- 电话\n\n", ["台数", "照片", "发票", "合同", "电话"]),
        ("3.5 千瓦还是 5 千瓦？\n2026 年的发票\n十台", ["3.5 千瓦还是 5 千瓦？", "2026 年的发票", "十台"]),
    ],
)
def test_a_question_is_read_line_by_line_without_the_marks_before_it(typed: str, items: list[str]) -> None:
    assert asked_items(typed) == items


def test_six_waiting_cases_lead_to_the_whole_list(world: World) -> None:
    for _case in range(5):
        asked(world)
    client = signed_in(world.firm)
    assert "看全部等我处理的" not in client.get("/").content.decode()

    asked(world)

    page = client.get("/").content.decode()
    assert page.count('class="q-card q-mycase') == 5
    assert "看全部等我处理的" in page
