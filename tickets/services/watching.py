"""Who is on duty when a case cannot wait: they hear of it at any hour, and see what they hear of."""

from datetime import datetime

from orgs.duty import on_duty
from tickets.models import Ticket
from tickets.queries.visibility import barred_from


def call_duty(ticket: Ticket, *, now: datetime) -> list[int]:
    """The posts on duty now; their units become parties, to see what they are called to. The case is not saved.

    Nobody of the unit that the case is about: called in vain, they would keep the office from being told instead.
    """
    posts = on_duty(ticket.county_id, now=now)
    barred = barred_from(ticket)
    posts = [post for post in posts if post.person_id not in barred]
    ticket.parties = sorted({*ticket.parties, *(post.organisation_id for post in posts)})
    return [post.pk for post in posts]
