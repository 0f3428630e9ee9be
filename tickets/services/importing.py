"""Lists of other channels (12345, 爱山东, 省接诉即办, 市吹哨) become cases: previewed, started, worked off row by row.

A row and its case are one transaction, so a worker that dies leaves no row half done and no case twice. The other
channel's times are kept beside the case; our clocks start when we have it: nobody can keep a promise for a time in
which the case was not here (DESIGN §6).
"""

import logging
import uuid
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import BinaryIO, Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from journal import clock
from orgs.exceptions import Refused
from orgs.models import Post
from orgs.queries import towns_of
from orgs.services import noting
from tickets import policies, sources
from tickets.exceptions import ExternalNumberTaken, TokenReused
from tickets.intake import Known, Reading, Said
from tickets.models import ExternalFacts, ImportBatch, ImportRow, Ticket
from tickets.queries.catalogue import categories_of
from tickets.queries.firms import Register
from tickets.services import filing, numbers
from tickets.statuses import NUMBERED_SOURCES, ImportState, Source
from web.sheets import Row, Sheet, read

logger = logging.getLogger(__name__)
SLICE: Final = 100  # rows a run works off before others have their turn
KEPT: Final = timedelta(days=30)  # how long rows that became no case keep what they say
CHUNK: Final = 1000
_NAMESPACE: Final = uuid.UUID("5b1f6f0e-7f0b-4c56-9d39-6d0a4f2f9c11")


def take(file: BinaryIO, *, name: str, source: Source, actor: Post) -> ImportBatch:
    """Read a list and keep it for the preview; no case is made. Raises SheetProblem, PermissionDenied."""
    if not policies.may_import(actor) or source not in NUMBERED_SOURCES:
        raise PermissionDenied("import")
    sheet = read(file, name=name, columns=sources.columns())
    county_id = actor.organisation.county_id
    rows = list(_previewed(sheet, county_id=county_id, source=source))
    with transaction.atomic():
        batch = ImportBatch.objects.create(
            county_id=county_id,
            source=source,
            by=actor,
            name=name[-120:],
            headings=dict(sheet.headings),
            unknown=[heading for heading in sheet.unknown if heading not in sources.OWN_HEADINGS],
            warnings=sheet.warnings,
            created_at=clock.now(),
        )
        for row in rows:
            row.batch = batch
        ImportRow.objects.bulk_create(rows, batch_size=CHUNK)
    return batch


def _previewed(sheet: Sheet, *, county_id: int, source: Source) -> Iterator[ImportRow]:
    """Each row with what is wrong with it, and the case it has already."""
    known = known_words(county_id, headings=sheet.headings)
    first = _first_lines(sheet.rows)
    taken = _cases_of(county_id, source, first)
    readings = [Reading(row.cells, known) for row in sheet.rows]
    said = [reading.said(source=source) for reading in readings]
    register = Register.of(county_id, [each.named for each in said if each])
    for row, reading, each in zip(sheet.rows, readings, said, strict=True):
        problems = [*row.problems, *reading.problems]
        number = row.cells.get("external_no", "")
        if each and (problem := register.find(each.named).problem):
            problems.append(problem)
        if number and first[number] != row.line:
            problems.append(_("和第 %(line)d 行的编号相同") % {"line": first[number]})
        ticket_id = taken.get(number)
        state = ImportState.WRONG if problems else ImportState.READY
        yield ImportRow(
            line=row.line,
            cells=dict(row.cells),
            external_no=number[:60],
            state=ImportState.KNOWN if ticket_id else state,
            problems=[] if ticket_id else problems,
            ticket_id=ticket_id,
        )


def known_words(county_id: int, *, headings: Mapping[str, str]) -> Known:
    """The county's towns and categories by name."""
    labels = {column.name: column.label for column in sources.columns()}
    return Known(
        towns={town.name: town.pk for town in towns_of(county_id)},
        categories={category.name: category.pk for category in categories_of(county_id)},
        labels=labels | dict(headings),
    )


def _first_lines(rows: Iterable[Row]) -> dict[str, int]:
    first: dict[str, int] = {}
    for row in rows:
        first.setdefault(row.cells.get("external_no", ""), row.line)
    return first


def _cases_of(county_id: int, source: Source, numbers: Iterable[str]) -> dict[str, int]:
    wanted = [number for number in numbers if 0 < len(number) <= 60]  # noqa: PLR2004 -- the column's length
    found = Ticket.objects.filter(county=county_id, source=source, external_no__in=wanted)
    return dict(found.values_list("external_no", "pk"))


