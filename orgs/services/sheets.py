"""A sheet for the register: read and tried, then entered once when a person says so; first passwords when fetched."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, BinaryIO, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from journal import clock, events
from journal.canonical import Data
from orgs.exceptions import Refused
from orgs.importing import entering
from orgs.importing.columns import COLUMNS, MOST_ROWS
from orgs.importing.results import BAD, Result
from orgs.models import County, Person, Post, RegisterSheet
from orgs.services import people
from orgs.statuses import SheetKind
from web import sheets

UNDECIDED: Final = timedelta(days=1)
"""How long a sheet that nobody entered is kept: it holds telephone numbers."""


def read(county_id: int, *, kind: SheetKind, file: BinaryIO, name: str, actor: Post | None) -> RegisterSheet:
    """Read a file and try its rows: every row is entered and taken back, so that the preview says what will happen.

    Raises `web.sheets.SheetProblem` for a file that cannot be read as a whole.
    """
    found = sheets.read(file, name=name, columns=COLUMNS[kind], most_rows=MOST_ROWS[kind])
    now = clock.now()
    with transaction.atomic():
        RegisterSheet.objects.filter(county=county_id, entered_at=None, read_at__lt=now - UNDECIDED).delete()
        good = [(row.line, row.cells) for row in found.rows if not row.problems]
        tried = {result.line: result for result in _tried(kind, good, county_id=county_id, actor=actor)}
        bad = {row.line: "；".join(row.problems) for row in found.rows if row.problems}
        rows = [
            _row(row.line, row.cells, tried.get(row.line) or Result(row.line, BAD, bad[row.line])) for row in found.rows
        ]
        return RegisterSheet.objects.create(
            county_id=county_id,
            kind=kind,
            file_name=name[:200],
            rows=rows,
            counts=Counter(row["state"] for row in rows),
            read_at=now,
        )


def enter(key: UUID, *, county_id: int, actor: Post | None) -> RegisterSheet:
    """Enter a sheet's rows, once; keep those that failed, to be mended, and forget the rest. Raises Refused."""
    with transaction.atomic():
        sheet = RegisterSheet.objects.select_for_update(of=("self",)).get(pk=key, county=county_id)
        if sheet.entered_at is not None:
            raise Refused(_("这份表已经导入过。"))
        now, rows = clock.now(), {row["line"]: row["cells"] for row in sheet.rows}
        unread = [row for row in sheet.rows if row["state"] == BAD]
        wanted = [(row["line"], row["cells"]) for row in sheet.rows if row["state"] != BAD]
        results = entering.enter(SheetKind(sheet.kind), wanted, county_id=county_id, actor=actor)
        sheet.failed = unread + [_row(each.line, rows[each.line], each) for each in results if each.state == BAD]
        sheet.people = [each.person for each in results if each.person is not None]
        sheet.counts = Counter([each.state for each in results] + [BAD] * len(unread))
        sheet.rows, sheet.entered_at = [], now
        sheet.save()
        county = County.objects.select_for_update(of=("self",)).get(pk=county_id)
        data: Data = {"sheet": str(key), "kind": sheet.kind, "rows": dict(sheet.counts)}
        events.record("county.sheet_entered", county, actor=actor, at=now, data=data)
    return sheet


def first_passwords(key: UUID, *, county_id: int, actor: Post | None) -> list[tuple[Person, str]]:
    """Make first passwords for the people of a sheet who have none, or have not used the one they got."""
    sheet = RegisterSheet.objects.get(pk=key, county=county_id)
    return people.give_first_passwords(sheet.people, actor=actor)


def _tried(kind: SheetKind, rows: Sequence[tuple[int, Any]], *, county_id: int, actor: Post | None) -> list[Result]:
    """Enter the rows and take them back."""
    with transaction.atomic():
        results = entering.enter(kind, rows, county_id=county_id, actor=actor)
        transaction.set_rollback(True)
    return results


def _row(line: int, cells: Any, result: Result) -> dict[str, Any]:
    return {"line": line, "cells": dict(cells), "state": result.state, "why": result.why}
