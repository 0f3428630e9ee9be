"""Answering an invitation by a link that needs no account (凭链接回执), until the meeting begins.

The link goes to the people of the invited body by mail. It carries 128 bits that only this installation can make and
opens nothing else: it shows the notice with the body's own topics and takes its answer. What it cannot show is who
holds it, so the record names nobody. Nothing of it is stored; it ends with its seat.
"""

import re
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.http import base36_to_int, int_to_base36

from journal import clock
from journal.events import record
from roundtable.exceptions import Moved
from roundtable.meeting_kinds import Answer, MeetingState
from roundtable.models import Meeting, Seat
from roundtable.services.seats import facts_of, write_down
from tickets.services import links, tracking

_PURPOSE: Final = "roundtable.replies"
_TOKEN: Final = re.compile(r"([0-9a-z]{1,12})-[A-Za-z0-9_-]{22}", re.ASCII)


def address_of(seat: Seat) -> str:
    """The whole address, as a mail carries it."""
    token = _token(seat.pk, seat.meeting_id, settings.SECRET_KEY)
    return f"{settings.BASE_URL}{reverse('seat_reply', args=[token])}"


def is_asked(meeting: Meeting, *, now: datetime) -> bool:
    """Whether an answer is still taken."""
    return meeting.state == MeetingState.NOTIFIED and meeting.starts_at > now


def seat_of(token: str, *, address: str) -> Seat:
    """The seat of a link, of a meeting called off as well. Raises links.NoSuchLink, once it has begun too;
    tracking.TooManyTries for an address that guesses.
    """
    now = clock.now()
    tracking.hold_back_guesser(address, now=now)
    found = _TOKEN.fullmatch(token)
    shown = ("meeting__committee__county", "meeting__chair__person", "organisation")
    row = base36_to_int(found[1]) if found else 0
    seat = Seat.objects.select_related(*shown).filter(pk=row, organisation__isnull=False).first()
    # A row that is not there is compared all the same: the clock tells nothing.
    named = (seat.pk, seat.meeting_id) if seat else (0, 0)
    if not links.is_ours(token, lambda key: _token(*named, key)) or seat is None:
        tracking.count_guess(address, now=now)
        raise links.NoSuchLink
    if seat.meeting.notified_at is None or seat.meeting.starts_at <= now:
        raise links.NoSuchLink
    return seat


def answer(seat_id: int, *, said: Answer, name: str, words: str) -> None:
    """Take the answer of whoever holds the link; nobody's name stands on it. Raises Moved (called off, begun, gone)."""
    with transaction.atomic():
        meeting = Meeting.objects.select_for_update(of=("self",), no_key=True).get(seats=seat_id)
        now = clock.now()
        seat = meeting.seats.select_for_update().filter(pk=seat_id, organisation__isnull=False).first()
        if seat is None or not is_asked(meeting, now=now):
            raise Moved
        write_down(seat, said=said, name=name, words=words, at=now, by=None)
        data, erasable = facts_of(seat, name=name)
        record("meeting.seat_answered", meeting, actor=None, at=now, data=data, erasable=erasable)


def _token(seat_id: int, meeting_id: int, key: str) -> str:
    return f"{int_to_base36(seat_id)}-{links.mark(_PURPOSE, f'{meeting_id}:{seat_id}', key)}"
