"""Fill an empty database with the demonstration county 泽丰县: 60 played cases, or with --cases a big year of them.

Beside them stand the urgent cases of the last closed year, all of them handled. Everything in it is invented.
"""

import sys
import time
from argparse import ArgumentParser
from datetime import date, datetime
from datetime import time as moment
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError

from journal import clock
from orgs.calendar import COUNTY_TIME
from orgs.exceptions import Refused
from orgs.models import County
from tickets.seeding import bulk, play_demonstration

CLOSE_OF_BUSINESS: Final = moment(18)
_WIDTH: Final = 30
_EVERY: Final = 10


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="do nothing where a county exists")
        parser.add_argument("--cases", type=int, help="write a year and more of so many cases in bulk, beside those")
        parser.add_argument("--seed", default="1", help="another seed tells other cases (1)")
        parser.add_argument("--until", type=date.fromisoformat, help="the last day that is told, YYYY-MM-DD (now)")
        parser.add_argument("--processes", type=int, default=2, help="processes that tell and write (2)")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["if_empty"] and County.objects.exists():
            return
        started = time.monotonic()
        try:
            played = play_demonstration() if options["cases"] is None else self._big(options)
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"{played.county.name}: {played.cases} cases, {time.monotonic() - started:.1f} s")

    def _big(self, options: dict[str, Any]) -> bulk.Built:
        if options["cases"] < 1:
            raise CommandError("--cases is a number of cases, 1 at least")
        asked = bulk.Asked(
            cases=options["cases"],
            seed=options["seed"],
            until=_until(options["until"], clock.now()),
            processes=options["processes"],
            progress=Bar(options["cases"] + bulk.PRESSING, self.stderr),
        )
        return bulk.build(asked)


def _until(day: date | None, now: datetime) -> datetime:
    """The end of the telling: the close of a day, or now. CommandError for a day to come."""
    now = now.astimezone(COUNTY_TIME).replace(second=0, microsecond=0)
    if day is None:
        return now
    if day > now.date():
        raise CommandError(f"--until {day} lies ahead; nothing is told of days to come")
    return min(now, datetime.combine(day, CLOSE_OF_BUSINESS, tzinfo=COUNTY_TIME))


class Bar:
    """Says how far the writing is: a bar that moves on a terminal, else a line every ten percent."""

    def __init__(self, whole: int, out: Any) -> None:
        self.whole, self.out, self.started, self.said = whole, out, time.monotonic(), 0

    def __call__(self, done: int) -> None:
        rate = done / max(time.monotonic() - self.started, 0.001)
        words = f"{done:,} / {self.whole:,}  {rate:,.0f}/s"
        if sys.stderr.isatty():
            full = _WIDTH * done // self.whole
            self.out.write(f"\r{'█' * full}{'·' * (_WIDTH - full)} {words}", ending="\n" if done >= self.whole else "")
        elif (tenth := _EVERY * done // self.whole) > self.said:
            self.said = tenth
            self.out.write(words)
