"""Writing told cases by COPY, a chunk a transaction, in as many processes as there are cores to use."""

import gc
import io
import multiprocessing
from collections.abc import Callable, Iterator
from typing import Final

from django.db import connection, models, transaction

from journal.models import table_of
from tickets.models import NumberCounter
from tickets.seeding.bulk.copying import Table
from tickets.seeding.bulk.ledger import MOST, Numbers
from tickets.seeding.bulk.season import Season
from tickets.seeding.bulk.telling import Telling

CHUNK: Final = 250
Progress = Callable[[int], None]
Texts = dict[type[models.Model], io.StringIO]

_telling: Telling | None = None
"""What the processes tell from: they are forked with it in their memory, nothing is sent to them."""


def load(telling: Telling, *, processes: int, progress: Progress) -> None:
    """Write all cases of the season. `progress` is told how many are written."""
    cases = len(telling.season)
    chunks = [(start, min(start + CHUNK, cases)) for start in range(0, cases, CHUNK)]
    done = 0
    for written in _written(telling, chunks, processes=processes):
        done += written
        progress(done)


def _written(telling: Telling, chunks: list[tuple[int, int]], *, processes: int) -> Iterator[int]:
    if processes < 2:  # noqa: PLR2004 -- here, in this process
        tables = tables_of_a_case()
        for chunk in chunks:
            yield write_chunk(telling, tables, *chunk)
        return
    global _telling  # noqa: PLW0603 -- handed down by fork, see above
    _telling = telling
    connection.close()
    with multiprocessing.get_context("fork").Pool(processes, initializer=_settle_down) as pool:
        yield from pool.imap_unordered(_work, chunks)
    _telling = None


def _settle_down() -> None:
    """Frozen, the scene is passed over by each collection of garbage and its memory stays shared; collected is between
    chunks, as told cases hold no cycles.
    """
    gc.freeze()
    gc.disable()


def _work(chunk: tuple[int, int]) -> int:
    if _telling is None:
        raise RuntimeError("this process was not forked from a loading one")
    written = write_chunk(_telling, tables_of_a_case(), *chunk)
    gc.collect()
    return written


def tables_of_a_case() -> dict[type[models.Model], Table]:
    """The tables of a case in the order in which they can be written."""
    return {model: Table(model) for model in MOST}


def write_chunk(telling: Telling, tables: dict[type[models.Model], Table], start: int, stop: int) -> int:
    """Tell and write the cases from one place to another in one transaction; returns how many."""
    texts = _told(telling, tables, start, stop)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SET LOCAL synchronous_commit = off")
        _copy(texts, tables)
    return stop - start


def write_within(telling: Telling) -> None:
    """Tell and write all cases within the transaction that runs, by its rules."""
    tables, cases = tables_of_a_case(), len(telling.season)
    for start in range(0, cases, CHUNK):
        _copy(_told(telling, tables, start, min(start + CHUNK, cases)), tables)


def _told(telling: Telling, tables: dict[type[models.Model], Table], start: int, stop: int) -> Texts:
    texts = {model: io.StringIO() for model in tables}
    for ledger in telling.ledgers(start, stop):
        for model, rows in ledger.rows.items():
            texts[model].writelines(map(tables[model].line, rows))
    return texts


def _copy(texts: Texts, tables: dict[type[models.Model], Table]) -> None:
    with connection.cursor() as cursor:
        for model, text in texts.items():
            if text.tell():
                text.seek(0)
                cursor.copy_expert(tables[model].statement, text)


def take_time() -> None:
    """Let statements of this connection run as long as they need: pages have a limit, a filling has none."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")


def floors() -> Numbers:
    """The highest id of each table, from which new ones count on."""
    found: Numbers = {}
    for model in MOST:
        found[model] = model._default_manager.aggregate(top=models.Max("pk"))["top"] or 0  # noqa: SLF001 -- any model's
    return found


def finish(season: Season) -> None:
    """Count on behind what was written and let the planner look at everything."""
    take_time()
    count_on(season)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def count_on(season: Season) -> None:
    """Count the day's numbers on, set the sequences behind the highest ids."""
    NumberCounter.objects.bulk_create(NumberCounter(day=day, last=count) for day, count in season.counts())
    with connection.cursor() as cursor:
        for model in MOST:
            table = table_of(model)
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence(%s, 'id'), (SELECT coalesce(max(id), 1) FROM {table}))",  # noqa: S608 -- our own table
                [table],
            )


def tell_the_planner() -> None:
    """Let the planner look at the tables of a case."""
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(map(table_of, MOST))}")
