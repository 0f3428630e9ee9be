"""What a bulletin says against a recount in plain SQL, written without looking at `metrics`."""

from typing import Any

import pytest
from django.db import connection

from metrics.models import Report
from metrics.reports.blocks import Block, column_of, part_of
from metrics.reports.kinds import ReportKind
from tests.cast import World
from tests.metrics.reports import scenes

pytestmark = pytest.mark.django_db
DAYS = {"start": "2026-11-01 00:00+08", "end": "2026-12-01 00:00+08"}
BY_UNIT = """
WITH first AS (
    SELECT DISTINCT ON (ticket_id) * FROM tickets_revisit WHERE valid ORDER BY ticket_id, round
), said AS (
    SELECT lead_id AS unit, contacted, outcome, grade,
        EXISTS (SELECT FROM tickets_exclusion e WHERE e.revisit_id = first.id AND e.granted_at IS NOT NULL) AS gone
    FROM first WHERE at >= %(start)s AND at < %(end)s
), led AS (
    SELECT DISTINCT ON (t.id) l.department_id AS unit,
        t.status = 'closed' OR EXISTS (SELECT FROM tickets_replyreview v WHERE v.ticket_id = t.id AND v.passed) AS done
    FROM tickets_ticket t JOIN tickets_leg l ON l.ticket_id = t.id AND l.role = 'lead'
    WHERE t.accepted_at >= %(start)s AND t.accepted_at < %(end)s ORDER BY t.id, l.id DESC
)
SELECT unit, (SELECT count(*) FROM led WHERE led.unit = u.unit),
    (SELECT count(*) FROM led WHERE led.unit = u.unit AND done),
    count(said.*) FILTER (WHERE NOT gone), count(said.*) FILTER (WHERE gone),
    count(said.*) FILTER (WHERE NOT gone AND contacted),
    count(said.*) FILTER (WHERE NOT gone AND outcome = 'solved'),
    count(said.*) FILTER (WHERE NOT gone AND outcome = 'basically'),
    count(said.*) FILTER (WHERE NOT gone AND grade >= 4), count(said.*) FILTER (WHERE NOT gone AND grade = 3)
FROM (SELECT unit FROM said UNION SELECT unit FROM led) u LEFT JOIN said USING (unit) GROUP BY unit
"""
OVERDUE = """
SELECT count(DISTINCT ticket_id) FROM tickets_deadline
WHERE kind = 'resolve' AND met_at IS NULL AND voided_at IS NULL AND paused_at IS NULL
    AND due_at <= '2026-12-01 08:00+08'
"""
CALLS = """
SELECT c.unit_id, count(*) FILTER (WHERE checked_in_at <= due_at), count(*) FILTER (WHERE checked_in_at > due_at),
    count(*) FILTER (WHERE checked_in_at IS NULL AND closed_at > due_at)
FROM tickets_checkin c WHERE called_at >= %(start)s AND called_at < %(end)s GROUP BY c.unit_id
"""
BLOWN = "SELECT count(*) FROM tickets_whistle WHERE at >= %(start)s AND at < %(end)s"
MET = """
SELECT (SELECT count(*) FROM roundtable_meeting WHERE began_at >= %(start)s AND began_at < %(end)s),
    (SELECT count(*) FROM roundtable_decision WHERE began_at >= %(start)s AND began_at < %(end)s)
"""


def rows(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, DAYS)
        return list(cursor.fetchall())


def rate(part: float, whole: int) -> Any:
    """As DOMAIN §2.8 writes it: two decimals, a half up."""
    if not whole:
        return "—"
    shown = f"{part:.1f}".removesuffix(".0")
    return [f"{int(part * 10000 / whole + 0.5) / 100:.2f} %", f"{shown}/{whole}"]


@pytest.fixture
def bulletin(world: World) -> Report:
    scenes.november(world)
    return scenes.made(world)


