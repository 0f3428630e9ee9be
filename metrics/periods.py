"""Months as the county counts them: natural ones, or from a set day (DOMAIN §2.8). Pure."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Self

from orgs.calendar import COUNTY_TIME


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
        if not plain or not 2000 <= int(year) <= 2999 or not 1 <= int(month) <= 12:  # noqa: PLR2004 -- a calendar's own
            return None
        return cls(int(year), int(month), starts_on)

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02d}"

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
