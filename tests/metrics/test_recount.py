"""The figures of a whole county's year against a recount in plain SQL, written without looking at `metrics`."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from journal import clock
from metrics import counting, cubes, retold
from metrics.counting import NUMBERS, Scope
from metrics.models.cubes import Axis
from metrics.periods import Month, Year
from metrics.rates import Tally
from metrics.rules import first_rule
from orgs.models import County, Post
from orgs.working_days import calendar_of
from tests import figures
from tests.orgs.test_calendar import at
from tickets.queries import tickets_for
from tickets.seeding import play_demonstration

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("county"), pytest.mark.untraced]
NOW = at("2026-11-24 10:20")
RECOUNT = """
WITH ordered AS (
    SELECT r.*, row_number() OVER (PARTITION BY ticket_id ORDER BY round) AS place,
        EXISTS (SELECT FROM tickets_exclusion e LEFT JOIN tickets_objection o ON o.exclusion_id = e.id
                WHERE e.revisit_id = r.id AND e.granted_at IS NOT NULL
                AND (o.id IS NULL OR o.ruled_at IS NOT NULL AND NOT o.upheld)) AS gone
    FROM tickets_revisit r WHERE valid
), revisited AS (
    SELECT lead_id AS unit,
        count(*) FILTER (WHERE place = 1 AND NOT gone) AS valid,
        count(*) FILTER (WHERE place = 1 AND NOT gone AND contacted) AS contacted,
        count(*) FILTER (WHERE place = 1 AND NOT gone AND outcome = 'solved') AS solved,
        count(*) FILTER (WHERE place = 1 AND NOT gone AND outcome = 'basically') AS basically_solved,
        count(*) FILTER (WHERE place = 1 AND NOT gone AND grade IN (4, 5)) AS satisfied,
        count(*) FILTER (WHERE place = 1 AND NOT gone AND grade = 3) AS basically_satisfied,
        count(*) FILTER (WHERE place = 1 AND gone) AS excluded,
        count(DISTINCT ticket_id) FILTER (WHERE place > 1) AS redo
    FROM ordered WHERE at >= %(start)s AND at < %(end)s GROUP BY lead_id
), led AS (
    SELECT DISTINCT ON (t.id) t.*, l.department_id AS unit
    FROM tickets_ticket t LEFT JOIN tickets_leg l ON l.ticket_id = t.id AND l.role = 'lead'
    ORDER BY t.id, (l.status = 'recalled'), l.id DESC
), handled AS (
    SELECT unit,
        count(*) FILTER (WHERE split_at IS NULL AND accepted_at >= %(start)s AND accepted_at < %(end)s) AS accepted,
        count(*) FILTER (WHERE split_at IS NULL AND accepted_at >= %(start)s AND accepted_at < %(end)s
                         AND (status = 'closed' OR EXISTS (
                             SELECT FROM tickets_replyreview v WHERE v.ticket_id = led.id AND v.passed))) AS handled,
        count(*) FILTER (WHERE closed_at >= %(start)s AND closed_at < %(end)s
                         AND status = 'withdrawn' AND dispatched_at IS NOT NULL) AS withdrawn,
        count(*) FILTER (WHERE closed_at >= %(start)s AND closed_at < %(end)s
                         AND closure = 'not_reached') AS not_reached,
        count(*) FILTER (WHERE closed_at >= %(start)s AND closed_at < %(end)s AND closure = 'final') AS final
    FROM led GROUP BY unit
), misdispatched AS (
    SELECT t.committee_id AS unit, count(DISTINCT t.id) AS misdispatched
    FROM tickets_return r JOIN tickets_ticket t ON t.id = r.ticket_id
    WHERE r.misdispatched_at >= %(start)s AND r.misdispatched_at < %(end)s GROUP BY t.committee_id
), answered AS (
    SELECT led.unit, count(*) AS due, count(*) FILTER (WHERE d.met_at <= d.due_at) AS on_time,
        count(*) FILTER (WHERE d.met_at <= coalesce(d.first_due_at, d.due_at)) AS on_time_first
    FROM led JOIN (
        SELECT DISTINCT ON (ticket_id) * FROM tickets_deadline
        WHERE kind = 'resolve' AND round = 1 AND (met_at IS NOT NULL OR passed_at >= due_at) ORDER BY ticket_id, id
    ) d ON d.ticket_id = led.id
    WHERE accepted_at >= %(start)s AND accepted_at < %(end)s GROUP BY led.unit
), extended AS (
    SELECT l.department_id AS unit, count(DISTINCT x.ticket_id) AS extended
    FROM tickets_extension x JOIN tickets_leg l ON l.id = x.leg_id
    WHERE x.upheld AND x.ruled_at >= %(start)s AND x.ruled_at < %(end)s GROUP BY l.department_id
), talked AS (
    SELECT w.lead_id AS unit, count(DISTINCT c.ticket_id) AS persuaded
    FROM tickets_withdrawalcheck c JOIN tickets_withdrawal w ON w.id = c.withdrawal_id
    WHERE c.valid AND c.persuaded AND c.at >= %(start)s AND c.at < %(end)s GROUP BY w.lead_id
)
SELECT counted.unit, valid, contacted, solved, basically_solved,
       satisfied, basically_satisfied, accepted, handled, redo, withdrawn, persuaded, not_reached, final,
       misdispatched, due, on_time, on_time_first, extended, excluded
