"""The year: a sheet for every unit and an overview, made in turns that may stop anywhere and go on."""

from typing import Any

import pytest
from django.db import connection

from journal import clock
from metrics.models import Report, ReportRun
from metrics.models.reports import RunState
from metrics.reports import running
from metrics.reports.blocks import column_of, part_of
from metrics.reports.kinds import ReportKind
from metrics.services.publishing import digest_of
from tests.cast import World, signed_in
from tests.metrics.reports import scenes
from tests.metrics.reports.test_content import rate, table
from tests.orgs.test_calendar import at

pytestmark = pytest.mark.django_db
NEW_YEAR = at("2027-01-04 08:00")
OF_A_UNIT = """
SELECT count(*), count(*) FILTER (WHERE r.contacted), count(*) FILTER (WHERE r.outcome = 'solved'),
    count(*) FILTER (WHERE r.outcome = 'basically')
FROM (SELECT DISTINCT ON (ticket_id) * FROM tickets_revisit WHERE valid ORDER BY ticket_id, round) r
WHERE r.lead_id = %(unit)s AND r.at >= %(start)s AND r.at < %(end)s AND NOT EXISTS (
    SELECT FROM tickets_exclusion e WHERE e.revisit_id = r.id AND e.granted_at IS NOT NULL)
"""


@pytest.fixture
def november(world: World) -> World:
    scenes.november(world)
    return world


def asked(world: World) -> ReportRun:
    with clock.moved_to(NEW_YEAR):
        return scenes.ask(world, ReportKind.YEARLY)


def turn() -> None:
    with clock.moved_to(NEW_YEAR):
        running.run()


def of_unit(unit: int, start: str, end: str) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(OF_A_UNIT, {"unit": unit, "start": start, "end": end})
        return tuple(cursor.fetchone() or ())


def test_a_sheet_says_what_a_recount_of_the_unit_says_of_the_year_and_of_each_month(november: World) -> None:
    asked(november)
    turn()
    unit = november.liaison.organisation
    sheet = Report.objects.get(unit=unit)

    valid, contacted, solved, basically = of_unit(unit.pk, "2026-01-01 00:00+08", "2027-01-01 00:00+08")
    assert valid > 1
    assert column_of(part_of(sheet.figures, "rates"), "rate")[1:3] == [
        rate(contacted, valid), rate(solved + 0.9 * basically, valid),
    ]  # fmt: skip
    months = table(sheet.figures, "months")
    assert len(months) == 12
    for name, end in (("2026年10月", "2026-11-01"), ("2026年11月", "2026-12-01")):
        valid, contacted, *_rest = of_unit(unit.pk, f"{end[:5]}{int(end[5:7]) - 1:02}-01 00:00+08", f"{end} 00:00+08")
        assert (months[name]["valid"], months[name]["response"]) == (valid, rate(contacted, valid))
    assert (sheet.figures["unit"]["name"], sheet.digest) == (unit.name, digest_of(sheet.figures))


def test_every_unit_that_had_something_to_do_has_a_sheet_and_the_county_its_overview_last(november: World) -> None:
    asked(november)
    turn()
    units = set(Report.objects.exclude(unit=None).values_list("unit__name", flat=True))

    assert units == {"国网泽丰县供电公司", "县市场监督管理局", "县发展和改革局", "电商行业党委"}
    assert Report.objects.latest("pk").unit is None
    overview = table(Report.objects.get(unit=None).figures, "units")
    assert {row["name"] for row in overview.values()} >= {"供电公司", "市监局"}


def test_how_far_it_is_stands_on_the_page(november: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A turn that is over leaves the rest for the next one."""
    monkeypatch.setattr(running, "SPELL", -1.0)
    asked(november)

    turn()
    with clock.moved_to(NEW_YEAR):
        text = signed_in(november.office).get("/statistics/reports/").text

    assert "已完成 1 份，共 5 份" in text
    assert '<progress max="5" value="1"' in text
    for _more in range(4):
        turn()
    assert (ReportRun.objects.get().state, ReportRun.objects.get().done) == (RunState.DONE, 5)
    assert Report.objects.count() == 5


def test_whoever_dies_in_the_middle_leaves_what_is_done_and_another_makes_the_rest(
    november: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked(november)
    freeze = running._freeze
    done: list[Any] = []

    def dying(*some: Any, **more: Any) -> bool:
        if len(done) == 2:
            raise SystemExit
        done.append(some)
        return freeze(*some, **more)

    with monkeypatch.context() as patch:
        patch.setattr(running, "_freeze", dying)
        with pytest.raises(SystemExit):
            turn()
    kept = dict(Report.objects.values_list("unit", "digest"))

    turn()
    assert Report.objects.count() == 2  # its maker may be alive
    with clock.moved_to(NEW_YEAR + 2 * running.GIVEN_UP):
        running.run()

    assert Report.objects.count() == 5
    assert kept.items() <= dict(Report.objects.values_list("unit", "digest")).items()


def test_a_corrected_year_makes_each_sheet_once_however_many_turns_it_takes(
    november: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked(november)
    turn()
    scenes.one_more_exclusion(november)
    monkeypatch.setattr(running, "SPELL", -1.0)
    with clock.moved_to(at("2027-01-05 08:00")):
        scenes.ask(november, ReportKind.YEARLY, reason="补录一件剔除")
        for _turn in range(7):
            running.run()

    versions = Report.objects.order_by().values_list("unit", "version")
    assert max(version for _unit, version in versions) == 2
    assert len(versions) == len(set(versions))
    assert Report.objects.get(unit=None, version=2).reason == "补录一件剔除"
