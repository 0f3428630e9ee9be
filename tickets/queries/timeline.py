"""What happened to a case, as its readers may read it (经过). One place decides who reads what."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from tickets.action import Readers
from tickets.actions import ACTIONS, BY_VERB
from tickets.models import Attachment, Ticket
from tickets.queries.history import history
from tickets.queries.signs import ICONS, TITLES
from tickets.queries.words import WORDS, Details, Event, Read, nothing
from tickets.statuses import DeadlineKind, ReplyFile
from web.masks import mask_name

# Whoever held the firm's link: no post stands on the event.
_BY_LINK: Final = ACTIONS["rate"].verb


@dataclass(frozen=True, slots=True)
class Promise:
    """A time that was promised to the firm, met by an act; `tickets.promises` fills it in."""

    kept: bool
    words: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the timeline. `internal` words are never shown to the firm."""

    at: datetime
    who: str
    title: str
    words: str
    details: Details
    verb: str
    internal: bool
    icon: str
    files: tuple[Attachment, ...] = ()
    promises: tuple[Promise, ...] = ()


def timeline(ticket: Ticket, *, for_firm: bool, unit: int | None = None) -> list[Entry]:
    """The entries, newest first. The firm reads only events that are meant for it, other units not those inside one.

    `unit`: the reader's own.
    """
    rows = history(ticket.pk)
    events = [
        event
        for _seq, event in sorted(rows["event"].items(), reverse=True)
        if event.verb in BY_VERB and may_read(event, for_firm=for_firm, unit=unit)
    ]
    brought = [pk for event in events for pk in _files(event, for_firm=for_firm)]
    files = Attachment.objects.filter(removed_at=None).in_bulk(brought) if brought else {}
    read = Read(for_firm, rows, files)
    return _joined([_entry(event, read) for event in events])


def may_read(event: Event, *, for_firm: bool, unit: int | None) -> bool:
    """Whether a reader of this unit reads an event at all."""
    readers = BY_VERB[event.verb].readers
    if readers is Readers.OWN_UNIT or event.data.get("kind") == DeadlineKind.COUNTERSIGN:
        return not for_firm and event.data["unit"] == unit
    return not for_firm or readers is Readers.FIRM_AND_UNITS


def waits_in(entries: Iterable[Entry]) -> list[tuple[datetime, datetime]]:
    """From when to when the case has waited for the firm's answers, out of its timeline; one that lasts is left out."""
    waits: list[tuple[datetime, datetime]] = []
    asked: datetime | None = None
    for entry in sorted(entries, key=lambda entry: entry.at):
        if entry.verb == "ticket.asked":
            asked = entry.at
        elif asked is not None and entry.verb in {"ticket.supplemented", "ticket.question_lapsed"}:
            waits.append((asked, entry.at))
            asked = None
    return waits


def _joined(entries: list[Entry]) -> list[Entry]:
    """Files that followed one another, each an event of its own, stand as one line at the time of the last."""
    lines: list[Entry] = []
    for entry in entries:
        last = lines[-1] if lines else None
        if last and last.verb == entry.verb == "files.added" and last.who == entry.who:
            lines[-1] = replace(last, files=(*entry.files, *last.files))
        else:
            lines.append(entry)
    return lines


_NOT_FOR_THE_FIRM: Final = frozenset({"ticket.submitted", "reply.submitted", "reply.signed", "whistle.checked_in"})


def _files(event: Event, *, for_firm: bool) -> list[int]:
    """The files that came with an event; those of the call stand beside its words.

    Of a reply colleagues see all where it was written, the firm what shows the handling where it has passed. Those of
    a check-in are evidence between units.
    """
    if event.verb in (_NOT_FOR_THE_FIRM if for_firm else {"ticket.submitted", "reply.passed"}):
        return []
    files: list[int] = event.data.get("files", [])
    return files


def _label(file: Attachment) -> Attachment:
    """A file of a reply says in its caption what it shows."""
    if file.kind:
        kind = str(ReplyFile(file.kind).label)
        file.caption = _("%(kind)s：%(caption)s") % {"kind": kind, "caption": file.caption} if file.caption else kind
    return file


def _entry(event: Event, read: Read) -> Entry:
    action = BY_VERB[event.verb]
    words, details = WORDS.get(event.verb, nothing)(event, read)
    if "order_lapsed" in event.data and not read.for_firm:
        details = (*details, (_("督办"), _("随之终止")))
    return Entry(
        at=event.at,
        who=_("企业")
        if event.verb == _BY_LINK
        else _who(read.rows["post"].get(event.post or 0), for_firm=read.for_firm),
        title=str(action.firm_reads if read.for_firm else TITLES.get(event.verb, action.label)),
        words=words,
        details=tuple((label, value) for label, value in details if value),
        verb=event.verb,
        internal=action.readers is not Readers.FIRM_AND_UNITS,
        icon=ICONS[event.verb],
        files=tuple(_label(read.files[pk]) for pk in _files(event, for_firm=read.for_firm) if pk in read.files),
    )


def _who(post: Any, *, for_firm: bool) -> str:
    """The firm reads units, never the names of officials; colleagues read both, of the firm's people a mask."""
    if post is None:
        return _("系统")
    name = mask_name(post.person) if post.of_a_firm else post.person
    return str(post.unit) if for_firm else _("%(unit)s %(name)s") % {"unit": post.unit, "name": name}
