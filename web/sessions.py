"""Sessions in PostgreSQL, as Django's own; the row is read with a statement that is built once (`web.prepared`)."""

from datetime import datetime

from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.db.models import DateTimeField, Func, QuerySet
from django.utils import timezone

from web.prepared import prepared


class SessionStore(DatabaseStore):
    """Every page of somebody who has signed in reads one, and with it the database's clock."""

    read_at: datetime | None = None

    def _get_session_from_db(self) -> Session | None:
        """The row of this key while it lasts; a key without one is forgotten, so that a new session gets its own."""
        for session in _live(key=self.session_key, now=timezone.now()):
            self.read_at = session.read_at  # type: ignore[attr-defined]  # annotated
            return session
        self._session_key = None
        return None

    def save_along(self) -> None:
        """Save what changed now, in the caller's transaction, and not once more behind the answer.

        A session that was ended meanwhile elsewhere takes nothing: whoever changed it is told as on any page.
        """
        try:
            self.save()
        except UpdateError:
            return
        self.modified = False


@prepared("key", "now")
def _live(*, key: str, now: object) -> QuerySet[Session]:
    clock = Func(function="clock_timestamp", output_field=DateTimeField())
    return Session.objects.filter(session_key=key, expire_date__gt=now).annotate(read_at=clock)
