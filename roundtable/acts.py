"""All that is decided on a topic, in one literal table: from which states, to which, who, and what the journal says."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from roundtable import policies
from roundtable.kinds import LIVE, TopicState

if TYPE_CHECKING:
    from orgs.models import Post
    from roundtable.models import Topic

_OPEN: Final = frozenset({TopicState.POOLED, TopicState.PROPOSED, TopicState.DEFERRED})


@dataclass(frozen=True, slots=True)
class Act:
    """One row. `on_case` is what happens to the topic's case with it (`tickets.actions`), empty for nothing."""

    label: Promise
    sources: frozenset[TopicState]
    target: TopicState
    policy: "Callable[[Topic, Post], bool]"
    verb: str
    on_case: str = ""


# fmt: off
ACTS: Final[dict[str, Act]] = {
    "propose": Act(
        label=_("送书记审定"), sources=frozenset({TopicState.POOLED, TopicState.DEFERRED}),
        target=TopicState.PROPOSED, policy=policies.may_propose, verb="topic.proposed",
    ),
    "approve": Act(
        label=_("同意上会"), sources=_OPEN, target=TopicState.APPROVED, policy=policies.may_rule,
        verb="topic.approved", on_case="table_approved",
    ),
    "defer": Act(
        label=_("缓议"), sources=_OPEN | {TopicState.APPROVED}, target=TopicState.DEFERRED, policy=policies.may_rule,
        verb="topic.deferred", on_case="table_deferred",
    ),
    "decline": Act(
        label=_("不列入"), sources=_OPEN | {TopicState.APPROVED}, target=TopicState.DECLINED, policy=policies.may_rule,
        verb="topic.declined", on_case="table_declined",
    ),
    "merge": Act(
        label=_("并入另一个议题"), sources=frozenset(LIVE), target=TopicState.MERGED, policy=policies.may_merge,
        verb="topic.merged",
    ),
    "withdraw": Act(
        label=_("撤回议题"), sources=frozenset({TopicState.POOLED, TopicState.PROPOSED}),
        target=TopicState.WITHDRAWN, policy=policies.may_withdraw, verb="topic.withdrawn", on_case="untable",
    ),
}
# fmt: on
RAISED: Final = "topic.raised"
"""The first event of a topic."""


def possible(topic: "Topic", post: "Post") -> dict[str, Act]:
    """What the post may decide on the topic as it stands, by name."""
    return {name: act for name, act in ACTS.items() if topic.state in act.sources and act.policy(topic, post)}
