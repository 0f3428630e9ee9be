"""Legs in the hands of somebody who leaves (交接): how many, which, and what nobody has since they left."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from orgs.leaving import Held
from orgs.models import Organisation, Post
from orgs.queries import today
from tickets.models import Assignment, Leg
from tickets.policies import DESK_ROLES, UNIT_ROLES
from tickets.queries.handlers import is_live
from tickets.queries.visibility import tickets_for
from tickets.statuses import LIVE_LEGS, OPEN
from tickets.unit_actions import AMONG_UNITS
from tickets.unit_kinds import Assigned

_WORKERS: Final = UNIT_ROLES | DESK_ROLES
_TO_GIVE: Final = AMONG_UNITS["assign_leg"]


def held(posts: Collection[int], _now: datetime) -> Held:
    """For whoever ends these posts (`orgs.leaving`): legs that can be given to a colleague."""
    return Held(
        kind="legs",
        count=in_hands_of(posts).count(),
        name=_("承办中的诉求"),
        where=_("本单位联络员或负责人在“交接”里改分"),
    )


def forlorn(posts: Collection[int], now: datetime) -> Held:
    """For the same: open cases of units and desks that would have nobody left who can act on them."""
    ending = Post.objects.filter(pk__in=posts, role__in=_WORKERS).values("organisation")
    others = Post.objects.live(today(now)).filter(organisation=OuterRef("pk"), role__in=_WORKERS).exclude(pk__in=posts)
    units = Organisation.objects.filter(pk__in=ending).exclude(Exists(others)).order_by()
    with_units = units.filter(legs__status__in=LIVE_LEGS, legs__ticket__status__in=OPEN).values("legs__ticket")
    at_desks = units.filter(triaged__status__in=OPEN).values("triaged")
    return Held(
        kind="unit",
        count=with_units.union(at_desks).count(),
        name=_("所在单位没有别人能办的诉求"),
        where=_("系统管理员先任命接手的人"),
    )


def in_hands_of(posts: Collection[int]) -> QuerySet[Leg]:
    """Legs that these posts have and that can be given out anew. Others wait for no person: a reply is being read."""
    statuses = Q(status__in=_TO_GIVE.sources, ticket__status__in=_TO_GIVE.case_in)
    return Leg.objects.filter(statuses, handler__in=posts).select_related("ticket").order_by("due_at", "pk")


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """A person of a unit by their post: what they hold, and what came back to the unit when they had left."""

    post: Post
    holds: int
    left: int
    gone: bool


def holders_in(*, on: date, seen_by: Post | None, **where: int) -> list[Holder]:
    """Everybody of a unit (`organisation=…`) or a county (`organisation__county=…`) with work; leavers' work leads.

    Only work that `seen_by` may read counts; without one all of it, for whoever reads no case.
    """
    posts = Post.objects.filter(role__in=_WORKERS, **where).named()
    seen = Q() if seen_by is None else Q(ticket__in=tickets_for(seen_by).values("pk"))
    holding, left = _holding(posts, seen), _left(posts, seen)
    found = posts.filter(pk__in=holding.keys() | left.keys()).order_by("organisation", "person__pinyin", "pk")
    rows = [
        Holder(post=post, holds=holding.get(post.pk, 0), left=left.get(post.pk, 0), gone=not is_live(post, on))
        for post in found
    ]
    return sorted(rows, key=lambda row: not row.gone)


def _holding(posts: QuerySet[Post], seen: Q) -> dict[int, int]:
    statuses = Q(status__in=_TO_GIVE.sources, ticket__status__in=_TO_GIVE.case_in)
    rows = Leg.objects.filter(statuses, seen, handler__in=posts).values_list("handler")
    return {handler: count for handler, count in rows.annotate(Count("pk")) if handler is not None}


def _left(posts: QuerySet[Post], seen: Q) -> dict[int, int]:
    """Former handler → legs that came back when they had left, and that nobody has been given since."""
    nobodys = Q(leg__handler=None, leg__status__in=LIVE_LEGS, ticket__status__in=OPEN)
    rows = Assignment.objects.filter(nobodys, seen, how=Assigned.LEFT, was_handler__in=posts).values_list("was_handler")
    return {was: count for was, count in rows.annotate(Count("leg", distinct=True)) if was is not None}


def holder(post: Post, post_id: int) -> Post | None:
    """The colleague whose work this post may give out: of its own unit, also one who has left."""
    posts = Post.objects.filter(organisation=post.organisation_id, role__in=_WORKERS).named()
    return posts.filter(pk=post_id).first()
