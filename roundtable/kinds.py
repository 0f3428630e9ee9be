"""The closed lists of topics (议题): kinds, where they come from, states, and why a case is hard. No rules."""

from collections.abc import Mapping
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from orgs.statuses import OrganisationKind
from tickets.statuses import HardCase


class TopicKind(models.TextChoices):
    """A problem is to be solved; a suggestion (意见建议) is taken or not. They are counted apart (DOMAIN §1.1, 9)."""

    PROBLEM = "problem", _("难题")
    SUGGESTION = "suggestion", _("意见建议")


class Origin(models.TextChoices):
    """Who raised a topic (DOMAIN §3.1, topics)."""

    FIRM = "firm", _("企业")
    STATION = "station", _("服务站点")
    ASSOCIATION = "association", _("行业协会")
    UNIT = "unit", _("部门和成员单位")
    COMMITTEE = "committee", _("党委")


class TopicState(models.TextChoices):
    """How far screening has come."""

    POOLED = "pooled", _("待筛选")
    PROPOSED = "proposed", _("待审定")
    APPROVED = "approved", _("同意上会")
    DEFERRED = "deferred", _("缓议")
    DECLINED = "declined", _("不列入")
    MERGED = "merged", _("已合并")
    WITHDRAWN = "withdrawn", _("已撤回")
    HEARD = "heard", _("会上研究过")


class Advice(models.TextChoices):
    """What a clerk proposes to the secretary."""

    APPROVE = "approve", _("建议上会")
    DEFER = "defer", _("建议缓议")
    DECLINE = "decline", _("建议不列入")


LIVE: Final = (TopicState.POOLED, TopicState.PROPOSED, TopicState.APPROVED, TopicState.DEFERRED)
"""A case stands on the pool at most once in these."""
OVER: Final = (TopicState.DECLINED, TopicState.MERGED, TopicState.WITHDRAWN, TopicState.HEARD)

ORIGINS: Final[Mapping[OrganisationKind, Origin]] = {
    OrganisationKind.FIRM: Origin.FIRM,
    OrganisationKind.STATION: Origin.STATION,
    OrganisationKind.POINT: Origin.STATION,
    OrganisationKind.ASSOCIATION: Origin.ASSOCIATION,
    OrganisationKind.GENERAL_COMMITTEE: Origin.COMMITTEE,
    OrganisationKind.INDUSTRY_COMMITTEE: Origin.COMMITTEE,
    OrganisationKind.BRANCH: Origin.COMMITTEE,
    OrganisationKind.OFFICE: Origin.COMMITTEE,
}
"""By the kind of body; every other one is a unit."""


class Why(models.TextChoices):
    """Why a case is a candidate: what the rules of cases have found (`HardCase`), and how it stands now."""

    RETURNED_TWICE = HardCase.RETURNED_TWICE.value, HardCase.RETURNED_TWICE.label
    REDONE_TWICE = HardCase.REDONE_TWICE.value, HardCase.REDONE_TWICE.label
    SUPERVISED = HardCase.SUPERVISED.value, HardCase.SUPERVISED.label
    LEDGER_LATE = HardCase.LEDGER_LATE.value, HardCase.LEDGER_LATE.label
    GROUP_ISSUE = HardCase.GROUP_ISSUE.value, HardCase.GROUP_ISSUE.label
    PAST_EXTENSION = "past_extension", _("延期以后还是超期")
    RED_CARD = "red_card", _("红牌")
    POLICY_GAP = "policy_gap", _("超出职责，没有单位能定")
    ON_LEDGER = "on_ledger", _("挂账推进中")
    BAD_TWICE = "bad_twice", _("两次评价不满意")


SCORES: Final[Mapping[Why, int]] = {
    Why.RETURNED_TWICE: 5,
    Why.REDONE_TWICE: 5,
    Why.GROUP_ISSUE: 5,
    Why.SUPERVISED: 4,
    Why.PAST_EXTENSION: 3,
    Why.LEDGER_LATE: 3,
    Why.POLICY_GAP: 3,
    Why.RED_CARD: 2,
    Why.BAD_TWICE: 2,
    Why.ON_LEDGER: 1,
}
"""How much each reason weighs in the order of candidates: ours, no source. Nobody's figures follow from it."""
MANY_FIRMS: Final = 5
"""A case that so many others are answered with weighs one more for each further five."""
