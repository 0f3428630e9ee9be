"""Appending to the journal: the only door. Refuses to work outside a transaction or on a row that moved."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Final, Protocol

from django.conf import settings
from django.db import connection

from journal import bell, canonical, facts
from journal.canonical import JSON
from journal.models import Chained, Event, Outbox, table_of

NOTHING: Final[Mapping[str, JSON]] = MappingProxyType({})
NOTHING_ERASABLE: Final[Mapping[str, str]] = MappingProxyType({})
BATCH: Final = 1000
ADVANCE: Final = """
UPDATE {table} AS subject SET chain_seq = moved.seq, chain_head = moved.head
FROM unnest(%s::bigint[], %s::int[], %s::int[], %s::bytea[]) AS moved(id, was, seq, head)
WHERE subject.id = moved.id AND subject.chain_seq = moved.was
"""


class NotInTransaction(RuntimeError):
    """An event was recorded outside a transaction: fact and event could part company."""


class ChainMoved(RuntimeError):
    """The subject's chain is not where the instance says: the row was not locked, or it was fetched before the lock."""


class HashDowngrade(RuntimeError):
    """The subject's chain already uses a newer hash version than the settings ask for."""


class ActingPost(Protocol):
    """Who acts: a post held by a person."""

    @property
    def id(self) -> int: ...

    @property
    def person_id(self) -> int: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """An event about to be recorded. `at` is the act's one instant; `erasable` holds facts kept as salted hashes."""

    verb: str
    subject: Chained
    actor: ActingPost | None
    at: datetime
    data: Mapping[str, JSON] = field(default_factory=dict)
    erasable: Mapping[str, str] = field(default_factory=dict)


def record(
    verb: str,
    subject: Chained,
    *,
    actor: ActingPost | None,
    at: datetime,
    data: Mapping[str, JSON] = NOTHING,
    erasable: Mapping[str, str] = NOTHING_ERASABLE,
) -> Event:
    """Append one event to the chain of a row that the caller has locked. DESIGN §4.

    Raises NotInTransaction, ChainMoved, HashDowngrade; TypeError for data without a canonical spelling.
    """
    return record_many([Draft(verb=verb, subject=subject, actor=actor, at=at, data=data, erasable=erasable)])[0]


def record_many(drafts: Iterable[Draft], *, consumers: Collection[str] | None = None) -> list[Event]:
    """Append many events, any number per subject and in the order given, in a handful of statements.

    The subjects are locked by the caller or were created in this transaction; `consumers` defaults to those that hear
    of every event.
    """
    if not connection.in_atomic_block:
        raise NotInTransaction("events are recorded inside the transaction that makes them true")
    drafts = list(drafts)
    heads = {id(draft.subject): draft.subject.chain_seq for draft in drafts}
    salted = [facts.salted(draft.erasable) for draft in drafts]
    events = [link(draft, salts) for draft, salts in zip(drafts, salted, strict=True)]
    Event.objects.bulk_create(events, batch_size=BATCH)
    _advance({id(draft.subject): draft.subject for draft in drafts}.values(), heads)
    facts.keep_salts(events, salted)
    _enqueue(events, _usual_consumers() if consumers is None else consumers)
    return events


def _usual_consumers() -> list[str]:
    """Who hears of every event; whoever waits for a single kind of event is named by the act that records it."""
    return [name for name in settings.JOURNAL_CONSUMERS if name not in settings.JOURNAL_NAMED_CONSUMERS]


def hash_version() -> int:
    """The rule that new hashes follow; a county under 密评 sets JOURNAL_HASH_VERSION to 2 (SM3)."""
    version: int = getattr(settings, "JOURNAL_HASH_VERSION", canonical.DEFAULT_VERSION)
    return version


def link(draft: Draft, salted: Sequence[facts.Salted], *, make: Callable[..., Event] = Event) -> Event:
    """The next event of the subject's chain; moves the chain in memory and writes nothing."""
    subject = draft.subject
    head = bytes(subject.chain_head)
    version = hash_version()
    if head and head[0] > version:
        raise HashDowngrade(f"the chain of {subject.JOURNAL_NAME} {subject.pk} uses hash version {head[0]}")
    event = make(
        at=draft.at,
        verb=draft.verb,
        subject_type=subject.JOURNAL_NAME,
        subject_id=subject.pk,
        seq=subject.chain_seq + 1,
        county=subject.journal_county(),
        actor=draft.actor.person_id if draft.actor else None,
        post=draft.actor.id if draft.actor else None,
        data=canonical.normalised_mapping(draft.data) | {fact.key: fact.digest for fact in salted},
        hash_version=version,
        previous_hash=head,
    )
    event.hash = event.expected_hash()
    subject.chain_seq, subject.chain_head = event.seq, event.hash
    return event


def _advance(subjects: Iterable[Chained], heads: Mapping[int, int]) -> None:
    """Write the chain heads, one statement a table, and only where the chain still is where it was read."""
    by_model: dict[type[Chained], list[Chained]] = {}
    for subject in subjects:
        by_model.setdefault(type(subject), []).append(subject)
    for model, rows in by_model.items():
        with connection.cursor() as cursor:
            moved = [(row.pk, heads[id(row)], row.chain_seq, bytes(row.chain_head)) for row in rows]
            cursor.execute(ADVANCE.format(table=table_of(model)), [list(column) for column in zip(*moved, strict=True)])
            if cursor.rowcount != len(rows):
                raise ChainMoved(f"{len(rows) - cursor.rowcount} of {len(rows)} {model.JOURNAL_NAME} chains moved")


def _enqueue(events: Sequence[Event], consumers: Collection[str]) -> None:
    rows = [
        Outbox(consumer=name, event=event, subject_type=event.subject_type, subject_id=event.subject_id)
        for event in events
        for name in consumers
    ]
    if rows:
        Outbox.objects.bulk_create(rows, batch_size=BATCH)
        bell.ring_after_commit()
