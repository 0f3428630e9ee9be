"""Lists that are taken away: asked for by a person, made in the background, kept for a day, written down.

The file lies in the database: any process may make it and any may serve it, and it goes when its day is over. It is
made in parts that are kept one by one, so that a worker that dies loses one of them at most, and a long list takes
several turns. Whoever makes it holds it by the instant of its claim: one that slept too long finds it taken, and stops.
"""

import hashlib
import io
import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date, timedelta
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q

from journal import access, clock
from journal.canonical import JSON
from journal.models import AccessKind
from orgs.models import Post
from tickets import listers, policies, sources
from tickets.export_kinds import Exported, ExportState, TableFormat
from tickets.models import ExportJob, ExportPart
from tickets.queries.results import results_of, with_results
from tickets.results import Result
from tickets.statuses import NUMBERED_SOURCES, Source
from web.sealed_json import NUMBERS
from web.sheet_writing import write_csv, write_xlsx

logger = logging.getLogger(__name__)
LIFE: Final = timedelta(hours=24)
GIVEN_UP: Final = timedelta(minutes=6)  # since its last part, longer than a task may run: its worker is dead
CHUNK: Final = 500
MOST: Final = 100_000
SPELL: Final = 60.0  # seconds of one turn, far below what a task may take


class TooMany(Exception):
    """More rows than one list may hold; nothing is left out silently, so there is no list."""


class Taken(Exception):
    """Another worker goes on with the list."""


def ask(*, source: Source, since: date, until: date, answered: bool, table: TableFormat, actor: Post) -> ExportJob:
    """Put a list of results on the heap of work. Raises PermissionDenied."""
    if not policies.may_import(actor) or source not in NUMBERED_SOURCES:
        raise PermissionDenied("export")
    return ExportJob.objects.create(
        county_id=actor.organisation.county_id,
        by=actor,
        source=source,
        since=since,
        until=until,
        answered=answered,
        format=table,
        created_at=clock.now(),
    )


def ask_for_list(
    what: Exported, keys: Sequence[int], *, title: str, address: str, table: TableFormat, actor: Post
) -> ExportJob:
    """Put a list on the heap of work, its rows in this order: what a page at `address` showed under `title`.

    Whoever asks has read the list; whether they still may is asked again of each row when it is written.
    """
    now, many = clock.now(), len(keys) > MOST
    return ExportJob.objects.create(
        county_id=actor.organisation.county_id,
        by=actor,
        what=what,
        title=title,
        address=address,
        keys=[] if many else list(keys),
        format=table,
        created_at=now,
        state=ExportState.TOO_MANY if many else ExportState.WAITING,
        finished_at=now if many else None,
    )


def run() -> int:
    """Go on with the list that waits longest, for a turn; how many it were. Safe to run twice and by two.

    A dead maker's is gone on with where it stopped.
    """
    job = _claim()
    if job is None:
        return 0
    try:
        _make(job, until=time.monotonic() + SPELL)
    except Taken:
        logger.warning("list %d was taken over by another worker", job.pk)
    except TooMany:
        _end(job, ExportState.TOO_MANY)
    except Exception:
        logger.exception("list %d was not made", job.pk)
        _end(job, ExportState.FAILED)
    return 1


def _claim() -> ExportJob | None:
    """Take the oldest list that waits or whose maker has died."""
    now = clock.now()
    dead = Q(state=ExportState.RUNNING, claimed_at__lt=now - GIVEN_UP)
    with transaction.atomic():
        waiting = ExportJob.objects.filter(Q(state=ExportState.WAITING) | dead).order_by("created_at")
        job = waiting.select_for_update(of=("self",), skip_locked=True).select_related("by__organisation").first()
        if job is not None:
            job.state, job.claimed_at = ExportState.RUNNING, now
            job.save(update_fields=["state", "claimed_at"])
        return job


def _hold(job: ExportJob, **changed: Any) -> None:
    """Change the list's row as long as it is this worker's. Raises Taken."""
    mine = ExportJob.objects.filter(pk=job.pk, state=ExportState.RUNNING, claimed_at=job.claimed_at)
    if not mine.update(**changed):
        raise Taken
    job.claimed_at = changed.get("claimed_at", job.claimed_at)


