"""Holding a meeting: it begins, goes from item to item, somebody notes who came, and it ends with minutes to sign."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from orgs.models import Post
from roundtable import meeting_policies as policies
from roundtable.exceptions import Blocked, Moved
from roundtable.meeting_kinds import UNDONE, WRITING, MeetingState, Outcome
from roundtable.models import Carried, Decision, ItemRecord, Meeting
from roundtable.services.opening import opened

_NOTIFIED = (MeetingState.NOTIFIED,)
_IN_SESSION = (MeetingState.IN_SESSION,)


def begin(meeting_id: int, *, actor: Post, version: int) -> None:
    """Open it, on its day: every item gets its record, and what was not done of earlier lists is on the table first.

    Raises Moved, PermissionDenied, Blocked (its day has not come).
    """
    with opened(meeting_id, actor=actor, policy=policies.may_prepare, version=version, states=_NOTIFIED) as now:
        if not policies.begins_today(now.meeting, now.now):
            raise Blocked(_("还没到开会那天。提前开会请先改时间，参会单位会收到通知。"))
        now.meeting.state, now.meeting.began_at = MeetingState.IN_SESSION, now.now
        ItemRecord.objects.bulk_create([ItemRecord(item=item) for item in now.meeting.items.all()])
        undone = list(undone_before(now.meeting))
        Carried.objects.bulk_create([Carried(meeting=now.meeting, decision=each, state=each.state) for each in undone])
        now.verb = "meeting.begun"
        now.data |= {"carried": len(undone)}


def undone_before(meeting: Meeting) -> QuerySet[Decision]:
    """What earlier meetings of the committee decided and nobody has struck off: what the next one opens with."""
    found = Decision.objects.filter(meeting__committee=meeting.committee_id, state__in=UNDONE)
    return found.exclude(meeting=meeting).select_related("lead", "meeting__committee").order_by("target_on", "pk")


def take_up(meeting_id: int, *, item_id: int | None, actor: Post) -> None:
    """The room turns to an item and its time runs; None: to none. The last one wins. Raises Moved, PermissionDenied."""
    with opened(meeting_id, actor=actor, policy=policies.may_prepare, states=_IN_SESSION) as now:
        if item_id is not None and not now.meeting.items.filter(pk=item_id).exists():
            raise Moved
        if now.meeting.at_item_id == item_id:
            return
        now.meeting.at_item_id, now.meeting.at_item_since = item_id, now.now if item_id else None
        now.verb = "meeting.taken_up"
        now.data["item"] = item_id


def attend(meeting_id: int, *, seat_id: int, came: bool, name: str, actor: Post) -> None:
    """Note that somebody sits there, or that nobody does. Raises Moved (the seat is gone), PermissionDenied."""
    with opened(meeting_id, actor=actor, policy=policies.may_prepare, states=WRITING) as now:
        seat = now.meeting.seats.filter(pk=seat_id).first()
        if seat is None:
            raise Moved
        seat.came, seat.came_name = came, name or seat.name if came else ""
        seat.save(update_fields=["came", "came_name"])
        now.verb = "meeting.attended"
        now.data |= {"seat": seat.pk, "unit": seat.organisation_id, "came": came}
        if seat.came_name:
            now.erasable["name"] = seat.came_name


def report_back(meeting_id: int, *, carried_id: int, words: str, version: int, actor: Post) -> None:
    """What the room heard of a decision of an earlier list. Raises Moved (somebody wrote there), PermissionDenied."""
    with opened(meeting_id, actor=actor, policy=policies.may_prepare, states=WRITING) as now:
        line = now.meeting.carried.filter(pk=carried_id).first()
        if line is None or line.version != version:
            raise Moved
        line.words, line.version = words, line.version + 1
        line.save(update_fields=["words", "version"])
        now.verb = "meeting.reported_back"
        now.data["decision"] = line.decision_id
        now.erasable["words"] = words


def end(meeting_id: int, *, actor: Post, version: int) -> None:
    """Close the session: whoever had to come and was not seen is absent. The minutes are drafted.

    Raises Moved, PermissionDenied, Blocked (an item without an outcome).
    """
    with opened(meeting_id, actor=actor, policy=policies.may_prepare, version=version, states=_IN_SESSION) as now:
        if refusal := unfinished(now.meeting):
            raise Blocked(refusal)
        now.meeting.seats.filter(came=None).update(came=False)
        now.meeting.state, now.meeting.ended_at = MeetingState.DRAFTED, now.now
        now.meeting.at_item, now.meeting.at_item_since = None, None
        now.verb = "meeting.ended"
        now.data |= {
            "present": now.meeting.seats.filter(came=True).count(),
            "absent": now.meeting.seats.filter(came=False, must=True).count(),
        }


def unfinished(meeting: Meeting) -> str:
    """Which item keeps the meeting from ending, in a sentence; empty for none."""
    decided = Exists(Decision.objects.filter(item=OuterRef("pk")))
    items = meeting.items.annotate(decided=decided).filter(
        Q(record__outcome="") | Q(record__outcome=Outcome.DECIDED, decided=False)
    )
    if (item := items.select_related("record").order_by("place").first()) is None:
        return ""
    said = {"place": item.place}
    if item.record.outcome:
        return _("第 %(place)d 项的结果是议定交办，但还没有写议定事项。") % said
    return _("第 %(place)d 项还没有结果；没有议到的请移出议程，留到下次。") % said
