"""The clock asks for what should be there, once, and again where a morning was missed."""

from datetime import datetime

import pytest

from journal import clock
from metrics import tasks
from metrics.models import Report, ReportRun
from metrics.models.reports import RunState
from metrics.reports import gathering, running
from metrics.reports.kinds import ReportKind
from tests import cast
from tests.cast import World
from tests.metrics.reports import scenes
from tests.orgs.test_calendar import at

pytestmark = pytest.mark.django_db
EARLY, READY = at("2026-12-01 07:29"), at("2026-12-01 07:30")


@pytest.fixture
def november(world: World) -> None:
    scenes.november(world)


def rung(now: datetime) -> list[tuple[str, str]]:
    """Kind and last day of what the clock leads to at this time, in the order in which it is made."""
    known = set(Report.objects.values_list("pk", flat=True))
    with clock.moved_to(now):
        tasks.order_reports()
        while running.run():
            pass
    made = Report.objects.filter(unit=None).exclude(pk__in=known).order_by("pk")
    return [(row.kind, f"{row.last_day:%m-%d}") for row in made]


@pytest.mark.usefixtures("november")
def test_in_the_morning_each_kind_is_made_for_its_last_period_once() -> None:
    assert rung(EARLY) == [("daily", "11-29"), ("weekly", "11-29"), ("monthly", "10-31")]
    assert rung(READY) == [("daily", "11-30"), ("monthly", "11-30")]
    assert rung(READY) == []
    assert {row.by for row in Report.objects.all()} == {None}


@pytest.mark.usefixtures("november")
def test_mornings_that_were_missed_are_made_up_for() -> None:
    rung(READY)

    assert rung(at("2026-12-03 16:30")) == [("daily", "12-01"), ("daily", "12-02")]


@pytest.mark.usefixtures("november")
def test_the_year_is_made_in_january() -> None:
    rung(at("2026-12-31 20:30"))

    assert rung(at("2027-01-01 07:30")) == [("daily", "12-31"), ("monthly", "12-31"), ("yearly", "12-31")]


def test_months_and_years_that_begin_on_the_nineteenth_are_reported_on_the_nineteenth(world: World) -> None:
    type(world.county).objects.filter(pk=world.county.pk).update(month_starts_on=19)
    scenes.november(world)
    rung(at("2026-12-18 20:30"))

    assert rung(at("2026-12-19 07:30")) == [("daily", "12-18"), ("monthly", "12-18"), ("yearly", "12-18")]
    assert Report.objects.filter(kind=ReportKind.MONTHLY).latest("pk").figures["label"] == "2026年12月"


def test_a_county_without_cases_has_nothing_to_report_on(world: World) -> None:
    assert rung(READY) == []


@pytest.mark.usefixtures("november")
def test_the_clock_rings_twice_while_it_is_being_made_and_it_is_made_once() -> None:
    with clock.moved_to(READY):
        tasks.order_reports()
        tasks.order_reports()
        runs = ReportRun.objects.count()
        while running.run():
            pass

    assert Report.objects.count() == runs == 3


def test_one_that_fails_is_tried_again_the_next_time(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    scenes.november(world)

    def broken(*_some: object, **_more: object) -> None:
        raise RuntimeError("no disk")

    with monkeypatch.context() as patch:
        patch.setattr(gathering, "gathered", broken)
        assert rung(READY) == []

    assert {run.state for run in ReportRun.objects.all()} == {RunState.FAILED}
    assert len(rung(at("2026-12-01 08:30"))) == 3


@pytest.mark.usefixtures("november")
def test_whoever_dies_while_making_one_is_followed_by_another() -> None:
    with clock.moved_to(READY):
        tasks.order_reports()
        ReportRun.objects.update(state=RunState.RUNNING, claimed_at=READY)
        assert running.run() == 0
    with clock.moved_to(READY + running.GIVEN_UP + cast.MINUTE):
        assert running.run() == 1
