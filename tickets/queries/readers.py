"""Who may see a case and why (谁能看). Whom the rule lets in, the rule says (`visibility.lets_in`); here are words.

A unit is let in for what it is to the case; its people by their posts there. Nobody's reason decides anything.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.db.models import BigIntegerField, Exists, F, Func, OuterRef, QuerySet, Subquery, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from journal.models import Event
from orgs.models import Organisation, Oversight, Post
from orgs.statuses import ADMIN_ROLES, FIRM_SIDE, OrganisationKind, Role
from tickets import policies
from tickets.masking import is_masked, names_a_person, reads_original
from tickets.models import CheckIn, Leg, Ticket
from tickets.placing import reads_door
from tickets.queries.visibility import barred_from, lets_in, tickets_for, without_words
from tickets.statuses import LIVE_LEGS, LegRole
from web import moments
from web.masks import mask_name
from web.prepared import Among, prepared


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One post: who, as what, until when, and what of the case is kept from them. People of firms are masked."""

    post: Post
    name: str
    instead_of: str
    keeps_back: Sequence[str]


@dataclass(slots=True, kw_only=True)
class Unit:
    """A party to the case: what it is to it, and those of its people who see it today."""

    name: str
    reasons: Sequence[str]
    lines: list[Line] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class KeptOut:
    """Why posts of a party see nothing; without `names` only their number is told."""

    why: str
    names: list[str] = field(default_factory=list)
    count: int = 0


@dataclass(frozen=True, slots=True)
class Readers:
    """The whole answer; `count` is of persons, who may hold several posts."""

    units: Sequence[Unit]
    kept_out: Sequence[KeptOut]
    count: int


_WITH: Final = ("about_org", "filed_by", "firm__profile")


def asked_about(post: Post, number: str) -> Ticket | None:
    """The case, if this post may ask who sees it: its desk and the office; who watches the rule has no word of it."""
    if post.role in policies.WATCH_THE_RULE:
        return without_words(number, county=post.county_id)
    found: Ticket | None = tickets_for(post).filter(number=number).select_related(*_WITH).first()
    return found if found is not None and policies.may_ask_who_reads(found, post) else None


def posts_about(ticket: Ticket, *, on: date) -> list[Post]:
    """The posts of the day in every party and in the unit that the case is about; `sees` is what the rule says."""
    units = [*ticket.parties, *([ticket.about_org_id] if ticket.about_org_id else [])]
    return _posts(case=ticket.pk, units=units, day=on)


@prepared("case", "units", "day")
def _posts(*, case: int, units: list[int], day: date) -> QuerySet[Post]:
    found = Post.objects.live(day).filter(Among(F("organisation"), units)).annotate(sees=lets_in(case))
    named = found.select_related("person", "organisation", "standing_in_for__person")
    return named.order_by("organisation", "standing_in_for", "pk")


def readers_of(ticket: Ticket, *, asked_by: Post, on: date) -> Readers:
    """Everybody who sees the case today, by what their unit is to it; and who of the parties does not."""
    posts = posts_about(ticket, on=on)
    legs = _legs(case=ticket.pk)
    ticket.live_legs = [leg for leg in legs if leg.status in LIVE_LEGS]
    overseen = asked_by.role in policies.WATCH_THE_RULE
    units = _units(ticket, legs, overseen=overseen)
    seeing = [post for post in posts if post.sees]  # type: ignore[attr-defined]  # annotated above
    for post in seeing:
        units[post.organisation_id].lines.append(_line(ticket, post))
    out = _kept_out(ticket, [post for post in posts if post not in seeing], overseen=overseen)
    return Readers(list(units.values()), out, len({post.person_id for post in seeing}))


def _line(ticket: Ticket, post: Post) -> Line:
    held = post.standing_in_for
    return Line(
        post=post,
        name=_name(post),
        instead_of=held.person.name if held is not None else "",
        keeps_back=_kept_back(ticket, post),
    )


def _name(post: Post) -> str:
    """Staff act in an office; people of firms are not named to each other."""
    return mask_name(post.person.name) if post.role == Role.ENTERPRISE_USER else post.person.name


def _kept_back(ticket: Ticket, post: Post) -> list[str]:
    """What whoever sees the case does not read of it."""
    if post.role in FIRM_SIDE:
        return []
    told = []
    if is_masked(ticket, post):
        told.append(_("看不到企业是谁"))
    elif names_a_person(ticket, post):
        told.append(_("看不到个体户的全名"))
    if not policies.may_reveal(ticket, post):
        told.append(_("看不到联系人的姓名和电话"))
    if not (reads_door(ticket, post) or policies.may_reveal(ticket, post)):
        told.append(_("看不到详细地址"))
    if ticket.redacted and not reads_original(ticket, post):
        told.append(_("正文里的个人信息已隐去"))
    if ticket.about_org_id and not policies.knows_whom_it_is_about(ticket, post):
        told.append(_("不知道反映的是哪个单位"))
    return told


def _units(ticket: Ticket, legs: Sequence[Leg], *, overseen: bool) -> dict[int, Unit]:
    """Every party but the unit that the case is about, in the order of the case's way: the firm leads."""
    why = _reasons(ticket, legs)
    order = {unit: place for place, unit in enumerate(why)}
    rows = [row for row in _parties(case=ticket.pk, units=ticket.parties) if row.pk != ticket.about_org_id]
    hidden = ticket.firm_id if overseen else 0
    return {
        row.pk: Unit(
            name=_("企业一方") if row.pk == hidden else row.named_in(ticket.county_id),
            reasons=[*why.get(row.pk, []), *_of_its_own(ticket, row)] or [_otherwise(ticket, row)],
        )
        for row in sorted(rows, key=lambda row: (order.get(row.pk, len(order)), row.pk))
    }


