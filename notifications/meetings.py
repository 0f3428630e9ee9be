"""Tells of meetings: whoever has a seat that it is called, changed or called off, who prepares it what was answered."""

from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from journal import clock
from journal.models import Event
from notifications.telling import mail, tell
from orgs.models import Post
from orgs.queries import today
from roundtable import meeting_policies as policies
from roundtable.models import Meeting, Seat

_INVITED: Final = _("请参加会议，请看通知并回执")
_UNINVITED: Final = _("会议不用参加了")
TOLD: Final[dict[str, Promise]] = {
    "meeting.notified": _INVITED,
    "meeting.changed": _("会议的时间、地点或主持有变，请看通知"),
    "meeting.cancelled": _("会议已取消"),
    "meeting.seat_added": _INVITED,
    "meeting.agenda_changed": _INVITED,
    "meeting.seat_removed": _UNINVITED,
    "meeting.seat_answered": _("有单位交了会议回执"),
}
MAILED: Final = TOLD.keys() - {"meeting.seat_answered"}
"""What guests are told, by mail as well; who prepares a meeting has its page."""


def handle(event: Event) -> None:
    """A notice and a mail for the people of every body that the event is for, once however often this runs; nothing
    before the meeting is called.
    """
    meeting = Meeting.objects.select_related("committee", "clerk").get(pk=event.subject_id)
    live = Post.objects.live(today(clock.now())).named().order_by("pk")
    if event.verb == "meeting.seat_answered":
        preparing = live.filter(pk=meeting.clerk_id)
        tell(event, preparing, words=TOLD[event.verb], url=reverse("meeting", args=[meeting.pk]))
        return
    answering = live.filter(role__in=policies.ANSWERS)
    for seat in _seats(meeting, event):
        posts = answering.filter(organisation=seat.organisation_id)
        tell(event, posts, words=TOLD[event.verb], url=reverse("meeting_invitation", args=[seat.pk]))
    for body in _without_seat(event):
        posts = answering.filter(organisation=body)
        tell(event, posts, words=_UNINVITED, url=reverse("meeting_invitations"))
    mail(event)


def _seats(meeting: Meeting, event: Event) -> list[Seat]:
    """Whose seat the event is about: new ones of their own, else all that a body has; none before it is called."""
    seats = meeting.seats.exclude(organisation=None).order_by("pk")
    if event.verb == "meeting.agenda_changed":
        return list(seats.filter(pk__in=event.data.get("invited", ())))
    if event.verb == "meeting.seat_removed" or not (event.verb == "meeting.notified" or event.data.get("told")):
        return []
    return list(seats.filter(pk=event.data["seat"]) if event.verb == "meeting.seat_added" else seats)


def _without_seat(event: Event) -> list[int]:
    """Bodies that were invited and have lost their seat."""
    if event.verb == "meeting.agenda_changed":
        return list(event.data.get("uninvited", ()))
    return [event.data["unit"]] if event.verb == "meeting.seat_removed" and event.data.get("told") else []
