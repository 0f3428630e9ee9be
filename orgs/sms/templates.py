"""The words of every text message: one literal table. Only its own `{{字段}}` are replaced; nothing else runs.

A message never carries what a firm wrote, nor anybody's name: it is read on a lock screen.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PART: Final = 70
"""Characters of one part: a longer message is sent, and paid, as several."""

LONGEST: Final = 300
LONGEST_VALUE: Final = 120
_FIELD: Final = re.compile(r"\{\{\s*([^{}\s]{1,20})\s*\}\}")
_UNPRINTABLE: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")


@dataclass(frozen=True, slots=True)
class Template:
    """One kind of message. `fields` maps the word on screen to the gateway's own name of the variable.

    `secret` ones lose their fields once they have gone, and are worth nothing later: nobody sends them again by hand.
    """

    label: Promise
    words: str
    fields: Mapping[str, str]
    secret: bool = False


_LINK: Final[Mapping[str, str]] = {"链接": "link"}
_NUMBER: Final[Mapping[str, str]] = {"受理编号": "number"}
TEMPLATES: Final[Mapping[str, Template]] = {
    "sign_in": Template(
        _("登录验证码"),
        "验证码 {{验证码}}，10 分钟内有效，只能用一次。不是您本人操作请不用理会，也不要告诉别人。",
        {"验证码": "code"},
        secret=True,
    ),
    "invitation": Template(
        _("邀请加入企业"),
        "有企业邀请您一起提诉求、看进度，7 天内打开：{{链接}}",
        _LINK,
        secret=True,
    ),
    "staff_invitation": Template(
        _("邀请工作人员"),
        "单位请您开通办事账号。请本人打开设密码，链接只能用一次，不要转给别人：{{链接}}",
        _LINK,
        secret=True,
    ),
    "claim_approved": Template(_("加入申请已通过"), "您的加入申请已通过，登录后就可以提诉求。{{链接}}", _LINK),
    "claim_refused": Template(_("加入申请未通过"), "您的加入申请没有通过，原因请登录后看。{{链接}}", _LINK),
    "account_closed": Template(
        _("账号已注销"), "您的账号已按您的要求注销，联系方式已清除，诉求档案按规定留存。说明见 {{链接}}", _LINK
    ),
    "number_changed": Template(
        _("登录手机号已更改"),
        "您账号的登录手机号已改成别的号码，这个号码不能再登录。不是您本人要求的，请马上联系我们：{{联系电话}}",
        {"联系电话": "phone"},
    ),
    "number_replaced": Template(
        _("登记手机号已更改"),
        "您账号登记的手机号已更改，这个号码不再收到提醒。不是您本人要求的，请马上联系我们：{{联系电话}}",
        {"联系电话": "phone"},
    ),
    "number_registered": Template(
        _("登记为账号手机号"),
        "这个号码已登记为一个账号的手机号。不是您的账号，请马上联系我们：{{联系电话}}",
        {"联系电话": "phone"},
    ),
    "received": Template(_("诉求已收到"), "您的诉求已收到，受理编号 {{受理编号}}。", _NUMBER),
    "need_info": Template(_("请补充材料"), "{{受理编号}}：请您补充材料，等您补充期间不计时。", _NUMBER),
    "result": Template(_("请确认结果"), "{{受理编号}}：有了办理结果，请您确认并评价：{{链接}}", {**_NUMBER, **_LINK}),
    "final": Template(
        _("最终答复"), "{{受理编号}}：党委办公室作出了最终答复，请登录查看，或用编号和查询码查。", _NUMBER
    ),
    "rejected": Template(_("不予受理"), "{{受理编号}}：这件事不由我们受理，请看说明和应走的渠道。", _NUMBER),
    "meeting": Template(
        _("会议通知"),
        "请您参加 {{会议时间}} 的会议。不用登录，打开看通知、交回执，请不要转给别人：{{链接}}",
        {"会议时间": "time", **_LINK},
    ),
    "meeting_off": Template(
        _("会议不开了"), "原请您参加的 {{会议时间}} 的会议已取消或者不用您来了，详情请登录看。", {"会议时间": "time"}
    ),
    "urgent": Template(_("急事提醒"), "急事：{{受理编号}}，请马上登录查看并联系企业。", _NUMBER),
}


@dataclass(frozen=True, slots=True)
class Text:
    """A message as a gateway gets it: the whole words, and the variables for one that keeps the words itself."""

    number: str
    words: str
    template: str
    gateway_code: str
    variables: Mapping[str, str]
    reference: str
    at: datetime


def fill(words: str, fields: Mapping[str, str]) -> str:
    """The words with their fields in place, on one line. An unknown field is left out: it can name nothing."""
    return one_line(_FIELD.sub(lambda found: one_line(fields.get(found[1], ""))[:LONGEST_VALUE], words))


def variables(key: str, fields: Mapping[str, str]) -> dict[str, str]:
    """The whitelisted fields under the names that the gateway knows."""
    return {name: one_line(fields.get(word, ""))[:LONGEST_VALUE] for word, name in TEMPLATES[key].fields.items()}


def one_line(text: str) -> str:
    """No CR, LF, NUL or any other control: what is sent cannot begin a line or a header of its own."""
    return " ".join(_UNPRINTABLE.sub(" ", text).split())


def check(key: str, words: str) -> None:
    """Raise ValidationError, naming the field, when words ask for what this message does not have."""
    known = TEMPLATES[key].fields
    for found in _FIELD.finditer(words):
        if found[1] not in known:
            raise ValidationError(
                _("这条短信没有“%(field)s”这个字段，可用：%(known)s"),
                params={"field": found[1], "known": "、".join(known)},
            )
    if missing := [word for word in known if word not in _FIELD.findall(words)]:
        raise ValidationError(_("短信里要有 {{%(field)s}}"), params={"field": missing[0]})
    if "{" in _FIELD.sub("", words) or "}" in _FIELD.sub("", words):
        raise ValidationError(_("花括号要成对写，例如 {{%(field)s}}"), params={"field": next(iter(known))})


def parts(words: str) -> int:
    """How many parts a message of these words is sent in."""
    return max(1, -(-len(words) // PART))
