"""All facts and all months anew, what is missing alone, or only the proof that they are what the cases say.

For a county that was filled in bulk, after an upgrade that counts something new, and for whoever doubts a figure. Runs
beside a working county: a batch is one short transaction, and nothing that is read earlier overwrites what is newer.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q

from journal.models import Outbox
from metrics import cubes, facts
from metrics.models import CaseFact, Dirt, DispatchFact
from orgs.models import County
from tickets.models import Ticket

BATCH: Final = 5_000
_OPEN: Final = "SELECT id FROM tickets_ticket WHERE county_id = %s AND id > %s ORDER BY id LIMIT %s"
_BEHIND: Final = """
SELECT t.id FROM tickets_ticket t LEFT JOIN metrics_casefact f ON f.ticket_id = t.id AND f.round = t.round
WHERE t.county_id = %s AND t.id > %s AND (f.id IS NULL OR f.seq < t.chain_seq) ORDER BY t.id LIMIT %s
"""

CONSUMER: Final = "figures"
"""Whose duties in the outbox are what the figures have not read yet."""

Progress = Callable[[int], None]


def rebuild(county: County, *, progress: Progress = lambda _done: None) -> int:
    """Read every case of a county anew and count every month; how many cases."""
    done = 0
    for ids in _batches(_OPEN, county):
        facts.derive(county.pk, ids)
        progress(done := done + len(ids))
    cubes.rebuild(county)
    return done


def catch_up(county: County, *, progress: Progress = lambda _done: None) -> int:
    """Read what has no fact of its last state: after an upgrade, or if a hint was given up. The months follow."""
    done = 0
    for ids in _batches(_BEHIND, county):
        facts.derive(county.pk, ids)
        progress(done := done + len(ids))
    return done


def waits(county: County) -> bool:
    """Whether anything of a county is not counted yet: a case to be read or given up, a calendar, a dirty month."""
    read = CaseFact.objects.filter(ticket=OuterRef("subject_id"), seq__gte=OuterRef("event__seq"))
    told = Outbox.objects.filter(consumer=CONSUMER, event__county=county.pk)
    unread = Q(subject_type=Ticket.JOURNAL_NAME) & ~Exists(read)
    moved = Q(event__verb__in=(facts.MONTHS_MOVED, facts.HOURS_MOVED))
    if Dirt.objects.filter(county=county).exists() or told.filter(unread | moved).exists():
        return True
    with connection.cursor() as cursor:
        cursor.execute(_BEHIND, [county.pk, 0, 1])
        return cursor.fetchone() is not None


def differences(county: County) -> Iterator[str]:
    """Every fact and every month that is not what the cases say now, a line each. Changes nothing."""
    for ids in _batches(_OPEN, county):
        yield from (f"case {case} round {place}" for case, place in _facts_that_differ(county, ids))
    yield from (f"month {month} by {axis}" for axis, month in cubes.differences(county))


def _facts_that_differ(county: County, ids: Sequence[int]) -> list[tuple[int, int]]:
    """(case, round), or (case, minus the id of a dispatch), of facts that a new reading changes; it is taken back."""
    with transaction.atomic():
        before = _kept(ids)
        facts.derive(county.pk, ids)
        after = _kept(ids)
        transaction.set_rollback(True)
    return sorted(key for key in before.keys() | after.keys() if before.get(key) != after.get(key))


def _kept(ids: Sequence[int]) -> dict[tuple[int, int], Any]:
    rounds = CaseFact.objects.filter(ticket__in=ids).values()
    sent = DispatchFact.objects.filter(leg__ticket__in=ids).values()
    return {(row["ticket_id"], row["round"]): _without_id(row) for row in rounds} | {
        (row["ticket_id"], -row["leg_id"]): row for row in sent
    }


def _without_id(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "id"}


def _batches(sql: str, county: County) -> Iterator[list[int]]:
    last = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(sql, [county.pk, last, BATCH])
            ids = [pk for (pk,) in cursor.fetchall()]
        if not ids:
            return
        yield ids
        last = ids[-1]
