"""Which category plain words may mean, whether they speak of danger, which older case they resemble.

Pure and explainable: a guess carries the words it rests on. It learns from nobody's texts: only from the names and
notes of the catalogue and from `data/suggestions.json`. A person decides always.
"""

import json
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

SHIPPED: Final = Path(__file__).resolve().parent / "data" / "suggestions.json"
MOST: Final = 3
LONGEST: Final = 2000  # characters that are looked at
ALIKE: Final = 0.3
LEAST_WORDS: Final = 10  # characters below which nothing is alike
# A pair of characters out of a name counts less than a word that somebody chose for the category.
_PAIR, _NOTE_PAIR = 0.5, 0.15
_HAN: Final = re.compile("[\u3400-\u9fff]+")


@dataclass(frozen=True, slots=True)
class Kind:
    """A second-level category as it is looked for."""

    id: int
    code: str
    name: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Guess:
    """A category that the words may mean, and the words that speak for it."""

    id: int
    code: str
    name: str
    score: float
    because: tuple[str, ...]


@cache
def _shipped() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(SHIPPED.read_text(encoding="utf-8"))
    return content


@cache
def _simplified() -> dict[int, int]:
    table = _shipped()["simplified"]
    return str.maketrans(table["from"], table["to"])


def fold(text: str) -> str:
    """One spelling for what is meant alike: NFKC, small letters, simplified characters, no blanks."""
    plain = unicodedata.normalize("NFKC", text[:LONGEST]).lower()
    return "".join(plain.split()).translate(_simplified())


def suggest(text: str, kinds: Sequence[Kind], *, most: int = MOST) -> list[Guess]:
    """The likeliest categories, best first; none where no word speaks for any."""
    said = fold(text)
    pairs = _pairs(said)
    rare = _rarity(tuple(kind.code for kind in kinds))
    found = [guess for kind in kinds if (guess := _guess(kind, said, pairs, rare)).score > 0]
    return sorted(found, key=lambda guess: (-guess.score, guess.code))[:most]


def _guess(kind: Kind, said: str, pairs: frozenset[str], rare: dict[str, float]) -> Guess:
    """A word counts by its length and by how few categories claim it."""
    hits = [word for word in _words(kind.code) if word in said]
    whole = [word for word in hits if not any(word != other and word in other for other in hits)]
    score = sum(rare[word] * (len(word) - 0.5) for word in whole)
    score += _PAIR * len(pairs & _pairs(fold(kind.name))) + _NOTE_PAIR * len(pairs & _pairs(fold(kind.note)))
    return Guess(kind.id, kind.code, kind.name, score, tuple(whole))


@cache
def _words(code: str) -> tuple[str, ...]:
    return tuple(fold(word) for word in _shipped()["categories"].get(code, ()))


@cache
def _rarity(codes: tuple[str, ...]) -> dict[str, float]:
    """How much a word tells: full weight when one category claims it, less when several do."""
    claims = Counter(word for code in codes for word in set(_words(code)))
    return {word: 1 / math.sqrt(number) for word, number in claims.items()}


def _pairs(said: str) -> frozenset[str]:
    """All neighbouring pairs of Chinese characters."""
    return frozenset(run[place : place + 2] for run in _HAN.findall(said) for place in range(len(run) - 1))


def alarms(text: str) -> list[str]:
    """The emergency numbers that words call for (`119`, `120`, `110`, `95598`), most pressing first."""
    said = fold(text)
    return [number for number, words in _shipped()["alarms"].items() if any(fold(word) in said for word in words)]


def alike(text: str, other: str) -> float:
    """How far two texts say the same, from 0 to 1: shared pairs of characters over all of the shorter text."""
    mine, others = _pairs(fold(text)), _pairs(fold(other))
    if min(len(mine), len(others)) < LEAST_WORDS:
        return 0.0
    return len(mine & others) / min(len(mine), len(others))


def kinds_of(categories: Iterable[Any]) -> list[Kind]:
    """Categories of the catalogue as they are looked for."""
    return [Kind(each.pk, each.code, each.name, each.note) for each in categories]
