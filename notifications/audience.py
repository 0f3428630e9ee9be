"""Who hears what: one literal table, a row for every verb of the journal. A verb without a row is refused.

A person hears of an event once, by the first line that reaches one of their posts; whoever acts does not hear of it.
Sentences carry the case number and our own words, never the firm's: they also travel by mail.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from notifications import circle as who
from notifications.circle import Circle
from orgs.models import Post
from tickets.statuses import DeadlineKind


@dataclass(frozen=True, slots=True)
class Line:
    """One group of people and the sentence for them; `mail` sends it by e-mail as well, `sms` by text message.

    `urgent` goes by text message at any hour. `even_who_acts` reaches the person who did it: a receipt.
    """

    to: who.Question
    says: Promise
    mail: bool = False
    sms: bool = False
    urgent: bool = False
    even_who_acts: bool = False
    when: who.When = who.always


Row = tuple[Line, ...]
NOBODY: Final[Row] = ()
# However a case is sent out for the third time.
_DESIGNATED: Final = Line(
    who.the_lead,
    _("%(number)s：第三次派单，指定你单位主办，不得再退，请签收"),
    mail=True,
    when=who.designated,
)

AUDIENCE: Final[dict[str, Row]] = {
    # --- the firm's acts ----------------------------------------------------------------------------------------------
    "ticket.submitted": (
        # Danger first, at any hour: whoever is on duty and the desk; with an empty roster the office in their place.
        Line(who.on_duty, _("%(number)s：企业说有人有危险，请马上处理"), mail=True, urgent=True, when=who.in_danger),
        Line(
            who.the_desk, _("%(number)s：企业说有人有危险，15 分钟内受理"), mail=True, urgent=True, when=who.in_danger
        ),
        Line(
            who.the_office,
            _("%(number)s：企业说有人有危险，值班表上没有人，请马上处理"),
            mail=True,
            urgent=True,
            when=who.in_danger_unwatched,
        ),
        Line(who.the_desk, _("%(number)s：新诉求，请受理"), mail=True, when=who.not_by_the_desk),
        # A list brings hundreds at once, and whoever entered it sits at this desk or beside it.
        Line(who.the_desk, _("%(number)s：新诉求，请受理"), when=who.by_the_desk),
        Line(who.the_firm, _("%(number)s：已为您登记诉求，请查看"), mail=True, sms=True, when=who.by_the_desk),
        Line(who.the_firm, _("%(number)s：服务站已代您提交诉求"), mail=True, sms=True, when=who.by_the_station),
        Line(who.the_firm, _("%(number)s：您的诉求已收到"), sms=True, even_who_acts=True, when=who.by_the_firm),
        Line(who.entering_station, _("%(number)s：本站代办的诉求已提交")),
    ),
    "ticket.supplemented": (
        Line(who.the_lead, _("%(number)s：企业已补充材料，请继续办理"), mail=True),
        Line(who.the_desk, _("%(number)s：企业已补充材料"), mail=True),
        Line(who.the_assists, _("%(number)s：企业已补充材料，请继续协办")),
        Line(who.the_firm, _("%(number)s：服务站已代您补充材料"), when=who.by_the_station),
        Line(who.entering_station, _("%(number)s：企业已补充材料"), when=who.by_the_firm),
    ),
    "note.supplement": (
        Line(who.the_lead, _("%(number)s：企业补充了说明"), mail=True),
        Line(who.the_desk, _("%(number)s：企业补充了说明")),
        Line(who.the_assists, _("%(number)s：企业补充了说明")),
        Line(who.the_firm, _("%(number)s：服务站已代您补充说明"), when=who.by_the_station),
        Line(who.entering_station, _("%(number)s：企业补充了说明"), when=who.by_the_firm),
    ),
    "files.added": (
        # Nine photos of one form are nine events and one notice.
        Line(who.the_lead, _("%(number)s：企业补传了照片或文件"), mail=True, when=who.first_to_follow),
        Line(who.the_desk, _("%(number)s：企业补传了照片或文件"), when=who.first_to_follow),
        Line(who.the_assists, _("%(number)s：企业补传了照片或文件"), when=who.first_to_follow),
        Line(who.entering_station, _("%(number)s：企业补传了照片或文件"), when=who.first_to_follow),
    ),
    "ticket.urged": (
        Line(who.the_lead, _("%(number)s：企业催办，请抓紧办理并告知进展"), mail=True, when=who.urged_a_unit),
        Line(who.the_desk, _("%(number)s：企业催办，请受理或派单"), mail=True, when=who.urged_the_desk),
        Line(who.the_desk, _("%(number)s：企业催办，请尽快裁定退单"), mail=True, when=who.urged_the_ruling),
        Line(who.the_desk, _("%(number)s：企业催办承办单位，请关注"), mail=True, when=who.urged_a_unit),
        Line(who.the_firm, _("%(number)s：服务站已代您催办"), when=who.by_the_station),
        Line(who.entering_station, _("%(number)s：企业催办了一次"), when=who.by_the_firm),
    ),
    "ticket.withdrawn": (
        Line(who.the_units_left, _("%(number)s：企业已撤回诉求，不用再办"), mail=True),
        Line(who.the_desk, _("%(number)s：企业已撤回诉求"), mail=True),
        Line(who.entering_station, _("%(number)s：企业已撤回诉求")),
    ),
    "ticket.appealed": (
        Line(who.the_desk, _("%(number)s：企业申请再次受理，请受理"), mail=True),
        Line(who.entering_station, _("%(number)s：企业申请再次受理")),
    ),
    "ticket.revisited": (
        Line(who.the_lead, _("%(number)s：企业不认可办理结果，请办第 %(round)s 轮"), mail=True, when=who.it_went_round),
        Line(who.the_desk, _("%(number)s：企业不认可办理结果，已转第 %(round)s 轮"), mail=True, when=who.it_went_round),
        Line(who.the_lead, _("%(number)s：企业已确认结果并评价，已办结"), when=who.it_is_closed),
        Line(who.entering_station, _("%(number)s：企业已确认结果并评价")),
    ),
    # --- the desk's acts ----------------------------------------------------------------------------------------------
    "ticket.accepted": (
        Line(who.the_firm, _("%(number)s：行业党委已受理您的诉求"), mail=True),
        Line(who.entering_station, _("%(number)s：行业党委已受理")),
    ),
    "ticket.asked": (
        Line(who.the_firm, _("%(number)s：请您补充材料，等您补充期间不计时"), mail=True, sms=True),
        Line(who.entering_station, _("%(number)s：请协助企业补充材料"), mail=True),
        Line(who.the_lead, _("%(number)s：已请企业补充材料，期间不计时")),
        Line(who.the_assists, _("%(number)s：已请企业补充材料，期间不计时")),
        Line(who.the_desk, _("%(number)s：已请企业补充材料，期间不计时")),
    ),
    "rejection.proposed": (Line(who.the_desk, _("%(number)s：有人建议不予受理，请审批"), mail=True),),
    "rejection.refused": (Line(who.the_desk, _("%(number)s：不予受理的建议未获同意，请继续受理"), mail=True),),
    "ticket.rejected": (
        Line(who.the_firm, _("%(number)s：您的诉求不由我们受理，请看说明和应走的渠道"), mail=True, sms=True),
        Line(who.entering_station, _("%(number)s：不予受理，请看说明和应走的渠道"), mail=True),
        Line(who.the_desk, _("%(number)s：不予受理的建议已获同意")),
    ),
    "ticket.taken_on": (
        Line(who.the_firm, _("%(number)s：行业党委已受理，将直接答复您"), mail=True),
        Line(who.entering_station, _("%(number)s：行业党委已受理，将直接答复")),
        Line(who.the_desk, _("%(number)s：由本行业党委直接答复")),
    ),
    "ticket.dispatched": (
        _DESIGNATED,
        Line(who.the_lead, _("%(number)s：派给你单位主办，请签收"), mail=True),
        Line(who.the_assists, _("%(number)s：请你单位协办，请签收"), mail=True),
        Line(who.the_firm, _("%(number)s：已派给主办单位办理"), mail=True),
        Line(who.entering_station, _("%(number)s：已派给主办单位办理")),
    ),
    "ticket.redispatched": (
        _DESIGNATED,
        Line(who.the_lead, _("%(number)s：改派给你单位主办，请签收"), mail=True),
        Line(who.the_assists, _("%(number)s：请你单位协办，请签收"), mail=True),
        Line(who.the_units_left, _("%(number)s：已改派其他单位，你单位不用再办"), mail=True),
        Line(who.the_firm, _("%(number)s：已改派给新的主办单位"), mail=True),
        Line(who.entering_station, _("%(number)s：已改派给新的主办单位")),
    ),
    "return.upheld": (
        _DESIGNATED,
        Line(who.the_office, _("%(number)s：两次退单获准，列为圆桌会议候选"), when=who.a_candidate),
        Line(who.the_lead, _("%(number)s：改派给你单位主办，请签收"), mail=True),
        Line(who.the_units_left, _("%(number)s：退单已获同意，你单位不用再办"), mail=True),
        Line(who.the_assists, _("%(number)s：已换主办单位，请继续协办")),
        Line(who.the_desk, _("%(number)s：退单已获同意，已换主办单位")),
        Line(who.the_firm, _("%(number)s：已换一个单位办理，期限不变，请看原因"), mail=True),
        Line(who.entering_station, _("%(number)s：已换一个单位办理，期限不变")),
    ),
    "return.refused": (
        Line(who.the_lead, _("%(number)s：退单未获同意，仍由你单位主办，不得再退"), mail=True),
        Line(who.the_desk, _("%(number)s：退单未获同意，仍由原单位办理")),
        Line(who.the_firm, _("%(number)s：已裁定仍由原单位办理，请看原因")),
        Line(who.entering_station, _("%(number)s：已裁定仍由原单位办理")),
    ),
    "return.escalated": (
        Line(who.the_office, _("%(number)s：行业党委没有按时裁定退单，请裁定"), mail=True),
        Line(who.the_desk, _("%(number)s：退单没有按时裁定，已转党委办公室"), mail=True),
        Line(who.the_unit, _("%(number)s：退单没有按时裁定，已转党委办公室")),
    ),
    "reply.passed": (
        Line(who.the_firm, _("%(number)s：有了办理结果，请您确认并评价"), mail=True, sms=True),
        Line(who.entering_station, _("%(number)s：有了办理结果，请提醒企业确认并评价"), mail=True),
        Line(who.the_lead, _("%(number)s：答复已通过审核，等企业评价")),
    ),
    "reply.sent_back": (Line(who.the_lead, _("%(number)s：答复被退回，请按审核意见重办"), mail=True),),
    # --- the units' acts ----------------------------------------------------------------------------------------------
    "leg.signed": (
        Line(who.the_firm, _("%(number)s：主办单位已签收"), when=who.by_the_lead),
        Line(who.entering_station, _("%(number)s：主办单位已签收"), when=who.by_the_lead),
        Line(who.the_lead, _("%(number)s：协办单位已签收"), when=who.by_an_assist),
    ),
    "leg.given_back": (
        Line(who.the_desk, _("%(number)s：主办单位退单，请尽快裁定"), mail=True),
        Line(who.the_assists, _("%(number)s：主办单位退单，等裁定，请继续协办")),
        Line(who.the_firm, _("%(number)s：部门认为不归它办，正在裁定，办理期限不变")),
        Line(who.entering_station, _("%(number)s：部门认为不归它办，正在裁定")),
    ),
    "leg.contacted": (
        Line(who.the_firm, _("%(number)s：有单位登记已联系您。若没有，请在评价时说明")),
        Line(who.entering_station, _("%(number)s：有单位登记已联系企业")),
    ),
    "note.progress": (
        Line(who.the_firm, _("%(number)s：部门告知了办理进展"), mail=True),
        Line(who.entering_station, _("%(number)s：部门告知了办理进展")),
    ),
    "note.internal": (
        Line(who.the_lead, _("%(number)s：有新的内部备注")),
        Line(who.the_assists, _("%(number)s：有新的内部备注")),
        Line(who.the_desk, _("%(number)s：有新的内部备注")),
    ),
    "leg.opined": (Line(who.the_lead, _("%(number)s：协办单位已反馈意见"), mail=True),),
    "reply.submitted": (
        Line(who.the_desk, _("%(number)s：主办单位已提交答复，请审核"), mail=True),
        Line(who.the_assists, _("%(number)s：主办单位已提交答复")),
        Line(who.the_firm, _("%(number)s：部门已提交答复，正在审核")),
        Line(who.entering_station, _("%(number)s：部门已提交答复，正在审核")),
    ),
    # --- the revisit clerk's call; the firm was on the telephone ------------------------------------------------------
    "ticket.called": (
        Line(who.the_lead, _("%(number)s：企业不认可办理结果，请办第 %(round)s 轮"), mail=True, when=who.it_went_round),
        Line(who.the_desk, _("%(number)s：企业不认可办理结果，已转第 %(round)s 轮"), mail=True, when=who.it_went_round),
        Line(who.the_lead, _("%(number)s：电话回访结束，已办结"), when=who.it_is_closed),
        Line(who.the_firm, _("%(number)s：电话回访结束，已办结"), mail=True, when=who.it_is_closed),
        Line(who.the_firm, _("%(number)s：已按您的意见转第 %(round)s 轮重办"), mail=True, when=who.it_went_round),
        Line(who.entering_station, _("%(number)s：电话回访结束，已办结"), when=who.it_is_closed),
    ),
    # --- clocks; the firm hears of its own only -----------------------------------------------------------------------
    "ticket.question_lapsed": (
        Line(who.the_lead, _("%(number)s：企业补充期满，请按现有材料继续办理"), mail=True),
        Line(who.the_desk, _("%(number)s：企业补充期满，按现有材料继续"), mail=True),
        Line(who.the_assists, _("%(number)s：企业补充期满，请按现有材料继续协办")),
        Line(who.the_firm, _("%(number)s：补充期已满，按现有材料继续办理"), mail=True),
        Line(who.entering_station, _("%(number)s：补充期已满，按现有材料继续办理")),
    ),
    "ticket.confirmation_lapsed": (
        Line(who.revisit_clerks, _("%(number)s：企业未评价，请在三个工作日内电话回访"), mail=True),
        Line(who.the_firm, _("%(number)s：您还没有评价，回访员会打电话问您")),
        Line(who.entering_station, _("%(number)s：企业还没有评价，回访员会打电话")),
    ),
    "deadline.warned": (
        Line(who.the_office, _("%(number)s：退单%(kind)s快到期"), mail=True, when=who.owed_by_office),
        Line(who.the_desk, _("%(number)s：%(kind)s快到期"), mail=True, when=who.owed_by_desk),
        Line(who.the_unit, _("%(number)s：%(kind)s快到期"), mail=True, when=who.owed_by_unit),
        Line(who.revisit_clerks, _("%(number)s：%(kind)s快到期"), mail=True, when=who.owed_by_callers),
        Line(who.the_firm, _("%(number)s：%(kind)s快到期，请您抓紧"), mail=True, when=who.owed_by_firm),
        Line(who.entering_station, _("%(number)s：%(kind)s快到期，请提醒企业"), when=who.owed_by_firm),
    ),
    "deadline.passed": (
        Line(who.the_office, _("%(number)s：退单%(kind)s已超期"), mail=True, when=who.owed_by_office),
        Line(who.the_desk, _("%(number)s：%(kind)s已超期"), mail=True, when=who.owed_by_desk),
        Line(who.the_unit, _("%(number)s：%(kind)s已超期"), mail=True, when=who.owed_by_unit),
        Line(who.revisit_clerks, _("%(number)s：%(kind)s已超期"), mail=True, when=who.owed_by_callers),
        Line(who.the_office, _("%(number)s：%(kind)s已超期，请督办")),
    ),
    "deadline.rereckoned": (
        Line(who.the_lead, _("%(number)s：工作日历有变，办理期限已重算"), when=who.a_clock_moved),
        Line(who.the_assists, _("%(number)s：工作日历有变，办理期限已重算"), when=who.a_clock_moved),
    ),
    # --- the register: seen on its own pages, nobody is told ----------------------------------------------------------
    "catalogue.in_force": NOBODY,
    "county.built": NOBODY,
    "county.calendar_changed": NOBODY,
    "county.filled": NOBODY,
    "county.filling": NOBODY,
    "county.opened": NOBODY,
    "county.places_entered": NOBODY,
    "county.privacy_notice_published": NOBODY,
    "county.renamed": NOBODY,
    "county.settings_changed": NOBODY,
    "county.setup_begun": NOBODY,
    "county.sheet_entered": NOBODY,
    "county.sms_words_changed": NOBODY,
    "organisation.arranged": NOBODY,
    "organisation.closed": NOBODY,
    "organisation.created": NOBODY,
    "organisation.firm_corrected": NOBODY,
    "organisation.invitation_withdrawn": NOBODY,
    "organisation.invited": NOBODY,
    "organisation.joined_branch": NOBODY,
    "organisation.left_branch": NOBODY,
    "organisation.renamed": NOBODY,
    "person.appointed": NOBODY,
    "person.brought_back": NOBODY,
    "person.claim_approved": NOBODY,
    "person.claim_refused": NOBODY,
    "person.claim_withdrawn": NOBODY,
    "person.claimed": NOBODY,  # not about a case: `notifications.claims` tells who may rule
    "person.consent_withdrawn": NOBODY,
    "person.consented": NOBODY,
    "person.corrected": NOBODY,
    "person.disabled": NOBODY,
    "person.duty_declined": NOBODY,  # not about a case, like all of duty: `notifications.duty` tells whom it concerns
    "person.duty_given_up": NOBODY,
    "person.duty_offered": NOBODY,
    "person.duty_removed": NOBODY,
    "person.enrolled": NOBODY,
    "person.first_password": NOBODY,
    "person.on_duty": NOBODY,
    "person.password_chosen": NOBODY,
    "person.password_set": NOBODY,
    "person.phone_proven": NOBODY,
    "person.post_changed": NOBODY,
    "person.post_ended": NOBODY,
    "person.stands_in": NOBODY,
    "person.told_of_privacy": NOBODY,
}


@dataclass(frozen=True, slots=True)
class Hearer:
    """A person who is told: through which post, in which words, by which ways beside the inbox."""

    post: Post
    text: str
    mail: bool
    sms: bool


def hearers(circle: Circle, posts: Iterable[Post]) -> list[Hearer]:
    """Pick from live posts those who are told, one per person, in the order of their ids.

    `posts` are all live posts of the case's parties and of the unit it is about: whoever also sits there hears nothing.
    """
    posts = list(posts)
    barred = {p.person_id for p in posts if p.organisation_id == circle.ticket.about_org_id}
    told: dict[int, Hearer] = {}
    for line in AUDIENCE[circle.event.verb]:
        if not line.when(circle):
            continue
        text = _in_words(line, circle)
        for post in posts:
            free = post.person_id not in barred and post.person_id not in told
            acts = post.person_id == circle.event.actor and not line.even_who_acts
            if free and not acts and who.may_see(circle.ticket, post) and line.to(circle, post):
                told[post.person_id] = Hearer(post, text, line.mail, line.sms or line.urgent)
    return [told[person] for person in sorted(told)]


def _in_words(line: Line, circle: Circle) -> str:
    """The sentence in Chinese, whatever language the process happens to speak."""
    kind = circle.kind
    with translation.override("zh-hans"):
        return str(line.says) % {
            "number": circle.ticket.number,
            "round": circle.event.data.get("round", circle.ticket.round),
            "kind": str(DeadlineKind(kind).label) if kind else "",
        }
