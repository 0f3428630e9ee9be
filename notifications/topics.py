"""Tells of topics (议题): who has to screen or rule next, and whoever raised it what became of it.

The rows about their cases stand in the table of audiences (`TABLED`); here is what is about the topic itself.
"""

from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from journal import clock
from journal.models import Event
from notifications import circle as who
from notifications.line import Line, Row
from notifications.telling import tell
from orgs.models import Post
from orgs.queries import today
from roundtable import policies
from roundtable.models import Topic

TOLD: Final[dict[str, Promise]] = {
    "topic.raised": _("有新议题，请筛选"),
    "topic.proposed": _("有议题等您审定"),
    "topic.approved": _("您提的议题，书记同意上圆桌会议"),
    "topic.deferred": _("您提的议题缓议，理由请看议题"),
    "topic.declined": _("您提的议题没有列入圆桌会议，理由请看议题"),
    "topic.merged": _("您提的议题和别人提的同一件事合并了，一起研究"),
    "topic.heard": _("您提的议题，圆桌会议研究过了，请看结果"),
}
_NEXT: Final = {"topic.raised": policies.may_propose, "topic.proposed": policies.may_rule}

TABLED: Final[dict[str, Row]] = {
    "ticket.tabled": (
        Line(who.the_lead, _("%(number)s：已提请圆桌会议研究，办理和期限不变"), mail=True),
        Line(who.the_desk, _("%(number)s：已提请圆桌会议研究")),
        Line(who.the_firm, _("%(number)s：已提请圆桌会议研究，原来的办理不变")),
        Line(who.entering_station, _("%(number)s：已提请圆桌会议研究")),
    ),
    "ticket.table_approved": (
        Line(who.the_lead, _("%(number)s：书记同意上圆桌会议，请准备"), mail=True),
        Line(who.the_desk, _("%(number)s：书记同意上圆桌会议")),
        Line(who.the_firm, _("%(number)s：圆桌会议将研究这件事"), mail=True),
        Line(who.entering_station, _("%(number)s：圆桌会议将研究这件事")),
    ),
    "ticket.table_deferred": (
        Line(who.the_lead, _("%(number)s：圆桌会议缓议，请照常办理")),
        Line(who.the_desk, _("%(number)s：圆桌会议缓议")),
        Line(who.the_firm, _("%(number)s：圆桌会议暂不研究这件事，原来的办理照常")),
    ),
    "ticket.table_declined": (
        Line(who.the_lead, _("%(number)s：不上圆桌会议，请照常办理")),
        Line(who.the_desk, _("%(number)s：不上圆桌会议")),
        Line(who.the_firm, _("%(number)s：圆桌会议不研究这件事，原来的办理照常")),
    ),
    "ticket.table_heard": (
        Line(who.the_lead, _("%(number)s：圆桌会议研究过了，请看结果")),
        Line(who.the_desk, _("%(number)s：圆桌会议研究过了")),
        Line(who.the_firm, _("%(number)s：圆桌会议研究过您的事了，请看结果"), mail=True),
        Line(who.entering_station, _("%(number)s：圆桌会议研究过了，请看结果")),
    ),
    "ticket.decided": (
        Line(who.the_lead, _("%(number)s：圆桌会议定了由您单位主办，不能退单"), mail=True),
        Line(who.the_assists, _("%(number)s：按圆桌会议议定事项请您单位协办")),
        Line(who.the_units_left, _("%(number)s：按圆桌会议议定事项改由别的单位办")),
        Line(who.the_desk, _("%(number)s：按圆桌会议议定事项交办了")),
        Line(who.the_firm, _("%(number)s：圆桌会议定了由谁办、什么时候办好"), mail=True),
        Line(who.entering_station, _("%(number)s：圆桌会议定了由谁办、什么时候办好")),
    ),
    "ticket.decision_told": (
        Line(who.the_lead, _("%(number)s：圆桌会议有议定事项，请看")),
        Line(who.the_desk, _("%(number)s：圆桌会议有议定事项，请看")),
        Line(who.the_firm, _("%(number)s：圆桌会议定了由谁办、什么时候办好"), mail=True),
        Line(who.entering_station, _("%(number)s：圆桌会议定了由谁办、什么时候办好")),
    ),
    "ticket.decision_done": (
        Line(who.the_lead, _("%(number)s：圆桌会议议定事项已销号")),
        Line(who.the_desk, _("%(number)s：圆桌会议议定事项已销号")),
        Line(who.the_firm, _("%(number)s：圆桌会议定的事已经办结销号"), mail=True),
    ),
}


def handle(event: Event) -> None:
    """A notice for everybody who decides next, or for the people of the body that raised it."""
    topic = Topic.objects.select_related("committee", "raised_by__organisation", "proposed_by").get(pk=event.subject_id)
    live = Post.objects.live(today(clock.now())).filter(organisation__county=topic.county_id).named().order_by("pk")
    if decides := _NEXT.get(event.verb):
        posts = [post for post in live.filter(role__in=policies.POOL_ROLES) if decides(topic, post)]
    else:
        ours = live.filter(organisation=topic.raised_by.organisation_id)
        posts = [post for post in ours if policies.raised(topic, post)]
    tell(event, posts, words=TOLD[event.verb], url=reverse("topic", args=[topic.pk]))
