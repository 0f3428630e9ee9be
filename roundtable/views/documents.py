"""Meetings as Word files: the notice, signed minutes, the list of decisions. Whoever reads the page may take them."""

from http import HTTPStatus
from typing import Final

from django.db import connection, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from orgs.middleware import now_of
from orgs.models import Post
from orgs.queries import today
from roundtable import meeting_policies as policies
from roundtable import printing
from roundtable.documents import pdf
from roundtable.models import Meeting
from roundtable.queries import meetings as found
from roundtable.reading import as_shown
from roundtable.views.meetings import found_one
from roundtable.views.minutes import issue_for, readers
from tickets.extensions import local_day
from tickets.views.case import acting_post
from web.errors import stopped

_PRINTER: Final = 0x9D0C
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_safe
@readers
def document(request: HttpRequest, meeting_id: int, name: str) -> HttpResponse:
    """`minutes` (`?year=&issue=` an earlier issue), `decisions` or `notice`; 404 for whoever may not read it."""
    body, title = _drawn(request, meeting_id, name)
    return _file(body, f"{title}.docx", DOCX)


@require_safe
@readers
def printed(request: HttpRequest, meeting_id: int, name: str) -> HttpResponse:
    """The same as PDF, where an operator has named a converter; 503 with a sentence when it gave none."""
    body, title = _drawn(request, meeting_id, name)
    if not pdf.can_print():
        raise Http404
    try:
        return _file(_converted(body), f"{title}.pdf", "application/pdf")
    except (pdf.NoConverter, pdf.NotConverted):
        return stopped(
            request,
            status=HTTPStatus.SERVICE_UNAVAILABLE,
            heading=_("没有成功"),
            message=_("这份文件现在转不成 PDF。请过一会儿再试，或者下载 Word 版。"),
            onward=reverse("meeting_minutes", args=[meeting_id]),
            onward_words=_("回会议纪要"),
        )


def _converted(body: bytes) -> bytes:
    """One at a time in the whole product: a converter takes hundreds of megabytes and a page process for its seconds.

    Raises pdf.NoConverter, pdf.NotConverted (another one is being made as well).
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_PRINTER])
        (free,) = cursor.fetchone()
        if not free:
            raise pdf.NotConverted
        return pdf.to_pdf(body)


def _drawn(request: HttpRequest, meeting_id: int, name: str) -> tuple[bytes, str]:
    """A document and what it is called."""
    post = acting_post(request)
    if name == "minutes":
        one = issue_for(request, post, meeting_id)
        return printing.minutes_file(one), f"{one.content['title']}纪要{one.label}"
    meeting = found_one(request, meeting_id)
    if name == "decisions":
        return _decisions(request, meeting, post)
    if name == "notice" and policies.may_prepare(meeting, post):
        return _notice(request, meeting, post)
    raise Http404


def _decisions(request: HttpRequest, meeting: Meeting, post: Post) -> tuple[bytes, str]:
    one = issue_for(request, post, meeting.pk)
    rows = meeting.decisions.select_related("lead").prefetch_related("assists").order_by("number")
    body = printing.decision_list_file(meeting, rows, one, as_of=today(now_of(request)))
    return body, f"{one.content['title']}议定事项责任清单"


def _notice(request: HttpRequest, meeting: Meeting, post: Post) -> tuple[bytes, str]:
    topics = [as_shown(item.topic, post) for item in found.items_of(meeting)]
    issued_on = local_day(meeting.notified_at or now_of(request))
    body = printing.notice_file(meeting, found.seats_of(meeting), topics, issued_on=issued_on)
    return body, f"{meeting.title}通知"


def _file(body: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(body, content_type=kind)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
