"""Seats (席位): who is invited beside those whom the agenda brings, and what they answer (回执)."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from journal.canonical import JSON
from orgs.models import Organisation, Post
from roundtable import meeting_policies as policies
from roundtable.exceptions import Blocked, Moved
from roundtable.meeting_kinds import PREPARING, Answer, MeetingState, Side
from roundtable.models import Seat
from roundtable.services.opening import opened


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """Whom to invite: a body, or a person by name who sits for nobody (从业群众代表, 特邀监督员)."""

    side: Side
    organisation: Organisation | None
    name: str
    must: bool


def invite(meeting_id: int, guest: Guest, *, actor: Post) -> None:
    """Set one more seat, in the room as well. Raises Moved, PermissionDenied, Blocked (there is one already)."""
    states = (*PREPARING, MeetingState.IN_SESSION)
    with opened(meeting_id, actor=actor, policy=policies.may_prepare, states=states) as now:
        if guest.organisation is not None and guest.organisation.county_id != now.meeting.county_id:
            raise PermissionDenied("meeting.seat_added")
        try:
            with transaction.atomic():
                seat = Seat.objects.create(
                    meeting=now.meeting,
                    side=guest.side,
                    organisation=guest.organisation,
                    name="" if guest.organisation else guest.name,
                    must=guest.must,
                )
        except IntegrityError as twice:
            raise Blocked(_("已经有这个席位了。"), field="organisation") from twice
        now.verb = "meeting.seat_added"
        now.data |= {"seat": seat.pk, "unit": seat.organisation_id, "side": seat.side}
        if guest.organisation is not None and now.meeting.state == MeetingState.NOTIFIED:
            now.data["told"] = True


def take_away(meeting_id: int, *, seat_id: int, actor: Post) -> None:
    """Nobody need sit there. Raises Moved (it is gone), PermissionDenied."""
    with opened(meeting_id, actor=actor, policy=policies.may_prepare) as now:
        seat = now.meeting.seats.filter(pk=seat_id).first()
        if seat is None:
            raise Moved
        now.verb = "meeting.seat_removed"
        now.data |= {"seat": seat.pk, "unit": seat.organisation_id, "side": seat.side}
        if seat.organisation_id and now.meeting.state == MeetingState.NOTIFIED:
            now.data["told"] = True
        seat.delete()


def answer(seat_id: int, *, said: Answer, name: str, words: str, actor: Post) -> None:
    """A body says who comes, or why nobody does; it may think better of it until the meeting begins.

    What is said on the telephone, and who sits for nobody, whoever prepares the meeting writes down. Raises Moved
    (called off, not announced or begun), PermissionDenied.
    """
    seat = Seat.objects.select_related("meeting").get(pk=seat_id)
    if not (policies.may_answer(seat, actor) or policies.may_prepare(seat.meeting, actor)):
        raise PermissionDenied("meeting.seat_answered")
    with opened(seat.meeting_id, actor=actor, policy=lambda _meeting, _post: True) as now:
        if now.meeting.state != MeetingState.NOTIFIED or now.meeting.starts_at <= now.now:
            raise Moved
        seat = now.meeting.seats.select_for_update().get(pk=seat_id)
        write_down(seat, said=said, name=name, words=words, at=now.now, by=actor)
        now.verb = "meeting.seat_answered"
        data, erasable = facts_of(seat, name=name)
        now.data |= data
        now.erasable |= erasable


def write_down(seat: Seat, *, said: Answer, name: str, words: str, at: datetime, by: Post | None) -> None:
    """Set the answer on a seat that the caller has locked; `by` is None where a link was used."""
    seat.answer, seat.words = said, words
    seat.name = "" if said == Answer.DECLINES else name
    seat.answered_at, seat.answered_by, seat.by_link = at, by, by is None
    seat.save()


def facts_of(seat: Seat, *, name: str) -> tuple[dict[str, JSON], dict[str, str]]:
    """What the journal keeps of an answer, and what of it can be erased."""
    data: dict[str, JSON] = {"seat": seat.pk, "unit": seat.organisation_id, "answer": seat.answer}
    if seat.by_link:
        data["by_link"] = True
    return data, {"name": name} | ({"words": seat.words} if seat.words else {})
