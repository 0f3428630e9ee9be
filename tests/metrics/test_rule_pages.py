"""`/statistics/rules/` and `/statistics/definitions/`: every figure in words, all rules, and the next one set."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from journal import clock
from metrics import rules
from metrics.definitions import DEFINITIONS
from metrics.models import FigureRule
from metrics.periods import Month
from orgs.models import Post
from tests import cast
from tests.cast import MONDAY, World
from tests.figure_rules import THE_USUAL, set_for, weighing

RULES, DEFINED = "/statistics/rules/", "/statistics/definitions/"
NEXT = THE_USUAL | {"since": "2026-12"}
READERS = ("desk", "liaison", "handler", "revisit_clerk", "office", "leader", "stranger", "sysadmin")


def window(post: Post) -> Client:
    return cast.signed_in(post)


@pytest.fixture(autouse=True)
def on_monday(world: World) -> Any:
    with clock.moved_to(MONDAY):
        yield


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("address", [RULES, DEFINED])
def test_everybody_who_reads_figures_reads_how_they_are_reckoned(world: World, name: str, address: str) -> None:
    assert window(getattr(world, name)).get(address).status_code == 200


@pytest.mark.parametrize("name", ["firm", "clerk", "auditor"])
@pytest.mark.parametrize("address", [RULES, DEFINED])
def test_who_reads_no_figures_finds_neither_page(world: World, name: str, address: str) -> None:
    assert window(getattr(world, name)).get(address).status_code == 404


def test_every_figure_stands_on_the_page_under_its_key(world: World) -> None:
    text = window(world.liaison).get(DEFINED).content.decode()

    assert re.findall(r'<section class="q-stack-s" id="([a-z_]+)"', text) == list(DEFINITIONS)
    with override("zh-hans"):
        for each in DEFINITIONS.values():
            assert all(str(words) in text for words in (each.name, each.sentence, each.formula, each.population))
    assert "响应率 × 0.10 + 解决率 × 0.50 + 满意率 × 0.40" in text
    assert "月按自然月算。" in text


def test_the_way_back_leads_to_a_page_that_the_reader_has(world: World) -> None:
    for name in ("office", "sysadmin"):
        browser = window(getattr(world, name))
        back = re.search(r'class="q-back" href="([^"]+)"', browser.get(DEFINED).content.decode())
        assert back is not None
        assert browser.get(back[1]).status_code == 200


def test_the_page_says_from_which_day_months_run_and_the_rule_of_this_one(world: World) -> None:
    set_for(world, "2026-11", weighing("0.30", "0.35", "0.35"))
    type(world.county).objects.filter(pk=world.county.pk).update(month_starts_on=19)

    text = window(world.liaison).get(DEFINED).content.decode()

    assert "月从上月 19 日起算，到当月 19 日前一天止。" in text
    # The rule was set from 1 November on; the month that began on 19 October keeps the one before.
    assert "响应率 × 0.10 + 解决率 × 0.50 + 满意率 × 0.40" in text


def test_the_administrator_sets_the_next_rule_and_everybody_reads_it(world: World) -> None:
    answer = window(world.sysadmin).post(RULES, NEXT, follow=True)
    text = window(world.liaison).get(RULES).content.decode()

    assert "已定下，从2026年12月起按新口径算。" in answer.content.decode()
    assert text.index("第 2 版 · 2026年12月起") < text.index("第 1 版 · 开通时")
    assert "响应率 99 %，解决率 92.5 %，满意率 90 %" in text
    assert "综合成绩 95 分以上优，85 分以上良，75 分以上中，以下差" in text
    assert text.index("2026年11月按这一版") > text.index("第 1 版 · 开通时")
    assert rules.rule_of(world.county, Month(2026, 12)).ranked is True


def test_a_rule_that_another_replaced_from_the_same_month_on_says_so(world: World) -> None:
    set_for(world, "2026-12", weighing("0.30", "0.35", "0.35"))
    set_for(world, "2026-12", weighing("0.20", "0.40", "0.40"), seen=2)

    text = window(world.office).get(RULES).content.decode()

    assert text.count("已由第 3 版代替") == 1


def test_the_form_shows_the_newest_rule_and_twelve_months_ahead(world: World) -> None:
    set_for(world, "2027-02", weighing("0.30", "0.35", "0.35"))

    form = window(world.sysadmin).get(RULES).context["form"]

    months = [value for value, _label in form.fields["since"].choices]
    assert (months[0], months[-1], len(months)) == ("2026-11", "2027-11", 13)
    assert (str(form.initial["response_weight"]), form.initial["version"]) == ("0.30", 2)


@pytest.mark.parametrize("name", ["office", "leader", "liaison"])
def test_who_only_reads_is_shown_no_form_and_sets_nothing(world: World, name: str) -> None:
    browser = window(getattr(world, name))

    assert "定下口径" not in browser.get(RULES).content.decode()
    assert browser.post(RULES, NEXT).status_code == 403
    assert FigureRule.objects.count() == 0


WRONG = [
    ({"response_weight": "0.31"}, ["response_weight"]),
    ({"solved_weight": "1.2"}, ["solved_weight"]),
    ({"basic_factor": ""}, ["basic_factor"]),
    ({"target_solved": "101"}, ["target_solved"]),
    ({"good_from": "96"}, ["excellent_from"]),
    ({"fair_from": "0"}, ["excellent_from"]),
    ({"since": "2026-10"}, ["since"]),
    ({"since": "2028-01"}, ["since"]),
]


@pytest.mark.parametrize(("change", "errors"), WRONG)
def test_what_cannot_be_is_told_beside_its_field_and_kept(
    world: World, change: dict[str, str], errors: list[str]
) -> None:
    answer = window(world.sysadmin).post(RULES, NEXT | change)

    assert answer.status_code == 422
    assert sorted(answer.context["form"].errors) == errors
    assert 'value="92.5"' in answer.content.decode() or "target_solved" in change


def test_who_was_slower_is_told_and_sets_nothing(world: World) -> None:
    browser = window(world.sysadmin)
    browser.post(RULES, NEXT)

    answer = browser.post(RULES, NEXT)

    assert answer.status_code == 409
    assert "刚有人定了新的口径" in answer.content.decode()
    assert FigureRule.objects.count() == 1


def test_htmx_gets_the_part(world: World) -> None:
    for address in (RULES, DEFINED):
        text = window(world.office).get(address, headers={"HX-Request": "true"}).content.decode()
        assert "<html" not in text


@pytest.mark.parametrize("count", [1, 3])
def test_the_history_costs_the_same_however_long(
    world: World, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for seen in range(1, count + 1):
        set_for(world, "2026-12", weighing("0.30", "0.35", "0.35"), seen=seen)
    browser = window(world.sysadmin)
    browser.get(RULES)

    with django_assert_num_queries(6):
        browser.get(RULES)
