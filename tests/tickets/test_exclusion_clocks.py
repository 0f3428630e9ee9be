"""Whoever rules on a rating being left out has a clock, also where the case has ended; silence leaves it counted."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest

from journal import clock
from journal.models import Event
from orgs.services.calendar import set_day
from orgs.statuses import DayKind
from tests import cast
from tests.cast import MONDAY, World, current
from tests.orgs.test_calendar import at
from tests.tickets import excluded
from tests.tickets.staff_pages import send
from tests.tickets.test_exclusions import counted
from tests.upgrading import filled_by
from tickets.models import Deadline, Exclusion, Ticket
from tickets.services import firm, sweep
from tickets.statuses import OF_AN_EXCLUSION

THE_HEAD, THE_OFFICE = at("2026-11-17 18:00"), at("2026-11-18 18:00")
WORDS = {"contacted": "yes", "outcome": "unsolved", "grade": "1", "reasons": ["result"], "words": "电压还是低"}


@pytest.fixture(autouse=True)
def monday(db: None) -> Iterator[None]:
    """Tests begin on a Monday at nine."""
    with clock.moved_to(MONDAY):
        yield


def clocks(ticket: Ticket) -> list[tuple[str, datetime]]:
    """What runs for the rating, and until when."""
    live = Deadline.objects.filter(ticket=ticket, kind__in=OF_AN_EXCLUSION, met_at=None, voided_at=None)
    return list(live.values_list("kind", "due_at"))


def passed(ticket: Ticket) -> list[tuple[str, int]]:
    """Which clocks the sweep has called overdue, and whose rating each is about."""
    marks = Event.objects.for_subject("ticket", ticket.pk).filter(verb="deadline.passed")
    return [(mark.data["kind"], mark.data["unit"]) for mark in marks if mark.data["kind"] in OF_AN_EXCLUSION]


def test_each_step_has_its_clock_also_where_the_case_has_ended(world: World) -> None:
    ticket = excluded.asked(world)
    with_the_head = clocks(ticket)
    excluded.agree(ticket, world.head)
    with_the_office = clocks(ticket)
    excluded.grant(ticket, world.office)
    granted = clocks(ticket)
    excluded.object_to(ticket, world.firm)

    assert (with_the_head, with_the_office, granted) == ([("agree", THE_HEAD)], [("exclude", THE_OFFICE)], [])
    assert clocks(ticket) == [("exclude", THE_OFFICE)]
    assert (current(ticket).status, current(ticket).due_at) == ("closed", None)


@pytest.mark.parametrize("verb", ["refuse", "reject", "revoke", "confirm"])
def test_every_ruling_meets_it(world: World, verb: str) -> None:
    found = {"refuse": excluded.asked, "reject": excluded.agreed}.get(verb, excluded.objected)(world)
    who = {"refuse": "head", "reject": "office"}.get(verb, "second_office")

    send(world, found, f"{verb}_exclusion", who=who, words={"ruling": excluded.WHY_NOT, "told": excluded.LOOKED})

    assert clocks(found) == []
    assert Deadline.objects.filter(ticket=found, kind__in=OF_AN_EXCLUSION, met_at=None).count() == 0


def test_silence_is_marked_once_and_leaves_the_rating_counted(world: World) -> None:
    ticket = excluded.agreed(world)

    with clock.moved_to(MONDAY + timedelta(days=60)):
        while sweep.run():
            pass

    assert passed(ticket) == [("exclude", world.liaison.organisation_id)]
    assert counted(world) == (1, 0)
    assert Exclusion.objects.get().waits


def test_a_case_that_ends_meanwhile_keeps_the_clock(world: World) -> None:
    ticket = cast.asked_to_confirm(world)
    send(world, ticket, "confirm", who="firm", words=WORDS)
    excluded.ask(ticket, world.liaison)

    firm.withdraw(ticket.pk, reason="不办了", actor=world.firm, version=current(ticket).version)

    assert current(ticket).status == "withdrawn"
    assert clocks(ticket) == [("agree", THE_HEAD)]


def test_its_date_in_the_lists_follows_a_changed_calendar(world: World) -> None:
    ticket = excluded.asked(world)
    set_day(world.county.pk, day=date(2026, 11, 17), kind=DayKind.REST, note="调休", actor=world.office)

    sweep.run()

    assert clocks(ticket) == [("agree", THE_OFFICE)]
    assert Exclusion.objects.get().due_at == THE_OFFICE


def rows(ticket: Ticket) -> list[tuple[object, ...]]:
    """The clocks with all that a changed calendar reckons them by; when they warn is the upgrade's own."""
    live = Deadline.objects.filter(ticket=ticket, kind__in=OF_AN_EXCLUSION, met_at=None, voided_at=None)
    return list(
        live.values_list("kind", "round", "working_days", "calendar_version", "began_at", "starts_at", "due_at")
    )


def test_an_upgrade_gives_those_that_wait_their_clock(world: World) -> None:
    waiting = [excluded.asked(world), excluded.agreed(world), excluded.objected(world)]
    before = [rows(ticket) for ticket in waiting]
    Deadline.objects.filter(kind__in=OF_AN_EXCLUSION).delete()
    excluded.granted(world)

    filled_by("0025_exclusion_clocks")

    assert [rows(ticket) for ticket in waiting] == before
    assert Deadline.objects.filter(kind__in=OF_AN_EXCLUSION, met_at=None).count() == len(waiting)
