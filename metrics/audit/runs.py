"""Proving the journal sound: by the clock, or by hand. Each run is noted; of a broken journal people are told.

The operator reads it in the log, audit administrators as a notice and by mail, through an event of their county: so the
alarm itself is journalled, and cannot be lost on its way.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import DatabaseError, connection, transaction

from journal import access, clock, events
from journal.canonical import JSON
from journal.models import AccessKind, Verification
from journal.verifying import Report, verify
from orgs.models import County

logger = logging.getLogger(__name__)

LOCK: Final = 0x71_68_75_02  # "qhu", 2: one run at a time in one database (1: the sealer, `journal.checkpoints`)
BROKEN: Final = "county.journal_broken"


def prove(*, incremental: bool) -> Report | None:
    """Verify, note the run, and ring the alarm when it is broken; None while another run is at work.

    A whole run rings every time, an incremental one only for what the run before it did not find: once a night, not
    once an hour, until somebody has looked.
    """
    with _alone() as alone:
        if not alone:
            return None
        before = Verification.objects.order_by("-id").first()
        report = verify(incremental=incremental)
        _note(report, incremental=incremental)
        if report.broken and not (incremental and before and before.broken == str(report.broken)):
            _ring(str(report.broken))
    return report


@contextmanager
def _alone() -> Iterator[bool]:
    """A lock of the connection's: a worker that is killed lets go of it. A long run's message is delivered again after
    six minutes (`visibility_timeout`); it finds the lock and goes.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        alone: bool = cursor.fetchone()[0]
    try:
        yield alone
    finally:
        if alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _note(report: Report, *, incremental: bool) -> None:
    data: dict[str, JSON] = {
        "whole": not incremental,
        "events": report.events,
        "accesses": report.accesses,
        "checkpoints": report.checkpoints,
        "anchored": report.anchored,
        "broken": str(report.broken or ""),
    }
    access.note(AccessKind.VERIFIED, actor=None, subject_type="journal", data=data)


def _ring(broken: str) -> None:
    """Tell the operator first: that needs no database. A county whose own chain refuses keeps no other silent."""
    logger.error("JOURNAL BROKEN %s. Keep everything as it is and call for help.", broken)
    for county_id in County.objects.order_by("pk").values_list("pk", flat=True):
        try:
            with transaction.atomic():
                county = County.objects.select_for_update(of=("self",)).get(pk=county_id)
                events.record(BROKEN, county, actor=None, at=clock.now(), data={"broken": broken})
        except (events.HashDowngrade, events.ChainMoved, DatabaseError):
            logger.exception("nobody of county %d could be told by notice", county_id)
