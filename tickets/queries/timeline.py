"""What happened to a case, as its readers may read it (经过). One place decides who reads what."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from tickets.actions import BY_VERB, Readers
from tickets.models import Attachment, Ticket
from tickets.queries.history import Rows, history
from tickets.statuses import ContactWay, DeadlineKind, Grade, HardCase, Outcome, RejectReason

Event = Any  # a row of `history`: at, verb, post, data
Details = tuple[tuple[str, str], ...]


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


@dataclass(frozen=True, slots=True)
class _Read:
    """Everything that the words of a timeline are made of, for one kind of reader."""

    for_firm: bool
    rows: Rows
    files: dict[int, Attachment]

    def record(self, event: Event, key: str) -> Any:
        """The record that holds the words of this event."""
        return self.rows[key][event.data[key]]

    def unit(self, pk: int | None) -> str:
        """A unit's name, empty for none."""
        unit = self.rows["unit"].get(pk or 0)
        return str(unit.name) if unit else ""


def timeline(ticket: Ticket, *, for_firm: bool) -> list[Entry]:
    """The entries, newest first. The firm reads only events that are meant for it."""
    rows = history(ticket.pk)
    events = [
        event
        for _seq, event in sorted(rows["event"].items(), reverse=True)
        if event.verb in BY_VERB and not (for_firm and BY_VERB[event.verb].readers is Readers.UNITS)
    ]
    brought = [pk for event in events for pk in _files(event)]
    files = Attachment.objects.filter(removed_at=None).in_bulk(brought) if brought else {}
    read = _Read(for_firm, rows, files)
    return _joined([_entry(event, read) for event in events])


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


def _files(event: Event) -> list[int]:
    """The files that came with an event; those of the call stand beside its words."""
    return [] if event.verb == "ticket.submitted" else event.data.get("files", [])


