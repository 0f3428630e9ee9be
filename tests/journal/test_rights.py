"""What the web role may do to the journal: read it and add to it."""

from collections.abc import Iterator

import pytest
from django.conf import LazySettings
from django.conf import settings as the_settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from journal.checkpoints import cluster_identifier, seal
from journal.events import record
from journal.models import Checkpoint, Event, Outbox
from journal.relay import run
from orgs.models import County
from tests.journal import listeners
from tests.journal.conftest import NOON, a_county, act


@pytest.fixture
def as_web_role(db: None) -> Iterator[None]:
    a_county()
    call_command("grant_web_role", verbosity=0)
    call_command("grant_web_role", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {the_settings.WEB_ROLE}")
        yield
        cursor.execute("RESET ROLE")


@pytest.mark.usefixtures("as_web_role")
def test_the_web_role_works_and_records(settings: LazySettings) -> None:
    settings.JOURNAL_CONSUMERS = {"notify": "tests.journal.listeners.listen"}
    listeners.heard.clear()

    act(County.objects.get())

    assert run() == 1
    assert (Event.objects.count(), Outbox.objects.count(), Checkpoint.objects.count()) == (1, 0, 0)


@pytest.mark.usefixtures("as_web_role")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_event SET verb = 'x'",
        "DELETE FROM journal_event",
        "TRUNCATE journal_event CASCADE",
        "UPDATE journal_accesslog SET kind = 'x'",
        "DELETE FROM journal_checkpoint",
        "ALTER TABLE journal_event DISABLE TRIGGER USER",
        "DROP TRIGGER journal_event_append_only ON journal_event",
        "SET session_replication_role = replica",
        "CREATE TABLE mine ()",
        "TRUNCATE orgs_county CASCADE",
        "DELETE FROM django_migrations",
        "COPY journal_event FROM PROGRAM 'true'",
    ],
)
def test_the_web_role_is_refused(statement: str) -> None:
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_every_table_has_its_rights_and_no_more(as_web_role: None) -> None:
    growing = ["journal_accesslog", "journal_checkpoint", "journal_event", "journal_verification"]
    growing += ["metrics_figurerule", "metrics_publication", "metrics_report", "roundtable_minutes"]
    with connection.cursor() as cursor:
        cursor.execute(
            # By oid: asked by name, the planner may ask of a table outside the search path first.
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            " AND relkind IN ('r', 'p') AND NOT has_table_privilege(oid, 'UPDATE') ORDER BY 1"
        )
        assert [name for (name,) in cursor.fetchall()] == ["django_migrations", *growing]


@pytest.mark.usefixtures("as_web_role")
def test_an_event_can_be_recorded_without_the_right_to_change_one() -> None:
    with transaction.atomic():
        row = County.objects.select_for_update().get()
        record("county.touched", row, actor=None, at=NOON, erasable={"phone": "1"})

    assert Event.objects.get().seq == 1


@pytest.mark.usefixtures("as_web_role")
def test_the_web_role_can_ask_for_what_a_seal_needs() -> None:
    assert cluster_identifier() > 0
    assert seal() is None
