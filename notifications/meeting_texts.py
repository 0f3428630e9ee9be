"""Text messages about meetings, to firms alone: a shop owner reads what the phone shows, units have this product."""

from typing import Final

from django.conf import settings

from journal import clock
from notifications.models import Notice
from orgs.calendar import COUNTY_TIME
from orgs.models import Post
from orgs.statuses import Role
from roundtable.models import Meeting
from roundtable.services import replies

VERBS: Final = frozenset(
    {
        "meeting.notified", "meeting.changed", "meeting.cancelled", "meeting.seat_added", "meeting.agenda_changed",
        "meeting.seat_removed", "meeting.reminded",
    }
)  # fmt: skip


def is_texted(verb: str, post: Post) -> bool:
    """Whether a notice of this verb, told through this post, goes by text message as well."""
    return verb in VERBS and post.role == Role.ENTERPRISE_USER


def said_in(notice: Notice) -> tuple[str, dict[str, str]]:
    """The template and its fields, from how the meeting stands now: when it is, and the link that answers."""
    meeting = Meeting.objects.get(pk=notice.subject_id)
    seat = meeting.seats.filter(organisation=notice.post.organisation_id).first()
    starts = meeting.starts_at.astimezone(COUNTY_TIME)
    when = {"会议时间": f"{starts.month}月{starts.day}日 {starts:%H:%M}"}
    if seat is None or meeting.cancelled_at is not None:
        return "meeting_off", when
    asked = replies.is_asked(meeting, now=clock.now())
    link = replies.address_of(seat) if asked else f"{settings.BASE_URL}{notice.url}"
    return "meeting", when | {"链接": link}
