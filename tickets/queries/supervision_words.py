"""The words of lines of supervision and of leaders' instructions in a timeline.

The firm reads that it is supervised and whom; all else is internal.
"""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _

from tickets.chips import wall_words
from tickets.statuses import HardCase
from tickets.supervision_kinds import CardColour, Degree, Ground
from web.moments import day

if TYPE_CHECKING:
    from tickets.queries.words import Details, Event, Read, Words


def _order(event: "Event", read: "Read") -> Any:
    return read.record(event, "order")


def _whom(event: "Event", read: "Read") -> "Details":
    return (_("督办对象"), read.unit(event.data["unit"])), (_("等级"), str(Degree(event.data["degree"]).label))


def _ordered(event: "Event", read: "Read") -> "tuple[str, Details]":
    """Whom, how hard, why, and until when; the firm reads the unit alone."""
    if read.for_firm:
        return _("已要求%(unit)s抓紧办理并反馈。") % {"unit": read.unit(event.data["unit"])}, ()
    order = _order(event, read)
    due = wall_words(datetime.fromisoformat(event.data["due"]))
    return order.asked, (*_whom(event, read), (_("原因"), str(Ground(order.ground).label)), (_("反馈期限"), due))


def _answered(event: "Event", read: "Read") -> "tuple[str, Details]":
    late = _("超期") if event.data["late"] else _("按时")
    return _order(event, read).answer, (*_whom(event, read), (_("时限"), late))


def _accepted(event: "Event", read: "Read") -> "tuple[str, Details]":
    return _order(event, read).ruling, _whom(event, read)


def _refused(event: "Event", read: "Read") -> "tuple[str, Details]":
    """Why the answer would not do, and what is asked now."""
    words, details = _ordered(event, read)
    refused = read.rows["order"][event.data["ruled"]]
    return words, ((_("不通过的理由"), refused.ruling), *details, (_("圆桌会议候选"), candidate(event)))


def candidate(event: "Event") -> str:
    """Why an act has made the case a candidate for the round table; empty where it has not."""
    return str(HardCase(event.data["candidate"]).label) if "candidate" in event.data else ""


def of_a_clock(event: "Event") -> "Details":
    """What a clock that runs out brings with it: a card, an alarm, a candidacy."""
    card = event.data.get("card")
    return (
        (_("亮牌"), str(CardColour(card).label) if card else ""),
        (_("值班"), _("已告知值班人员") if event.data.get("alarm") else ""),
        (_("圆桌会议候选"), candidate(event)),
    )


def _instructed(event: "Event", read: "Read") -> "tuple[str, Details]":
    """Who instructs and when it was written, who is to report, and until when."""
    found = read.record(event, "instruction")
    return found.asked, (
        (_("批示领导"), found.leader),
        (_("批示日期"), day(date.fromisoformat(found.written_on))),
        (_("由谁反馈"), read.unit(event.data["unit"])),
        (_("反馈期限"), wall_words(datetime.fromisoformat(event.data["due"]))),
    )


def _reported(event: "Event", read: "Read") -> "tuple[str, Details]":
    found, late = read.record(event, "instruction"), _("超期") if event.data["late"] else _("按时")
    return found.report, ((_("批示领导"), found.leader), (_("时限"), late))


WORDS: "Final[dict[str, Words]]" = {
    "supervision.ordered": _ordered,
    "supervision.raised": _ordered,
    "supervision.answered": _answered,
    "supervision.accepted": _accepted,
    "supervision.refused": _refused,
    "instruction.given": _instructed,
    "instruction.reported": _reported,
}
