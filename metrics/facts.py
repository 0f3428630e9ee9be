"""Facts out of the state of cases: one statement for one case and for a million (DESIGN §8, ADR 0045).

The journal says that a case has moved, never what to count: a fact is read off the case itself, with the number of the
event that it was read after. So a replayed, late or doubled hint does no harm, and neither does a rebuilding beside a
running relay: what was read earlier never takes the place of what was read later.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import Exists, F, Min, OuterRef, Q

from journal import clock
from journal.models import Event
from metrics import cubes
from metrics.held import of_the_desk
from metrics.models import CaseFact, Dirt
from metrics.models.facts import DAYS
from orgs.calendar import COUNTY_TIME, WorkCalendar
from orgs.models import County
from orgs.working_days import calendar_for
from tickets.models import Deadline, Ticket
from tickets.models.querysets import TicketQuerySet
from tickets.statuses import DeadlineKind

# First answers that were promised: given, or the time for it has run out, whatever has become of the clock since. One
# that has run out counts for good: a firm that withdraws, and calls anew, mends nothing.
PROMISED: Final = Deadline.objects.filter(
    Q(met_at__isnull=False) | Q(passed_at__gte=F("due_at")), kind=DeadlineKind.RESOLVE, round=1
)

MONTHS_MOVED: Final = "county.settings_changed"
HOURS_MOVED: Final = "county.calendar_changed"
_BATCH: Final = 5_000

# Whose a case is: the live lead, or the last there was.
_LED: Final = """
    SELECT DISTINCT ON (ticket_id) ticket_id, department_id FROM tickets_leg
    WHERE role = 'lead' AND ticket_id = ANY(%(ids)s)
    ORDER BY ticket_id, (status NOT IN ('pending', 'signed', 'done', 'returning')), id DESC
"""
# The first of `PROMISED` of each case.
_PROMISED: Final = """
    SELECT DISTINCT ON (ticket_id) * FROM tickets_deadline
    WHERE kind = 'resolve' AND round = 1 AND ticket_id = ANY(%(ids)s) AND (met_at IS NOT NULL OR passed_at >= due_at)
    ORDER BY ticket_id, id
"""
_FIRST_SENT: Final = """
    SELECT DISTINCT ON (ticket_id) id, ticket_id, department_id, dispatched_at FROM tickets_leg
    WHERE role = 'lead' AND ticket_id = ANY(%(ids)s) ORDER BY ticket_id, id
"""
_PASSED: Final = """
    SELECT DISTINCT ON (v.ticket_id, v.round) v.ticket_id, v.round, v.at, r.at AS replied_at, l.department_id
    FROM tickets_replyreview v JOIN tickets_reply r ON r.id = v.reply_id JOIN tickets_leg l ON l.id = r.leg_id
    WHERE v.passed AND v.ticket_id = ANY(%(ids)s) ORDER BY v.ticket_id, v.round, v.id
"""
_REVISITED: Final = """
    SELECT v.ticket_id, v.round, v.at, v.lead_id, v.contacted, v.outcome, v.grade,
        EXISTS (SELECT FROM tickets_revisit e
                WHERE e.valid AND e.ticket_id = v.ticket_id AND e.round < v.round) AS again,
        EXISTS (SELECT FROM tickets_exclusion x LEFT JOIN tickets_objection o ON o.exclusion_id = x.id
                WHERE x.revisit_id = v.id AND x.granted_at IS NOT NULL
                AND (o.id IS NULL OR o.upheld IS FALSE)) AS excluded
    FROM tickets_revisit v WHERE v.valid AND v.ticket_id = ANY(%(ids)s)
"""
# Rounds in which the firm has answered, or was called. Joined: as a question about each row all answers ever were read.
_ASKED: Final = "SELECT DISTINCT ticket_id, round FROM tickets_revisit WHERE ticket_id = ANY(%(ids)s)"
_LEDGERED: Final = """
    SELECT ticket_id, round, min(began_at) AS at FROM tickets_ledgeritem
    WHERE began_at IS NOT NULL AND ticket_id = ANY(%(ids)s) GROUP BY ticket_id, round
