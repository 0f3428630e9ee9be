"""The fictional county: complete, quick, journaled, and nothing in it real."""

from collections import Counter
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db.models import Manager
from pytest_django import DjangoDbBlocker

from journal.models import Event, Outbox
from orgs.exceptions import Refused
from orgs.models import AllianceMember, County, Firm, MemberUnit, Organisation, Person, Place, Post, ServiceSite
from orgs.queries import posts_of, today
from orgs.seeding import DEMO_PASSWORD, build_county, demo_logins, firm_named, resolve_unit
from orgs.statuses import OrganisationKind, Role
from orgs.working_days import calendar_for
from tests.orgs.test_calendar import at

START = at("2026-01-04 09:00")
CATALOGUE_NAMES = [
    "人民调解委员会",
    "县交通运输局",
    "县人力资源和社会保障局",
    "县人力资源和社会保障局（劳动监察）",
    "县住房和城乡建设局",
    "县公安局",
    "县公安局交警大队",
    "县公安局（反诈中心）",
    "县公安局（属地派出所）",
    "县农业农村局",
    "县农商行等放贷机构",
    "县医疗保障局",
    "县发展和改革局",
    "县司法局",
    "县司法局（公共法律服务中心）",
    "县商务和投资促进局",
    "县国有平台公司",
    "县妇联",
    "县委党校",
    "县委宣传部（版权）",
    "县委组织部",
    "县委组织部（人才办）",
    "县审计局",
    "县工业和信息化局",
    "县工业和信息化局（通信发展办）",
    "县市场监督管理局",
    "县市场监督管理局（知识产权科）",
    "县市场监督管理局（综合执法大队）",
    "县应急管理局",
    "县总工会",
    "县教育和体育局",
    "县文化和旅游局",
    "县检验检测中心",
    "县水务局",
    "县消防救援大队",
    "县电子商务服务中心",
    "县科学技术局",
    "县税务局",
    "县综合行政执法局",
    "县自然资源和规划局",
    "县行政审批服务局",
    "县财政局",
    "县财政局（地方金融服务中心）",
    "县邮政业发展中心",
    "反诈中心",
    "团县委",
    "国网泽丰县供电公司",
    "属地镇街",
    "属地镇街党（工）委",
    "属地镇街妇联",
    "市海关",
    "市生态环境局泽丰县分局",
    "开户银行",
    "律师服务团",
    "放贷银行",
    "电商产业综合党委办公室",
    "电商行业党委",
    "省农担公司县办事处",
    "知识产权快速维权中心",
    "移动/联通/电信县分公司",
    "经办银行",
    "职业学校",
    "金融监管支局",
    "镇街电商服务站",
]


@pytest.fixture
def county(db: None) -> County:
    return build_county(START)


def count(queryset: Manager[Any], field: str) -> dict[str, int]:
    return dict(Counter(queryset.values_list(field, flat=True)))


def test_the_county_is_as_large_as_the_domain_says(county: County) -> None:
    assert count(Place.objects, "kind") == {"town": 27, "village": 138}
    assert count(ServiceSite.objects, "level") == {"county": 1, "town": 27, "village": 138}
    assert count(AllianceMember.objects, "type") == {
        "party": 6,
        "department": 30,
        "mass_organisation": 4,
        "soe": 1,
        "town": 26,
        "association": 11,
    }
    assert MemberUnit.objects.count() == 15
    assert set(Organisation.objects.exclude(tier=None).values_list("tier", flat=True)) == {1, 2, 3}
    assert Firm.objects.exclude(branch=None).count() == 6


def test_it_is_built_without_a_statement_for_each_row(django_assert_max_num_queries: Any, db: None) -> None:
    with django_assert_max_num_queries(150):
        build_county(START)

    assert Person.objects.count() + Post.objects.count() + Organisation.objects.count() > 900


