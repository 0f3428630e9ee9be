"""Entering the rows of a sheet through the register's services. A row that is there already is left as it is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from orgs.exceptions import Refused
from orgs.importing import firms
from orgs.importing.knowing import AUTHORITY_OF, Places, chosen, organisation, phone
from orgs.importing.results import BAD, NEW, THERE, Result
from orgs.models import Organisation, Person, Place, Post
from orgs.policies import sits_there
from orgs.services import appointments, organisations, people, places
from orgs.statuses import PARENT_KINDS, SITE_OPERATORS, AuthorityKind, Consent, OrganisationKind, Role, SheetKind

Cells = Mapping[str, str]


@dataclass(slots=True)
class Entry:
    """In which county, and who enters."""

    county_id: int
    actor: Post | None
    places: Places


def enter(kind: SheetKind, rows: Sequence[tuple[int, Cells]], *, county_id: int, actor: Post | None) -> list[Result]:
    """Enter each row; the rows that cannot be are told apart with the reason. Runs in the caller's transaction."""
    if kind == SheetKind.FIRMS:
        return firms.enter(rows, county_id=county_id, actor=actor)
    entry = Entry(county_id, actor, Places(county_id))
    return [_one(_ENTER[kind], entry, line, cells) for line, cells in rows]


def _one(act: Callable[[Entry, Cells], tuple[str, int | None]], entry: Entry, line: int, cells: Cells) -> Result:
    try:
        with transaction.atomic():
            state, person = act(entry, cells)
    except Refused as problem:
        return Result(line, BAD, str(problem))
    return Result(line, state, person=person)


def _place(entry: Entry, cells: Cells) -> tuple[str, int | None]:
    town, village = cells["town"], cells.get("village", "")
    longest = 50
    if not town or max(len(town), len(village)) > longest:
        raise Refused(_("请填镇街，名称不超过 50 字"))
    if Place.objects.filter(
        county=entry.county_id, name=village or town, parent__name=town if village else None
    ).exists():
        return THERE, None
    places.enter(entry.county_id, towns={town: [village] if village else []}, actor=entry.actor)
    return NEW, None


def _organisation(entry: Entry, cells: Cells) -> tuple[str, int | None]:
    name, short = _named(cells["name"], most=100), _named(cells.get("short_name", ""), most=40, needed=False)
    kind = OrganisationKind(chosen(OrganisationKind, cells["kind"], what=_("类别")))
    if kind == OrganisationKind.FIRM:
        raise Refused(_("企业请用企业表导入"))
    parent = _parent(entry, kind, cells.get("parent", ""))
    if Organisation.objects.filter(county=entry.county_id, kind=kind, name=name, parent=parent, active=True).exists():
        return THERE, None
    town = cells.get("town", "")
    made = organisations.create(
        entry.county_id,
        kind=kind,
        name=name,
        short_name=short,
        parent_id=parent.pk if parent else None,
        place_id=entry.places.find(town, cells.get("village", "")) if town else None,
        authority_kind=_authority(kind, cells.get("authority", "")),
        also_called=[
            each.strip() for each in cells.get("also_called", "").replace("，", "、").split("、") if each.strip()
        ],
        actor=entry.actor,
    )
    if kind in SITE_OPERATORS:
        places.open_site(made)
    return NEW, None


def _parent(entry: Entry, kind: OrganisationKind, name: str) -> Organisation | None:
    if kind not in PARENT_KINDS:
        return None
    if not name:
        raise Refused(_("这一类要填上级"))
    return organisation(entry.county_id, name, kinds=PARENT_KINDS[kind])


def _authority(kind: OrganisationKind, words: str) -> AuthorityKind | str:
    if kind not in AUTHORITY_OF:
        return ""
    return AuthorityKind(chosen(AuthorityKind, words, what=_("权力性质"))) if words else AUTHORITY_OF[kind]


def _named(words: str, *, most: int, needed: bool = True) -> str:
    if needed and not words:
        raise Refused(_("名称是空的"))
    if len(words) > most:
        raise Refused(_("最多 %(most)d 字，现在多出 %(over)d 字") % {"most": most, "over": len(words) - most})
    return words


def _person(entry: Entry, cells: Cells) -> tuple[str, int | None]:
    """Enrol who is new, then appoint who does not sit there yet."""
    role = Role(chosen(Role, cells["role"], what=_("岗位")))
    kinds = frozenset(kind for kind in OrganisationKind if sits_there(role, kind))
    body = organisation(entry.county_id, cells["organisation"], kinds=kinds)
    person, enrolled = _enrolled(entry, cells)
    there = Q(active=True) | Q(consent=Consent.WAITS)
    if person.posts.filter(there, organisation=body, role=role).exists():
        return THERE, None
    section = None
    if name := cells.get("section", ""):
        section = Organisation.objects.filter(
            parent=body, kind=OrganisationKind.SECTION, name=name, active=True
        ).first()
        if section is None:
            raise Refused(_("%(unit)s没有科室“%(section)s”") % {"unit": body.name, "section": name})
    appointments.appoint(
        person.pk,
        organisation_id=body.pk,
        role=role,
        section_id=section.pk if section else None,
        actor=entry.actor,
    )
    return NEW, person.pk if enrolled else None


def _enrolled(entry: Entry, cells: Cells) -> tuple[Person, bool]:
    """The person of this user name, and whether they were enrolled just now."""
    username, name = cells["username"].lower(), _named(cells["name"], most=100)
    person = Person.objects.filter(username=username).first()
    if person is None:
        number, email = phone(cells.get("phone", "")), cells.get("email", "")
        made = people.enrol(entry.county_id, username=username, name=name, phone=number, email=email, actor=entry.actor)
        return made, True
    if person.county_id != entry.county_id:
        raise Refused(_("用户名或邮箱不能用：已经有人用了，或者写法不对。"))
    if person.name != name:
        raise Refused(_("用户名“%(username)s”已经是%(name)s的") % {"username": username, "name": person.name})
    return person, False


_ENTER: Final[Mapping[SheetKind, Callable[[Entry, Cells], tuple[str, int | None]]]] = {
    SheetKind.PLACES: _place,
    SheetKind.ORGANISATIONS: _organisation,
    SheetKind.PEOPLE: _person,
}
