"""Writing down who looked. Sealed by the checkpoints like events, but chained to nothing: reading takes no lock."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.http import HttpRequest

from journal import canonical, clock
from journal.canonical import JSON
from journal.events import NOTHING, ActingPost, hash_version
from journal.models import AccessKind, AccessLog
from web.request_id import request_id


@dataclass(frozen=True, kw_only=True, slots=True)
class Origin:
    """Where a request came from. The browser's name is kept as a hash: enough to tell two apart."""

    address: str = ""
    agent_hash: str = ""
    request_id: str = ""


UNKNOWN: Final = Origin()


def origin(request: HttpRequest) -> Origin:
    """What the access log keeps of a request; the proxy middleware has put the client's address in REMOTE_ADDR."""
    agent = request.headers.get("User-Agent", "")
    return Origin(
        address=request.META.get("REMOTE_ADDR", "")[:45],
        agent_hash=hashlib.sha256(agent.encode()).hexdigest() if agent else "",
        request_id=request_id(),
    )


def note(  # noqa: PLR0913 -- one keyword per column; grouping them would only rename them
    kind: AccessKind,
    *,
    actor: ActingPost | None,
    subject_type: str = "",
    subject_id: int | None = None,
    person_id: int | None = None,
    county: int | None = None,
    origin: Origin = UNKNOWN,
    data: canonical.Data = NOTHING,
    at: datetime | None = None,
) -> AccessLog:
    """Append one access note. `person_id` names somebody who acts in no post, as at sign-in.

    Takes part in the caller's transaction if there is one. Raises TypeError for data without a canonical spelling.
    """
    kept: dict[str, JSON] = canonical.normalised_mapping(data)
    row = AccessLog(
        at=at or clock.now(),
        kind=kind.value,
        county=county,
        actor=actor.person_id if actor else person_id,
        post=actor.id if actor else None,
        subject_type=subject_type,
        subject_id=subject_id,
        address=origin.address,
        agent_hash=origin.agent_hash,
        request_id=origin.request_id,
        data=kept,
        hash_version=hash_version(),
    )
    row.hash = row.expected_hash()
    row.save(force_insert=True)
    return row
