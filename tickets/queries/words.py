"""The words of each line of a timeline, a function for every verb that has any: the text, and labelled facts."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from tickets.chips import wall_words
from tickets.clock import REWORK_WORKING_DAYS
from tickets.models import Attachment
from tickets.queries import (
    exclusion_words,
    group_words,
    ledger_words,
    supervision_words,
    table_words,
    unit_words,
    whistle_words,
)
from tickets.queries.history import Rows
from tickets.statuses import (
    Asked,
    BadReason,
    ContactWay,
    DeadlineKind,
    ExtensionReason,
    Grade,
    Outcome,
    PauseReason,
    RejectReason,
)
from web.moments import day

Event = Any  # a row of `history`: at, verb, post, data
Details = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Read:
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

    def units(self, pks: Iterable[int]) -> str:
        """Several names in a row."""
        return _("、").join(self.unit(pk) for pk in pks)


Words = Callable[[Event, Read], tuple[str, Details]]


def nothing(_event: Event, _read: Read) -> tuple[str, Details]:
    """Most verbs say it all with their title."""
    return "", ()


def _text_of(key: str, attribute: str = "body") -> Words:
    """The text that stands in a record."""
    return lambda event, read: (str(getattr(read.record(event, key), attribute)), ())


def _dispatched(event: Event, read: Read) -> tuple[str, Details]:
    assists = read.units(event.data.get("assists", []))
    personal = "" if read.for_firm else _personal(event)
    return "", ((_("主办"), read.unit(event.data.get("unit"))), (_("协办"), assists), (_("个人信息"), personal))


def _personal(event: Event) -> str:
    """What the desk decided on numbers in the firm's words."""
    count = sum(event.data.get("personal", {}).values())
    if not count:
        return ""
    words = _("隐去 %(count)d 处，承办单位看不到") if event.data["redacted"] else _("写有 %(count)d 处，没有隐去")
    return words % {"count": count}


def _redispatched(event: Event, read: Read) -> tuple[str, Details]:
    """Why another unit has it now; the firm reads which, the reason is the desk's."""
    if read.for_firm:
        return _dispatched(event, read)
    words, details = str(read.record(event, "note").body), _dispatched(event, read)[1]
    return words, (*details, (_("不用再裁定的申请"), _lapsed(event)))


def _lapsed(event: Event) -> str:
    """What nobody needs to rule on any more since this act."""
    return str(Asked(event.data["lapsed"]).label) if "lapsed" in event.data else ""


def _given_back(event: Event, read: Read) -> tuple[str, Details]:
    """The firm reads that it happened and by whom; why is said with the ruling."""
    if read.for_firm:
        return "", ()
    plea = read.record(event, "return")
    entry = _("派单目录：%(name)s") % {"name": plea.entry} if plea.entry else ""
    return plea.body, (
        (_("依据"), _("；").join(part for part in (entry, plea.law) if part)),
        (_("建议由谁办"), read.unit(plea.suggested_id)),
    )


def _upheld(event: Event, read: Read) -> tuple[str, Details]:
    """One plain sentence says who, why, and who has it now."""
    plea, was = read.record(event, "return"), event.data["was"][0]
    names = {"was": read.unit(was), "now": read.unit(event.data["unit"]), "why": _sentence(plea.told)}
    words = _("%(was)s提出这件事不归它办：%(why)s现在由%(now)s办理。") % names
    return words, _ruling(event, plea, read)


def _kept(event: Event, read: Read) -> tuple[str, Details]:
    plea = read.record(event, "return")
    names = {"unit": read.unit(event.data["unit"]), "why": _sentence(plea.told)}
    return _("%(unit)s提出这件事不归它办，裁定仍由它办理：%(why)s") % names, _ruling(event, plea, read)


def _ruling(event: Event, plea: Any, read: Read) -> Details:
    """What colleagues read beside the sentence; the firm reads no internal words."""
    if read.for_firm:
        return ()
    return (
        (_("裁定理由"), plea.ruling),
        (_("指定承办"), _("是，不得再退") if event.data.get("designated") else ""),
        (_("圆桌会议候选"), supervision_words.candidate(event)),
    )