def _entry(event: Event, read: _Read) -> Entry:
    action = BY_VERB[event.verb]
    words, details = _WORDS.get(event.verb, _nothing)(event, read)
    return Entry(
        at=event.at,
        who=_who(read.rows["post"].get(event.post or 0), for_firm=read.for_firm),
        title=str(action.firm_reads if read.for_firm else _TITLES.get(event.verb, action.label)),
        words=words,
        details=tuple((label, value) for label, value in details if value),
        verb=event.verb,
        internal=action.readers is Readers.UNITS,
        icon=_ICONS[event.verb],
        files=tuple(read.files[pk] for pk in _files(event) if pk in read.files),
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


def _given_back(event: Event, read: _Read) -> tuple[str, Details]:
    """The firm reads that it happened and by whom; why is said with the ruling."""
    if read.for_firm:
        return "", ()
    plea = read.record(event, "return")
    entry = _("派单目录：%(name)s") % {"name": plea.entry} if plea.entry else ""
    return plea.body, (
        (_("依据"), _("；").join(part for part in (entry, plea.law) if part)),
        (_("建议由谁办"), read.unit(plea.suggested_id)),
    )


def _upheld(event: Event, read: _Read) -> tuple[str, Details]:
    """One plain sentence says who, why, and who has it now."""
    plea, was = read.record(event, "return"), event.data["was"][0]
    names = {"was": read.unit(was), "now": read.unit(event.data["unit"]), "why": _sentence(plea.told)}
    words = _("%(was)s提出这件事不归它办：%(why)s现在由%(now)s办理。") % names
    return words, _ruling(event, plea, read)


def _kept(event: Event, read: _Read) -> tuple[str, Details]:
    plea = read.record(event, "return")
    names = {"unit": read.unit(event.data["unit"]), "why": _sentence(plea.told)}
    return _("%(unit)s提出这件事不归它办，裁定仍由它办理：%(why)s") % names, _ruling(event, plea, read)


def _ruling(event: Event, plea: Any, read: _Read) -> Details:
    """What colleagues read beside the sentence; the firm reads no internal words."""
    if read.for_firm:
        return ()
    return (
        (_("裁定理由"), plea.ruling),
        (_("指定承办"), _("是，不得再退") if event.data.get("designated") else ""),
        (_("圆桌会议候选"), str(HardCase(event.data["candidate"]).label) if "candidate" in event.data else ""),
    )


def _sentence(words: str) -> str:
    """Closed with a full stop, so that another can follow."""
    return words if words.endswith(("。", "！", "？", ".")) else f"{words}。"


def _escalated(event: Event, read: _Read) -> tuple[str, Details]:
    return "", ((_("单位"), read.unit(event.data.get("unit"))),)


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
    "leg.given_back": _given_back,
    "return.upheld": _upheld,
    "return.refused": _kept,
    "return.escalated": _escalated,
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
# What colleagues read of an act that has been done. In Chinese the button says the same; other languages tell a deed
# from an order.
_TITLES: Final = {
    "ticket.submitted": pgettext_lazy("经过", "提交诉求"),
    "ticket.supplemented": pgettext_lazy("经过", "提交补充材料"),
    "note.supplement": pgettext_lazy("经过", "补充说明"),
    "files.added": pgettext_lazy("经过", "补传照片或文件"),
    "ticket.urged": pgettext_lazy("经过", "催办"),
    "ticket.withdrawn": pgettext_lazy("经过", "撤回诉求"),
    "ticket.appealed": pgettext_lazy("经过", "申请再次受理"),
    "ticket.revisited": pgettext_lazy("经过", "确认并评价"),
    "ticket.accepted": pgettext_lazy("经过", "受理"),
    "ticket.asked": pgettext_lazy("经过", "要补充"),
    "rejection.proposed": pgettext_lazy("经过", "建议不予受理"),
    "ticket.rejected": pgettext_lazy("经过", "同意不予受理"),
    "rejection.refused": pgettext_lazy("经过", "不同意，继续受理"),
    "ticket.taken_on": pgettext_lazy("经过", "直接答复"),
    "ticket.dispatched": pgettext_lazy("经过", "派单"),
    "ticket.redispatched": pgettext_lazy("经过", "改派"),
    "leg.given_back": pgettext_lazy("经过", "退单"),
    "return.upheld": pgettext_lazy("经过", "同意退单，改派"),
    "return.refused": pgettext_lazy("经过", "驳回退单"),
    "reply.passed": pgettext_lazy("经过", "通过，请企业评价"),
    "reply.sent_back": pgettext_lazy("经过", "退回重办"),
    "leg.signed": pgettext_lazy("经过", "签收"),
    "leg.contacted": pgettext_lazy("经过", "已联系企业"),
    "note.progress": pgettext_lazy("经过", "发送给企业"),
    "note.internal": pgettext_lazy("经过", "仅内部保存"),
    "leg.opined": pgettext_lazy("经过", "反馈协办意见"),
    "reply.submitted": pgettext_lazy("经过", "提交答复"),
    "ticket.called": pgettext_lazy("经过", "登记回访"),
}
_ICONS: Final = {
    "ticket.submitted": "phone", "ticket.accepted": "check", "ticket.asked": "message",
    "ticket.supplemented": "paperclip", "note.supplement": "paperclip", "ticket.dispatched": "send",
    "files.added": "paperclip",
    "ticket.redispatched": "send", "ticket.taken_on": "send", "leg.signed": "check", "leg.contacted": "phone",
    "ticket.urged": "bell", "leg.given_back": "arrow-back-up", "return.upheld": "send", "return.refused": "info-circle",
    "return.escalated": "arrow-up",
    "note.progress": "message", "note.internal": "lock", "leg.opined": "users", "reply.submitted": "message",
    "reply.passed": "check", "reply.sent_back": "arrow-back-up", "ticket.revisited": "star",
    "ticket.called": "phone", "ticket.rejected": "info-circle", "rejection.proposed": "info-circle",
    "rejection.refused": "info-circle", "ticket.withdrawn": "arrow-back-up", "ticket.appealed": "arrow-up",
    "ticket.question_lapsed": "clock", "ticket.confirmation_lapsed": "clock", "deadline.warned": "alert-triangle",
    "deadline.passed": "alert-triangle", "deadline.rereckoned": "calendar",
}  # fmt: skip
