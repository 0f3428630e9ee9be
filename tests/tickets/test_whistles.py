"""A desk, a station or a unit calls others to a case (吹哨); they check in within their time (报到). DOMAIN §2.7."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from journal import clock
from orgs.models import Organisation
from orgs.statuses import AuthorityKind
from tests import cast
from tests.cast import MINUTE, MONDAY, World, current
from tests.orgs.test_calendar import at
from tests.tickets import whistled
from tests.tickets.whistled import CALLS, blow, end
from tickets.exceptions import Blocked, NotPossibleNow
from tickets.models import CheckIn, Deadline, Ticket, Whistle
from tickets.queries import tickets_for
from tickets.services import desk
from tickets.statuses import DeadlineKind, Status
from tickets.whistle_kinds import WhistleKind

KINDS = list(WhistleKind)


@pytest.fixture(autouse=True)
def monday(db: None) -> Iterator[None]:
    """Tests begin on a Monday at nine."""
    with clock.moved_to(MONDAY):
        yield


def clocks_of(ticket: Ticket) -> dict[str, Deadline]:
    """The check-in clocks by the name of their unit."""
    rows = Deadline.objects.filter(ticket=ticket, kind=DeadlineKind.CHECK_IN).select_related("check_in__unit")
    return {str(row.check_in.unit.display_name): row for row in rows if row.check_in}


# --- blowing ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_each_called_unit_sees_the_case_and_has_a_clock_of_its_own(world: World, kind: WhistleKind) -> None:
    ticket = cast.accepted(world)
    assert not tickets_for(world.third_liaison).filter(pk=ticket.pk).exists()

    blow(world, ticket, *CALLS, kind=kind)

    assert set(clocks_of(ticket)) == {"供电公司", "发改局", "市监局"}
    for name in CALLS:
        assert tickets_for(getattr(world, name)).filter(pk=ticket.pk).exists()
    assert current(ticket).status == Status.ACCEPTED  # nobody has a leg by being called
    assert not current(ticket).live_legs


def test_a_whistle_stops_no_clock_and_moves_none(world: World) -> None:
    ticket = cast.signed(world)
    before = list(Deadline.objects.filter(ticket=ticket).order_by("pk").values())
    stood = current(ticket).waits_for, current(ticket).due_at

    blow(world, ticket)

    assert list(Deadline.objects.filter(ticket=ticket, check_in=None).order_by("pk").values()) == before
    assert (current(ticket).waits_for, current(ticket).due_at) == stood


@pytest.mark.parametrize("kind", [WhistleKind.HARD, WhistleKind.JOINT])
def test_other_whistles_leave_one_working_day(world: World, kind: WhistleKind) -> None:
    ticket = cast.signed(world)
    with clock.moved_to(at("2026-11-20 17:00")):  # a Friday
        blow(world, ticket, kind=kind, meets_at=at("2026-11-24 09:00") if kind == WhistleKind.JOINT else None)

    assert {row.due_at for row in clocks_of(ticket).values()} == {at("2026-11-23 18:00")}


@pytest.mark.parametrize("moment", ["2026-11-16 23:50", "2026-10-01 03:10", "2026-11-22 12:30"])
def test_an_emergency_leaves_thirty_minutes_on_the_wall_clock_at_night_and_on_holidays(
    world: World, moment: str
) -> None:
    with clock.moved_to(at(moment)):
        ticket = whistled.emergency(world)

    assert {row.due_at for row in clocks_of(ticket).values()} == {at(moment) + 30 * MINUTE}
    assert {call.due_at for call in CheckIn.objects.filter(ticket=ticket)} == {at(moment) + 30 * MINUTE}


@pytest.mark.parametrize("who", ["desk", "second_desk", "liaison", "handler"])
def test_the_desk_and_a_unit_that_has_signed_blow(world: World, who: str) -> None:
    ticket = cast.signed(world)

    assert blow(world, ticket, by=getattr(world, who)).whistler_id == getattr(world, who).organisation_id


@pytest.mark.parametrize("who", ["firm", "third_liaison", "revisit_clerk", "office", "leader"])
def test_nobody_else_does(world: World, who: str) -> None:
    ticket = cast.signed(world)

    with pytest.raises(PermissionDenied):
        blow(world, ticket, by=getattr(world, who))


def test_a_unit_that_has_not_signed_calls_nobody_in(world: World) -> None:
    ticket = cast.dispatched(world)

    with pytest.raises(PermissionDenied):
        blow(world, ticket, "third_liaison", by=world.liaison)


def test_the_station_of_the_town_blows_for_what_it_filed_and_only_for_that(world: World) -> None:
    ours = cast.filed(world, by=world.clerk, firm_post=world.firm)
    desk.accept(ours.pk, actor=world.desk, version=ours.version)
    theirs = cast.accepted(world)

    assert blow(world, ours, by=world.clerk).kind == WhistleKind.HARD
    with pytest.raises(PermissionDenied):
        blow(world, theirs, by=world.clerk)


@pytest.mark.parametrize("make", [cast.filed, cast.replied, cast.asked_to_confirm, cast.closed])
def test_only_a_case_that_is_accepted_or_handled_is_whistled_for(world: World, make: Any) -> None:
    ticket = make(world)

    with pytest.raises(NotPossibleNow):
        blow(world, ticket)


def test_one_of_a_kind_lasts_at_a_time(world: World) -> None:
    ticket = whistled.whistled(world)

    with pytest.raises(Blocked, match="还没有结束"):
        blow(world, ticket)
    blow(world, ticket, kind=WhistleKind.JOINT)
    end(ticket, world.desk, Whistle.objects.get(ticket=ticket, kind=WhistleKind.HARD))
    blow(world, ticket)
    assert Whistle.objects.filter(ticket=ticket).count() == 3


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("harm", {"kind": WhistleKind.EMERGENCY, "harm": None}),
        ("units", {"unit_ids": []}),
        ("units", {"unit_ids": "own"}),
        ("units", {"unit_ids": "twice"}),
        ("units", {"unit_ids": "firm"}),
        ("units", {"unit_ids": "court"}),
        ("meets_at", {"kind": WhistleKind.JOINT, "meets_at": MONDAY - MINUTE}),
        ("meets_at", {"kind": WhistleKind.JOINT, "meets_at": MONDAY + timedelta(days=31)}),
    ],
)
def test_what_is_no_whistle_is_refused_at_its_field(world: World, field: str, words: dict[str, Any]) -> None:
    ticket = cast.signed(world)
    if words.get("unit_ids"):
        Organisation.objects.filter(pk=world.stranger.organisation_id).update(authority_kind=AuthorityKind.COURT)
        words = words | {
            "unit_ids": {
                "own": [world.desk.organisation_id],
                "twice": [world.third_liaison.organisation_id] * 2,
                "firm": [world.other_firm.organisation_id],
                "court": [world.stranger.organisation_id],
            }[words["unit_ids"]]
        }

    with pytest.raises(Blocked) as refused:
        blow(world, ticket, **words)
    assert refused.value.field == field
    assert not Whistle.objects.exists()


def test_the_database_keeps_no_emergency_without_harm(world: World) -> None:
    whistle = blow(world, cast.signed(world))

    with pytest.raises(IntegrityError, match="emergency_whistle_states_the_harm"), transaction.atomic():
        Whistle.objects.filter(pk=whistle.pk).update(kind=WhistleKind.EMERGENCY, place="前丁村")


# --- a unit that the case is about ------------------------------------------------------------------------------------


def test_a_unit_that_the_case_is_about_is_never_called_and_never_learns(world: World) -> None:
    ticket = cast.signed(world)
    Ticket.objects.filter(pk=ticket.pk).update(about_org=world.third_liaison.organisation)

    with pytest.raises(Blocked, match="被反映"):
        blow(world, ticket, "third_liaison")
    blow(world, ticket, "other_liaison")
    assert not tickets_for(world.third_liaison).filter(pk=ticket.pk).exists()
    assert cast.signed_in(world.third_liaison).get(f"/tickets/{ticket.number}/").status_code == 404


def test_where_a_case_is_about_a_unit_only_the_desk_blows_so_that_no_list_gives_it_away(world: World) -> None:
    ticket = cast.signed(world)
    Ticket.objects.filter(pk=ticket.pk).update(about_org=world.third_liaison.organisation)

    with pytest.raises(PermissionDenied):
        blow(world, ticket, "other_liaison", by=world.liaison)