"""
# Office seconds before an instant: hours are laid out in a line, each stretch with what lies before it.
_OFFICE: Final = """coalesce((%(before)s::bigint[])[width_bucket({at}, %(opens)s::timestamptz[])] + extract(epoch FROM
        least({at}, (%(closes)s::timestamptz[])[width_bucket({at}, %(opens)s::timestamptz[])])
        - (%(opens)s::timestamptz[])[width_bucket({at}, %(opens)s::timestamptz[])])::bigint, 0)"""
_WORKED: Final = f"""CASE WHEN p.replied_at >= f.dispatched_at THEN
        ({_OFFICE.format(at="p.replied_at")} - {_OFFICE.format(at="f.dispatched_at")}) / 60 END"""


def _day(instant: str) -> str:
    return f"({instant} AT TIME ZONE 'Asia/Shanghai')::date"


def _newer(table: str, columns: Iterable[str], *, settled: Collection[str]) -> str:
    """All but the key; never with what was read earlier, and nothing is written where nothing has changed."""
    read = [name for name in columns if name not in settled]
    known, fresh = (", ".join(f"{row}.{name}" for name in read) for row in (table, "excluded"))
    return f"""{", ".join(f"{name} = excluded.{name}" for name in read)}
WHERE excluded.seq >= {table}.seq AND ({known}) IS DISTINCT FROM ({fresh})"""


# Column → what it is of a case `t` and its round `n`: led, d(eadline), f(irst dispatch), p(assed), v (revisit), asked.
_COLUMNS: Final = {
    "ticket_id": "t.id",
    "round": "n",
    "seq": "t.chain_seq",
    "county_id": "t.county_id",
    "town_id": "t.town_id",
    "category_id": "t.category_id",
    "committee_id": "t.committee_id",
    "unit_id": "led.department_id",
    "lead_id": "coalesce(v.lead_id, p.department_id, led.department_id)",
    "accepted_on": f"CASE WHEN n = 1 AND t.split_at IS NULL THEN {_day('t.accepted_at')} END",
    "handled": "n = 1 AND (t.passed_at IS NOT NULL OR t.status = 'closed')",
    "urgent": "n = 1 AND t.urgency <> 'normal'",
    "due_on": f"CASE WHEN n = 1 AND d.id IS NOT NULL THEN {_day('t.accepted_at')} END",
    "due_unit_id": "CASE WHEN n = 1 AND d.id IS NOT NULL THEN led.department_id END",
    "on_time": "n = 1 AND coalesce(d.met_at <= d.due_at, false)",
    "on_time_first": "n = 1 AND coalesce(d.met_at <= coalesce(d.first_due_at, d.due_at), false)",
    "put_off": "n = 1 AND d.first_due_at IS NOT NULL",
    "unanswered": "n = 1 AND d.id IS NOT NULL AND d.met_at IS NULL AND d.voided_at IS NULL",
    "first_sent_on": f"CASE WHEN n = 1 THEN {_day('f.dispatched_at')} END",
    "first_right": """n = 1 AND f.id IS NOT NULL
        AND NOT EXISTS (SELECT FROM tickets_return b WHERE b.leg_id = f.id
                        AND (b.upheld OR b.misdispatched_at IS NOT NULL))
        AND NOT EXISTS (SELECT FROM tickets_leg other WHERE other.ticket_id = t.id AND other.role = 'lead'
                        AND other.id > f.id AND other.department_id <> f.department_id
                        AND (p.at IS NULL OR other.dispatched_at < p.at))""",
    "worked_minutes": f"CASE WHEN n = 1 THEN {_WORKED} END",
    "passed_on": _day("p.at"),
    "asked": "asked.ticket_id IS NOT NULL",
    "revisited_on": _day("v.at"),
    "contacted": "v.contacted",
    "outcome": "coalesce(v.outcome, '')",
    "grade": "v.grade",
    "again": "coalesce(v.again, false)",
    "excluded": "coalesce(v.excluded, false)",
    "redone": "v.ticket_id IS NOT NULL AND n < t.round",
    "ledgered_on": _day("k.at"),
    "ended_on": f"CASE WHEN n = t.round THEN {_day('t.closed_at')} END",
    "ending": """CASE WHEN n < t.round OR t.closed_at IS NULL THEN '' WHEN t.status = 'closed' THEN t.closure
        WHEN t.status = 'withdrawn' AND t.dispatched_at IS NULL THEN 'unsent' ELSE t.status END""",
}
CASES: Final = f"""
INSERT INTO metrics_casefact ({", ".join(_COLUMNS)})
SELECT {", ".join(_COLUMNS.values())}
FROM tickets_ticket t CROSS JOIN LATERAL generate_series(1, t.round) AS n
LEFT JOIN ({_LED}) led ON led.ticket_id = t.id
LEFT JOIN ({_PROMISED}) d ON d.ticket_id = t.id
LEFT JOIN ({_FIRST_SENT}) f ON f.ticket_id = t.id
LEFT JOIN ({_PASSED}) p ON p.ticket_id = t.id AND p.round = n
LEFT JOIN ({_REVISITED}) v ON v.ticket_id = t.id AND v.round = n
LEFT JOIN ({_ASKED}) asked ON asked.ticket_id = t.id AND asked.round = n
LEFT JOIN ({_LEDGERED}) k ON k.ticket_id = t.id AND k.round = n
WHERE t.id = ANY(%(ids)s)
ON CONFLICT (ticket_id, round) DO UPDATE SET {_newer("metrics_casefact", _COLUMNS, settled=("ticket_id", "round"))}
"""  # noqa: S608 -- put together from the literals above
_DISPATCHED: Final = {
    "leg_id": "l.id",
    "seq": "t.chain_seq",
    "ticket_id": "t.id",
    "county_id": "t.county_id",
    "town_id": "t.town_id",
    "category_id": "t.category_id",
    "committee_id": "t.committee_id",
    "unit_id": "l.department_id",
    "sent_on": _day("l.dispatched_at"),
    "sign_due": "s.id IS NOT NULL",
    "signed_in_time": "coalesce(s.met_at <= s.due_at, false)",
    "returned": "EXISTS (SELECT FROM tickets_return b WHERE b.leg_id = l.id)",
}
DISPATCHES: Final = f"""
INSERT INTO metrics_dispatchfact ({", ".join(_DISPATCHED)})
SELECT {", ".join(_DISPATCHED.values())}
FROM tickets_ticket t JOIN tickets_leg l ON l.ticket_id = t.id AND l.role = 'lead'
LEFT JOIN (
    SELECT DISTINCT ON (leg_id) * FROM tickets_deadline
    WHERE kind = 'sign' AND ticket_id = ANY(%(ids)s) AND (met_at IS NOT NULL OR passed_at >= due_at)
    ORDER BY leg_id, id
) s ON s.leg_id = l.id
WHERE t.id = ANY(%(ids)s)
ON CONFLICT (leg_id) DO UPDATE SET {_newer("metrics_dispatchfact", _DISPATCHED, settled=("leg_id",))}
"""  # noqa: S608 -- as above


@dataclass(frozen=True, slots=True)
class Office:
    """Office hours laid out in a line: when each stretch opens and closes, and the seconds before it."""

    opens: tuple[datetime, ...]
    closes: tuple[datetime, ...]
    before: tuple[int, ...]


def handle(event: Event) -> None:
    """The relay's consumer `figures`: whatever has happened to a case, read it anew."""
    if event.subject_type == Ticket.JOURNAL_NAME and event.county is not None:
        derive(event.county, [event.subject_id])
    elif event.verb == MONTHS_MOVED and "month_starts_on" in event.data["to"]:
        cubes.begin_anew(County.objects.get(pk=event.subject_id))
    elif event.verb == HOURS_MOVED:
        _reread_worked(event.subject_id, [date.fromisoformat(each["day"]) for each in event.data["days"]])


