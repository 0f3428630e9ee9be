"""Tells those who may rule on a claim that one has come. It is about no case: the table of audiences is silent.

The claimant holds no post that a notice could go through: they get a text message (orgs.services.claims) and read
`/join/`.
"""

from typing import Final

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from journal import clock
from journal.models import Event
from notifications.telling import tell
from orgs import policies
from orgs.models import Claim, Post
from orgs.queries import today
from orgs.statuses import OrganisationKind, Role

TOLD: Final[dict[str, Promise]] = {"person.claimed": _("有人申请代表企业，请审核")}


def handle(event: Event) -> None:
    """A notice for everybody who may rule."""
    claim = Claim.objects.get(pk=event.data["claim"])
    told = [post for post in _candidates(claim) if policies.may_rule_on_claim(claim, post)]
    tell(event, told, words=TOLD[event.verb], url=reverse("claim", args=[claim.pk]))


def _candidates(claim: Claim) -> list[Post]:
    """Live posts of the county's desks, of the town's station and of the firm, if there is one."""
    station = Q(role=Role.SITE_CLERK, organisation__kind=OrganisationKind.STATION, organisation__place=claim.place_id)
    reviewers = Q(role__in=policies.CLAIM_DESKS) | station
    if claim.firm_id:
        reviewers |= Q(organisation=claim.firm_id, role=Role.ENTERPRISE_USER, clerk=False)
    live_posts = Post.objects.live(today(clock.now())).filter(reviewers, organisation__county=claim.county_id)
    return list(live_posts.named().order_by("pk"))
