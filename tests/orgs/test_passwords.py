"""Passwords that others would try first are refused with a sentence; long ones of one's own are not."""

import pytest
from django.contrib.auth.password_validation import get_default_password_validators, validate_password
from django.core.exceptions import ValidationError

from orgs.models import Person
from orgs.passwords import CommonPasswords
from orgs.services import organisations
from orgs.statuses import AuthorityKind, OrganisationKind, Role
from tests.orgs.conftest import Register

COMMON = "这个密码太常见"
PLACE = "剩下的太少"


@pytest.fixture
def person(register: Register) -> Person:
    """Liang Xin of the power company, in the county of Zefeng."""
    county = register.county
    type(county).objects.filter(pk=county.pk).update(name="泽丰县", code="zefeng")
    organisations.create(
        county.pk,
        kind=OrganisationKind.DEPARTMENT,
        name="泽丰县市场监督管理局",
        short_name="市监局",
        authority_kind=AuthorityKind.GOVERNMENT,
        actor=None,
    )
    post = register.post("liang", register.power, Role.HANDLER)
    Person.objects.filter(pk=post.person_id).update(name="梁新", pinyin="liang xin", phone="13900002345")
    return Person.objects.select_related("county").get(pk=post.person_id)


def sentences(password: str, person: Person | None) -> str:
    try:
        validate_password(password, person)
    except ValidationError as refused:
        return " ".join(refused.messages)
    return ""


@pytest.mark.parametrize(
    "typed",
    [
        "1qaz2wsx3edc", "qwertyuiop", "woaini1314520", "Password2026!", "p@ssw0rd2026", "Admin@123456", "iloveyou1314",
        "zhongguo2026", "passwordpassword", "！！password！！", "asdfghjkl;'", "WODEMIMA888", "0123456789",
    ],
)  # fmt: skip
def test_what_stands_in_leaks_is_refused_also_with_a_year_or_signs_round_it(typed: str) -> None:
    assert COMMON in sentences(typed, None)


@pytest.mark.parametrize(
    "typed",
    [
        "qihu123456", "Qihulianying!", "企呼链应企呼链应企呼", "zefeng2026!", "zefengxian88", "泽丰县泽丰县泽丰县123",
        "市监局市监局2026", "县供电公司2026",
        "liangxin1990", "13900002345a", "zefengxianshichangjianduguanliju", "zefeng12345678",
    ],
)  # fmt: skip
def test_names_of_the_place_and_of_oneself_are_refused(person: Person, typed: str) -> None:
    assert PLACE in sentences(typed, person)


@pytest.mark.parametrize(
    "typed",
    [
        "three-noodles-and-a-kite",
        "今天下午修了两台变压器",
        "qihu 门口的桂花树开了三回",
        "liangxin keeps nine red lanterns",
    ],
)
def test_a_long_one_of_ones_own_is_taken_without_digits_or_signs(person: Person, typed: str) -> None:
    assert sentences(typed, person) == ""


def test_more_than_three_thousand_known_ones_are_carried() -> None:
    carried = next(each for each in get_default_password_validators() if isinstance(each, CommonPasswords))

    assert len(carried.passwords) > 15_000


def test_somebody_without_a_county_is_asked_the_same(db: None) -> None:
    root = Person.objects.create_user("installer", name="装机")

    assert PLACE in sentences("installer2026", root)
    assert sentences("three-noodles-and-a-kite", root) == ""
