"""The words of a whistle's lines in a timeline. What one side says of the other stands in no line: see `whistles`."""

from typing import TYPE_CHECKING, Any, Final

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from tickets.chips import wall_words
from tickets.whistle_kinds import CheckInWay, Harm, WhistleKind

if TYPE_CHECKING:
    from tickets.queries.words import Details, Event, Read, Words


def called_words(who: str, units: str) -> str:
    """The one plain sentence that the firm reads, here and at the head of its page."""
    return _("%(who)s已吹哨，召集%(units)s一起解决。") % {"who": who, "units": units}


def _blown(event: "Event", read: "Read") -> "tuple[str, Details]":
    whistle, units = read.record(event, "whistle"), read.units(event.data["called"])
    if read.for_firm:
        return called_words(str(read.rows["post"][event.post].unit), units), ()
    return whistle.needed, (
        (_("哨种"), str(WhistleKind(whistle.kind).label)),
        (_("召集"), units),
        (_("为什么"), whistle.grounds),
        (_("危险或损失"), str(Harm(whistle.harm).label) if whistle.harm else ""),
        (_("集合"), _("，").join(part for part in (_when(whistle), whistle.place) if part)),
    )


def _when(whistle: Any) -> str:
    at = parse_datetime(whistle.meets_at) if whistle.meets_at else None
    return wall_words(at) if at else ""


def _checked_in(event: "Event", read: "Read") -> "tuple[str, Details]":
    """The firm reads who has come and how; what they said there is between the units."""
    call, unit = read.record(event, "call"), read.unit(event.data["unit"])
    onsite = call.way == CheckInWay.ONSITE
    words = (_("%(unit)s已到现场。") if onsite else _("%(unit)s已在线报到。")) % {"unit": unit}
    if read.for_firm:
        return words, ()
    return call.said, (
        (_("方式"), str(CheckInWay(call.way).label)),
        (_("地点"), call.place),
        (_("时限"), _("迟到") if event.data["late"] else _("按时")),
    )


def _released(event: "Event", read: "Read") -> "tuple[str, Details]":
    return read.record(event, "call").release_reason, ((_("单位"), read.unit(event.data["unit"])),)


def _ended(event: "Event", read: "Read") -> "tuple[str, Details]":
    """What came of it is written between the units; the firm reads it in the reply."""
    return ("" if read.for_firm else read.record(event, "whistle").result), ()


def _units_rated(event: "Event", read: "Read") -> "tuple[str, Details]":
    return "", ((_("单位"), read.units(event.data["called"])),)


WORDS: "Final[dict[str, Words]]" = {
    "whistle.blown": _blown,
    "whistle.checked_in": _checked_in,
    "whistle.released": _released,
    "whistle.ended": _ended,
    "whistle.units_rated": _units_rated,
}
