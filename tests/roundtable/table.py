"""Who sits at the round tables of a test, and topics in every state."""

import uuid
from dataclasses import dataclass
from typing import Any

from orgs.models import Organisation, Post
from orgs.statuses import OrganisationKind, Role
from roundtable.kinds import Advice, TopicKind
from roundtable.models import Topic
from roundtable.services import pooling
from tests import cast
from tests.cast import World
from tickets.models import Ticket


@dataclass(frozen=True)
class Table:
    """The posts that a world of cases has no need of."""

    clerk: Post
    secretary: Post
    second_secretary: Post
    general_secretary: Post
    other_clerk: Post


def table(world: World) -> Table:
    """Clerk and two secretaries of the desk's committee, the general secretary, and a clerk of another committee."""
    committee = world.desk.organisation
    general = Organisation.objects.get(county=world.county, kind=OrganisationKind.GENERAL_COMMITTEE)
    other = cast.unit(world.county, OrganisationKind.INDUSTRY_COMMITTEE, "家居行业党委", parent=general, tier=2)
    return Table(
        clerk=cast.post(committee, Role.MEETING_CLERK, "何会务"),
        secretary=cast.post(committee, Role.PARTY_SECRETARY, "刘明远"),
        second_secretary=cast.post(committee, Role.PARTY_SECRETARY, "方书记"),
        general_secretary=cast.post(general, Role.PARTY_SECRETARY, "高总书记"),
        other_clerk=cast.post(other, Role.MEETING_CLERK, "许会务"),
    )


def said(**words: Any) -> pooling.Raised:
    """What somebody brings in, with anything replaced."""
    return pooling.Raised(
        **{
            "kind": TopicKind.PROBLEM,
            "title": "快递单价一起涨了三毛",
            "body": "六家网点同时涨价，一个部门定不了。",
            "client_token": uuid.uuid4(),
            **words,
        }
    )


def raised(world: World, *, by: Post | None = None, **words: Any) -> Topic:
    """A topic about no case, brought in by a firm unless by somebody else."""
    return pooling.raise_topic(said(**words), actor=by or world.firm)


def tabled(world: World, ticket: Ticket, *, by: Post | None = None) -> Topic:
    """The topic of a case, brought in by its desk unless by somebody else."""
    return pooling.table(ticket.pk, raised=said(), actor=by or world.desk)


def proposed(world: World, seats: Table, **words: Any) -> Topic:
    """A topic that waits for the secretary."""
    topic = raised(world, **words)
    pooling.propose(topic.pk, advice=Advice.APPROVE, words="六家企业反映", actor=seats.clerk, version=1)
    return now(topic)


def approved(world: World, seats: Table, **words: Any) -> Topic:
    """A topic that will be on the table."""
    topic = proposed(world, seats, **words)
    pooling.approve(topic.pk, words="", actor=seats.secretary, version=topic.version)
    return now(topic)


def now(topic: Topic) -> Topic:
    """The topic as it stands."""
    found: Topic = Topic.objects.select_related("committee", "raised_by__organisation", "proposed_by").get(pk=topic.pk)
    return found
