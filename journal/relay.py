"""Telling the consumers: claim, do and delete one outbox row in one transaction, any number of relays side by side.

Order holds within one subject and consumer: a row that backs off holds its subject's later rows back. A parked row
steps aside instead, because one poisoned event must not silence a case for ever; it stays visible until a person
retries it or gives it up. A consumer therefore acts on the subject's state, not on having seen every event.
Back-off is machine time: a moved product clock neither hastens nor delays it.
"""

import logging
import traceback
from datetime import timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import connection, transaction
from django.utils.module_loading import import_string

from journal.models import MachineTime, Outbox

logger = logging.getLogger(__name__)

FIRST_WAIT: Final = timedelta(seconds=5)
LONGEST_WAIT: Final = timedelta(hours=1)
TRIES: Final = 8  # RELIABILITY §1: dead after 8 tries

CLAIM = """
SELECT id FROM journal_outbox AS row
WHERE consumer = %s AND parked_at IS NULL AND due_at <= clock_timestamp() AND NOT EXISTS (
    SELECT FROM journal_outbox AS earlier
    WHERE earlier.consumer = row.consumer AND earlier.subject_type = row.subject_type
      AND earlier.subject_id = row.subject_id AND earlier.parked_at IS NULL AND earlier.id < row.id)
ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
"""


def run(consumer: str | None = None, *, limit: int = 1000) -> int:
    """Work off what is due, oldest first, at most `limit` rows a consumer; the number of rows tried."""
    names = [consumer] if consumer else list(settings.JOURNAL_CONSUMERS)
    return sum(_run_one(name, limit=limit) for name in names)


def _run_one(consumer: str, *, limit: int) -> int:
    for done in range(limit):
        if not _step(consumer):
            return done
    return limit


def _step(consumer: str) -> bool:
    """Claim one row and work it; False when nothing is due. A crash here leaves the row as it was."""
    with transaction.atomic():
        row_id = _claim(consumer)
        if row_id is None:
            return False
        row = Outbox.objects.select_related("event").get(pk=row_id)
        try:
            with transaction.atomic():
                import_string(settings.JOURNAL_CONSUMERS[consumer])(row.event)
        except Exception as error:  # noqa: BLE001 -- whatever a consumer raises must not stop the others
            _postpone(row, error)
        else:
            row.delete()
    return True


def _claim(consumer: str) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [consumer])
        found = cursor.fetchone()
    return found[0] if found else None


def wait_after(attempts: int) -> timedelta:
    """How long a row rests after so many failed tries: 5 s, doubled each time, an hour at most."""
    return min(FIRST_WAIT * (1 << (attempts - 1)), LONGEST_WAIT)


def _postpone(row: Outbox, error: Exception) -> None:
    attempts = row.attempts + 1
    found = Outbox.objects.filter(pk=row.pk)
    told = f"{row.consumer}: event {row.event_id} ({row.subject_type} {row.subject_id}), try {attempts}"
    if attempts < TRIES:
        found.update(attempts=attempts, last_error=_where(error), due_at=MachineTime() + wait_after(attempts))
        logger.warning("%s failed: %s", told, _where(error))
    else:
        found.update(attempts=attempts, last_error=_where(error), parked_at=MachineTime())
        logger.error("PARKED %s: %s. A person must retry it or give it up.", told, _where(error))


def _where(error: Exception) -> str:
    """Kind and place of a failure. Never its message, which may quote personal data."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "unknown place"
    ours = next((f for f in reversed(frames) if "site-packages" not in f.filename), None)
    if ours and frames and ours is not frames[-1]:
        place += f" from {Path(ours.filename).name}:{ours.lineno}"
    return f"{type(error).__name__} at {place}"[:200]
