"""Meetings of a test while they are held, and decisions in force."""

import uuid
from datetime import date, timedelta
from typing import Any

from journal import clock, relay
from orgs.models import Post
from roundtable.models import AgendaItem, Decision, ItemRecord, Meeting
from roundtable.services import deciding, holding, minuting, signing
from tests.cast import World
from tests.roundtable.convened import NEXT_WEEK, called, current
from tests.roundtable.table import Table
from tickets.models import Ticket

DUE = date(2026, 12, 18)


def begun(world: World, seats: Table) -> tuple[Meeting, Ticket]:
    """A meeting about a case that has just begun; the clock stays with the caller, who moves it to NEXT_WEEK."""
    meeting, ticket = called(world, seats)
    with clock.moved_to(NEXT_WEEK):
        holding.begin(meeting.pk, actor=seats.clerk, version=meeting.version)
    return current(meeting), ticket


def a_draft(world: World, **words: Any) -> deciding.Draft:
    """The lead of the world is to build a transformer, with anything replaced."""
    said: dict[str, Any] = {
        "body": "前丁村新装 400 千伏安变压器一台，费用由供电公司承担。",
        "lead_id": world.liaison.organisation_id,
        "assist_ids": (),
        "person": "赵科长",
        "target_on": DUE,
        "criterion": "晚上电压不低于 210 伏",
        "told": "供电公司 12月18日前给您村装好变压器。",
    }
    return deciding.Draft(**said | words)


def decide(world: World, meeting: Meeting, *, by: Post, **words: Any) -> Decision:
    """A decision on the first item."""
    item = first(meeting)
    return deciding.add(meeting.pk, item_id=item.pk, draft=a_draft(world, **words), client_token=uuid.uuid4(), actor=by)


def first(meeting: Meeting) -> AgendaItem:
    """The first item on the agenda."""
    found: AgendaItem = meeting.items.select_related("topic", "record").order_by("place")[0]
    return found


def write(meeting: Meeting, item: AgendaItem, *, by: Post, version: int | None = None, **words: str) -> int:
    """Minute an item: what stands there, with anything replaced."""
    stands = ItemRecord.objects.get(item=item)
    said = {name: words.get(name, getattr(stands, name)) for name in ("facts", "positions", "outcome", "reason")}
    written = minuting.Written(**said)
    version = stands.version if version is None else version
    return minuting.write(meeting.pk, item_id=item.pk, written=written, version=version, actor=by)


def ended(world: World, seats: Table, **words: Any) -> tuple[Meeting, Ticket, Decision]:
    """A meeting with one decision whose minutes wait for the secretary."""
    meeting, ticket = begun(world, seats)
    with clock.moved_to(NEXT_WEEK + timedelta(hours=1)):
        decision = decide(world, meeting, by=seats.clerk, **words)
        holding.end(meeting.pk, actor=seats.clerk, version=current(meeting).version)
    return current(meeting), ticket, decision


def signed(world: World, seats: Table, **words: Any) -> tuple[Meeting, Ticket, Decision]:
    """The same, signed and written back to its case."""
    meeting, ticket, decision = ended(world, seats, **words)
    with clock.moved_to(NEXT_WEEK + timedelta(hours=2)):
        signing.sign(meeting.pk, actor=seats.secretary, version=meeting.version)
        relay.run("decisions")
    return current(meeting), ticket, now(decision)


def now(decision: Decision) -> Decision:
    """The decision as it stands."""
    found: Decision = Decision.objects.select_related("meeting__committee", "lead").get(pk=decision.pk)
    return found
