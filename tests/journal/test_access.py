"""What is kept of a look, and where from."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import RequestFactory

from journal import access
from journal.models import AccessKind, AccessLog
from tests.journal.conftest import NOON

pytestmark = pytest.mark.django_db


def test_a_look_is_kept_with_who_what_and_where(clerk: Any) -> None:
    request = RequestFactory().get("/", REMOTE_ADDR="10.1.2.3", HTTP_USER_AGENT="Mozilla")

    access.note(
        AccessKind.REVEAL,
        actor=clerk,
        subject_type="ticket",
        subject_id=5,
        county=1,
        origin=access.origin(request),
        data={"field": "phone", "purpose": "回访"},
        at=NOON,
    )

    row = AccessLog.objects.get()
    assert (row.kind, row.actor, row.post, row.subject_type, row.subject_id) == ("reveal", 3, 7, "ticket", 5)
    assert (row.address, len(row.agent_hash), row.at) == ("10.1.2.3", 64, NOON)
    assert row.expected_hash() == bytes(row.hash)


def test_somebody_without_a_post_can_be_named() -> None:
    access.note(AccessKind.SIGN_IN, actor=None, person_id=3)

    row = AccessLog.objects.get()
    assert (row.actor, row.post) == (3, None)


def test_numbers_with_fractions_are_refused(clerk: Any) -> None:
    with pytest.raises(TypeError):
        access.note(AccessKind.EXPORT, actor=clerk, data={"share": 0.5})  # type: ignore[dict-item]  # the point


@pytest.mark.parametrize("table", ["accesslog", "checkpoint", "verification"])
@pytest.mark.parametrize("verb", ["UPDATE {} SET at = at", "DELETE FROM {}", "TRUNCATE {}"])
def test_even_the_owner_cannot_alter_what_was_noted(table: str, verb: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(ONE_ROW[table])
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            cursor.execute(verb.format(f"journal_{table}"))


ONE_ROW = {
    "accesslog": "INSERT INTO journal_accesslog (at, kind, subject_type, address, agent_hash, request_id, data,"
    " hash_version, hash) VALUES (now(), 'print', '', '', '', '', '{}', 1, '')",
    "checkpoint": "INSERT INTO journal_checkpoint VALUES (1, now(), 0, 0, 0, 0, 0, 0, 0, 0, '', 1, '', '')",
    "verification": "INSERT INTO journal_verification (at, checkpoint, checkpoint_hash, events, accesses, broken)"
    " VALUES (now(), 0, '', 0, 0, '')",
}
