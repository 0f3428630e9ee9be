"""The words of exclusions (剔除) in a timeline. The firm reads that its rating is not counted, why, and who decided."""

from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _

from tickets.exclusion_kinds import FIRM_REASONS, ExclusionReason

if TYPE_CHECKING:
    from tickets.queries.words import Details, Event, Read, Words


def _reason(event: "Event") -> "Details":
    return ((_("剔除原因"), str(ExclusionReason(event.data["reason"]).label)),)


def _record(event: "Event", read: "Read") -> Any:
    return read.record(event, "exclusion")


def _asked(event: "Event", read: "Read") -> "tuple[str, Details]":
    return _record(event, read).body, _reason(event)


def _agreed(event: "Event", read: "Read") -> "tuple[str, Details]":
    return _record(event, read).opinion, _reason(event)


def _ruled(event: "Event", read: "Read") -> "tuple[str, Details]":
    return _record(event, read).ruling, _reason(event)


def _granted(event: "Event", read: "Read") -> "tuple[str, Details]":
    """Units are named, never people; what they wrote to each other stays between them."""
    if not read.for_firm:
        return _ruled(event, read)
    why = str(FIRM_REASONS[ExclusionReason(event.data["reason"])])
    who = {"unit": read.unit(event.data["unit"]), "office": read.unit(event.data["by"]), "why": why}
    words = _("原因：%(why)s。由%(unit)s申请、其负责人同意、%(office)s批准。您写的评价一个字也没有删，只是不算进考核。")
    return words % who, ()


def _objection(event: "Event", read: "Read") -> Any:
    """One at most against an exclusion, so it is found by that."""
    return read.rows["objection"][event.data["exclusion"]]


def _objected(event: "Event", read: "Read") -> "tuple[str, Details]":
    return _objection(event, read).body, ()


def _reviewed(event: "Event", read: "Read") -> "tuple[str, Details]":
    return _objection(event, read).told, ()


WORDS: "Final[dict[str, Words]]" = {
    "exclusion.asked": _asked,
    "exclusion.agreed": _agreed,
    "exclusion.refused": _ruled,
    "exclusion.granted": _granted,
    "exclusion.rejected": _ruled,
    "exclusion.objected": _objected,
    "exclusion.revoked": _reviewed,
    "exclusion.confirmed": _reviewed,
}
