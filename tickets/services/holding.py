"""Setting a case on hold (暂缓清除) and lifting it: a lawsuit, an audit or an investigation needs it whole (ADR 0032).

Nothing else about the case changes: it is worked on and read as before.
"""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from journal import clock
from journal.events import record
from journal.models import Event
from orgs.exceptions import Refused
from orgs.models import Post
from tickets import policies
from tickets.models import Hold, Ticket
from tickets.retention_kinds import LIFTED, SET, Ground
from tickets.services import changing


def set_hold(ticket_id: int, *, ground: Ground, reason: str, actor: Post) -> Event:
    """From now on nothing of the case is erased. Raises PermissionDenied, Refused where a hold stands already, Busy."""
    with changing.or_busy(ticket_id), transaction.atomic():
        ticket = _locked(ticket_id, actor)
        if standing(ticket) is not None:
            raise Refused(_("这件诉求已经设为暂缓清除。"))
        now = clock.now()
        hold = Hold.objects.create(ticket=ticket, round=ticket.round, at=now, by=actor, ground=ground, reason=reason)
        return _told(SET, ticket, hold, words=reason, actor=actor, now=now)


def lift(ticket_id: int, *, reason: str, actor: Post) -> Event:
    """Let its time count again; what is over goes at the next run. Raises as `set_hold`, Refused where none stands."""
    with changing.or_busy(ticket_id), transaction.atomic():
        ticket = _locked(ticket_id, actor)
        hold = standing(ticket)
        if hold is None:
            raise Refused(_("这件诉求没有设暂缓清除，或者已经解除。"))
        now = clock.now()
        hold.lifted_at, hold.lifted_by, hold.lift_reason = now, actor, reason
        hold.save(update_fields=["lifted_at", "lifted_by", "lift_reason"])
        return _told(LIFTED, ticket, hold, words=reason, actor=actor, now=now)


def standing(ticket: Ticket) -> Hold | None:
    """The hold that keeps the case now."""
    return ticket.hold_set.filter(lifted_at=None).select_related("by__organisation").first()


def _locked(ticket_id: int, actor: Post) -> Ticket:
    ticket, _legs = changing.locked(ticket_id)
    if not policies.may_hold(ticket, actor):
        raise PermissionDenied
    return ticket


def _told(verb: str, ticket: Ticket, hold: Hold, *, words: str, actor: Post, now: datetime) -> Event:
    data = {"hold": hold.pk, "ground": str(hold.ground), "status": ticket.status, "round": ticket.round}
    return record(verb, ticket, actor=actor, at=now, data=data, erasable={"reason": words})
