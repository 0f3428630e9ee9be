"""More of the fictional county, for a big year: firms in every town with somebody who speaks for them, and more staff.

Names are put together from parts; nothing is real. Credit codes have the check characters of GB 32100 and GB 11714.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from random import Random
from typing import Final

from django.contrib.auth.hashers import make_password
from django.db import transaction

from orgs.models import County, Firm, Organisation, Person, Place, Post
from orgs.names import name_keys
from orgs.queries import today
from orgs.seeding import register
from orgs.seeding.logins import DEMO_PASSWORD
from orgs.statuses import OrganisationKind, PlaceKind, Role

CODE_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_BODY_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)
_INVENTED: Final = "92370000FAKE"
_WORDS: Final = (
    "云锦", "霓裳", "小满", "青禾", "木言", "桐光", "蒲韵", "锦程", "舞悦", "星河", "梦蝶", "巧娘", "花间", "鹿鸣",
    "南风", "知夏",
    "晨曦", "百灵", "彩翼", "金梭", "银线", "雅集", "福满", "瑞丰", "恒信", "联创", "新禾", "红袖", "听雨", "拾光",
    "万卷", "长乐",
    "华彩", "童趣", "朵朵", "优品", "鼎诚", "宏远", "顺和", "吉祥",
)  # fmt: skip
_TRADES: Final = (
    "演出服饰", "童装", "汉服", "木艺", "家居", "草编", "箱包", "头饰", "布艺", "鞋业", "玩具", "刺绣", "农产品",
    "道具", "舞蹈服", "校服",
)  # fmt: skip
_ENDS: Final = ("店", "工作室", "加工部", "厂", "商行", "经营部", "旗舰店", "专营店", "工坊", "合作社")
_SURNAMES: Final = "丁李孙王赵刘陈杨周吴徐朱马胡郭何高罗梁宋"
_GIVEN: Final = (
    "桂兰", "建国", "小满", "文静", "长河", "玉珍", "志强", "晓燕", "立新", "秀英", "海涛", "春梅", "永刚", "雪莲",
    "振华", "丽娟",
    "大伟", "红霞", "保田", "冬青",
)  # fmt: skip
_PERSONS: Final = frozenset({"店", "工作室", "加工部", "工坊"})
_ALLIED: Final = 0.3
_HANDLERS, _DISPATCHERS, _CLERKS = 2, 3, 5
_BATCH: Final = 1000


def gather(county: County, *, firms: int, rng: Random, at: datetime) -> None:
    """Enter so many firms with a person each, and the staff that a busy county needs."""
    password = make_password(DEMO_PASSWORD)  # one for all: it is public anyway
    with transaction.atomic():
        _staff(county, rng=rng, password=password, at=at)
        for start in range(0, firms, _BATCH):
            _firms(county, range(start, min(firms, start + _BATCH)), rng=rng, password=password, at=at)


def credit_code(n: int) -> str:
    """The n-th invented code (统一社会信用代码), with both check characters."""
    digits = ""
    for _place in range(4):
        n, rest = divmod(n, len(CODE_ALPHABET))
        digits = CODE_ALPHABET[rest] + digits
    code = _INVENTED + digits
    code += _organisation_check(code[8:])
    return code + check_character(code)


def check_character(first: str) -> str:
    """The last character of a credit code, from its first seventeen (GB 32100)."""
    total = sum(CODE_ALPHABET.index(char) * pow(3, place, 31) for place, char in enumerate(first))
    return CODE_ALPHABET[-total % 31]


def _organisation_check(body: str) -> str:
    """The ninth character of the organisation's part, from its first eight (GB 11714)."""
    total = sum(int(char, 36) * weight for char, weight in zip(body, _BODY_WEIGHTS, strict=True))
    return "0123456789X"[-total % 11]


def _firms(county: County, numbers: Sequence[int], *, rng: Random, password: str, at: datetime) -> None:
    villages = list(Place.objects.filter(county=county, kind=PlaceKind.VILLAGE).select_related("parent").order_by("pk"))
    branches = list(Organisation.objects.filter(county=county, kind=OrganisationKind.BRANCH).order_by("pk"))
    ends = [rng.choice(_ENDS) for _number in numbers]
    places = [rng.choice(villages) for _number in numbers]
    made = register.enter(
        [
            register.organisation(county, OrganisationKind.FIRM, _named(number, place, end), place=place)
            for number, place, end in zip(numbers, places, ends, strict=True)
        ],
        at=at,
    )
    people = register.enrol(
        [
            _person(
                county, f"shop{number + 1:05d}", _person_named(number), phone=f"1970{number:07d}", password=password
            )
            for number in numbers
        ],
        at=at,
    )
    Firm.objects.bulk_create(
        Firm(
            organisation=firm,
            credit_code=credit_code(number),
            is_person=end in _PERSONS,
            branch=rng.choice(branches) if rng.random() < _ALLIED else None,
            address=f"{place.parent.name if place.parent else ''}{place.name}",
            contact_name=person.name,
            contact_phone=person.phone,
        )
        for number, firm, person, place, end in zip(numbers, made, people, places, ends, strict=True)
    )
    register.appoint(
        [_post(person, firm, Role.ENTERPRISE_USER, at) for person, firm in zip(people, made, strict=True)], at=at
    )


def _named(number: int, place: Place, end: str) -> str:
    """A name that no other firm of the place has: words, trade and place go round at different paces."""
    word, trade = _WORDS[number % len(_WORDS)], _TRADES[number // len(_WORDS) % len(_TRADES)]
    again = number // (len(_WORDS) * len(_TRADES))
    second = _WORDS[(number * 7 + again) % len(_WORDS)] if again else ""
    return f"{place.name}{word}{second}{trade}{end}"


def _person_named(number: int) -> str:
    return _SURNAMES[number % len(_SURNAMES)] + _GIVEN[number // len(_SURNAMES) % len(_GIVEN)]


def _staff(county: County, *, rng: Random, password: str, at: datetime) -> None:
    """More dispatchers at each desk, handlers in each unit, revisit clerks in the office."""
    seats = list(_seats(county))
    people = register.enrol(
        [
            _person(
                county,
                f"staff{n:04d}",
                rng.choice(_SURNAMES) + rng.choice(_GIVEN),
                phone=f"1960{n:07d}",
                password=password,
            )
            for n in range(len(seats))
        ],
        at=at,
    )
    register.appoint(
        [_post(person, organisation, role, at) for person, (organisation, role) in zip(people, seats, strict=True)],
        at=at,
    )


def _seats(county: County) -> Iterator[tuple[Organisation, Role]]:
    kinds = {
        OrganisationKind.INDUSTRY_COMMITTEE: (Role.DISPATCHER, _DISPATCHERS),
        OrganisationKind.DEPARTMENT: (Role.HANDLER, _HANDLERS),
        OrganisationKind.MASS_ORGANISATION: (Role.HANDLER, _HANDLERS),
        OrganisationKind.OFFICE: (Role.REVISIT_CLERK, _CLERKS),
    }
    staffed = Organisation.objects.filter(county=county, kind__in=list(kinds), posts__isnull=False).distinct()
    for organisation in staffed.order_by("pk"):
        role, count = kinds[OrganisationKind(organisation.kind)]
        for _n in range(count):
            yield organisation, role


def _person(county: County, username: str, name: str, *, phone: str, password: str) -> Person:
    return Person(county=county, username=username, name=name, **name_keys(name), phone=phone, password=password)


def _post(person: Person, organisation: Organisation, role: Role, at: datetime) -> Post:
    return Post(person=person, organisation=organisation, role=role, starts_on=today(at))
