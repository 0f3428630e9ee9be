"""Cards of cases and of decisions: one list for the office, one number for a unit, each unit its own."""

import re
from collections.abc import Iterator
from html import unescape

import pytest

from journal import clock
from metrics import cards, supervision
from metrics.counting import Scope
from metrics.periods import Month
from orgs.models import Post
from roundtable.models import Decision, DecisionCard
from roundtable.services import cards as of_decisions
from tests import cast
from tests.cast import MONDAY, World
from tests.metrics.test_taken_away import asked, made, rows_of
from tests.roundtable import held
from tests.roundtable.pursued import moment
from tests.roundtable.table import table
from tickets.models import Card, Ticket
from tickets.services import sweep

DECEMBER, CARDS = Month(2026, 12), "/statistics/cards/?period=2026-12"


@pytest.fixture
def shown(world: World) -> Iterator[Ticket]:
    """A case of the market bureau and the decision on it are late in December: a card of each colour for each."""
    with clock.moved_to(MONDAY):
        ticket = held.signed(world, table(world), lead_id=world.third_liaison.organisation_id)[1]
    with clock.moved_to(moment("2026-12-21 10:00")):
        sweep.run()
        of_decisions.show()
        yield ticket


def read(post: Post, address: str = CARDS) -> str:
    return cast.signed_in(post).get(address).text


def rows(text: str) -> int:
    return text.count('<th scope="row">')


def test_the_office_reads_the_cards_of_cases_and_of_decisions_in_one_list(world: World, shown: Ticket) -> None:
    text = read(world.office)

    assert rows(text) == 4
    assert text.count(f"/tickets/{shown.number}/") == 2
    assert text.count("变压器") == 2
    assert text.index("红牌</span>") < text.index("黄牌</span>")  # the latest first


def test_a_colour_alone(world: World, shown: Ticket) -> None:
    text = read(world.office, f"{CARDS}&colour=red")

    assert (rows(text), text.count("红牌</span>"), text.count("黄牌</span>")) == (2, 2, 0)
    assert shown.number in text


@pytest.mark.usefixtures("shown")
def test_the_cards_of_a_unit_are_counted_together_and_its_numbers_open_as_many(world: World) -> None:
    found = supervision.tallies(Scope(world.county.pk, DECEMBER), now=clock.now())
    client = cast.signed_in(world.office)
    links = re.findall(
        r'href="(/statistics/cards/[^"]*colour=[^"]*)">(\d+)<',
        client.get("/statistics/supervision/?period=2026-12").text,
    )

    assert {unit: (each.yellow, each.red) for unit, each in found.items()} == {
        world.third_liaison.organisation_id: (2, 2)
    }
    assert [(int(number), rows(client.get(unescape(link)).text)) for link, number in links] == [(2, 2), (2, 2)]


@pytest.mark.usefixtures("shown")
def test_a_unit_reads_its_own_cards_and_no_others(world: World) -> None:
    own, other = cast.signed_in(world.third_liaison), cast.signed_in(world.liaison)
    address = f"{CARDS}&unit={world.third_liaison.organisation_id}"

    assert rows(own.get(CARDS).text) == rows(own.get(address).text) == 4
    assert rows(other.get(CARDS).text) == 0
    assert other.get(address).status_code == 404


@pytest.mark.usefixtures("shown")
def test_what_a_unit_may_not_open_any_more_is_counted_and_not_shown(world: World) -> None:
    Decision.objects.update(lead=world.other_liaison.organisation)

    text = read(world.third_liaison)

    assert (rows(text), "另有 2 张牌" in text) == (2, True)


def test_no_card_tells_a_unit_that_it_is_complained_of(world: World, shown: Ticket) -> None:
    Ticket.objects.update(about_org=world.third_liaison.organisation)

    text = read(world.third_liaison)

    assert rows(text) == 0
    assert "另有" not in text
    assert supervision.tallies(Scope(world.county.pk, DECEMBER), now=clock.now()) == {}


@pytest.mark.usefixtures("shown")
def test_a_long_list_goes_on_where_the_page_ended(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cards, "PAGE", 3)
    at = moment("2026-12-18 18:00")
    Card.objects.update(at=at)
    DecisionCard.objects.update(at=at)
    client = cast.signed_in(world.office)
    first = client.get(CARDS).text
    (more,) = re.findall(r'href="(\?[^"]*after=[^"]*)"', first)
    second = client.get("/statistics/cards/" + unescape(more)).text

    colours = re.compile(r'<td class="q-nowrap"><span class="g-(\w+)">')
    seen = [colours.findall(text) for text in (first, second)]
    assert [len(each) for each in seen] == [3, 1]
    assert sorted(seen[0] + seen[1]) == ["late", "late", "soon", "soon"]


@pytest.mark.usefixtures("shown")
def test_the_list_asks_the_same_however_long_it_is(world: World, django_assert_max_num_queries: object) -> None:
    client = cast.signed_in(world.office)
    client.get(CARDS)

    with django_assert_max_num_queries(12):  # type: ignore[operator]  # pytest-django's fixture has no type
        assert rows(client.get(CARDS).text) == 4


def test_a_month_without_cards_says_so(world: World) -> None:
    assert "这段时间没有亮牌" in read(world.office)


def taken_away(post: Post, address: str = CARDS) -> list[tuple[object, ...]]:
    """The rows of the list behind an address, as its file has them."""
    path, _mark, query = address.partition("?")
    return rows_of(made(asked(cast.signed_in(post), path, period=f"?{query}")))


def test_the_whole_list_is_taken_away_as_the_page_shows_it(world: World, shown: Ticket) -> None:
    heading, *cells = taken_away(world.office)

    assert heading == ("牌", "事项", "单位", "到期", "亮牌时间", "来源", "编号或会议")
    assert [(row[0], row[5]) for row in cells] == [
        ("红牌", "议定事项"), ("黄牌", "议定事项"), ("红牌", "诉求"), ("黄牌", "诉求"),
    ]  # fmt: skip
    assert {row[2] for row in cells} == {world.third_liaison.organisation.display_name}
    assert {row[6] for row in cells if row[5] == "诉求"} == {shown.number}
    assert re.findall("红牌|黄牌", read(world.office).split("<tbody>")[1]) == [row[0] for row in cells]


@pytest.mark.usefixtures("shown")
def test_a_colour_and_a_unit_narrow_what_is_taken_away(world: World) -> None:
    assert [row[0] for row in taken_away(world.office, f"{CARDS}&colour=red")[1:]] == ["红牌", "红牌"]
    assert len(taken_away(world.third_liaison)[1:]) == 4
    assert taken_away(world.liaison)[1:] == []


@pytest.mark.usefixtures("shown")
def test_a_card_that_may_not_be_opened_any_more_is_left_out(world: World) -> None:
    job = asked(cast.signed_in(world.third_liaison), "/statistics/cards/", period="?period=2026-12")
    Decision.objects.update(lead=world.other_liaison.organisation)

    assert [row[5] for row in rows_of(made(job))[1:]] == ["诉求", "诉求"]


@pytest.mark.usefixtures("shown")
def test_a_unit_does_not_take_away_the_cards_of_another(world: World) -> None:
    address = f"/statistics/cards/export/?period=2026-12&unit={world.third_liaison.organisation_id}"

    assert cast.signed_in(world.liaison).post(address, {"format": "csv"}).status_code == 404
