"""What the work lists are ordered by is written on the rows, and is at any time what the clocks say."""

from datetime import datetime, timedelta

import pytest

from orgs.models import County
from tests import asking, cast, rounds
from tests.cast import MONDAY, World
from tests.tickets import closed, instructed, ledgered, supervised, units, whistled, withdrawn
from tests.tickets.staff_pages import STEPS, Step, send
from tests.upgrading import filled_by
from tickets.models import Deadline, Leg, Ticket
from tickets.queries import lists
from tickets.services import sweep
from web import counting

Where = tuple[str, datetime | None]
COUNTS = {
    "submitted": ("ruling", "accept"), "need_info": ("info",), "accepted": ("ruling", "dispatch", "parts"),
    "handling": ("ruling", "settle", "pause", "resolve"), "replied": ("review",), "revisiting": ("calls", "confirm"),
    "withdrawn": ("withdrew",), "closed": ("reopen",), "on_ledger": ("ruling", "monthly"),
}  # fmt: skip


def stands(ticket: Ticket) -> tuple[Where, dict[int, tuple[datetime | None, bool]]]:
    """What is written on the case and its legs."""
    found = cast.current(ticket)
    legs = Leg.objects.filter(ticket=ticket).values_list("pk", "due_at", "paused")
    return (found.waits_for, found.due_at), {pk: (due_at, paused) for pk, due_at, paused in legs}


def reckoned(ticket: Ticket) -> tuple[Where, dict[int, tuple[datetime | None, bool]]]:
    """The same out of the clocks."""
    found = cast.current(ticket)
    live = list(Deadline.objects.filter(ticket=ticket, met_at=None, voided_at=None))
    turns: list[Where] = [
        (kind, clock.due_at) for kind in COUNTS.get(found.status, ()) for clock in live if clock.kind == kind
    ]
    legs: dict[int, tuple[datetime | None, bool]] = {}
    for leg in Leg.objects.filter(ticket=ticket):
        own = {clock.due_at for clock in live if clock.leg_id == leg.pk}
        cases = {clock.due_at for clock in live if clock.kind == "resolve"} if leg.role == "lead" else set()
        working = leg.status in {"pending", "signed"}
        waits = found.status == "need_info" or (leg.role == "lead" and any(clock.kind == "pause" for clock in live))
        if found.status == "on_ledger":
            cases, waits = set(), leg.role != "lead"
            own = {clock.due_at for clock in live if clock.kind == "monthly"} if leg.role == "lead" else own
        legs[leg.pk] = (min(own | cases), waits) if working else (None, False)
    return (turns or [("", None)])[0], legs


@pytest.mark.parametrize("name", STEPS)
def test_after_every_act_a_case_stands_where_its_clocks_say(world: World, name: str) -> None:
    step: Step = STEPS[name]
    with cast.at(MONDAY):  # type: ignore[attr-defined]  # a context manager
        ticket = step.make(world)
        answer = send(world, ticket, name, who=step.who, words=step.words(world))

    assert answer.status_code in {200, 302, 303}
    assert stands(ticket) == reckoned(ticket)


def test_while_a_firm_is_asked_the_units_time_stands_still_and_its_row_comes_last(world: World) -> None:
    with cast.at(MONDAY):  # type: ignore[attr-defined]  # a context manager
        asked, other = cast.signed(world), cast.signed(world)
        send(world, asked, "ask", who="liaison", words={"question": "请补充近两个月的电费单"})
        page = lists.queue_page(world.liaison, tab="lead", after=None)

    assert [leg.ticket_id for leg in page.items] == [other.pk, asked.pk]
    assert [leg.paused for leg in page.items] == [False, True]
    assert stands(asked) == reckoned(asked)


def test_an_upgrade_fills_the_rows_that_are_there(world: World) -> None:
    with cast.at(MONDAY):  # type: ignore[attr-defined]  # a context manager
        # Nobody asked for a ruling on a case in hand then, none stopped after three rounds, nobody blew a whistle or
        # ordered supervision, no leader instructed.
        later = {cast.given_back, asking.asks_for_longer, asking.asks_to_wait, asking.suspended, rounds.stopped}
        later |= {whistled.whistled, whistled.come, whistled.ended, supervised.ordered, supervised.silent}
        later |= {supervised.answered, instructed.on_a_case, units.held, units.with_a_leader, units.drafted}
        later |= {withdrawn.after_dispatch, closed.with_new_facts}
        later |= {ledgered.asked, ledgered.on_ledger, ledgered.to_strike_off}
        makers = [step.make for step in STEPS.values() if step.make not in later]
        cases = [make(world) for make in [*makers, cast.closed]]
        send(world, cases[0], "ask", who="desk", words={"question": "请补充近两个月的电费单"})
    asked = stands(cases[0])[0]
    with cast.at(MONDAY + timedelta(days=10)):  # type: ignore[attr-defined]  # as above
        sweep.run()  # nobody has answered: the calls begin
    right = [stands(ticket) for ticket in cases]
    assert {asked[0], *(where[0] for where, _legs in right)} >= {
        "info",
        "accept",
        "ruling",
        "resolve",
        "review",
        "calls",
    }

    Ticket.objects.update(waits_for="", due_at=None)
    Leg.objects.update(due_at=None, paused=False)
    filled_by("0008_work_lists")

    assert [stands(ticket) for ticket in cases] == right == [reckoned(ticket) for ticket in cases]


def test_a_count_goes_no_further_than_anybody_reads(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "MOST", 2)
    for _case in range(4):
        cast.filed(world)

    (found,) = County.objects.values_list(counting.Counted(Ticket.objects.all()))

    assert found == (3,)
    assert [counting.in_words(count) for count in (0, 2, 3)] == ["0", "2", "2+"]
