"""Lists that are taken away: results going back, and any list of a page; ask, watch it being made, download it."""

from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from journal import access, clock
from journal.models import AccessKind
from orgs.access import post_required, proven, proven_to_look
from orgs.queries import today
from orgs.statuses import ADMIN_ROLES, FIRM_SIDE, Role
from tickets.export_kinds import Exported, ExportState, TableFormat
from tickets.list_forms import ExportForm, this_month
from tickets.models import ExportJob
from tickets.policies import may_import
from tickets.queries.batches import exports_for
from tickets.services import exporting
from tickets.statuses import Source
from tickets.views.case import acting_post
from web.downloads import download
from web.pages import done, page
from web.paging import keyset
from web.sheet_writing import CSV, XLSX

SIZE: Final = 20
readers = post_required(*(role for role in Role if role not in FIRM_SIDE | ADMIN_ROLES))


@require_http_methods(["GET", "HEAD", "POST"])
@readers
@proven
def exports(request: HttpRequest) -> HttpResponse:
    """`/exports/`: what was asked for so far; a desk asks for results here, lists are asked for where they stand."""
    if not may_import(acting_post(request)):
        if request.method == "POST":
            raise Http404
        return _draw(request, None)
    if request.method != "POST":
        return _draw(request, ExportForm(initial=this_month(today(clock.now()))))
    form = ExportForm(request.POST)
    if not form.is_valid():
        return _draw(request, form, status=422)
    job = exporting.ask(**form.cleaned_data, actor=acting_post(request))
    return done(request, reverse("export", args=[job.pk]), _("已开始生成，可以离开这一页"))


def _draw(request: HttpRequest, form: ExportForm | None, *, status: int = 200) -> HttpResponse:
    jobs = exports_for(acting_post(request))
    shown = keyset(jobs, after=request.GET.get("after"), order=("-created_at", "-id"), size=SIZE)
    context = {"form": form, "jobs": shown.items, "next": shown.next, "now": clock.now()}
    return page(request, "tickets/staff/exports.html", context, status=status)


@require_safe
@readers
def export(request: HttpRequest, job_id: int) -> HttpResponse:
    """`/exports/<id>/`: how far it is; a reload is enough."""
    found = _job(request, job_id)
    under_way = found.state in {ExportState.WAITING, ExportState.RUNNING}
    gone_at = found.finished_at + exporting.LIFE if found.finished_at else None
    context = {"job": found, "under_way": under_way, "gone_at": gone_at, "now": clock.now()}
    return page(request, "tickets/staff/export.html", context)


@require_safe
@readers
@proven_to_look
def export_file(request: HttpRequest, job_id: int) -> HttpResponse:
    """The file, for whoever asked for it, while its day lasts."""
    found = _job(request, job_id)
    if found.state != ExportState.DONE or found.content is None or _is_over(found):
        raise Http404
    access.note(
        AccessKind.DOWNLOAD,
        actor=acting_post(request),
        subject_type="export",
        subject_id=found.pk,
        county=found.county_id,
        origin=access.origin(request),
        data={"what": found.what, "sha256": found.sha256, "rows": found.rows},
    )
    kind = CSV if found.format == TableFormat.CSV else XLSX
    return download(bytes(found.content), name=_file_name(found), content_type=kind)


def asked_for(request: HttpRequest) -> TableFormat:
    """Which of the two buttons of a list was pressed."""
    return TableFormat.CSV if request.POST.get("format") == TableFormat.CSV else TableFormat.XLSX


def _file_name(job: ExportJob) -> str:
    if job.what != Exported.RESULTS:
        return f"{job.title}.{job.format}"
    words = {"source": Source(job.source).label, "since": job.since, "until": job.until, "format": job.format}
    return _("%(source)s办理结果-%(since)s-%(until)s.%(format)s") % words


def _is_over(job: ExportJob) -> bool:
    return job.finished_at is None or job.finished_at + exporting.LIFE < clock.now()


def _job(request: HttpRequest, job_id: int) -> ExportJob:
    if job_id > 2**31 - 1:
        raise Http404
    found: ExportJob = get_object_or_404(exports_for(acting_post(request)), pk=job_id)
    return found
