"""The whole demonstration in one transaction: the county, its catalogue, and 60 requests at every stage of life."""

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
from tickets.seeding.agenda import Agenda
from tickets.seeding.files import Request, requests, stories
from tickets.seeding.people import People
from tickets.seeding.photos import photos_for
from tickets.seeding.play import MINUTE, Play
from tickets.seeding.steps import STEPS
from tickets.seeding.times import Moments
from tickets.services import attaching, catalogue, sweep

WRITTEN_FOR: Final = datetime(2026, 11, 22, tzinfo=COUNTY_TIME)
"""The requests were dated for this day; they move with the real one, by whole weeks, so that a Monday stays one."""

OPENED: Final = datetime(2026, 1, 4, 9, 0, tzinfo=COUNTY_TIME)
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
    """Build 泽丰县 and play its year up to now, all of it or nothing; `chosen` requests alone when they are given.

    Raises orgs.exceptions.Refused when the county is there already.
    """
    now = clock.now().replace(second=0, microsecond=0)
    shift = (now - WRITTEN_FOR) // WEEK * WEEK
    with transaction.atomic():
        # Nobody is to be told of a county's opening, nor of a year that is over.
        with override_settings(JOURNAL_CONSUMERS={}):
            county = build_county(OPENED + shift)
            catalogue.bring_into_force(county.pk, catalogue.shipped(), now=OPENED + shift)
            plan_nights(county, now=now)
            _let_somebody_stand_in(county, now=now)
            _let_leaders_sign(county, at=OPENED + shift)
            _let_somebody_join(county, now=now)
        tell_the_planner()
        _play(county, requests() if chosen is None else chosen, now=now, shift=shift)
    return Played(county, Ticket.objects.filter(county=county).count())


def _play(county: County, chosen: Sequence[Request], *, now: datetime, shift: timedelta) -> None:
    """Everything in one order of time: the past in silence, the last days with their notices."""
    moments = Moments(now, calendar_for(county.pk))
    people, told = People(county), stories()
    plays = [Play(request, told[request.id], people=people, moments=moments, shift=shift) for request in chosen]
    acts = [*(play.acts(STEPS) for play in plays), _close_a_day(county, plays)]
    agenda = Agenda(acts, start=OPENED + shift)
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


def _let_leaders_sign(county: County, *, at: datetime) -> None:
    """In two bureaus the leader in charge signs what they answer."""
    with clock.moved_to(at):
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
