"""The agenda (议程): which approved topics, in which order, for how long. Bodies are invited as their items come."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from orgs.models import Organisation, Post
from roundtable import meeting_policies as policies
from roundtable.exceptions import Blocked, Moved
from roundtable.kinds import TopicState
from roundtable.meeting_kinds import PREPARING, Answer, MeetingState
from roundtable.models import AgendaItem, ItemRecord, Meeting, Seat, Topic
from roundtable.ordering import grouped
from roundtable.services.opening import opened
from tickets.statuses import LIVE_LEGS

MOST_ITEMS = 40
USUAL_MINUTES = 15


def put(meeting_id: int, *, topic_id: int, actor: Post, version: int) -> None:
    """Put an approved topic last on the agenda, and invite whom it concerns.

    Raises Moved, PermissionDenied, Blocked (not approved, on another agenda already, of another pool).
    """
    with opened(meeting_id, actor=actor, policy=policies.may_prepare, version=version) as now:
        topic = Topic.objects.select_for_update(of=("self",), no_key=True).select_related("ticket").get(pk=topic_id)
        if topic.state != TopicState.APPROVED or topic.county_id != now.meeting.county_id:
            raise Blocked(_("只有书记同意上会的议题才能排进议程。"))
        items = list(now.meeting.items.all())
        if len(items) >= MOST_ITEMS:
            raise Blocked(_("一次会议最多 40 项，请另开一次。"))
        try:
            with transaction.atomic():
                place = items[-1].place + 1 if items else 1
                AgendaItem.objects.create(meeting=now.meeting, topic=topic, place=place, minutes=USUAL_MINUTES)
        except IntegrityError as taken:
            raise Blocked(_("这个议题已经排在另一次会议上。")) from taken
        invited = [_invite(now.meeting, body) for body in concerned(topic)]
        now.verb = "meeting.agenda_changed"
        now.data |= {"topic": topic.pk, "how": "put"}
        if now.meeting.notified_at is not None:
            # Who comes to an agenda that has gone out already hears of it like the others.
            now.data["invited"] = [seat.pk for seat, is_new in invited if is_new]


def move(meeting_id: int, *, item_id: int, to: int, actor: Post, version: int) -> None:
    """Move an item to a place, 1 the first. Raises Moved (it is gone), PermissionDenied."""
    with opened(meeting_id, actor=actor, policy=policies.may_prepare, version=version) as now:
        items = list(now.meeting.items.all())
        item = _of(items, item_id)
        items.remove(item)
        items.insert(max(0, min(to - 1, len(items))), item)
        _number(items)
        now.verb = "meeting.agenda_changed"
        now.data |= {"topic": item.topic_id, "how": "moved", "to": items.index(item) + 1}


def group(meeting_id: int, *, actor: Post, version: int) -> None:
    """Put the same matters next to each other (`ordering.grouped`). Raises as `move`."""
    with opened(meeting_id, actor=actor, policy=policies.may_prepare, version=version) as now:
        items = list(now.meeting.items.select_related("topic__ticket"))
        ordered = grouped(items)
        if ordered == items:
            return
        _number(ordered)
        now.verb = "meeting.agenda_changed"
        now.data["how"] = "grouped"


def give_minutes(meeting_id: int, *, item_id: int, minutes: int, actor: Post, version: int) -> None:
    """How long an item may take. Raises as `move`."""
    with opened(meeting_id, actor=actor, policy=policies.may_prepare, version=version) as now:
        item = _of(list(now.meeting.items.all()), item_id)
        AgendaItem.objects.filter(pk=item.pk).update(minutes=minutes)
        now.verb = "meeting.agenda_changed"
        now.data |= {"topic": item.topic_id, "how": "minutes", "minutes": minutes}


def take_off(meeting_id: int, *, item_id: int, actor: Post, version: int) -> None:
    """Take an item off; whoever sat there for it alone, and has not answered, need not come. Raises as `move`.

    In the room as well, for what there is no time for: it waits for the next meeting. Never what was written on.
    """
    states = (*PREPARING, MeetingState.IN_SESSION)
    with opened(meeting_id, actor=actor, policy=policies.may_prepare, version=version, states=states) as now:
        items = list(now.meeting.items.select_related("topic__ticket", "record"))
        item = _of(items, item_id)
        if not _untouched(item):
            raise Blocked(_("这一项已经有记录，不能移出。"))
        items.remove(item)
        if now.meeting.at_item_id == item.pk:
            now.meeting.at_item, now.meeting.at_item_since = None, None
            now.meeting.save(update_fields=["at_item", "at_item_since"])
        item.delete()
        _number(items)
        needed = {body.pk for other in items for body in concerned(other.topic)}
        gone = {body.pk for body in concerned(item.topic)} - needed
        unneeded = now.meeting.seats.filter(organisation__in=gone, by_agenda=True, answer=Answer.WAITING)
        now.verb = "meeting.agenda_changed"
        now.data |= {"topic": item.topic_id, "how": "taken_off"}
        if now.meeting.notified_at is not None:
            now.data["uninvited"] = list(unneeded.values_list("organisation", flat=True))
        unneeded.delete()


def invite(meeting_id: int, *, body_id: int, actor: Post) -> None:
    """Invite a body that an item concerns by now: its leg may have come later. Raises Moved (none does), as `move`."""
    with opened(meeting_id, actor=actor, policy=policies.may_prepare) as now:
        items = now.meeting.items.select_related("topic__ticket__firm", "topic__raised_by__organisation")
        bodies = {body.pk: body for item in items for body in concerned(item.topic)}
        if body_id not in bodies:
            raise Moved
        seat, is_new = _invite(now.meeting, bodies[body_id])
        if not is_new:
            return
        now.verb = "meeting.seat_added"
        now.data |= {"seat": seat.pk, "unit": seat.organisation_id, "side": seat.side}
        if now.meeting.notified_at is not None:
            now.data["told"] = True


def concerned(topic: Topic) -> list[Organisation]:
    """Whom a topic concerns: of a case its firm and the units that have it, else whoever brought it in.

    A caller who wants to stay unknown is not set at the table by name: whoever prepares the meeting asks them first.
    """
    if topic.ticket is None:
        return [topic.raised_by.organisation]
    legs = topic.ticket.legs.filter(status__in=LIVE_LEGS).select_related("department").order_by("-role", "pk")
    units = [leg.department for leg in legs]
    return units if topic.ticket.confidential else [topic.ticket.firm, *units]


def _invite(meeting: Meeting, body: Organisation) -> tuple[Seat, bool]:
    """Its seat, and whether it is new."""
    return Seat.objects.get_or_create(
        meeting=meeting, organisation=body, defaults={"side": policies.side_of(body), "by_agenda": True}
    )


def _untouched(item: AgendaItem) -> bool:
    record: ItemRecord | None = getattr(item, "record", None)
    return record is None or record.is_empty


def _of(items: list[AgendaItem], item_id: int) -> AgendaItem:
    for item in items:
        if item.pk == item_id:
            return item
    raise Blocked(_("这一项刚刚被移出议程了。"))


def _number(items: list[AgendaItem]) -> None:
    """Places without gaps, in the order of the list; the constraint looks when all are written."""
    for place, item in enumerate(items, start=1):
        item.place = place
    AgendaItem.objects.bulk_update(items, ["place"])