def _reread_worked(county_id: int, days: Sequence[date]) -> None:
    """Time at work is of office hours: read again the cases that were at work on a day that changed; none: on any."""
    rows = CaseFact.objects.filter(county=county_id, worked_minutes__isnull=False).order_by("ticket_id")
    if days:
        after = datetime.combine(max(days) + timedelta(days=1), time(), tzinfo=COUNTY_TIME)
        rows = rows.filter(passed_on__gte=min(days), ticket__dispatched_at__lt=after)
    ids = list(rows.values_list("ticket_id", flat=True))
    for first in range(0, len(ids), _BATCH):
        derive(county_id, ids[first : first + _BATCH])


def derive(county_id: int, ids: Collection[int]) -> None:
    """Read these cases of a county anew, and mark the days whose months have to be counted again."""
    with transaction.atomic():
        before = _days(ids)
        office = _office(county_id, ids)
        values: dict[str, Any] = {"ids": list(ids), "opens": list(office.opens), "closes": list(office.closes)}
        values["before"] = list(office.before)
        with connection.cursor() as cursor:
            cursor.execute(CASES, values)
            cursor.execute(DISPATCHES, values)
        _give_to_the_desk(county_id, ids)
        Dirt.objects.bulk_create(Dirt(county_id=county_id, day=day) for day in sorted(before | _days(ids)))


