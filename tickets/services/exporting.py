"""Lists that are taken away: asked for by a person, made in the background, kept for a day, written down.

The file lies in the database: any process may make it and any may serve it, and it goes when its day is over. It is
made in parts that are kept one by one, so that a worker that dies loses one of them at most.
"""

import hashlib
import io
import logging
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q

from journal import access, clock
from journal.canonical import JSON
from journal.models import AccessKind
from orgs.models import Post
from tickets import policies, sources
from tickets.export_kinds import Exported, ExportState, TableFormat
from tickets.models import ExportJob, ExportPart
from tickets.queries import case_rows
from tickets.queries.results import results_of, with_results
from tickets.results import Result
from tickets.statuses import NUMBERED_SOURCES, Source
from web.sheet_writing import write_csv, write_xlsx

logger = logging.getLogger(__name__)
LIFE: Final = timedelta(hours=24)
GIVEN_UP: Final = timedelta(minutes=6)  # since its last part, longer than a task may run: its worker is dead
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


def ask_for_cases(cases: Sequence[int], *, title: str, address: str, table: TableFormat, actor: Post) -> ExportJob:
    """Put a list of cases on the heap of work, in this order: what a page at `address` showed under `title`.

    Whoever asks has read the list; each case is held against the one visibility rule again when its row is written.
    """
    now, many = clock.now(), len(cases) > MOST
    return ExportJob.objects.create(
        county_id=actor.organisation.county_id,
        by=actor,
        what=Exported.CASES,
        title=title,
        address=address,
        cases=[] if many else list(cases),
        format=table,
        created_at=now,
        state=ExportState.TOO_MANY if many else ExportState.WAITING,
        finished_at=now if many else None,
    )


def run() -> int:
    """Make the list that waits longest; how many it were. Safe to run twice and by two.

    A dead maker's is gone on with where it stopped.
    """
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
        job.state, job.claimed_at = ExportState.RUNNING, now
        job.save(update_fields=["state", "claimed_at"])
        return job.pk


def _make(job_id: int) -> None:
    job = ExportJob.objects.select_related("by__organisation").get(pk=job_id)
    try:
        _fill(job)
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
        ExportPart.objects.filter(job=job).delete()
        _write_down(job, rows=rows, digest=digest)


def _fill(job: ExportJob) -> None:
    """Every part that is not there yet. How far it is stands in the job's row after each."""
    cases: list[int] = (
        job.cases if job.cases is not None else list(results_of(job, job.by).values_list("pk", flat=True)[: MOST + 1])
    )
    if len(cases) > MOST:
        raise TooMany
    ExportJob.objects.filter(pk=job.pk).update(rows=len(cases), cases=cases)
    there = set(ExportPart.objects.filter(job=job).values_list("place", flat=True))
    for place, begin in enumerate(range(0, len(cases), CHUNK)):
        if place in there:
            continue
        chunk = cases[begin : begin + CHUNK]
        part = ExportPart(job=job, place=place, rows=list(_cells(job, chunk)))
        ExportPart.objects.bulk_create([part], ignore_conflicts=True)
        ExportJob.objects.filter(pk=job.pk).update(done=begin + len(chunk), claimed_at=clock.now())


def _cells(job: ExportJob, chunk: Sequence[int]) -> Iterator[list[str]]:
    """A row for each of these cases that the reader may still see, in their order."""
    if job.what == Exported.CASES:
        yield from case_rows.listed(chunk, post=job.by, now=clock.now())
        return
    meanings = [meaning for _heading, meaning in sources.result_columns(Source(job.source))]
    for ticket in with_results(results_of(job, job.by).filter(pk__in=chunk)):
        yield Result(ticket, post=job.by).cells(meanings)


def _written(job: ExportJob) -> tuple[bytes, int]:
    """The file and its rows, out of the parts; memory does not grow with them."""
    if job.what == Exported.CASES:
        headings, sheet = [str(heading) for heading in case_rows.COLUMNS], "清单"
    else:
        headings, sheet = [heading for heading, _meaning in sources.result_columns(Source(job.source))], "办理结果"
    places = ExportPart.objects.filter(job=job).order_by("place")
    rows = (row for part in places.iterator(chunk_size=1) for row in part.rows)
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
    if job.what == Exported.CASES or job.since is None or job.until is None:
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
    ExportPart.objects.filter(job__state=ExportState.FAILED, job__finished_at__lt=over).delete()
    old = ExportJob.objects.filter(state=ExportState.DONE, finished_at__lt=over)
    return old.update(state=ExportState.EXPIRED, content=None, cases=None)
