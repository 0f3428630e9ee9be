"""`/figures/`: what everybody reads, its files, corrections; and the page where the office publishes."""

import csv
import hashlib
import io
import json
from datetime import date
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from journal import canonical
from metrics.models import Cube, Publication
from metrics.models.cubes import Axis
from tests import cast
from tests.cast import World
from tests.metrics.test_publications import cube, october, on_monday, publish

__all__ = ["on_monday"]
FIGURES, PUBLISH = "/figures/", "/statistics/publish/?month=2026-10"


def text_of(address: str = FIGURES) -> str:
    return Client().get(address).content.decode()


def test_before_anything_is_published_the_page_says_so(world: World) -> None:
    assert "还没有公开的数据" in text_of()


def test_everybody_reads_the_newest_month_without_signing_in(
    world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    october(world)
    row = publish(world)

    with django_assert_max_num_queries(12):
        answer = Client().get(FIGURES)

    text = answer.content.decode()
    assert "max-age" in answer["Cache-Control"]
    assert all(
        words in text
        for words in ("2026-10-01 至 2026-10-31", "95.00 %", "38/40", "93.94 %", "31/33", row.digest, row.seal)
    )
    assert "署名即可使用" in text
    assert "样本少，不单列" in text


def test_a_correction_shows_what_it_was_why_and_what_was_kept(world: World) -> None:
    october(world)
    publish(world)
    october(world, accepted=50, excluded=8)
    publish(world, reason="补录纸质件", seen=2)

    text = text_of("/figures/?month=2026-10")

    assert "第 2 版，更正" in text
    assert "受理：原为 40，更正为 50" in text
    assert "补录纸质件" in text
    assert "剔除" in text.split("沿用以前版本的：")[1].split("（")[0]


@pytest.mark.parametrize("address", ["/figures/?month=2026-09", "/figures/2026-09.json", "/figures/x.csv"])
def test_a_month_that_is_not_public_is_not_found(world: World, address: str) -> None:
    october(world)
    publish(world)

    assert Client().get(address).status_code == 404


def test_the_file_holds_every_version_and_its_digest_can_be_recounted(world: World) -> None:
    october(world)
    publish(world)
    october(world, accepted=50)
    publish(world, reason="补录", seen=2)

    told = json.loads(text_of("/figures/2026-10.json"))

    assert [each["version"] for each in told["versions"]] == [1, 2]
    for each in told["versions"]:
        assert hashlib.sha256(canonical.canonical(each["figures"])).hexdigest() == each["sha256"]


def test_the_table_opens_in_a_spreadsheet_and_runs_nothing_there(world: World) -> None:
    world.town.name = "=1+1"
    world.town.save()
    october(world)
    publish(world)

    response = Client().get("/figures/2026-10.csv")
    content = response.content

    assert 'creativecommons.org/licenses/by/4.0/>; rel="license"' in response["Link"]
    assert '/figures/#definitions>; rel="describedby"' in response["Link"]
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows[0] == ["时间", "版本", "范围", "名称", "指标", "数值"]
    assert ["2026-10", "1", "全县", "", "accepted", "40"] in rows
    assert ["2026-10", "1", "镇街", "'=1+1", "accepted", ""] in rows


def test_no_firm_no_person_and_no_case_is_in_anything_public(world: World) -> None:
    october(world)
    publish(world)

    for address in (FIGURES, "/figures/2026-10.json", "/figures/2026-10.csv"):
        text = text_of(address)
        for post in (world.firm, world.office, world.liaison):
            assert post.person.name not in text
        assert world.firm.organisation.name not in text


def test_the_office_sees_what_the_public_will_read_and_publishes_it_with_one_button(world: World) -> None:
    october(world)
    window = cast.signed_in(world.office)
    preview = window.get(PUBLISH).content.decode()

    answer = window.post(PUBLISH, {"version": "1"}, follow=True)

    assert "公开这个月" in preview
    assert "38/40" in preview
    assert "已公开，谁都能看到。" in answer.content.decode()
    assert Publication.objects.get().by == world.office
    assert "38/40" in text_of()


def test_the_office_is_offered_every_month_since_something_was_counted(world: World) -> None:
    cube(world, Axis.TOWN, world.town.pk, accepted=40)
    Cube.objects.update(month=date(2024, 3, 1))

    offered = cast.signed_in(world.office).get(PUBLISH).content.decode()

    assert ("month=2024-03" in offered or "2024年3月" in offered, "2024年2月" in offered) == (True, False)


def test_a_refusal_says_why_and_a_correction_asks_for_a_reason(world: World) -> None:
    october(world)
    publish(world)
    window = cast.signed_in(world.office)
    assert "没有变化" in window.get(PUBLISH).content.decode()
    october(world, accepted=50)

    assert 'name="reason"' in window.get(PUBLISH).content.decode()
    assert window.post(PUBLISH, {"version": "2"}).status_code == 409
    window.post(PUBLISH, {"version": "2", "reason": "补录"})

    assert [each.reason for each in Publication.objects.order_by("version")] == ["", "补录"]


@pytest.mark.parametrize("name", ["desk", "leader", "liaison", "sysadmin", "firm"])
def test_nobody_else_finds_the_page_of_the_office(world: World, name: str) -> None:
    assert cast.signed_in(getattr(world, name)).get(PUBLISH).status_code in {403, 404}


def test_small_categories_are_named_together_with_their_sum(world: World) -> None:
    october(world)
    names: dict[str, Any] = {"accepted": 40}
    cube(world, Axis.TOWN, world.town.pk, **names)
    publish(world)

    assert "未分类" in text_of()
