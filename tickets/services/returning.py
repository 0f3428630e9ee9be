"""A unit gives its leg back (退单) and somebody rules: half a working day, then the office (DESIGN §5, DOMAIN §2.5)."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from journal.models import Event
from orgs.calendar import WorkCalendar
from orgs.models import Post
from tickets.chips import wall_words
from tickets.exceptions import Blocked, NotPossibleNow, OutOfTime
from tickets.models import Deadline, InfoRequest, Leg, Return, Ticket
from tickets.queries.catalogue import entries_of
from tickets.queries.units import dispatchable_units
from tickets.returns import last_moment
from tickets.services import deadlines, dispatch, parting, rulings
from tickets.services.changing import changing
from tickets.services.proposing import propose
from tickets.statuses import HardCase, Parting

UPHELD_FOR_ROUND_TABLE = 2
"""The second return that is upheld makes a case for the round table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plea:
    """Why a case is not this unit's, on what basis, and whose it is. One basis at least."""

    reason: str
    suggested_id: int
    entry_id: int | None = None
    law: str = ""


def give_back(ticket_id: int, *, leg_id: int, plea: Plea, actor: Post, version: int) -> Event:
    """Return the leading leg (退单), signed or not; its own clocks stand still until the ruling, the case's does not.

    Raises StaleWrite, NotPossibleNow, PermissionDenied, OutOfTime (silence has accepted), Blocked (a suggestion that
    cannot have the case).
    """
    with changing(ticket_id, action="give_back", actor=actor, version=version, leg_id=leg_id) as change:
        ticket, leg = change.ticket, change.leg
        if late := too_late(leg, now=change.now, calendar=change.calendar):
            raise late
        _refuse_suggestion(ticket, leg, plea)
        rulings.begin(
            change,
            Return,
            body=plea.reason,
            entry_id=plea.entry_id,
            law=plea.law,
            suggested_id=plea.suggested_id,
        )
        parting.leave(change, Parting.OWN_WAY)  # the unit says that this one is another matter
        leg.give_back()
        deadlines.pause(ticket, now=change.now, leg=leg)
        change.data["suggested"] = plea.suggested_id
        change.erasable["reason"] = plea.reason
    return change.event


def too_late(leg: Leg, *, now: datetime, calendar: WorkCalendar) -> OutOfTime | None:
    """Within the limit for signing, whether it has signed or not; a silent unit has accepted."""
    asked = InfoRequest.objects.filter(ticket=leg.ticket_id).annotate(ended=Coalesce("answered_at", "lapsed_at"))
    waits = asked.exclude(ended=None).values_list("at", "ended")
    until = last_moment(leg, Deadline.objects.filter(leg=leg), waits, calendar=calendar)
    if until is None or now <= until:
        return None
    words = _("退单最晚要在 %(until)s，已经过了，视为接收；确实办不了的，请联系行业党委改派。")
    return OutOfTime(words % {"until": wall_words(until)})


def _refuse_suggestion(ticket: Ticket, leg: Leg, plea: Plea) -> None:
    """Another unit of this county that can have it, and an entry of the catalogue that it was dispatched by."""
    # Whom the case is about passes here: a refusal would tell the lead who it is. The desk cannot send it there.
    if (
        plea.suggested_id == leg.department_id
        or not dispatchable_units(ticket.county_id).filter(pk=plea.suggested_id).exists()
    ):
        raise Blocked(_("请建议另一个能承办的单位。"), field="suggested")
    catalogue = ticket.category.catalogue_id if ticket.category else 0
    if plea.entry_id is not None and plea.entry_id not in dict(entries_of(catalogue)):
        raise Blocked(_("请从派单目录中选择条目。"), field="entry")


def uphold(ticket_id: int, *, lead_id: int, ruling: str, told: str, actor: Post, version: int) -> Event:
    """The unit is right: another leads at once, a misdispatch of the desk. Assists stay, nobody who knew is dropped.

    `told` is the one sentence that the firm reads: who gave it back, and why another has it now. The second one makes
    the case a candidate for the round table, the third dispatch a designation.
    Raises StaleWrite, NotPossibleNow, PermissionDenied, Blocked (a unit that may not have it).
    """
    with changing(ticket_id, action="uphold_return", actor=actor, version=version) as change:
        given_back = rulings.rule(change, Return, upheld=True, ruling=ruling, told=told)
        Return.objects.filter(pk=given_back.pk).update(misdispatched_at=change.now)
        dispatch.hand_over(change, lead_id=lead_id, instruction=ruling)
        change.data |= {"was": [given_back.leg.department_id], "misdispatched": change.ticket.committee_id}
        if Return.objects.filter(ticket=change.ticket, upheld=True).count() == UPHELD_FOR_ROUND_TABLE:
            propose(change, HardCase.RETURNED_TWICE)
        dispatch.hand_followers_over(change, lead_id=lead_id, reason=ruling)
    return change.event


def refuse(ticket_id: int, *, ruling: str, told: str, actor: Post, version: int) -> Event:
    """The unit keeps the case for good: its clocks go on, credited with the ruling's time."""
    with changing(ticket_id, action="refuse_return", actor=actor, version=version) as change:
        given_back = rulings.rule(change, Return, upheld=False, ruling=ruling, told=told)
        leg = change.ticket.lead
        if leg is None or leg.pk != given_back.leg_id:
            raise NotPossibleNow(change.ticket)
        leg.keep()
        change.leave(leg)
        deadlines.resume(change.ticket, now=change.now, calendar=change.calendar, leg=leg)
        change.data |= {"leg": leg.pk, "unit": leg.department_id}
    return change.event
