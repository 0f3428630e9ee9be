"""Two officers rule on one request for the ledger (挂账) at once, a report is sent twice."""

import uuid
from functools import partial

import pytest

from journal.models import Event
from orgs.statuses import Role
from tests import cast
from tests.cast import World, current
from tests.races.starting import names, together
from tests.tickets import ledgered
from tickets.models import Deadline, LedgerItem, LedgerReport
from tickets.services import ledgering

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("_attempt", range(3))
def test_two_officers_rule_on_the_same_request_and_one_ruling_stands(world: World, _attempt: int) -> None:
    ticket = ledgered.asked(world)
    second = cast.post(world.office.organisation, Role.SUPERVISOR, "沈督")

    outcomes = together(
        [
            partial(ledgering.grant, ticket.pk, ruling="", actor=world.office, version=ticket.version),
            partial(ledgering.refuse, ticket.pk, ruling="现有库存可以先装", actor=second, version=ticket.version),
        ]
    )

    assert names(outcomes) == ["Event", "StaleWrite"]
    told = Event.objects.for_subject("ticket", ticket.pk).filter(verb__in=["ledger.granted", "ledger.refused"])
    on_it = current(ticket).status == "on_ledger"
    assert (told.count(), LedgerItem.objects.get().upheld) == (1, on_it)


def test_a_double_click_reports_once_and_one_month_runs(world: World) -> None:
    ticket, token = ledgered.on_ledger(world), uuid.uuid4()

    click = partial(ledgered.report, world, ticket, token)
    outcomes = together([click, click])

    assert names(outcomes) == ["Event", "NoneType"]
    assert LedgerReport.objects.count() == 1
    assert Deadline.objects.filter(ticket=ticket, kind="monthly", met_at=None, voided_at=None).count() == 1