def _sentence(words: str) -> str:
    """Closed with a full stop, so that another can follow."""
    return words if words.endswith(("。", "！", "？", ".")) else f"{words}。"


def _escalated(event: Event, read: Read) -> tuple[str, Details]:
    return "", ((_("申请"), str(Asked(event.data["asked"]).label)), (_("单位"), read.unit(event.data.get("unit"))))


def _asked_for_time(event: Event, read: Read) -> tuple[str, Details]:
    """Between the units: why, from when, until when."""
    asked = read.record(event, "extension")
    return asked.body, (
        (_("原因"), str(ExtensionReason(asked.reason).label)),
        (_("原期限"), wall_words(datetime.fromisoformat(asked.was_due_at))),
        (_("申请延到"), day(date.fromisoformat(asked.until))),
        (_("批准后告诉企业"), asked.told),
    )


def _extended(event: Event, read: Read) -> tuple[str, Details]:
    """From which date to which, and the sentence that was written for the firm."""
    asked = read.record(event, "extension")
    was, due = (wall_words(datetime.fromisoformat(event.data[name])) for name in ("was", "due"))
    words = _("最晚答复的时间由 %(was)s 延到 %(due)s：%(why)s") % {"was": was, "due": due, "why": _sentence(asked.told)}
    return words, () if read.for_firm else ((_("审批意见"), asked.ruling),)


def _not_extended(event: Event, read: Read) -> tuple[str, Details]:
    return read.record(event, "extension").ruling, ()


def _asked_to_wait(event: Event, read: Read) -> tuple[str, Details]:
    """Between the units: what is waited for, and until when at most."""
    asked = read.record(event, "pause")
    return asked.body, (
        (_("在等什么"), str(PauseReason(asked.reason).label)),
        (_("申请挂起到"), day(date.fromisoformat(asked.until))),
        (_("批准后告诉企业"), asked.told),
    )


def _suspended(event: Event, read: Read) -> tuple[str, Details]:
    """Until when, and the sentence that was written for the firm."""
    asked = read.record(event, "pause")
    until = wall_words(datetime.fromisoformat(event.data["until"]))
    words = _("办理暂停到 %(until)s：%(why)s") % {"until": until, "why": _sentence(asked.told)}
    return words, () if read.for_firm else ((_("审批意见"), asked.ruling),)


def _not_suspended(event: Event, read: Read) -> tuple[str, Details]:
    return read.record(event, "pause").ruling, ()


def _contacted(event: Event, read: Read) -> tuple[str, Details]:
    contact = read.record(event, "contact")
    return contact.body, ((_("方式"), str(ContactWay(contact.way).label)),)


def _rejected(event: Event, read: Read) -> tuple[str, Details]:
    rejection = read.record(event, "rejection")
    return rejection.body, (
        (_("原因"), str(RejectReason(rejection.reason).label)),
        (_("应走的渠道"), rejection.channel),
        (_("审批意见"), "" if read.for_firm else rejection.ruling),
    )


def _replied(event: Event, read: Read) -> tuple[str, Details]:
    """The firm reads a reply only once it has passed review."""
    if read.for_firm:
        return "", ()
    reply = read.record(event, "reply")
    true = "" if reply.claim_true is None else _("是") if reply.claim_true else _("否：%s") % reply.untrue_reason
    return reply.body, (
        (_("诉求属实"), true),
        *_result(reply),
        (_("办理情况（内部）"), reply.internal),
        (_("不等协办或不采纳的理由"), reply.override_reason),
        (_("不用再裁定的申请"), _lapsed(event)),
    )


def _passed(event: Event, read: Read) -> tuple[str, Details]:
    reply = read.record(event, "reply")
    return reply.body, _result(reply)


def _result(reply: Any) -> Details:
    """What everybody reads of a reply beside its words."""
    way, at = reply.contact_way, reply.contacted_at
    return (
        (_("结果"), str(Outcome(reply.outcome).label)),
        (_("没有完全解决的原因"), reply.unsolved_reason),
        (_("超出职责的原因"), reply.beyond_reason),
        (_("应走的渠道"), reply.channel),
        (_("登记的联系"), contact_words(way, datetime.fromisoformat(at)) if way else ""),
    )


