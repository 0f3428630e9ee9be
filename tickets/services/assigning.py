"""Section and handler: who has a leg inside its unit (分办), hands it over (移交), or has left it (DOMAIN §2.11).

It says whose list a leg stands in, and no more: every person of the unit may still act on it, so that nothing waits for
somebody who is ill.
"""

import logging
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from journal.models import Event
from orgs.models import Post
from orgs.queries import today
from orgs.statuses import Role
from tickets.exceptions import AlreadySent, Blocked, NotDone, NotPossibleNow, StaleWrite
from tickets.models import Assignment
from tickets.queries.handlers import forsaken, people_of, sections_of
from tickets.queries.visibility import barred_from
from tickets.services.changing import Change, changing
from tickets.unit_kinds import Assigned

logger = logging.getLogger(__name__)
BATCH: Final = 200


def assign(
    ticket_id: int,
    *,
    leg_id: int,
    handler_id: int | None,
    section_id: int | None,
    reason: str,
    seen: str,
    actor: Post,
) -> Event | None:
    """Give the leg to a section, a person or both (分办), as often as needed; a handler takes it for itself.

    `seen` is who had it on the screen (`Leg.held`). Given to whom it has already, it writes nothing: None. Raises
    StaleWrite (somebody else gave it out), NotPossibleNow, PermissionDenied, Blocked (nobody of this unit).
    """
    try:
        with changing(ticket_id, action="assign_leg", actor=actor, leg_id=leg_id) as change:
            if actor.role == Role.HANDLER and handler_id != _own(actor):
                raise Blocked(
                    _("承办人只能把没有分到人的件领给自己；要分给别人，请联络员或负责人来分。"), field="handler"
                )
            if section_id is not None and section_id not in dict(sections_of(change.leg.department_id)):
                raise Blocked(_("这个科室不属于本单位，或已停用，请重新选择。"), field="section")
            _pass_on(change, Assigned.GIVEN, handler_id, section_id, reason=reason, seen=seen)
    except AlreadySent:
        return None
    return change.event


def hand_over(ticket_id: int, *, leg_id: int, handler_id: int, reason: str, seen: str, actor: Post) -> Event | None:
    """The handler gives it to a colleague and says why (移交). Raises and returns as `assign`."""
    try:
        with changing(ticket_id, action="hand_over", actor=actor, leg_id=leg_id) as change:
            _pass_on(change, Assigned.HANDED_OVER, handler_id, None, reason=reason, seen=seen)
    except AlreadySent:
        return None
    return change.event


def _own(post: Post) -> int:
    """The place at which a person works: that of whom they stand in for."""
    return post.standing_in_for_id or post.pk


def _pass_on(
    change: Change, how: Assigned, handler_id: int | None, section_id: int | None, *, reason: str, seen: str
) -> None:
    leg, handler = change.leg, _colleague(change, handler_id)
    if section_id is None and handler is not None:
        section_id = handler.section_id
    if (leg.handler_id, leg.section_id) == (handler_id, section_id):
        raise AlreadySent(change.ticket.number)
    if seen != leg.held:
        raise StaleWrite(change.ticket, leg)
    _write(change, how, handler_id, section_id, reason=reason)


def _colleague(change: Change, handler_id: int | None) -> Post | None:
    if handler_id is None:
        return None
    people = people_of(change.leg.department_id, on=today(change.now))
    found = next((post for post in people if post.pk == handler_id), None)
    if found is None:
        raise Blocked(_("这个人不在本单位，或已离岗，请重新选择。"), field="handler")
    if found.person_id in barred_from(change.ticket):
        raise Blocked(_("这个人不能承办这件，请换一个。"), field="handler")  # it could not see the case (ADR 0021)
    return found


def take_up(change: Change) -> None:
    """Part of signing: the handler who signs has it from here on, where nobody had."""
    if change.leg.handler_id is None and change.post.role == Role.HANDLER:
        section_id = change.leg.section_id or change.post.section_id
        _write(change, Assigned.SIGNED, _own(change.post), section_id)


def _write(change: Change, how: Assigned, handler_id: int | None, section_id: int | None, *, reason: str = "") -> None:
    leg = change.leg
    record = Assignment.objects.create(
        ticket=change.ticket,
        leg=leg,
        round=change.ticket.round,
        at=change.now,
        by=change.actor,
        how=how,
        was_handler_id=leg.handler_id,
        was_section_id=leg.section_id,
        handler_id=handler_id,
        section_id=section_id,
        reason=reason,
    )
    change.data |= {"assignment": record.pk, "handler": handler_id, "section": section_id, "was": leg.handler_id}
    leg.handler_id, leg.section_id = handler_id, section_id
    if reason:
        change.erasable["reason"] = reason


def bring_home(now: datetime) -> int:
    """Part of the sweep: legs whose handler has left go back to the unit, each once; its liaison is told.

    Lists show them as nobody's from the first day (`queries.handlers`): a late sweep only tells it late.
    """
    legs = forsaken(today(now)).order_by("pk").values_list("ticket_id", "pk")[:BATCH]
    return sum(_bring_home(ticket_id, leg_id) for ticket_id, leg_id in legs)


def _give_back(change: Change) -> None:
    """Asked again under the lock: it may have been given to somebody just before."""
    if not forsaken(today(change.now)).filter(pk=change.leg.pk).exists():
        raise NotPossibleNow(change.ticket)
    _write(change, Assigned.LEFT, None, change.leg.section_id)


def _bring_home(ticket_id: int, leg_id: int) -> bool:
    try:
        with changing(ticket_id, action="unassign_leg", actor=None, leg_id=leg_id) as change:
            _give_back(change)
    except NotDone:
        return False
    except Exception:
        logger.exception("leg %s cannot be given back to its unit; later", leg_id)
        return False
    return True
