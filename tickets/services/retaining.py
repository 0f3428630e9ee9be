"""The retention run: what of ended cases has been kept long enough goes, and the journal stays whole (ADR 0032).

A case at a time, under its lock, by an event of its own. The journal never held the words, only salted hashes of them:
with the salts nobody can prove or try any more what they were. Refuses cases that are open, in their time or on hold.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from journal import clock, facts
from journal.canonical import JSON
from journal.events import record
from journal.models import Event
from orgs.exceptions import Refused
from tickets import retention
from tickets.exceptions import NotPossibleNow
from tickets.models import Attachment, Erasure, Hold, Ticket
from tickets.retention_kinds import VERBS, Kept
from tickets.services import answered, changing, proofs
from tickets.statuses import ENDED
from web.masks import mask_name

logger = logging.getLogger(__name__)

# Nothing in the product asks for such pictures; firms send them all the same, and name them so.
_SHOWN: Final = ("身份证", "银行卡", "户口本", "存折", "护照")
MOST: Final = 500
"""Cases of a kind at one run of the night, which is to end before the worker is told to; the next night goes on."""


@dataclass(frozen=True, slots=True)
class Due:
    """What one kind would erase: so many files, or cases that ended by then and, of contacts, answered requests.

    `held`: the numbers of cases whose time is over as well, and which a hold keeps.
    """

    kind: Kept
    count: int
    before: datetime
    held: Sequence[str]


@dataclass(frozen=True, slots=True)
class Carried:
    """How many times a case lost what was due, or could not be worked on now; proofs of claims, requests emptied."""

    done: int
    failed: int
    proofs: int
    requests: int


@dataclass(frozen=True, slots=True)
class Taken:
    """What went of one case; only counts are told."""

    texts: frozenset[str] = frozenset()
    files: int = 0


def due(kind: Kept, *, now: datetime) -> QuerySet[Ticket]:
    """Ended cases whose time is over, of which this has not gone since and which no hold keeps."""
    return _over(kind, now).filter(~Exists(_standing()))


def _standing() -> QuerySet[Hold]:
    return Hold.objects.filter(ticket=OuterRef("pk"), lifted_at=None)


def _over(kind: Kept, now: datetime) -> QuerySet[Ticket]:
    gone = Erasure.objects.filter(ticket=OuterRef("pk"), kind=kind, at__gte=OuterRef("closed_at"))
    over = Ticket.objects.filter(status__in=ENDED, closed_at__lte=retention.before(kind, now)).order_by("pk")
    if kind == Kept.PICTURES:
        return over.filter(Exists(_pictures().filter(ticket=OuterRef("pk"))))
    return over.filter(~Exists(gone))


def overview(*, now: datetime) -> list[Due]:
    """What a run would do now; writes nothing."""
    return [Due(kind, _count(kind, now), retention.before(kind, now), _held(kind, now)) for kind in Kept]


def _held(kind: Kept, now: datetime) -> list[str]:
    return list(_over(kind, now).filter(Exists(_standing())).order_by("pk").values_list("number", flat=True))


def carry_out(*, most: int | None = None) -> Carried:
    """Erase what is due, each case by itself: one that is held by somebody else keeps no other."""
    now, done, failed = clock.now(), 0, 0
    for kind in Kept:
        for pk in list(due(kind, now=now).values_list("pk", flat=True)[:most]):
            try:
                erase(pk, kind=kind, now=now)
                done += 1
            except Exception:
                logger.exception("%s of case %s were not erased", kind.value, pk)
                failed += 1
    return Carried(done, failed, proofs.forget_old(now), answered.forget_old(now))


def erase(ticket_id: int, *, kind: Kept, now: datetime, asked: int | None = None) -> Event:
    """Erase what is due of one case, or what a granted request (`asked`) wants gone of an ended one before its time.

    Raises NotPossibleNow where nothing is, Refused where a hold keeps what was asked for, Busy.
    """
    with changing.or_busy(ticket_id), transaction.atomic():
        ticket, _legs = changing.locked(ticket_id)
        if asked is not None and Hold.objects.filter(ticket=ticket, lifted_at=None).exists():
            raise Refused(_("有一件诉求因诉讼、审计等原因暂缓清除。解除以后再办这一项，可以先答复对方原因。"))
        over = due(kind, now=now).filter(pk=ticket.pk).exists() if asked is None else ticket.status in ENDED
        if not over:
            raise NotPossibleNow(ticket)
        taken = _TAKE[kind](ticket)
        Erasure.objects.create(ticket=ticket, round=ticket.round, at=now, kind=kind)
        data: dict[str, JSON] = {
            "texts": len(taken.texts),
            "files": taken.files,
            "status": ticket.status,
            "round": ticket.round,
        }
        if asked is not None:
            data["request"] = asked
        return record(VERBS[kind], ticket, actor=None, at=now, data=data)


def _count(kind: Kept, now: datetime) -> int:
    cases = due(kind, now=now)
    if kind == Kept.PICTURES:
        return _pictures().filter(ticket__in=cases).count() + proofs.old(now).count()
    return cases.count() + (answered.old(now).count() if kind == Kept.CONTACTS else 0)


def _pictures() -> QuerySet[Attachment]:
    """Pictures of papers among what the caller sent. What a unit shows in reply or at a check-in is evidence."""
    named = Q()
    for word in _SHOWN:
        named |= Q(name__contains=word) | Q(caption__contains=word)
    return Attachment.objects.filter(named, ticket__isnull=False, reply=None, check_in=None)


def _take_pictures(ticket: Ticket) -> Taken:
    """The rows go; the bytes are collected once no row names them."""
    files, _kinds = _pictures().filter(ticket=ticket).delete()
    return Taken(files=files)


def _take_contacts(ticket: Ticket) -> Taken:
    """Name, number and place of who called, and what is personal in all words of the case."""
    texts = frozenset(_reworded(ticket, retention.pseudonymised(ticket)))
    contact = {ticket.contact_name, ticket.contact_phone, ticket.address}
    Ticket.objects.filter(pk=ticket.pk).update(
        contact_name=mask_name(ticket.contact_name), contact_phone="", address="", client_digest=""
    )
    _forget(ticket, texts | contact)
    return Taken(texts | contact - {""})


def _take_words(ticket: Ticket) -> Taken:
    """Everything that anybody wrote or sent. Numbers, units, times and ratings stay: figures are made of them."""
    files, _kinds = Attachment.objects.filter(ticket=ticket).delete()
    texts = frozenset(_reworded(ticket, retention.emptied))
    Ticket.objects.filter(pk=ticket.pk).update(contact_name="", contact_phone="", address="", client_digest="")
    facts.forget(Ticket.JOURNAL_NAME, ticket.pk)
    return Taken(texts, files)


_TAKE: Final[dict[Kept, Callable[[Ticket], Taken]]] = {
    Kept.PICTURES: _take_pictures,
    Kept.CONTACTS: _take_contacts,
    Kept.WORDS: _take_words,
}


def _reworded(ticket: Ticket, change: Callable[[str], str]) -> Iterator[str]:
    """Every text of the case that `change` alters, as it was."""
    for model, columns in retention.WORDS.items():
        rows = model._default_manager.filter(**{retention.path_to_case(model): ticket.pk})  # noqa: SLF001 -- documented
        for row in rows.only(*columns):
            yield from _reword(row, columns, change)


def _reword(row: Model, columns: tuple[str, ...], change: Callable[[str], str]) -> Iterator[str]:
    was = {name: getattr(row, name) for name in columns}
    longest = {field.name: field.max_length for field in row._meta.concrete_fields}  # noqa: SLF001 -- documented
    now = {name: change(words)[: longest[name]] for name, words in was.items()}
    altered = {name: words for name, words in now.items() if words != was[name]}
    if altered:
        type(row)._default_manager.filter(pk=row.pk).update(**altered)  # noqa: SLF001 -- documented
        yield from (was[name] for name in altered)


def _forget(ticket: Ticket, texts: frozenset[str]) -> None:
    """No salt stays by which one of these could be proven, or a number in it tried."""
    facts.forget(Ticket.JOURNAL_NAME, ticket.pk, texts=texts)
    facts.erase(Ticket.JOURNAL_NAME, ticket.pk, fields=("contact_name", "contact_phone"))