@pytest.mark.parametrize("name", CATALOGUE_NAMES)
def test_every_name_of_the_catalogue_means_a_unit_with_somebody_to_sign(
    county_for_all: tuple[County, Place], name: str
) -> None:
    county, town = county_for_all

    unit = resolve_unit(name, county=county, town=town)

    assert unit is not None
    assert Post.objects.filter(organisation=unit, role=Role.DEPT_LIAISON).exists()


@pytest.fixture(scope="module")
def county_for_all(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[County, Place]]:
    """One county for the table above; rolled back with the module."""
    from django.db import transaction  # noqa: PLC0415 -- after the plugin has set the database up

    with django_db_blocker.unblock():
        block = transaction.atomic()
        block.__enter__()
        built = build_county(START)
        yield built, Place.objects.get(county=built, name="云裳镇")
        transaction.set_rollback(True)
        block.__exit__(None, None, None)


@pytest.fixture(autouse=True)
def reach_the_database(request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Tests over `county_for_all` use its open transaction."""
    if "county_for_all" not in request.fixturenames:
        yield
        return
    with django_db_blocker.unblock():
        yield


def test_names_that_mean_nobody_in_particular_are_left_to_the_desk(county: County) -> None:
    for name in ("相关行业协会", "相关政策主管部门", "欠款单位主管部门"):
        assert resolve_unit(name, county=county, town=None) is None


def test_every_told_sign_in_works_in_the_role_it_says(county: County) -> None:
    for role, username, password, _words in demo_logins():
        person = Person.objects.get(username=username)
        posts = posts_of(person, on=today(START))
        assert posts[0].role == role
        assert password == DEMO_PASSWORD
    assert {role for role, *_rest in demo_logins()} == set(Role)
    assert Person.objects.get(username="dianzhu").check_password(DEMO_PASSWORD)


def test_every_firm_site_and_town_has_somebody(county: County) -> None:
    peopled = set(Post.objects.values_list("organisation", flat=True))
    kinds = [
        OrganisationKind.FIRM,
        OrganisationKind.STATION,
        OrganisationKind.POINT,
        OrganisationKind.INDUSTRY_COMMITTEE,
    ]
    rows = Organisation.objects.filter(kind__in=kinds) | Organisation.objects.filter(
        kind=OrganisationKind.DEPARTMENT, place__isnull=False
    )

    assert [unit.name for unit in rows if unit.pk not in peopled] == []


def test_courts_and_discipline_inspection_have_nobody_who_signs(county: County) -> None:
    channels = Organisation.objects.filter(authority_kind__in=["court", "discipline"])

    assert channels.count() == 2
    assert not Post.objects.filter(organisation__in=channels).exists()


def test_each_organisation_and_person_has_its_event_and_nobody_is_bothered(county: County) -> None:
    created = Event.objects.filter(verb="organisation.created").values_list("subject_id", flat=True)

    assert set(created) == set(Organisation.objects.values_list("pk", flat=True))
    assert Event.objects.filter(verb="person.enrolled").count() == Person.objects.count()
    assert not Outbox.objects.filter(event__verb__in=["organisation.created", "person.enrolled"]).exists()
    assert {event.at for event in Event.objects.all()} == {START}


def test_the_published_days_are_entered(county: County) -> None:
    found = calendar_for(county.pk)

    assert (len(found.rest), len(found.work)) == (56, 19)


def test_groups_and_nameless_callers_have_a_firm_that_files_for_them(county: County) -> None:
    assert firm_named("匿名", county=county).name == "后丁布艺仓储"
    assert str(firm_named("云裳坊演出服饰店", county=county).place) == "前丁村"


def test_it_is_not_built_twice(county: County) -> None:
    with pytest.raises(Refused):
        build_county(START)
    assert County.objects.count() == 1


def test_the_sign_ins_are_printed_one_a_line(db: None) -> None:
    told = StringIO()
    call_command("demo_logins", stdout=told)

    lines = told.getvalue().splitlines()
    assert len(lines) == len(demo_logins())
    assert lines[0].split("\t")[:3] == ["企业用户", "dianzhu", DEMO_PASSWORD]
