"""What signed minutes say, as plain data: what is frozen, hashed, and drawn as a document. Words of persons as written.

The content is JSON: strings, whole numbers, lists, days as `2026-11-30`, instants as ISO 8601 with their offset.
"""

import hashlib
from datetime import datetime
from typing import Any

from django.utils import translation

from journal.canonical import canonical
from orgs.calendar import COUNTY_TIME
from roundtable.meeting_kinds import Side
from roundtable.models import Decision, ItemRecord, Meeting, Seat, Topic
from web.redacting import redacted


def content_of(meeting: Meeting) -> dict[str, Any]:
    """Everything the document says of a meeting, from its rows as they stand. Seven queries."""
    items = meeting.items.select_related("topic__ticket", "record").order_by("place")
    decisions = _decisions(meeting)
    return {
        "title": _title(meeting),
        "committee": meeting.committee.display_name,
        "kind": meeting.kind,
        "place": meeting.place,
        "began_at": _at(meeting.began_at),
        "ended_at": _at(meeting.ended_at),
        "chair": meeting.chair.person.name,
        "clerk": meeting.clerk.person.name,
        "seats": [_seat(seat) for seat in meeting.seats.select_related("organisation").order_by("side", "pk")],
        "carried": [
            {
                "body": line.decision.plan,
                "lead": line.decision.lead.display_name,
                "due": line.decision.target_on.isoformat(),
                "state": line.state,
                "words": line.words,
            }
            for line in meeting.carried.select_related("decision__lead").order_by("decision__target_on", "pk")
        ],
        "items": [
            {
                "number": item.place,
                "title": _topic(item.topic),
                "kind": item.topic.kind,
                **_record(item.record),
                "decisions": decisions.get(item.pk, []),
            }
            for item in items
        ],
    }


def _title(meeting: Meeting) -> str:
    """In Chinese, whatever language whoever signs has on the screen."""
    with translation.override("zh-hans"):
        return meeting.title


def _topic(topic: Topic) -> str:
    """Without the numbers that the desk has hidden: minutes go out to more than may read them."""
    hidden = topic.ticket is not None and topic.ticket.redacted
    return redacted(topic.title) if hidden else topic.title


def digest_of(content: dict[str, Any]) -> str:
    """SHA-256 of the canonical spelling, in hex: the same content has the same one on every machine."""
    return hashlib.sha256(canonical(content)).hexdigest()


def _decisions(meeting: Meeting) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    for decision in meeting.decisions.select_related("lead").prefetch_related("assists").order_by("number"):
        found.setdefault(decision.item_id, []).append(_decision(decision))
    return found


def _decision(decision: Decision) -> dict[str, Any]:
    return {
        "number": decision.number,
        "body": decision.plan,
        "lead": decision.lead.display_name,
        "assists": sorted(unit.display_name for unit in decision.assists.all()),
        "person": decision.person,
        "due": decision.target_on.isoformat(),
        "criterion": decision.criterion,
    }


def _record(record: ItemRecord) -> dict[str, str]:
    return {
        "facts": record.facts,
        "positions": record.positions,
        "outcome": record.outcome,
        "reason": record.reason,
    }


def _seat(seat: Seat) -> dict[str, Any]:
    return {
        "side": seat.side,
        "observes": seat.side == Side.OBSERVER,
        "whose": seat.whose,
        "name": seat.came_name if seat.came else seat.name,
        "came": bool(seat.came),
        "answer": seat.answer,
        "must": seat.must,
    }


def _at(at: datetime | None) -> str:
    return at.astimezone(COUNTY_TIME).isoformat(timespec="minutes") if at else ""