def start(batch_id: int, *, actor: Post) -> bool:
    """Let the background work the list off; starting twice is starting once. False when it had been started."""
    if not policies.may_import(actor):
        raise PermissionDenied("import")
    return bool(ImportBatch.objects.filter(pk=batch_id, started_at=None).update(started_at=clock.now()))


def run() -> int:
    """Work off a slice of every list under way; how many rows were decided. Safe to run twice and by two."""
    under_way = Q(started_at__isnull=False, finished_at=None)
    batches = list(ImportBatch.objects.filter(under_way).order_by("started_at").values_list("pk", flat=True))
    return sum(work_off(batch_id, most=SLICE) for batch_id in batches)


def work_off(batch_id: int, *, most: int) -> int:
    """Decide up to `most` rows of a list; how many it were. Marks the list when nothing is left."""
    batch = ImportBatch.objects.select_related("by__organisation", "by__person").get(pk=batch_id)
    known = known_words(batch.county_id, headings=batch.headings)
    done = 0
    while done < most and _decide_next(batch, known):
        done += 1
    if not batch.rows.filter(state=ImportState.READY).exists():
        ImportBatch.objects.filter(pk=batch_id, finished_at=None).update(finished_at=clock.now())
    return done


def _decide_next(batch: ImportBatch, known: Known) -> bool:
    """Decide the next waiting row under its lock; False when there is none that nobody else holds."""
    with transaction.atomic():
        waiting = batch.rows.filter(state=ImportState.READY).select_for_update(skip_locked=True, of=("self",))
        row = waiting.order_by("line").first()
        if row is None:
            return False
        try:
            with transaction.atomic():
                _make(row, batch, known)
        except (ExternalNumberTaken, TokenReused) as known_already:
            row.state, row.ticket, row.problems = ImportState.KNOWN, known_already.ticket, []
        except Refused as refusal:
            row.state, row.problems = ImportState.WRONG, [str(refusal)]
        except Exception:
            # One row that cannot be made stops nobody; the row says so and keeps what it says.
            logger.exception("import row %d was not made", row.pk)
            row.state, row.problems = ImportState.WRONG, [_("这一行没有导入成功，请检查后再传一次")]
        row.save(update_fields=["state", "ticket", "problems", "cells"])
        return True


def _make(row: ImportRow, batch: ImportBatch, known: Known) -> None:
    """The row's case. Raises ExternalNumberTaken when the number has one already."""
    source = Source(batch.source)
    if first := filing.numbered_before(batch.county_id, source=source, external_no=row.external_no):
        raise ExternalNumberTaken(first)
    reading = Reading(row.cells, known)
    said = reading.said(source=source)
    if said is None:
        raise Refused("；".join(reading.problems))
    firm_id = _firm_of(said, batch)
    token = uuid.uuid5(_NAMESPACE, f"{batch.county_id}:{source}:{row.external_no}")
    filed = filing.submit(said.call, firm_id=firm_id, actor=batch.by, client_token=token, code=numbers.no_code())
    ExternalFacts.objects.create(
        ticket=filed.ticket, received_at=said.received_at, due_at=said.due_at, category=said.category
    )
    row.state, row.ticket, row.cells = ImportState.DONE, filed.ticket, {}


def _firm_of(said: Said, batch: ImportBatch) -> int:
    """The firm that the register knows, or one noted now on the list's word (ADR 0010)."""
    found = Register.of(batch.county_id, [said.named]).find(said.named)
    if found.problem:
        raise Refused(found.problem)
    if found.firm_id:
        return found.firm_id
    noted = noting.note(
        batch.county_id,
        name=said.named.name,
        phone=said.named.phone,
        place_id=said.call.town_id,
        credit_code=said.named.credit_code,
        is_person=said.named.is_person,
        actor=batch.by,
    )
    return noted.pk


def forget() -> int:
    """Wipe what old rows say that became no case; how many it were."""
    old = ImportRow.objects.filter(batch__created_at__lt=clock.now() - KEPT).exclude(cells={})
    return old.update(cells={})


def counts(batch: ImportBatch) -> dict[str, int]:
    """How many rows stand where."""
    found = batch.rows.values_list("state").annotate(rows=Count("pk"))
    return {state.value: 0 for state in ImportState} | dict(found)