def _reasons(ticket: Ticket, legs: Sequence[Leg]) -> dict[int, list[str]]:
    """Unit → what the case's own row and its legs say of it, in the order of the case's way."""
    why: dict[int, list[str]] = {ticket.firm_id: [_("提出诉求的企业")]}
    entered = ticket.filed_by.organisation_id
    if entered != ticket.firm_id:
        why.setdefault(entered, []).append(_("录入了这件诉求"))
    why.setdefault(ticket.committee_id, []).append(_("受理这件诉求的行业党委"))
    for unit, words in _of_legs(legs).items():
        why.setdefault(unit, []).append(words)
    return why


def _of_its_own(ticket: Ticket, unit: Any) -> list[str]:
    """What a unit is called to, and what it is; `unit` is a row of `_parties`."""
    told = []
    if unit.called:
        told.append(_("吹哨召集来的单位"))
    elif unit.let_off:
        told.append(_("吹哨时召集过，后来免予报到"))
    if unit.county_id != ticket.county_id:
        return [*told, _from_elsewhere(unit)]
    if unit.kind == OrganisationKind.OFFICE:
        told.append(_("综合党委办公室，督办、回访全县的诉求"))
    elif unit.kind == OrganisationKind.GENERAL_COMMITTEE:
        told.append(_("产业综合党委，看全县的诉求"))
    return told


def _from_elsewhere(unit: Any) -> str:
    """A unit that looks in from another county, in force or about to be taken out of the cases."""
    if unit.watches_since is None:
        return _("跨县查看已经结束，正在移出")
    words = _("经两位管理员同意，从 %(day)s 起跨县查看，只看不办")
    return words % {"day": moments.day(unit.watches_since, year=True)}


def _otherwise(ticket: Ticket, unit: Any) -> str:
    """What no row of the case says: it was called at night, or came along from the call that was split."""
    if unit.on_duty:
        return _("值班时被叫到，看紧急诉求")
    return _("总件的单位，拆分时一并带来") if ticket.parent_id else _("以前参与过这件诉求")


def _of_legs(legs: Iterable[Leg]) -> dict[int, str]:
    """A unit's part: the one that lasts, else its last one and how it ended."""
    parts: dict[int, Leg] = {}
    for leg in legs:
        known = parts.get(leg.department_id)
        if known is None or known.status not in LIVE_LEGS:
            parts[leg.department_id] = leg
    return {unit: _part(leg) for unit, leg in parts.items()}


def _part(leg: Leg) -> str:
    role = _("主办单位") if leg.role == LegRole.LEAD else _("协办单位")
    if leg.status in LIVE_LEGS:
        return role
    return _("曾是%(role)s（%(how)s）") % {"role": role, "how": leg.get_status_display()}


def _kept_out(ticket: Ticket, posts: Iterable[Post], *, overseen: bool) -> list[KeptOut]:
    """Those of the parties whom the rule turns away, by its reason."""
    barred = barred_from(ticket)
    groups: dict[str, KeptOut] = {}
    for post in posts:
        why, secret = _why_not(ticket, post, barred)
        group = groups.setdefault(why, KeptOut(why=why))
        group.count += 1
        if not (secret and overseen):
            group.names.append(f"{_name(post)}（{post.organisation.display_name} · {post.get_role_display()}）")
    return list(groups.values())


def _why_not(ticket: Ticket, post: Post, barred: Collection[int]) -> tuple[str, bool]:
    """In words, and whether they would tell whom the case is about: who only watches the rule is told how many."""
    if post.role in ADMIN_ROLES:
        return _("管理员管账号、规则和日志，不看诉求"), False
    if post.organisation_id == ticket.about_org_id or post.person_id in barred:
        return _("这件诉求反映他们的单位，或者他们在那个单位另有岗位"), True
    return _("站点和服务点只看自己录入的诉求"), False


@prepared("case")
def _legs(*, case: int) -> QuerySet[Leg]:
    return Leg.objects.filter(ticket=case).order_by("pk")


@prepared("case", "units")
def _parties(*, case: int, units: list[int]) -> QuerySet[Organisation]:
    """The units: whether a whistle called each and let it off, and whether its people were called at night."""
    calls = CheckIn.objects.filter(ticket=case, unit=OuterRef("pk"))
    watches = Oversight.objects.lasting().filter(organisation=OuterRef("pk"), county__ticket=case).values("starts_on")
    rows = Organisation.objects.filter(Among(F("pk"), units)).select_related("county")
    return rows.annotate(
        watches_since=Subquery(watches[:1]),
        called=Exists(calls.filter(released_at=None)),
        let_off=Exists(calls.filter(released_at__isnull=False)),
        on_duty=Exists(Post.objects.filter(organisation=OuterRef("pk"), pk__in=_told_on_duty(case))),
    )


def _told_on_duty(case: Any) -> QuerySet[Event, Any]:
    """The posts that were on duty when the case could not wait; each call of them stands in the journal."""
    told = Event.objects.for_subject(Ticket.JOURNAL_NAME, case).filter(data__has_key="duty").order_by()
    each = Func(F("data__duty"), function="jsonb_array_elements_text", output_field=TextField())
    return told.annotate(told=Cast(each, BigIntegerField())).values("told")
