"""Has files scanned for malware after they have come in: nothing about it delays or refuses a form (ASVS V5.4.3).

A pending file waits in its row, so that a scanner that is down loses none. Found malware stays in the store, named by
its row, handed out to nobody; the journal says so, on the chain of its case or else of its person, and from there those
hear of it whom it concerns (`notifications.files`, `notifications.papers`).
"""

import fcntl
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from journal import clock, events
from journal.relay import wait_after
from orgs.models import Person
from tickets import clamd
from tickets.models import Attachment
from tickets.scan_kinds import Scan
from tickets.services import intake, store
from tickets.services.changing import changing

logger = logging.getLogger(__name__)

LONGEST_WAIT: Final = timedelta(minutes=5)
"""Between two questions about one file: who waits for it must not wait an hour after the scanner is back."""

_BEHIND: Final = timedelta(seconds=1)
_TURN: Final = ".scanning"
_UNSEEN: Final = Q(scan__in=(Scan.NONE, Scan.PENDING))


class _Already(Exception):
    """Another worker has quarantined this row."""


def run(*, limit: int = 50) -> int:
    """Scan what is due, one after the other; the number of tries. Ends when the scanner itself is the trouble.

    One run at a time on this machine: a scanner that hangs keeps one worker, not all.
    """
    tried, address = 0, settings.CLAMD
    close_known()
    if address is None:
        return 0
    with _turn() as ours:
        while ours and tried < limit and (file := _claim()):
            tried += 1
            if not _try(file, address):
                break
    return tried


def close_known() -> None:
    """Quarantine what waits and was found to be malware before: no scanner has to be asked, nor has to be there."""
    before = infected().values("sha256")
    for sha256 in waiting().filter(sha256__in=before).values_list("sha256", flat=True).distinct():
        found = infected().filter(sha256=sha256).earliest("scanned_at")
        quarantine(sha256, signature=found.scan_signature)


def scan_the_old(*, after: int, limit: int = 100) -> list[int]:
    """Mark files that came before there was a scanner as waiting, some after this id; those that were marked.

    They stay closed until their turn comes, which is why the operator does it by hand.
    """
    old = Attachment.objects.filter(scan=Scan.NONE, removed_at=None, pk__gt=after).order_by("pk")[:limit]
    marked = list(old.values_list("pk", flat=True))
    Attachment.objects.filter(pk__in=marked, scan=Scan.NONE).update(scan=Scan.PENDING, scan_next_at=clock.now())
    return marked


def release() -> int:
    """Open what waits, where there is no scanner any more; how many. The operator's word alone does it."""
    close_known()
    return waiting().update(scan=Scan.NONE, scan_next_at=None, scan_tries=0)


def waiting() -> QuerySet[Attachment]:
    """Files that no verdict has been given on."""
    return Attachment.objects.filter(scan=Scan.PENDING)


def infected() -> QuerySet[Attachment]:
    """Files that are kept and handed out to nobody."""
    return Attachment.objects.filter(scan=Scan.INFECTED)


@contextmanager
def _turn() -> Iterator[bool]:
    """Whether it is ours; the lock ends with the process."""
    folder = Path(settings.FILES_ROOT)
    folder.mkdir(parents=True, exist_ok=True, mode=0o750)
    with (folder / _TURN).open("ab") as place:
        try:
            fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def _claim() -> Attachment | None:
    """Take the file that is due longest; should this process die, its turn comes again."""
    now = clock.now()
    lease = timedelta(seconds=2 * settings.CLAMD_SECONDS)
    with transaction.atomic():
        due = waiting().filter(scan_next_at__lte=now).order_by("scan_next_at", "pk")
        file = due.select_for_update(skip_locked=True).first()
        if file is not None:
            file.scan_tries += 1
            file.scan_next_at = now + lease
            file.save(update_fields=["scan_tries", "scan_next_at"])
        return file


