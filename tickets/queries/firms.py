"""Firms for whom others speak: whom a post may speak for, who is meant by a few characters, who a list means."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Self

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from orgs.models import Organisation, Post
from orgs.names import pinyin_key
from orgs.queries import named_like, organisations_in
from orgs.statuses import OrganisationKind, PlaceKind, Role
from tickets.policies import DESK_ROLES

_CODE: Final = re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}")
_NUMBER: Final = re.compile(r"\+?[0-9()（）]{8,}")


def firms_of(post: Post) -> QuerySet[Organisation]:
    """The firms that a post may speak for: a desk for its county's, a station or a point for those of its town."""
    if post.role in DESK_ROLES:
        return organisations_in(post.county_id, OrganisationKind.FIRM).select_related("place", "profile")
    place = post.organisation.place
    if post.role != Role.SITE_CLERK or place is None:
        return Organisation.objects.none()
    town_id = place.pk if place.kind == PlaceKind.TOWN else place.parent_id
    return (
        organisations_in(post.organisation.county_id, OrganisationKind.FIRM)
        .filter(Q(place=town_id) | Q(place__parent=town_id))
        .select_related("place", "profile")
    )


def firms_like(firms: QuerySet[Organisation], typed: str) -> QuerySet[Organisation]:
    """Narrow to whom a person means by name, pinyin, initials, credit code or the whole telephone number."""
    words = re.sub(r"[\s-]", "", typed).upper()
    if _CODE.fullmatch(words):
        return firms.filter(profile__credit_code=words)
    if _NUMBER.fullmatch(words):
        return firms.filter(profile__contact_phone=words)
    return named_like(firms, typed)


@dataclass(frozen=True, slots=True)
class Named:
    """What a row of a list says of the firm."""

    name: str
    credit_code: str
    phone: str
    town_id: int | None
    is_person: bool = False  # a person's own name: only the telephone number tells two apart


@dataclass(frozen=True, slots=True)
class Found:
    """The firm that is meant, or why nobody may be taken for it; neither means that the register has no such firm."""

    firm_id: int | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Register:
    """The firms that the rows of a list may mean, read in two queries however many rows there are.

    A name alone is not enough: somebody of the same name must not get another's case. The town or the telephone
    number has to agree as well, for a person the number; a credit code speaks for itself.
    """

    by_code: Mapping[str, Organisation]
    by_name: Mapping[str, list[Organisation]]

    @classmethod
    def of(cls, county_id: int, named: Iterable[Named]) -> Self:
        """Read what these rows may mean."""
        said = list(named)
        firms = organisations_in(county_id, OrganisationKind.FIRM).select_related("place", "profile")
        names = {each.name for each in said if each.name}
        codes = {each.credit_code for each in said if each.credit_code}
        by_name: dict[str, list[Organisation]] = defaultdict(list)
        for firm in firms.filter(pinyin__in={pinyin_key(name) for name in names}, name__in=names):
            by_name[firm.name].append(firm)
        with_codes = firms.filter(profile__credit_code__in=codes) if codes else firms.none()
        return cls({firm.profile.credit_code: firm for firm in with_codes}, by_name)

    def find(self, named: Named) -> Found:
        """Who is meant, if that can be told."""
        if named.credit_code and (firm := self.by_code.get(named.credit_code)):
            return Found(firm.pk)
        same = [firm for firm in self.by_name.get(named.name, []) if _may_be(firm, named)]
        agreeing = [firm for firm in same if _agrees(firm, named)]
        if len(agreeing) == 1:
            return Found(agreeing[0].pk)
        if len(agreeing) > 1:
            return Found(problem=_("库里有 %(n)d 家同名企业，请填统一社会信用代码") % {"n": len(agreeing)})
        if same and not (named.credit_code or named.town_id):
            return Found(problem=_("库里有同名企业，但电话对不上，请填镇街或统一社会信用代码"))
        return Found()


def _may_be(firm: Organisation, named: Named) -> bool:
    """Two different codes are two different firms, whatever their names."""
    return not (named.credit_code and firm.profile.credit_code)


def _agrees(firm: Organisation, named: Named) -> bool:
    place = firm.place
    town_id = (place.parent_id or place.pk) if place is not None else None
    same_town = named.town_id is not None and town_id == named.town_id
    same_phone = bool(named.phone) and _bare(firm.profile.contact_phone) == _bare(named.phone)
    return same_phone or (same_town and not named.is_person)


def _bare(phone: str) -> str:
    return phone.replace("-", "")
