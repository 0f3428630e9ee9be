"""Hints for open pages: that something moved, never what. The page fetches it over HTTP, where it is authorised afresh.

At most once and best effort: a hint goes out after its outbox row is done, and one that Valkey does not take is lost.
Pages poll besides, so a hint is never worth a retry, a held lock or a parked row.
"""

import asyncio
import logging
import time
from collections.abc import Iterable, Sequence
from typing import Any, Final

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction

from journal.models import Event
from roundtable.models import Meeting, Topic
from tickets.action import FIRM_AND_UNITS, Action
from tickets.actions import BY_VERB
from tickets.models import Ticket
from tickets.queries.units import watching_units
from tickets.queries.visibility import barred_from

logger = logging.getLogger(__name__)

PATIENCE: Final = 2.0  # seconds for all hints of one event
SILENCE: Final = 5.0  # seconds without trying after Valkey did not answer
_silent_until = 0.0

Hint = tuple[str, dict[str, Any]]


def handle(event: Event) -> None:
    """Hint to everybody who may read the event, once its outbox row is gone. Never fails for want of Valkey."""
    asked = {
        Ticket.JOURNAL_NAME: _about_case,
        Topic.JOURNAL_NAME: _about_topic,
        Meeting.JOURNAL_NAME: _about_meeting,
    }
    about = asked.get(event.subject_type, _about_person)
    if hints := about(event):
        transaction.on_commit(lambda: send(hints), robust=True)


def tell_people(person_ids: Iterable[int]) -> None:
    """Let the bells of these people ring."""
    send([(person_group(person), _hint(kind="notices")) for person in person_ids])


def organisation_group(organisation_id: int) -> str:
    """The channel group of an organisation's pages."""
    return f"org-{organisation_id}"


def person_group(person_id: int) -> str:
    """The channel group of a person's pages."""
    return f"person-{person_id}"


def send(hints: Sequence[Hint]) -> None:
    """Send, or give up after `PATIENCE`; then nothing is tried for a while, so that a dead Valkey costs little."""
    global _silent_until  # noqa: PLW0603 -- one breaker per process
    if not hints or time.monotonic() < _silent_until:
        return
    try:
        async_to_sync(_send_all)(hints)
    except Exception as error:  # noqa: BLE001 -- whatever the client raises, a hint is not worth more
        _silent_until = time.monotonic() + SILENCE
        logger.warning("live hints are silent for %d s: %s", SILENCE, type(error).__name__)


async def _send_all(hints: Sequence[Hint]) -> None:
    layer = get_channel_layer()
    async with asyncio.timeout(PATIENCE):
        for group, message in hints:  # one after the other: one connection
            await layer.group_send(group, message)


def _hint(*, never: Iterable[int] = (), **words: object) -> dict[str, Any]:
    """A message for `consumers.Hints`; the persons who `never` get it stay on the server."""
    return {"type": "hint", "hint": words, "never": sorted(never)}


def _about_case(event: Event) -> list[Hint]:
    action = BY_VERB[event.verb]
    ticket = Ticket.objects.select_related("filed_by").get(pk=event.subject_id)
    groups = [organisation_group(unit) for unit in readers(ticket, action)]
    barred = barred_from(ticket)
    hints = [(group, _hint(never=barred, kind="case", key=ticket.number)) for group in groups]
    if moves_lists(action):
        never = barred | ({event.actor} if event.actor else set())
        hints += [(group, _hint(never=never, kind="list")) for group in groups]
    return hints


def _about_topic(event: Event) -> list[Hint]:
    """The pool moves for whoever reads it (`roundtable.queries.topics`)."""
    topic = Topic.objects.get(pk=event.subject_id)
    groups = {topic.committee_id, *watching_units(topic.county_id)}
    never = {event.actor} if event.actor else set()
    return [(organisation_group(unit), _hint(never=never, kind="list")) for unit in sorted(groups)]


def _about_meeting(event: Event) -> list[Hint]:
    """A meeting moves for whoever reads it (`roundtable.queries.meetings`).

    `item` says on which item was written, `version` which its words have by now: whoever wrote them has it already.
    """
    meeting = Meeting.objects.get(pk=event.subject_id)
    where = {name: event.data.get(name) for name in ("item", "version", "seat")}
    hint = _hint(kind="meeting", key=meeting.pk, **where)
    groups = {meeting.committee_id, *watching_units(meeting.county_id)}
    return [(organisation_group(unit), hint) for unit in sorted(groups)]


def readers(ticket: Ticket, action: Action) -> list[int]:
    """Organisations whose people may read this event: never the one the case is about, the firm only its own lines."""
    units = set(ticket.parties) - {ticket.about_org_id}
    if action.readers is not FIRM_AND_UNITS:
        units -= {ticket.firm_id, _entered_by(ticket)}
    return sorted(units)


def moves_lists(action: Action) -> bool:
    """Whether rows change their place or their chip: words that are only added change no list."""
    return action.decides or action.by_system


def _entered_by(ticket: Ticket) -> int:
    return ticket.filed_by.organisation_id


def _about_person(event: Event) -> list[Hint]:
    """Sockets of a person whose account or posts changed ask afresh who may stay (ASVS V7.4.2)."""
    if event.subject_type != "person":
        return []
    return [(person_group(event.subject_id), {"type": "recheck"})]
