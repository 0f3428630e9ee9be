"""Tells of meetings: whoever has a seat that it is called, changed or called off, who prepares it what was answered."""

from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from journal import clock
from journal.models import Event
from notifications.telling import tell
from orgs.models import Post
from orgs.queries import today
from roundtable import meeting_policies as policies
from roundtable.models import Meeting, Seat

TOLD: Final[dict[str, Promise]] = {
    "meeting.notified": _("请参加会议，请看通知并回执"),
    "meeting.changed": _("会议的时间、地点或主持有变，请看通知"),
    "meeting.cancelled": _("会议已取消"),
    "meeting.seat_added": _("请参加会议，请看通知并回执"),
    "meeting.seat_answered": _("有单位交了会议回执"),
}


def handle(event: Event) -> None:
    """A notice for the people of every invited body, once however often this runs; nothing before it is called."""
    meeting = Meeting.objects.select_related("committee", "clerk").get(pk=event.subject_id)
    live = Post.objects.live(today(clock.now())).named().order_by("pk")
    if event.verb == "meeting.seat_answered":
        preparing = live.filter(pk=meeting.clerk_id)
        tell(event, preparing, words=TOLD[event.verb], url=reverse("meeting", args=[meeting.pk]))
        return
    if event.verb != "meeting.notified" and not event.data.get("told"):
        return
    for seat in _seats(meeting, event):
        posts = [post for post in live.filter(organisation=seat.organisation_id) if policies.may_answer(seat, post)]
        tell(event, posts, words=TOLD[event.verb], url=reverse("meeting_invitation", args=[seat.pk]))


def _seats(meeting: Meeting, event: Event) -> list[Seat]:
    """Of a seat that was added its own, else all that a body has."""
    seats = meeting.seats.exclude(organisation=None).order_by("pk")
    return list(seats.filter(pk=event.data["seat"]) if event.verb == "meeting.seat_added" else seats)
