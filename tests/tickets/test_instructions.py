"""Leaders instruct on a case (领导批示), whoever has it reports; nothing else moves. Issue 4, item 3."""

import uuid
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from journal import clock
from journal.models import Event
from orgs.models import Organisation
from orgs.statuses import OrganisationKind, Role
from tests import cast
from tests.cast import MINUTE, MONDAY, World, current
from tests.orgs.test_calendar import at
from tests.tickets import grouped
from tests.tickets.instructed import ASKED, REPORT, instruct, newest, on_a_case, report
from tests.tickets.staff_pages import send
from tickets.exceptions import NotPossibleNow, StaleWrite
from tickets.instruction_kinds import InstructionState
from tickets.models import Deadline, Instruction, Ticket
from tickets.services import dispatch, firm, sweep


@pytest.fixture(autouse=True)
def monday(db: None) -> Iterator[None]:
    """Tests begin on a Monday at nine."""
    with clock.moved_to(MONDAY):
        yield


def clocks(ticket: Ticket) -> list[tuple[str, object]]:
    """The live clocks of a case but those of instructions."""
    rows = Deadline.objects.filter(ticket=ticket, met_at=None, voided_at=None).exclude(kind="instruct")
    return list(rows.order_by("pk").values_list("kind", "due_at"))


def sent_to_the_bureau(world: World, ticket: Ticket) -> None:
    """The desk gives the case to the market bureau."""
    order = dispatch.Order(lead_id=world.third_liaison.organisation_id)
    version = current(ticket).version
    dispatch.send_elsewhere(ticket.pk, order=order, reason="职责在市监局", actor=world.desk, version=version)


# --- instructing ------------------------------------------------------------------------------------------------------


def test_whoever_has_the_case_owes_a_report_and_no_other_clock_moves(world: World) -> None:
    ticket = cast.signed(world)
    before = clocks(ticket), current(ticket).due_at, current(ticket).urgency

    instruct(world, ticket, days=3)

    found = newest(ticket)
    assert (found.unit_id, found.due_at) == (world.liaison.organisation_id, at("2026-11-19 18:00"))
    assert (clocks(ticket), current(ticket).due_at, current(ticket).urgency) == before
    assert (current(ticket).instructed, found.state(MONDAY)) == (1, InstructionState.WAITS)


def test_while_no_unit_leads_the_desk_reports(world: World) -> None:
    ticket = cast.accepted(world)

    instruct(world, ticket)

    assert newest(ticket).unit_id == world.desk.organisation_id


def test_it_goes_with_the_case_to_another_unit(world: World) -> None:
    ticket = on_a_case(world)

    sent_to_the_bureau(world, ticket)

    assert newest(ticket).unit_id == world.third_liaison.organisation_id
    with pytest.raises(PermissionDenied):
        report(ticket, world.liaison)
    assert report(ticket, world.third_liaison) is not None


def test_two_leaders_may_instruct_on_one_case_and_are_each_reported_to(world: World) -> None:
    ticket = on_a_case(world)
    first = newest(ticket)
    instruct(world, ticket, by=world.office, leader="高县长", days=1)

    report(ticket, world.liaison, instruction_id=first.pk)

    assert current(ticket).instructed == 1
    live = Deadline.objects.filter(ticket=ticket, kind="instruct", met_at=None, voided_at=None)
    assert [row.instruction_id for row in live] == [newest(ticket).pk]


@pytest.mark.parametrize("who", ["desk", "liaison", "revisit_clerk", "firm", "clerk", "stranger", "sysadmin"])
def test_nobody_but_leaders_and_the_office_instructs(world: World, who: str) -> None:
    with pytest.raises(PermissionDenied):
        instruct(world, cast.signed(world), by=getattr(world, who))


def test_a_secretary_instructs_on_the_cases_of_the_own_committee_alone(world: World) -> None:
    own = cast.post(world.desk.organisation, Role.PARTY_SECRETARY, "沈书记")
    general = Organisation.objects.get(kind=OrganisationKind.GENERAL_COMMITTEE)
    another = Organisation.objects.create(
        county=world.county, kind=OrganisationKind.INDUSTRY_COMMITTEE, name="物流行业党委", parent=general,
        parent_kind=general.kind, tier=2,
    )  # fmt: skip
    ticket = cast.signed(world)

    assert instruct(world, ticket, by=own) is not None
    with pytest.raises(PermissionDenied):
        instruct(world, ticket, by=cast.post(another, Role.PARTY_SECRETARY, "姜书记"))


def test_an_ended_case_takes_no_instruction(world: World) -> None:
    with pytest.raises(NotPossibleNow):
        instruct(world, cast.closed(world))


def test_the_same_form_again_writes_nothing_and_other_words_are_not_lost(world: World) -> None:
    ticket, token = cast.signed(world), uuid.uuid4()

    sent = [instruct(world, ticket, client_token=token) for _twice in range(2)]

    assert [event is None for event in sent] == [False, True]
    with pytest.raises(StaleWrite):
        instruct(world, ticket, client_token=token, asked="另一句话")
    assert current(ticket).instructed == Instruction.objects.count() == 1


# --- reporting --------------------------------------------------------------------------------------------------------


def test_the_unit_reports_and_owes_nothing_more(world: World) -> None:
    ticket = on_a_case(world)

    event = report(ticket, world.handler)

    assert event is not None
    assert (event.data["late"], event.data["unit"]) == (False, world.liaison.organisation_id)
    assert (newest(ticket).report, newest(ticket).state(MONDAY)) == (REPORT, InstructionState.REPORTED)
    assert (current(ticket).instructed, Deadline.objects.get(instruction=newest(ticket)).met_at) == (0, MONDAY)


