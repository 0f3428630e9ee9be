"""Lists of other channels: choose and upload, preview, start, watch, mend what did not go."""

import io
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from journal import access
from journal.models import AccessKind
from orgs.access import post_required
from orgs.middleware import now_of
from orgs.statuses import Role
from tickets import sources
from tickets.list_forms import ImportForm
from tickets.models import ImportBatch, ImportRow
from tickets.queries import tickets_for
from tickets.queries.batches import imports_for
from tickets.services import importing
from tickets.statuses import ImportState, Source
from tickets.views.case import acting_post
from web.downloads import download
from web.pages import done, page
from web.paging import keyset
from web.sheet_writing import XLSX, write_xlsx
from web.sheets import SheetProblem

SIZE: Final = 20
ROWS: Final = 50
_TABS: Final = (ImportState.WRONG, ImportState.KNOWN, ImportState.READY, ImportState.DONE)
desk = post_required(Role.DISPATCHER, Role.SUPERVISOR)


@require_http_methods(["GET", "HEAD", "POST"])
@desk
def imports(request: HttpRequest) -> HttpResponse:
    """`/imports/`: what came so far; a list sent here is read and shown, nothing is made yet."""
    if request.method != "POST":
        return _draw(request, ImportForm())
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return _draw(request, form, status=422)
    file, source = form.cleaned_data["file"], Source(form.cleaned_data["source"])
    try:
        batch = importing.take(file.file, name=file.name, source=source, actor=acting_post(request))
    except SheetProblem as problem:
        form.add_error("file", problem)
        return _draw(request, form, status=422)
    return done(request, reverse("import", args=[batch.pk]), _("表格已读取，还没有导入。请看预览"))


def _draw(request: HttpRequest, form: ImportForm, *, status: int = 200) -> HttpResponse:
    batches = imports_for(acting_post(request))
    shown = keyset(batches, after=request.GET.get("after"), order=("-created_at", "-id"), size=SIZE)
    context = {"form": form, "batches": shown.items, "next": shown.next, "now": now_of(request)}
    return page(request, "tickets/staff/imports.html", context, status=status)


@require_safe
@desk
def batch(request: HttpRequest, batch_id: int) -> HttpResponse:
    """`/imports/<id>/`: the preview before the start, the progress and the result after it. A reload is enough."""
    found = _batch(request, batch_id)
    counts = importing.counts(found)
    tab = _tab(request.GET.get("tab", ""), counts)
    rows = found.rows.filter(state=tab).select_related("ticket")
    shown = keyset(rows, after=request.GET.get("after"), order=("line", "id"), size=ROWS)
    decided = counts[ImportState.DONE] + counts[ImportState.KNOWN] + counts[ImportState.WRONG]
    context = {
        "batch": found,
        "counts": counts,
        "tabs": [(state.value, state.label, counts[state]) for state in _TABS],
        "tab": tab,
        "rows": _shown(request, shown.items),
        "next": shown.next,
        "decided": decided,
        "total": decided + counts[ImportState.READY],
        "columns": [(column.label, found.headings.get(column.name, "")) for column in sources.columns()],
        "now": now_of(request),
    }
    return page(request, "tickets/staff/import.html", context)


def _tab(asked: str, counts: dict[str, int]) -> str:
    """The asked one, or the first that has rows: what is wrong comes first."""
    if asked in ImportState.values:
        return asked
    return next((state.value for state in _TABS if counts[state]), ImportState.READY.value)


def _shown(request: HttpRequest, rows: list[ImportRow]) -> list[dict[str, Any]]:
    """Rows with their case's number where the post may see the case."""
    cases = {row.ticket_id for row in rows if row.ticket_id}
    seen = set(tickets_for(acting_post(request)).filter(pk__in=cases).values_list("pk", flat=True)) if cases else set()
    return [
        {
            "row": row,
            "number": row.ticket.number if row.ticket and row.ticket_id in seen else "",
            "firm": row.cells.get("firm") or row.cells.get("contact_name", ""),
        }
        for row in rows
    ]


@require_POST
@desk
def start(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Start the list; pressing twice starts it once."""
    found = _batch(request, batch_id)
    importing.start(found.pk, actor=acting_post(request))
    return done(request, reverse("import", args=[found.pk]), _("已开始导入，可以离开这一页"))


@require_safe
@desk
def mend(request: HttpRequest, batch_id: int) -> HttpResponse:
    """The rows that did not go, with what is wrong, to be mended and sent again. Written down: they name people."""
    found = _batch(request, batch_id)
    rows = found.rows.filter(state=ImportState.WRONG).exclude(cells={}).order_by("line")
    columns = sources.columns()
    target = io.BytesIO()
    count = write_xlsx(
        target,
        headings=[*sources.OWN_HEADINGS, *(column.label for column in columns)],
        rows=(
            ["；".join(row.problems), str(row.line), *(row.cells.get(column.name, "") for column in columns)]
            for row in rows.iterator()
        ),
        title=_("需要修改的行"),
    )
    post = acting_post(request)
    access.note(
        AccessKind.DOWNLOAD,
        actor=post,
        subject_type="import",
        subject_id=found.pk,
        county=found.county_id,
        origin=access.origin(request),
        data={"what": "rows to mend", "rows": count},
    )
    return download(target.getvalue(), name=_("需要修改的行-%(id)d.xlsx") % {"id": found.pk}, content_type=XLSX)


@require_safe
@desk
def template(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 -- a view's signature
    """An empty list with the headings that are read."""
    target = io.BytesIO()
    write_xlsx(target, headings=[column.label for column in sources.columns()], rows=(), title=_("来件"))
    return download(target.getvalue(), name=_("来件模板.xlsx"), content_type=XLSX)


def _batch(request: HttpRequest, batch_id: int) -> ImportBatch:
    if batch_id > 2**31 - 1:
        raise Http404
    found: ImportBatch = get_object_or_404(imports_for(acting_post(request)), pk=batch_id)
    return found
