"""What is still missing before opening day, line by line, each with how to mend it. Reads only."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.urls import reverse
from django.utils.translation import gettext as _

from orgs import duty
from orgs.models import County, Organisation, Person, Place, Post, SmsTemplate
from orgs.queries import TOWN_NAMES, today
from orgs.sms.templates import TEMPLATES
from orgs.statuses import ADMIN_ROLES, COMMITTEES, OrganisationKind, PlaceKind, Role
from orgs.working_days import calendar_for, missing_years
from tickets.queries.catalogue import categories_of
from tickets.setup.units import Names

MOST_NAMED: Final = 5
"""So many names a line tells; the rest as a number."""
_PAIR: Final = 2


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to have: whether it is there, what it is, how to mend it and where."""

    ok: bool
    what: str
    how: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Ground:
    """What several lines ask, read once: live posts of people who can sign in, and the instant."""

    county: County
    now: datetime
    posts: list[Post]

    @property
    def day(self) -> date:
        """The county's date."""
        return today(self.now)

    def sitting(self, *roles: Role) -> list[Post]:
        """Posts of these roles."""
        return [post for post in self.posts if post.role in roles]


def lines(county: County, *, now: datetime) -> list[Line]:
    """Everything that a county needs on its first day, in the order in which it is mended."""
    live = Post.objects.live(today(now)).filter(organisation__county=county).named()
    usable = live.exclude(person__password__startswith=UNUSABLE_PASSWORD_PREFIX)
    ground = Ground(county, now, list(usable))
    return [line for ask in _QUESTIONS for line in ask(ground)]


def complete(found: Iterable[Line]) -> bool:
    """Whether nothing is missing."""
    return all(line.ok for line in found)


def _hotline(ground: Ground) -> Iterable[Line]:
    page = reverse("admin:orgs_county_change", args=[ground.county.pk])
    yield Line(bool(ground.county.hotline), _("县咨询电话"), _("在县设置里填“咨询电话”"), page)


def _calendar(ground: Ground) -> Iterable[Line]:
    page = reverse("admin:orgs_calendarday_changelist")
    for year in (ground.day.year, ground.day.year + 1):
        missing = year in missing_years(ground.county.pk, date(year, 1, 1))
        yield Line(not missing, _("%d 年的放假和调休") % year, _("国务院办公厅公布后，录入“特殊日期”"), page)


def _administrators(ground: Ground) -> Iterable[Line]:
    page = reverse("admin:orgs_post_add")
    held = {role: {post.person_id for post in ground.sitting(role)} for role in ADMIN_ROLES}
    three = len(set().union(*held.values())) >= len(ADMIN_ROLES) and all(held.values())
    yield Line(three, _("系统、安全、审计管理员，三个不同的人"), _("登记人员，再任命岗位"), page)


def _committees(ground: Ground) -> Iterable[Line]:
    page = reverse("admin:orgs_post_add")
    bodies = Organisation.objects.filter(county=ground.county, active=True, kind__in=COMMITTEES)
    peopled = {post.organisation_id for post in ground.posts}
    empty = [body.name for body in bodies if body.pk not in peopled]
    yield Line(not empty, _("每个党委都有人") + _named(empty), _("给党委任命书记、派单员"), page)


def _desk(ground: Ground) -> Iterable[Line]:
    page = reverse("admin:orgs_post_add")
    bodies = Organisation.objects.filter(county=ground.county, active=True, kind=OrganisationKind.INDUSTRY_COMMITTEE)
    at: dict[int, set[int]] = {}
    for post in ground.sitting(Role.DISPATCHER):
        at.setdefault(post.organisation_id, set()).add(post.person_id)
    short = [body.name for body in bodies if len(at.get(body.pk, ())) < _PAIR]
    what = _("每个派单台至少两个派单员（答复要另一人审核）")
    yield Line(bool(at) and not short, what + _named(short), _("再任命一名派单员"), page)
    for role, words in ((Role.REVISIT_CLERK, _("办公室有回访员")), (Role.SUPERVISOR, _("办公室有督办员"))):
        yield Line(bool(ground.sitting(role)), words, _("给办公室任命这个岗位"), page)


def _catalogue(ground: Ground) -> Iterable[Line]:
    page, people = reverse("register_upload", args=["organisations"]), reverse("register_upload", args=["people"])
    rows, names = list(categories_of(ground.county.pk)), Names(ground.county)
    yield Line(bool(rows), _("派单目录已经施行"), _("在“派单目录”里施行"), reverse("catalogue"))
    leads = {row.lead: names.unit(row.lead) for row in rows if not row.lead.startswith(TOWN_NAMES)}
    unknown = [name for name, unit in leads.items() if unit is None]
    yield Line(
        not unknown, _("目录里的主办单位都登记了") + _named(unknown), _("登记单位，或把目录里的名称填进“别称”"), page
    )
    answering = {post.organisation_id for post in ground.sitting(Role.DEPT_LIAISON)}
    silent = list(dict.fromkeys(unit.name for unit in leads.values() if unit and unit.pk not in answering))
    yield Line(not silent, _("主办单位都有能登录的联络员") + _named(silent), _("导入联络员，发初始密码"), people)