FROM (SELECT unit FROM revisited UNION SELECT unit FROM handled UNION SELECT unit FROM misdispatched
      UNION SELECT unit FROM answered UNION SELECT unit FROM extended UNION SELECT unit FROM talked) counted
LEFT JOIN revisited ON revisited.unit IS NOT DISTINCT FROM counted.unit
LEFT JOIN handled ON handled.unit IS NOT DISTINCT FROM counted.unit
LEFT JOIN misdispatched ON misdispatched.unit = counted.unit
LEFT JOIN answered ON answered.unit IS NOT DISTINCT FROM counted.unit
LEFT JOIN extended ON extended.unit = counted.unit
LEFT JOIN talked ON talked.unit = counted.unit
"""
# Late first answers, each with the times in which its unit waited for the desk, since a later date was last agreed on.
DELAYED = """
SELECT (SELECT department_id FROM tickets_leg l WHERE l.ticket_id = t.id AND l.role = 'lead'
        ORDER BY (l.status = 'recalled'), l.id DESC LIMIT 1),
    t.committee_id, d.wall, d.due_at, coalesce(d.met_at, d.voided_at, %(now)s),
    array_agg(held.since), array_agg(held.until)
FROM tickets_ticket t JOIN (
    SELECT DISTINCT ON (ticket_id) * FROM tickets_deadline
    WHERE kind = 'resolve' AND round = 1 AND (met_at IS NOT NULL OR passed_at >= due_at) ORDER BY ticket_id, id
) d ON d.ticket_id = t.id JOIN (
    SELECT ticket_id, at AS since, coalesce(ruled_at, lapsed_at, %(now)s) AS until FROM tickets_return WHERE round = 1
    UNION ALL SELECT v.ticket_id, r.at, v.at FROM tickets_replyreview v JOIN tickets_reply r ON r.id = v.reply_id
        WHERE NOT v.passed AND v.round = 1
) held ON held.ticket_id = t.id
WHERE accepted_at >= %(start)s AND accepted_at < %(end)s AND (d.met_at IS NULL OR d.met_at > d.due_at)
    AND held.since >= coalesce((SELECT max(ruled_at) FROM tickets_extension x WHERE x.ticket_id = t.id AND x.upheld
                                AND x.round = 1), '-infinity')
