"""Facts and months: read off the case, told by the relay, harmless when told late, twice or beside a rebuilding."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from journal import clock, relay
from journal.models import Event, Outbox
from metrics import counting, cubes, facts, tasks
from metrics.counting import Scope
from metrics.models import CaseFact, Cube, Dirt, DispatchFact
from metrics.models.cubes import Axis
from metrics.periods import Month, Year
from metrics.rates import Tally
from orgs.services import calendar
from orgs.statuses import DayKind
from tests import cast, figures
from tests.cast import World
from tests.orgs.test_calendar import at
from tests.tickets import grouped
from tickets.models import Ticket
from tickets.services import firm, returning, revisiting
from tickets.statuses import Grade, Outcome

pytestmark = pytest.mark.django_db
NOVEMBER = Month(2026, 11)


hear = figures.heard


def say(world: World, ticket: Ticket, verdict: revisiting.Verdict) -> None:
    """The firm answers all three questions."""
    revisiting.confirm(ticket.pk, verdict=verdict, actor=world.firm, version=cast.current(ticket).version)


def of(world: World, axis: Axis = Axis.UNIT) -> dict[int | None, Tally]:
    return cubes.tallies(Scope(world.county.pk, NOVEMBER), axis)


def test_an_act_is_in_the_figures_once_the_relay_and_the_beat_have_been(world: World) -> None:
    with clock.moved_to(cast.MONDAY):
        cast.closed(world)
    before = of(world)
    hear()

    assert (before, of(world)) == ({}, counting.tallies(Scope(world.county.pk, NOVEMBER)))
    assert of(world)[world.liaison.organisation_id].valid == 1
    assert not Dirt.objects.exists()


def test_every_axis_counts_the_same_cases(world: World) -> None:
    with clock.moved_to(cast.MONDAY):
        ticket = cast.closed(world)
        cast.dispatched(world)
    hear()
    whole = {axis: counting.total(of(world, axis).values()) for axis in Axis}

    assert whole[Axis.UNIT] == whole[Axis.TOWN] == whole[Axis.CATEGORY]
    assert of(world, Axis.TOWN).keys() == {ticket.town_id}


def test_a_hint_that_comes_twice_or_late_changes_nothing(world: World) -> None:
    with clock.moved_to(cast.MONDAY):
        ticket = cast.closed(world)
    hear()
    kept = list(CaseFact.objects.values()), list(DispatchFact.objects.values()), of(world)
    for event in Event.objects.for_subject("ticket", ticket.pk).order_by("-seq"):
        facts.handle(event)
    tasks.recount()

    assert (list(CaseFact.objects.values()), list(DispatchFact.objects.values()), of(world)) == kept


def test_what_was_read_of_an_older_state_does_not_overwrite_what_is_newer(world: World) -> None:
    with clock.moved_to(cast.MONDAY):
        ticket = cast.closed(world)
    hear()
    CaseFact.objects.update(seq=ticket.chain_seq + 100, contacted=False)
    DispatchFact.objects.update(seq=ticket.chain_seq + 100, returned=True)
    facts.derive(world.county.pk, [ticket.pk])

    assert CaseFact.objects.filter(contacted=False).count() == 1
    assert DispatchFact.objects.filter(returned=True).count() == 1


def test_a_day_that_becomes_dirty_while_its_month_is_counted_stays_so(world: World) -> None:
    with clock.moved_to(cast.MONDAY):
        cast.closed(world)
    relay.run("figures")
    cubes.recount(world.county.pk, NOVEMBER)
    Dirt.objects.create(county=world.county, day=cast.MONDAY.date())
    cubes.recount(world.county.pk, NOVEMBER.preceding())

    assert Dirt.objects.count() == 1


def test_a_figure_that_moves_to_another_month_leaves_the_first(world: World) -> None:
    with clock.moved_to(at("2026-10-30 10:00")):
        ticket = cast.accepted(world)
    hear()
    Ticket.objects.filter(pk=ticket.pk).update(accepted_at=cast.MONDAY, chain_seq=ticket.chain_seq + 1)
    facts.derive(world.county.pk, [ticket.pk])
    tasks.recount()

    october = cubes.tallies(Scope(world.county.pk, Month(2026, 10)))
    assert (counting.total(october.values()).accepted, counting.total(of(world).values()).accepted) == (0, 1)


def test_a_year_counts_a_case_once_that_was_redone_in_two_months(world: World) -> None:
    unit = world.liaison.organisation_id
    bad = cast.a_verdict(outcome=Outcome.UNSOLVED, grade=Grade.DISSATISFIED, words="没好")
    with clock.moved_to(at("2026-10-12 09:00")):
        ticket = cast.asked_to_confirm(world)
        say(world, ticket, bad)
    for day in ("2026-10-20 09:00", "2026-11-12 09:00"):
        with clock.moved_to(at(day)):
            grouped.answer(world, ticket)
            grouped.pass_on(world, ticket)
            say(world, ticket, bad if "10-" in day else cast.a_verdict())
    hear()
    year = cubes.tallies(Scope(world.county.pk, Year(2026)))

    assert [of(world)[unit].redo, year[unit].redo] == [1, 1]
    assert year == counting.tallies(Scope(world.county.pk, Year(2026)))


def test_first_dispatch_return_and_signing(world: World) -> None:
    with clock.moved_to(cast.MONDAY):
        ticket = cast.given_back(world)
        returning.uphold(
            ticket.pk, lead_id=world.third_liaison.organisation_id, ruling="产权资料已核对。", told="表后线路归园区。",
            actor=world.desk, version=ticket.version,
        )  # fmt: skip
        cast.signed(world)
    hear()
    tally = of(world)

    unit = tally[world.liaison.organisation_id]
    assert (unit.dispatched, unit.returned, unit.sign_due, unit.signed_in_time) == (2, 1, 1, 1)
    committee = tally[world.desk.organisation_id]
    assert (committee.first_sent, committee.first_right, committee.misdispatched) == (2, 1, 1)


def test_working_time_runs_in_office_hours_from_dispatch_to_the_reply(world: World) -> None:
    with clock.moved_to(at("2026-11-06 17:30")):  # a Friday; the offices close at 18:00
        ticket = cast.dispatched(world, assists=False)
        grouped.sign(world, ticket)
    with clock.moved_to(at("2026-11-09 09:00")):  # open since 8:30
        grouped.answer(world, ticket)
        grouped.pass_on(world, ticket)
    hear()
    tally = of(world)[world.liaison.organisation_id]

    assert (tally.worked, tally.worked_minutes, tally.passed, tally.asked) == (1, 60, 1, 0)


def test_a_holiday_that_is_entered_late_leaves_the_time_at_work(world: World) -> None:
    with clock.moved_to(at("2026-11-06 17:30")):
        ticket = cast.dispatched(world, assists=False)
        grouped.sign(world, ticket)
    with clock.moved_to(at("2026-11-09 09:00")):
        grouped.answer(world, ticket)
        grouped.pass_on(world, ticket)
        hear()
        calendar.set_day(world.county.pk, day=at("2026-11-09 00:00").date(), kind=DayKind.REST, actor=world.sysadmin)
        hear()
        rested = of(world)[world.liaison.organisation_id].worked_minutes
        calendar.change_settings(
            world.county.pk, changes={"afternoon_to": at("2026-11-09 17:45").time()}, actor=world.sysadmin
        )
        hear()

    assert (rested, of(world)[world.liaison.organisation_id].worked_minutes) == (30, 15)
    call_command("rebuild_figures", check=True, stdout=StringIO())


def test_a_month_that_somebody_else_has_counted_is_not_counted_again(world: World) -> None:
    with clock.moved_to(cast.MONDAY):
        cast.closed(world)
    hear()

    assert cubes.recount(world.county.pk, NOVEMBER, only_dirty=True) is False
    Dirt.objects.create(county=world.county, day=cast.MONDAY.date())
    moved = Month(NOVEMBER.year, NOVEMBER.month, 10)
    assert cubes.recount(world.county.pk, moved, only_dirty=True) is False
    assert Dirt.objects.count() == 1  # of a month with other days: left for whoever knows them
    assert cubes.recount(world.county.pk, NOVEMBER, only_dirty=True) is True


def test_rebuilding_makes_the_same_and_the_check_finds_what_was_bent(world: World) -> None:
    with clock.moved_to(cast.MONDAY):
        cast.closed(world)
        gone = cast.dispatched(world)
        firm.withdraw(gone.pk, reason="自己解决了", actor=world.firm, version=gone.version)
    hear()
    told, kept = StringIO(), of(world)
    call_command("rebuild_figures", check=True, stdout=told)
    call_command("rebuild_figures", stdout=told)
    assert (of(world), "differ" in told.getvalue()) == (kept, False)

    CaseFact.objects.filter(ticket=gone.pk).update(handled=True)
    Cube.objects.filter(axis=Axis.TOWN).update(accepted=7)
    with pytest.raises(CommandError, match="4 differ"):
        call_command("rebuild_figures", check=True, stdout=told)
    # the case, and with it its month by unit and category; the month by town by itself
    assert f"case {gone.pk} round 1" in told.getvalue()
    assert "month 2026-11 by town" in told.getvalue()
    assert CaseFact.objects.get(ticket=gone.pk).handled  # the check changes nothing


def test_a_case_that_is_read_again_unchanged_is_not_written_again(world: World) -> None:
    with clock.moved_to(cast.MONDAY):
        cast.closed(world)
    figures.read_anew()
    before = _places()

    figures.read_anew()

    assert _places() == before


def _places() -> list[object]:
    """Where each fact lies: a row that is written again lies elsewhere."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ctid FROM metrics_casefact UNION ALL SELECT ctid FROM metrics_dispatchfact")
        found: list[object] = cursor.fetchall()
    assert len(found) == 2
    return found


