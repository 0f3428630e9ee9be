"""One text message for a notice: the case's number in our own words. Never the firm's words, never a link or a name."""

import re
from typing import Final

from journal import clock
from notifications.models import Delivery
from orgs.services import messages
from orgs.sms import gateways

# The words of each message are in orgs/sms/templates.py; whatever else is sent by text message is urgent.
TEMPLATES: Final = {
    "ticket.submitted": "received",
    "ticket.asked": "need_info",
    "reply.passed": "result",
    "ticket.rejected": "rejected",
}
_URGENT: Final = "urgent"
_MOBILE: Final = re.compile(r"1[3-9][0-9]{9}")


def send(delivery: Delivery) -> None:
    """Hand one text message to the gateway. Raises orgs.sms.gateways.NotSent."""
    notice = delivery.notice
    gateways.send(
        messages.text(
            TEMPLATES.get(notice.verb, _URGENT),
            number=notice.person.mobile,
            fields={"受理编号": notice.number},
            county_id=notice.person.county_id,
            reference=str(delivery.reference),
            now=clock.now(),
        )
    )


def is_mobile(number: str) -> bool:
    """Whether text messages reach this number at all."""
    return _MOBILE.fullmatch(number) is not None