GROUP BY t.id, t.committee_id, d.wall, d.due_at, d.met_at, d.voided_at
"""
# What stands beside the rates: dispatches, replies that passed, the ledger. (name, unit, how many) a row.
BESIDE = """
WITH leads AS (
    SELECT l.*, row_number() OVER (PARTITION BY l.ticket_id ORDER BY l.id) AS place,
        lead(l.department_id) OVER (PARTITION BY l.ticket_id ORDER BY l.id) AS next_unit,
        lead(l.dispatched_at) OVER (PARTITION BY l.ticket_id ORDER BY l.id) AS next_at,
        (SELECT min(v.at) FROM tickets_replyreview v WHERE v.ticket_id = l.ticket_id AND v.passed AND v.round = 1)
            AS passed_at
    FROM tickets_leg l WHERE role = 'lead'
), sent AS (
    SELECT leads.*, t.committee_id,
        EXISTS (SELECT FROM tickets_return b WHERE b.leg_id = leads.id) AS returned,
        EXISTS (SELECT FROM tickets_return b WHERE b.leg_id = leads.id
                AND (b.upheld OR b.misdispatched_at IS NOT NULL)) AS wrong,
        s.met_at, s.due_at AS sign_due_at, s.id IS NOT NULL AS sign_due
    FROM leads JOIN tickets_ticket t ON t.id = leads.ticket_id
    LEFT JOIN tickets_deadline s ON s.leg_id = leads.id AND s.kind = 'sign'
        AND (s.met_at IS NOT NULL OR s.passed_at >= s.due_at)
    WHERE leads.dispatched_at >= %(start)s AND leads.dispatched_at < %(end)s
), passed AS (
    SELECT v.ticket_id, v.round, coalesce(r.lead_id, l.department_id) AS unit, r.id IS NOT NULL AS answered,
        EXISTS (SELECT FROM tickets_revisit q WHERE q.ticket_id = v.ticket_id AND q.round = v.round) AS asked
    FROM tickets_replyreview v JOIN tickets_reply p ON p.id = v.reply_id JOIN tickets_leg l ON l.id = p.leg_id
    LEFT JOIN tickets_revisit r ON r.ticket_id = v.ticket_id AND r.round = v.round AND r.valid
    WHERE v.passed AND v.at >= %(start)s AND v.at < %(end)s
), owner AS (
    SELECT DISTINCT ON (ticket_id) ticket_id, department_id AS unit FROM tickets_leg WHERE role = 'lead'
    ORDER BY ticket_id, (status = 'recalled'), id DESC
)
SELECT 'dispatched', department_id, count(*) FROM sent GROUP BY 2
UNION ALL SELECT 'returned', department_id, count(*) FROM sent WHERE returned GROUP BY 2
UNION ALL SELECT 'sign_due', department_id, count(*) FROM sent WHERE sign_due GROUP BY 2
UNION ALL SELECT 'signed_in_time', department_id, count(*) FROM sent WHERE met_at <= sign_due_at GROUP BY 2
UNION ALL SELECT 'first_sent', committee_id, count(*) FROM sent WHERE place = 1 GROUP BY 2
UNION ALL SELECT 'first_right', committee_id, count(*) FROM sent WHERE place = 1 AND NOT wrong
    AND (next_unit IS NULL OR next_unit = department_id OR next_at >= passed_at) GROUP BY 2
UNION ALL SELECT 'passed', unit, count(*) FROM passed GROUP BY 2
UNION ALL SELECT 'asked', unit, count(*) FROM passed WHERE asked GROUP BY 2
UNION ALL SELECT 'answered', unit, count(*) FROM passed WHERE answered GROUP BY 2
UNION ALL SELECT 'urgent', unit, count(*) FROM tickets_ticket t LEFT JOIN owner ON owner.ticket_id = t.id
    WHERE urgency IN ('urgent', 'critical') AND split_at IS NULL AND accepted_at >= %(start)s AND accepted_at < %(end)s
    AND (status = 'closed' OR EXISTS (SELECT FROM tickets_replyreview v WHERE v.ticket_id = t.id AND v.passed))
    GROUP BY 2
UNION ALL SELECT 'redone', r.lead_id, count(*) FROM tickets_revisit r JOIN tickets_ticket t ON t.id = r.ticket_id
    WHERE r.valid AND r.round < t.round AND r.at >= %(start)s AND r.at < %(end)s
    AND NOT EXISTS (SELECT FROM tickets_revisit e WHERE e.valid AND e.ticket_id = t.id AND e.round < r.round)
    AND NOT EXISTS (SELECT FROM tickets_exclusion x LEFT JOIN tickets_objection o ON o.exclusion_id = x.id
                    WHERE x.revisit_id = r.id AND x.granted_at IS NOT NULL AND (o.id IS NULL OR NOT o.upheld))
    GROUP BY 2