def _places(ground: Ground) -> Iterable[Line]:
    page = reverse("register_upload", args=["organisations"])
    towns = list(Place.objects.filter(county=ground.county, kind=PlaceKind.TOWN))
    bodies = Organisation.objects.filter(county=ground.county, active=True, place__kind=PlaceKind.TOWN)
    there = set(bodies.values_list("place", "kind"))
    for kind, words in (
        (OrganisationKind.DEPARTMENT, _("每个镇街有镇街政府（办事处）")),
        (OrganisationKind.STATION, _("每个镇街有电商服务站")),
    ):
        lacking = [town.name for town in towns if (town.pk, kind) not in there]
        yield Line(bool(towns) and not lacking, words + _named(lacking), _("用组织表导入，镇街一列填镇街名"), page)
    firms = Organisation.objects.filter(county=ground.county, kind=OrganisationKind.FIRM, active=True).exists()
    yield Line(firms, _("已登记企业"), _("用企业表导入"), reverse("register_upload", args=["firms"]))


def _roster(ground: Ground) -> Iterable[Line]:
    until = ground.now + timedelta(days=duty.LOOKS_AHEAD + 1)
    shifts = duty.shifts_between(ground.county.pk, ground.now, until)
    gaps = duty.days_without(shifts, calendar=calendar_for(ground.county.pk), now=ground.now)
    named = _named([f"{day:%m-%d}" for day in gaps])
    yield Line(not gaps, _("今后 14 天下班后都有人值班") + named, _("由督办员在值班表上排班"), reverse("duty"))


def _machine(ground: Ground) -> Iterable[Line]:  # noqa: ARG001 -- every question is asked alike
    sent = not settings.EMAIL_BACKEND.endswith("filebased.EmailBackend")
    yield Line(sent, _("邮件能发出去"), _("设环境变量 EMAIL_URL（见 docs/operations.md）"))
    gateway: str | None = getattr(settings, "SMS_GATEWAY", None)
    if gateway is not None:
        how = _("设短信网关的环境变量（见 docs/operations.md）")
        yield Line(gateway not in {"", "console"}, _("短信能发出去"), how)
    anchor = Path(settings.JOURNAL_ANCHOR)
    how = _("检查后台任务在不在运行；每晚运行 manage.py verify_journal，并把锚文件抄到别的机器")
    yield Line(anchor.exists() and anchor.stat().st_size > 0, _("日志的锚文件在写"), how)


def _text_messages(ground: Ground) -> Iterable[Line]:
    """A gateway sends only what it knows by number; without one a message fails for good."""
    if getattr(settings, "SMS_GATEWAY", "") != "http":
        return
    own = SmsTemplate.objects.filter(county=ground.county).exclude(gateway_code="")
    numbered = set(own.values_list("key", flat=True))
    bare = _named([str(template.label) for key, template in TEMPLATES.items() if key not in numbered])
    how = _("在“登记与设置”的短信里填上网关给的模板编号")
    yield Line(not bare, _("每条短信都有网关的模板编号") + bare, how, reverse("admin:orgs_smstemplate_changelist"))


def _passwords(ground: Ground) -> Iterable[Line]:
    waiting = Person.objects.filter(county=ground.county, is_active=True, must_change_password=True)
    names = _named([person.username for person in waiting.order_by("username")])
    how = _("请本人登录一次，换成自己的密码")
    yield Line(not names, _("初始密码都换掉了") + names, how, reverse("admin:orgs_person_changelist"))


_QUESTIONS: Final[tuple[Callable[[Ground], Iterable[Line]], ...]] = (
    _hotline,
    _calendar,
    _administrators,
    _committees,
    _desk,
    _catalogue,
    _places,
    _roster,
    _machine,
    _text_messages,
    _passwords,
)


def _named(names: list[str]) -> str:
    """The first names of what is lacking, in brackets; nothing for nothing."""
    if not names:
        return ""
    some: dict[str, Any] = {"names": "、".join(names[:MOST_NAMED]), "count": len(names)}
    if len(names) > MOST_NAMED:
        return _("（还差：%(names)s 等 %(count)d 个）") % some
    return _("（还差：%(names)s）") % some
