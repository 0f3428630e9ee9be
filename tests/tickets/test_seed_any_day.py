"""The demonstration on whatever day it is started: at night, in a long holiday, in a year without a calendar."""

from datetime import datetime

import pytest
from django.db import transaction

from journal import clock
from orgs.calendar import WorkCalendar
from orgs.models import County
from tests.orgs.test_calendar import at
from tickets.models import Deadline, Ticket
from tickets.seeding import play_demonstration
from tickets.seeding.files import Request, requests, stories
from tickets.seeding.times import Moments, waking
from tickets.statuses import OPEN, Status

pytestmark = pytest.mark.untraced
DAYS = ["2026-11-28 23:40", "2026-10-04 12:00", "2027-03-01 08:31"]


def under_way() -> list[Request]:
    """The requests whose story stops at the moment of starting."""
    told = stories()
    return [
        request
        for request in requests()
        if any(mark in told[request.id].script for mark in ("@-", "@~", "@w", "@1/", "@2/", "@3/", "@5/"))
    ]


def played(now: datetime, chosen: list[Request]) -> County:
    with clock.moved_to(now):
        return play_demonstration(chosen).county


@pytest.mark.parametrize("day", DAYS)
def test_queues_hold_fresh_pressing_and_overdue_work(db: None, day: str) -> None:
    now = at(day)
    played(now, under_way())

    live = Deadline.objects.filter(met_at=None, voided_at=None, paused_at=None)
    assert set(OPEN) - {Status.ON_LEDGER} <= set(Ticket.objects.values_list("status", flat=True))
    assert live.filter(due_at__gt=now, warn_at__gt=now).exists()
    assert live.filter(due_at__gt=now, warned_at__isnull=False).exists()
    assert live.filter(passed_at__isnull=False).exists()


def test_of_the_closed_year_nothing_is_told_that_is_not_answered_and_nothing_that_hangs_on_it(db: None) -> None:
    wanted = {"C002", "C003", "C004", "C009", "C010", "C023", "C027", "C058"}
    played(at("2027-01-12 10:20"), [request for request in requests() if request.id in wanted])

    titles = set(Ticket.objects.values_list("title", flat=True))
    # C002 and C027 are on the way since December, C023 was withdrawn in June, C004 joined C002.
    assert titles == {request.title for request in requests() if request.id in {"C003", "C009", "C010", "C058"}}
    assert not Ticket.objects.filter(accepted_at__lt=at("2027-01-01 00:00"), passed_at=None).exists()


def story_of(county: County) -> list[tuple[object, ...]]:
    """What can be seen of the cases, without keys."""
    rows = Ticket.objects.filter(county=county).order_by("number")
    return [
        (
            ticket.number,
            ticket.status,
            ticket.version,
            ticket.updated_at,
            *ticket.deadlines.order_by("due_at", "kind", "pk").values_list("kind", "due_at", "met_at"),
        )
        for ticket in rows
    ]


def test_the_same_moment_tells_the_same_story(transactional_db: None) -> None:
    told = []
    chosen = [request for request in requests() if request.id in {"C003", "C012", "C028", "C045"}]
    for _ in range(2):
        with transaction.atomic():
            told.append(story_of(played(at("2026-11-24 10:20"), chosen)))
            transaction.set_rollback(True)

    assert told[0] == told[1]
    assert len(told[0]) == 4


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("3/10:30", "2026-11-19 10:30"),
        ("0/09:00", "2026-11-24 09:00"),
        ("-90", "2026-11-24 08:50"),
        ("-120", "2026-11-23 17:50"),
        ("-570", "2026-11-20 17:50"),
        ("~40", "2026-11-24 09:40"),
        ("~200", "2026-11-23 21:50"),
        ("w1", "2026-11-23 10:20"),
        ("w2", "2026-11-23 08:30"),
    ],
)
def test_a_story_tells_its_times_backwards_from_now(said: str, meant: str) -> None:
    moments = Moments(at("2026-11-24 10:20"), WorkCalendar())

    assert moments.read(said) == at(meant)


def test_in_the_evening_nothing_lies_ahead() -> None:
    moments = Moments(at("2026-11-23 18:40"), WorkCalendar())  # Monday, the office is closed: day 1 is today

    assert moments.read("1/16:00") == at("2026-11-23 16:00")
    assert moments.read("1/19:30") == at("2026-11-23 18:20")


@pytest.mark.parametrize(
    ("instant", "answers"),
    [
        ("2026-11-24 20:00", "2026-11-24 20:00"),
        ("2026-11-24 23:00", "2026-11-25 08:15"),
        ("2026-11-24 03:00", "2026-11-24 08:15"),
    ],
)
def test_firms_sleep_at_night(instant: str, answers: str) -> None:
    assert waking(at(instant), minutes=15) == at(answers)
