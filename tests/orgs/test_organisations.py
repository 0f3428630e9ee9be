"""The register of organisations: what can hang where, and what the database itself refuses."""

import pytest
from django.db import IntegrityError, transaction

from journal.models import Event
from orgs.exceptions import Refused
from orgs.models import Firm, Organisation, Place
from orgs.queries import named_like, organisations_in, resolve_unit
from orgs.services import organisations
from orgs.statuses import PARENT_KINDS, AuthorityKind, OrganisationKind, PlaceKind
from tests.orgs.conftest import Register

Kind = OrganisationKind


def events_of(organisation: Organisation) -> list[str]:
    return list(Event.objects.for_subject("organisation", organisation.pk).values_list("verb", flat=True))


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("above", ["nobody", "general", "committee", "office", "power"])
def test_the_service_and_the_database_agree_on_what_hangs_where(
    register: Register, kind: OrganisationKind, above: str
) -> None:
    parent = None if above == "nobody" else getattr(register, above)
    allowed = parent.kind in PARENT_KINDS.get(kind, ()) if parent else kind not in PARENT_KINDS
    raw = Organisation(
        county=register.county,
        kind=kind,
        name="新组织",
        parent=parent,
        parent_kind=parent.kind if parent else "",
        tier={Kind.GENERAL_COMMITTEE: 1, Kind.INDUSTRY_COMMITTEE: 2, Kind.BRANCH: 3}.get(kind),
        authority_kind="government" if kind in {"department", "mass_organisation", "association", "soe"} else "",
        place=register.village if kind in {"station", "point"} else None,
        active=False,
    )

    if allowed:
        raw.save()
    else:
        with pytest.raises(IntegrityError, match="organisation_hangs_under_the_right_kind"), transaction.atomic():
            raw.save()
        with pytest.raises(Refused):
            organisations.create(
                register.county.pk, kind=kind, name="新组织", parent_id=parent.pk if parent else None, actor=None
            )


def test_a_parents_kind_cannot_be_claimed(register: Register) -> None:
    liar = Organisation(
        county=register.county,
        kind=Kind.BRANCH,
        name="支部",
        parent=register.general,
        parent_kind=Kind.INDUSTRY_COMMITTEE,
        tier=3,
    )

    with pytest.raises(IntegrityError, match="parent_is_of_the_stored_kind"), transaction.atomic():
        liar.save()


def test_a_parent_cannot_change_its_kind_while_something_hangs_under_it(register: Register) -> None:
    with pytest.raises(IntegrityError, match="parent_is_of_the_stored_kind"), transaction.atomic():
        Organisation.objects.filter(pk=register.general.pk).update(
            kind=Kind.INDUSTRY_COMMITTEE, tier=2, parent=register.general, parent_kind=Kind.GENERAL_COMMITTEE
        )


def test_founding_renaming_and_closing_are_journaled(register: Register) -> None:
    branch = organisations.create(
        register.county.pk,
        kind=Kind.BRANCH,
        name="前丁村党支部",
        parent_id=register.committee.pk,
        actor=register.keeper,
    )
    organisations.rename(branch.pk, name="前丁村网商党支部", short_name="", actor=register.keeper)
    organisations.close(branch.pk, actor=register.keeper)

    branch.refresh_from_db()
    assert (branch.tier, branch.name, branch.active) == (3, "前丁村网商党支部", False)
    assert branch.initials == "qdcwsdzb"
    assert events_of(branch) == ["organisation.created", "organisation.renamed", "organisation.closed"]


def test_a_unit_with_people_or_with_units_under_it_is_not_closed(register: Register) -> None:
    with pytest.raises(Refused, match="在岗人员"):
        organisations.close(register.office.pk, actor=None)
    with pytest.raises(Refused, match="下级组织"):
        organisations.close(register.general.pk, actor=None)


def test_two_live_units_never_share_a_name_but_a_closed_one_gives_it_back(register: Register) -> None:
    def found() -> Organisation:
        return organisations.create(
            register.county.pk,
            kind=Kind.DEPARTMENT,
            name="县水务局",
            authority_kind=AuthorityKind.GOVERNMENT,
            actor=None,
        )

    first = found()
    with pytest.raises(Refused, match="同名"):
        found()
    organisations.close(first.pk, actor=None)

    assert found().pk != first.pk


def test_a_department_without_authority_kind_is_refused_in_words(register: Register) -> None:
    with pytest.raises(Refused, match="权力性质"):
        organisations.create(register.county.pk, kind=Kind.DEPARTMENT, name="县某局", actor=None)


