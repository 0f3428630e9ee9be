"""What a post may do to a case now: the buttons, from the same table that enforces them."""

from dataclasses import dataclass
from datetime import datetime

from orgs.models import Post
from tickets.action import Action, On
from tickets.actions import ACTIONS
from tickets.addresses import address_of
from tickets.group_policies import refusal
from tickets.models import Leg, Ticket
from tickets.whistle_policies import rates, rates_back


@dataclass(frozen=True, slots=True)
class Offer:
    """One possible act: its row, where to post it, and the version that its form carries."""

    name: str
    action: Action
    url: str
    version: int
    leg: Leg | None


def in_time(possible: dict[str, Offer], until: datetime | None, *, now: datetime) -> dict[str, Offer]:
    """Without what was possible once: a leg may be given back only until silence has accepted it."""
    if until is None or now <= until:
        return possible
    return {name: offer for name, offer in possible.items() if name != "give_back"}


def in_rating_time(possible: dict[str, Offer], ticket: Ticket, post: Post, *, now: datetime) -> dict[str, Offer]:
    """Without ratings whose five working days are over."""
    of = {"rate_units": rates, "rate_whistle": rates_back}

    def stays(name: str) -> bool:
        return name not in of or any(
            call.whistle.rate_until is not None and now <= call.whistle.rate_until for call in of[name](ticket, post)
        )

    return {name: offer for name, offer in possible.items() if stays(name)}


def own_leg(ticket: Ticket, post: Post) -> Leg | None:
    """The live leg of the post's unit; a unit has at most one per case."""
    return next((leg for leg in ticket.live_legs if leg.department_id == post.organisation_id), None)


def offers(ticket: Ticket, post: Post) -> dict[str, Offer]:
    """Every act that would be accepted from this post right now, by name."""
    return {name: offer for name in ACTIONS if (offer := offer_of(name, ticket, post)) is not None}


def offer_of(name: str, ticket: Ticket, post: Post) -> Offer | None:
    """One act, if it is possible now; asked again under the lock when it is done."""
    action = ACTIONS[name]
    leg = own_leg(ticket, post) if action.on is On.LEG else None
    subject = leg if action.on is On.LEG else ticket
    possible = (
        subject is not None
        and not action.by_system
        and action.by_itself
        and subject.status in action.sources
        and ticket.status in action.case_in
        and not refusal(action, ticket)
        and action.policy(subject, post)
    )
    if not possible or subject is None:
        return None
    return Offer(name, action, address_of(ticket.number, name), subject.version, leg)
