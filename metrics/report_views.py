"""`/statistics/reports/`: frozen reports to read, to print and to take away; who is sent them; making one now."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from journal import access
from journal.models import AccessKind
from metrics.models import Report, ReportRun, ReportSubscription
from metrics.models.reports import RunState
from metrics.report_forms import MakeForm, SubscriptionForm
from metrics.reports import drawing
from metrics.reports.kinds import ReportKind, covering
from metrics.reports.reading import READERS, newest, reads_bulletins, reports_for, versions_of
from metrics.services import reporting
from orgs.access import post_required
from orgs.exceptions import Refused
from orgs.middleware import PostRequest, now_of
from orgs.models import Post
from orgs.queries import today
from orgs.statuses import Role
from web.downloads import download
from web.errors import conflict
from web.pages import done, page
from web.paging import keyset
from web.sheet_writing import XLSX

LIST, PAGE = "metrics/reports/reports.html", "metrics/reports/report.html"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SIZE: Final = 30
LATELY: Final = timedelta(hours=1)
_MOST_RUNS: Final = 5
readers = post_required(*READERS)


@require_safe
@readers
def reports(request: PostRequest) -> HttpResponse:
    """The newest version of each report that the post reads, the newest first; one kind of them by `kind`."""
    return _draw(request, _post(request))


def _draw(request: PostRequest, post: Post, *, form: MakeForm | None = None) -> HttpResponse:
    kind, now = request.GET.get("kind", ""), now_of(request)
    kind = kind if kind in ReportKind.values else ""
    all_of_them, makes = reads_bulletins(post), reporting.may_make(post, post.county_id)
    rows = newest(reports_for(post)).defer("figures").select_related("unit")
    rows = rows.filter(unit=None) if all_of_them else rows
    shown = keyset(
        rows.filter(kind=kind) if kind else rows,
        after=request.GET.get("after"),
        order=("-last_day", "-id"),
        size=SIZE,
    )
    context = {
        "rows": shown.items,
        "next": shown.next,
        "kinds": ReportKind.choices if all_of_them else [],
        "kind": kind,
        "subscriptions": _subscriptions(post) if all_of_them else [],
        "runs": _runs(post, now=now) if all_of_them else [],
        "form": form or (MakeForm(initial={"day": today(now) - timedelta(days=1)}) if makes else None),
        "now": now,
    }
    return page(request, LIST, context, status=422 if form else 200)


def _subscriptions(post: Post) -> list[tuple[str, str, bool]]:
    """Each kind with its name, and whether one is told of it."""
    told = set(ReportSubscription.objects.filter(post=post).values_list("kind", flat=True))
    return [(kind.value, str(kind.label), kind.value in told) for kind in ReportKind]


def _runs(post: Post, *, now: Any) -> list[ReportRun]:
    """What is being made; what failed a short while ago; and what somebody asked for and is there since."""
    told = Q(state__in=reporting.UNDER_WAY) | Q(finished_at__gt=now - LATELY) & (Q(state=RunState.FAILED) | ~Q(by=None))
    return list(ReportRun.objects.filter(told, county=post.county_id).order_by("-asked_at", "-pk")[:_MOST_RUNS])


@require_POST
@readers
def report_subscription(request: PostRequest) -> HttpResponse:
    """Be told of one kind, or no more."""
    post, form = _post(request), SubscriptionForm(request.POST)
    if not reads_bulletins(post) or not form.is_valid():
        raise Http404
    kind = ReportKind(form.cleaned_data["kind"])
    if form.cleaned_data["on"]:
        reporting.subscribe(kind, actor=post)
        return done(
            request, reverse("reports"), _("已订阅%(kind)s，出来以后用提醒和邮件告诉您。") % {"kind": kind.label}
        )
    reporting.unsubscribe(kind, actor=post)
    return done(request, reverse("reports"), _("已退订%(kind)s。") % {"kind": kind.label})


@require_POST
@post_required(Role.SUPERVISOR)
def report_make(request: PostRequest) -> HttpResponse:
    """Put one on the heap of work; the list shows how far it is. 409 for a refusal."""
    post, form = _post(request), MakeForm(request.POST)
    if not reporting.may_make(post, post.county_id):
        raise Http404
    if not form.is_valid():
        return _draw(request, post, form=form)
    said = form.cleaned_data
    kind = ReportKind(said["kind"])
    period = covering(kind, said["day"], starts_on=post.organisation.county.month_starts_on)
    try:
        reporting.ask(post.county_id, kind, period, reason=said["reason"], actor=post)
    except Refused as refusal:
        return conflict(request, message=refusal, onward=reverse("reports"))
    return done(request, reverse("reports"), _("已开始生成，可以离开这一页"))


@require_safe
@readers
def report(request: PostRequest, report_id: int) -> HttpResponse:
    """One frozen report, to be read and printed; nothing here is counted anew."""
    post = _post(request)
    found = _report(post, report_id)
    parts = list(drawing.parts(found.figures))
    versions = list(versions_of(found).defer("figures"))
    context = {
        "report": found,
        "said": found.figures,
        "made_on": datetime.fromisoformat(found.figures["made_at"]),
        "parts": parts,
        "versions": versions,
        "newest": versions[-1],
        "sheets": _sheets(post, found),
        "now": now_of(request),
    }
    return page(request, PAGE, context)


def _sheets(post: Post, found: Report) -> list[Report]:
    """The sheets of units that belong to a yearly overview."""
    if found.kind != ReportKind.YEARLY or found.unit_id:
        return []
    rows = newest(reports_for(post).filter(kind=found.kind, first_day=found.first_day, unit__isnull=False))
    return list(rows.defer("figures").select_related("unit").order_by("unit__name", "pk"))


@require_safe
@readers
def report_docx(request: PostRequest, report_id: int) -> HttpResponse:
    """The same as a Word file in the form of GB/T 9704."""
    from metrics.reports.docx import report_docx as drawn  # noqa: PLC0415 -- 18 MB that page processes do without

    found = _taken(request, report_id, "docx")
    return download(drawn(found.figures, **_proof(found)), name=f"{_name(found)}.docx", content_type=DOCX)


@require_safe
@readers
def report_xlsx(request: PostRequest, report_id: int) -> HttpResponse:
    """The same as a workbook."""
    from metrics.reports.xlsx import report_xlsx as drawn  # noqa: PLC0415 -- as above

    found = _taken(request, report_id, "xlsx")
    return download(drawn(found.figures, **_proof(found)), name=f"{_name(found)}.xlsx", content_type=XLSX)


def _proof(found: Report) -> dict[str, Any]:
    """What is printed under a report, so that it can be held against the row and the journal."""
    return {
        "version": found.version,
        "reason": found.reason,
        "digest": found.digest,
        "seal": found.seal,
        "checkpoint": found.checkpoint,
    }


def _taken(request: PostRequest, report_id: int, form: str) -> Report:
    """The report, and a note that it leaves the house."""
    post = _post(request)
    found = _report(post, report_id)
    if request.method == "GET":
        access.note(
            AccessKind.DOWNLOAD,
            actor=post,
            subject_type="report",
            subject_id=found.pk,
            county=found.county_id,
            origin=access.origin(request),
            data={"what": "report", "format": form, "sha256": found.digest},
        )
    return found


def _name(found: Report) -> str:
    block = found.figures
    unit = f"-{block['unit']['name']}" if block["unit"] else ""
    return f"{block['title']}{unit}-{block['label']}"


def _report(post: Post, report_id: int) -> Report:
    if report_id > 2**63 - 1:
        raise Http404
    found: Report = get_object_or_404(reports_for(post).select_related("by__person"), pk=report_id)
    return found


def _post(request: PostRequest) -> Post:
    if request.post is None:
        raise TypeError("a page of a post was reached without one")
    return request.post
