"""Topics in the pool and on the pages of those who raised them. Cases show by the one visibility rule."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from django.db.models import Q, QuerySet

from orgs.models import Organisation, Post
from orgs.queries import organisations_in
from orgs.statuses import FIRM_SIDE, OrganisationKind
from roundtable.kinds import LIVE, OVER, TopicState
from roundtable.models import Topic
from roundtable.policies import POOL_ROLES, WHOLE_COUNTY
from tickets.models import Ticket
from tickets.queries.personal_copy import Section
from tickets.queries.units import desk_of
from tickets.queries.visibility import seen_through, tickets_for
from web.paging import Page, keyset

PAGE: Final = 25
TABS: Final = ("candidates", "pooled", "proposed", "approved", "deferred", "over")
_SHOWN: Final = (
    "committee",
    "raised_by__organisation",
    "proposed_by__organisation",
    "ruled_by__organisation",
    "merged_into__ticket",
    "merged_into__raised_by__organisation",
    "item__meeting__committee",
    "ticket__firm__profile",
    "ticket__town",
    "ticket__committee",
)


def topics_for(post: Post) -> QuerySet[Topic]:
    """The pool as the post reads it: its committee's, or the county's; of cases only those that it may see."""
    found = Topic.objects.filter(county=post.county_id)
    if post.role not in POOL_ROLES:
        return found.none()
    if post.organisation.kind not in WHOLE_COUNTY:
        found = found.filter(committee=post.organisation_id)
    return found.filter(Q(ticket=None) | Q(seen_through(post)))


def raised_for(post: Post) -> QuerySet[Topic]:
    """What the post's body has raised, on the same side: a firm's people do not read what its unit brings in."""
    mine = Topic.objects.filter(raised_by__organisation=post.organisation_id)
    side = Q(raised_by__role__in=FIRM_SIDE)
    return mine.filter(side if post.role in FIRM_SIDE else ~side)


def _in_tab(tab: str, *, today: date) -> Q:
    """What was put off comes back among what is to be screened on its day."""
    back = Q(state=TopicState.DEFERRED, again_on__lte=today)
    return {
        "pooled": Q(state=TopicState.POOLED) | back,
        "proposed": Q(state=TopicState.PROPOSED),
        "approved": Q(state=TopicState.APPROVED),
        "deferred": Q(state=TopicState.DEFERRED, again_on__gt=today),
        "over": Q(state__in=OVER),
    }[tab]


def pool_page(post: Post, *, tab: str, today: date, after: str | None) -> Page[Topic]:
    """One page of a tab: what waits the oldest first, what is over the newest first."""
    rows = topics_for(post).filter(_in_tab(tab, today=today)).select_related(*_SHOWN)
    return keyset(rows, after=after, order=("-at", "-id") if tab == "over" else ("at", "id"), size=PAGE)


def raised_page(post: Post, *, after: str | None) -> Page[Topic]:
    """What the post's body has raised, the newest first."""
    return keyset(raised_for(post).select_related(*_SHOWN), after=after, order=("-at", "-id"), size=PAGE)


def topic_for(post: Post, topic_id: int) -> Topic | None:
    """A topic that the post reads, in the pool or as the body that raised it."""
    seen = topics_for(post) if post.role in POOL_ROLES else raised_for(post)
    return seen.filter(pk=topic_id).select_related(*_SHOWN).first()


def counts(post: Post, *, today: date) -> Mapping[str, int]:
    """How many topics each tab has."""
    rows = topics_for(post)
    return {tab: rows.filter(_in_tab(tab, today=today)).count() for tab in TABS[1:-1]}


def others_in_pool(topic: Topic, post: Post) -> QuerySet[Topic]:
    """Topics of the same pool that it could be merged into: none that it has taken in itself."""
    same = topics_for(post).filter(committee=topic.committee_id, state__in=LIVE).exclude(pk=topic.pk)
    return same.order_by("-at", "-id").select_related("ticket", "raised_by__organisation")


def live_topic_of(ticket: Ticket) -> Topic | None:
    """The topic that a case has on the pool."""
    return Topic.objects.filter(ticket=ticket, state__in=LIVE).first()


def case_to_table(post: Post, number: str) -> Ticket | None:
    """The case of this number, if the post may see it, with what `policies.may_table` asks."""
    if not number.isascii() or not number.isprintable():
        return None
    return (
        tickets_for(post).filter(number=number).select_related("firm__profile", "filed_by", "committee", "town").first()
    )


def committee_of(post: Post, ticket: Ticket | None) -> Organisation:
    """In whose pool a topic lies: the case's committee, one's own, the firm's desk, else the general committee.

    Raises Organisation.DoesNotExist in a county without committees.
    """
    if ticket is not None:
        return ticket.committee
    kind = post.organisation.kind
    if kind in {OrganisationKind.INDUSTRY_COMMITTEE, OrganisationKind.GENERAL_COMMITTEE}:
        return post.organisation
    if kind == OrganisationKind.FIRM:
        return desk_of(post.organisation)
    return organisations_in(post.county_id, OrganisationKind.GENERAL_COMMITTEE).order_by("pk")[:1].get()


RAISED: Final = Section(
    "topics",
    lambda person: Topic.objects.filter(raised_by__person=person),
    {"at": "at", "kind": "kind", "title": "title", "words": "body", "state": "state", "answer": "ruling"},
)
"""What a person has raised, for the copy of what is kept of them."""
