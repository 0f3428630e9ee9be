"""The cases of a county follow who watches it from another one (`orgs.models.Oversight`, ADR 0036).

Seeing a case is being among its parties, here as everywhere. So a unit that begins to watch is written into the cases
that there are, and taken out of them when it ends: in batches, each in a transaction of its own that also notes how far
it has come. Killed in the middle it goes on from there; run twice it changes nothing twice. New cases have the unit
from the first moment of `JOINING` and never after the first of `LEAVING`: filings and that turn wait for each other.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Final

from django.db import OperationalError, connection, transaction
from django.db.models import Exists, F, Func, OuterRef, Q, Value

from journal import clock
from journal.events import record
from orgs.models import County, Oversight
from orgs.queries import today
from orgs.statuses import Reach
from tickets.models import CheckIn, Leg, Ticket

logger = logging.getLogger(__name__)

BATCH: Final = 500
MOST: Final = 200
"""Batches of one run, which is to end before the worker is told to; the next run goes on."""
_LOCK: Final = 0x51480024
_PATIENCE: Final = "5s"


def hold_still(county_id: int) -> None:
    """Until the transaction ends nobody begins or ceases to watch the county; any number hold it at once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, %s)", [_LOCK, county_id])


def run(*, most: int = MOST) -> int:
    """Begin and end what is due today, then have the cases follow. Returns how many were changed."""
    on, changed = today(clock.now()), 0
    for row in [*Oversight.objects.ending(on), *Oversight.objects.beginning(on)]:
        with _kept_from_others(row.pk):
            turn(row.pk, on=on)
    for oversight_id in list(Oversight.objects.moving().values_list("pk", flat=True)):
        with _kept_from_others(oversight_id):
            while most > 0 and (done := follow(oversight_id)) is not None:
                changed, most = changed + done, most - 1
    return changed


@contextmanager
def _kept_from_others(oversight_id: int) -> Iterator[None]:
    """One whose rows somebody holds keeps no other one waiting: the next run tries it again."""
    try:
        yield
    except OperationalError:
        logger.exception("the cases did not follow oversight %s now", oversight_id)


def turn(oversight_id: int, *, on: date) -> None:
    """From the next case on the unit is a party, or is none. Waits for cases that are being filed, and they for it."""
    with transaction.atomic():
        county_id = Oversight.objects.values_list("county", flat=True).get(pk=oversight_id)
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [_PATIENCE])
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, county_id])
        row = Oversight.objects.select_for_update(of=("self",)).get(pk=oversight_id)
        itself = Oversight.objects.filter(pk=row.pk)
        if itself.ending(on).exists():
            row.reach = Reach.LEAVING if row.reach else Reach.OVER
        elif itself.beginning(on).exists():
            row.reach = Reach.JOINING
        else:
            return  # another worker was faster
        row.walked = row.cases = 0
        row.save(update_fields=["reach", "walked", "cases"])


def follow(oversight_id: int) -> int | None:
    """The next batch of cases, in the order of their ids. How many were changed; None where nothing is left to do."""
    with transaction.atomic():
        rows = Oversight.objects.moving().select_for_update(skip_locked=True, of=("self",))
        row = rows.filter(pk=oversight_id).first()
        if row is None:
            return None
        ahead = Ticket.objects.filter(county=row.county_id, pk__gt=row.walked).order_by("pk")
        ids = list(ahead.select_for_update(no_key=True, of=("self",)).values_list("pk", flat=True)[:BATCH])
        if not ids:
            _finish(row)
            return None
        joins = row.reach == Reach.JOINING
        changed = _write_in(row, ids) if joins else _take_out(row, ids)
        row.walked, row.cases = ids[-1], row.cases + changed
        row.save(update_fields=["walked", "cases"])
    return changed


def _write_in(row: Oversight, ids: list[int]) -> int:
    lacking = Ticket.objects.filter(pk__in=ids).exclude(parties__contains=[row.organisation_id])
    return lacking.update(parties=Func(F("parties"), Value(row.organisation_id), function="array_append"))


def _take_out(row: Oversight, ids: list[int]) -> int:
    unit = row.organisation_id
    had = Ticket.objects.filter(pk__in=ids, parties__contains=[unit]).exclude(_stays(unit))
    return had.update(parties=Func(F("parties"), Value(unit), function="array_remove"))


def _stays(unit: int) -> Q:
    """Cases to which the unit is something else besides: it entered, has or had them, or a whistle called it."""
    its_own = Q(firm=unit) | Q(committee=unit) | Q(filed_by__organisation=unit)
    of_legs = Exists(Leg.objects.filter(ticket=OuterRef("pk"), department=unit))
    return its_own | Q(of_legs) | Q(Exists(CheckIn.objects.filter(ticket=OuterRef("pk"), unit=unit)))


def _finish(row: Oversight) -> None:
    """All cases have followed."""
    joined = row.reach == Reach.JOINING
    row.reach = Reach.JOINED if joined else Reach.OVER
    row.save(update_fields=["reach"])
    county = County.objects.select_for_update(of=("self",), no_key=True).get(pk=row.county_id)
    record(
        "county.oversight_joined" if joined else "county.oversight_left",
        county,
        actor=None,
        at=clock.now(),
        data={"oversight": row.pk, "organisation": row.organisation_id, "cases": row.cases},
    )
