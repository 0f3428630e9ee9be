"""Meetings as Word files: the notice, signed minutes, the list of decisions. Whoever reads the page may take them."""

from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from orgs.middleware import now_of
from orgs.models import Post
from orgs.queries import today
from roundtable import meeting_policies as policies
from roundtable import printing
from roundtable.models import Meeting
from roundtable.queries import meetings as found
from roundtable.reading import as_shown
from roundtable.views.meetings import found_one
from roundtable.views.minutes import issue_for, readers
from tickets.extensions import local_day
from tickets.views.case import acting_post

DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_safe
@readers
def document(request: HttpRequest, meeting_id: int, name: str) -> HttpResponse:
    """`minutes` (`?year=&issue=` an earlier issue), `decisions` or `notice`; 404 for whoever may not read it."""
    post = acting_post(request)
    if name == "minutes":
        one = issue_for(request, post, meeting_id)
        return _file(printing.minutes_file(one), f"{one.content['title']}纪要{one.label}")
    meeting = found_one(request, meeting_id)
    if name == "decisions":
        return _decisions(request, meeting, post)
    if name == "notice" and policies.may_prepare(meeting, post):
        return _notice(request, meeting, post)
    raise Http404


def _decisions(request: HttpRequest, meeting: Meeting, post: Post) -> HttpResponse:
    one = issue_for(request, post, meeting.pk)
    rows = meeting.decisions.select_related("lead").prefetch_related("assists").order_by("number")
    body = printing.decision_list_file(meeting, rows, one, as_of=today(now_of(request)))
    return _file(body, f"{one.content['title']}议定事项责任清单")


def _notice(request: HttpRequest, meeting: Meeting, post: Post) -> HttpResponse:
    topics = [as_shown(item.topic, post) for item in found.items_of(meeting)]
    issued_on = local_day(meeting.notified_at or now_of(request))
    body = printing.notice_file(meeting, found.seats_of(meeting), topics, issued_on=issued_on)
    return _file(body, f"{meeting.title}通知")


def _file(body: bytes, name: str) -> HttpResponse:
    response = HttpResponse(body, content_type=DOCX)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=f"{name}.docx") or ""
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
