"""The whole demonstration in one transaction: the county, its catalogue, its last closed year, and 60 requests at every
stage of life.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.test.utils import override_settings

from journal import clock
from orgs.calendar import COUNTY_TIME
from orgs.models import County, Organisation, Post
from orgs.queries import today, towns_of
from orgs.seeding import build_county
from orgs.seeding.planner import tell_the_planner
from orgs.seeding.roster import plan_nights
from orgs.services import appointments, claims, joining, organisations
from orgs.services import calendar as arranged
from orgs.statuses import DayKind, Role
from orgs.working_days import calendar_for
from tickets.models import Ticket
from tickets.seeding import turning
from tickets.seeding.agenda import Agenda
from tickets.seeding.bulk import PRESSING, tell_closed_year
from tickets.seeding.bulk.season import opening, turn_of
from tickets.seeding.files import Request, requests, stories
from tickets.seeding.people import People
from tickets.seeding.photos import photos_for
from tickets.seeding.play import MINUTE, Play
from tickets.seeding.steps import STEPS
from tickets.seeding.times import Moments
from tickets.services import attaching, catalogue, sweep

WRITTEN_FOR: Final = datetime(2026, 11, 22, tzinfo=COUNTY_TIME)
"""The requests were dated for this day; they move with the real one, by whole weeks, so that a Monday stays one."""

LEADERS_SIGN_FROM: Final = (1, 4)
"""The day of the running year from which two bureaus' leaders sign."""

WEEK: Final = timedelta(weeks=1)
TOLD_DAYS: Final = 3
"""Working days. What is older leaves no notice: nobody keeps a year's unread ones."""

STANDS_IN_DAYS: Final = 14
CLOSED_AFTER: Final = 3
"""Working days after the first case came, a day is closed."""

LEADERS_SIGN: Final = ("县市场监督管理局", "县行政审批服务局")
CLAIMED: Final = timedelta(hours=2)
_CLAIMANT: Final = "19900000001"
_CLAIM: Final = UUID("5f0c6a52-3d1b-4d0e-9a86-6f6b5f1a2c01")
_QUICK: Final = "tickets.seeding.hashing.QuickHasher"


@dataclass(frozen=True, slots=True)
class Played:
    """What came of it."""

    county: County
    cases: int


def play_demonstration(chosen: Sequence[Request] | None = None) -> Played:
    """Build 泽丰县, write its last closed year and play this one up to now, all of it or nothing.

    `chosen` requests are played alone, without the closed year, when they are given.

    Raises orgs.exceptions.Refused when the county is there already.
    """
    now = clock.now().replace(second=0, microsecond=0)
    opened, turn = opening(now), turn_of(now)
    with transaction.atomic():
        # Nobody is to be told of a county's opening, nor of a year that is over.
        with override_settings(JOURNAL_CONSUMERS={}):
            county = build_county(opened)
            catalogue.bring_into_force(county.pk, catalogue.shipped(), now=opened)
            tell_the_planner()
            plays = turning.told(_plays(county, requests() if chosen is None else chosen, now=now), turn=turn)
            if chosen is None:
                left = PRESSING - turning.urgent_of_the_closed_year(plays, turn=turn)
                tell_closed_year(county, until=now, pressing=left)
            plan_nights(county, now=now)
            _let_somebody_stand_in(county, now=now)
            _let_somebody_join(county, now=now)
        _play(county, plays, now=now)
    return Played(county, Ticket.objects.filter(county=county).count())


def _plays(county: County, chosen: Sequence[Request], *, now: datetime) -> list[Play]:
    shift = (now - WRITTEN_FOR) // WEEK * WEEK
    moments, people, told = Moments(now, calendar_for(county.pk)), People(county), stories()
    return [Play(request, told[request.id], people=people, moments=moments, shift=shift) for request in chosen]


def _play(county: County, plays: Sequence[Play], *, now: datetime) -> None:
    """Everything in one order of time: the past in silence, the last days with their notices."""
    moments = Moments(now, calendar_for(county.pk))
    acts = [*(play.acts(STEPS) for play in plays), _close_a_day(county, plays), _let_leaders_sign(county, now=now)]
    agenda = Agenda(acts, start=opening(now))
    hashers = [_QUICK, *settings.PASSWORD_HASHERS]
    with override_settings(PASSWORD_HASHERS=hashers, TRACKING_HASHER=_QUICK):
        with override_settings(JOURNAL_CONSUMERS={}):
            agenda.until(moments.day_before(TOLD_DAYS, county.morning_from), telling=False)
        agenda.until(now, telling=True)


def _close_a_day(county: County, plays: Sequence[Play]) -> Iterator[datetime]:
    """While the first case runs a day is closed to the public: what runs over it is reckoned again."""
    filed = min((play.filed_at for play in plays if not play.story.script.startswith("file")), default=None)
    if filed is None:
        return
    calendar = calendar_for(county.pk)
    yield calendar.add_working_days(filed, CLOSED_AFTER - 2)
    day = calendar.add_working_days(filed, CLOSED_AFTER).date()
    arranged.set_day(county.pk, day=day, kind=DayKind.REST, actor=None, note="大风沙红色预警，停止对外办公")
    yield clock.now() + MINUTE
    sweep.run()  # as the beat does each minute; the agenda sweeps where a clock has something to say


def _let_somebody_stand_in(county: County, *, now: datetime) -> None:
    """The handler of the finance bureau stands in for its liaison these days: a second post in the header."""
    with clock.moved_to(now):
        liaison = Post.objects.get(person__username="caizheng", organisation__county=county, role=Role.DEPT_LIAISON)
        handler = Post.objects.get(person__username="caizheng-jb", organisation__county=county, role=Role.HANDLER)
        appointments.stand_in(
            liaison.pk,
            person_id=handler.person_id,
            starts_on=today(now),
            ends_on=today(now) + timedelta(days=STANDS_IN_DAYS),
            actor=None,
        )


def _let_leaders_sign(county: County, *, now: datetime) -> Iterator[datetime]:
    """In two bureaus the leader in charge signs what they answer, since this year."""
    yield datetime(turn_of(now).year, *LEADERS_SIGN_FROM, 9, tzinfo=COUNTY_TIME)
    for unit in Organisation.objects.filter(county=county, name__in=LEADERS_SIGN).order_by("pk"):
        organisations.arrange(unit.pk, authority_kind=unit.authority_kind, leader_signs=True, actor=None)


def _let_somebody_join(county: County, *, now: datetime) -> None:
    """A shop owner who proved her number two hours ago waits for somebody to look at her licence."""
    with clock.moved_to(now - CLAIMED):
        person = joining.welcome(_CLAIMANT, name="苗青禾", county_id=county.pk, consents=True)
        attaching.keep(photos_for("claim"), person=person, client_token=_CLAIM)
        claims.claim_firm(
            person.pk,
            county_id=county.pk,
            credit_code="92371728MA3TEK1146",
            name="青禾汉服工作室",
            place_id=towns_of(county.pk)[0].pk,
            client_token=_CLAIM,
        )
