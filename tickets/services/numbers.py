"""Case numbers and tracking codes: given out once, checkable by eye, hard to guess."""

import os
import secrets
import threading
from collections import deque
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.signals import request_finished
from django.db import connection
from django.dispatch import receiver
from django.utils.module_loading import import_string

from web.beside import beside

# Without 0 O 1 I L: it is read aloud and typed on a phone.
CODE_ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH: Final = 8
SHORTEST_NUMBER: Final = 11  # a date, four digits of the day's count, the check digit


_NEXT_NUMBER: Final = (
    "INSERT INTO tickets_numbercounter (day, last) VALUES (%s, 1)"
    " ON CONFLICT (day) DO UPDATE SET last = tickets_numbercounter.last + 1"
    " RETURNING last"
)


def allocate(*, day: date) -> str:
    """The next number of the day, e.g. `261118-0419-5`, over all counties of the installation.

    A transaction of its own, so that filings do not queue behind each other; a filing that fails
    afterwards leaves a gap, which is fine (DESIGN §5). It does not wait for the disk: a case with this number is
    written later in the same log, and is safe only once all before it is. Rows of a list come within a transaction
    of theirs, which does wait.
    """
    # Statements that are sent together are one transaction: begun, done and ended in one round to the database.
    lead = "" if connection.in_atomic_block else "SET LOCAL synchronous_commit = off; "
    with connection.cursor() as cursor:
        cursor.execute(lead + _NEXT_NUMBER, [day])
        (last,) = cursor.fetchone()
    return written(day, last)


def written(day: date, last: int) -> str:
    """The number as it is written, from the day and its count."""
    stem = f"{day:%y%m%d}{last:04d}"
    return f"{stem[:6]}-{stem[6:]}-{check_digit(stem)}"


def check_digit(digits: str) -> int:
    """Luhn's digit: finds every single mistyped digit and most swapped neighbours."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        total += sum(divmod(int(digit) * (2 if place % 2 == 0 else 1), 10))
    return -total % 10


def is_number(text: str) -> bool:
    """Whether this can be a case number at all, so that a typing error is told at once."""
    digits = text.replace("-", "")
    return (
        digits.isascii()
        and digits.isdigit()
        and len(digits) >= SHORTEST_NUMBER
        and (check_digit(digits[:-1]) == int(digits[-1]))
    )


def canonical(text: str) -> str:
    """The number as stored, from what a person typed: with or without hyphens or spaces."""
    digits = "".join(char for char in text if char.isascii() and char.isdigit())
    return f"{digits[:6]}-{digits[6:-1]}-{digits[-1:]}"


@dataclass(frozen=True, slots=True)
class Code:
    """A tracking code in clear, known only now, and its slow hash, which may still be under way."""

    clear: str = field(repr=False)
    hashed: Future[str]

    @property
    def failed(self) -> bool:
        """Whether hashing has ended without a hash: memory was short, say."""
        return self.hashed.done() and self.hashed.exception() is not None


def new_code() -> Code:
    """A tracking code of 8 characters, about 39 bits; guesses are counted and limited.

    The hash is a third of what filing costs, so a process that files has one code ahead. It is drawn when an answer has
    gone out: during a filing even another core's work slows it down, as two cores may be halves of one.
    """
    _files.set()
    try:
        code = _ahead.popleft()
    except IndexError:
        return _drawn()
    return _drawn() if code.failed else code


# What is ahead belongs to one process: two that fork from it must not give out the same code.
_ahead: Final[deque[Code]] = deque(maxlen=1)
_files: Final = threading.Event()
os.register_at_fork(after_in_child=_ahead.clear)


@receiver(request_finished)
def _draw_ahead(**_of_the_signal: object) -> None:
    if _files.is_set() and not _ahead:
        _ahead.append(_drawn(ahead=True))


def _drawn(*, ahead: bool = False) -> Code:
    """Hashed on another core: Argon2 lets Python go on meanwhile."""
    clear = "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))
    return Code(clear, beside(lambda: hash_code(clear), name="hash", behind=ahead))


def no_code() -> Code:
    """For a case that nobody can track by a code."""
    code = Code("", Future())
    code.hashed.set_result(hash_code(""))
    return code


def hash_code(code: str) -> str:
    """Slow-hashed, as anything under 112 bits must be (ASVS V6.5.2); for no code, what no code opens."""
    if not code:
        return make_password(None)
    hasher = import_string(settings.TRACKING_HASHER)()
    encoded: str = hasher.encode(code, hasher.salt())
    return encoded
