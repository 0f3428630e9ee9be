"""Keeping what a person types into a call form, until it is sent, thrown away or too old.

Saving never writes over what another page has saved meanwhile: it raises, and both texts are shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Count, QuerySet

from journal import clock
from orgs.models import Organisation, Post
from tickets import policies
from tickets.exceptions import NotDone
from tickets.models import UNSENT, Attachment, Draft, Ticket
from tickets.queries.drafts import drafts_for
from tickets.statuses import Source
from web.prepared import prepared

MOST_DRAFTS: Final = 20
LONGEST_ANSWER: Final = 20_000  # ten times what the form takes: room for a text that still has to be shortened
_BATCH: Final = 500


class DraftMoved(NotDone):
    """Another page has saved since this one was drawn; `draft` is how it stands now."""

    def __init__(self, draft: Draft) -> None:
        super().__init__(f"draft {draft.pk} is at version {draft.version}")
        self.draft = draft


class DraftSent(NotDone):
    """The draft has become a case already; `ticket` is that case."""

    def __init__(self, ticket: Ticket) -> None:
        super().__init__(f"{ticket.number} was filed from this draft")
        self.ticket = ticket


class DraftRefused(NotDone):
    """Too long an answer, or one draft too many: nothing was saved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The page that saves: the version it was drawn on, its own mark, what it is open on."""

    version: int
    writer: str = ""
    device: str = ""


def save(
    token: UUID, *, firm: Organisation, answers: Mapping[str, str], page: Page, actor: Post, goes_on: bool = False
) -> Draft:
    """Keep answers; those not named stay. `goes_on`: the page has been left, and saves no more by itself.

    Raises DraftMoved, DraftSent, DraftRefused, PermissionDenied; Draft.DoesNotExist for a draft of another post.
    """
    said = {name: storable(answer) for name, answer in answers.items()}
    if any(len(answer) > LONGEST_ANSWER for answer in said.values()):
        raise DraftRefused(token)
    try:
        return _saved(token, firm=firm, said=said, page=page, actor=actor, goes_on=goes_on)
    except IntegrityError:  # the first save of another window came between: now there is a row to lock
        return _saved(token, firm=firm, said=said, page=page, actor=actor, goes_on=goes_on)


def _saved(
    token: UUID, *, firm: Organisation, said: Mapping[str, str], page: Page, actor: Post, goes_on: bool
) -> Draft:
    with transaction.atomic():
        locked = _locked(token, actor=actor)
        now = clock.now()
        draft = locked or _first(token, firm=firm, actor=actor, now=now)
        # Asked under the lock: a case that is filed from the draft at this moment holds it.
        if sent := sent_as(token, person_id=actor.person_id):
            raise DraftSent(sent)
        changed = any(draft.answers.get(name) != answer for name, answer in said.items())
        if changed and _is_behind(page, draft):
            raise DraftMoved(draft)
        if changed:
            draft.answers = {**draft.answers, **said}
            draft.version += 1
            draft.updated_at = now
        if changed or draft.pk is None:
            draft.device = page.device or draft.device
        draft.writer = "" if goes_on else page.writer
        draft.save()
    return draft


def _locked(token: UUID, *, actor: Post) -> Draft | None:
    """The row under lock, or None before the first save."""
    for found in _to_lock(person=actor.person_id, token=token):
        if found.organisation_id != actor.organisation_id:
            raise Draft.DoesNotExist(token)
        return found
    return None


@prepared("person", "token")
def _to_lock(*, person: int, token: UUID) -> QuerySet[Draft]:
    return Draft.objects.filter(person=person, token=token).select_for_update()


def _first(token: UUID, *, firm: Organisation, actor: Post, now: datetime) -> Draft:
    """A row for the first save. One that was thrown away elsewhere comes back like this: nothing is lost."""
    if not policies.may_file(firm, actor, source=Source.SELF):
        raise PermissionDenied("draft")
    if sum(_begun(person=actor.person_id)) >= MOST_DRAFTS:
        raise DraftRefused(token)
    return Draft(
        token=token,
        person_id=actor.person_id,
        organisation_id=actor.organisation_id,
        firm=firm,
        updated_at=now,
        version=0,
    )


@prepared("person")
def _begun(*, person: int) -> QuerySet[Draft, int]:
    """How many drafts a person has; no row for none."""
    mine = Draft.objects.filter(person=person).order_by().values("person")
    return mine.annotate(count=Count("pk")).values_list("count", flat=True)


def _is_behind(page: Page, draft: Draft) -> bool:
    """Somebody else has saved: neither the version on the screen nor the page itself is the last one."""
    own = bool(page.writer) and page.writer == draft.writer
    return page.version != draft.version and draft.version > 0 and not own


def storable(text: str) -> str:
    """What the database can keep: without NUL and halves of characters. Everything else stays as typed."""
    return text.replace("\x00", "").encode("utf-8", "ignore").decode("utf-8")


def sent_as(token: UUID, *, person_id: int) -> Ticket | None:
    """The case that came of this person's form, if it was sent."""
    return next(iter(_sent(person=person_id, token=token)), None)


@prepared("person", "token")
def _sent(*, person: int, token: UUID) -> QuerySet[Ticket]:
    return Ticket.objects.filter(filed_by_person=person, client_token=token)


def spend(token: UUID, *, person_id: int, version: int | None) -> None:
    """Inside another service's transaction: the draft's words stand elsewhere now. DraftMoved when not all do."""
    for draft in _to_lock(person=person_id, token=token):
        if version is not None and version != draft.version:
            raise DraftMoved(draft)
        draft.delete()


def spent(token: UUID, *, actor: Post) -> None:
    """The words went to a case that is open already; the files of the form stay with whoever takes them."""
    with transaction.atomic():
        spend(token, person_id=actor.person_id, version=None)


def discard(token: UUID, *, actor: Post) -> None:
    """The person throws the draft away, with the files of its form."""
    with transaction.atomic():
        drafts_for(actor).filter(token=token).delete()
        _files_of(actor.person_id, token).update(removed_at=clock.now())


def expire(*, now: datetime, after_days: int) -> int:
    """Throw away what nobody has touched for so many days, with its files; the number of drafts."""
    gone = 0
    while True:
        with transaction.atomic():
            old = list(
                Draft.objects.filter(updated_at__lt=now - timedelta(days=after_days))
                .select_for_update(skip_locked=True)
                .order_by("pk")[:_BATCH]
            )
            for draft in old:
                _files_of(draft.person_id, draft.token).update(removed_at=now)
            Draft.objects.filter(pk__in=[draft.pk for draft in old]).delete()
        gone += len(old)
        if len(old) < _BATCH:
            return gone


def _files_of(person_id: int, token: UUID) -> QuerySet[Attachment]:
    return Attachment.objects.filter(UNSENT, person=person_id, client_token=token, removed_at=None)
