"""The words of the timeline about joined and split cases. The firm never reads another firm's number or name."""

from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _

from tickets.statuses import Parting

if TYPE_CHECKING:
    from tickets.queries.words import Details, Event, Read, Words


def number(read: "Read", pk: int | None) -> str:
    """The number of a case that hangs together with this one."""
    found: Any = read.rows["joined"].get(pk or 0)
    return str(found.number) if found else ""


def _joined(event: "Event", read: "Read") -> "tuple[str, Details]":
    if read.for_firm:
        return _("别的企业也反映了同类问题，由同一个单位一并办理、一并答复，您这件照样单独评价。"), ()
    return "", ((_("主件"), number(read, event.data["lead"])),)


def _gathered(event: "Event", read: "Read") -> "tuple[str, Details]":
    issue = ""
    if "candidate" in event.data:
        issue = _("是，已有 %(firms)d 家企业") % {"firms": event.data["firms"]}
    return "", ((_("并入"), number(read, event.data["joined"])), (_("圆桌会议候选"), issue))


def _left(event: "Event", read: "Read") -> "tuple[str, Details]":
    if read.for_firm:
        return _("您这件由原单位单独接着办，期限不变。"), ()
    member = next(
        (
            each
            for each in read.rows["member"].values()
            if each.lead_id == event.data["lead"] and each.how == event.data["how"]
        ),
        None,
    )
    return (member.reason if member else ""), (
        (_("原主件"), number(read, event.data["lead"])),
        (_("原因"), str(Parting(event.data["how"]).label)),
    )


def _split(event: "Event", read: "Read") -> "tuple[str, Details]":
    names = _("、").join(number(read, pk) for pk in event.data["parts"])
    words = _("分成 %(count)d 件：%(names)s。每件单独派单、答复、评价，都办完了这件就办结。")
    return words % {"count": len(event.data["parts"]), "names": names}, ()


def _split_off(event: "Event", read: "Read") -> "tuple[str, Details]":
    return _("从 %(number)s 拆分出来。") % {"number": number(read, event.data["parent"])}, ()


WORDS: "Final[dict[str, Words]]" = {
    "group.joined": _joined,
    "group.gathered": _gathered,
    "group.left": _left,
    "group.parted": _left,
    "ticket.split": _split,
    "ticket.split_off": _split_off,
}