def test_a_late_report_stays_late(world: World) -> None:
    ticket = on_a_case(world)
    with clock.moved_to(newest(ticket).due_at + MINUTE):
        event = report(ticket, world.liaison)

    assert event is not None
    assert event.data["late"] is True
    assert newest(ticket).is_late(MONDAY + timedelta(days=30))


def test_a_colleague_who_comes_second_is_told_and_a_double_click_is_not(world: World) -> None:
    ticket, token = on_a_case(world), uuid.uuid4()
    report(ticket, world.liaison, client_token=token)

    assert report(ticket, world.liaison, client_token=token) is None
    with pytest.raises(StaleWrite):
        report(ticket, world.handler)
    assert newest(ticket).reported_by == world.liaison


def test_assists_the_desk_and_the_office_do_not_report_for_the_lead(world: World) -> None:
    ticket = on_a_case(world)
    for name in ("other_liaison", "desk", "office", "leader", "firm"):
        with pytest.raises(PermissionDenied):
            report(ticket, getattr(world, name))


def test_silence_is_marked_once_and_the_report_is_still_owed(world: World) -> None:
    ticket = on_a_case(world)
    with clock.moved_to(newest(ticket).due_at + timedelta(days=3)):
        while sweep.run():
            pass

    marks = Event.objects.filter(verb="deadline.passed", subject_id=ticket.pk)
    assert [mark.data["unit"] for mark in marks if mark.data["kind"] == "instruct"] == [world.liaison.organisation_id]
    assert newest(ticket).waits


def test_it_ends_with_the_case_and_says_so(world: World) -> None:
    ticket = on_a_case(world)
    version = current(ticket).version

    event = firm.withdraw(ticket.pk, reason="已经解决", actor=world.firm, version=version)

    assert event.data["instructions_lapsed"] == [newest(ticket).pk]
    assert (newest(ticket).state(MONDAY), current(ticket).instructed) == (InstructionState.LAPSED, 0)


def test_a_split_call_is_reported_on_by_the_desk(world: World) -> None:
    ticket = cast.accepted(world)
    instruct(world, ticket)

    grouped.split(world, ticket)

    assert report(ticket, world.desk) is not None


def test_the_database_refuses_a_report_of_nobody_and_a_case_that_waits_after_its_end(world: World) -> None:
    ticket = on_a_case(world)
    with pytest.raises(IntegrityError, match="reported_instruction_says_who_and_what"), transaction.atomic():
        Instruction.objects.filter(ticket=ticket).update(report="已办", reported_at=MONDAY)
    with pytest.raises(IntegrityError, match="clock_for_reporting_is_of_an_instruction"), transaction.atomic():
        Deadline.objects.filter(ticket=ticket, kind="instruct").update(instruction=None)


# --- pages ------------------------------------------------------------------------------------------------------------


def test_a_leader_signs_with_name_and_post_and_cannot_sign_for_another(world: World) -> None:
    ticket = cast.signed(world)
    words = {"asked": ASKED, "days": 3, "leader": "别的领导", "written_on": "2020-01-01", "client_token": uuid.uuid4()}

    send(world, ticket, "instruct", who="leader", words=words)

    assert (newest(ticket).leader, newest(ticket).written_on) == ("陈领（县领导）", date(2026, 11, 16))


@pytest.mark.parametrize(("day", "says"), [("2026-11-17", "不能晚于今天"), ("2025-11-16", "批示日期最早到")])
def test_the_office_enters_a_paper_with_a_day_that_can_be(world: World, day: str, says: str) -> None:
    words = {"asked": ASKED, "days": 3, "leader": "高县长", "written_on": day, "client_token": uuid.uuid4()}

    answer = send(world, cast.signed(world), "instruct", who="office", words=words)

    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert ASKED in answer.content.decode()


def test_the_firm_its_station_and_a_stranger_read_nothing_of_it(world: World) -> None:
    ticket = on_a_case(world)
    report(ticket, world.liaison)

    page = cast.signed_in(world.firm).get(f"/tickets/{ticket.number}/").content.decode()

    assert (ASKED in page, REPORT in page, "批示" in page) == (False, False, False)
    assert cast.signed_in(world.firm).get("/instructions/").status_code == 404
    assert ASKED not in cast.signed_in(world.stranger).get("/instructions/").content.decode()


def test_the_list_shows_a_leader_all_and_a_unit_its_own(world: World) -> None:
    on_a_case(world)

    shown = {name: ASKED in listed(world, name) for name in ("leader", "office", "liaison", "other_liaison", "desk")}

    assert shown == {"leader": True, "office": True, "liaison": True, "other_liaison": False, "desk": False}
    assert "反馈<span" in listed(world, "liaison")
    assert "反馈<span" not in listed(world, "leader")


def test_a_leader_goes_back_from_a_case_to_a_page_that_there_is(world: World) -> None:
    leader, ticket = cast.signed_in(world.leader), on_a_case(world)
    page = leader.get(f"/tickets/{ticket.number}/").content.decode()

    assert 'href="/queue/"' not in page
    assert leader.get("/statistics/").status_code == 200


def test_a_complaint_about_a_unit_stays_out_of_its_list(world: World) -> None:
    ticket = on_a_case(world)
    Ticket.objects.filter(pk=ticket.pk).update(about_org=world.liaison.organisation_id)

    assert ASKED not in listed(world, "liaison")


def test_reported_ones_are_listed_with_what_was_said(world: World) -> None:
    ticket = on_a_case(world)
    report(ticket, world.liaison)

    assert REPORT in listed(world, "leader", "?tab=reported")
    assert ASKED not in listed(world, "leader")


def listed(world: World, who: str, query: str = "") -> str:
    """The list as somebody sees it."""
    return cast.signed_in(getattr(world, who)).get(f"/instructions/{query}").content.decode()
