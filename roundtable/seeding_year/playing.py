"""The last closed year and the meetings of the running one, in one order of time and in one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import connection, transaction
from django.test.utils import override_settings

from journal import clock
from orgs.models import County
from orgs.seeding.county import CODE
from roundtable.models import Decision, Meeting
from roundtable.seeding_year import recent, timetable
from roundtable.seeding_year.diary import Diary, Life
from roundtable.seeding_year.matters import Matter, Teller, firm_names
from roundtable.seeding_year.people import People
from roundtable.seeding_year.pursuit import Pursuit
from roundtable.seeding_year.sitting import Call, Sitting, on, token
from roundtable.services import cards, signing
from tickets.extensions import local_day

_SIGNS_AFTER: Final = timedelta(days=8)
_HOURS: Final = {timetable.MAIN: 9, timetable.GENERAL: 14}
_OPENS: Final = (1, 4)
"""Nothing of a year's meetings happens before its fourth day."""
_LATEST: Final = (12, 24)
"""On which day of a year its decisions are due at the latest, those apart that outlast it."""


def play_year(county: County) -> int:
    """Write the meetings of the year before this one and of this one up to now; how many were held then.

    Of the demonstration county alone, and once: run again it writes nothing. Nobody is told of what is over.
    """
    now = clock.now()
    if county.code != CODE or Meeting.objects.filter(client_token=_first_token(now)).exists():
        return 0
    with transaction.atomic(), _without_savepoints(), override_settings(JOURNAL_CONSUMERS={}):
        played = _Year(county, now)
        played.run()
    return len(timetable.TIMETABLE)


@contextmanager
def _without_savepoints() -> Iterator[None]:
    """The whole year is one transaction: an act that fails takes all of it back and needs no way back of its own.

    Two of nine statements would be savepoints.
    """
    features = connection.features
    kept, features.uses_savepoints = features.uses_savepoints, False
    try:
        yield
    finally:
        features.uses_savepoints = kept


def _first_token(now: datetime) -> UUID:
    return token(_name(local_day(now).year - 1, timetable.TIMETABLE[0]))


def _name(year: int, row: timetable.Row) -> str:
    return f"{year} {row.committee} {row.month}-{row.day}"


class _Year:
    """One writing of it."""

    def __init__(self, county: County, now: datetime) -> None:
        self.people, self.now, self.year = People(county, firm_names()), now, local_day(now).year - 1
        self.diary = Diary(now)

    def run(self) -> None:
        teller = Teller(self.people)
        for row in timetable.TIMETABLE:
            self._enter(self._call(row, teller.matters(row.committee, row.items, month=row.month)))
        for call in recent.calls(teller, self.people, now=self.now):
            self._enter(call)
        self.diary.enter(self._correct())
        self.diary.enter(self._show_cards())
        self.diary.run()
        cards.show()

    def _call(self, row: timetable.Row, matters: list[Matter]) -> Call:
        day = self.people.calendar.working_day_from(date(self.year, row.month, row.day))
        return Call(
            name=_name(self.year, row), committee=row.committee, kind=row.kind,
            starts_at=on(day, _HOURS.get(row.committee, 10)), matters=matters, since=date(self.year, *_OPENS),
            latest=date(self.year, *_LATEST),
        )  # fmt: skip

    def _enter(self, call: Call) -> None:
        self.diary.enter(Sitting(call, self.people, self._follow).life())

    def _follow(self, decision: Decision, matter: Matter, call: Call) -> None:
        self.diary.enter(Pursuit(decision, matter, call, self.people).life(local_day(clock.now())))

    def _correct(self) -> Life:
        """Once a number was minuted wrongly: a new issue says it right."""
        committee, month, day = timetable.CORRECTED
        row = next(
            each for each in timetable.TIMETABLE if (each.committee, each.month, each.day) == timetable.CORRECTED
        )
        day_of = self.people.calendar.working_day_from(date(self.year, month, day))
        yield on(self.people.calendar.working_day_from(day_of + _SIGNS_AFTER), 11)
        meeting = Meeting.objects.get(client_token=token(_name(self.year, row)))
        facts = meeting.items.select_related("record").order_by("place")[0].record.facts
        correction = signing.Correction(item=1, name="facts", words=f"{facts}（家数以镇里复核的为准。）")
        why = "第 1 项的家数漏写了复核说明。"
        actor = self.people.secretary(committee)
        signing.correct(meeting.pk, correction, why=why, actor=actor, version=meeting.version)

    def _show_cards(self) -> Iterator[datetime]:
        """The sweep looks once a week: cards carry the instant at which they were earned anyway."""
        at = on(date(self.year, *_OPENS), 18)
        while at < self.now:
            yield at
            cards.show()
            at += timedelta(weeks=1)
