"""What stands over the list behind each number of `counting.NUMBERS`."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TITLES: Final[Mapping[str, Promise]] = {
    "accepted": _("本期受理"),
    "handled": _("处理率"),
    "handled-failed": _("没有办出结果的（含后来撤回、不予受理的）"),
    "urgent": _("急难诉求已处理"),
    "valid": _("有效回访"),
    "response": _("响应率"),
    "response-failed": _("企业说没有联系的"),
    "solved": _("解决率"),
    "solved-failed": _("企业说没有解决的"),
    "satisfied": _("满意率"),
    "satisfied-failed": _("企业不满意的"),
    "redone": _("首次回访后又办了一轮的"),
    "excluded": _("剔除的（不计入考核）"),
    "redo": _("重办后的回访"),
    "withdrawn": _("派单后撤回"),
    "persuaded": _("企业说被劝撤的"),
    "not-reached": _("两次未联系上企业"),
    "final": _("最终答复"),
    "misdispatched": _("派错单位（退单获准）"),
    "due": _("已答复或已到期"),
    "on-time": _("按期答复"),
    "late": _("没有按期答复的"),
    "missed": _("没有按最初期限答复的"),
    "put-off": _("已答复或已到期、延过期的"),
    "extended": _("批准延期的"),
    "sign-due": _("已签收或签收时限已过的派单"),
    "signing": _("按时签收的"),
    "signing-failed": _("没有按时签收的"),
    "dispatched": _("派单"),
    "returned": _("申请退单的"),
    "first-sent": _("首次派单"),
    "first-right": _("首派准确的"),
    "first-right-failed": _("首派不准的（退单获准或改派）"),
    "passed": _("答复通过审核、该回访的"),
    "asked": _("已回访的"),
    "asked-failed": _("还没有回访的"),
    "answered": _("企业有效答复了回访的"),
    "answered-failed": _("没有得到企业有效答复的"),
    "ledgered": _("新挂账"),
    "worked": _("首次答复已通过审核的"),
}
