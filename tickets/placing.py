"""Where a case is: to the door for the firm and for whoever handles it, to the village for everybody else (ADR 0037).

A village is what the register calls one: words of an address are never cut by guessing.
"""

from dataclasses import replace

from django.utils.translation import gettext as _

from orgs.models import Post
from tickets import policies
from tickets.masking import is_masked
from tickets.models import Ticket
from tickets.queries.timeline import Entry, timeline


def reads_door(ticket: Ticket, post: Post) -> bool:
    """Whether this post reads the whole address: the firm's own people, the desk, the units that handle the case."""
    if ticket.firm_id == post.organisation_id or policies.may_triage(ticket, post):
        return True
    return not is_masked(ticket, post) and policies.goes_there(ticket, post)


def placed(ticket: Ticket, post: Post) -> Ticket:
    """The case, in hand for showing, with its place as this post reads it; `case_for` has found its village.

    Where less is read than there is, `door` keeps the whole of it, for who asks with a purpose. Services fetch their
    own.
    """
    if reads_door(ticket, post):
        return ticket
    ticket.door, ticket.address = ticket.address, ""
    if is_masked(ticket, post):
        ticket.where = _("%(town)s（详细地址保密）") % {"town": ticket.town.name}
    elif ticket.door:
        ticket.where = _coarse(ticket.town.name, _village(ticket))
        for whistle in ticket.whistles:
            whistle.place = _hidden(whistle.place, ticket)
            for call in whistle.calls:
                call.place = _hidden(call.place, ticket)
    return ticket


def placed_timeline(ticket: Ticket, post: Post, *, for_firm: bool) -> list[Entry]:
    """The timeline of a case that is `placed`: an address that stands in somebody's details goes no further either."""
    entries = timeline(ticket, for_firm=for_firm, unit=post.organisation_id)
    if not ticket.door or is_masked(ticket, post):
        return entries
    return [
        replace(
            one,
            words=_hidden(one.words, ticket),
            details=tuple((label, _hidden(value, ticket)) for label, value in one.details),
        )
        for one in entries
    ]


def _hidden(words: str, ticket: Ticket) -> str:
    return words.replace(ticket.door, _village(ticket) or ticket.town.name)


def _village(ticket: Ticket) -> str:
    """What `case_for` has found in its address."""
    return getattr(ticket, "village", "")


def _coarse(town: str, village: str) -> str:
    """A firm often stands in a town itself, or writes a road: then the town is all that is said."""
    if village:
        return _("%(town)s，%(village)s（只显示到村）") % {"town": town, "village": village}
    return _("%(town)s（只显示到镇街）") % {"town": town}
