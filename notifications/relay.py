"""Turns an event into notices and deliveries. Runs inside the relay's transaction: all of it, or again later.

Who is told follows from the case as it stands now (journal.relay), so a late event reaches those who work on it now.
"""

from django.db import transaction
from django.urls import reverse

from journal import clock
from journal.models import Event
from notifications import (
    alarms,
    appointing,
    claims,
    data,
    decisions,
    duty,
    live,
    meetings,
    overseeing,
    papers,
    quarters,
    reports,
    staff,
    topics,
)
from notifications.audience import AUDIENCE
from notifications.circle import Circle
from notifications.hearers import Hearer, hearers
from notifications.models import Delivery, Notice
from notifications.statuses import Channel
from notifications.texts import is_mobile, tell_the_caller
from orgs.models import Post
from orgs.queries import posts_in, today
from orgs.statuses import ADMIN_ROLES, Role
from tickets.models import Ticket
from tickets.queries.visibility import barred_from

_BESIDES = (
    claims, duty, data, alarms, staff, appointing, overseeing, topics, meetings, decisions, papers, quarters, reports,
)  # fmt: skip
BUSINESS_ROLES = frozenset(Role) - ADMIN_ROLES


def handle(event: Event) -> None:
    """Tell everybody who is to hear of an event, each once however often this runs. A fixed number of queries.

    Raises KeyError for a verb without a row in the table, so that the duty is parked and seen.
    """
    for besides in _BESIDES:
        if event.verb in besides.TOLD:
            besides.handle(event)
            return
    if not AUDIENCE[event.verb]:
        return
    ticket = Ticket.objects.select_related("filed_by").get(pk=event.subject_id)
    told = hearers(Circle(ticket, event), _candidates(ticket), barred=barred_from(ticket))
    tell_the_caller(event, ticket, {hearer.post.person.mobile for hearer in told if hearer.sms})
    if not told:
        return
    address = reverse("ticket", args=[ticket.number])
    Notice.objects.bulk_create(
        [_notice(event, hearer, number=ticket.number, address=address) for hearer in told], ignore_conflicts=True
    )
    send_on(event, by_mail=[h for h in told if h.mail], by_sms=[h for h in told if h.sms])
    people = [hearer.post.person_id for hearer in told]
    transaction.on_commit(lambda: live.tell_people(people), robust=True)


def _candidates(ticket: Ticket) -> list[Post]:
    """Live posts of the county's units that may see the case; who looks in from another one has nothing to do there."""
    posts = posts_in(ticket.parties, BUSINESS_ROLES, on=today(clock.now()))
    return list(posts.filter(organisation__county=ticket.county_id).order_by("pk"))


def _notice(event: Event, hearer: Hearer, *, number: str, address: str) -> Notice:
    return Notice(
        person_id=hearer.post.person_id,
        post=hearer.post,
        event=event,
        verb=event.verb,
        subject_type=event.subject_type,
        subject_id=event.subject_id,
        number=number,
        text=hearer.text,
        url=address,
        at=event.at,
    )


def send_on(event: Event, *, by_mail: list[Hearer], by_sms: list[Hearer]) -> None:
    """Queue mails and text messages for those with an address or a number. The ids are read back: an ignored insert
    gives none.
    """
    ways = {
        Channel.EMAIL: {hearer.post.person_id for hearer in by_mail if hearer.post.person.email},
        Channel.SMS: {hearer.post.person_id for hearer in by_sms if is_mobile(hearer.post.person.mobile)},
    }
    people = ways[Channel.EMAIL] | ways[Channel.SMS]
    notices = Notice.objects.filter(event=event, person__in=people).order_by("person").values_list("pk", "person")
    Delivery.objects.bulk_create(
        [
            Delivery(notice_id=notice, channel=channel)
            for notice, person in notices
            for channel, reached in ways.items()
            if person in reached
        ],
        ignore_conflicts=True,
    )
