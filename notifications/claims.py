"""Tells those who may rule on a claim that one has come. It is about no case: the table of audiences is silent.

The claimant holds no post that a notice could go through: they get a text message (orgs.services.claims) and read
`/join/`.
"""

from typing import Final

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from journal import clock
from journal.models import Event
from notifications import live
from notifications.models import Notice
from orgs import policies
from orgs.models import Claim, Post
from orgs.queries import today
from orgs.statuses import OrganisationKind, Role

TOLD: Final[dict[str, Promise]] = {"person.claimed": _("有人申请代表企业，请审核")}


def handle(event: Event) -> None:
    """A notice for everybody who may rule, once however often this runs."""
    claim = Claim.objects.get(pk=event.data["claim"])
    told = [post for post in _candidates(claim) if policies.may_rule_on_claim(claim, post)]
    posts = {post.person_id: post for post in reversed(told)}
    if not posts:
        return
    with translation.override("zh-hans"):
        words = str(TOLD[event.verb])
    Notice.objects.bulk_create(
        [_notice(event, post, words=words, claim=claim) for post in posts.values()], ignore_conflicts=True
    )
    transaction.on_commit(lambda: live.tell_people(sorted(posts)), robust=True)


def _candidates(claim: Claim) -> list[Post]:
    """Live posts of the county's desks, of the town's station and of the firm, if there is one."""
    station = Q(role=Role.SITE_CLERK, organisation__kind=OrganisationKind.STATION, organisation__place=claim.place_id)
    reviewers = Q(role__in=policies.CLAIM_DESKS) | station
    if claim.firm_id:
        reviewers |= Q(organisation=claim.firm_id, role=Role.ENTERPRISE_USER, clerk=False)
    live_posts = Post.objects.live(today(clock.now())).filter(reviewers, organisation__county=claim.county_id)
    return list(live_posts.named().order_by("pk"))


def _notice(event: Event, post: Post, *, words: str, claim: Claim) -> Notice:
    return Notice(
        person_id=post.person_id,
        post=post,
        event=event,
        verb=event.verb,
        subject_type=event.subject_type,
        subject_id=event.subject_id,
        text=words,
        url=reverse("claim", args=[claim.pk]),
        at=event.at,
    )
