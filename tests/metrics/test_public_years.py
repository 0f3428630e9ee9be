"""A closed year made public: five numbers, of cases no more than its months have told."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from journal import clock
from journal.models import Event
from metrics.models import Cube, Publication
from metrics.models.cubes import Axis
from metrics.periods import Month, Year
from metrics.services import publishing
from orgs.exceptions import Refused
from roundtable.kinds import TopicKind
from tests import cast, figures
from tests.cast import MONDAY, World
from tests.metrics.test_publications import sealed
from tests.roundtable.table import raised

LAST_YEAR = Year(2025)
FIGURES, PUBLISH = "/figures/", "/statistics/publish/?month=2025"


@pytest.fixture(autouse=True)
def on_monday(world: World) -> Any:
    with clock.moved_to(MONDAY):
        figures.counted_anew()
        sealed()
        yield


def cubes(world: World, **other: dict[str, int]) -> None:
    """Every month of last year: 20 accepted and handled, 3 of them urgent; `other` names what differs, as `m3`."""
    Cube.objects.all().delete()
    for month in LAST_YEAR.months:
        counts = {"accepted": 20, "handled": 20, "urgent": 3} | other.get(f"m{month.month}", {})
        for axis, key in ((Axis.UNIT, world.liaison.organisation_id), (Axis.TOWN, world.town.pk), (Axis.CATEGORY, 0)):
            Cube.objects.create(county=world.county, month=month.named, axis=axis, key=key, **counts)


def publish(world: World, period: Month | Year, *, seen: int = 1, reason: str = "") -> Publication:
    return publishing.publish(world.county.pk, period, reason=reason, seen=seen, actor=world.office)


def published_months(world: World, **other: dict[str, int]) -> None:
    cubes(world, **other)
    for month in LAST_YEAR.months:
        publish(world, month)


def test_a_year_is_the_sum_of_its_months_and_everybody_reads_it(world: World) -> None:
    published_months(world)
    with clock.moved_to(clock.now().replace(year=2025)):
        for _ in range(6):
            raised(world, kind=TopicKind.SUGGESTION)

    row = publish(world, LAST_YEAR)

    assert (row.of_year, row.month, row.figures["handled"]["accepted"], row.figures["urgent"]["count"]) == (
        True, date(2025, 1, 1), 240, 36,
    )  # fmt: skip
    assert row.figures["suggestions"]["count"] == 6
    assert Event.objects.filter(verb="county.month_published", data__month="2025").count() == 1
    page = Client().get(FIGURES).content.decode()
    assert ("100.00 %" in page, "240/240" in page, ">36<" in page) == (True, True, True)
    told = Client().get("/figures/2025.json").json()
    assert told["versions"][0]["sha256"] == publishing.digest_of(row.figures)
    assert "2025,1,全县,,urgent,36" in Client().get("/figures/2025.csv").content.decode("utf-8-sig")


def test_a_year_waits_for_its_months(world: World) -> None:
    cubes(world)
    for month in LAST_YEAR.months[1:]:
        publish(world, month)

    with pytest.raises(Refused, match="十二个月都公开"):
        publish(world, LAST_YEAR)
    with pytest.raises(Refused, match="没有结束"):
        publish(world, Year(2026))


def test_a_month_that_says_nothing_keeps_the_year_from_saying_it(world: World) -> None:
    published_months(world, m3={"accepted": 2, "handled": 2, "urgent": 0})

    handled = publish(world, LAST_YEAR).figures["handled"]

    assert (handled["accepted"], handled["handled"]) == (None, None)
    assert "100.00 %" not in Client().get(FIGURES).content.decode().split("h-whole")[0]


def test_what_moved_after_the_months_were_published_moves_no_year(world: World) -> None:
    published_months(world)
    publish(world, LAST_YEAR)
    cubes(world, m3={"accepted": 22, "handled": 22, "urgent": 4})

    with pytest.raises(Refused, match="没有变化"):
        publish(world, LAST_YEAR, seen=2, reason="补录")


def test_a_correction_of_a_month_is_one_of_the_year(world: World) -> None:
    published_months(world)
    publish(world, LAST_YEAR)
    cubes(world, m3={"accepted": 30, "handled": 25, "urgent": 3})
    publish(world, Month(2025, 3), seen=2, reason="补录十件")

    row = publish(world, LAST_YEAR, seen=2, reason="三月补录")

    assert (row.figures["handled"]["accepted"], row.figures["handled"]["handled"]) == (250, 245)
    assert "三月补录" in Client().get(FIGURES).content.decode()


def test_the_office_publishes_it_with_one_button(world: World) -> None:
    published_months(world)
    window = cast.signed_in(world.office)
    assert "公开全年" in window.get(PUBLISH).content.decode()

    window.post(PUBLISH, {"version": "1"})

    assert Publication.objects.filter(of_year=True).count() == 1


@pytest.mark.parametrize("address", ["/figures/2024.json", "/figures/2025.csv", "/figures/2025-01-01..2025-12-31.json"])
def test_a_year_that_is_not_public_is_not_there(world: World, address: str) -> None:
    assert Client().get(address).status_code == 404
