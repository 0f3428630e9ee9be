"""催办: who may urge, from when, how often, and what is left of it."""

import uuid
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from journal import clock
from journal.models import Event
from orgs.calendar import COUNTY_TIME, WorkCalendar
from orgs.models import Post
from orgs.statuses import Role
from tests import cast
from tests.cast import World, current, signed_in
from tickets.exceptions import Blocked, NotPossibleNow
from tickets.models import Deadline, Reminder, Ticket
from tickets.services import desk, firm, urging
from tickets.statuses import DeadlineKind, Status
from tickets.urging import half_way

CALENDAR = WorkCalendar()


def at(instant: datetime) -> AbstractContextManager[None]:
    return clock.moved_to(instant)


def press(ticket: Ticket, by: Post) -> Event | None:
    return urging.urge(ticket.pk, client_token=uuid.uuid4(), actor=by)


def half_of(ticket: Ticket, kind: DeadlineKind) -> datetime:
    return half_way(Deadline.objects.get(ticket=ticket, kind=kind, met_at=None, voided_at=None), CALENDAR)


@pytest.fixture
def handled(world: World) -> Iterator[Ticket]:
    """A case that a unit has had since Monday morning."""
    with at(cast.MONDAY):
        yield cast.signed(world)


def test_half_of_an_office_clock_is_half_of_its_office_time(world: World) -> None:
    with at(cast.MONDAY):  # 9:00, due 14:45: three hours and three quarters of office time
        ticket = cast.filed(world)

    assert half_of(ticket, DeadlineKind.ACCEPT) == datetime(2026, 11, 16, 10, 53, tzinfo=COUNTY_TIME)


def test_what_stood_still_for_the_firm_counts_to_neither_half(world: World) -> None:
    with at(cast.MONDAY):
        ticket = cast.filed(world)
        desk.ask(ticket.pk, question="几台机器？", actor=world.desk, version=ticket.version)
    with at(cast.MONDAY + timedelta(hours=2)):
        firm.supplement(ticket.pk, answer="六台", actor=world.firm, version=current(ticket).version)

    # It stood from 9:00 to 11:00; half of what was left to the desk lies two hours later in the day.
    assert half_of(ticket, DeadlineKind.ACCEPT) == datetime(2026, 11, 16, 14, 53, tzinfo=COUNTY_TIME)


def test_the_firm_urges_from_half_of_the_time_on(world: World, handled: Ticket) -> None:
    half = half_of(handled, DeadlineKind.RESOLVE)
    with at(half - timedelta(minutes=1)), pytest.raises(Blocked, match="后可以催办"):
        press(handled, world.firm)
    assert not Reminder.objects.exists()

    with at(half + timedelta(minutes=1)):
        event = press(handled, world.firm)

    record = Reminder.objects.get()
    assert event is not None
    assert (event.verb, event.data["reminder"], event.data["kind"]) == ("ticket.urged", record.pk, "resolve")
    assert (record.by, record.clock, record.unit_id) == (world.firm, "resolve", world.liaison.organisation_id)


def test_before_dispatch_the_desk_is_urged(world: World) -> None:
    with at(cast.MONDAY):
        ticket = cast.filed(world)
    with at(cast.MONDAY + timedelta(hours=2)):
        press(ticket, world.firm)

    assert (Reminder.objects.get().clock, Reminder.objects.get().unit_id) == ("accept", ticket.committee_id)


def test_an_overdue_case_may_be_urged_too(world: World, handled: Ticket) -> None:
    with at(cast.MONDAY + timedelta(days=60)):
        assert press(handled, world.firm) is not None


def test_once_in_twenty_four_hours(world: World, handled: Ticket) -> None:
    first = half_of(handled, DeadlineKind.RESOLVE) + timedelta(hours=1)
    with at(first):
        press(handled, world.firm)
    with at(first + timedelta(hours=24) - timedelta(seconds=1)), pytest.raises(Blocked):
        press(handled, world.firm)

    with at(first + timedelta(hours=24)):
        press(handled, world.firm)

    assert Reminder.objects.filter(ticket=handled).count() == 2


def test_a_form_sent_twice_urges_once(world: World, handled: Ticket) -> None:
    token = uuid.uuid4()
    with at(cast.MONDAY + timedelta(days=60)):
        first, second = (urging.urge(handled.pk, client_token=token, actor=world.firm) for _press in range(2))

    assert (first is not None, second) == (True, None)
    assert Reminder.objects.count() == 1


def test_urging_moves_nobodys_form(world: World, handled: Ticket) -> None:
    before = current(handled).version
    with at(cast.MONDAY + timedelta(days=60)):
        press(handled, world.firm)

    assert current(handled).version == before


