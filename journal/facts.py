"""Facts that must be provable today and erasable tomorrow: a salted hash in the event, the salt beside it."""

import hashlib
import secrets
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from journal import salts
from journal.models import ErasableFact, Event


@dataclass(frozen=True, slots=True)
class Salted:
    """A field, its fresh salt, and the hex digest that goes into the event."""

    field: str
    salt: bytes
    digest: str

    @property
    def key(self) -> str:
        """Where the digest stands in the event's data."""
        return self.field + "#"

    @property
    def kept(self) -> bytes:
        """The salt as its table keeps it."""
        return salts.kept(self.field, self.salt)


def _digest(salt: bytes, text: str) -> str:
    return hashlib.sha256(salt + unicodedata.normalize("NFC", text).encode()).hexdigest()


def salted(erasable: Mapping[str, str], *, draw: Callable[[int], bytes] = secrets.token_bytes) -> list[Salted]:
    """A fresh salt for every fact: equal texts don't show as equal, and short ones can't be guessed once it is gone.

    `draw` is another source of salts for invented facts alone, whose rows are to come out the same each time.
    """
    fresh = [(field, draw(salts.SALT_BYTES), text) for field, text in erasable.items()]
    return [Salted(field, salt, _digest(salt, text)) for field, salt, text in fresh]


def keep_salts(events: Sequence[Event], salted_by_event: Sequence[Sequence[Salted]]) -> None:
    """Store the salts of events just recorded."""
    rows = [
        ErasableFact(event=event, field=fact.field, salt=fact.kept)
        for event, facts in zip(events, salted_by_event, strict=True)
        for fact in facts
    ]
    if rows:
        ErasableFact.objects.bulk_create(rows)


def matches(event: Event, field: str, text: str) -> bool | None:
    """Whether the event's fact was this text; None when it was erased or never kept."""
    fact = ErasableFact.objects.filter(event=event, field=field).first()
    if fact is None:
        return None
    return bool(event.data.get(field + "#") == _digest(salts.opened(bytes(fact.salt)), text))


def erase(subject_type: str, subject_id: int, *, fields: Sequence[str]) -> int:
    """Delete the salts of these facts in all of a subject's events; the number deleted.

    To be called inside the service that redacts the text itself and records that it did.
    """
    found = ErasableFact.objects.filter(
        event__subject_type=subject_type, event__subject_id=subject_id, field__in=fields
    )
    return found.delete()[0]


def forget(subject_type: str, subject_id: int, *, texts: Collection[str] | None = None) -> int:
    """Delete the salts of every fact that was one of these texts, under whatever name; without `texts` of all facts.

    The number deleted. As with `erase`, the caller redacts the texts themselves.
    """
    found = ErasableFact.objects.filter(event__subject_type=subject_type, event__subject_id=subject_id)
    if texts is not None:
        known = [fact.pk for fact in found.select_related("event") if _is_one_of(fact, texts)]
        found = ErasableFact.objects.filter(pk__in=known)
    return found.delete()[0]


def _is_one_of(fact: ErasableFact, texts: Collection[str]) -> bool:
    digest, salt = fact.event.data.get(fact.field + "#"), salts.opened(bytes(fact.salt))
    return any(digest == _digest(salt, text) for text in texts)
