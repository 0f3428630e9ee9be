"""Personal numbers in Chinese free text: where they stand and what may stand in their place (DOMAIN §4.1).

Pure: it suggests, people decide. Refuses to guess: what carries a check digit must be right, what carries none must be
written as people write it, so that numbers of cases and orders, dates, amounts and credit codes are left alone.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from web.masks import mask_phone


class Kind(TextChoices):
    """What a number is."""

    IDENTITY = "identity", _("身份证号")
    CARD = "card", _("银行卡号")
    MOBILE = "mobile", _("手机号")
    LANDLINE = "landline", _("座机号")
    WECHAT = "wechat", _("微信号")


SENSITIVE: Final = frozenset({Kind.IDENTITY, Kind.CARD})
"""What nobody needs in order to handle a call."""


@dataclass(frozen=True, slots=True)
class Span:
    """`text[start:end]` is a number of this kind; `masked` may stand in its place."""

    start: int
    end: int
    kind: Kind
    masked: str


# Between digits people put a blank or a hyphen, programs also signs that nobody sees.
_GAP: Final = "[ -]?"
_BEFORE, _AFTER = "(?<![0-9A-Za-z_*])", "(?![0-9A-Za-z_*])"
_NO_AMOUNT: Final = r"(?!\.\d)"
_DASHES: Final = frozenset("‐‑‒–—―−－﹣")
_UNSEEN: Final = "\u200b\u200c\u200d\u2060\ufeff\u00ad"

_IDENTITY: Final = re.compile(
    rf"(?<![0-9*])[1-8]\d{{5}}{_GAP}((?:19|20)\d\d){_GAP}(\d\d){_GAP}(\d\d){_GAP}\d{{3}}{_GAP}[\dXx]{_AFTER}"
)
_CARD: Final = re.compile(
    rf"{_BEFORE}(?:[4-69]\d{{3}}(?:[ -]\d{{4}}){{3}}(?:[ -]\d{{1,3}})?|[4-69]\d{{5}}[ -]\d{{10,13}}|[4-69]\d{{15,18}})"
    rf"{_AFTER}{_NO_AMOUNT}"
)
_MOBILE: Final = re.compile(
    rf"(?:(?<![0-9*])(?:\+|00)86{_GAP}|{_BEFORE}86[ -]|{_BEFORE})"
    r"(1[3-9](?:\d{9}|\d[ -]\d{4}[ -]\d{4}|\d[ -]\d{8}|\d{5}[ -]\d{4}|\d[ -]\d{3}[ -]\d{5}|\d{2}[ -]\d{4}[ -]\d{3}))"
    rf"{_AFTER}{_NO_AMOUNT}"
)
_AREA: Final = r"(?:010|02\d|0[3-9]\d\d)"
_LANDLINE: Final = re.compile(
    rf"{_BEFORE}(?:\({_AREA}\) ?|{_AREA}{_GAP})[2-9]\d{{2,3}}{_GAP}\d{{4}}(?:-\d{{1,6}})?{_AFTER}{_NO_AMOUNT}"
)
_CALLED: Final = re.compile(
    rf"(?:电话|座机|固话|致电)[号码:：是为 ]{{0,4}}([2-8]\d{{2,3}}{_GAP}\d{{4}}){_AFTER}{_NO_AMOUNT}"
)
_NAME: Final = r"[A-Za-z][A-Za-z0-9_-]{5,19}"
_CALLED_WECHAT: Final = r"(?:微信|薇信|威信|加微|(?<![A-Za-z])(?:wechat|weixin|wx|vx))"
_WECHAT: Final = re.compile(
    rf"(?<![A-Za-z0-9_])(wxid_[A-Za-z0-9]{{6,30}}){_AFTER}"
    rf"|{_CALLED_WECHAT}(?:号是|号为|号[:：]|[号是为:：]| id[:： ]?){{1,2}} ?({_NAME}){_AFTER}"
    rf"|{_CALLED_WECHAT} ?(?=[A-Za-z_-]{{0,19}}\d)({_NAME}){_AFTER}",  # a word without a digit may be any word
    re.IGNORECASE,
)
_CASE_NUMBER: Final = re.compile(r"\d{6}-\d{4}-\d")
_REGIONS: Final = frozenset(re.findall("..", "1112131415212223313233343536374142434445465051525354616263646571818283"))
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_SIGNS: Final = "10X98765432"


def find(text: str) -> list[Span]:
    """The numbers in a text, from left to right, none over another."""
    plain, places = _plain(text)
    taken: list[Span] = []
    for look in (_identities, _cards, _phones, _wechats):
        for start, end, kind, masked in look(plain):
            span = Span(places[start], places[end - 1] + 1, kind, masked)
            if all(span.end <= other.start or other.end <= span.start for other in taken):
                taken.append(span)
    return sorted(taken, key=lambda span: span.start)


def redacted(text: str) -> str:
    """The text with every number masked, all other words as they were; a text without any is itself."""
    while spans := find(text):
        for span in reversed(spans):
            text = text[: span.start] + span.masked + text[span.end :]
    return text


Found = Iterator[tuple[int, int, Kind, str]]


def _plain(text: str) -> tuple[str, list[int]]:
    """The text as a keyboard of one width types it, and where each of its signs stands in the original."""
    signs, places = [], []
    for place, sign in enumerate(text):
        if sign not in _UNSEEN:
            signs.append(_folded(sign))
            places.append(place)
    return "".join(signs), places


def _folded(sign: str) -> str:
    """One sign for one; ① and ² stay what they are: they number and raise, and are no digits of a number."""
    if sign.isascii():
        return " " if sign == "\t" else sign
    if sign in _DASHES:
        return "-"
    narrow = unicodedata.normalize("NFKC", sign)
    return narrow if len(narrow) == 1 and unicodedata.category(sign) != "No" else sign


def _digits(words: str) -> str:
    return re.sub(r"[^0-9Xx]", "", words)


def _identities(text: str) -> Found:
    for match in _IDENTITY.finditer(text):
        number = _digits(match[0]).upper()
        if number[:2] in _REGIONS and _is_day(*match.groups()) and _is_right(number):
            yield match.start(), match.end(), Kind.IDENTITY, f"{number[:3]}{'*' * 13}{number[-2:]}"


def _is_day(year: str, month: str, day: str) -> bool:
    try:
        return date(int(year), int(month), int(day)).year >= 1900  # noqa: PLR2004 -- nobody is older
    except ValueError:
        return False


def _is_right(number: str) -> bool:
    """GB 11643: the last sign follows from the seventeen before."""
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return _SIGNS[total % 11] == number[-1]


def _cards(text: str) -> Found:
    for match in _CARD.finditer(text):
        number = _digits(match[0])
        if _is_issued(number) and _luhn(number):
            yield match.start(), match.end(), Kind.CARD, f"{'*' * (len(number) - 4)}{number[-4:]}"


def _is_issued(number: str) -> bool:
    """Beginnings and lengths that banks give out: UnionPay, ICBC's old 19 digits, Visa and Mastercard."""
    if number.startswith("62"):
        return True
    if number.startswith("9558"):
        return len(number) == 19  # noqa: PLR2004 -- the length of that series
    return len(number) == 16 and (number[0] == "4" or "51" <= number[:2] <= "55")  # noqa: PLR2004 -- as above


def _luhn(number: str) -> bool:
    return sum(sum(divmod(int(digit) * (1 + place % 2), 10)) for place, digit in enumerate(reversed(number))) % 10 == 0


def _phones(text: str) -> Found:
    for match in _MOBILE.finditer(text):
        if not _CASE_NUMBER.fullmatch(match[0]):
            yield match.start(), match.end(), Kind.MOBILE, mask_phone(_digits(match[1]))
    for match in _LANDLINE.finditer(text):
        area = re.search(_AREA, match[0])
        number = _digits(match[0].partition(")")[2] or match[0][len(area[0]) if area else 0 :])
        yield match.start(), match.end(), Kind.LANDLINE, f"{area[0] if area else ''}-****{number[-3:]}"
    for match in _CALLED.finditer(text):
        yield match.start(1), match.end(1), Kind.LANDLINE, f"****{_digits(match[1])[-3:]}"


def _wechats(text: str) -> Found:
    for match in _WECHAT.finditer(text):
        group = match.lastindex or 0
        yield match.start(group), match.end(group), Kind.WECHAT, f"{match[group][0]}****"
