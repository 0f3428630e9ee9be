"""Who may join cases, part them and split a call; what a joined or split case refuses. Pure: no queries, no HTTP."""

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from tickets.policies import may_decide, may_triage, settles

if TYPE_CHECKING:
    from orgs.models import Post
    from tickets.action import Action
    from tickets.models import Ticket

MOST_FOLLOWERS: Final = 30
"""All of them are answered in one act; more are a matter for a decision."""


def may_group(ticket: "Ticket", post: "Post") -> bool:
    """The desk that has the case, and the county office."""
    return may_triage(ticket, post) or settles(ticket, post)


def is_open_to_groups(ticket: "Ticket") -> bool:
    """A first round, alone, and nobody to be hidden: neither a confidential caller nor a complaint about a unit."""
    alone = ticket.follows_id is None and ticket.split_at is None
    return alone and ticket.round == 1 and not ticket.confidential and ticket.about_org_id is None


def may_join(ticket: "Ticket", post: "Post") -> bool:
    """Whoever groups, while nothing about the case waits for a ruling and nobody follows it."""
    return (
        may_group(ticket, post)
        and is_open_to_groups(ticket)
        and ticket.open_rejection is None
        and ticket.open_request is None
        and not ticket.followers
    )


def may_take_out(ticket: "Ticket", post: "Post") -> bool:
    """Whoever groups, of a case that follows another."""
    return may_group(ticket, post) and ticket.follows_id is not None


def may_split(ticket: "Ticket", post: "Post") -> bool:
    """The desk, of a call that stands alone: no part of another, in no group."""
    free = ticket.parent_id is None and ticket.split_at is None and ticket.follows_id is None
    return free and may_decide(ticket, post) and not ticket.followers and not ticket.whistling


def refusal(action: "Action", ticket: "Ticket") -> str:
    """Why this cannot be done on the case by itself; empty where it can. One sentence, with the way on."""
    if ticket.follows_id is not None and action.with_lead:
        return _("这件已并入同类件，随主件一并办理；要单独办，请行业党委先解除并案。")
    if action.alone and (ticket.follows_id is not None or ticket.followers):
        return _("这件和同类诉求一并办理，不能挂账；要挂账，请行业党委先解除并案。")
    if ticket.split_at is not None and not action.on_split:
        return _("这件已拆分，请到拆分出的各件上办理；各件都办结后，这件自动办结。")
    return ""
