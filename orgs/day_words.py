"""Reads days of rest and make-up days out of words: a list of dates, or the State Council's notice itself. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

_BRACKETS = re.compile(r"[（(][^（）()]*[）)]")
_CLAUSES = re.compile(r"[。；;，,\n]")
_SPAN = re.compile(
    r"(?:(?P<year>\d{4})\s*[年./-]\s*)?(?P<month>\d{1,2})\s*[月./-]\s*(?P<day>\d{1,2})日?"
    r"(?:\s*(?:至|到|~|—|–|－)\s*(?:(?:\d{4}\s*[年./-]\s*)?(?P<month2>\d{1,2})\s*[月./-]\s*)?(?P<day2>\d{1,2})日?)?"
)
_LONGEST = 31
_SATURDAY = 5


class UnreadableDay(ValueError):
    """A date that does not exist, or lies in another year; the message is the text itself."""


@dataclass(slots=True)
class Days:
    """What was read: weekdays of rest and weekend days of work."""

    rest: set[date] = field(default_factory=set)
    work: set[date] = field(default_factory=set)


def read(text: str, *, year: int) -> Days:
    """Return the days that the text names. A clause with 上班 or 补班 is work, any other with a date is rest.

    Rest on a weekend needs no row and is left out. Raises UnreadableDay.
    """
    found = Days()
    for clause in _CLAUSES.split(_BRACKETS.sub("", text)):
        works = "上班" in clause or "补班" in clause
        for day in _days(clause, year=year):
            weekend = day.weekday() >= _SATURDAY
            if works and weekend:
                found.work.add(day)
            elif not works and not weekend:
                found.rest.add(day)
            elif works:
                raise UnreadableDay(f"{day:%Y-%m-%d}")
    return found


def _days(clause: str, *, year: int) -> Iterator[date]:
    for span in _SPAN.finditer(clause):
        first = _date(int(span["year"] or year), span["month"], span["day"], words=span[0], year=year)
        last = first
        if span["day2"]:
            last = _date(first.year, span["month2"] or span["month"], span["day2"], words=span[0], year=year)
        length = (last - first).days
        if not 0 <= length <= _LONGEST:
            raise UnreadableDay(span[0])
        yield from (first + timedelta(days=n) for n in range(length + 1))


def _date(number: int, month: str, day: str, *, words: str, year: int) -> date:
    try:
        found = date(number, int(month), int(day))
    except ValueError:
        raise UnreadableDay(words) from None
    if found.year != year:
        raise UnreadableDay(words)
    return found
