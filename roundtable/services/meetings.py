"""Planning, changing, announcing and calling off a meeting."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from journal import clock
from journal.canonical import JSON
from journal.events import record
from orgs.limits import keyed, one_at_a_time
from orgs.models import Organisation, Post
from orgs.statuses import Role
from roundtable import meeting_policies as policies
from roundtable.exceptions import Blocked
from roundtable.meeting_kinds import Answer, MeetingKind, MeetingState
from roundtable.models import AgendaItem, Meeting
from roundtable.services.opening import opened

_TOLD = ("starts_at", "ends_at", "site_id", "place", "chair_id", "materials_until")
"""What guests are told: one of these changed after the notice goes out again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """When, where and under whom."""

    starts_at: datetime
    ends_at: datetime
    site_id: int | None
    place: str
    chair_id: int
    collect_until: date
    materials_until: date | None


def plan(planned: Planned, *, kind: MeetingKind, committee: Organisation, client_token: UUID, actor: Post) -> Meeting:
    """The next meeting of its kind of a committee. The same form twice is one meeting.

    Raises PermissionDenied, Blocked (a time that has passed, a room or a chair that is taken).
    """
    if not policies.may_plan(actor) or committee.county_id != actor.county_id:
        raise PermissionDenied("meeting.planned")
    with transaction.atomic():
        # Numbers have no gaps: one at a time for a committee and a kind.
        one_at_a_time(keyed("meeting", f"{committee.pk} {kind}"))
        if first := Meeting.objects.filter(clerk=actor, client_token=client_token).first():
            return first
        last = Meeting.objects.filter(committee=committee, kind=kind).aggregate(last=Max("number"))["last"]
        meeting = Meeting(
            county_id=actor.county_id,
            committee=committee,
            kind=kind,
            number=(last or 0) + 1,
            clerk=actor,
            client_token=client_token,
            at=clock.now(),
        )
        if not policies.may_prepare(meeting, actor):
            raise PermissionDenied("meeting.planned")
        _set(meeting, planned, now=meeting.at)
        _save(meeting)
        record("meeting.planned", meeting, actor=actor, at=meeting.at, data=_said(meeting))
    return meeting


def change(meeting_id: int, planned: Planned, *, actor: Post, version: int) -> None:
    """Another time, place or chair. Guests who have the notice hear of it. Raises as `plan`, Moved."""
    with opened(meeting_id, actor=actor, policy=policies.may_prepare, version=version) as now:
        before = [getattr(now.meeting, name) for name in _TOLD]
        _set(now.meeting, planned, now=now.now)
        if before != [getattr(now.meeting, name) for name in _TOLD]:
            now.tell_guests()
        if before[:2] != [now.meeting.starts_at, now.meeting.ends_at]:
            # Whoever had time then has to say so again; what they wrote stands in the form.
            answered = now.meeting.seats.exclude(organisation=None).exclude(answer=Answer.WAITING)
            answered.update(answer=Answer.WAITING, answered_at=None, answered_by=None, by_link=False)
        now.verb = "meeting.changed"
        now.data |= _said(now.meeting)
        _save(now.meeting)


def collect(meeting_id: int, *, actor: Post, version: int) -> None:
    """Topics are collected for it from now on. Raises Moved, PermissionDenied, Blocked."""
    with opened(meeting_id, actor=actor, policy=policies.may_prepare, version=version) as now:
        if now.meeting.state != MeetingState.PLANNED:
            raise Blocked(_("已经在征集议题了。"))
        now.meeting.state, now.verb = MeetingState.COLLECTING, "meeting.collecting"


def notify(meeting_id: int, *, actor: Post, version: int) -> None:
    """The secretary convenes it: everybody with a seat is told. Raises Moved, PermissionDenied, Blocked."""
    with opened(meeting_id, actor=actor, policy=policies.may_convene, version=version) as now:
        if now.meeting.state == MeetingState.NOTIFIED:
            raise Blocked(_("通知已经发过了；改了时间地点会自动再通知。"))
        if now.meeting.starts_at <= now.now:
            raise Blocked(_("开会时间已经过了，请先改时间。"))
        if not now.meeting.items.exists():
            raise Blocked(_("议程还是空的，请先排议题。"))
        if not now.meeting.seats.exists():
            raise Blocked(_("还没有参会单位，请先排议题或加席位。"))
        now.meeting.state, now.meeting.notified_at = MeetingState.NOTIFIED, now.now
        now.verb = "meeting.notified"
        now.data |= {"seats": now.meeting.seats.count(), "items": now.meeting.items.count()}


def cancel(meeting_id: int, *, why: str, actor: Post, version: int) -> None:
    """The secretary calls it off: guests are told, its topics wait for the next one. Raises Moved, PermissionDenied."""
    with opened(meeting_id, actor=actor, policy=policies.may_convene, version=version) as now:
        now.tell_guests()
        AgendaItem.objects.filter(meeting=now.meeting).delete()
        now.meeting.state, now.meeting.cancelled_at, now.meeting.cancelled_why = MeetingState.CANCELLED, now.now, why
        now.verb = "meeting.cancelled"
        now.erasable["why"] = why


def _set(meeting: Meeting, planned: Planned, *, now: datetime) -> None:
    if planned.starts_at <= now:
        raise Blocked(_("开会时间要在现在以后。"), field="day")
    if planned.ends_at <= planned.starts_at:
        raise Blocked(_("结束要晚于开始。"), field="ends")
    chair = Post.objects.select_related("organisation").filter(pk=planned.chair_id, role=Role.PARTY_SECRETARY).first()
    if chair is None or chair.county_id != meeting.county_id:
        raise Blocked(_("请选一位党委书记主持。"), field="chair")
    meeting.starts_at, meeting.ends_at = planned.starts_at, planned.ends_at
    meeting.site_id, meeting.place = planned.site_id, planned.place
    meeting.chair = chair
    meeting.collect_until, meeting.materials_until = planned.collect_until, planned.materials_until


def _save(meeting: Meeting) -> None:
    """Save it; two who take one room at once meet at the constraint. Raises Blocked."""
    try:
        with transaction.atomic():
            meeting.save()
    except IntegrityError as taken:
        if "room_is_taken_once_at_a_time" in str(taken):
            raise Blocked(_("这间会议室这个时间已经有会，请换个时间或地点。"), field="site") from taken
        if "chair_is_in_one_meeting_at_a_time" in str(taken):
            raise Blocked(_("主持人这个时间另有会，请换个时间。"), field="chair") from taken
        raise


def _said(meeting: Meeting) -> dict[str, JSON]:
    return {
        "kind": meeting.kind,
        "number": meeting.number,
        "committee": meeting.committee_id,
        "starts_at": meeting.starts_at.isoformat(),
        "ends_at": meeting.ends_at.isoformat(),
        "site": meeting.site_id,
        "chair": meeting.chair_id,
    }
