"""A sole trader's name may be a person's: whoever neither rings nor answers them reads it like one (DOMAIN §4.1)."""

from typing import Any

import pytest
from django.test import Client

from orgs.credit_codes import is_sole_traders
from orgs.models import Firm
from tests import cast
from tests.cast import World, signed_in
from tests.tickets import grouped, whistled
from tests.tickets.stages import people
from tickets.services import links

NAME, MASKED = "云裳坊演出服饰店", "个体户 云*"
OF_A_SHOP, OF_A_COMPANY = "92371726MA3CXY0J40", "91371726MA3CXY0J42"


@pytest.fixture
def shop(world: World) -> Firm:
    """The cast's firm is a 个体工商户."""
    Firm.objects.filter(pk=world.firm.organisation_id).update(is_person=True)
    return Firm.objects.get(pk=world.firm.organisation_id)


def text_of(page: str, post: Any) -> str:
    answer = signed_in(post).get(page)
    assert answer.status_code == 200
    return str(answer.text)


@pytest.mark.parametrize(
    ("who", "reads"),
    [
        ("firm", True),
        ("desk", True),
        ("liaison", True),
        ("handler", True),
        ("office", True),
        ("revisit_clerk", True),
        ("other_liaison", False),
        ("leader", False),
        ("secretary", False),
    ],
)
def test_who_rings_or_answers_reads_the_name_and_nobody_else(world: World, shop: Firm, who: str, reads: bool) -> None:
    ticket = cast.dispatched(world)
    cast.say_more(world, ticket)  # a line of the timeline by the firm itself
    reader = people(world)[who] if who == "secretary" else getattr(world, who)

    page = text_of(f"/tickets/{ticket.number}/", reader)

    assert (NAME in page, MASKED in page) == (reads, not reads)


@pytest.mark.parametrize(
    ("code", "said", "masked"),
    [("", False, False), ("", True, True), (OF_A_SHOP, False, True), (OF_A_COMPANY, False, False)],
)
def test_the_code_says_it_where_nobody_has(world: World, code: str, said: bool, masked: bool) -> None:
    Firm.objects.filter(pk=world.firm.organisation_id).update(is_person=said, credit_code=code)

    page = text_of(f"/tickets/{cast.dispatched(world).number}/", world.other_liaison)

    assert (MASKED in page, NAME in page) == (masked, not masked)


def test_a_code_of_a_shop_begins_with_market_regulation_and_shop() -> None:
    assert [is_sole_traders(code) for code in (OF_A_SHOP, OF_A_COMPANY, "12371726MA3CXY0J40", "")] == [
        True, False, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize(("who", "tab", "reads"), [("liaison", "lead", True), ("other_liaison", "assist", False)])
def test_a_units_list_names_it_where_the_unit_leads(world: World, shop: Firm, who: str, tab: str, reads: bool) -> None:
    cast.dispatched(world)

    page = text_of(f"/queue/?tab={tab}", getattr(world, who))

    assert (NAME in page, MASKED in page) == (reads, not reads)


def test_a_unit_that_a_whistle_calls_reads_it_like_a_persons(world: World, shop: Firm) -> None:
    ticket = cast.dispatched(world, assists=False)
    whistled.blow(world, ticket, "third_liaison")

    pages = [text_of(page, world.third_liaison) for page in ("/queue/?tab=called", f"/tickets/{ticket.number}/")]

    assert [(NAME in page, MASKED in page) for page in pages] == [(False, True)] * 2


def test_a_confidential_callers_name_stays_closed_to_the_lead_as_well(world: World, shop: Firm) -> None:
    ticket = cast.dispatched(world, confidential=True)

    page = text_of(f"/tickets/{ticket.number}/", world.liaison)

    assert (NAME in page, MASKED in page, "保密诉求人" in page) == (False, False, True)


def test_the_public_page_names_no_firm(world: World, shop: Firm) -> None:
    ticket = cast.dispatched(world)

    page = Client().get(links.link_of(ticket)).content.decode()

    assert (ticket.number in page, NAME in page, MASKED in page) == (True, False, False)


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_of_sole_traders_costs_no_statement_more(
    world: World, shop: Firm, count: int, django_assert_num_queries: Any
) -> None:
    for _each in range(count):
        cast.dispatched(world)
    window = signed_in(world.other_liaison)
    window.get("/queue/?tab=assist")

    with django_assert_num_queries(8):
        page = window.get("/queue/?tab=assist").text

    assert page.count(MASKED) == count


def test_who_asks_who_reads_is_told_that_the_name_is_kept_back(world: World, shop: Firm) -> None:
    page = text_of(f"/tickets/{cast.dispatched(world).number}/who/", world.desk)

    assert page.count("看不到个体户的全名") >= 2


def test_the_lead_of_a_group_reads_the_names_in_it(world: World, shop: Firm) -> None:
    lead, follower = grouped.group(world, 2)
    grouped.send(world, lead)
    Firm.objects.update(is_person=True)

    page = text_of(f"/tickets/{lead.number}/", world.liaison)

    assert (NAME in page, follower.firm.name in page) == (True, True)
