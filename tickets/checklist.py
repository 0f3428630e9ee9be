"""What the desk looks at before it lets a reply pass, a line each; a mark asks for a second look. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from orgs.statuses import Role
from tickets.forwarding import Says, what_it_says
from tickets.models import Attachment, Leg, Reply
from tickets.queries.words import contact_words
from tickets.scan_kinds import Scan
from tickets.statuses import LegRole, Outcome, ReplyFile
from tickets.unit_kinds import Signature, Stance


@dataclass(frozen=True, slots=True)
class Check:
    """One point of the list; `doubt` asks for a second look, it forbids nothing."""

    label: str
    words: str
    doubt: bool = False


def checklist(reply: Reply, files: Sequence[Attachment], legs: Sequence[Leg] = ()) -> list[Check]:
    """The points of one reply, in the order in which it was written."""
    points = [_claim(reply), _outcome(reply), _words(reply), _contact(reply), _material(files)]
    if reply.beyond_duty:
        words = _("%(reason)s；应走的渠道：%(channel)s") % {"reason": reply.beyond_reason, "channel": reply.channel}
        points.append(Check(_("超职责诉求"), words, doubt=True))
    if reply.override_reason:
        points.append(Check(_("没有等协办，或不采纳"), reply.override_reason, doubt=True))
    points.append(_signature(reply, legs))
    points += [_opinion(leg) for leg in legs if leg.role == LegRole.ASSIST and leg.opinion]
    return [point for point in points if point is not None]


def _signature(reply: Reply, legs: Sequence[Leg]) -> Check | None:
    """Where the unit's leader signs: that it was signed, or why it was not."""
    label = _("领导审签")
    if reply.signature == Signature.SIGNED:
        return Check(label, _("已审签"))
    lead = next((leg for leg in legs if leg.pk == reply.leg_id), None)
    if reply.signature or lead is None or not lead.department.leader_signs:
        return None
    if reply.by.role == Role.DEPT_HEAD:
        return Check(label, _("负责人本人答复"))
    return Check(label, _("没有审签：这个单位答复时没有在岗的负责人"), doubt=True)


def _opinion(leg: Leg) -> Check:
    """What an assist said; its “no” asks for a second look at the reply."""
    label = _("协办意见：%(unit)s") % {"unit": leg.department.display_name}
    words = f"{leg.get_stance_display()}：{leg.opinion}" if leg.stance else leg.opinion
    return Check(label, words, doubt=leg.stance == Stance.DISAGREES)


def _claim(reply: Reply) -> Check | None:
    if reply.claim_true is None:
        return None
    if reply.claim_true:
        return Check(_("诉求属实"), _("是"))
    return Check(_("诉求属实"), _("否：%s") % reply.untrue_reason, doubt=True)


def _outcome(reply: Reply) -> Check:
    words = reply.get_outcome_display()
    if reply.outcome == Outcome.SOLVED:
        return Check(_("结果"), words)
    return Check(_("结果"), _("%(outcome)s：%(reason)s") % {"outcome": words, "reason": reply.unsolved_reason})


def _words(reply: Reply) -> Check:
    if what_it_says(reply.body) is Says.SOMETHING:
        return Check(_("答复内容"), _("写了办得怎样"))
    return Check(_("答复内容"), _("像是只说了转办或还在办，请看有没有写清结果"), doubt=True)


def _contact(reply: Reply) -> Check:
    if reply.contacted_at is None:
        return Check(_("联系企业"), _("没有联系上，或没有登记"), doubt=True)
    return Check(_("联系企业"), contact_words(reply.contact_way, reply.contacted_at))


def _material(files: Sequence[Attachment]) -> Check:
    count = sum(file.kind == ReplyFile.HANDLING and file.scan != Scan.INFECTED for file in files)
    if not count:
        return Check(_("办理材料"), _("没有附"), doubt=True)
    return Check(_("办理材料"), ngettext("%(count)d 个", "%(count)d 个", count) % {"count": count})
