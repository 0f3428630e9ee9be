"""Months and years as the county counts them: natural ones, or from a set day (DOMAIN §2.8). Pure."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final, Self

from django.utils.translation import gettext as _

from orgs.calendar import COUNTY_TIME

FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2999
_TO: Final = ".."


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """The month that ends in `year`-`month`; from day 19, say, November runs 19 October to 18 November."""

    year: int
    month: int
    starts_on: int = 1

    @classmethod
    def of(cls, instant: datetime, *, starts_on: int) -> Self:
        """The month in which an instant lies."""
        day = instant.astimezone(COUNTY_TIME).date()
        found = cls(day.year, day.month, starts_on)
        return found.following() if starts_on > 1 and day.day >= starts_on else found

    @classmethod
    def parse(cls, text: str, *, starts_on: int) -> Self | None:
        """`2026-11`; None for anything else."""
        year, dash, month = text.partition("-")
        plain = dash and year.isascii() and month.isascii() and year.isdigit() and month.isdigit()
        if not plain or not FIRST_YEAR <= int(year) <= LAST_YEAR or not 1 <= int(month) <= 12:  # noqa: PLR2004 -- months
            return None
        return cls(int(year), int(month), starts_on)

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02d}"

    @property
    def label(self) -> str:
        """2026年11月."""
        return _("%(year)d年%(month)d月") % {"year": self.year, "month": self.month}

    def following(self) -> Self:
        """The next month."""
        years, month = divmod(self.month, 12)
        return type(self)(self.year + years, month + 1, self.starts_on)

    def preceding(self) -> Self:
        """The month before."""
        return type(self)(self.year - (self.month == 1), (self.month - 2) % 12 + 1, self.starts_on)

    @property
    def start(self) -> datetime:
        """Its first instant."""
        first = self if self.starts_on == 1 else self.preceding()
        return datetime.combine(date(first.year, first.month, self.starts_on), time(), tzinfo=COUNTY_TIME)

    @property
    def end(self) -> datetime:
        """The first instant after it."""
        return self.following().start

    @property
    def days(self) -> tuple[date, date]:
        """Its first day, and the first day after it."""
        return self.start.date(), self.end.date()

    @property
    def months(self) -> "tuple[Month, ...]":
        """Itself."""
        return (self,)

    @property
    def named(self) -> date:
        """The first day of the month in whose name it counts, whatever day it starts on."""
        return date(self.year, self.month, 1)


@dataclass(frozen=True, slots=True)
class Year:
    """Twelve such months. A month rarely gives a unit five revisits; a year ranks fairly."""

    year: int
    starts_on: int = 1

    def __str__(self) -> str:
        return str(self.year)

    @property
    def label(self) -> str:
        """2026年."""
        return _("%(year)d年") % {"year": self.year}

    @property
    def start(self) -> datetime:
        """Its first instant."""
        return Month(self.year, 1, self.starts_on).start

    @property
    def end(self) -> datetime:
        """The first instant after it."""
        return Month(self.year, 12, self.starts_on).end

    @property
    def days(self) -> tuple[date, date]:
        """Its first day, and the first day after it."""
        return self.start.date(), self.end.date()

    @property
    def months(self) -> tuple[Month, ...]:
        """Its twelve."""
        return tuple(Month(self.year, month, self.starts_on) for month in range(1, 13))

    def preceding(self) -> Self:
        """The year before."""
        return type(self)(self.year - 1, self.starts_on)


@dataclass(frozen=True, slots=True)
class Span:
    """Days in a row, the last one included: a week, or the last thirty days."""

    first: date
    last: date

    def __str__(self) -> str:
        return f"{self.first}{_TO}{self.last}"

    @property
    def label(self) -> str:
        """2026-11-01 至 2026-11-30."""
        return _("%(first)s 至 %(last)s") % {"first": self.first, "last": self.last}

    @property
    def start(self) -> datetime:
        """Its first instant."""
        return datetime.combine(self.first, time(), tzinfo=COUNTY_TIME)

    @property
    def end(self) -> datetime:
        """The first instant after it."""
        return datetime.combine(self.last + timedelta(days=1), time(), tzinfo=COUNTY_TIME)

    @property
    def days(self) -> tuple[date, date]:
        """Its first day, and the first day after it."""
        return self.first, self.last + timedelta(days=1)

    @property
    def months(self) -> tuple[Month, ...]:
        """None: no month is counted beforehand for it."""
        return ()

    def preceding(self) -> Self:
        """As many days just before."""
        return type(self)(self.first - (self.last - self.first) - timedelta(days=1), self.first - timedelta(days=1))

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """`2026-11-01..2026-11-30`; None for anything else, and for what ends before it begins."""
        first, _dots, last = text.partition(_TO)
        try:
            found = cls(date.fromisoformat(first), date.fromisoformat(last))
        except ValueError:
            return None
        return found if found.first.year >= FIRST_YEAR and found.first <= found.last < date(LAST_YEAR, 12, 31) else None


Period = Month | Year | Span


def read(text: str, *, starts_on: int) -> Period | None:
    """`2026-11`, `2026` or `2026-11-01..2026-11-30`; None for anything else."""
    if text.isascii() and text.isdigit() and len(text) == len(str(FIRST_YEAR)) and FIRST_YEAR <= int(text) <= LAST_YEAR:
        return Year(int(text), starts_on)
    if _TO in text:
        return Span.parse(text)
    return Month.parse(text, starts_on=starts_on)


def offered(now: datetime, *, starts_on: int) -> list[Month | Year]:
    """What the page offers: this month and the eleven before it, this year and the last."""
    month = Month.of(now, starts_on=starts_on)
    months = [month]
    while len(months) < 12:  # noqa: PLR2004 -- a year's months
        months.append(months[-1].preceding())
    found: list[Month | Year] = [*months, Year(month.year, starts_on), Year(month.year - 1, starts_on)]
    return found
