"""Telephone numbers as the database keeps them: which key, a keyed hash of the digits, and the number itself sealed.

A kept number is `<name of the key><mark><Fernet token>`. The mark is the same for the same digits under one key, so
that a number can be looked for, be unique and be compared without being opened; without the key nobody can try all
numbers against it. Name and mark stand in front of the token, in the same column: whatever writes a number writes both.
"""

import base64
import hmac
import re
from typing import Final

from cryptography.fernet import InvalidToken

from web import sealed

NAME: Final = 6
MARKED: Final = NAME + 22
"""So many characters in front are alike for equal numbers under one key: its name and 128 bits of HMAC-SHA-256."""

KEPT: Final = r"^([0-9a-f]{6}[A-Za-z0-9_-]{22}gAAAAA[A-Za-z0-9_=-]+)?$"
"""What a column may hold: nothing, or a sealed number. For PostgreSQL as well."""

_NO_DIGIT: Final = re.compile(r"[^0-9]")
_FROM_ABROAD: Final = re.compile(r"(?:00)?86(?=1[0-9]{10}$|0[0-9]{9,11}$)")


def digits_of(number: str) -> str:
    """What every spelling of a number has in common: blanks, hyphens, brackets and +86 come off."""
    return _FROM_ABROAD.sub("", _NO_DIGIT.sub("", number), count=1)


def seal(number: str) -> str:
    """The number as a column keeps it; what is empty stays empty. The same number looks different each time."""
    if not number:
        return ""
    key = sealed.keyring()[0]
    return _mark(key, digits_of(number)) + key.box.encrypt(number.encode()).decode()


def unseal(kept: str) -> str:
    """The number as it was written. Raises sealed.Unreadable."""
    if not kept:
        return ""
    name, token = kept[:NAME], kept[MARKED:]
    for key in sealed.keyring():
        if key.name == name:
            try:
                return key.box.decrypt(token.encode()).decode()
            except InvalidToken as wrong:
                raise sealed.Unreadable from wrong
    raise sealed.Unreadable


def marks_of(number: str) -> list[str]:
    """How a kept number begins if it has these digits: under each of the keys, for not all may be sealed anew yet."""
    digits = digits_of(number)
    return [_mark(key, digits) for key in sealed.keyring()]


def _mark(key: sealed.Key, digits: str) -> str:
    """Name and keyed hash; 132 bits are written, 128 of them mean something."""
    short = hmac.digest(key.marks, digits.encode(), "sha256")[: (MARKED - NAME) * 6 // 8]
    return key.name + base64.urlsafe_b64encode(short).decode().rstrip("=")