def test_what_was_never_told_is_caught_up_with(world: World) -> None:
    with clock.moved_to(cast.MONDAY):
        ticket = cast.accepted(world)
        hear()
        grouped.send(world, ticket)
        Outbox.objects.filter(consumer="figures").delete()

    assert tasks.catch_up() == 1
    assert tasks.catch_up() == 0
    tasks.recount()
    assert of(world)[world.liaison.organisation_id].dispatched == 1


def test_months_that_begin_on_another_day_are_counted_again(world: World) -> None:
    with clock.moved_to(at("2026-11-24 10:00")):
        cast.accepted(world)
        hear()
        settings = {"month_starts_on": 19}
        calendar.change_settings(world.county.pk, changes=settings, actor=world.sysadmin)
        hear()
        november = cubes.tallies(Scope(world.county.pk, Month(2026, 11, 19)))
        december = cubes.tallies(Scope(world.county.pk, Month(2026, 12, 19)))
        calendar.change_settings(world.county.pk, changes={"month_starts_on": 1}, actor=world.sysadmin)
        hear()

    assert (november, counting.total(december.values()).accepted) == ({}, 1)
    assert cubes.tallies(Scope(world.county.pk, Month(2026, 12))) == {}
    assert counting.total(of(world).values()).accepted == 1
