"""When an ended case belongs to the archive (归档). Pure: reckoned from its end, never written down.

Nothing has to put a case there, so nothing can forget to, and a late sweep changes nothing. Thirty days are a GUESS of
DOMAIN §2.4.
"""

from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext as _

from tickets.models import Ticket

ARCHIVED_AFTER: Final = timedelta(days=30)


def archived_since(ticket: Ticket, *, now: datetime) -> datetime | None:
    """Since when it is archived; None while it is open or ended only lately."""
    if ticket.closed_at is None:
        return None
    since = ticket.closed_at + ARCHIVED_AFTER
    return since if since <= now else None


def too_late_to_appeal(ticket: Ticket, *, now: datetime) -> str:
    """Why a rejected or withdrawn call is not taken up again; empty where it still can be."""
    if archived_since(ticket, now=now) is None:
        return ""
    return _("这件事结束已满 30 天，已经归档，不能再申请受理。还有问题，请重新提一件诉求，写上这件的编号。")
