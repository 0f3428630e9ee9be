"""Tells of decisions (议定事项): whoever has to do the next thing, and its lead what became of what it asked for.

The rows about their cases stand in the table of audiences (`notifications.topics.TABLED`).
"""

from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from journal import clock
from journal.models import Event
from notifications.telling import tell
from orgs.models import Post
from orgs.queries import today
from orgs.statuses import FIRM_SIDE, OrganisationKind, Role
from roundtable import decision_policies as policies
from roundtable.meeting_kinds import DecisionState
from roundtable.models import Decision
from tickets.policies import UNIT_ROLES

TOLD: Final[dict[str, Promise]] = {
    "decision.assigned": _("圆桌会议有议定事项交给您单位办"),
    "decision.strike_asked": _("圆桌会议定的事，部门说办好了，请您确认"),
    "decision.head_signed": _("议定事项申请销号，请审核"),
    "decision.confirmed": _("企业对议定事项作了确认"),
    "decision.audited": _("议定事项申请销号，办公室审核过了"),
    "decision.struck_off": _("议定事项已销号"),
    "decision.strike_refused": _("议定事项不同意销号，请看理由"),
    "decision.warned": _("议定事项快到期了，黄牌"),
    "decision.overdue": _("议定事项超期了，红牌"),
}
_TO_THE_OFFICE: Final = _("议定事项申请销号，请审核")
_TO_THE_HEAD: Final = _("议定事项申请销号，请您签字")
_TO_THE_CONVENOR: Final = _("议定事项申请销号，请您批准")


def handle(event: Event) -> None:
    """A notice for whom the event concerns, once however often this runs."""
    decision = Decision.objects.select_related("meeting__committee", "lead").get(pk=event.subject_id)
    live = Post.objects.live(today(clock.now())).filter(organisation__county=decision.county_id).named().order_by("pk")
    address = reverse("decision", args=[decision.pk])
    lead = list(live.filter(organisation=decision.lead_id, role__in=UNIT_ROLES))
    for posts, words in _told(event, decision, list(live), lead):
        tell(event, posts, words=words, url=address)


def _told(event: Event, decision: Decision, live: list[Post], lead: list[Post]) -> list[tuple[list[Post], Promise]]:
    words = TOLD[event.verb]
    heads = [post for post in lead if post.role in policies.HEADS]
    office = [
        post for post in live if post.role == Role.SUPERVISOR and post.organisation.kind == OrganisationKind.OFFICE
    ]
    if event.verb == "decision.assigned" and event.seq > 1:
        return []  # one of many cases: its unit hears of the decision once, and of each case by the case
    if event.verb == "decision.strike_asked":
        firms = set(decision.named.values_list("firm", flat=True))
        asked = [post for post in live if post.role in FIRM_SIDE and post.organisation_id in firms]
        signs = (office, _TO_THE_OFFICE) if event.data["signed"] else (heads, _TO_THE_HEAD)
        return [(asked, words), signs]
    if event.verb == "decision.head_signed":
        return [(office, words)]
    if event.verb == "decision.audited" and event.data["upheld"]:
        convenes = [post for post in live if post.role == Role.PARTY_SECRETARY and _convenes(decision, post)]
        return [(convenes, _TO_THE_CONVENOR)]
    if event.verb == "decision.confirmed":
        return [(lead, words), (office, words)] if decision.state == DecisionState.WITH_OFFICE else [(lead, words)]
    return [(lead, words)]


def _convenes(decision: Decision, post: Post) -> bool:
    general = post.organisation.kind == OrganisationKind.GENERAL_COMMITTEE
    return general or post.organisation_id == decision.meeting.committee_id
