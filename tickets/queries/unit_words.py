"""The words of a timeline's lines between lead and assists, and inside one unit. The firm reads none of them."""

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tickets.unit_kinds import Stance

if TYPE_CHECKING:
    from tickets.queries.words import Details, Event, Read, Words


def _whom(event: "Event", read: "Read") -> "tuple[str, str]":
    return _("协办"), read.unit(event.data["unit"])


def _added(event: "Event", read: "Read") -> "tuple[str, Details]":
    days = int(event.data["days"])
    length = ngettext("%(count)d 个工作日", "%(count)d 个工作日", days) % {"count": days}
    return read.record(event, "leg").instruction, (_whom(event, read), (_("几个工作日内反馈"), length))


def _waived(event: "Event", read: "Read") -> "tuple[str, Details]":
    return read.record(event, "leg").waived_reason, (_whom(event, read),)


def _opined(event: "Event", read: "Read") -> "tuple[str, Details]":
    stance = event.data.get("stance")
    return read.record(event, "leg").opinion, ((_("会签意见"), str(Stance(stance).label) if stance else ""),)


def _assigned(event: "Event", read: "Read") -> "tuple[str, Details]":
    """From whom to whom, and why: names of colleagues, inside the unit."""
    given = read.record(event, "assignment")
    return given.reason, (
        (_("原承办人"), _person(given.was_handler_id, read)),
        (_("科室"), read.unit(given.section_id)),
        (_("承办人"), _person(given.handler_id, read) or _("未分到人")),
    )


def _person(pk: int | None, read: "Read") -> str:
    post = read.rows["post"].get(pk or 0)
    return str(post.person) if post else ""


def _returned(event: "Event", read: "Read") -> "tuple[str, Details]":
    return read.record(event, "reply").return_reason, ()


WORDS: "Final[dict[str, Words]]" = {
    "leg.added": _added,
    "leg.waived": _waived,
    "leg.opined": _opined,
    "reply.returned": _returned,
    "leg.assigned": _assigned,
    "leg.handed_over": _assigned,
    "leg.unassigned": _assigned,
}