def test_the_station_that_filed_for_the_firm_may_urge(world: World) -> None:
    with at(cast.MONDAY):
        ticket = cast.filed(world, by=world.clerk)
    with at(cast.MONDAY + timedelta(hours=3)):
        assert press(ticket, world.clerk) is not None


@pytest.mark.parametrize("who", ["other_firm", "clerk", "desk", "liaison", "other_liaison", "revisit_clerk", "office"])
def test_nobody_else_may_urge(world: World, handled: Ticket, who: str) -> None:
    with at(cast.MONDAY + timedelta(days=60)), pytest.raises(PermissionDenied):
        press(handled, getattr(world, who))
    assert not Reminder.objects.exists()


def test_another_station_of_the_town_may_not_urge(world: World) -> None:
    ticket = cast.filed(world, by=world.clerk)
    other = cast.unit(world.county, world.clerk.organisation.kind, "丁桥镇电商服务站", place=world.other_town)  # type: ignore[arg-type]

    with pytest.raises(PermissionDenied):
        press(ticket, cast.post(other, Role.SITE_CLERK, "邻站"))


@pytest.mark.parametrize("stage", ["need_info", "replied", "revisiting", "closed", "withdrawn"])
def test_while_the_firm_is_asked_or_answered_and_after_the_end_nobody_urges(world: World, stage: str) -> None:
    makers: dict[str, Any] = {
        "replied": cast.replied, "revisiting": cast.asked_to_confirm, "closed": cast.closed, "need_info": asked,
        "withdrawn": withdrawn,
    }  # fmt: skip
    ticket = makers[stage](world)
    assert current(ticket).status == Status(stage)

    with at(clock.now() + timedelta(days=60)), pytest.raises(NotPossibleNow):
        press(ticket, world.firm)


def asked(world: World) -> Ticket:
    ticket = cast.filed(world)
    desk.ask(ticket.pk, question="几台机器？", actor=world.desk, version=ticket.version)
    return ticket


def withdrawn(world: World) -> Ticket:
    ticket = cast.filed(world)
    firm.withdraw(ticket.pk, reason="好了", actor=world.firm, version=ticket.version)
    return ticket


# --- on the page ----------------------------------------------------------------------------------


def page_of(client: Client, ticket: Ticket) -> str:
    return client.get(f"/tickets/{ticket.number}/").content.decode()


def test_a_button_that_is_not_open_says_when_it_opens(world: World, handled: Ticket) -> None:
    with at(cast.MONDAY + timedelta(hours=1)):
        page = page_of(signed_in(world.firm), handled)

    half = half_of(handled, DeadlineKind.RESOLVE)
    assert f"{half.month}月{half.day}日 {half:%H:%M} 后可以催办" in page
    assert 'type="button" disabled aria-describedby="urge-when"' in page
    assert "/urge/" not in page


def test_the_firm_urges_by_its_button_and_both_sides_see_it(world: World, handled: Ticket) -> None:
    with at(cast.MONDAY + timedelta(days=15)):
        firms, desks = signed_in(world.firm), signed_in(world.desk)
        assert f'action="/tickets/{handled.number}/urge/"' in page_of(firms, handled)
        answer = firms.post(f"/tickets/{handled.number}/urge/", {"client_token": str(uuid.uuid4())})
        mine, theirs = page_of(firms, handled), page_of(desks, handled)

    assert answer.status_code == HTTPStatus.SEE_OTHER
    assert "您催办了一次" in mine
    assert "已催 1 次，都记在办理经过里。" in mine
    assert "企业催办 1 次" in theirs
    assert "企业催办 1 次" in page_of(signed_in(world.liaison), handled)


def test_pressing_too_early_is_told_with_the_time(world: World, handled: Ticket) -> None:
    with at(cast.MONDAY + timedelta(hours=1)):
        answer = signed_in(world.firm).post(f"/tickets/{handled.number}/urge/", {"client_token": str(uuid.uuid4())})

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "后可以催办：时间过半起，每 24 小时一次" in answer.content.decode()
    assert not Reminder.objects.exists()


def test_strangers_units_and_the_signed_out_urge_nobody(world: World, handled: Ticket) -> None:
    with at(cast.MONDAY + timedelta(days=15)):
        strange = signed_in(world.other_firm).post(f"/tickets/{handled.number}/urge/", {})
        unit = signed_in(world.liaison).post(f"/tickets/{handled.number}/urge/", {})
        nobody = Client().post(f"/tickets/{handled.number}/urge/", {})

    assert [answer.status_code for answer in (strange, unit, nobody)] == [404, 403, 401]
    assert not Reminder.objects.exists()


def test_after_the_end_there_is_no_button(world: World) -> None:
    assert "催一催" not in page_of(signed_in(world.firm), cast.closed(world))
