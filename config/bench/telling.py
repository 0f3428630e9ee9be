"""Whether an answer tells what is there: same words, same status, and as long a wait (ASVS V6.3.8, V6.5.2).

Each question is asked in turn for something that is there and for something that is not, each time from another address
of this machine, so that no limit of guesses is met.
"""

import random
import re
import secrets
import string
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from statistics import median
from typing import Any, Final

from django.db.models import QuerySet

from config.bench.browser import Answer, Browser, Refused
from config.bench.forms import Form, forms_in
from config.bench.people import people
from journal import clock
from orgs.models import Person, Post
from orgs.queries import today
from orgs.statuses import Role
from tickets.hashing import CodeHasher
from tickets.queries import tickets_for
from tickets.services import numbers

RESAMPLED: Final = 2000
_SURE: Final = 0.95
_ADDRESSES: Final = 250  # of one network that are used
_WRONG: Final = "not-her-password-2026"
_OWN = re.compile(r'value="[^"]*"|nonce="[^"]*"|\b\d{3}\*{4}\d{4}\b')

Typed = dict[str, str]


@dataclass(frozen=True, slots=True)
class Question:
    """A form that must not tell: where it stands, and what is typed for what is there and for what is not."""

    name: str
    page: str
    there: Sequence[Typed]
    absent: Sequence[Typed]


@dataclass(frozen=True, slots=True)
class Told:
    """The waits for one question, in seconds, by whether the thing was there."""

    name: str
    there: Sequence[float]
    absent: Sequence[float]

    def __str__(self) -> str:
        """Both medians, their difference and between what it lies for sure, in ms."""
        low, high = self.difference()
        middle = (median(self.there) - median(self.absent)) * 1000
        return (
            f"{self.name}: there {median(self.there) * 1000:.2f} ms, absent {median(self.absent) * 1000:.2f} ms,"
            f" difference {middle:+.2f} ms ({low:+.2f} to {high:+.2f}), {len(self.there)} times each"
        )

    def difference(self) -> tuple[float, float]:
        """Between what the difference of the medians lies, in ms, by resampling (95 %)."""
        draw = random.Random(len(self.there))  # noqa: S311 -- statistics
        gaps = sorted(
            median(draw.choices(self.there, k=len(self.there))) - median(draw.choices(self.absent, k=len(self.absent)))
            for _each in range(RESAMPLED)
        )
        edge = int(RESAMPLED * (1 - _SURE) / 2)
        return gaps[edge] * 1000, gaps[-edge - 1] * 1000


def questions(times: int) -> Iterator[Question]:
    """All forms that strangers can ask by. Raises Refused in a county with nobody to ask for."""
    staff = Post.objects.live(today(clock.now())).exclude(role=Role.ENTERPRISE_USER).values("person")
    names = _some(Person.objects.filter(pk__in=staff).order_by("pk").values_list("username", flat=True), times)
    yield Question(
        "sign in with a wrong password",
        "/accounts/login/",
        [{"login": name, "password": _WRONG} for name in names],
        [{"login": _unlike(name), "password": _WRONG} for name in names],
    )
    firms = Post.objects.live(today(clock.now())).filter(role=Role.ENTERPRISE_USER).values("person")
    owners = Person.objects.filter(pk__in=firms).order_by("pk")
    phones = [owner.mobile for owner in owners[:times] if owner.mobile]
    # A number is sent one code a minute: as many as there are, each once.
    if not phones:
        raise Refused("nobody of a firm has a telephone number")
    yield Question(
        "ask for a code by telephone",
        "/accounts/phone/",
        [{"phone": phone} for phone in phones],
        [{"phone": f"199{secrets.randbelow(10**8):08d}"} for _phone in phones],
    )
    # Cases of a told county have hashes that are quick to make, and would tell themselves by it.
    coded = tickets_for(people().desk).filter(tracking_hash__startswith=f"{CodeHasher.algorithm}$").order_by("-pk")
    cases = _some(coded.values_list("number", flat=True), times)
    yield Question(
        "follow a case with a wrong code",
        "/track/",
        [{"number": number, "code": _code()} for number in cases],
        [{"number": numbers.written(clock.now().date(), 900_000 + place), "code": _code()} for place in range(times)],
    )


def ask_all(address: str, times: int) -> Iterator[Told]:
    """Ask everything so often. Raises Refused where two answers differ in status or words."""
    for place, question in enumerate(questions(times)):
        yield _ask(address, question, network=place)


def _ask(address: str, question: Question, *, network: int) -> Told:
    """There and absent in turns, in an order that is drawn anew each time."""
    pairs = list(zip(question.there, question.absent, strict=True))
    order = random.Random(question.name)  # noqa: S311 -- no secret
    there: list[float] = []
    absent: list[float] = []
    for place, (one, other) in enumerate(pairs):
        home = f"127.{20 + network}.{place // _ADDRESSES}.{place % _ADDRESSES + 1}"
        away = f"127.{120 + network}.{place // _ADDRESSES}.{place % _ADDRESSES + 1}"
        turns: list[Callable[[], Answer]] = [
            lambda home=home, one=one: _answer(address, question.page, one, source=home),  # type: ignore[misc]
            lambda away=away, other=other: _answer(address, question.page, other, source=away),  # type: ignore[misc]
        ]
        first = order.random() < 0.5  # noqa: PLR2004 -- a coin
        answers = [turn() for turn in (turns if first else reversed(turns))]
        known, unknown = answers if first else reversed(answers)
        same(question, known, unknown)
        there.append(known.seconds)
        absent.append(unknown.seconds)
    return Told(question.name, there, absent)


def _answer(address: str, page: str, typed: Typed, *, source: str) -> Answer:
    browser = Browser(address, source=source)
    try:
        form = next(form for form in forms_in(browser.page(page).text) if _takes(form, typed))
        kept = [(name, value) for name, value in form.filled() if name not in typed]
        return browser.post(form.action or page, [*kept, *typed.items()])
    finally:
        browser.close()


def _takes(form: Form, typed: Typed) -> bool:
    return typed.keys() <= {each.name for each in form.fields}


def same(question: Question, known: Answer, unknown: Answer) -> None:
    """Raises Refused where the answers differ in anything but what was typed and what belongs to one page."""
    if (known.status, known.location) != (unknown.status, unknown.location):
        raise Refused(f"{question.name}: {known.status} {known.location}, {unknown.status} {unknown.location}")
    if _OWN.sub("", known.text) != _OWN.sub("", unknown.text):
        raise Refused(f"{question.name}: the words differ")


def _some(found: QuerySet[Any, str], times: int) -> list[str]:
    """So many, again from the first where there are fewer."""
    several = list(found[:times])
    if not several:
        raise Refused("there is nothing to ask for; fill the county with seed_demo first")
    return list(islice(cycle(several), times))


def _unlike(name: str) -> str:
    """As long a name that nobody has."""
    return "".join(secrets.choice(string.ascii_lowercase) for _letter in name[:-1]) + "0"


def _code() -> str:
    return "".join(secrets.choice(numbers.CODE_ALPHABET) for _each in range(numbers.CODE_LENGTH))
