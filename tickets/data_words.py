"""How a copy of what is kept of a person reads on a page: headings, labels, words for what programs name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.db.models import TextChoices
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from journal.models import AccessKind
from orgs.statuses import ClaimStatus, Role, ToldHow
from tickets.data_kinds import Answer, Wish
from tickets.statuses import Source, Status
from web.moments import day, moment

HEADINGS: Final[dict[str, Promise]] = {
    "account": _("账号"),
    "posts": _("岗位"),
    "consents": _("同意记录"),
    "told": _("隐私告知记录"),
    "cases": _("您提的诉求"),
    "entered": _("您代别人提的诉求"),
    "words": _("您在诉求里写过的话"),
    "files": _("您传的照片和文件"),
    "drafts": _("没有提交的草稿"),
    "claims": _("加入企业的申请"),
    "invitations": _("您接受的邀请"),
    "staff_invitations": _("您接受的岗位邀请"),
    "outside": _("绑定的外部账号"),
    "duty": _("值班"),
    "requests": _("关于个人信息的要求"),
    "sign_ins": _("登录记录"),
}
_LABELS: Final[dict[str, Promise]] = {
    "username": _("用户名"), "name": _("名称"), "phone": _("手机"), "sign_in_phone": _("登录手机"),
    "email": _("电子邮箱"), "last_login": _("上次登录"), "is_active": _("在用"), "organisation": _("单位"),
    "role": _("岗位"), "from": _("从"), "until": _("到"), "version": _("版本"), "at": _("时间"),
    "withdrawn_at": _("撤回时间"), "how": _("方式"), "number": _("受理编号"), "submitted_at": _("提交时间"),
    "status": _("状态"), "state": _("状态"), "closed_at": _("办结时间"), "source": _("来源"), "title": _("标题"),
    "body": _("内容"), "expected": _("希望的结果"), "contact_name": _("联系人"), "contact_phone": _("手机号"),
    "address": _("地点"), "confidential": _("请求保密"), "may_publish": _("同意公开"), "firm": _("企业"),
    "town": _("所在镇街"), "words": _("内容"), "caption": _("说明"), "size": _("大小（字节）"),
    "answers": _("草稿内容"),
    "credit_code": _("统一社会信用代码"), "reason": _("原因"), "wish": _("要求"), "due_at": _("答复期限"),
    "answer": _("答复"), "kind": _("类别"), "provider": _("登录方式"),
}  # fmt: skip
_CHOICES: Final[dict[tuple[str, str], type[TextChoices]]] = {
    ("posts", "role"): Role,
    ("staff_invitations", "role"): Role,
    ("told", "how"): ToldHow,
    ("cases", "status"): Status,
    ("cases", "source"): Source,
    ("claims", "status"): ClaimStatus,
    ("requests", "wish"): Wish,
    ("requests", "state"): Answer,
    ("sign_ins", "kind"): AccessKind,
}
_UNREAD: Final = frozenset({"sha256", "what"})
"""For programs."""


def tell_also(key: str, heading: Promise, choices: Mapping[str, type[TextChoices]]) -> None:
    """Words for the rows of an app above this one (`personal_copy.tell_also`); called once, as the product starts."""
    HEADINGS[key] = heading
    _CHOICES.update({(key, name): words for name, words in choices.items()})


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and its rows, each of labels and words; `more` of them stand in the file alone."""

    heading: str
    rows: Sequence[Sequence[tuple[str, str]]]
    more: bool


def parts(copy: Mapping[str, Sequence[Mapping[str, Any]]], *, most: int) -> list[Part]:
    """The copy as a page shows it, without empty sections; `copy` holds one row more than `most` where there is one."""
    return [
        Part(str(HEADINGS[key]), [_row(key, row) for row in rows[:most]], len(rows) > most)
        for key, rows in copy.items()
        if rows
    ]


def _row(section: str, row: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [
        (_label(section, name), _said(section, name, value))
        for name, value in row.items()
        if name not in _UNREAD and value not in (None, "", {})
    ]


def _label(section: str, name: str) -> str:
    if (section, name) == ("sign_ins", "address"):
        return gettext("网络地址")
    return str(_LABELS[name])


def _said(section: str, name: str, value: Any) -> str:
    if kinds := _CHOICES.get((section, name)):
        return str(kinds(value).label) if value in kinds.values else str(value)
    if (section, name) == ("outside", "provider") and value in settings.OUTSIDE:
        return str(settings.OUTSIDE[value].name)
    if isinstance(value, bool):
        return gettext("是") if value else gettext("否")
    if isinstance(value, dict):
        return gettext("；").join(str(each) for each in value.values() if each)
    if isinstance(value, str) and name in _TIMES:
        return _time(value)
    return str(value)


_TIMES: Final = frozenset({"at", "from", "until", "last_login", "withdrawn_at", "submitted_at", "closed_at", "due_at"})


def _time(value: str) -> str:
    if on := parse_date(value) if len(value) == len("2026-01-31") else None:
        return day(on, year=True)
    at = parse_datetime(value)
    return moment(at, now=None) if at else value
