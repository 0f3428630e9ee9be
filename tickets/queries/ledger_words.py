"""The words of the ledger (挂账) in a timeline: a function for each of its verbs."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _

from tickets.chips import wall_words
from web.moments import day

if TYPE_CHECKING:
    from tickets.queries.words import Details, Event, Read, Words


def _asked(event: "Event", read: "Read") -> "tuple[str, Details]":
    """Between the units: why, by which plan, until when."""
    asked = read.record(event, "ledger")
    return asked.body, (
        (_("推进计划"), asked.plan),
        (_("目标日期"), day(date.fromisoformat(asked.target_on), year=True)),
        (_("批准后告诉企业"), asked.told),
    )


def _granted(event: "Event", read: "Read") -> "tuple[str, Details]":
    """The sentence that was written for the firm, the plan, and by when it hears more."""
    asked = read.record(event, "ledger")
    return asked.told, (
        (_("推进计划"), asked.plan),
        (_("目标日期"), day(date.fromisoformat(asked.target_on), year=True)),
        (_("下次报告"), _wall(event.data["report"])),
        (_("审批意见"), "" if read.for_firm else asked.ruling),
    )


def _reported(event: "Event", read: "Read") -> "tuple[str, Details]":
    said = read.record(event, "ledger_report")
    return said.done, ((_("下一步"), said.next_step), (_("下次报告"), _wall(event.data["report"])))


def _reviewed(event: "Event", read: "Read") -> "tuple[str, Details]":
    """The firm reads what follows from it, never the remark."""
    said = read.record(event, "ledger_review")
    how = _("继续推进") if said.goes_on else _("不再长期推进，转回办理")
    return "" if read.for_firm else said.body, ((_("结果"), how), *_due(event))


def _strike_asked(event: "Event", read: "Read") -> "tuple[str, Details]":
    return read.record(event, "strike").body, ()


def _struck_off(event: "Event", read: "Read") -> "tuple[str, Details]":
    ruling = "" if read.for_firm else read.record(event, "strike").ruling
    return "", (*_due(event), (_("审批意见"), ruling))


def _ruling(key: str) -> "Words":
    return lambda event, read: (str(read.record(event, key).ruling), ())


def _due(event: "Event") -> "Details":
    return ((_("最晚答复"), _wall(event.data["due"])),) if "due" in event.data else ()


def _wall(at: Any) -> str:
    return wall_words(datetime.fromisoformat(at))


WORDS: "Final[dict[str, Words]]" = {
    "ledger.asked": _asked,
    "ledger.granted": _granted,
    "ledger.refused": _ruling("ledger"),
    "ledger.reported": _reported,
    "ledger.reviewed": _reviewed,
    "ledger.strike_asked": _strike_asked,
    "ledger.struck_off": _struck_off,
    "ledger.strike_refused": _ruling("strike"),
}
