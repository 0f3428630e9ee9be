"""One meeting: its agenda beside the topics that wait, its seats, and every change of either (UX S6)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from orgs.middleware import now_of
from orgs.models import Organisation, Post
from roundtable import meeting_policies as policies
from roundtable.exceptions import Blocked, Moved
from roundtable.meeting_forms import AnswerSeatForm, MinutesForm, SeatForm
from roundtable.meeting_kinds import ISSUED, WRITING, Answer, MeetingState, Side
from roundtable.models import AgendaItem, Meeting, Seat, Topic
from roundtable.models.meetings import starts_of
from roundtable.queries import meetings as found
from roundtable.queries.decisions import is_kept_from
from roundtable.reading import as_shown, raised_by
from roundtable.services import agenda, seats
from roundtable.services.holding import undone_before
from roundtable.views.meetings import found_one, preparers, readers, too_late, version_in
from tickets.masking import as_read, firm_name
from tickets.models import Ticket
from tickets.queries import seen_among
from tickets.statuses import ENDED
from tickets.table_policies import PREPARES
from tickets.views.case import acting_post
from web.errors import conflict
from web.pages import done, page

ONE: Final = "roundtable/meeting.html"


@dataclass(frozen=True, slots=True)
class Line:
    """An item as the agenda shows it: when it begins, whom it concerns, and the case where the reader sees it.

    `over`: the case has ended meanwhile.
    """

    item: AgendaItem
    starts: datetime
    bodies: str
    case: Ticket | None

    @property
    def over(self) -> bool:
        """Nothing is left to decide on it, unless somebody wants to."""
        return self.case is not None and self.case.status in ENDED


@require_safe
@readers
def meeting(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """`/roundtable/meetings/<id>/`."""
    return _draw(request, found_one(request, meeting_id))


def _draw(request: HttpRequest, meeting: Meeting, *, form: SeatForm | None = None, status: int = 200) -> HttpResponse:
    post, now = acting_post(request), now_of(request)
    prepares = policies.may_prepare(meeting, post) and meeting.is_open
    items, guests = found.items_of(meeting), found.seats_of(meeting)
    for item in items:
        as_shown(item.topic, post)
    lines = _lines(meeting, items, post)
    context = {
        "meeting": meeting,
        "prepares": prepares,
        "writes": policies.may_prepare(meeting, post) and meeting.state in WRITING,
        "begins": prepares and policies.begins_today(meeting, now),
        "drafted": meeting.state == MeetingState.DRAFTED and policies.may_prepare(meeting, post),
        "signs": meeting.state == MeetingState.DRAFTED and policies.may_convene(meeting, post),
        "issued": meeting.state in ISSUED,
        "carried": undone_before(meeting).exclude(is_kept_from(post)) if meeting.is_open else [],
        "convenes": policies.may_convene(meeting, post) and meeting.is_open,
        "notified": meeting.state == MeetingState.NOTIFIED,
        "lines": lines,
        "total": sum(item.minutes for item in items),
        "waiting": _waiting(meeting, post) if prepares else [],
        "sides": _sides(guests),
        "missing": found.not_invited(items, guests) if prepares else [],
        "form": form,
        "seat_form": form or (SeatForm(bodies=list(found.bodies_in(meeting.county_id))) if prepares else None),
        "now": now,
    }
    return page(request, ONE, context, part=ONE, status=status)


def _waiting(meeting: Meeting, post: Post) -> list[tuple[Topic, str]]:
    return [(as_shown(topic, post), _bodies(topic, post)) for topic in found.to_put(post, meeting)]


def _lines(meeting: Meeting, items: Sequence[AgendaItem], post: Post) -> list[Line]:
    seen = seen_among(post, [item.topic.ticket_id for item in items if item.topic.ticket_id])
    starts = starts_of(meeting, list(items))
    return [
        Line(item, begins, _bodies(item.topic, post), _case(item.topic, post, seen))
        for item, begins in zip(items, starts, strict=True)
    ]


def _case(topic: Topic, post: Post, seen: set[int]) -> Ticket | None:
    return as_read(topic.ticket, post) if topic.ticket is not None and topic.ticket.pk in seen else None


def _bodies(topic: Topic, post: Post) -> str:
    """The firm, or whoever brought it in."""
    return _firm(topic, post) or raised_by(topic, post)


def _firm(topic: Topic, post: Post) -> str:
    return firm_name(as_read(topic.ticket, post), post, leads=post.role in PREPARES) if topic.ticket is not None else ""


def _sides(guests: Sequence[Seat]) -> list[tuple[str, list[Seat]]]:
    """Side → who sits there, those without anybody left out."""
    rows: dict[str, list[Seat]] = {side.value: [] for side in Side}
    for seat in guests:
        rows[seat.side].append(seat)
    return [(str(Side(side).label), seats_there) for side, seats_there in rows.items() if seats_there]


# --- the agenda -------------------------------------------------------------------------------------------------------

_Do = Callable[[HttpRequest, Meeting, Post], None]


def _id(request: HttpRequest, name: str) -> int:
    typed = request.POST.get(name, "")
    if not (typed.isascii() and typed.isdigit() and len(typed) <= 18):  # noqa: PLR2004 -- a key of the database
        raise Http404
    return int(typed)


def _put(request: HttpRequest, meeting: Meeting, post: Post) -> None:
    topic = found.to_put(post, meeting).filter(pk=_id(request, "topic")).first()
    if topic is None:
        raise Moved
    agenda.put(meeting.pk, topic_id=topic.pk, actor=post, version=version_in(request))


def _move(request: HttpRequest, meeting: Meeting, post: Post) -> None:
    agenda.move(
        meeting.pk, item_id=_id(request, "item"), to=_id(request, "to"), actor=post, version=version_in(request)
    )


def _minutes(request: HttpRequest, meeting: Meeting, post: Post) -> None:
    form = MinutesForm(request.POST)
    if not form.is_valid():
        raise Blocked(str(next(iter(form.errors.values()))[0]))
    agenda.give_minutes(
        meeting.pk,
        item_id=_id(request, "item"),
        minutes=form.cleaned_data["minutes"],
        actor=post,
        version=form.cleaned_data["version"],
    )


def _take_off(request: HttpRequest, meeting: Meeting, post: Post) -> None:
    agenda.take_off(meeting.pk, item_id=_id(request, "item"), actor=post, version=version_in(request))


def _group(request: HttpRequest, meeting: Meeting, post: Post) -> None:
    agenda.group(meeting.pk, actor=post, version=version_in(request))


def _invite(request: HttpRequest, meeting: Meeting, post: Post) -> None:
    agenda.invite(meeting.pk, body_id=_id(request, "body"), actor=post)


_AGENDA: Final[Mapping[str, _Do]] = {
    "put": _put, "move": _move, "minutes": _minutes, "take-off": _take_off, "group": _group, "invite": _invite,
}  # fmt: skip


@require_POST
@preparers
def act(request: HttpRequest, meeting_id: int, name: str) -> HttpResponse:
    """One of `_AGENDA`: 403 for who may not, 409 when it moved or a rule forbids it."""
    post, meeting = acting_post(request), found_one(request, meeting_id)
    if name not in _AGENDA:
        raise Http404
    if not policies.may_prepare(meeting, post):
        raise PermissionDenied
    onward = reverse("meeting", args=[meeting.pk])
    try:
        _AGENDA[name](request, meeting, post)
    except Blocked as blocked:
        return conflict(request, message=blocked.sentence, onward=onward)
    except Moved:
        return too_late(request, meeting)
    return done(request, onward, _("议程已保存"))


# --- seats ------------------------------------------------------------------------------------------------------------


@require_POST
@preparers
def seat_new(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """One more seat. 422 with what was typed."""
    post, meeting = acting_post(request), found_one(request, meeting_id)
    bodies: list[Organisation] = list(found.bodies_in(meeting.county_id))
    form = SeatForm(request.POST, bodies=bodies)
    if form.is_valid():
        try:
            seats.invite(meeting.pk, form.guest, actor=post)
        except Blocked as blocked:
            form.add_error(blocked.field, blocked.sentence)
        except Moved:
            return too_late(request, meeting)
        else:
            return done(request, reverse("meeting", args=[meeting.pk]), _("席位已加上"))
    return _draw(request, meeting, form=form, status=422)


@require_POST
@preparers
def seat_act(request: HttpRequest, meeting_id: int, seat_id: int, name: str) -> HttpResponse:
    """`remove` a seat, or write down what was `answer`ed on the telephone."""
    post, meeting = acting_post(request), found_one(request, meeting_id)
    seat = meeting.seats.filter(pk=seat_id).first()
    if seat is None or name not in {"remove", "answer"}:
        raise Http404
    onward = reverse("meeting", args=[meeting.pk])
    try:
        if name == "remove":
            seats.take_away(meeting.pk, seat_id=seat.pk, actor=post)
            return done(request, onward, _("席位已去掉"))
        form = AnswerSeatForm(request.POST)
        if not form.is_valid():
            return conflict(request, message=next(iter(form.errors.values()))[0], onward=onward)
        given = form.cleaned_data
        seats.answer(seat.pk, said=Answer(given["said"]), name=given["name"], words=given["words"], actor=post)
    except Moved:
        return too_late(request, meeting)
    return done(request, onward, _("回执已记下"))
