"""Sheets for the register: template, upload, preview, entry, what failed, first passwords.

The same pages serve the register (`/register/import/`) and the set-up (`tickets.views.setup_sheets`): a `Counter` says
for which county, who acts and where the pages stand.
"""

from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import Any, Final
from uuid import UUID

from django import forms
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from journal import access
from journal.models import AccessKind
from orgs.access import post_required, proven
from orgs.exceptions import Refused
from orgs.importing.columns import COLUMNS, EXAMPLES
from orgs.importing.results import BAD, NEW, THERE
from orgs.middleware import PostRequest
from orgs.models import Post, RegisterSheet
from orgs.services import people, sheets
from orgs.statuses import Role, SheetKind
from web.errors import conflict
from web.forms import Form, SheetField
from web.pages import done
from web.sheet_writing import XLSX, write_xlsx

MOST_SHOWN: Final = 200
_STATES: Final = {NEW: _("新增"), THERE: _("已有，不变"), BAD: _("有错，不导入")}


class SheetForm(Form):
    """A file of the kind that the page is for."""

    file = SheetField(
        label=_("文件"),
        help_text=_("Excel（.xlsx）或 .csv，不超过 10 MB"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={"required": _("请选一个文件"), "empty": _("文件是空的，请检查后重新选择")},
    )


@dataclass(frozen=True, slots=True)
class Counter:
    """Where sheets are handed in: the county, who acts, the address that the pages stand under, their frame."""

    county_id: int
    actor: Post | None
    root: str
    back: str
    frame: str = "base.html"

    def address(self, *parts: object) -> str:
        """An address below the root."""
        return self.root + "".join(f"{part}/" for part in parts)


def upload_page(request: HttpRequest, counter: Counter, kind: str) -> HttpResponse:
    """Ask for a file; a good one is read, tried and shown before anything is entered."""
    chosen = _kind(kind)
    form = SheetForm(request.POST, request.FILES) if request.method == "POST" else SheetForm()
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            sheet = sheets.read(counter.county_id, kind=chosen, file=file, name=file.name or "", actor=counter.actor)
        except forms.ValidationError as problem:
            form.add_error("file", problem)
        else:
            return HttpResponseRedirect(counter.address("sheet", sheet.pk), status=303)
    context = {
        "form": form,
        "counter": counter,
        "kind": chosen,
        "columns": COLUMNS[chosen],
        "template_address": counter.address(chosen, "template"),
        "upload_address": counter.address(chosen),
    }
    return render(request, "orgs/sheet_upload.html", context, status=422 if form.errors else 200)


def template_file(kind: str) -> HttpResponse:
    """The empty sheet with its headings and an example."""
    chosen = _kind(kind)
    return _workbook([column.label for column in COLUMNS[chosen]], EXAMPLES[chosen], name=f"{chosen.label}")


def sheet_page(request: HttpRequest, counter: Counter, key: UUID) -> HttpResponse:
    """What would be entered, or what was."""
    sheet = _sheet(counter, key)
    kind = SheetKind(sheet.kind)
    rows = sheet.failed if sheet.entered_at else sorted(sheet.rows, key=lambda row: row["state"] != BAD)
    context = {
        "counter": counter,
        "sheet": sheet,
        "kind": kind,
        "headings": [column.label for column in COLUMNS[kind]],
        "rows": [_shown(row, kind) for row in rows[:MOST_SHOWN]],
        "more": max(len(rows) - MOST_SHOWN, 0),
        "counts": [(_STATES[state], sheet.counts.get(state, 0)) for state in _STATES],
        "enters": sheet.counts.get(NEW, 0) + sheet.counts.get(THERE, 0),
        "enter_address": counter.address("sheet", sheet.pk, "enter"),
        "failed_address": counter.address("sheet", sheet.pk, "failed"),
        "passwords_address": counter.address("sheet", sheet.pk, "passwords"),
        "again_address": counter.address(kind),
        "hours": people.first_password_hours(),
    }
    return render(request, "orgs/sheet.html", context)


def enter_sheet(request: HttpRequest, counter: Counter, key: UUID) -> HttpResponse:
    """Enter it; a second press finds it entered and shows what became of it."""
    sheet, address = _sheet(counter, key), counter.address("sheet", key)
    if sheet.entered_at is not None:
        return HttpResponseRedirect(address, status=303)
    try:
        entered = sheets.enter(sheet.pk, county_id=counter.county_id, actor=counter.actor)
    except Refused as problem:
        return conflict(request, message=problem, kept={}, onward=address)
    return done(request, address, _now("已导入：新增 %d 行。") % entered.counts.get(NEW, 0))


def failed_file(counter: Counter, key: UUID) -> HttpResponse:
    """The rows that failed, each with its reason, to be mended and handed in again."""
    sheet = _sheet(counter, key)
    columns = COLUMNS[SheetKind(sheet.kind)]
    bad = sheet.failed if sheet.entered_at else [row for row in sheet.rows if row["state"] == BAD]
    rows = [[*(row["cells"].get(column.name, "") for column in columns), row["why"]] for row in bad]
    return _workbook([*(column.label for column in columns), "原因"], rows, name=_now("没有导入的行"))


def password_file(request: HttpRequest, counter: Counter, key: UUID) -> HttpResponse:
    """First passwords, made for this answer and kept nowhere in clear."""
    made = sheets.first_passwords(_sheet(counter, key).pk, county_id=counter.county_id, actor=counter.actor)
    if not made:
        message = _now("这份表里的人都已经登录过，密码是他们自己的了。")
        return conflict(request, message=message, kept={}, onward=counter.address("sheet", key))
    rows = [(person.name, person.username, password) for person, password in made]
    return _workbook(["姓名", "用户名", "初始密码"], rows, name=_now("初始密码"))


def _workbook(headings: list[str], rows: Any, *, name: str) -> HttpResponse:
    file = TemporaryFile()  # noqa: SIM115 -- the answer closes it when it has been sent
    write_xlsx(file, headings=headings, rows=rows, title=name[:31])
    file.seek(0)
    answer = FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)
    answer["Cache-Control"] = "no-store"
    return answer  # type: ignore[return-value]  # a streaming answer is one of Django's answers


