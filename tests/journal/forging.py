"""How a superuser with the triggers off would alter the journal, ever more carefully. Not what is then found."""

from journal import checkpoints
from journal.models import Checkpoint, Event
from orgs.models import County
from tests.journal.conftest import Vandal


def rehash(vandal: Vandal, subject: County, *, keep_head: bool = False) -> None:
    """Make a subject's chain consistent again, as a careful forger would."""
    before = b""
    for event in Event.objects.for_subject("county", subject.pk):
        event.previous_hash = before
        before = event.expected_hash()
        vandal("UPDATE journal_event SET previous_hash=%s, hash=%s WHERE id=%s", event.previous_hash, before, event.pk)
    if not keep_head:
        last = Event.objects.for_subject("county", subject.pk).last()
        seq = last.seq if last else 0
        vandal("UPDATE orgs_county SET chain_seq=%s, chain_head=%s WHERE id=%s", seq, before, subject.pk)


def reseal(vandal: Vandal) -> None:
    """Make the checkpoints consistent again, as a very careful forger would."""
    before: Checkpoint | None = None
    for row in Checkpoint.objects.order_by("k"):
        row.previous_hash = bytes(before.hash) if before else b""
        row.event_top = row.access_top = checkpoints.OPEN
        checkpoints.fill(row, before)
        row.hash = row.expected_hash()
        vandal(
            "UPDATE journal_checkpoint SET previous_hash=%s, root=%s, event_count=%s, access_count=%s, event_top=%s,"
            " access_top=%s, hash=%s WHERE k=%s",
            *(row.previous_hash, row.root, row.event_count, row.access_count, row.event_top, row.access_top),
            *(row.hash, row.k),
        )
        before = row


def forged(vandal: Vandal, subject: County) -> None:
    vandal("UPDATE journal_event SET verb = 'forged' WHERE subject_id = %s AND seq = 2", subject.pk)
    rehash(vandal, subject)


def cut(vandal: Vandal, subject: County) -> None:
    vandal("DELETE FROM journal_event WHERE subject_id = %s AND seq > 3", subject.pk)
    rehash(vandal, subject)


def inserted(vandal: Vandal, subject: County) -> None:
    vandal(
        "INSERT INTO journal_event (at, xid, verb, subject_type, subject_id, seq, county, data, hash_version,"
        " previous_hash, hash) SELECT at, xid, 'forged', subject_type, subject_id, 6, county, data, 1, '', ''"
        " FROM journal_event WHERE subject_id = %s AND seq = 5",
        subject.pk,
    )
    rehash(vandal, subject)