def test_a_firm_becomes_a_member_household_of_a_branch_only(register: Register) -> None:
    firm = organisations.create_firm(register.county.pk, name="云裳坊", place_id=register.village.pk, actor=None)
    branch = organisations.create(
        register.county.pk, kind=Kind.BRANCH, name="前丁村党支部", parent_id=register.committee.pk, actor=None
    )

    organisations.join_branch(firm.pk, branch_id=branch.pk, actor=None)

    assert list(branch.member_households.all()) == [firm.profile]
    with pytest.raises(Refused, match="基层党组织"):
        organisations.join_branch(firm.pk, branch_id=register.committee.pk, actor=None)


def test_leaving_the_branch_takes_the_badge_down(register: Register) -> None:
    branch = organisations.create(
        register.county.pk, kind=Kind.BRANCH, name="前丁村党支部", parent_id=register.committee.pk, actor=None
    )
    firm = organisations.create_firm(
        register.county.pk, name="云裳坊", place_id=register.village.pk, branch_id=branch.pk, actor=None
    )
    organisations.correct_firm(firm.pk, changes={"shows_badge": True}, actor=None)

    organisations.join_branch(firm.pk, branch_id=None, actor=None)

    assert Firm.objects.get(pk=firm.pk).shows_badge is False
    assert events_of(firm)[-1] == "organisation.left_branch"


def test_a_firms_contact_never_reaches_the_journal(register: Register) -> None:
    firm = organisations.create_firm(
        register.county.pk, name="云裳坊", place_id=register.village.pk, contact_phone="19900000001", actor=None
    )
    organisations.correct_firm(firm.pk, changes={"contact_phone": "19900000002"}, actor=None)

    told = [str(event.data) for event in Event.objects.for_subject("organisation", firm.pk)]
    assert not [words for words in told if "1990000" in words]


@pytest.mark.parametrize(("credit_code", "contact_phone"), [("123", ""), ("92370000MAFAKE001I", ""), ("", "12345")])
def test_malformed_numbers_of_a_firm_are_refused(register: Register, credit_code: str, contact_phone: str) -> None:
    with pytest.raises(Refused, match=r"18 位|11 位"):
        organisations.create_firm(
            register.county.pk,
            name="云裳坊",
            place_id=register.village.pk,
            credit_code=credit_code,
            contact_phone=contact_phone,
            actor=None,
        )


def test_two_firms_never_share_a_credit_code(register: Register) -> None:
    code = "92370000MAFAKE001X"
    organisations.create_firm(
        register.county.pk, name="云裳坊", place_id=register.village.pk, credit_code=code, actor=None
    )

    with pytest.raises(Refused, match="已经登记"):
        organisations.create_firm(
            register.county.pk, name="木言家居", place_id=register.village.pk, credit_code=code, actor=None
        )


def test_a_village_lies_in_a_town_and_a_town_in_nothing(register: Register) -> None:
    for kind, parent in [(PlaceKind.VILLAGE, None), (PlaceKind.TOWN, register.town)]:
        with pytest.raises(IntegrityError, match="village_lies_in_a_town"), transaction.atomic():
            Place.objects.create(county=register.county, kind=kind, name="某地", parent=parent)


@pytest.mark.parametrize("typed", ["财政", "xczj", "xian cai", "XCZJ "])
def test_a_unit_is_found_by_characters_initials_and_pinyin(register: Register, typed: str) -> None:
    units = organisations_in(register.county.pk, Kind.DEPARTMENT)

    assert [unit.name for unit in named_like(units, typed)] == ["县财政局"]


def test_units_are_listed_in_the_order_of_their_pinyin(register: Register) -> None:
    names = [unit.name for unit in organisations_in(register.county.pk, Kind.DEPARTMENT)]

    assert names == ["县财政局", "县供电公司"]


def test_a_catalogue_name_finds_its_unit(register: Register) -> None:
    def found(name: str, town: Place | None = None) -> str | None:
        unit = resolve_unit(name, county=register.county, town=town)
        return unit.name if unit else None

    assert found("县财政局（地方金融服务中心）") == "县财政局"
    assert found("电商行业党委") == "电商行业党委"
    assert found("相关行业协会") is None
    assert found("属地镇街", register.town) is None
    organisations.create(
        register.county.pk,
        kind=Kind.DEPARTMENT,
        name="云裳镇人民政府",
        place_id=register.town.pk,
        authority_kind=AuthorityKind.GOVERNMENT,
        actor=None,
    )
    assert found("属地镇街", register.town) == "云裳镇人民政府"
    assert found("属地镇街") is None