def _shown(row: dict[str, Any], kind: SheetKind) -> dict[str, Any]:
    cells = [row["cells"].get(column.name, "") for column in COLUMNS[kind]]
    return {
        "line": row["line"],
        "cells": cells,
        "state": _STATES[row["state"]],
        "bad": row["state"] == BAD,
        "why": row["why"],
    }


def _kind(kind: str) -> SheetKind:
    if kind not in SheetKind.values:
        raise Http404
    return SheetKind(kind)


def _sheet(counter: Counter, key: UUID) -> RegisterSheet:
    """A sheet of another county does not exist here."""
    return get_object_or_404(RegisterSheet, pk=key, county=counter.county_id)


def _register(request: PostRequest) -> Counter:
    if request.post is None:
        raise TypeError("a page of a post was reached without one")
    return Counter(request.post.county_id, request.post, reverse("register_sheets"), reverse("register_sheets"))


@require_safe
@post_required(Role.SYSADMIN)
def register_sheets(request: PostRequest) -> HttpResponse:
    """`/register/import/`: which kind of sheet."""
    counter = _register(request)
    kinds = [(kind.label, counter.address(kind)) for kind in SheetKind]
    return render(request, "orgs/sheets.html", {"kinds": kinds})


@require_http_methods(["GET", "HEAD", "POST"])
@post_required(Role.SYSADMIN)
@proven
def register_upload(request: PostRequest, kind: str) -> HttpResponse:
    return upload_page(request, _register(request), kind)


@require_safe
@post_required(Role.SYSADMIN)
def register_template(request: PostRequest, kind: str) -> HttpResponse:  # noqa: ARG001 -- a view's signature
    return template_file(kind)


@require_safe
@post_required(Role.SYSADMIN)
def register_sheet(request: PostRequest, key: UUID) -> HttpResponse:
    return sheet_page(request, _register(request), key)


@require_POST
@post_required(Role.SYSADMIN)
@proven
def register_enter(request: PostRequest, key: UUID) -> HttpResponse:
    return enter_sheet(request, _register(request), key)


@require_safe
@post_required(Role.SYSADMIN)
def register_failed(request: PostRequest, key: UUID) -> HttpResponse:
    _note_download(request, key, what="failed_rows")
    return failed_file(_register(request), key)


@require_POST
@post_required(Role.SYSADMIN)
@proven
def register_passwords(request: PostRequest, key: UUID) -> HttpResponse:
    _note_download(request, key, what="first_passwords")
    return password_file(request, _register(request), key)


def _note_download(request: PostRequest, key: UUID, *, what: str) -> None:
    """What leaves names people of the county, or lets them in."""
    sheet = _sheet(_register(request), key)
    access.note(
        AccessKind.DOWNLOAD,
        actor=request.post,
        county=sheet.county_id,
        origin=access.origin(request),
        data={"what": what, "sheet": str(sheet.pk)},
    )
