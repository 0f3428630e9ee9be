"""What silence does to a return, and where returns are seen (DESIGN §5)."""

from collections.abc import Iterator

import pytest
from django.core.exceptions import PermissionDenied

from journal import clock
from journal.models import Event
from orgs.statuses import Role
from tests import cast
from tests.cast import MONDAY, World, current
from tests.tickets.giving_back import give_back, november, refuse, uphold
from tests.tickets.test_standing import reckoned, stands
from tickets.exceptions import Blocked
from tickets.models import Deadline, Leg, Return, Ticket
from tickets.queries import lists
from tickets.queries.timeline import Entry, timeline
from tickets.services import dispatch, firm, sweep
from tickets.statuses import DeadlineKind


@pytest.fixture(autouse=True)
def monday(db: None) -> Iterator[None]:
    """Tests begin on a Monday at nine."""
    with clock.moved_to(MONDAY):
        yield


def lines(ticket: Ticket, *, for_firm: bool) -> dict[str, Entry]:
    return {entry.verb: entry for entry in timeline(current(ticket), for_firm=for_firm)}


# --- silence ----------------------------------------------------------------------------------------------------------


def test_a_silent_desk_hands_the_ruling_to_the_office_once(world: World) -> None:
    ticket = cast.given_back(world)

    with clock.moved_to(november(16, 14, 46)):
        assert [sweep.run(), sweep.run()][0]
    ticket = current(ticket)

    verbs = list(Event.objects.for_subject("ticket", ticket.pk).values_list("verb", flat=True))
    assert verbs.count("ruling.escalated") == 1
    old, new = Deadline.objects.filter(ticket=ticket, kind=DeadlineKind.RULING).order_by("pk")
    assert (old.passed_at, old.voided_at) == (november(16, 14, 46), november(16, 14, 46))
    assert ticket.due_at == new.due_at > old.due_at
    uphold(world, ticket, world.third_liaison, by=world.office)
    assert Return.objects.get().ruled_by == world.office


def test_an_office_that_is_silent_too_is_overdue_and_nothing_is_lost(world: World) -> None:
    ticket = cast.given_back(world)

    for day in (16, 18, 20, 20):
        with clock.moved_to(november(day, 17)):
            sweep.run()

    ruling = Deadline.objects.get(ticket=ticket, kind=DeadlineKind.RULING, voided_at=None)
    assert ruling.passed_at is not None
    refuse(world, ticket, by=world.office)
    assert Return.objects.get().ruled_by == world.office


def test_the_office_never_rules_on_what_it_gave_back_itself(world: World) -> None:
    ticket = cast.dispatched(world, assists=False)
    order = dispatch.Order(lead_id=world.office.organisation_id)
    version = current(ticket).version
    dispatch.send_elsewhere(ticket.pk, order=order, reason="归口办理", actor=world.desk, version=version)
    colleague = cast.post(world.office.organisation, Role.SUPERVISOR, "韩督")
    give_back(world, ticket, by=world.office)

    with clock.moved_to(november(17, 17)):
        sweep.run()

    assert Return.objects.get().escalated_at is None  # the desk goes on owing it
    with pytest.raises(PermissionDenied):
        uphold(world, ticket, world.third_liaison, by=colleague)


def test_a_withdrawn_call_needs_no_ruling_and_its_unit_is_free(world: World) -> None:
    ticket = cast.given_back(world)

    firm.withdraw(ticket.pk, reason="自己解决了", actor=world.firm, version=current(ticket).version)

    assert Return.objects.get(ticket=ticket).lapsed_at is not None
    running = Deadline.objects.filter(ticket=ticket, met_at=None, voided_at=None)
    assert [deadline.kind for deadline in running] == ["withdrew"]  # the call that asks why
    assert set(Leg.objects.filter(ticket=ticket).values_list("status", flat=True)) == {"recalled"}


def test_a_lead_cannot_find_out_by_suggesting_whom_the_case_is_about(world: World) -> None:
    ticket = cast.dispatched(world)
    about = world.stranger.organisation_id
    Ticket.objects.filter(pk=ticket.pk).update(about_org=about)
    page = cast.signed_in(world.liaison).get(f"/tickets/{ticket.number}/give_back/").content.decode()

    assert f'<option value="{about}"' in page
    give_back(world, ticket, suggested_id=about)  # taken like any other
    with pytest.raises(Blocked):
        uphold(world, ticket, world.stranger)
    assert about not in current(ticket).parties


# --- where it is seen -------------------------------------------------------------------------------------------------


def test_the_firm_reads_one_plain_sentence_that_says_who_and_why(world: World) -> None:
    ticket = cast.given_back(world)
    assert lines(ticket, for_firm=True)["leg.given_back"].words == ""
    uphold(world, ticket, world.third_liaison)

    read = lines(ticket, for_firm=True)["return.upheld"]

    assert read.words == ("供电公司提出这件事不归它办：表后线路归园区，供电公司只管到表箱。现在由市监局办理。")
    assert read.details == ()
    assert "产权资料" not in str(lines(ticket, for_firm=True))


def test_colleagues_read_reason_basis_and_suggestion(world: World) -> None:
    ticket = cast.dispatched(world)
    give_back(world, ticket, entry_id=world.category.pk)

    told = lines(ticket, for_firm=False)["leg.given_back"]

    assert told.words.startswith("表后线路")
    assert dict(told.details) == {
        "依据": f"派单目录：{world.category.name}；《供电营业规则》关于产权分界的规定",
        "建议由谁办": "市监局",
    }


def test_it_stands_with_the_desks_rulings_and_among_the_units_returns(world: World) -> None:
    ticket = cast.given_back(world)

    assert [case.pk for case in lists.desk_page(world.desk, tab="rulings", after=None).items] == [ticket.pk]
    assert lists.desk_tab_of(current(ticket)) == "rulings"
    assert lists.work_counts(world.desk, ["desk"])["rulings"] == 1
    assert [leg.ticket_id for leg in lists.queue_page(world.liaison, tab="returning", after=None).items] == [ticket.pk]
    assert lists.work_counts(world.liaison, ["queue"]) == {"lead": 0, "assist": 0, "returning": 1, "called": 0}
    assert stands(ticket) == reckoned(ticket)

    refuse(world, ticket)
    assert lists.work_counts(world.desk, ["desk"])["rulings"] == 0
    assert lists.work_counts(world.liaison, ["queue"])["lead"] == 1
