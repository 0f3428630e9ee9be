"""The salts of facts that could be guessed: of a telephone number there are so few that its salt must be sealed too.

Whoever has a copy of the database has the hash and the salt beside it, and tries out all numbers in seconds. Such a
salt is kept as `<name of the key><Fernet token>`; deleting it erases the fact as before. All others are kept as drawn.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from cryptography.fernet import InvalidToken
from django.db import connection, transaction

from web import sealed

SALT_BYTES: Final = 16
GUESSED: Final = frozenset({"phone", "contact_phone"})
LABEL: Final = "journal.ErasableFact.salt"
BATCH: Final = 2000

_NAME: Final = 6
_WHICH: Final = "field = ANY(%s) AND salt <> '' AND "
_PLAIN: Final = _WHICH + f"length(salt) = {SALT_BYTES}"
_SEALED: Final = _WHICH + f"length(salt) > {SALT_BYTES}"
_EARLIER: Final = _SEALED + f" AND substring(salt FROM 1 FOR {_NAME}) <> %s"
_PAGE: Final = "SELECT id, salt FROM journal_erasablefact WHERE id > %s AND {which} ORDER BY id LIMIT %s"
_COUNT: Final = "SELECT count(*) FROM journal_erasablefact WHERE {which}"
_WRITE: Final = (
    "UPDATE journal_erasablefact fact SET salt = given.after FROM unnest(%s::bigint[], %s::bytea[], %s::bytea[])"
    " AS given(id, before, after) WHERE fact.id = given.id AND fact.salt = given.before"
)


def kept(field: str, salt: bytes) -> bytes:
    """The salt of a fact as the table keeps it."""
    return _seal(salt) if field in GUESSED else salt


def opened(salt: bytes) -> bytes:
    """The salt as it was drawn. Raises sealed.Unreadable."""
    if len(salt) == SALT_BYTES:
        return salt
    name, token = salt[:_NAME].decode(), salt[_NAME:]
    for key in sealed.keyring():
        if key.name == name:
            try:
                return key.box.decrypt(token)
            except InvalidToken as wrong:
                raise sealed.Unreadable from wrong
    raise sealed.Unreadable


def earlier() -> int:
    """How many salts are not sealed by the newest key."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT.format(which=_EARLIER), [sorted(GUESSED), _newest()])
        (found,) = cursor.fetchone()
    return int(found)


def renew(*, batch: int = BATCH) -> Iterator[int]:
    """Seal anew, with the newest key, what an earlier one has sealed. Raises sealed.Unreadable."""
    return _rewrite(lambda salt: _seal(opened(salt)), _EARLIER, _newest(), batch=batch)


def seal() -> Iterator[int]:
    """Seal what lies open: for the upgrade."""
    return _rewrite(_seal, _PLAIN)


def unseal() -> Iterator[int]:
    """Open everything again. Raises sealed.Unreadable."""
    return _rewrite(opened, _SEALED)


def _rewrite(change: Callable[[bytes], bytes], which: str, *values: bytes, batch: int = BATCH) -> Iterator[int]:
    """A batch is a transaction; yields how many salts each has written. What is erased meanwhile stays erased."""
    last, page = 0, _PAGE.format(which=which)
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(page, [last, sorted(GUESSED), *values, batch])
            rows: Sequence[tuple[int, memoryview]] = cursor.fetchall()
            if not rows:
                return
            last = rows[-1][0]
            before = [bytes(salt) for _id, salt in rows]
            cursor.execute(_WRITE, [[row[0] for row in rows], before, [change(salt) for salt in before]])
            written = cursor.rowcount
        yield written


def _seal(salt: bytes) -> bytes:
    key = sealed.keyring()[0]
    return key.name.encode() + key.box.encrypt(salt)


def _newest() -> bytes:
    return sealed.keyring()[0].name.encode()