def contact_words(way: str, at: datetime) -> str:
    """电话，11月20日（周五）10:00."""
    return _("%(way)s，%(at)s") % {"way": ContactWay(way).label, "at": wall_words(at)}


def _revisited(event: Event, read: Read) -> tuple[str, Details]:
    revisit = read.record(event, "revisit")
    if not revisit.valid:
        return _("未接通"), ()
    return revisit.body, (
        (_("联系过"), _("是") if revisit.contacted else _("否")),
        (_("解决"), str(Outcome(revisit.outcome).label)),
        (_("满意"), str(Grade(revisit.grade).label)),
        (_("不满意的原因"), _("、").join(str(BadReason(reason).label) for reason in revisit.reasons or ())),
        (_("接下来"), _after_rating(event)),
        (_("圆桌会议候选"), "" if read.for_firm else supervision_words.candidate(event)),
    )


def _after_rating(event: Event) -> str:
    if event.data.get("stopped"):
        return _("办了三轮仍不认可，已报党委办公室督办")
    if event.data.get("closure"):
        return ""
    return _("再办一轮，%(days)d 个工作日内再答复、再评价") % {"days": REWORK_WORKING_DAYS}


def _sent_back(event: Event, read: Read) -> tuple[str, Details]:
    """The firm reads why it takes longer; what the desk says of a draft is between it and the unit."""
    return "" if read.for_firm else str(read.record(event, "review").body), ()


def _ordered(event: Event, read: Read) -> tuple[str, Details]:
    """The firm reads that it happened; what the lead is to do differently is between the units."""
    return "" if read.for_firm else str(read.record(event, "impasse").ruling), ()


def _settled(event: Event, read: Read) -> tuple[str, Details]:
    impasse = read.record(event, "impasse")
    return impasse.body, ((_("签发理由"), "" if read.for_firm else impasse.ruling),)


def _infected(event: Event, read: Read) -> tuple[str, Details]:
    """The file stands beside it; what was found in it is for those who look after files."""
    return "", () if read.for_firm else ((_("病毒名"), event.data["signature"]),)


def _deadline(event: Event, read: Read) -> tuple[str, Details]:
    kind = str(DeadlineKind(event.data["kind"]).label)
    unit = read.unit(event.data.get("unit"))
    return "", ((_("时限"), kind), (_("单位"), unit), *supervision_words.of_a_clock(event))


WORDS: Final[dict[str, Words]] = {
    "note.supplement": _text_of("note"),
    "note.progress": _text_of("note"),
    "note.internal": _text_of("note"),
    "ticket.appealed": _text_of("note"),
    "reopening.asked": _text_of("note"),
    "reopening.refused": _text_of("reopening", "told"),
    "ticket.withdrawn": _text_of("note"),
    "ticket.asked": _text_of("question"),
    "ticket.supplemented": _text_of("question", "answer"),
    "ticket.dispatched": _dispatched,
    "ticket.redispatched": _redispatched,
    "ticket.taken_on": _dispatched,
    "leg.given_back": _given_back,
    "return.upheld": _upheld,
    "return.refused": _kept,
    "ruling.escalated": _escalated,
    "extension.asked": _asked_for_time,
    "extension.granted": _extended,
    "extension.refused": _not_extended,
    "pause.asked": _asked_to_wait,
    "pause.granted": _suspended,
    "pause.refused": _not_suspended,
    "leg.contacted": _contacted,
    "rejection.proposed": _rejected,
    "ticket.rejected": _rejected,
    "rejection.refused": _rejected,
    "reply.submitted": _replied,
    "reply.drafted": _replied,
    "reply.signed": _replied,
    "reply.passed": _passed,
    "reply.sent_back": _sent_back,
    "ticket.revisited": _revisited,
    "ticket.called": _revisited,
    "ticket.rated": _revisited,
    "impasse.ordered": _ordered,
    "impasse.settled": _settled,
    "files.infected": _infected,
    "files.infected_inside": _infected,
    **whistle_words.WORDS,
    **supervision_words.WORDS,
    **group_words.WORDS,
    **unit_words.WORDS,
    **ledger_words.WORDS,
    **exclusion_words.WORDS,
    **table_words.WORDS,
    "deadline.warned": _deadline,
    "deadline.passed": _deadline,
}
