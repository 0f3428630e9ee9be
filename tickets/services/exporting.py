"""Lists of results for other channels: asked for by a person, made in the background, kept for a day, written down.

The file lies in the database: any process may make it and any may serve it, and it goes when its day is over.
"""

import hashlib
import io
import logging
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q

from journal import access, clock
from journal.models import AccessKind
from orgs.models import Post
from tickets import policies, sources
from tickets.models import ExportJob
from tickets.queries.results import results_of, with_results
from tickets.results import Result
from tickets.statuses import NUMBERED_SOURCES, ExportState, Source, TableFormat
from web.sheet_writing import write_csv, write_xlsx

logger = logging.getLogger(__name__)
LIFE: Final = timedelta(hours=24)
GIVEN_UP: Final = timedelta(minutes=6)  # longer than a task may run: its worker is dead
CHUNK: Final = 500
MOST: Final = 100_000


class TooMany(Exception):
    """More cases than one list may hold; nothing is left out silently, so there is no list."""


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


def run() -> int:
    """Make the list that waits longest; how many it were. Safe to run twice and by two; a dead maker's is made anew."""
    if not (job_id := _claim()):
        return 0
    _make(job_id)
    return 1


def _claim() -> int:
    """Take the oldest list that waits or whose maker has died; 0 for none."""
    now = clock.now()
    dead = Q(state=ExportState.RUNNING, claimed_at__lt=now - GIVEN_UP)
    with transaction.atomic():
        waiting = ExportJob.objects.filter(Q(state=ExportState.WAITING) | dead).order_by("created_at")
        job = waiting.select_for_update(skip_locked=True).first()
        if job is None:
            return 0
        job.state, job.claimed_at, job.done = ExportState.RUNNING, now, 0
        job.save(update_fields=["state", "claimed_at", "done"])
        return job.pk


def _make(job_id: int) -> None:
    job = ExportJob.objects.select_related("by__organisation").get(pk=job_id)
    try:
        content, rows = _written(job)
    except TooMany:
        ExportJob.objects.filter(pk=job_id).update(state=ExportState.TOO_MANY, finished_at=clock.now())
        return
    except Exception:
        logger.exception("list of results %d was not made", job_id)
        ExportJob.objects.filter(pk=job_id).update(state=ExportState.FAILED, finished_at=clock.now())
        return
    digest = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        ExportJob.objects.filter(pk=job_id).update(
            state=ExportState.DONE, finished_at=clock.now(), rows=rows, done=rows, sha256=digest, content=content
        )
        _write_down(job, rows=rows, digest=digest)


def _written(job: ExportJob) -> tuple[bytes, int]:
    columns = sources.result_columns(Source(job.source))
    headings = [heading for heading, _meaning in columns]
    meanings = [meaning for _heading, meaning in columns]
    target = io.BytesIO()
    if job.format == TableFormat.CSV:
        rows = write_csv(target, headings=headings, rows=_rows(job, meanings))
    else:
        rows = write_xlsx(target, headings=headings, rows=_rows(job, meanings), title="办理结果")
    return target.getvalue(), rows


def _rows(job: ExportJob, meanings: list[str]) -> Iterator[list[str]]:
    """Chunk by chunk, so that memory does not grow; how far it is stands in the job's row after each."""
    cases = list(results_of(job, job.by).values_list("pk", flat=True)[: MOST + 1])
    if len(cases) > MOST:
        raise TooMany
    ExportJob.objects.filter(pk=job.pk).update(rows=len(cases))
    for begin in range(0, len(cases), CHUNK):
        chunk = cases[begin : begin + CHUNK]
        for ticket in with_results(results_of(job, job.by).filter(pk__in=chunk)):
            yield Result(ticket, post=job.by).cells(meanings)
        ExportJob.objects.filter(pk=job.pk).update(done=begin + len(chunk))


def _write_down(job: ExportJob, *, rows: int, digest: str) -> None:
    access.note(
        AccessKind.EXPORT,
        actor=job.by,
        subject_type="export",
        subject_id=job.pk,
        county=job.county_id,
        data={
            "what": "results",
            "source": job.source,
            "since": job.since.isoformat(),
            "until": job.until.isoformat(),
            "answered": job.answered,
            "format": job.format,
            "rows": rows,
            "sha256": digest,
            "contact": sources.wants_contact(Source(job.source)),
        },
    )


def forget() -> int:
    """Take away the files whose day is over; how many it were. What was exported stays written down."""
    old = ExportJob.objects.filter(state=ExportState.DONE, finished_at__lt=clock.now() - LIFE)
    return old.update(state=ExportState.EXPIRED, content=None)
