"""A report that is made stays as it is: frozen with the journal's seal, corrected by further versions."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from journal import clock
from journal.models import Checkpoint, Event
from metrics.models import Dirt, Report, ReportRun
from metrics.models.reports import RunState
from metrics.reports import running
from metrics.reports.blocks import column_of, part_of
from metrics.reports.kinds import ReportKind
from metrics.services.publishing import digest_of
from orgs.exceptions import Refused
from tests import cast, figures
from tests.cast import World
from tests.metrics.reports import scenes

pytestmark = pytest.mark.django_db
MONTHLY, DAILY = ReportKind.MONTHLY, ReportKind.DAILY


@pytest.fixture(autouse=True)
def november(world: World) -> None:
    scenes.november(world)


def test_a_report_is_frozen_with_the_seal_of_the_journal_and_journaled_in_numbers(world: World) -> None:
    row = scenes.made(world)

    seal = Checkpoint.objects.latest("k")
    kept = Report.objects.get()
    assert (row.version, row.reason, row.by, row.unit) == (1, "", world.office, None)
    assert (row.first_day, row.last_day) == (date(2026, 11, 1), date(2026, 11, 30))
    assert (row.checkpoint, row.seal) == (seal.k, bytes(seal.hash).hex())
    assert kept.digest == digest_of(kept.figures)
    event = Event.objects.get(verb="county.report_made")
    assert (event.subject_type, event.subject_id, event.post) == ("county", world.county.pk, world.office.pk)
    assert event.data == {
        "report": row.pk, "kind": "monthly", "first_day": "2026-11-01", "last_day": "2026-11-30", "unit": None,
        "version": 1, "digest": row.digest, "checkpoint": seal.k, "posts": [],
    }  # fmt: skip


def test_another_word_in_it_is_another_digest(world: World) -> None:
    row = scenes.made(world)
    row.figures["sections"][0]["lines"][0] += "。"

    assert digest_of(row.figures) != row.digest


@pytest.mark.parametrize("statement", ["UPDATE metrics_report SET version = 9", "DELETE FROM metrics_report"])
def test_what_was_made_is_neither_changed_nor_removed(world: World, statement: str) -> None:
    scenes.made(world)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_what_happens_later_moves_no_number_of_it(world: World) -> None:
    row = scenes.made(world)
    scenes.one_more_exclusion(world)

    assert Report.objects.get().figures == row.figures


def test_a_correction_is_a_further_version_that_says_why(world: World) -> None:
    first = scenes.made(world)
    scenes.one_more_exclusion(world)

    second = scenes.made(world, reason="补录一件剔除", now=scenes.in_a_while())

    assert (second.version, second.reason) == (2, "补录一件剔除")
    excluded = [column_of(part_of(each.figures, "rates"), "excluded")[1] for each in (first, second)]
    assert excluded == [1, 2]


def test_a_correction_that_changes_nothing_is_no_version(world: World) -> None:
    scenes.made(world, DAILY)

    scenes.made(world, DAILY, reason="没事", now=scenes.in_a_while())

    assert Report.objects.count() == 1
    assert list(ReportRun.objects.order_by("pk").values_list("state", flat=True)) == [RunState.DONE, RunState.UNCHANGED]
    with clock.moved_to(scenes.in_a_while()):
        assert "数字没有变化，没有出新版本" in cast.signed_in(world.office).get("/statistics/reports/").text


def test_what_is_there_is_not_made_again_without_a_reason(world: World) -> None:
    scenes.made(world)

    with clock.moved_to(scenes.FIRST_OF_DECEMBER), pytest.raises(Refused, match="写明原因"):
        scenes.ask(world, MONTHLY)


def test_a_reason_where_there_is_nothing_to_correct_is_not_kept(world: World) -> None:
    assert scenes.made(world, reason="没有什么可更正").reason == ""


def test_what_runs_is_not_reported_and_what_is_being_made_is_not_asked_for_again(world: World) -> None:
    with clock.moved_to(scenes.FIRST_OF_DECEMBER):
        with pytest.raises(Refused, match="还没有结束"):
            scenes.ask(world, MONTHLY, date(2026, 12, 1))
        scenes.ask(world, MONTHLY)

        with pytest.raises(Refused, match="正在生成"):
            scenes.ask(world, MONTHLY)


def test_it_waits_while_figures_lag_behind(world: World) -> None:
    Dirt.objects.create(county=world.county, day=date(2026, 11, 3))
    with clock.moved_to(scenes.FIRST_OF_DECEMBER):
        run = scenes.ask(world, MONTHLY)
        assert running.run() == 0
        run.refresh_from_db()
        assert run.state == RunState.WAITING

        figures.heard()

        assert running.run() == 1


@pytest.mark.parametrize("name", ["desk", "leader", "liaison", "head", "sysadmin", "firm", "revisit_clerk"])
def test_only_the_supervisor_of_the_office_has_one_made(world: World, name: str) -> None:
    with clock.moved_to(scenes.FIRST_OF_DECEMBER), pytest.raises(PermissionDenied):
        scenes.ask(world, MONTHLY, actor=getattr(world, name))
