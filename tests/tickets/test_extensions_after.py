"""What becomes of a later date (延期) that was asked for or granted, and where it is seen."""

from collections.abc import Callable, Iterator
from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from journal import clock
from orgs.services.calendar import set_day
from orgs.statuses import DayKind
from orgs.working_days import calendar_of
from tests import asking, cast
from tests.cast import MONDAY, World
from tests.tickets.asking_for_time import (
    december,
    grant,
    lines,
    redispatch,
    reply,
    resolve_of,
    withdraw,
)
from tests.tickets.test_standing import reckoned, stands
from tickets.exceptions import NotPossibleNow
from tickets.models import Deadline, Extension, Ticket
from tickets.queries import lists
from tickets.services import desk, dispatch, extending, firm, handling, sweep
from tickets.statuses import Urgency


@pytest.fixture(autouse=True)
def monday(db: None) -> Iterator[None]:
    """Tests begin on a Monday at nine."""
    with clock.moved_to(MONDAY):
        yield


# --- what becomes of it when something else happens -------------------------------------------------------------------


@pytest.mark.parametrize("act", [reply, redispatch, withdraw])
def test_an_open_request_lapses_with_its_clock(world: World, act: Callable[[World, Ticket], None]) -> None:
    ticket = asking.asks_for_longer(world)

    act(world, ticket)

    assert Extension.objects.get().lapsed_at == MONDAY
    assert not Deadline.objects.filter(ticket=ticket, kind="ruling", met_at=None, voided_at=None).exists()
    assert stands(ticket) == reckoned(ticket)
    with pytest.raises((PermissionDenied, NotPossibleNow)):
        grant(world, ticket)


def test_a_granted_date_survives_another_lead(world: World) -> None:
    ticket = asking.extended(world)

    redispatch(world, ticket)

    assert resolve_of(ticket).due_at == december(14)


def test_what_was_granted_counts_after_the_case_was_withdrawn_and_came_back(world: World) -> None:
    ticket = asking.extended(world)
    withdraw(world, ticket)
    again = cast.current(ticket).version
    firm.appeal(ticket.pk, reason="问题又出现了", actor=world.firm, version=again, client_token=uuid4())
    desk.accept(ticket.pk, actor=world.desk, version=cast.current(ticket).version)
    dispatch.send(
        ticket.pk,
        order=dispatch.Order(lead_id=world.liaison.organisation_id),
        category_id=world.category.pk,
        urgency=Urgency.NORMAL,
        actor=world.desk,
        version=cast.current(ticket).version,
    )
    leg = cast.lead_of(ticket)
    handling.sign(ticket.pk, leg_id=leg.pk, actor=world.liaison, version=leg.version)

    room = extending.room_now(
        cast.current(ticket), extending.clocks_of(ticket), now=MONDAY, calendar=calendar_of(world.county)
    )

    assert room is not None
    assert room.times == 1


def test_a_changed_calendar_moves_the_first_date_and_leaves_the_one_that_was_named(world: World) -> None:
    ticket = asking.extended(world)
    for on in (date(2026, 11, 18), date(2026, 12, 14)):
        set_day(world.county.pk, day=on, kind=DayKind.REST, note="临时放假", actor=world.office)

    sweep.run()

    resolve = resolve_of(ticket)
    assert (resolve.first_due_at, resolve.due_at, resolve.warn_at) == (december(8), december(15), december(11))
    assert stands(ticket) == reckoned(ticket)


# --- where it is seen -------------------------------------------------------------------------------------------------


def test_the_firm_reads_both_dates_and_the_sentence_and_nothing_internal(world: World) -> None:
    ticket = asking.extended(world)

    page = cast.signed_in(world.firm).get(f"/tickets/{ticket.number}/").content.decode()

    assert lines(ticket, for_firm=True)["extension.granted"].words == (
        "最晚答复的时间由 12月7日（周一）18:00 延到 12月14日（周一）18:00：变压器下周到货，装好就通电。"
    )
    assert "最晚 12月14日（周一）18:00 办好并答复" in page
    assert "原来说好的是 12月7日（周一）18:00" in page
    assert "要到下周才能到货" not in page


def test_the_ruling_shows_both_dates_the_reason_and_what_the_firm_will_read(world: World) -> None:
    ticket = asking.asks_for_longer(world)

    assert [case.pk for case in lists.desk_page(world.desk, tab="rulings", after=None).items] == [ticket.pk]
    pane = cast.signed_in(world.desk).get(f"/desk/?tab=rulings&open={ticket.number}").content.decode()
    for words in (
        "供电公司申请延期",
        "12月7日",
        "12月14日",
        "多 5 个工作日",
        "第 1 次，一件最多 2 次",
        "装好就通电",
        "轮到您：审批延期",
    ):
        assert words in pane


def test_a_promise_that_was_kept_by_the_later_date_names_the_first_one(world: World) -> None:
    ticket = asking.extended(world)
    with clock.moved_to(december(10)):
        reply(world, ticket)

    page = cast.signed_in(world.firm).get(f"/tickets/{ticket.number}/").content.decode()

    assert "原承诺 12月7日（周一）18:00 前，延到 12月14日（周一）18:00 前，按期完成" in page
