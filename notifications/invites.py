"""What a mail about a meeting encloses: when and where in words, and the entry for a calendar (iMIP, RFC 6047).

No topic in words: a mail names cases by number alone, as every other does.
"""

from dataclasses import dataclass
from email.utils import parseaddr

from django.conf import settings
from django.utils.translation import gettext as _

from journal import clock
from notifications.meetings import MAILED
from notifications.models import Notice
from orgs.calendar import COUNTY_TIME
from orgs.models import Post
from roundtable import calendar_file
from roundtable.calendar_file import Copy
from roundtable.models import Meeting, Seat
from roundtable.queries.meetings import own_items
from roundtable.services import replies


@dataclass(frozen=True, slots=True)
class Enclosed:
    """Words before those of the notice, and the file."""

    words: str
    name: str
    file: bytes
    content_type: str


def enclosed_in(notice: Notice) -> Enclosed | None:
    """How the meeting stands for the reader now: whoever has no seat any more takes it out of their calendar."""
    if notice.verb not in MAILED:
        return None
    meeting = Meeting.objects.select_related("committee", "chair__person").get(pk=notice.subject_id)
    reader = Post.objects.select_related("organisation").get(pk=notice.post_id)
    seat = meeting.seats.filter(organisation=reader.organisation_id).first()
    items = own_items(seat, reader) if seat else []
    copy = Copy(
        topics=[item.topic.ticket.number for item in items if item.topic.ticket],
        url=f"{settings.BASE_URL}{notice.url}",
        at=notice.at,
        sender=parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
        to=notice.person.email,
        invited=seat is not None,
    )
    return Enclosed(
        _words(meeting) + _reply(meeting, seat),
        calendar_file.NAME,
        calendar_file.file_of(meeting, copy),
        f"text/calendar; method={calendar_file.method_of(meeting, copy)}",
    )


def _words(meeting: Meeting) -> str:
    starts, ends = (at.astimezone(COUNTY_TIME) for at in (meeting.starts_at, meeting.ends_at))
    return _("%(title)s\n时间：%(starts)s–%(ends)s\n地点：%(place)s\n\n") % {
        "title": meeting.title,
        "starts": f"{starts:%Y-%m-%d %H:%M}",
        "ends": f"{ends:%H:%M}",
        "place": meeting.place,
    }


def _reply(meeting: Meeting, seat: Seat | None) -> str:
    """How to answer without signing in, while an answer is asked for."""
    if seat is None or not replies.is_asked(meeting, now=clock.now()):
        return ""
    return _("不用登录，打开就能回执（请不要转给本单位以外的人）：\n%(link)s\n\n") % {"link": replies.address_of(seat)}
