"""Who hears of exclusions (剔除): rows of the table of audiences (`notifications.audience`)."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from notifications import circle as who
from notifications.circle import Circle
from notifications.line import Line, Row
from orgs.models import Post
from orgs.statuses import Role
from tickets.policies import UNIT_ROLES
from tickets.statuses import DeadlineKind


def the_head(circle: Circle, post: Post) -> bool:
    """The head of the unit that asks."""
    return post.role == Role.DEPT_HEAD and the_rated(circle, post)


def the_rated(circle: Circle, post: Post) -> bool:
    """The unit that the rating is about, whether or not it still has a part in the case."""
    return post.role in UNIT_ROLES and post.organisation_id == circle.event.data.get("unit")


def the_leaders(_circle: Circle, post: Post) -> bool:
    """The leaders of the county: the step above its office (DOMAIN §2.7)."""
    return post.role == Role.LEADER


def owed_by_its_head(circle: Circle) -> bool:
    """The clock is of the head who has to agree, or not."""
    return circle.kind == DeadlineKind.AGREE


def owed_on_an_exclusion(circle: Circle) -> bool:
    """The clock is of the office, which has to grant, or to look again."""
    return circle.kind == DeadlineKind.EXCLUDE


RUN_OUT_SOON: Final[Row] = (
    Line(the_head, _("%(number)s：%(kind)s快到期"), mail=True, when=owed_by_its_head),
    Line(who.the_office, _("%(number)s：%(kind)s快到期"), mail=True, when=owed_on_an_exclusion),
)
# Nothing follows from silence: whoever is silent reads that the rating goes on counting, and so does the step above.
HAVE_RUN_OUT: Final[Row] = (
    Line(the_head, _("%(number)s：%(kind)s已超期，评价照常计入，仍要审批"), mail=True, when=owed_by_its_head),
    Line(the_rated, _("%(number)s：负责人没有按时审批剔除申请，评价照常计入"), when=owed_by_its_head),
    Line(who.the_office, _("%(number)s：%(kind)s已超期，评价照常计入，仍要审批"), mail=True, when=owed_on_an_exclusion),
    Line(the_rated, _("%(number)s：党委办公室没有按时审批剔除，评价照常计入"), when=owed_on_an_exclusion),
    Line(the_leaders, _("%(number)s：党委办公室没有按时审批剔除，评价照常计入"), when=owed_on_an_exclusion),
)

EXCLUSIONS: Final[dict[str, Row]] = {
    "exclusion.asked": (
        Line(the_head, _("%(number)s：本单位申请剔除评价，请审批"), mail=True),
        Line(the_rated, _("%(number)s：本单位已申请剔除评价，等负责人审批")),
    ),
    "exclusion.agreed": (
        Line(who.the_office, _("%(number)s：单位申请剔除评价，负责人已同意，请审批"), mail=True),
        Line(the_rated, _("%(number)s：负责人已同意申请剔除评价，等党委办公室审批")),
    ),
    "exclusion.refused": (Line(the_rated, _("%(number)s：负责人不同意申请剔除评价，评价照常计入"), mail=True),),
    "exclusion.granted": (
        Line(the_rated, _("%(number)s：党委办公室已批准剔除评价，不计入考核"), mail=True),
        Line(who.the_desk, _("%(number)s：党委办公室已批准剔除评价，不计入考核")),
        Line(who.the_office, _("%(number)s：已批准剔除评价，不计入考核")),
        Line(who.the_firm, _("%(number)s：您的评价保留在案，不计入考核，原因请看进展"), mail=True),
        Line(who.entering_station, _("%(number)s：企业的评价保留在案，不计入考核")),
    ),
    "exclusion.rejected": (
        Line(the_rated, _("%(number)s：党委办公室不批准剔除评价，评价照常计入"), mail=True),
        Line(who.the_office, _("%(number)s：没有批准剔除评价，评价照常计入")),
    ),
    "exclusion.objected": (
        Line(who.the_office, _("%(number)s：企业对剔除评价有异议，请另一个人复核"), mail=True),
        Line(the_rated, _("%(number)s：企业对剔除评价有异议，复核前评价照常计入")),
        Line(who.the_firm, _("%(number)s：已代您对剔除评价提出异议"), when=who.by_the_station),
        Line(who.entering_station, _("%(number)s：企业对剔除评价提出了异议"), when=who.by_the_firm),
    ),
    "exclusion.revoked": (
        Line(the_rated, _("%(number)s：企业异议成立，剔除已撤销，评价照常计入"), mail=True),
        Line(who.the_desk, _("%(number)s：企业异议成立，剔除已撤销，评价照常计入")),
        Line(who.the_office, _("%(number)s：企业异议成立，剔除已撤销")),
        Line(who.the_firm, _("%(number)s：您的异议成立，评价照常计入考核"), mail=True),
        Line(who.entering_station, _("%(number)s：企业的异议成立，评价照常计入考核")),
    ),
    "exclusion.confirmed": (
        Line(the_rated, _("%(number)s：企业异议不成立，维持剔除"), mail=True),
        Line(who.the_office, _("%(number)s：企业异议不成立，维持剔除")),
        Line(who.the_firm, _("%(number)s：复核后维持，评价不计入考核，请看说明"), mail=True),
        Line(who.entering_station, _("%(number)s：复核后维持，企业的评价不计入考核")),
    ),
}
