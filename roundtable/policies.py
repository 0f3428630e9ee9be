"""Who may see, raise and screen topics. Pure questions about what is in hand: no queries, no HTTP."""

from typing import TYPE_CHECKING, Final

from orgs.statuses import FIRM_SIDE, OrganisationKind, Role
from roundtable.kinds import TopicState
from tickets.table_policies import RAISERS

if TYPE_CHECKING:
    from orgs.models import Post
    from roundtable.models import Topic

POOL_ROLES: Final = frozenset({Role.MEETING_CLERK, Role.PARTY_SECRETARY, Role.SUPERVISOR, Role.LEADER})
"""Who reads the pool: clerks prepare it, secretaries approve, the office proposes and watches, leaders read."""
WHOLE_COUNTY: Final = frozenset({OrganisationKind.GENERAL_COMMITTEE, OrganisationKind.OFFICE})
"""Where whoever reads the pool reads all pools of the county, not their own committee's alone."""


def reads_pool_of(topic: "Topic", post: "Post") -> bool:
    """Whoever reads this topic's pool."""
    if post.role not in POOL_ROLES or post.county_id != topic.county_id:
        return False
    return post.organisation_id == topic.committee_id or post.organisation.kind in WHOLE_COUNTY


def raised(topic: "Topic", post: "Post") -> bool:
    """Anybody of the body that raised it, acting for it: a firm's people read each other's."""
    same = post.organisation_id == topic.raised_by.organisation_id
    return same and (post.role in FIRM_SIDE) == (topic.raised_by.role in FIRM_SIDE) and post.role in RAISERS


def may_propose(topic: "Topic", post: "Post") -> bool:
    """A clerk of the committee, or of the office for any: they prepare what a secretary rules on."""
    return post.role == Role.MEETING_CLERK and reads_pool_of(topic, post)


def may_rule(topic: "Topic", post: "Post") -> bool:
    """A secretary of the committee or of the general one; never on what they raised or proposed themselves."""
    own = topic.raised_by.person_id == post.person_id
    proposed = topic.proposed_by is not None and topic.proposed_by.person_id == post.person_id
    return post.role == Role.PARTY_SECRETARY and reads_pool_of(topic, post) and not own and not proposed


def may_merge(topic: "Topic", post: "Post") -> bool:
    """Whoever screens: the same matter is one topic."""
    return may_propose(topic, post) or may_rule(topic, post)


def may_withdraw(topic: "Topic", post: "Post") -> bool:
    """The body that raised it, until somebody has ruled."""
    return raised(topic, post) and topic.state in {TopicState.POOLED, TopicState.PROPOSED}
