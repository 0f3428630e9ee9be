"""The invented people of the fictional county and where they sit: somebody in every role, everywhere."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth.hashers import make_password

from orgs.models import County, Organisation, Person, Post
from orgs.names import name_keys, pinyin_key
from orgs.policies import IN_THE_BACK_OFFICE
from orgs.queries import today
from orgs.seeding import register
from orgs.seeding.bodies import Committees
from orgs.seeding.logins import DEMO_PASSWORD
from orgs.seeding.places import Sites
from orgs.seeding.units import ASSOCIATIONS, DEPARTMENTS, MAIN_COMMITTEE
from orgs.statuses import OrganisationKind, Role

_SURNAMES = "林郑谢宋唐许韩冯邓曹彭曾萧田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢"
_GIVEN = [
    "清和",
    "云帆",
    "子衿",
    "景明",
    "若溪",
    "望舒",
    "知远",
    "安澜",
    "思齐",
    "怀瑾",
    "长风",
    "书言",
    "雨桐",
    "修竹",
    "海晏",
    "青禾",
    "明远",
    "星河",
    "念慈",
    "承志",
    "晓棠",
    "听松",
    "如月",
    "嘉树",
    "行之",
    "乐山",
    "采薇",
    "致和",
    "秋实",
    "春晖",
    "成蹊",
    "正则",
    "静姝",
    "泽言",
    "慕白",
    "语冰",
    "以恒",
]
_OTHER_COMMITTEES = {
    "演出服饰行业党委": "fushi",
    "木制品家居行业党委": "mujia",
    "快递物流行业党委": "wuliu",
    "直播行业党委": "zhibo",
}
_OWN_NAMES = {"shichang-jb": "jingban", "shichang-jz": "juzhang", "yunshang-zhan": "zhandian"}
_MAIN_FIRM, _MAIN_POINT = "云裳坊演出服饰店", ("云裳镇", "前丁村")


@dataclass(frozen=True, slots=True)
class Seat:
    """A person to be: user name and the posts they hold in one organisation."""

    username: str
    organisation: Organisation
    roles: tuple[Role, ...]
    section: Organisation | None = None
    clerk: bool = False


@dataclass(slots=True)
class Bodies:
    """Everything people can sit in."""

    committees: Committees
    units: dict[str, Organisation]
    sites: Sites
    firms: dict[str, Organisation]
    sections: dict[int, Organisation] = field(default_factory=dict)


def build_people(county: County, bodies: Bodies, *, at: datetime) -> dict[str, Person]:
    """Enrol and appoint everybody. One password hash serves all: it is public anyway.

    They hold their posts since the first day of the year before: the round table tells of it, and of what they did.
    """
    since = today(at).replace(year=today(at).year - 1, month=1, day=1)
    password, names = make_password(DEMO_PASSWORD), _names()
    seats = list(_seats(bodies))
    people = register.enrol(
        (
            Person(
                county=county,
                username=seat.username,
                name=name,
                **name_keys(name),
                phone=f"1980000{n:04d}",
                password=password,
                is_staff=bool(IN_THE_BACK_OFFICE.intersection(seat.roles)),
            )
            for n, (seat, name) in enumerate(zip(seats, names, strict=False), start=1)
        ),
        at=at,
    )
    register.appoint(
        (
            Post(
                person=person,
                organisation=seat.organisation,
                role=role,
                section=seat.section if role == Role.HANDLER else None,
                clerk=seat.clerk,
                starts_on=since,
            )
            for person, seat in zip(people, seats, strict=True)
            for role in seat.roles
        ),
        at=at,
    )
    return {person.username: person for person in people}


def _names() -> Iterator[str]:
    """Yield distinct invented names: 31 surnames and 37 given names have no common factor."""
    for n in range(len(_SURNAMES) * len(_GIVEN)):
        yield _SURNAMES[n % len(_SURNAMES)] + _GIVEN[n % len(_GIVEN)]


def _seats(bodies: Bodies) -> Iterator[Seat]:
    yield from _committee_seats(bodies.committees)
    yield from _office_seats(bodies.committees)
    for unit in DEPARTMENTS:
        yield from _unit_seats(unit.username, bodies.units[unit.name], bodies)
    for n, name in enumerate(ASSOCIATIONS, start=1):
        yield Seat(f"xiehui{n:02d}", bodies.units[name], (Role.DEPT_LIAISON,))
    for town, government in bodies.sites.governments.items():
        yield from _unit_seats(_spelled(town), government, bodies)
    yield from _site_seats(bodies.sites)
    others = (firm for name, firm in bodies.firms.items() if name != _MAIN_FIRM)
    yield Seat("dianzhu", bodies.firms[_MAIN_FIRM], (Role.ENTERPRISE_USER,))
    for n, firm in enumerate(others, start=2):
        yield Seat(f"dian{n:02d}", firm, (Role.ENTERPRISE_USER,))
    yield Seat("dianyuan", bodies.firms[_MAIN_FIRM], (Role.ENTERPRISE_USER,), clerk=True)


def _committee_seats(committees: Committees) -> Iterator[Seat]:
    main = committees.industry[MAIN_COMMITTEE]
    yield Seat("shouli", main, (Role.DISPATCHER,))
    yield Seat("fuhe", main, (Role.DISPATCHER,))
    yield Seat("shuji", main, (Role.PARTY_SECRETARY,))
    yield Seat("huiwu", main, (Role.MEETING_CLERK,))
    yield Seat("hangye", main, (Role.DEPT_LIAISON,))
    for name, key in _OTHER_COMMITTEES.items():
        yield Seat(f"{key}-sl", committees.industry[name], (Role.DISPATCHER,))
        yield Seat(f"{key}-fh", committees.industry[name], (Role.DISPATCHER,))
        yield Seat(f"{key}-sj", committees.industry[name], (Role.PARTY_SECRETARY,))
    yield Seat("zongshuji", committees.general, (Role.PARTY_SECRETARY,))
    yield Seat("lingdao", committees.general, (Role.LEADER,))


def _office_seats(committees: Committees) -> Iterator[Seat]:
    """The supervisor also prepares meetings: somebody with two posts to switch between."""
    yield Seat("ducha", committees.office, (Role.SUPERVISOR, Role.MEETING_CLERK))
    yield Seat("huifang", committees.office, (Role.REVISIT_CLERK,))
    yield Seat("bangong", committees.office, (Role.DEPT_LIAISON,))
    yield Seat("xitong", committees.office, (Role.SYSADMIN,))
    yield Seat("anquan", committees.office, (Role.SECADMIN,))
    yield Seat("shenji", committees.office, (Role.AUDITADMIN,))
    yield Seat("fucha", committees.office, (Role.SUPERVISOR,))


def _unit_seats(key: str, unit: Organisation, bodies: Bodies) -> Iterator[Seat]:
    mass = unit.kind == OrganisationKind.MASS_ORGANISATION
    yield Seat(key, unit, (Role.MASS_ORG_USER, Role.DEPT_LIAISON) if mass else (Role.DEPT_LIAISON,))
    yield Seat(_own(f"{key}-jb"), unit, (Role.HANDLER,), section=bodies.sections.get(unit.pk))
    yield Seat(_own(f"{key}-jz"), unit, (Role.DEPT_HEAD,))


def _site_seats(sites: Sites) -> Iterator[Seat]:
    for town, station in sites.stations.items():
        yield Seat(_own(f"{_spelled(town)}-zhan"), station, (Role.SITE_CLERK,))
    for n, (key, point) in enumerate(sites.points.items(), start=1):
        username = "cundian" if key == _MAIN_POINT else f"{_spelled(key[0])}-dian{n:03d}"
        yield Seat(username, point, (Role.SITE_CLERK,))


def _own(username: str) -> str:
    return _OWN_NAMES.get(username, username)


def _spelled(town: str) -> str:
    return pinyin_key(town.removesuffix("街道").removesuffix("镇")).replace(" ", "")
