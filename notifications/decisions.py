"""Tells of decisions (议定事项): whoever has to do the next thing, and its lead what became of what it asked for.

The rows about their cases stand in the table of audiences (`notifications.topics.TABLED`).
"""

from collections.abc import Callable
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
from roundtable.models import Decision
from roundtable.queries.decisions import who_may_hear
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
    "decision.contact_missed": _("议定事项还没有联系企业，已过两个工作日"),
    "decision.report_missed": _("议定事项没有按时报进展"),
    "decision.handed_over": _("圆桌会议有议定事项改由您单位牵头"),
    "decision.about_its_lead": _("有一条议定事项要换牵头单位：点到的诉求反映的就是它"),
}
_UNSOLVED: Final = _("企业说议定事项没有解决，请继续办")
_TO_ASSISTS: Final = _("圆桌会议有议定事项请您单位配合")
_TO_THE_FIRM: Final = _("圆桌会议定了您的事由谁办、什么时候办好")
_TO_THE_OFFICE: Final = _("议定事项申请销号，请审核")
_TO_THE_HEAD: Final = _("议定事项申请销号，请您签字")
_TO_THE_CONVENOR: Final = _("议定事项申请销号，请您批准")


Told = list[tuple[list[Post], Promise]]


def handle(event: Event) -> None:
    """A notice for whom the event concerns, once however often this runs."""
    decision = Decision.objects.select_related("meeting__committee", "lead").get(pk=event.subject_id)
    live = Post.objects.live(today(clock.now())).filter(organisation__county=decision.county_id).named().order_by("pk")
    address = reverse("decision", args=[decision.pk])
    lead = list(live.filter(organisation=decision.lead_id, role__in=UNIT_ROLES))
    for posts, words in _told(event, decision, list(live), lead):
        tell(event, who_may_hear(decision, posts), words=words, url=address)


def _told(event: Event, decision: Decision, live: list[Post], lead: list[Post]) -> Told:
    """Who hears what; an act that only its lead hears of is none of `_NEXT`."""
    if decides := _NEXT.get(event.verb):
        return decides(event, decision, live, lead)
    return [(lead, TOLD[event.verb])]


def _asked(event: Event, decision: Decision, live: list[Post], lead: list[Post]) -> Told:
    firms = set(decision.named.values_list("firm", flat=True))
    asked = [post for post in live if post.role in FIRM_SIDE and post.organisation_id in firms]
    heads = [post for post in lead if post.role in policies.HEADS]
    signs = (_office(live), _TO_THE_OFFICE) if event.data["signed"] else (heads, _TO_THE_HEAD)
    return [(asked, TOLD[event.verb]), signs]


def _audited(event: Event, decision: Decision, live: list[Post], lead: list[Post]) -> Told:
    if not event.data["upheld"]:
        return [(lead, TOLD["decision.strike_refused"])]
    return [(_convenors(decision, live), _TO_THE_CONVENOR)]


def _hands_over(event: Event, decision: Decision, live: list[Post], _lead: list[Post]) -> Told:
    return [(_convenors(decision, live), TOLD[event.verb])]


def _convenors(decision: Decision, live: list[Post]) -> list[Post]:
    return [post for post in live if post.role == Role.PARTY_SECRETARY and _convenes(decision, post)]


def _confirmed(event: Event, _decision: Decision, live: list[Post], lead: list[Post]) -> Told:
    words = _UNSOLVED if event.data["solved"] is False else TOLD[event.verb]
    return [(lead, words), (_office(live), words)]


def _signed(event: Event, _decision: Decision, live: list[Post], _lead: list[Post]) -> Told:
    return [(_office(live), TOLD[event.verb])]


def _office(live: list[Post]) -> list[Post]:
    office = OrganisationKind.OFFICE
    return [post for post in live if post.role == Role.SUPERVISOR and post.organisation.kind == office]


def _assigned(event: Event, decision: Decision, live: list[Post], lead: list[Post]) -> Told:
    """Units hear of a decision once, however many cases it names; firms with a case hear of it by their case."""
    told = []
    if event.seq == 1:
        assists = set(decision.assists.values_list("pk", flat=True))
        helping = [post for post in live if post.role in UNIT_ROLES and post.organisation_id in assists]
        told = [(lead, TOLD[event.verb]), (helping, _TO_ASSISTS)]
    if "firm" in event.data and event.data.get("ticket") is None:
        firm = [post for post in live if post.role in FIRM_SIDE and post.organisation_id == event.data["firm"]]
        told.append((firm, _TO_THE_FIRM))
    return told


def _convenes(decision: Decision, post: Post) -> bool:
    general = post.organisation.kind == OrganisationKind.GENERAL_COMMITTEE
    return general or post.organisation_id == decision.meeting.committee_id


_NEXT: Final[dict[str, Callable[[Event, Decision, list[Post], list[Post]], Told]]] = {
    "decision.assigned": _assigned,
    "decision.strike_asked": _asked,
    "decision.head_signed": _signed,
    "decision.confirmed": _confirmed,
    "decision.audited": _audited,
    "decision.about_its_lead": _hands_over,
}
