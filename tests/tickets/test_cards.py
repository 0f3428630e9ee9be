"""Yellow and red cards and the alarm of an emergency, by the sweep (DOMAIN §2.7)."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from journal import clock
from journal.models import Event
from orgs.models import DutyShift
from tests import cast
from tests.cast import MINUTE, MONDAY, World, current
from tests.orgs.test_calendar import at
from tests.tickets import supervised, whistled
from tickets.models import Card, Deadline, Ticket
from tickets.services import extending, handling, pausing, replying, sweep
from tickets.statuses import ExtensionReason, PauseReason, Urgency
from tickets.supervision_cards import card_now


@pytest.fixture(autouse=True)
def monday(db: None) -> Iterator[None]:
    """Tests begin on a Monday at nine."""
    with clock.moved_to(MONDAY):
        yield


def resolve_of(ticket: Ticket) -> Deadline:
    return Deadline.objects.get(ticket=ticket, kind="resolve", met_at=None, voided_at=None)


def swept(at_: object) -> None:
    """One pass at an instant."""
    with clock.moved_to(at_):  # type: ignore[arg-type]  # an instant
        sweep.run()


def cards(ticket: Ticket) -> list[tuple[str, object]]:
    """Colour and when it was earned."""
    return list(Card.objects.filter(ticket=ticket).order_by("at", "pk").values_list("colour", "at"))


def sign_now(ticket: Ticket, world: World) -> str:
    """The card that holds at this instant."""
    return str(card_now(current(ticket), list(current(ticket).deadlines.all()), now=clock.now()))


def test_a_lead_is_shown_yellow_a_working_day_before_and_red_once_it_is_late(world: World) -> None:
    ticket = supervised.taken_on(world)
    clock_of = resolve_of(ticket)
    assert (clock_of.warn_at, clock_of.due_at) == (at("2026-12-04 18:00"), at("2026-12-07 18:00"))

    swept(clock_of.warn_at - MINUTE)
    none = cards(ticket)
    swept(clock_of.warn_at)
    yellow = cards(ticket)
    swept(clock_of.due_at)

    assert (none, yellow) == ([], [("yellow", clock_of.warn_at)])
    assert cards(ticket) == [("yellow", clock_of.warn_at), ("red", clock_of.due_at)]
    assert Card.objects.filter(unit=world.third_liaison.organisation_id).count() == 2


def test_a_sweep_that_is_three_days_late_or_runs_twice_leaves_the_same_cards(world: World) -> None:
    ticket = supervised.taken_on(world)
    clock_of = resolve_of(ticket)

    for _pass in range(2):
        swept(clock_of.due_at + timedelta(days=3))

    assert cards(ticket) == [("yellow", clock_of.warn_at), ("red", clock_of.due_at)]
    assert Event.objects.for_subject("ticket", ticket.pk).filter(verb="deadline.passed", data__card="red").count() == 1


def test_the_power_company_is_warned_like_all_and_shown_no_card(world: World) -> None:
    ticket = cast.signed(world)
    clock_of = resolve_of(ticket)

    swept(clock_of.warn_at)
    swept(clock_of.due_at)

    assert cards(ticket) == []
    assert Deadline.objects.get(pk=clock_of.pk).passed_at is not None
    with clock.moved_to(clock_of.due_at):
        assert sign_now(ticket, world) == "None"


def test_assists_and_other_clocks_bring_no_card(world: World) -> None:
    ticket = supervised.at_the_bureau(world, assists=True)

    swept(at("2026-12-01 09:00"))  # sign, contact and assist are late, the case is not

    assert Deadline.objects.filter(ticket=ticket, passed_at__isnull=False).count() > 2
    assert cards(ticket) == []


def test_a_reply_in_time_earns_none(world: World) -> None:
    ticket = supervised.taken_on(world)
    due = resolve_of(ticket).due_at
    leg = cast.lead_of(ticket)
    replying.submit(ticket.pk, leg_id=leg.pk, answer=cast.an_answer(), actor=world.third_liaison, version=leg.version)

    swept(due)

    assert cards(ticket) == []


def test_an_extension_leaves_the_card_on_record_and_takes_the_sign_away(world: World) -> None:
    ticket = supervised.taken_on(world)
    first = resolve_of(ticket)
    swept(first.warn_at - MINUTE)
    with clock.moved_to(at("2026-12-04 17:00")):
        leg = cast.lead_of(ticket)
        wish = extending.Wish(
            until=at("2026-12-09 18:00").date(), reason=ExtensionReason.WORKS, words="配件要到下周才到货，已下单。",
            told="配件下周到货",
        )  # fmt: skip
        extending.ask(ticket.pk, leg_id=leg.pk, wish=wish, actor=world.third_liaison, version=leg.version)
    swept(at("2026-12-04 18:05"))
    with clock.moved_to(at("2026-12-04 18:10")):
        assert sign_now(ticket, world) == "yellow"
        extending.grant(ticket.pk, ruling="同意", actor=world.desk, version=current(ticket).version)
        assert sign_now(ticket, world) == "None"

    assert cards(ticket) == [("yellow", first.warn_at)]
    swept(at("2026-12-08 18:00"))
    assert cards(ticket) == [("yellow", first.warn_at), ("yellow", at("2026-12-08 18:00"))]  # of the new date


def test_while_the_clock_stands_still_there_is_no_sign_and_no_card(world: World) -> None:
    ticket = supervised.taken_on(world)
    leg = cast.lead_of(ticket)
    wish = pausing.Wish(
        until=at("2026-12-10 18:00").date(),
        reason=PauseReason.THIRD_PARTY,
        words="等鉴定机构出报告。",
        told="等鉴定报告",
    )
    pausing.ask(ticket.pk, leg_id=leg.pk, wish=wish, actor=world.third_liaison, version=leg.version)
    pausing.grant(ticket.pk, ruling="同意", actor=world.desk, version=current(ticket).version)

    swept(at("2026-12-08 09:00"))

    assert cards(ticket) == []
    with clock.moved_to(at("2026-12-08 09:00")):
        assert sign_now(ticket, world) == "None"


# --- emergencies ------------------------------------------------------------------------------------------------------


def passed(ticket: Ticket, kind: str) -> Event:
    return Event.objects.for_subject("ticket", ticket.pk).get(verb="deadline.passed", data__kind=kind)


def watched(world: World) -> None:
    """The clerk of the office has the night."""
    DutyShift.objects.create(
        county=world.county, post=world.office, starts_at=MONDAY, ends_at=MONDAY + timedelta(days=2)
    )


def test_an_emergency_that_nobody_signs_for_alarms_whoever_is_on_duty(world: World) -> None:
    watched(world)
    with clock.moved_to(at("2026-11-16 23:00")):
        ticket = supervised.at_the_bureau(world, urgency=Urgency.CRITICAL)
    supervised.sweep_after(ticket, "sign")

    event = passed(ticket, "sign")
    assert (event.data["alarm"], event.data["duty"]) == (True, [world.office.pk])


def test_so_does_a_unit_that_does_not_come_to_an_emergency_whistle(world: World) -> None:
    watched(world)
    ticket = whistled.emergency(world)
    swept(MONDAY + 31 * MINUTE)

    events = Event.objects.for_subject("ticket", ticket.pk).filter(verb="deadline.passed", data__kind="check_in")
    assert {(event.data["alarm"], *event.data["duty"]) for event in events} == {(True, world.office.pk)}


def test_an_ordinary_case_rings_nobody(world: World) -> None:
    ticket = supervised.at_the_bureau(world)
    supervised.sweep_after(ticket, "sign")

    assert "alarm" not in passed(ticket, "sign").data


def test_an_emergency_that_was_signed_for_rings_nobody(world: World) -> None:
    ticket = supervised.at_the_bureau(world, urgency=Urgency.CRITICAL)
    leg = cast.lead_of(ticket)
    due = Deadline.objects.get(ticket=ticket, kind="sign").due_at
    handling.sign(ticket.pk, leg_id=leg.pk, actor=world.third_liaison, version=leg.version)
    swept(due + MINUTE)

    assert not Event.objects.for_subject("ticket", ticket.pk).filter(data__alarm=True).exists()