def owed() -> list[tuple[int, int]]:
    """(county, case) of late first answers, still owed, that a fact gives to a desk and that are the unit's by now.

    Time alone can end that a desk is to blame, and no event says so.
    """
    rows = CaseFact.objects.filter(unanswered=True).exclude(due_unit_id=F("unit_id"))
    theirs: defaultdict[int, list[int]] = defaultdict(list)
    for county, case in rows.order_by("county_id", "ticket_id").values_list("county_id", "ticket_id"):
        theirs[county].append(case)
    still = {case for county, cases in theirs.items() for case in _of_the_desk(county, cases)}
    return [(county, case) for county, cases in theirs.items() for case in cases if case not in still]


def _days(ids: Collection[int]) -> set[date]:
    """Every day on which something of these cases is counted."""
    with connection.cursor() as cursor:
        cursor.execute(_DAYS, {"ids": list(ids)})
        return {day for (day,) in cursor.fetchall() if day is not None}


# Of facts; and what is counted from its own rows: dispatches, found by their legs, rulings on returns and later dates,
# what firms say of a withdrawal.
_DAYS: Final = f"""
SELECT DISTINCT unnest(ARRAY[{", ".join(DAYS)}]) FROM metrics_casefact WHERE ticket_id = ANY(%(ids)s)
UNION SELECT s.sent_on FROM tickets_leg l JOIN metrics_dispatchfact s ON s.leg_id = l.id
    WHERE l.ticket_id = ANY(%(ids)s)
UNION SELECT {_day("misdispatched_at")} FROM tickets_return
    WHERE misdispatched_at IS NOT NULL AND ticket_id = ANY(%(ids)s)
UNION SELECT {_day("ruled_at")} FROM tickets_extension WHERE upheld AND ticket_id = ANY(%(ids)s)
UNION SELECT {_day("at")} FROM tickets_withdrawalcheck WHERE persuaded AND ticket_id = ANY(%(ids)s)
"""  # noqa: S608 -- as above


def _give_to_the_desk(county_id: int, ids: Collection[int]) -> None:
    """First answers that are late only because a desk's rulings took the time count for its committee."""
    if cases := _of_the_desk(county_id, ids):
        CaseFact.objects.filter(ticket__in=cases, round=1).update(due_unit_id=F("committee_id"))


def _of_the_desk(county_id: int, ids: Collection[int]) -> list[int]:
    late = PROMISED.filter(
        Q(met_at=None) | Q(met_at__gt=F("due_at")),
        ~Exists(PROMISED.filter(ticket=OuterRef("ticket"), pk__lt=OuterRef("pk"))),
        ticket__in=ids,
    )
    held = of_the_desk(late, county_id=county_id)
    return list(Deadline.objects.filter(pk__in=held).values_list("ticket_id", flat=True)) if held else []


@lru_cache(maxsize=64)
def office_hours(calendar: WorkCalendar, since: date, until: date) -> Office:
    """The hours of these days and all between."""
    opens, closes, before = [], [], []
    passed = timedelta()
    for day in (since + timedelta(days=n) for n in range((until - since).days + 1)):
        for start, end in calendar.intervals(day):
            opens.append(datetime.combine(day, start, tzinfo=COUNTY_TIME))
            closes.append(datetime.combine(day, end, tzinfo=COUNTY_TIME))
            before.append(int(passed.total_seconds()))
            passed += closes[-1] - opens[-1]
    return Office(tuple(opens), tuple(closes), tuple(before))


def _office(county_id: int, ids: Collection[int]) -> Office:
    """From the first of these cases until now, in whole years, so that one serves many."""
    rows = TicketQuerySet(Ticket).filter(pk__in=ids).order_by()
    first = rows.aggregate(first=Min("submitted_at"))["first"] or clock.now()
    until = max(clock.now(), first).astimezone(COUNTY_TIME).year
    return office_hours(calendar_for(county_id), date(first.astimezone(COUNTY_TIME).year, 1, 1), date(until, 12, 31))
