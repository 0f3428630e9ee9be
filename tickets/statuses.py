"""The words a case can be in, and the groups of them that have a name. No rules."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """Where a case stands; ten statuses (DESIGN §5)."""

    SUBMITTED = "submitted", _("待受理")
    NEED_INFO = "need_info", _("待补充")
    ACCEPTED = "accepted", _("待派单")
    HANDLING = "handling", _("办理中")
    REPLIED = "replied", _("待审核")
    REVISITING = "revisiting", _("待回访")
    ON_LEDGER = "on_ledger", _("挂账")
    CLOSED = "closed", _("已办结")
    REJECTED = "rejected", _("不予受理")
    WITHDRAWN = "withdrawn", _("已撤回")


# What the firm reads for each status: its own words, never the trade's (DESIGN §5).
FIRM_WORDS: Final = {
    Status.SUBMITTED: _("已提交"),
    Status.NEED_INFO: _("请补充材料"),
    Status.ACCEPTED: _("已受理"),
    Status.HANDLING: _("部门办理中"),
    Status.REPLIED: _("已答复，审核中"),
    Status.REVISITING: _("请确认结果并评价"),
    Status.ON_LEDGER: _("长期推进"),
    Status.CLOSED: _("已办结"),
    Status.REJECTED: _("不予受理"),
    Status.WITHDRAWN: _("已撤回"),
}

ENDED: Final = frozenset({Status.CLOSED, Status.REJECTED, Status.WITHDRAWN})
OPEN: Final = frozenset(Status) - ENDED
# Where a clock can run: after the end a firm is asked why it withdrew or asks for a round, and its rating is ruled on.
TIMED: Final = frozenset(Status)
# A firm may add facts at any time before the end, whoever has the case.
TAKES_NOTES: Final = OPEN
# Where a whistle can still last: the reply, a rejection and a withdrawal end it.
WHISTLES_LAST: Final = frozenset({Status.ACCEPTED, Status.NEED_INFO, Status.HANDLING})
WITHDRAWABLE: Final = frozenset(
    {Status.SUBMITTED, Status.NEED_INFO, Status.ACCEPTED, Status.HANDLING, Status.ON_LEDGER}
)
# The firm waits for a desk or a unit; while it is asked itself, or its answer is being read, there is nothing to urge.
URGEABLE: Final = frozenset({Status.SUBMITTED, Status.ACCEPTED, Status.HANDLING})


# Somebody other than the firm owes the next step, so that the office can supervise them.
SUPERVISABLE: Final = frozenset({Status.SUBMITTED, Status.ACCEPTED, Status.HANDLING, Status.REPLIED})
# A case can be answered with another one (同类诉求) from its acceptance until the answer has passed review.
FOLLOWING: Final = frozenset({Status.ACCEPTED, Status.NEED_INFO, Status.HANDLING, Status.REPLIED})


class LegStatus(models.TextChoices):
    """Where one unit's share of a case stands (DESIGN §5, 承办)."""

    PENDING = "pending", _("待签收")
    SIGNED = "signed", _("办理中")
    DONE = "done", _("已反馈")
    RETURNING = "returning", _("退单待裁定")
    RECALLED = "recalled", _("已改派")
    WAIVED = "waived", _("免办")


LIVE_LEGS: Final = frozenset({LegStatus.PENDING, LegStatus.SIGNED, LegStatus.DONE, LegStatus.RETURNING})
WORKING_LEGS: Final = frozenset({LegStatus.PENDING, LegStatus.SIGNED})


class LegRole(models.TextChoices):
    """Lead answers the firm; assists answer the lead (DOMAIN §2.6)."""

    LEAD = "lead", _("主办")
    ASSIST = "assist", _("协办")


class DeadlineKind(models.TextChoices):
    """The clocks of DESIGN §6 that run so far."""

    ACCEPT = "accept", _("受理")
    DISPATCH = "dispatch", _("派单")
    INFO = "info", _("企业补充")
    RULING = "ruling", _("审批")
    SIGN = "sign", _("签收")
    CONTACT = "contact", _("联系企业")
    RESOLVE = "resolve", _("办理")
    PAUSE = "pause", _("暂停（挂起）")
    ASSIST = "assist", _("协办反馈")
    REVIEW = "review", _("答复审核")
    CONFIRM = "confirm", _("企业确认")
    CALLS = "calls", _("电话回访")
    SETTLE = "settle", _("督办决定")
    CHECK_IN = "check_in", _("吹哨报到")
    ANSWER = "answer", _("督办反馈")
    JUDGE = "judge", _("督办销号")
    INSTRUCT = "instruct", _("批示反馈")
    PARTS = "parts", _("等拆分件办结")
    COUNTERSIGN = "leader", _("领导审签")
    WITHDREW = "withdrew", _("撤回回访")
    REOPEN = "reopen", _("决定要不要再办")
    LEDGER = "ledger", _("挂账目标")
    MONTHLY = "monthly", _("挂账月报")
    AGREE = "agree", _("负责人审批剔除")
    EXCLUDE = "exclude", _("剔除审批")


