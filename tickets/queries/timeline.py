"""What happened to a case, as its readers may read it (经过). One place decides who reads what."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from tickets.actions import BY_VERB, Readers
from tickets.models import Ticket
from tickets.queries.history import Rows, history
from tickets.statuses import ContactWay, DeadlineKind, Grade, Outcome, RejectReason

Event = Any  # a row of `history`: at, verb, post, data
Details = tuple[tuple[str, str], ...]


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


@dataclass(frozen=True, slots=True)
class _Read:
    """Everything that the words of a timeline are made of, for one kind of reader."""

    for_firm: bool
    rows: Rows

    def record(self, event: Event, key: str) -> Any:
        """The record that holds the words of this event."""
        return self.rows[key][event.data[key]]

    def unit(self, pk: int | None) -> str:
        """A unit's name, empty for none."""
        unit = self.rows["unit"].get(pk or 0)
        return str(unit.name) if unit else ""


def timeline(ticket: Ticket, *, for_firm: bool) -> list[Entry]:
    """The entries, newest first. The firm reads only events that are meant for it."""
    read = _Read(for_firm, history(ticket.pk))
    events = [event for _seq, event in sorted(read.rows["event"].items(), reverse=True)]
    return [
        _entry(event, read)
        for event in events
        if event.verb in BY_VERB and not (for_firm and BY_VERB[event.verb].readers is Readers.UNITS)
    ]


def _entry(event: Event, read: _Read) -> Entry:
    action = BY_VERB[event.verb]
    words, details = _WORDS.get(event.verb, _nothing)(event, read)
    return Entry(
        at=event.at,
        who=_who(read.rows["post"].get(event.post or 0), for_firm=read.for_firm),
        title=str(action.firm_reads if read.for_firm else action.label),
        words=words,
        details=tuple((label, value) for label, value in details if value),
        verb=event.verb,
        internal=action.readers is Readers.UNITS,
        icon=_ICONS[event.verb],
    )


def _who(post: Any, *, for_firm: bool) -> str:
    """The firm reads units, never the names of officials; colleagues read both."""
    if post is None:
        return _("系统")
    return str(post.unit) if for_firm else _("%(unit)s %(name)s") % {"unit": post.unit, "name": post.person}


# --- the words of each verb: (event, read) → the text, and labelled facts --------------------------------------------

Words = Callable[[Event, _Read], tuple[str, Details]]


def _nothing(_event: Event, _read: _Read) -> tuple[str, Details]:
    return "", ()


def _text_of(key: str, attribute: str = "body") -> Words:
    """The text that stands in a record."""
    return lambda event, read: (str(getattr(read.record(event, key), attribute)), ())


def _dispatched(event: Event, read: _Read) -> tuple[str, Details]:
    assists = _("、").join(read.unit(pk) for pk in event.data.get("assists", []))
    return "", ((_("主办"), read.unit(event.data.get("unit"))), (_("协办"), assists))


def _redispatched(event: Event, read: _Read) -> tuple[str, Details]:
    """Why another unit has it now; the firm reads which, the reason is the desk's."""
    words = "" if read.for_firm else str(read.record(event, "note").body)
    return words, _dispatched(event, read)[1]


def _contacted(event: Event, read: _Read) -> tuple[str, Details]:
    contact = read.record(event, "contact")
    return contact.body, ((_("方式"), str(ContactWay(contact.way).label)),)


def _rejected(event: Event, read: _Read) -> tuple[str, Details]:
    rejection = read.record(event, "rejection")
    return rejection.body, (
        (_("原因"), str(RejectReason(rejection.reason).label)),
        (_("应走的渠道"), rejection.channel),
        (_("审批意见"), "" if read.for_firm else rejection.ruling),
    )


def _replied(event: Event, read: _Read) -> tuple[str, Details]:
    """The firm reads a reply only once it has passed review."""
    if read.for_firm:
        return "", ()
    reply = read.record(event, "reply")
    return reply.body, (
        (_("结果"), str(Outcome(reply.outcome).label)),
        (_("未解决原因"), reply.unsolved_reason),
        (_("办理情况（内部）"), reply.internal),
        (_("协办未反馈的原因"), reply.override_reason),
    )


def _passed(event: Event, read: _Read) -> tuple[str, Details]:
    reply = read.record(event, "reply")
    return reply.body, ((_("结果"), str(Outcome(reply.outcome).label)), (_("未解决原因"), reply.unsolved_reason))


def _revisited(event: Event, read: _Read) -> tuple[str, Details]:
    revisit = read.record(event, "revisit")
    if not revisit.valid:
        return _("未接通"), ()
    return revisit.body, (
        (_("联系过"), _("是") if revisit.contacted else _("否")),
        (_("解决"), str(Outcome(revisit.outcome).label)),
        (_("满意"), str(Grade(revisit.grade).label)),
    )


def _deadline(event: Event, read: _Read) -> tuple[str, Details]:
    kind = str(DeadlineKind(event.data["kind"]).label)
    return "", ((_("时限"), kind), (_("单位"), read.unit(event.data.get("unit"))))


_WORDS: Final[dict[str, Words]] = {
    "note.supplement": _text_of("note"),
    "note.progress": _text_of("note"),
    "note.internal": _text_of("note"),
    "ticket.appealed": _text_of("note"),
    "ticket.withdrawn": _text_of("note"),
    "ticket.asked": _text_of("question"),
    "ticket.supplemented": _text_of("question", "answer"),
    "ticket.dispatched": _dispatched,
    "ticket.redispatched": _redispatched,
    "ticket.taken_on": _dispatched,
    "leg.contacted": _contacted,
    "leg.opined": _text_of("leg", "opinion"),
    "rejection.proposed": _rejected,
    "ticket.rejected": _rejected,
    "rejection.refused": _rejected,
    "reply.submitted": _replied,
    "reply.passed": _passed,
    "reply.sent_back": _text_of("review"),
    "ticket.revisited": _revisited,
    "ticket.called": _revisited,
    "deadline.warned": _deadline,
    "deadline.passed": _deadline,
}
_ICONS: Final = {
    "ticket.submitted": "phone", "ticket.accepted": "check", "ticket.asked": "message",
    "ticket.supplemented": "paperclip", "note.supplement": "paperclip", "ticket.dispatched": "send",
    "ticket.redispatched": "send", "ticket.taken_on": "send", "leg.signed": "check", "leg.contacted": "phone",
    "note.progress": "message", "note.internal": "lock", "leg.opined": "users", "reply.submitted": "message",
    "reply.passed": "check", "reply.sent_back": "arrow-back-up", "ticket.revisited": "star",
    "ticket.called": "phone", "ticket.rejected": "info-circle", "rejection.proposed": "info-circle",
    "rejection.refused": "info-circle", "ticket.withdrawn": "arrow-back-up", "ticket.appealed": "arrow-up",
    "ticket.question_lapsed": "clock", "ticket.confirmation_lapsed": "clock", "deadline.warned": "alert-triangle",
    "deadline.passed": "alert-triangle", "deadline.rereckoned": "calendar",
}  # fmt: skip
