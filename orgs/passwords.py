"""Passwords that somebody else would try first are refused, with a sentence that says why (ASVS V6.2.4, V6.2.11).

Known ones: Django's list of twenty thousand out of leaks, and `data/passwords.txt` with those of this country. Words of
the place: the product, the county, its units, and the person. No mixture of kinds of letters is asked for (V6.2.5).
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from orgs.models import County, Organisation, Person
from orgs.statuses import OrganisationKind

_OURS: Final = Path(__file__).parent / "data" / "passwords.txt"
_PRODUCT: Final = ("qihulianying", "企呼链应", "qihu")
_LOOKALIKES: Final = str.maketrans("@4031!5$7", "aaoeiisst")
_ENDS: Final = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_SHORTEST_WORD: Final = 4
_SHORTEST_CHINESE: Final = 2
_LEFT_OVER: Final = 8
"""So many characters have to be one's own beside known words; digits and signs alone are none."""


class CommonPasswords(CommonPasswordValidator):
    """Refuses what stands on a list of leaked passwords, also with a year or signs put round it."""

    def validate(self, password: str, user: Person | None = None) -> None:  # noqa: ARG002 -- Django's signature
        """Raise ValidationError for one of them."""
        if any(form in self.passwords or form in _known_here() for form in _bare_forms(password)):
            raise ValidationError(_("这个密码太常见，别人一试就中，请换一个"), code="password_too_common")

    def get_help_text(self) -> str:
        return _("不能用常见的密码")


class PlaceWords:
    """Refuses a password that is little more than names of the place: product, county, unit, or the person's own."""

    def validate(self, password: str, user: Person | None = None) -> None:
        """Raise ValidationError. One query, for the county's units."""
        folded = rest = _folded(password)
        for word in sorted(_words(user), key=len, reverse=True):
            rest = rest.replace(word, "")
        if rest == folded or (len(rest) >= _LEFT_OVER and re.search(r"[^\W\d_]", rest)):
            return
        raise ValidationError(
            _("密码里除了单位、县、平台的名字或您的姓名、手机号，剩下的太少，请再加几个不相干的词"),
            code="password_of_place_words",
        )

    def get_help_text(self) -> str:
        return _("不能只用单位、县、平台或自己的名字")


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()


def _bare_forms(password: str) -> Iterator[str]:
    """The password as typed, without what is put round a word, with look-alikes read as letters, and a doubled half."""
    folded = _folded(password)
    for form in (folded, folded.translate(_LOOKALIKES)):
        bare = _ENDS.sub("", form)
        yield from (form, bare, form[: len(form) // 2] if form[: len(form) // 2] * 2 == form else form)
        yield _ENDS.sub("", bare.translate(_LOOKALIKES))


@cache
def _known_here() -> frozenset[str]:
    return frozenset(_OURS.read_text(encoding="utf-8").split())


def _words(user: Person | None) -> set[str]:
    """What somebody who knows the place would try: long enough words, folded."""
    found = set(_PRODUCT)
    if user is not None:
        found |= {user.username, user.phone, user.sign_in_phone, user.email.partition("@")[0]}
        found |= set(_spellings(user.name, user.pinyin))
        found |= set(_of_county(user.county)) if user.county else set()
    return {word for each in found if len(word := _folded(each)) >= _least(word)}


def _least(word: str) -> int:
    return _SHORTEST_WORD if word.isascii() else _SHORTEST_CHINESE


def _of_county(county: County) -> Iterator[str]:
    """The county and its units; the county's pinyin is read off the names of units that begin with its own."""
    yield from (county.name, county.code, county.product_name)
    units = Organisation.objects.filter(county=county, active=True).exclude(kind=OrganisationKind.FIRM)
    for name, short, pinyin, initials in units.values_list("name", "short_name", "pinyin", "initials"):
        yield from (*_spellings(name, pinyin), short, initials)
        place, found, _rest = name.partition(county.name)
        if found and not place.strip():
            yield "".join(pinyin.split()[: len(county.name)])
            yield "".join(pinyin.split()[: len(county.name) - 1])  # 泽丰, without 县


def _spellings(name: str, pinyin: str) -> tuple[str, str]:
    return name, "".join(pinyin.split())