"""
COUNTED = {
    "accepted": "accepted", "handled": "handled", "valid": "valid", "response": "contacted", "redo": "redo",
    "due": "due", "late": "late", "missed": "missed", "extended": "extended",
    "withdrawn": "withdrawn", "persuaded": "persuaded", "not-reached": "not_reached", "final": "final",
    "misdispatched": "misdispatched", "excluded": "excluded",
}  # fmt: skip


@pytest.fixture(scope="module")
def county(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[County]:
    """The demonstration, played once for this file."""
    with django_db_blocker.unblock(), transaction.atomic(), clock.moved_to(NOW):
        yield play_demonstration().county
        transaction.set_rollback(True)


def recount(period: Month | Year) -> dict[int | None, Tally]:
    with connection.cursor() as cursor:
        cursor.execute(RECOUNT, {"start": period.start, "end": period.end})
        found = {unit: _tally(counts) for unit, *counts in cursor.fetchall()}
        cursor.execute(DELAYED, {"start": period.start, "end": period.end, "now": clock.now()})
        late = cursor.fetchall()
    for unit, committee, wall, due, ended, since, until in late:
        held = 0.0
        for start, end in sorted(zip(since, until, strict=True)):
            if start < due or seconds(due, start, wall=wall) < held:
                held += seconds(start, end, wall=wall)
        if seconds(due, ended, wall=wall) <= held:
            found[unit] = replace(found[unit], due=found[unit].due - 1)
            found[committee] = replace(found.get(committee, Tally()), due=found.get(committee, Tally()).due + 1)
    return {unit: tally for unit, tally in found.items() if tally != Tally()}


def _tally(counts: list[int | None]) -> Tally:
    return Tally(**{name: count or 0 for name, count in zip(figures.RATES, counts, strict=True)})


def seconds(since: datetime, until: datetime, *, wall: bool) -> float:
    """The seconds between, of the offices or by the wall, minute by minute: hours begin and end with one."""
    calendar, found = calendar_of(County.objects.get()), 0.0
    minute = since.replace(second=0, microsecond=0)
    while minute < until:
        after = minute + timedelta(minutes=1)
        if wall or calendar.is_open(minute):
            found += (min(after, until) - max(minute, since)).total_seconds()
        minute = after
    return found


@pytest.mark.parametrize("period", [Year(2026), Month(2026, 11), Month(2026, 5), Month(2026, 11, 19)], ids=str)
def test_the_figures_of_every_unit_equal_a_recount(county: County, period: Any) -> None:
    assert figures.tallies(Scope(county.pk, period)) == recount(period)


def recount_beside(period: Month | Year) -> dict[tuple[str, int | None], int]:
    """How many of each of `figures.BESIDE` a unit has, where it has any."""
    with connection.cursor() as cursor:
        cursor.execute(BESIDE, {"start": period.start, "end": period.end})
        return {(name, unit): count for name, unit, count in cursor.fetchall()}


@pytest.mark.parametrize("period", [Year(2026), Month(2026, 11)], ids=str)
def test_what_stands_beside_the_rates_equals_a_recount(county: County, period: Any) -> None:
    expected = recount_beside(period)

    assert {name for name, _unit in expected} == set(figures.BESIDE)
    assert figures.beside(Scope(county.pk, period)) == expected


def test_months_say_what_the_facts_say_by_every_axis(county: County) -> None:
    figures.counted_anew()

    for period in (Year(2026), Month(2026, 11)):
        for axis in Axis:
            assert cubes.tallies(Scope(county.pk, period), axis) == counting.tallies(Scope(county.pk, period), axis)


def test_the_journal_alone_tells_every_month_as_the_facts_do(county: County) -> None:
    figures.read_anew()
    month, seen = Month.of(NOW, starts_on=1), 0
    for _each in range(24):
        whole = counting.total(counting.tallies(Scope(county.pk, month)).values())
        counted = {name: getattr(whole, name) for name in retold.NAMES}
        assert retold.retold(county.pk, month, until=NOW) == counted, month
        month, seen = month.preceding(), seen + sum(counted.values())
    assert seen > 1000  # the closed year and what was played since


def test_every_number_of_every_unit_is_as_long_as_its_list(county: County) -> None:
    found = figures.tallies(Scope(county.pk, Year(2026)))

    for unit, tally in found.items():
        if unit is not None:
            scope = Scope(county.pk, Year(2026), unit)
            assert {name: counting.cases(scope, name).count() for name in COUNTED} == {
                name: getattr(tally, field) for name, field in COUNTED.items()
            }
            assert {
                key: counting.cases(scope, f"{key}-failed").count() for key in ("handled", "response", "solved")
            } == {key: tally.lost(key) for key in ("handled", "response", "solved")}


def test_the_office_and_the_leader_open_every_case_behind_a_number(county: County) -> None:
    figures.counted_anew()
    for username in ("ducha", "lingdao"):
        seen = tickets_for(Post.objects.filter(person__username=username)[0])
        for name in NUMBERS:
            behind = counting.cases(Scope(county.pk, Year(2026)), name)
            assert not behind.exclude(pk__in=seen.values("pk")).exists(), name


def test_the_demonstration_ranks_units_that_differ(county: County) -> None:
    tallies = figures.tallies(Scope(county.pk, Year(2026)))
    scores = [tally.score(first_rule(county).weights) for tally in tallies.values() if tally.valid >= 4]

    assert len(scores) >= 2
    assert len(set(scores)) == len(scores)