# Clocks that stop while the case waits for the firm's facts (DESIGN §6).
PAUSED_BY_QUESTIONS: Final = frozenset(
    {
        DeadlineKind.ACCEPT,
        DeadlineKind.DISPATCH,
        DeadlineKind.SIGN,
        DeadlineKind.CONTACT,
        DeadlineKind.RESOLVE,
        DeadlineKind.ASSIST,
        DeadlineKind.COUNTERSIGN,
    }
)
OF_AN_ORDER: Final = frozenset({DeadlineKind.ANSWER, DeadlineKind.JUDGE})  # of supervision
# What runs beside the case, pressed for by office and leaders or about its rating, orders no list and leads no page.
OF_AN_EXCLUSION: Final = frozenset({DeadlineKind.AGREE, DeadlineKind.EXCLUDE})
BESIDE: Final = OF_AN_ORDER | OF_AN_EXCLUSION | {DeadlineKind.INSTRUCT}


class Urgency(models.TextChoices):
    """Three words of real use; set by the desk, from the facts the firm states."""

    NORMAL = "normal", _("一般")
    URGENT = "urgent", _("紧急")
    CRITICAL = "critical", _("特急")


class Impact(models.TextChoices):
    """How bad it is, in facts a firm can state (UX §1.1 F1)."""

    STOPPED = "stopped", _("已经停产停工")
    DELIVERY = "delivery", _("影响交货")
    BUSINESS = "business", _("影响经营")
    ADVICE = "advice", _("建议或咨询")


class Tier(models.TextChoices):
    """Time tiers; their numbers are data of the catalogue (DOMAIN §2.3)."""

    T0 = "T0", _("特急")
    T1 = "T1", _("紧急")
    T2 = "T2", _("咨询")
    T3 = "T3", _("一般")
    T4 = "T4", _("复杂")
    T5 = "T5", _("长周期")


class RequestType(models.TextChoices):
    """What kind of words it is (DOMAIN §2.4)."""

    HELP = "help", _("求助")
    ENQUIRY = "enquiry", _("咨询")
    COMPLAINT = "complaint", _("投诉")
    REPORT = "report", _("举报")
    SUGGESTION = "suggestion", _("建议")
    THANKS = "thanks", _("感谢")


class Source(models.TextChoices):
    """The way a request came in; external ones carry `external_no` (DESIGN §5)."""

    SELF = "self", _("网页")
    PHONE = "phone", _("电话")
    STATION = "station", _("帮办代办")
    HOTLINE = "12345", _("12345热线")
    AISHANDONG = "aishandong", _("爱山东")
    PROVINCE = "province", _("省接诉即办")
    CITY = "city", _("市吹哨")


# Channels that number their cases themselves and send them as lists.
NUMBERED_SOURCES: Final = (Source.HOTLINE, Source.AISHANDONG, Source.PROVINCE, Source.CITY)
TYPED_BY_FIRMS: Final = frozenset({Source.SELF, Source.STATION})


class ImportState(models.TextChoices):
    """What became of a row of an imported list."""

    READY = "ready", _("可以导入")
    WRONG = "wrong", _("有问题")
    KNOWN = "known", _("已有工单")
    DONE = "done", _("已导入")


class NoteKind(models.TextChoices):
    """Who a note is for. An internal one never reaches the firm."""

    PROGRESS = "progress", _("办理进展")
    INTERNAL = "internal", _("内部备注")
    SUPPLEMENT = "supplement", _("企业补充")


class ContactWay(models.TextChoices):
    """How the firm was reached."""

    PHONE = "phone", _("电话")
    ONSITE = "onsite", _("现场")
    WECHAT = "wechat", _("微信")


class ReplyFile(models.TextChoices):
    """What a file of a reply shows (DOMAIN §2.4). The firm reads only what shows the handling."""

    HANDLING = "handling", _("办理材料")
    CONTACT = "contact", _("联系证据")
    IDENTITY = "identity", _("证件")


class Outcome(models.TextChoices):
    """Was it solved? The unit claims it in its reply, the firm confirms it in the revisit."""

    SOLVED = "solved", _("解决")
    BASICALLY = "basically", _("基本解决")
    UNSOLVED = "unsolved", _("未解决")


