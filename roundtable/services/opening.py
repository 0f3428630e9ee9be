"""The one door to a meeting: lock its row, see that nothing moved, change, and write down what was changed."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet

from journal import clock
from journal.canonical import JSON
from journal.events import record
from orgs.models import Post
from roundtable.exceptions import Moved
from roundtable.meeting_kinds import PREPARING, MeetingState
from roundtable.models import Meeting
from tickets.services.changing import or_busy
from web.prepared import prepared


@dataclass(slots=True)
class Opened:
    """A meeting under its lock. `verb` stays empty where nothing came of it: then nothing is written down."""

    meeting: Meeting
    actor: Post
    now: datetime
    verb: str = ""
    data: dict[str, JSON] = field(default_factory=dict)
    erasable: dict[str, str] = field(default_factory=dict)

    def tell_guests(self) -> None:
        """What guests were told has changed: they hear of it once, and their calendars with the next number."""
        if self.meeting.notified_at is not None:
            self.meeting.sequence += 1
            self.data["told"] = True


@contextmanager
def opened(
    meeting_id: int,
    *,
    actor: Post,
    policy: Callable[[Meeting, Post], bool],
    version: int | None = None,
    states: Collection[MeetingState] = PREPARING,
) -> Iterator[Opened]:
    """Raises Moved (another version, or in none of these states), PermissionDenied, Busy; then nothing is written.

    `version` None: an append.
    """
    with or_busy(meeting_id), transaction.atomic():
        meeting = next(iter(_locked(meeting=meeting_id)), None)
        if meeting is None:
            raise Meeting.DoesNotExist
        if meeting.state not in states or version not in {None, meeting.version}:
            raise Moved
        if not policy(meeting, actor):
            raise PermissionDenied("meeting")
        change = Opened(meeting, actor, clock.now())
        yield change
        if not change.verb:
            return
        # While minutes wait to be signed every word counts: nobody signs what was written after they read it.
        if version is not None or meeting.state == MeetingState.DRAFTED:
            meeting.version += 1
        meeting.save()
        record(change.verb, meeting, actor=actor, at=change.now, data=change.data, erasable=change.erasable)


@prepared("meeting")
def _locked(*, meeting: int) -> QuerySet[Meeting]:
    found = Meeting.objects.select_for_update(of=("self",), no_key=True).select_related("committee", "chair__person")
    return found.filter(pk=meeting)
