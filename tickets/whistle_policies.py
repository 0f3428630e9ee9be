"""Who may blow a whistle, answer it, end it and rate it. Pure questions about what is in hand: no queries, no HTTP."""

from typing import TYPE_CHECKING

from orgs.statuses import OrganisationKind, Role
from tickets.policies import DESK_ROLES, UNIT_ROLES, entered_it, may_handle, may_triage
from tickets.whistle_kinds import Side, WhistleKind

if TYPE_CHECKING:
    from orgs.models import Post
    from tickets.models import CheckIn, Ticket, Whistle


def could_blow(ticket: "Ticket", post: "Post") -> bool:
    """The desk, the station of the case's town, a unit that has signed for it.

    Where the case is about a unit only the desk: whom another whistler cannot call would tell whom it is about.
    """
    if may_triage(ticket, post):
        return True
    return ticket.about_org_id is None and (is_its_station(ticket, post) or has_signed(ticket, post))


def may_blow(ticket: "Ticket", post: "Post") -> bool:
    """The desk, a unit that has signed, the station that filed; while a kind is left that does not last already."""
    return could_blow(ticket, post) and bool(kinds_left(ticket))


def is_its_station(ticket: "Ticket", post: "Post") -> bool:
    """The station of the town that the case is in, where it filed the call: other cases it does not see."""
    unit = post.organisation
    return entered_it(ticket, post) and unit.kind == OrganisationKind.STATION and unit.place_id == ticket.town_id


def has_signed(ticket: "Ticket", post: "Post") -> bool:
    """A unit that has taken its part on: whoever only passes a case along calls nobody in."""
    return any(leg.status == "signed" and may_handle(leg, post) for leg in ticket.live_legs)


def kinds_left(ticket: "Ticket") -> list[WhistleKind]:
    """One of a kind at a time."""
    lasting = {whistle.kind for whistle in ticket.whistles if whistle.lasts}
    return [kind for kind in WhistleKind if kind not in lasting]


def called(ticket: "Ticket", post: "Post") -> "list[CheckIn]":
    """Every call of the post's unit, for those of its people who act for it."""
    if post.role not in UNIT_ROLES | DESK_ROLES:
        return []
    return [call for whistle in ticket.whistles for call in whistle.calls if call.unit_id == post.organisation_id]


def was_called(ticket: "Ticket", post: "Post") -> bool:
    """Whether a whistle ever called the post's unit."""
    return bool(called(ticket, post))


def may_check_in(ticket: "Ticket", post: "Post") -> bool:
    """A person of a unit that has to come yet, late or not, while the whistle lasts."""
    return any(call.waits for call in called(ticket, post))


def may_release(ticket: "Ticket", post: "Post") -> bool:
    """The desk, whoever blew: a unit that was called in error."""
    return may_triage(ticket, post) and any(call.waits for whistle in ticket.whistles for call in whistle.calls)


def blew(whistle: "Whistle", post: "Post") -> bool:
    """A person of the side that blew it."""
    return post.organisation_id == whistle.whistler_id and post.role in UNIT_ROLES | DESK_ROLES | {Role.SITE_CLERK}


def could_end(ticket: "Ticket", post: "Post") -> bool:
    """The desk, and whoever blew one."""
    return may_triage(ticket, post) or any(blew(whistle, post) for whistle in ticket.whistles)


def ends(ticket: "Ticket", post: "Post") -> "list[Whistle]":
    """The lasting whistles that this post may end: its unit's own, the desk's all."""
    return [each for each in ticket.whistles if each.lasts and (blew(each, post) or may_triage(ticket, post))]


def may_end(ticket: "Ticket", post: "Post") -> bool:
    """The side that blew, and the desk, while a whistle lasts."""
    return bool(ends(ticket, post))


def rates(ticket: "Ticket", post: "Post") -> "list[CheckIn]":
    """The units that came and that this post's side, which blew, has not rated. Of the others the fact says it all."""
    return [
        call
        for whistle in ticket.whistles
        if not whistle.lasts and blew(whistle, post)
        for call in whistle.calls
        if call.checked_in_at is not None and _free(call, post, Side.WHISTLER)
    ]


def may_rate_units(ticket: "Ticket", post: "Post") -> bool:
    """The side that blew, of a unit that came, once the whistle has ended."""
    return bool(rates(ticket, post))


def could_rate_units(ticket: "Ticket", post: "Post") -> bool:
    """Whoever blew one."""
    return any(blew(whistle, post) for whistle in ticket.whistles)


def rates_back(ticket: "Ticket", post: "Post") -> "list[CheckIn]":
    """The check-ins of the post's unit whose whistle it has not rated."""
    return [
        call
        for call in called(ticket, post)
        if call.checked_in_at is not None and not call.whistle.lasts and _free(call, post, Side.CALLED)
    ]


def may_rate_whistle(ticket: "Ticket", post: "Post") -> bool:
    """A unit that came, once the whistle has ended."""
    return bool(rates_back(ticket, post))


def _free(call: "CheckIn", post: "Post", side: Side) -> bool:
    """Not rated from this side, and not by somebody who stood on the other: nobody rates what they did themselves."""
    acted = {Side.WHISTLER: call.by_person_id, Side.CALLED: call.whistle.by_person_id}[side]
    said = call.verdicts
    return acted != post.person_id and all(each.side != side and each.by_person_id != post.person_id for each in said)
