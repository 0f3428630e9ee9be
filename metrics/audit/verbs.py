"""What each event and each access note is called on the auditor's screen. Words only; no text of a case is ever among
them.
"""

from functools import cache
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from journal.models import AccessKind
from tickets.actions import ACTIONS

OF_THE_REGISTER: Final[dict[str, Promise]] = {
    "catalogue.in_force": _("派单目录生效"),
    "county.audit_reported": _("审计日报"),
    "county.built": _("演示数据：建县"),
    "county.calendar_changed": _("改工作日历"),
    "county.figure_rule_set": _("定考核口径"),
    "county.filled": _("演示数据：填完"),
    "county.filling": _("演示数据：开始填"),
    "county.journal_broken": _("日志核验没有通过"),
    "county.month_published": _("公开一个月的数据"),
    "county.opened": _("开通县"),
    "county.oversight_asked": _("提出跨县查看，等另一位确认"),
    "county.oversight_confirmed": _("确认别人提出的跨县查看"),
    "county.oversight_ended": _("提前结束跨县查看"),
    "county.oversight_joined": _("跨县查看：已补到全部诉求"),
    "county.oversight_left": _("跨县查看：已从全部诉求移出"),
    "county.oversight_refused": _("不同意别人提出的跨县查看"),
    "county.outside_figure_removed": _("撤下外部资料数据"),
    "county.outside_figure_stated": _("填外部资料数据"),
    "county.places_entered": _("录入镇村"),
    "county.privacy_notice_published": _("发布隐私告知"),
    "county.report_made": _("出通报"),
    "county.renamed": _("改县名"),
    "county.settings_changed": _("改县的设置"),
    "county.setup_begun": _("开始开办"),
    "county.sheet_entered": _("导入登记表"),
    "county.sms_words_changed": _("改短信模板"),
    "organisation.arranged": _("改组织的归属或设置"),
    "organisation.closed": _("停用组织"),
    "organisation.created": _("新建组织"),
    "organisation.firm_corrected": _("改企业资料"),
    "organisation.invitation_withdrawn": _("撤回邀请"),
    "organisation.invited": _("邀请人加入"),
    "organisation.joint_meeting_due": _("提醒召开季度联席会议"),
    "organisation.joined_branch": _("企业加入党支部"),
    "organisation.left_branch": _("企业离开党支部"),
    "organisation.renamed": _("改组织名称"),
    "decision.about_its_lead": _("议定事项：诉求反映牵头单位"),
    "decision.assigned": _("议定事项：交办"),
    "decision.audited": _("议定事项：办公室审核"),
    "decision.confirmed": _("议定事项：企业确认"),
    "decision.contact_missed": _("议定事项：没有按时联系企业"),
    "decision.contacted": _("议定事项：联系企业"),
    "decision.handed_over": _("议定事项：换牵头单位"),
    "decision.head_signed": _("议定事项：负责人签字"),
    "decision.overdue": _("议定事项：红牌"),
    "decision.report_missed": _("议定事项：没有按时报进展"),
    "decision.reported": _("议定事项：报进展"),
    "decision.strike_asked": _("议定事项：申请销号"),
    "decision.strike_refused": _("议定事项：不同意销号"),
    "decision.strike_taken_back": _("议定事项：撤回销号申请"),
    "decision.struck_off": _("议定事项：销号"),
    "decision.warned": _("议定事项：黄牌"),
    "meeting.agenda_changed": _("会议：改议程"),
    "meeting.attended": _("会议：记到会"),
    "meeting.begun": _("会议：开始"),
    "meeting.cancelled": _("会议：取消"),
    "meeting.changed": _("会议：改时间地点"),
    "meeting.closed": _("会议：议定事项全部销号"),
    "meeting.collecting": _("会议：征集议题"),
    "meeting.corrected": _("会议：更正纪要"),
    "meeting.decision_drafted": _("会议：写议定事项"),
    "meeting.ended": _("会议：结束"),
    "meeting.following": _("会议：议定事项已交办"),
    "meeting.material_sent": _("会议：报送材料"),
    "meeting.notified": _("会议：发通知"),
    "meeting.planned": _("会议：筹备"),
    "meeting.released": _("会议：公开一项"),
    "meeting.release_taken_back": _("会议：撤下公开"),
    "meeting.reported_back": _("会议：通报上次事项"),
    "meeting.reminded": _("会议：提醒"),
    "meeting.seat_added": _("会议：加席位"),
    "meeting.seat_answered": _("会议：交回执"),
    "meeting.seat_removed": _("会议：去席位"),
    "meeting.signed": _("会议：签发纪要"),
    "meeting.taken_up": _("会议：议到一项"),
    "meeting.written": _("会议：记录"),
    "topic.approved": _("议题：同意上会"),
    "topic.declined": _("议题：不列入"),
    "topic.deferred": _("议题：缓议"),
    "topic.heard": _("议题：会上研究"),
    "topic.merged": _("议题：合并"),
    "topic.proposed": _("议题：送审"),
    "topic.raised": _("议题：提出"),
    "topic.withdrawn": _("议题：撤回"),
    "person.account_closed": _("按本人要求注销账号"),
    "organisation.staff_invitation_withdrawn": _("撤回对工作人员的邀请"),
    "organisation.staff_invited": _("邀请工作人员"),
    "organisation.staff_joined": _("受邀人员到岗"),
    "person.appointed": _("任命岗位"),
    "person.brought_back": _("启用账号"),
    "person.claim_approved": _("同意加入企业"),
    "person.claim_refused": _("不同意加入企业"),
    "person.claim_withdrawn": _("撤回加入申请"),
    "person.claimed": _("申请加入企业"),
    "person.consent_withdrawn": _("撤回同意"),
    "person.consented": _("同意处理信息"),
    "person.corrected": _("改人员资料"),
    "person.data_asked": _("提出个人信息请求"),
    "person.data_copied": _("下载自己的信息"),
    "person.data_granted": _("办理个人信息请求"),
    "person.data_refused": _("不予办理个人信息请求"),
    "person.disabled": _("停用账号"),
    "person.duty_declined": _("不接换班"),
    "person.duty_given_up": _("换出值班"),
    "person.duty_offered": _("请人换班"),
    "person.duty_removed": _("删掉值班"),
    "person.enrolled": _("新建人员"),
    "person.first_password": _("发初始密码"),
    "person.on_duty": _("排值班"),
    "person.password_chosen": _("自己改密码"),
    "person.file_quarantined": _("文件有病毒，已隔离"),
    "person.password_reset": _("发一次性口令"),
    "person.second_factor_reset": _("取消别人的两步验证"),
    "person.sessions_ended": _("让别人退出登录"),
    "person.phone_proven": _("验证登录手机"),
    "person.post_changed": _("改岗位"),
    "person.post_asked": _("提请任命，等另一位确认"),
    "person.post_confirmed": _("确认别人提请的任命"),
    "person.post_ended": _("结束岗位"),
    "person.post_refused": _("不同意别人提请的任命"),
    "person.stands_in": _("代理岗位"),
    "person.told_of_privacy": _("告知隐私规则"),
    "person.work_handed_on": _("交接手里的诉求"),
    "ticket.contact_corrected": _("按本人要求更正联系人"),
    "ticket.publishing_withdrawn": _("按本人要求不再公开"),
    "ticket.hold_set": _("设为暂缓清除"),
    "ticket.hold_lifted": _("解除暂缓清除"),
    "ticket.pictures_erased": _("保存期满：清除证件照片"),
    "ticket.contacts_erased": _("保存期满：清除联系方式"),
    "ticket.words_erased": _("保存期满：清除诉求内容和附件"),
}


@cache
def verbs() -> dict[str, Promise]:
    """Every verb of the journal with its words; of acts that share a verb the first names it."""
    of_cases = {action.verb: action.label for action in reversed(ACTIONS.values())}
    return of_cases | OF_THE_REGISTER


def words_of(verb: str) -> str:
    """What a line says; a verb of another release says its own name."""
    return str(verbs().get(verb, verb))


def kind_words(kind: str) -> str:
    """The same for an access note."""
    return str(AccessKind(kind).label) if kind in AccessKind.values else kind


def choices() -> list[tuple[str | Promise, object]]:
    """For the filter: everything, then access notes, then events; a value says which of the two logs it is of."""
    notes = [(f"access:{kind.value}", kind.label) for kind in AccessKind]
    events = [(f"event:{verb}", words) for verb, words in verbs().items()]
    return [("", _("全部")), (_("访问记录"), notes), (_("办事记录"), events)]
