"""Tells of meetings: whoever has a seat that it is called, changed or called off, who prepares it what was answered."""

from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from journal import clock
from journal.models import Event
from notifications import meeting_texts
from notifications.models import Delivery, Notice
from notifications.statuses import Channel
from notifications.telling import mail, tell
from notifications.texts import is_mobile
from orgs.models import Post
from orgs.queries import today
from roundtable import meeting_policies as policies
from roundtable.meeting_kinds import Answer, Side
from roundtable.models import Material, Meeting, Seat
from roundtable.models.reminders import ReminderKind
from tickets.policies import UNIT_ROLES

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
    "meeting.material_sent": _("有单位报送了会议材料"),
    "meeting.reminded": _("会议快开了，请按时到会"),
    "meeting.ended": _("会议纪要整理好了，请签发"),
    "meeting.signed": _("会议纪要已签发，请看"),
    "meeting.corrected": _("会议纪要有更正，请看新的一期"),
}
_STILL_TO_ANSWER: Final = _("会议快开了，还没有收到回执，请尽快回执")
_MATERIALS: Final = _("会议材料报送就要截止了，请尽快报送")
_FOR_THE_CLERK: Final = frozenset({"meeting.seat_answered", "meeting.material_sent"})
_OF_MINUTES: Final = frozenset({"meeting.signed", "meeting.corrected"})
MAILED: Final = TOLD.keys() - _FOR_THE_CLERK - _OF_MINUTES - {"meeting.ended"}
"""What guests are told, by mail as well; who prepares a meeting has its page."""


def handle(event: Event) -> None:
    """A notice and a mail for the people of every body that the event is for, once however often this runs; nothing
    before the meeting is called.
    """
    meeting = Meeting.objects.select_related("committee", "clerk").get(pk=event.subject_id)
    live = Post.objects.live(today(clock.now())).named().order_by("pk")
    if event.verb in _FOR_THE_CLERK:
        preparing = live.filter(pk=meeting.clerk_id)
        tell(event, preparing, words=TOLD[event.verb], url=reverse("meeting", args=[meeting.pk]))
        return
    if event.verb == "meeting.ended":
        address = reverse("minutes_draft", args=[meeting.pk])
        tell(event, live.filter(pk=meeting.chair_id), words=TOLD[event.verb], url=address)
        return
    if event.verb in _OF_MINUTES:
        sat = meeting.seats.exclude(side__in=[Side.FIRM, Side.WORKERS]).exclude(organisation=None)
        units = live.filter(organisation__in=sat.values("organisation"), role__in=UNIT_ROLES)
        tell(event, units, words=TOLD[event.verb], url=reverse("meeting_minutes", args=[meeting.pk]))
        return
    answering = live.filter(role__in=policies.ANSWERS)
    for seat in _seats(meeting, event):
        posts = answering.filter(organisation=seat.organisation_id)
        tell(event, posts, words=_words(event, seat), url=reverse("meeting_invitation", args=[seat.pk]))
    for body in _without_seat(event):
        posts = answering.filter(organisation=body)
        tell(event, posts, words=_UNINVITED, url=reverse("meeting_invitations"))
    mail(event)
    _text(event)


def _text(event: Event) -> None:
    """A text message for the people of firms with a mobile, once however often this runs."""
    told = Notice.objects.filter(event=event).select_related("person", "post")
    texted = [n for n in told if meeting_texts.is_texted(event.verb, n.post) and is_mobile(n.person.mobile)]
    Delivery.objects.bulk_create(
        [Delivery(notice=notice, channel=Channel.SMS) for notice in texted], ignore_conflicts=True
    )


def _words(event: Event, seat: Seat) -> Promise:
    if event.verb != "meeting.reminded":
        return TOLD[event.verb]
    if event.data["kind"] == ReminderKind.MATERIALS:
        return _MATERIALS
    return _STILL_TO_ANSWER if seat.answer == Answer.WAITING else TOLD[event.verb]


def _seats(meeting: Meeting, event: Event) -> list[Seat]:
    """Whose seat the event is about: new ones of their own, else all that a body has; none before it is called."""
    seats = meeting.seats.exclude(organisation=None).order_by("pk")
    if event.verb == "meeting.agenda_changed":
        return list(seats.filter(pk__in=event.data.get("invited", ())))
    if event.verb == "meeting.reminded":
        return _reminded(meeting, event, list(seats))
    if event.verb == "meeting.seat_removed" or not (event.verb == "meeting.notified" or event.data.get("told")):
        return []
    return list(seats.filter(pk=event.data["seat"]) if event.verb == "meeting.seat_added" else seats)


def _reminded(meeting: Meeting, event: Event, seats: list[Seat]) -> list[Seat]:
    """Who owes materials; else who comes and who has not answered. Nobody, once the meeting was called off."""
    if meeting.cancelled_at is not None:
        return []
    if event.data["kind"] == ReminderKind.MATERIALS:
        sent = set(Material.objects.filter(meeting=meeting).values_list("organisation", flat=True))
        return [seat for seat in seats if policies.owes_materials(seat) and seat.organisation_id not in sent]
    return [seat for seat in seats if seat.answer != Answer.DECLINES]


def _without_seat(event: Event) -> list[int]:
    """Bodies that were invited and have lost their seat."""
    if event.verb == "meeting.agenda_changed":
        return list(event.data.get("uninvited", ()))
    return [event.data["unit"]] if event.verb == "meeting.seat_removed" and event.data.get("told") else []
