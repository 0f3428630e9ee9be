"""Secrets that the database keeps and nobody may read there: sealed with keys that never stand in it.

`QIHU_DATA_KEYS` holds the keys, the newest first: it seals, and all of them open, so that a key can be followed by
another one. The secret key and its fallbacks open too, and seal where there is none of those.
"""

import base64
import hashlib
from functools import cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class Unreadable(Exception):
    """None of the keys opens this: a key was taken out too early, or somebody wrote into the database."""


def seal(text: str) -> str:
    """The text as only a holder of the key can read it, in ASCII; the same text looks different each time."""
    return _box(_keys()).encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """The text again. Raises Unreadable."""
    try:
        return _box(_keys()).decrypt(sealed.encode()).decode()
    except InvalidToken as wrong:
        raise Unreadable from wrong


def _keys() -> tuple[str, ...]:
    return (*settings.DATA_KEYS, settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)


@cache
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_drawn_from(key))) for key in keys])


def _drawn_from(key: str) -> bytes:
    """32 bytes of a key of any length, for this use alone."""
    return hashlib.blake2b(key.encode(), digest_size=32, person=b"qihu sealed").digest()
