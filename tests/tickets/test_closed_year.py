"""The last closed year of the demonstration (DOMAIN §1.2), whatever its size and day: 310 urgent cases, all handled.

Counted in plain SQL, without looking at `metrics`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from journal import clock
from journal.verifying import verify
from metrics import counting, cubes, rebuilding
from metrics.periods import Year
from metrics.rules import first_rule
from orgs.models import County
from tests.orgs.test_calendar import at

pytestmark = [pytest.mark.django_db, pytest.mark.untraced]
ACCEPTED = """
SELECT count(*), count(*) FILTER (WHERE handled), count(*) FILTER (WHERE urgency <> 'normal'),
    count(*) FILTER (WHERE urgency <> 'normal' AND handled),
    count(*) FILTER (WHERE urgency <> 'normal' AND first_passed < %(end)s)
FROM (
    SELECT t.*, t.status = 'closed' OR first_passed IS NOT NULL AS handled FROM (
        SELECT t.*, (SELECT min(at) FROM tickets_replyreview r WHERE r.ticket_id = t.id AND r.passed) AS first_passed
        FROM tickets_ticket t
    ) t
    WHERE accepted_at >= %(start)s AND accepted_at < %(end)s AND split_at IS NULL
) told
"""
RATES = """
SELECT count(*), sum(CASE outcome WHEN 'solved' THEN 1 WHEN 'basically' THEN 0.9 ELSE 0 END),
    sum(CASE WHEN grade >= 4 THEN 1 WHEN grade = 3 THEN 0.9 ELSE 0 END)
FROM (SELECT DISTINCT ON (ticket_id) * FROM tickets_revisit WHERE valid ORDER BY ticket_id, round) first
WHERE at >= %(start)s AND at < %(end)s AND NOT EXISTS (SELECT FROM tickets_exclusion e WHERE e.revisit_id = first.id)
"""
SPREAD = """
SELECT count(DISTINCT date_part('month', accepted_at AT TIME ZONE 'Asia/Shanghai')), count(DISTINCT town_id),
    count(DISTINCT category_id), count(DISTINCT l.department_id)
FROM tickets_ticket t JOIN tickets_leg l ON l.ticket_id = t.id AND l.role = 'lead'
WHERE urgency <> 'normal' AND accepted_at >= %(start)s AND accepted_at < %(end)s
"""
TOO_EARLY = """
SELECT count(*) FROM journal_event e JOIN orgs_post p ON p.id = e.post
WHERE (e.at AT TIME ZONE 'Asia/Shanghai')::date < p.starts_on
"""
UNANNOUNCED = """
SELECT count(*) FROM tickets_ticket t JOIN orgs_organisation o ON o.id = t.firm_id JOIN journal_event e
    ON e.subject_type = 'organisation' AND e.subject_id = o.id AND e.verb = 'organisation.created'
WHERE t.submitted_at < e.at
"""


@dataclass(frozen=True)
class Told:
    """A demonstration: the day on which it was written, how many cases it was asked for."""

    now: datetime
    cases: int | None

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        start, end = (at(f"{year}-01-01 00:00") for year in (self.now.year - 1, self.now.year))
        with connection.cursor() as cursor:
            cursor.execute(sql, {"start": start, "end": end})
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


@pytest.fixture(
    scope="module",
    params=[Told(at(day), cases) for cases in (None, 60, 300) for day in ("2026-11-24 10:20", "2027-01-12 10:20")],
    ids=lambda told: f"{told.cases or 'played'} {told.now:%m-%d}",
)
def told(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Told]:
    asked: Told = request.param
    with django_db_blocker.unblock(), transaction.atomic(), clock.moved_to(asked.now):
        size = {} if asked.cases is None else {"cases": asked.cases, "processes": 1}
        call_command("seed_demo", stdout=StringIO(), stderr=StringIO(), **size)
        yield asked
        transaction.set_rollback(True)


def test_exactly_310_urgent_cases_were_accepted_and_handled_and_all_others_too(told: Told) -> None:
    ((accepted, handled, urgent, urgent_handled, within_the_year),) = told.rows(ACCEPTED)

    assert (urgent, urgent_handled) == (310, 310)
    assert within_the_year == 310 or told.cases is None  # a played one of December may be answered in January
    assert accepted == handled > 310


def test_resolution_and_satisfaction_are_other_numbers_each_its_own(told: Told) -> None:
    ((valid, solved, satisfied),) = told.rows(RATES)

    resolution, satisfaction = solved / valid, satisfied / valid
    assert Decimal("0.85") < satisfaction < resolution < Decimal("0.96")
    assert round(resolution - satisfaction, 4) > 0


def test_the_page_prints_what_the_rows_say(told: Told) -> None:
    county = County.objects.get()
    rebuilding.rebuild(county)
    tally = counting.total(cubes.tallies(counting.Scope(county.pk, Year(told.now.year - 1))).values())
    weights = first_rule(county).weights

    assert (tally.handling().percent, tally.urgent) == ("100.00 %", 310)
    assert len({tally.handling().percent, tally.resolution(weights).percent, tally.satisfaction(weights).percent}) == 3


def test_urgent_cases_come_in_every_month_from_many_towns_about_many_things_to_many_units(told: Told) -> None:
    ((months, towns, categories, leads),) = told.rows(SPREAD)

    assert months == 12
    assert (towns >= 20, categories >= 18, leads >= 12) == (True, True, True)


def test_nobody_acts_before_their_post_began_and_no_firm_calls_before_it_is_there(told: Told) -> None:
    assert told.rows(TOO_EARLY) == [(0,)]
    assert told.rows(UNANNOUNCED) == [(0,)]


def test_the_journal_holds(told: Told) -> None:
    assert verify().broken is None
