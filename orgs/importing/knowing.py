"""What a sheet's words mean in a county: places, organisations, kinds and roles by the names people use."""

import re
from collections.abc import Mapping
from typing import Any, Final

from django.db.models import TextChoices
from django.utils import translation
from django.utils.translation import gettext as _

from orgs.exceptions import Refused
from orgs.models import Organisation, Place
from orgs.models.organisations import PHONE
from orgs.statuses import AuthorityKind, OrganisationKind, PlaceKind, Role

_ALSO: Final[Mapping[str, TextChoices]] = {
    "部门": OrganisationKind.DEPARTMENT,
    "县直部门": OrganisationKind.DEPARTMENT,
    "镇街政府": OrganisationKind.DEPARTMENT,
    "党支部": OrganisationKind.BRANCH,
    "服务站": OrganisationKind.STATION,
    "服务点": OrganisationKind.POINT,
    "派单员": Role.DISPATCHER,
    "联络员": Role.DEPT_LIAISON,
    "督办员": Role.SUPERVISOR,
    "代办员": Role.SITE_CLERK,
    "店主": Role.ENTERPRISE_USER,
}
_YES: Final = frozenset({"是", "个体", "个体工商户", "√", "✓", "y", "yes", "1"})
_NO: Final = frozenset({"", "否", "不是", "×", "n", "no", "0"})
AUTHORITY_OF: Final[Mapping[OrganisationKind, AuthorityKind]] = {
    OrganisationKind.DEPARTMENT: AuthorityKind.GOVERNMENT,
    OrganisationKind.MASS_ORGANISATION: AuthorityKind.MASS,
    OrganisationKind.ASSOCIATION: AuthorityKind.ASSOCIATION,
    OrganisationKind.SOE: AuthorityKind.ENTERPRISE,
}
"""Kinds that name their authority, and the one that is meant when a sheet leaves it out."""


def chosen(choices: Any, words: str, *, what: str) -> Any:
    """The member of a closed list that the words name in either language. Raises Refused with the whole list."""
    named = {**_labels(choices), **{word: member for word, member in _ALSO.items() if isinstance(member, choices)}}
    if words not in named:
        known = "、".join(str(member.label) for member in choices)
        raise Refused(
            _("%(what)s“%(words)s”不认识，可以填：%(known)s") % {"what": what, "words": words, "known": known}
        )
    return named[words]


def _labels(choices: Any) -> dict[str, Any]:
    found = {str(member.label): member for member in choices}
    with translation.override("zh-hans"):
        return found | {str(member.label): member for member in choices}


def yes(words: str, *, what: str) -> bool:
    """是 or 否. Raises Refused for anything else."""
    plain = words.strip().lower()
    if plain not in _YES | _NO:
        raise Refused(_("“%(what)s”请填 是 或 否") % {"what": what})
    return plain in _YES


def phone(words: str) -> str:
    """A telephone as it is kept. Raises Refused."""
    bare = re.sub(r"[\s()（）]", "", words)
    if bare and not re.fullmatch(PHONE, bare):
        raise Refused(_("请填 11 位手机号，或带区号的座机号。"))
    return bare


class Places:
    """Towns and villages of a county, read once."""

    def __init__(self, county_id: int) -> None:
        rows = list(Place.objects.filter(county=county_id))
        self._towns = {place.name: place.pk for place in rows if place.kind == PlaceKind.TOWN}
        self._villages = {(place.parent_id, place.name): place.pk for place in rows if place.parent_id}

    def find(self, town: str, village: str) -> int:
        """The village, or the town where none is named. Raises Refused for a name that is not entered."""
        if town not in self._towns:
            raise Refused(_("镇街“%s”还没有登记") % town)
        if not village:
            return self._towns[town]
        found = self._villages.get((self._towns[town], village))
        if found is None:
            raise Refused(_("%(town)s没有登记“%(village)s”") % {"town": town, "village": village})
        return found


def organisation(county_id: int, name: str, *, kinds: frozenset[OrganisationKind]) -> Organisation:
    """The live organisation of this name or other name, of one of these kinds. Raises Refused."""
    there = Organisation.objects.filter(county=county_id, active=True, kind__in=kinds)
    found = list(there.filter(name=name)[:2]) or list(there.filter(short_name=name)[:2])
    found = found or list(there.filter(also_called__contains=[name])[:2])
    if not found:
        raise Refused(_("组织“%s”还没有登记") % name)
    if len(found) > 1:
        raise Refused(_("叫“%s”的组织不止一个，请写全称") % name)
    return found[0]
