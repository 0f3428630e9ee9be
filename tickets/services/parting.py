"""What holds a group of cases together while it lasts (同类诉求), and how one of them leaves it.

A follower is a whole case: its own number, legs, clocks and owner. All that it gives up is to be answered alone. So
parting changes nothing but that, and whoever parts has an owner and a deadline already (docs/adr/0019).

Locks: the lead first, then its followers by id. No act on a follower ever waits for its lead.
"""

from collections.abc import Callable

from django.db.models import QuerySet

from tickets.exceptions import Blocked, NotPossibleNow
from tickets.models import Leg, Member, Ticket
from tickets.services.changing import Change, changing, or_busy
from tickets.statuses import LegStatus, Parting
from web.prepared import prepared

Ready = Callable[[Ticket], bool]


def along(
    change: Change,
    action: str,
    do: Callable[[Change], object],
    *,
    ready: Ready,
    leg: bool = False,
    waits: bool = False,
    only: int | None = None,
) -> list[int]:
    """Do to every follower what is being done to its lead, each as a change of its own; returns which.

    Whoever is not `ready`, or cannot have it done (Blocked), goes its own way; with `waits` it stays as it is. `only`
    asks one of them.
    """
    done = []
    for follower in _followers(change):
        if only not in {None, follower.pk}:
            continue
        if ready(follower) and _done(change, follower, action, do, leg=leg):
            done.append(follower.pk)
        elif not waits:
            let_go(change, follower.pk, Parting.OWN_WAY)
    if done:
        change.data["along"] = done
    return done


def _done(change: Change, follower: Ticket, action: str, do: Callable[[Change], object], *, leg: bool) -> bool:
    own = follower.lead if leg else None
    leg_id = own.pk if own else None
    try:
        with changing(follower.pk, action=action, actor=change.actor, leg_id=leg_id, along=True) as beside:
            do(beside)
    except (Blocked, NotPossibleNow):
        return False
    return True


def _followers(change: Change) -> list[Ticket]:
    """The cases that follow, locked and as they are now. Nobody joins a locked lead: found alone, it stays alone."""
    if change.alone:
        return []
    with or_busy(change.ticket.pk):
        found = _to_lock(lead=change.ticket.pk)
    change.alone = not found
    return found


@prepared("lead")
def _to_lock(*, lead: int) -> QuerySet[Ticket]:
    return Ticket.objects.select_for_update(of=("self",), no_key=True).filter(follows=lead).order_by("pk")


def has_leg(*statuses: LegStatus, unit: int | None) -> Ready:
    """Whether a follower's leading leg stands so, with the unit that leads its lead case."""

    def ready(follower: Ticket) -> bool:
        leg: Leg | None = follower.lead
        return leg is not None and leg.status in statuses and leg.department_id == unit

    return ready


def let_go(change: Change, follower_id: int, how: Parting) -> None:
    """Part of an act on the lead: this follower goes on by itself, and its desk is told."""
    with changing(follower_id, action="part", actor=change.actor, along=True) as beside:
        leave(beside, how)


def leave(change: Change, how: Parting, *, reason: str = "") -> None:
    """Part of an act on a follower: it is answered with nobody any more. Nothing where it follows nobody."""
    lead = change.ticket.follows_id
    if lead is None:
        return
    change.ticket.follows = None
    Ticket.objects.filter(pk=change.ticket.pk).update(follows=None)  # part of the act: others look for followers
    Member.objects.filter(ticket=change.ticket, left_at=None).update(
        left_at=change.now, left_by=change.actor, how=how, reason=reason
    )
    change.data |= {"lead": lead, "how": str(how)}


def stand_alone(change: Change) -> None:
    """Part of an act after which a case, follower or lead, is answered with nobody: all go on by themselves."""
    leave(change, Parting.OWN_WAY)
    for follower in _followers(change):
        let_go(change, follower.pk, Parting.OWN_WAY)


def end(change: Change) -> None:
    """Part of an act that ends a case, follower or lead: others go on by themselves; the desk may join them anew."""
    leave(change, Parting.OVER)
    for follower in _followers(change):
        let_go(change, follower.pk, Parting.LEAD_OVER)
