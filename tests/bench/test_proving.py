"""`bench --journal`: what a proof costs in time and memory, on the journal that is there."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from config.bench import proving
from journal import checkpoints
from journal.models import AccessLog, Event
from tests import cast
from tests.cast import World

LINE = r"(whole|since the last sound run): (\d+) rows, (\d+) checkpoints in [\d.]+ s, (.+), peak (\d+) MB \(\+(\d+)\)"


@pytest.fixture
def world(transactional_db: None) -> World:
    """A county with a life behind it, sealed."""
    made = cast.county()
    cast.closed(made)
    checkpoints.seal()
    return made


def run() -> list[str]:
    out = StringIO()
    call_command("bench", journal=True, stdout=out)
    return out.getvalue().splitlines()


def test_it_proves_the_whole_and_then_what_is_new(world: World) -> None:
    rows = Event.objects.count() + AccessLog.objects.count()
    whole, new = (re.fullmatch(LINE, line) for line in run())

    assert whole is not None
    assert new is not None
    assert (whole[1], int(whole[2]), int(whole[3])) == ("whole", rows, 1)
    assert re.fullmatch(r"[\d,]+ rows/s", whole[4])
    assert (new[1], new[2]) == ("since the last sound run", "1")  # the note that the first run has left
    assert int(whole[5]) >= int(whole[6]) < proving.MOST


def test_what_came_since_is_counted(world: World) -> None:
    run()
    before = Event.objects.count()
    cast.filed(world)
    checkpoints.seal()

    proof = proving._run("new", incremental=True)

    assert Event.objects.count() - before == 1
    assert proof.rows == 1 + 2  # and the notes that two runs have left


def test_a_run_that_takes_more_with_every_row_is_refused(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proving, "MOST", -1.0)

    with pytest.raises(CommandError, match="however many rows"):
        run()


def test_a_broken_journal_is_no_measurement(world: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE journal_event DISABLE TRIGGER USER")
        cursor.execute("UPDATE journal_event SET actor = 9 WHERE seq = 1")
        cursor.execute("ALTER TABLE journal_event ENABLE TRIGGER USER")

    with pytest.raises(CommandError, match="the journal is broken: event"):
        run()
