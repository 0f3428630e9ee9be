"""What vouches for the list: the newest seal, to be written down on paper, and what the last proof found."""

from dataclasses import dataclass
from datetime import datetime

from journal.models import Checkpoint, Verification

GROUP = 8


@dataclass(frozen=True, kw_only=True, slots=True)
class Head:
    """The chain's head: whoever keeps these four on paper can show a later rollback."""

    number: int
    at: datetime
    count: int
    hash: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Proof:
    """Head and last run; None before the first of each."""

    head: Head | None
    run: Verification | None


def proof() -> Proof:
    """Two statements, each by primary key."""
    sealed = Checkpoint.objects.order_by("-k").first()
    return Proof(head=head_of(sealed) if sealed else None, run=Verification.objects.order_by("-id").first())


def head_of(sealed: Checkpoint) -> Head:
    """A seal as it is written down: its hash in groups of eight digits."""
    digits = bytes(sealed.hash).hex()
    grouped = " ".join(digits[start : start + GROUP] for start in range(0, len(digits), GROUP))
    return Head(number=sealed.k, at=sealed.at, count=sealed.event_count + sealed.access_count, hash=grouped)
