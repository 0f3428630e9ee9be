"""Cases for the round table (圆桌会议候选): proposed by the rules, never by hand.

A group issue (集中反映) is so many firms of one town about one category in so many days. It is asked for where the desk
has said what a case is about, at dispatch, at joining and where it answers by itself, and proposed once while it lasts.
"""

from datetime import timedelta

from django.conf import settings
from django.db import connection

from tickets.models import Candidate, Ticket
from tickets.services.changing import Change, or_busy
from tickets.statuses import HardCase, Status


def propose(change: Change, reason: HardCase) -> None:
    """Make the case a candidate for the round table, once for each reason. Part of the act that shows it."""
    Candidate.objects.get_or_create(
        ticket=change.ticket,
        reason=reason,
        defaults={"round": change.ticket.round, "by": change.actor, "at": change.now},
    )
    change.data["candidate"] = str(reason)


def propose_issue(change: Change) -> None:
    """The case shows that many firms of its town have the matter. Whoever is to be hidden does not count."""
    ticket = change.ticket
    since = change.now - timedelta(days=settings.GROUP_ISSUE_DAYS)
    if ticket.confidential or ticket.about_org_id is not None or ticket.category_id is None:
        return
    alike = Ticket.objects.filter(category=ticket.category_id, town=ticket.town_id, submitted_at__gte=since)
    open_ones = alike.filter(confidential=False, about_org=None).exclude(status__in=[Status.REJECTED, Status.WITHDRAWN])
    firms = {*open_ones.order_by().values_list("firm", flat=True).distinct(), ticket.firm_id}
    if len(firms) < settings.GROUP_ISSUE_FIRMS:
        return
    with or_busy(ticket.pk), connection.cursor() as cursor:  # two desks at once propose one issue
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [ticket.category_id, ticket.town_id])
    known = Candidate.objects.filter(reason=HardCase.GROUP_ISSUE, at__gte=since)
    if not known.filter(ticket__category=ticket.category_id, ticket__town=ticket.town_id).exists():
        propose(change, HardCase.GROUP_ISSUE)
        change.data["firms"] = len(firms)