class Grade(models.IntegerChoices):
    """The five grades of 好差评 (DOMAIN §2.9)."""

    VERY_SATISFIED = 5, _("非常满意")
    SATISFIED = 4, _("满意")
    BASICALLY_SATISFIED = 3, _("基本满意")
    DISSATISFIED = 2, _("不满意")
    VERY_DISSATISFIED = 1, _("非常不满意")


GOOD_GRADES: Final = frozenset({Grade.VERY_SATISFIED, Grade.SATISFIED, Grade.BASICALLY_SATISFIED})
BAD_GRADES: Final = tuple(sorted(set(Grade) - GOOD_GRADES))


class BadReason(models.TextChoices):
    """A bad rating says why (DOMAIN §2.9)."""

    ATTITUDE = "attitude", _("态度不好")
    SPEED = "speed", _("办得太慢")
    RESULT = "result", _("结果没有用")
    RUNAROUND = "runaround", _("来回跑、来回推")
    OTHER = "other", _("其他")


class RevisitWay(models.TextChoices):
    """The firm answers on the page or by a link, or a revisit clerk calls."""

    PAGE = "page", _("网上评价")
    LINK = "link", _("凭链接评价")
    PHONE = "phone", _("电话回访")


class Closure(models.TextChoices):
    """Why a case ended; closed is not the same as solved (ASKS 36)."""

    CONFIRMED = "confirmed", _("企业已确认")
    NOT_REACHED = "not_reached", _("两次未联系上企业")
    FINAL = "final", _("最终答复")
    PARTS = "parts", _("拆分件都已办结")


class RejectReason(models.TextChoices):
    """Why the committee cannot take a request on (DOMAIN §2.4)."""

    EMERGENCY = "emergency", _("紧急险情，应拨打110、119、120、122")
    LITIGATION = "litigation", _("已经或依法应当通过诉讼、仲裁解决")
    DISCIPLINE = "discipline", _("属于纪检监察受理范围")
    RECONSIDERATION = "reconsideration", _("应当通过行政复议解决")
    DISCLOSURE = "disclosure", _("属于政府信息公开申请")
    PETITION = "petition", _("属于信访渠道办理范围")
    SAME_MATTER = "same_matter", _("同一事项正在办理或已办结，没有新的事实")
    SECRET = "secret", _("涉及国家秘密、商业秘密或个人隐私")
    BEYOND_DUTY = "beyond_duty", _("超出职责，宜由市场或社会渠道解决")
    UNLAWFUL = "unlawful", _("违反法律法规或公序良俗")


class Asked(models.TextChoices):
    """What a unit may ask for, for somebody else to rule on."""

    RETURN = "return", _("退单")
    EXTENSION = "extension", _("延期")
    PAUSE = "pause", _("挂起")
    LEDGER = "ledger", _("挂账")
    STRIKE_OFF = "strike", _("销号")


FOR_THE_OFFICE: Final = frozenset({Asked.LEDGER, Asked.STRIKE_OFF})  # the county office alone rules on these


class ExtensionReason(models.TextChoices):
    """Why a unit needs longer."""

    PROCEDURE = "procedure", _("法定程序还没有走完")
    THIRD_PARTY = "third_party", _("要等别的单位或第三方")
    WORKS = "works", _("施工、采购需要时间")
    COMPLEX = "complex", _("情况复杂，要多方核实")
    FIRM = "firm", _("企业请求晚些办")
    OTHER = "other", _("其他")


class PauseReason(models.TextChoices):
    """What a unit waits for, so that its clock may stand still."""

    PROCEDURE = "procedure", _("等法定程序（公示、鉴定、诉讼等）")
    THIRD_PARTY = "third_party", _("等别的单位或第三方")
    SEASON = "season", _("等季节或天气")
    FIRM = "firm", _("等企业自己的安排")
    OTHER = "other", _("其他")


class HardCase(models.TextChoices):
    """Why a case is proposed for the round table (圆桌会议候选)."""

    RETURNED_TWICE = "returned_twice", _("两次退单获准，没有单位认领")
    REDONE_TWICE = "redone_twice", _("办了三轮，企业仍不认可")
    SUPERVISED = "supervised", _("督办到最后一级，仍没有落实")
    LEDGER_LATE = "ledger_late", _("挂账过了目标日期，仍没有销号")
    GROUP_ISSUE = "group_issue", _("同一镇街多家企业集中反映同类问题")


class Parting(models.TextChoices):
    """How a case stopped to be answered with another one."""

    ANSWERED = "answered", _("已一并答复")
    TAKEN_OUT = "taken", _("解除并案")
    OWN_WAY = "own_way", _("另行办理")
    OVER = "over", _("已经结束")
    LEAD_OVER = "lead", _("主件已经结束")
