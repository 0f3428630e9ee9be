"""The lead asks for a later date (延期) before due, somebody else rules; both dates are kept (DESIGN §5)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from journal.models import Event
from orgs.calendar import WorkCalendar
from orgs.models import Post
from tickets import extensions
from tickets.exceptions import Blocked, NotPossibleNow, OutOfTime
from tickets.extensions import Room
from tickets.models import Deadline, Extension, Ticket
from tickets.services import deadlines, rulings
from tickets.services.changing import changing
from tickets.statuses import DeadlineKind, ExtensionReason


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Until when, why, and what the firm reads once it is granted."""

    until: date
    reason: ExtensionReason
    words: str
    told: str


def ask(ticket_id: int, *, leg_id: int, wish: Wish, actor: Post, version: int) -> Event:
    """Ask for a later date (申请延期). The clock runs on: silence of everybody leaves the date as it is.

    Raises StaleWrite, NotPossibleNow, PermissionDenied, OutOfTime (the date has passed), Blocked (a date that cannot be
    had).
    """
    with changing(ticket_id, action="ask_extension", actor=actor, version=version, leg_id=leg_id) as change:
        clocks = clocks_of(change.ticket)
        room = room_now(change.ticket, clocks, now=change.now, calendar=change.calendar)
        if room is None:
            raise too_late(clocks, now=change.now)
        if refusal := room.refusal(wish.until, calendar=change.calendar):
            raise Blocked(refusal, field="until")
        rulings.begin(
            change,
            Extension,
            reason=wish.reason,
            body=wish.words,
            told=wish.told,
            was_due_at=room.clock.due_at,
            until=wish.until,
            days=room.days(wish.until, change.calendar),
            place=Extension.MOST - room.times + 1,
        )
        change.data |= {"reason": str(wish.reason), "until": wish.until.isoformat()}
        change.erasable |= {"words": wish.words, "told": wish.told}
    return change.event


def grant(ticket_id: int, *, ruling: str, actor: Post, version: int) -> Event:
    """Agree: the date that was asked for holds from now on, the first one stays beside it.

    Granted after the old date has passed it does not mend that: the mark stays, and by the first date the case is late.
    Raises StaleWrite, NotPossibleNow, PermissionDenied, Blocked (the date itself has come too near).
    """
    with changing(ticket_id, action="grant_extension", actor=actor, version=version) as change:
        asked = rulings.rule(change, Extension, upheld=True, ruling=ruling)
        clock = extensions.running(clocks_of(change.ticket))
        if clock is None:
            raise NotPossibleNow(change.ticket)
        if not deadlines.extend(clock, until=asked.until, now=change.now, calendar=change.calendar):
            raise Blocked(_("申请的日期已经过了，或不晚于现在的期限，不能再批准；请不同意并说明。"))
        clock.save()
        change.data |= {
            "unit": asked.leg.department_id,
            "was": asked.was_due_at.isoformat(),
            "due": clock.due_at.isoformat(),
        }
    return change.event


def refuse(ticket_id: int, *, ruling: str, actor: Post, version: int) -> Event:
    """Do not agree: the date stays as it is, and the unit reads why."""
    with changing(ticket_id, action="refuse_extension", actor=actor, version=version) as change:
        asked = rulings.rule(change, Extension, upheld=False, ruling=ruling)
        change.data["unit"] = asked.leg.department_id
    return change.event


def clocks_of(ticket: Ticket) -> list[Deadline]:
    """The clocks by which the case is answered, of all its rounds; also those of before it was withdrawn."""
    return list(Deadline.objects.filter(ticket=ticket, kind=DeadlineKind.RESOLVE))


def too_late(clocks: Iterable[Deadline], *, now: datetime) -> OutOfTime:
    """Why nothing can be asked for any more: the date has passed, or days and times are used up."""
    used_up = _("这件不能再延期：这一档不延期，或者次数、天数已经用完。")
    return OutOfTime(extensions.too_late(clocks, now=now) or used_up)


def room_now(ticket: Ticket, clocks: Iterable[Deadline], *, now: datetime, calendar: WorkCalendar) -> Room | None:
    """How far the case may be put off by who asks now; what was granted is looked up only where anything was."""
    every = [clock for clock in clocks if clock.kind == DeadlineKind.RESOLVE]
    own = [clock for clock in every if clock.voided_at is None]
    if extensions.too_late(own, now=now):
        return None
    granted = _granted(ticket) if any(clock.extended_to for clock in every) else []
    return extensions.room(ticket, own, granted, calendar=calendar)


def _granted(ticket: Ticket) -> list[int]:
    """The days of what was granted in this case so far."""
    return list(Extension.objects.filter(ticket=ticket, upheld=True).values_list("days", flat=True))