def _make(job: ExportJob, *, until: float) -> None:
    """The parts that are not there yet, or as many as the time allows; the file once all of them are."""
    if not _fill(job, until=until):
        _hold(job, state=ExportState.WAITING)
        return
    content, rows = _written(job)
    digest = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        told = {"rows": rows, "done": rows, "sha256": digest, "content": content}
        _hold(job, state=ExportState.DONE, finished_at=clock.now(), **told)
        ExportPart.objects.filter(job=job).delete()
        _write_down(job, rows=rows, digest=digest)


def _end(job: ExportJob, state: ExportState) -> None:
    """There will be no file; nothing of it is kept."""
    with suppress(Taken), transaction.atomic():
        _hold(job, state=state, finished_at=clock.now(), keys=None)
        ExportPart.objects.filter(job=job).delete()


def _fill(job: ExportJob, *, until: float) -> bool:
    """Whether every part is there. How far it is stands in the job's row after each. Raises TooMany, Taken."""
    keys: list[int] = (
        job.keys if job.keys is not None else list(results_of(job, job.by).values_list("pk", flat=True)[: MOST + 1])
    )
    if len(keys) > MOST:
        raise TooMany
    _hold(job, rows=len(keys), keys=keys)
    there = set(ExportPart.objects.filter(job=job).values_list("place", flat=True))
    left = [place for place in range(-(-len(keys) // CHUNK)) if place not in there]
    for place in left:
        chunk = keys[place * CHUNK : (place + 1) * CHUNK]
        rows = list(_cells(job, chunk))
        with transaction.atomic():
            _hold(job, done=place * CHUNK + len(chunk), claimed_at=clock.now())
            ExportPart.objects.create(job=job, place=place, rows=rows)
        if place != left[-1] and time.monotonic() > until:
            return False
    return True


def _cells(job: ExportJob, chunk: Sequence[int]) -> Iterator[list[Any]]:
    """A row for each of these keys that the reader may still see, in their order; a part keeps numbers sealed."""
    if job.what != Exported.RESULTS:
        yield from listers.KNOWN[Exported(job.what)].rows(chunk, post=job.by, now=clock.now())
        return
    meanings = [meaning for _heading, meaning in sources.result_columns(Source(job.source))]
    for ticket in with_results(results_of(job, job.by).filter(pk__in=chunk)):
        cells = Result(ticket, post=job.by).cells(meanings)
        yield [{meaning: cell} if meaning in NUMBERS else cell for meaning, cell in zip(meanings, cells, strict=True)]


def _clear(row: Sequence[Any]) -> list[str]:
    """The cells of a kept row as the file shows them."""
    return [next(iter(cell.values())) if isinstance(cell, dict) else cell for cell in row]


def _written(job: ExportJob) -> tuple[bytes, int]:
    """The file and its rows, out of the parts; memory does not grow with them."""
    if job.what != Exported.RESULTS:
        headings, sheet = [str(heading) for heading in listers.KNOWN[Exported(job.what)].columns], "清单"
    else:
        headings, sheet = [heading for heading, _meaning in sources.result_columns(Source(job.source))], "办理结果"
    places = ExportPart.objects.filter(job=job).order_by("place")
    rows = (_clear(row) for part in places.iterator(chunk_size=1) for row in part.rows)
    target = io.BytesIO()
    if job.format == TableFormat.CSV:
        count = write_csv(target, headings=headings, rows=rows)
    else:
        count = write_xlsx(target, headings=headings, rows=rows, title=sheet)
    return target.getvalue(), count


def _write_down(job: ExportJob, *, rows: int, digest: str) -> None:
    access.note(
        AccessKind.EXPORT,
        actor=job.by,
        subject_type="export",
        subject_id=job.pk,
        county=job.county_id,
        data={**_filter(job), "format": job.format, "rows": rows, "sha256": digest},
    )


def _filter(job: ExportJob) -> dict[str, JSON]:
    """What was asked for, without words of anybody's."""
    if job.what != Exported.RESULTS or job.since is None or job.until is None:
        return {"what": job.what, "list": job.address, "contact": False}
    return {
        "what": job.what,
        "source": job.source,
        "since": job.since.isoformat(),
        "until": job.until.isoformat(),
        "answered": job.answered,
        "contact": sources.wants_contact(Source(job.source)),
    }


def forget() -> int:
    """Take away the files whose day is over; how many it were. What was exported stays written down."""
    over = clock.now() - LIFE
    old = ExportJob.objects.filter(state=ExportState.DONE, finished_at__lt=over)
    return old.update(state=ExportState.EXPIRED, content=None, keys=None)
