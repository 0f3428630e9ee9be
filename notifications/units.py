"""Who hears of what lead and assists do, and of what is done inside one unit: rows of `notifications.audience`."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from notifications import circle as who
from notifications.circle import WORKERS, Circle
from notifications.line import Line, Row
from orgs.models import Post
from orgs.statuses import Role
from tickets.statuses import DeadlineKind
from tickets.unit_kinds import Stance
from tickets.unit_policies import ASSIGNERS


def the_named(circle: Circle, post: Post) -> bool:
    """The unit that the event is about, whether it still has a part in the case or not."""
    return post.role in WORKERS and post.organisation_id == circle.event.data.get("unit")


def the_handler(circle: Circle, post: Post) -> bool:
    """Who has the leg from here on, and whoever stands in for them."""
    handler = circle.event.data.get("handler")
    return handler is not None and handler in {post.pk, post.standing_in_for_id}


def the_section(circle: Circle, post: Post) -> bool:
    """The people of the section that has it, while no person has."""
    section = circle.event.data.get("section")
    named = circle.event.data.get("handler") is not None
    return not named and section is not None and post.section_id == section and post.role in WORKERS


def the_assigners(circle: Circle, post: Post) -> bool:
    """Who gives legs out in the unit: its liaison and its head."""
    return post.organisation_id == circle.event.data.get("unit") and post.role in ASSIGNERS


def the_heads(circle: Circle, post: Post) -> bool:
    """Who signs for the unit."""
    return post.organisation_id == circle.event.data.get("unit") and post.role == Role.DEPT_HEAD


def the_author(circle: Circle, post: Post) -> bool:
    """Who wrote the draft."""
    return bool(post.pk == circle.event.data.get("author"))


def owed_by_heads(circle: Circle) -> bool:
    """The clock is that of a draft that waits for its signature."""
    return circle.kind == DeadlineKind.COUNTERSIGN


def not_owed_by_heads(circle: Circle) -> bool:
    """Any other: what a unit owes itself is no matter of the office."""
    return circle.kind not in {DeadlineKind.COUNTERSIGN, DeadlineKind.AGREE}


def it_disagrees(circle: Circle) -> bool:
    """The assist said no."""
    return str(circle.event.data.get("stance")) == Stance.DISAGREES


AUTHOR_HEARS: Final = Line(the_author, _("%(number)s：您起草的答复已审签，已提交审核"))
UNITS: Final[dict[str, Row]] = {
    "reply.drafted": (Line(the_heads, _("%(number)s：有一份答复等您审签"), mail=True),),
    "reply.returned": (
        Line(the_author, _("%(number)s：答复被负责人退回修改，请看意见"), mail=True),
        Line(the_assigners, _("%(number)s：答复被负责人退回修改")),
    ),
    "leg.added": (
        Line(the_named, _("%(number)s：请你单位协办，请签收"), mail=True),
        Line(who.the_lead, _("%(number)s：加派了一个协办单位")),
        Line(who.the_desk, _("%(number)s：加派了一个协办单位")),
    ),
    "leg.waived": (
        Line(the_named, _("%(number)s：不用你单位再反馈协办意见，请看原因"), mail=True),
        Line(who.the_lead, _("%(number)s：有一个协办单位免办")),
        Line(who.the_desk, _("%(number)s：有一个协办单位免办")),
    ),
    "leg.assigned": (
        Line(the_handler, _("%(number)s：分给您承办，请办理"), mail=True),
        Line(the_section, _("%(number)s：分给你们科室，请认领办理"), mail=True),
    ),
    "leg.handed_over": (
        Line(the_handler, _("%(number)s：同事移交给您承办，请看移交原因"), mail=True),
        Line(the_assigners, _("%(number)s：承办人移交给了同事")),
    ),
    "leg.unassigned": (Line(the_assigners, _("%(number)s：承办人已离岗，请重新分办"), mail=True),),
    "leg.opined": (
        Line(who.the_lead, _("%(number)s：协办单位不同意，请看意见"), mail=True, when=it_disagrees),
        Line(who.the_lead, _("%(number)s：协办单位已反馈意见"), mail=True),
    ),
}
