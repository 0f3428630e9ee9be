"""Organisations: found, rename, close, join a branch, keep apart what the committee tree keeps apart."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from journal import clock, events
from journal.canonical import Data
from journal.models import Event
from orgs import policies
from orgs.exceptions import Refused
from orgs.models import Firm, Organisation, Post
from orgs.names import name_keys
from orgs.queries import today
from orgs.statuses import PARTY_TIERS, AuthorityKind, OrganisationKind

FIRM_FIELDS = frozenset(
    {"credit_code", "is_person", "shows_badge", "noted", "address", "contact_name", "contact_phone"}
)


def create(  # noqa: PLR0913 -- one keyword per column; grouping them would only rename them
    county_id: int,
    *,
    kind: OrganisationKind,
    name: str,
    actor: Post | None,
    short_name: str = "",
    parent_id: int | None = None,
    place_id: int | None = None,
    authority_kind: AuthorityKind | str = "",
    leader_signs: bool = False,
    also_called: Sequence[str] = (),
) -> Organisation:
    """Enter an organisation into the register. Raises Refused when it cannot hang there or exists."""
    with transaction.atomic():
        parent = _parent(parent_id, county_id=county_id, kind=kind)
        organisation = Organisation(
            county_id=county_id,
            kind=kind,
            name=name,
            short_name=short_name,
            **name_keys(name),
            parent=parent,
            parent_kind=parent.kind if parent else "",
            tier=PARTY_TIERS.get(kind),
            place_id=place_id,
            authority_kind=authority_kind,
            leader_signs=leader_signs,
            also_called=list(also_called),
        )
        with _promises_kept():
            organisation.save(force_insert=True)
        data: Data = {"kind": str(kind), "name": name, "parent": parent_id}
        events.record("organisation.created", organisation, actor=actor, at=clock.now(), data=data)
    return organisation


def create_firm(  # noqa: PLR0913 -- as above
    county_id: int,
    *,
    name: str,
    place_id: int,
    actor: Post | None,
    credit_code: str = "",
    is_person: bool = False,
    unverified: bool = False,
    contact_name: str = "",
    contact_phone: str = "",
    branch_id: int | None = None,
    noted: bool = False,
) -> Organisation:
    """Enter a firm with what is special about it. Its contact stays out of the journal.

    `noted` is for one that somebody else entered on its word: it waits to be claimed.
    """
    with transaction.atomic():
        firm = create(county_id, kind=OrganisationKind.FIRM, name=name, place_id=place_id, actor=actor)
        profile = Firm(
            organisation=firm,
            credit_code=credit_code,
            is_person=is_person,
            unverified=unverified,
            contact_name=contact_name,
            contact_phone=contact_phone,
            noted=noted,
            branch=_branch(branch_id, county_id=county_id),
        )
        with _promises_kept():
            profile.save(force_insert=True)
    return firm


def rename(organisation_id: int, *, name: str, short_name: str, actor: Post | None) -> Event:
    """Give an organisation another name; events keep the old one. Raises Refused for a taken name."""
    with transaction.atomic():
        organisation = _locked(organisation_id)
        data: Data = {"from": organisation.name, "to": name}
        organisation.name, organisation.short_name = name, short_name
        for field, value in name_keys(name).items():
            setattr(organisation, field, value)
        with _promises_kept():
            organisation.save(update_fields=["name", "short_name", "pinyin", "initials"])
        return events.record("organisation.renamed", organisation, actor=actor, at=clock.now(), data=data)


def arrange(
    organisation_id: int, *, authority_kind: AuthorityKind | str, leader_signs: bool, actor: Post | None
) -> Event:
    """Change whose authority a unit acts on and whether a leader countersigns its replies."""
    with transaction.atomic():
        organisation = _locked(organisation_id)
        organisation.authority_kind, organisation.leader_signs = authority_kind, leader_signs
        with _promises_kept():
            organisation.save(update_fields=["authority_kind", "leader_signs"])
        data: Data = {"authority_kind": str(authority_kind), "leader_signs": leader_signs}
        return events.record("organisation.arranged", organisation, actor=actor, at=clock.now(), data=data)


def close(organisation_id: int, *, actor: Post | None) -> Event:
    """Take an organisation out of use. Refused while people sit there or others hang under it."""
    with transaction.atomic():
        organisation, now = _locked(organisation_id), clock.now()
        if _people_sit_in(organisation, on=today(now)):
            raise Refused(_("“%s”还有在岗人员，请先结束他们的岗位。") % organisation.name)
        if organisation.children.filter(active=True).exists():
            raise Refused(_("“%s”还有下级组织，请先停用下级。") % organisation.name)
        organisation.active = False
        with _promises_kept():
            organisation.save(update_fields=["active"])
        return events.record("organisation.closed", organisation, actor=actor, at=now)


def join_branch(firm_id: int, *, branch_id: int | None, actor: Post | None) -> Event:
    """Make a firm a member household (党员经营户) of a branch, or with None an ordinary firm again."""
    with transaction.atomic():
        organisation = _locked(firm_id)
        profile = Firm.objects.get(organisation=organisation)
        profile.branch = _branch(branch_id, county_id=organisation.county_id)
        profile.shows_badge = profile.shows_badge and branch_id is not None
        profile.save(update_fields=["branch", "shows_badge"])
        verb = "organisation.joined_branch" if branch_id else "organisation.left_branch"
        return events.record(verb, organisation, actor=actor, at=clock.now(), data={"branch": branch_id})


def correct_firm(firm_id: int, *, changes: Mapping[str, str | bool], actor: Post | None) -> Event:
    """Correct what is special about a firm, by field name. The journal keeps which fields, not the values."""
    if unknown := set(changes) - FIRM_FIELDS:
        raise ValueError(f"not a field of a firm: {', '.join(sorted(unknown))}")
    with transaction.atomic():
        organisation = _locked(firm_id)
        profile = Firm.objects.get(organisation=organisation)
        for name, value in changes.items():
            setattr(profile, name, value)
        with _promises_kept():
            profile.save(update_fields=[*changes])
        data: Data = {"fields": sorted(changes)}
        return events.record("organisation.firm_corrected", organisation, actor=actor, at=clock.now(), data=data)


def _locked(organisation_id: int) -> Organisation:
    return Organisation.objects.select_for_update(of=("self",)).get(pk=organisation_id)


def _parent(parent_id: int | None, *, county_id: int, kind: OrganisationKind) -> Organisation | None:
    parent = Organisation.objects.filter(pk=parent_id, county=county_id, active=True).first() if parent_id else None
    if not policies.hangs_there(kind, parent_kind=OrganisationKind(parent.kind) if parent else None):
        raise Refused(_("这类组织不能挂在所选的上级之下。"))
    return parent


def _branch(branch_id: int | None, *, county_id: int) -> Organisation | None:
    if branch_id is None:
        return None
    branch = Organisation.objects.filter(
        pk=branch_id, county=county_id, kind=OrganisationKind.BRANCH, active=True
    ).first()
    if branch is None:
        raise Refused(_("党员经营户只能挂靠本县的基层党组织。"))
    return branch


def _people_sit_in(organisation: Organisation, *, on: date) -> bool:
    return Post.objects.filter(organisation=organisation).live(on).exists()


@contextmanager
def _promises_kept() -> Iterator[None]:
    """Turn a broken constraint into words; what the block wrote is undone, the transaction goes on."""
    try:
        with transaction.atomic():
            yield
    except ValidationError as unfit:  # of a number that the database cannot look into
        raise Refused(unfit.messages[0]) from unfit
    except IntegrityError as problem:
        raise Refused(_in_words(problem)) from problem


def _in_words(problem: IntegrityError) -> str:
    """Say which promise of the register was about to be broken."""
    cause = getattr(getattr(problem.__cause__, "diag", None), "constraint_name", "")
    sentences = {
        "credit_code_has_eighteen_known_characters": _("统一社会信用代码是 18 位数字和大写字母。"),
        "one_firm_per_credit_code": _("这个统一社会信用代码已经登记过。"),
        "badge_is_for_member_households": _("只有党员经营户可以公开党员户标识。"),
        "live_unit_has_its_name_alone": _("已有同名的在用组织。"),
        "live_section_has_its_name_alone_in_its_unit": _("这个单位已有同名科室。"),
        "one_live_general_committee_per_county": _("一个县只有一个产业综合党委。"),
        "one_live_town_government_per_town": _("这个镇街已有镇街政府（办事处）。"),
        "station_and_point_stand_in_a_place": _("服务站点要选所在镇街或村。"),
        "unit_that_may_get_legs_names_its_authority": _("请选择这个单位的权力性质；其他组织不填这一项。"),
    }
    return sentences.get(cause, _("这样登记不符合组织规则，请检查后再试。"))