def _try(file: Attachment, address: clamd.Address) -> bool:
    """Scan one claimed file. False when the scanner should be left alone for now."""
    try:
        with store.open_file(file.sha256) as content:
            found = clamd.scan(content, address=address, seconds=settings.CLAMD_SECONDS)
    except clamd.NoVerdict as silent:
        _postpone(file, str(silent), everybody=silent.everybody)
        return not silent.everybody
    except OSError as error:
        _postpone(file, f"the file cannot be read: {type(error).__name__}", everybody=False)
        return True
    if found:
        quarantine(file.sha256, signature=found)
    else:
        same = Attachment.objects.filter(_UNSEEN, sha256=file.sha256)
        same.update(scan=Scan.CLEAN, scanned_at=clock.now(), scan_next_at=None)
    return True


def _postpone(file: Attachment, why: str, *, everybody: bool) -> None:
    """Ask again later. While the scanner does not answer at all nobody's turn comes before, but then that of others
    first: a file that kills the scanner keeps none of them waiting.
    """
    until = clock.now() + min(wait_after(file.scan_tries), LONGEST_WAIT)
    waiting().filter(pk=file.pk).update(scan_next_at=until + _BEHIND)
    if everybody:
        waiting().filter(scan_next_at__lt=until).update(scan_next_at=until)
    logger.warning("no verdict on file %s, try %s: the scanner %s", file.pk, file.scan_tries, why)


def quarantine(sha256: str, *, signature: str) -> None:
    """Close every row of these bytes, each with its event. Safe to run twice: those that wait come last."""
    named = intake.visible(signature).strip()[:200] or "?"
    rows = Attachment.objects.filter(sha256=sha256).exclude(scan=Scan.INFECTED)
    for file in sorted(rows, key=lambda row: row.scan == Scan.PENDING):
        logger.error("file %s has malware: %s", file.pk, named)
        try:
            ticket_id = file.ticket_id or _close_of_a_form(file, named)
            if ticket_id is not None:
                _close_of_a_case(ticket_id, file, named)
        except _Already:
            continue


def _close_of_a_form(file: Attachment, signature: str) -> int | None:
    """A file of no case: its form was not sent, or made none (a claim's proof, a meeting's paper). Its person's chain
    says it. The case, if it was sent now.
    """
    with transaction.atomic():
        # The person first, as whoever sends the form does.
        person = Person.objects.select_for_update(of=("self",), no_key=True).get(pk=file.person_id)
        locked = _locked(file)
        if locked.ticket_id is None:
            now = clock.now()
            _close(locked, signature, now)
            said = _said(locked, signature)
            events.record("person.file_quarantined", person, actor=None, at=now, data=said)
        return locked.ticket_id


def _close_of_a_case(ticket_id: int, file: Attachment, signature: str) -> None:
    inside = file.reply_id is not None or file.check_in_id is not None
    with changing(ticket_id, action="quarantine_inside" if inside else "quarantine", actor=None) as change:
        locked = _locked(file)
        _close(locked, signature, change.now)
        change.only_marks = True
        change.data |= _said(locked, signature)
        if locked.reply is not None:
            change.data["unit"] = locked.reply.by.organisation_id
        elif locked.check_in is not None:
            change.data["unit"] = locked.check_in.unit_id


def _locked(file: Attachment) -> Attachment:
    locked = Attachment.objects.select_for_update(of=("self",)).get(pk=file.pk)
    if locked.scan == Scan.INFECTED:
        raise _Already
    return locked


def _close(file: Attachment, signature: str, now: datetime) -> None:
    closed = {"scan": Scan.INFECTED, "scan_signature": signature, "scanned_at": now, "scan_next_at": None}
    Attachment.objects.filter(pk=file.pk).update(**closed)


def _said(file: Attachment, signature: str) -> dict[str, Any]:
    return {"files": [file.pk], "sha256": [file.sha256], "signature": signature}
