"""Secrets that the database keeps and nobody may read there: sealed with keys that never stand in it.

`QIHU_DATA_KEYS` holds the keys, the newest first: it seals, and all of them open, so that a key can be followed by
another one. The secret key and its fallbacks open too, and seal where there is none of those.
"""

import base64
import hashlib
from dataclasses import dataclass
from functools import cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class Unreadable(Exception):
    """None of the keys opens this: a key was taken out too early, or somebody wrote into the database."""


@dataclass(frozen=True, slots=True)
class Key:
    """One of the keys, and what is drawn from it. `name` says which key it is and nothing about it: six hex digits."""

    name: str
    box: Fernet
    marks: bytes  # what keyed hashes are made with


def keyring() -> tuple[Key, ...]:
    """The keys that there are, the one that seals first. Drawn once a process."""
    return _drawn(_keys())


def seal(text: str) -> str:
    """The text as only a holder of the key can read it, in ASCII; the same text looks different each time."""
    return _box(_keys()).encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """The text again. Raises Unreadable."""
    try:
        return _box(_keys()).decrypt(sealed.encode()).decode()
    except InvalidToken as wrong:
        raise Unreadable from wrong


def is_newest(sealed: str) -> bool:
    """Whether the key that seals now has sealed this, and not an earlier one."""
    try:
        keyring()[0].box.decrypt(sealed.encode())
    except InvalidToken:
        return False
    return True


def _keys() -> tuple[str, ...]:
    return (*settings.DATA_KEYS, settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)


@cache
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([each.box for each in _drawn(keys)])


@cache
def _drawn(keys: tuple[str, ...]) -> tuple[Key, ...]:
    return tuple(
        Key(
            name=_derived(key, b"qihu name of a key", length=3).hex(),
            box=Fernet(base64.urlsafe_b64encode(_drawn_from(key))),
            marks=_derived(key, b"qihu marks of numbers", length=32),
        )
        for key in keys
    )


def _derived(key: str, use: bytes, *, length: int) -> bytes:
    """So many bytes of a key for one use: what is known of one use says nothing about another (HKDF, RFC 5869)."""
    return HKDF(hashes.SHA256(), length=length, salt=None, info=use).derive(key.encode())


def _drawn_from(key: str) -> bytes:
    """32 bytes of a key of any length, for this use alone."""
    return hashlib.blake2b(key.encode(), digest_size=32, person=b"qihu sealed").digest()
