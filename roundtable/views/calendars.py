"""`meeting.ics`: a meeting to take into one's own calendar, for those who prepare it and for its guests."""

from email.utils import parseaddr

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from orgs.middleware import now_of
from roundtable import calendar_file
from roundtable.calendar_file import Copy
from roundtable.models import Meeting
from roundtable.queries import meetings as found
from roundtable.reading import as_shown
from roundtable.views.invitations import found_seat, guests
from roundtable.views.meetings import found_one, readers
from tickets.views.case import acting_post
from web.downloads import download


@require_safe
@readers
def meeting_calendar(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """For whoever reads the meeting: no topics, a calendar is shared with more people than an agenda."""
    meeting = found_one(request, meeting_id)
    return _file(request, meeting, topics=[], address=reverse("meeting", args=[meeting.pk]))


@require_safe
@guests
def invitation_calendar(request: HttpRequest, seat_id: int) -> HttpResponse:
    """For a guest, with the topics that concern them as their page shows them."""
    post = acting_post(request)
    seat = found_seat(post, seat_id)
    topics = [as_shown(item.topic, post).title for item in found.own_items(seat, post)]
    return _file(request, seat.meeting, topics=topics, address=reverse("meeting_invitation", args=[seat.pk]))


def _file(request: HttpRequest, meeting: Meeting, *, topics: list[str], address: str) -> HttpResponse:
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    copy = Copy(topics=topics, url=f"{settings.BASE_URL}{address}", at=now_of(request), sender=sender)
    content = calendar_file.file_of(meeting, copy)
    return download(content, name=calendar_file.NAME, content_type=calendar_file.CONTENT_TYPE)
