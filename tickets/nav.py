"""What stands in the main navigation: pages that exist and that the post may open, with what waits there."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, resolve, reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from orgs.models import Post
from orgs.statuses import Role
from tickets import data_policies
from tickets.policies import CASELESS_ROLES
from tickets.queries import lists
from tickets.table_policies import PREPARES


@dataclass(frozen=True, slots=True)
class Item:
    """One link: what a template needs and nothing else. `count` 0 is not drawn."""

    url: str
    label: Promise
    icon: str
    count: int
    current: bool


@dataclass(frozen=True, slots=True)
class Place:
    """An address that may stand in the navigation. `roles` narrows what the view itself allows."""

    name: str
    label: Promise
    icon: str
    roles: frozenset[Role] = frozenset()


FIRMS: Final = frozenset({Role.ENTERPRISE_USER, Role.SITE_CLERK})
STAFF: Final = frozenset(Role) - FIRMS
PLACES: Final = (
    Place("home", _("首页"), "home", FIRMS),
    Place("call", _("提诉求"), "phone", frozenset({Role.ENTERPRISE_USER})),
    Place("entry", _("帮办代办"), "phone"),
    Place("my", _("我的诉求"), "list-check", FIRMS),
    Place("desk", _("派单台"), "inbox"),
    Place("desk_entry", _("电话登记"), "phone"),
    Place("supervision", _("督办"), "flag"),
    Place("roundtable", _("圆桌会议"), "users", PREPARES | {Role.SUPERVISOR}),
    Place("queue", _("承办队列"), "list-check"),
    Place("revisits", _("回访"), "phone"),
    Place("duty", _("值班表"), "calendar"),
    Place("imports", _("来件与回传"), "file-text"),
    Place("leader_board", _("一页看板"), "chart-bar", frozenset({Role.LEADER, Role.PARTY_SECRETARY, Role.SUPERVISOR})),
    Place("statistics", _("数据"), "chart-bar", STAFF),
    Place(
        "roundtable", _("圆桌会议"), "users", frozenset({Role.LEADER})
    ),  # behind the figures, which a leader comes for
    Place("instructions", _("批示"), "flag"),
    Place("topics_mine", _("圆桌会议题"), "users", STAFF - PREPARES - {Role.SUPERVISOR}),
    Place("exclusions", _("剔除申请"), "star"),
    Place("notices", _("提醒"), "bell"),
    Place("my_firm", _("我的企业"), "building"),
    Place("staff", _("人员邀请"), "users"),
    Place("claims", _("加入审核"), "users"),
    Place("data_requests", _("个人信息请求"), "lock"),
    Place("data_entry", _("登记信息请求"), "lock", data_policies.WRITERS - data_policies.ANSWERERS),
    Place("holds", _("暂缓清除"), "lock"),
    Place("undelivered", _("未送达"), "alert-triangle"),
    Place("parked", _("停下的任务"), "refresh"),
    Place("audit", _("审计"), "history"),
    Place("readers_asked", _("谁能看"), "eye"),
    Place("oversight", _("跨县查看"), "eye"),
    Place("register_sheets", _("导入"), "file-text"),
    Place("handover", _("交接"), "users", frozenset({Role.SYSADMIN})),
    Place("statistics_rules", _("考核口径"), "chart-bar", frozenset({Role.SYSADMIN})),
    Place("catalogue", _("派单目录"), "flag"),
    Place("setup_check", _("开办检查"), "check"),
    Place("admin:index", _("登记与设置"), "settings"),
)


def nav_items(request: HttpRequest) -> dict[str, Any]:
    """Context processor. Nothing is asked of the database until a template draws the links."""
    post: Post | None = getattr(request, "post", None)
    if post is None:
        return {}
    return {"nav_items": SimpleLazyObject(lambda: items(request, post))}


def items(request: HttpRequest, post: Post) -> list[Item]:
    """The links of a post, in order."""
    current = _current(request, post)
    return [
        Item(address, place.label, place.icon, _count(request, place.name), place.name == current)
        for place in PLACES
        if (address := _address(place.name)) and _may_open(place, request, post)
    ]


def work_counts(request: HttpRequest) -> Mapping[str, int]:
    """How much stands in every part of the lists that the post may open: for their tabs, and then the navigation."""
    return _counted(request, only=None)


def _counted(request: HttpRequest, *, only: frozenset[str] | None) -> Mapping[str, int]:
    """Asked once a request; a page without tabs asks for what the navigation shows alone."""
    known: dict[frozenset[str] | None, Mapping[str, int]] = request.__dict__.setdefault("_work_counts", {})
    if not known.keys() & {None, only}:
        post: Post = request.post  # type: ignore[attr-defined]  # set by PostMiddleware
        names = [name for name in _WAITING if post.role in _roles(name)]
        known[only] = lists.work_counts(post, names, only=only) if names else {}
    return known[None] if None in known else known[only]


_OF_CASES: Final = frozenset({"ticket", "act", "reveal", "readers", "receipt", "sheet", "handover", "hand_on"})
# Pages that belong to another one's link.
_WITHIN: Final = {
    "readers": "readers_asked",
    "entered": "desk_entry",
    "import": "imports",
    "exports": "imports",
    "export": "imports",
    "supervision_order": "supervision",
    "data_request": "data_requests",
    "topic": "roundtable",
    "meetings": "roundtable",
    "meeting": "roundtable",
    "meeting_new": "roundtable",
    "meeting_change": "roundtable",
    "meeting_cancel": "roundtable",
    "meeting_live": "roundtable",
    "meeting_minutes": "roundtable",
    "minutes_draft": "roundtable",
    "decisions": "roundtable",
    "decision": "roundtable",
    "meeting_releases": "roundtable",
    "meeting_release": "roundtable",
    "round_figures": "roundtable",
    "round_figure": "roundtable",
}
# What waits for the person, out of all that is counted: a case that waits for the firm is not work.
_WAITING: Final = {
    "desk": ("submitted", "accepted", "rulings", "replied", "reopening"),
    "queue": ("lead", "assist", "called"),
    "instructions": ("instructed",),
    "supervision": ("answered",),
    "exclusions": ("excluding",),
    "revisits": ("calls", "withdrawn"),
}
_OF_THE_OFFICE: Final = {"desk": ("settle",)}
_SHOWN: Final = frozenset(part for parts in (*_WAITING.values(), *_OF_THE_OFFICE.values()) for part in parts)


def _count(request: HttpRequest, name: str) -> int:
    if name not in _WAITING:
        return 0
    counts = _counted(request, only=_SHOWN)
    post: Post = request.post  # type: ignore[attr-defined]  # set by PostMiddleware
    parts = [*_WAITING[name], *(_OF_THE_OFFICE.get(name, ()) if post.role == Role.SUPERVISOR else ())]
    return sum(counts[part] for part in parts)


def _may_open(place: Place, request: HttpRequest, post: Post) -> bool:
    if place.name == "admin:index":
        return bool(getattr(request.user, "is_staff", False)) and not getattr(request, "from_elsewhere", False)
    allowed = _roles(place.name) or frozenset(Role)
    return post.role in allowed and (not place.roles or post.role in place.roles)


def _address(name: str) -> str:
    """The address of a page, or nothing while nobody has built it."""
    return _address_in(settings.ROOT_URLCONF, name)


@cache
def _address_in(_patterns: str, name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _roles(name: str) -> frozenset[Role]:
    """The roles that the view itself names (`orgs.access.post_required`); none where there is no such page."""
    address = _address(name)
    return _roles_at(settings.ROOT_URLCONF, address) if address else frozenset()


@cache
def _roles_at(_patterns: str, address: str) -> frozenset[Role]:
    roles: frozenset[Role] = getattr(resolve(address).func, "roles", frozenset())
    return roles


def _current(request: HttpRequest, post: Post) -> str:
    """The page we are on; a case belongs to the list of the post's own work."""
    match = request.resolver_match
    name = (match.url_name or "") if match else ""
    if name in _OF_CASES and post.role not in CASELESS_ROLES:
        return home_list(post)
    return "call" if name.startswith("call_") else _WITHIN.get(name, name)


def home_list(post: Post) -> str:
    """The list from which a post works."""
    if post.role in {Role.DISPATCHER, Role.SUPERVISOR}:
        return "desk"
    if post.role == Role.REVISIT_CLERK:
        return "revisits"
    if post.role in FIRMS:
        return "my"
    if post.role in _roles("queue"):
        return "queue"
    return "leader_board" if post.role == Role.LEADER else "statistics"  # neither a leader nor a secretary has a queue
