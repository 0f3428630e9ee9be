"""Text messages of a case: its number in our own words. Never the firm's words or a name; one link, the one that rates.

A caller who has no account with that number gets the result on the number that they left.
"""

import re
from collections.abc import Collection
from typing import Final

from journal import clock
from journal.models import Event
from notifications import meeting_texts, ratings
from notifications.models import Delivery, Notice
from orgs.queries import is_staffs_number, today
from orgs.services import messages
from orgs.sms import gateways
from tickets.models import Ticket

# The words of each message are in orgs/sms/templates.py; whatever else is sent by text message is urgent.
TEMPLATES: Final = {
    "ticket.submitted": "received",
    "ticket.asked": "need_info",
    "reply.passed": "result",
    "ticket.rejected": "rejected",
    "impasse.settled": "final",
}
_TO_THE_CALLER: Final = frozenset({"reply.passed", "impasse.settled"})
_URGENT: Final = "urgent"
_MOBILE: Final = re.compile(r"1[3-9][0-9]{9}")


def send(delivery: Delivery) -> None:
    """Hand one text message to the gateway. Raises orgs.sms.gateways.NotSent."""
    notice = delivery.notice
    key, fields = _said(notice)
    gateways.send(
        messages.text(
            key,
            number=notice.person.mobile,
            fields=fields,
            county_id=notice.person.county_id,
            reference=str(delivery.reference),
            now=clock.now(),
        )
    )


def _said(notice: Notice) -> tuple[str, dict[str, str]]:
    """Which message it is, and what stands in it."""
    if notice.verb in meeting_texts.VERBS:
        return meeting_texts.said_in(notice)
    return TEMPLATES.get(notice.verb, _URGENT), _fields(notice.event, number=notice.number)


def _fields(event: Event, *, number: str) -> dict[str, str]:
    link = {"链接": ratings.address_in(event)} if event.verb == ratings.ASKS else {}
    return {"受理编号": number} | link


def tell_the_caller(event: Event, ticket: Ticket, known: Collection[str]) -> None:
    """Queue the result for the number that the caller left, unless it is one of the `known` that is texted anyway.

    The link that rates goes to no number of the staff: whoever typed their own for a caller would rate themselves.
    """
    number = ticket.contact_phone
    if event.verb not in _TO_THE_CALLER or number in known or not is_mobile(number):
        return
    if event.verb == ratings.ASKS and is_staffs_number(number, on=today(clock.now())):
        return
    messages.queue(
        TEMPLATES[event.verb],
        number=number,
        fields=_fields(event, number=ticket.number),
        county_id=ticket.county_id,
        now=clock.now(),
    )


def is_mobile(number: str) -> bool:
    """Whether text messages reach this number at all."""
    return _MOBILE.fullmatch(number) is not None