def table(block: Block, part: str) -> dict[Any, dict[str, Any]]:
    """Rows of a part by their first cell."""
    found = part_of(block, part)
    keys = [column["key"] for column in found["columns"]]
    return {row[0]: dict(zip(keys, row, strict=True)) for row in found["rows"]}


def test_every_unit_has_the_numbers_of_a_recount(bulletin: Report) -> None:
    shown = table(bulletin.figures, "units")
    counted = rows(BY_UNIT)

    assert len(counted) > 1
    for unit, accepted, handled, valid, gone, contacted, solved, basically, content, fair in counted:
        line = shown[unit]
        assert (line["accepted"], line["valid"], line["excluded"]) == (accepted, valid, gone)
        assert line["handled"] == rate(handled, accepted)
        assert line["response"] == rate(contacted, valid)
        assert line["solved"] == rate(solved + 0.9 * basically, valid)
        assert line["satisfied"] == rate(content + 0.9 * fair, valid)


def test_the_county_is_its_units_together_with_what_was_excluded_beside_each_rate(bulletin: Report) -> None:
    whole = [sum(column) for column in zip(*(row[1:] for row in rows(BY_UNIT)), strict=True)]
    accepted, handled, valid, gone, contacted, solved, basically, content, fair = whole
    shown = part_of(bulletin.figures, "rates")

    assert column_of(shown, "rate") == [
        rate(handled, accepted), rate(contacted, valid), rate(solved + 0.9 * basically, valid),
        rate(content + 0.9 * fair, valid),
    ]  # fmt: skip
    assert gone == 1
    assert column_of(shown, "excluded") == ["", gone, gone, gone]
    counts = table(bulletin.figures, "counts")
    assert (counts["accepted"]["count"], counts["valid"]["count"], counts["excluded"]["count"]) == (
        accepted,
        valid,
        gone,
    )


def test_the_change_is_to_the_month_before(bulletin: Report) -> None:
    """October had one case, and its firm was content with everything."""
    change = column_of(part_of(bulletin.figures, "rates"), "change")

    assert change[0] == ""
    assert change[1:] == ["比2026年10月低 33.33 个点", "比2026年10月低 36.67 个点", "比2026年10月低 36.67 个点"]


def test_what_is_overdue_when_it_is_made_is_counted(bulletin: Report) -> None:
    shown = table(bulletin.figures, "now")

    assert shown["overdue"]["count"] == rows(OVERDUE)[0][0] > 0
    assert shown["late"]["count"] <= shown["overdue"]["count"]


def test_whistles_and_meetings_are_those_of_the_month(bulletin: Report) -> None:
    shown = table(bulletin.figures, "whistles")
    counted = rows(CALLS)
    (blown,), (meetings, decisions) = rows(BLOWN)[0], rows(MET)[0]

    for unit, in_time, late, missed in counted:
        line = shown[unit]
        assert (line["rate"], line["late"], line["missed"]) == (rate(in_time, in_time + late + missed), late, missed)
    assert shown[0]["blown"] == blown == 2
    rounds = table(bulletin.figures, "round_table")
    assert (rounds["meetings"]["count"], rounds["decisions"]["count"]) == (meetings, decisions) == (1, 1)


def test_a_day_and_a_week_count_their_own_days(world: World) -> None:
    scenes.november(world)

    for kind, day, count in (
        (ReportKind.DAILY, scenes.IN_NOVEMBER, 7),
        (ReportKind.WEEKLY, scenes.IN_NOVEMBER, 7),
        (ReportKind.DAILY, scenes.IN_NOVEMBER.replace(day=17), 0),
    ):
        block = scenes.made(world, kind, day).figures
        assert table(block, "counts")["accepted"]["count"] == count
        assert f"受理企业诉求{count}件" in part_of(block, "summary")["lines"][0]


def test_five_of_a_kind_are_a_common_problem_of_the_days_before_its_end(bulletin: Report) -> None:
    assert column_of(part_of(bulletin.figures, "alike"), "count") == [7]
