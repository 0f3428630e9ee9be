"""After the end: read-only after thirty days, notes may be added, new facts begin a further round. Issue 4, item 10."""

import uuid
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from journal import clock
from journal.models import Event
from metrics.counting import Scope
from metrics.periods import Year
from tests import cast, figures, rounds
from tests.cast import MINUTE, MONDAY, World, current
from tests.orgs.test_calendar import at
from tests.tickets import grouped
from tests.tickets.closed import FACTS, ask, grant, refuse, with_new_facts
from tests.tickets.staff_pages import send
from tickets.archive import ARCHIVED_AFTER
from tickets.exceptions import Blocked, NotPossibleNow, StaleWrite
from tickets.models import Deadline, Note, Reopening, Ticket
from tickets.queries import lists
from tickets.services import firm, handling, reopening, sweep


@pytest.fixture(autouse=True)
def monday(db: None) -> Iterator[None]:
    """Tests begin on a Monday at nine."""
    with clock.moved_to(MONDAY):
        yield


def withdrawn(world: World) -> Ticket:
    """A call that the firm took back before anybody had it."""
    ticket = cast.filed(world)
    firm.withdraw(ticket.pk, reason="已经解决", actor=world.firm, version=ticket.version)
    return current(ticket)


def appeal(world: World, ticket: Ticket) -> Event:
    """The firm asks once more."""
    version = current(ticket).version
    return firm.appeal(ticket.pk, reason="又坏了", client_token=uuid.uuid4(), actor=world.firm, version=version)


# --- new facts --------------------------------------------------------------------------------------------------------


def test_new_facts_wait_for_the_desk_for_half_a_working_day(world: World) -> None:
    ticket = with_new_facts(world)

    assert (ticket.status, ticket.waits_for, ticket.due_at) == ("closed", "reopen", at("2026-11-16 14:45"))
    assert [row.pk for row in lists.desk_page(world.desk, tab="reopening", after=None).items] == [ticket.pk]
    assert lists.work_counts(world.desk, ["desk"])["reopening"] == 1


def test_granted_the_same_lead_does_a_further_round_in_five_working_days(world: World) -> None:
    ticket = with_new_facts(world)

    grant(ticket, world.desk)

    found = current(ticket)
    assert (found.status, found.round, found.closed_at, found.closure) == ("handling", 2, None, "")
    assert found.lead is not None
    assert (found.lead.department_id, found.lead.status) == (world.liaison.organisation_id, "signed")
    assert (found.waits_for, found.due_at) == ("resolve", at("2026-11-23 18:00"))


def test_refused_the_firm_reads_why_and_may_ask_once_more_and_no_third_time(world: World) -> None:
    ticket = with_new_facts(world)
    refuse(ticket, world.desk)
    assert (current(ticket).status, current(ticket).waits_for, current(ticket).due_at) == ("closed", "", None)
    assert "新增用电请向供电公司报装" in cast.signed_in(world.firm).get(f"/tickets/{ticket.number}/").content.decode()

    ask(ticket, world.firm)
    refuse(ticket, world.second_desk)

    with pytest.raises(Blocked, match="重新提一件诉求"):
        ask(ticket, world.firm)


def test_the_figures_of_its_closing_stay(world: World) -> None:
    ticket = cast.closed(world)
    before = figures.tallies(Scope(world.county.pk, Year(MONDAY.year)))

    ask(ticket, world.firm)
    grant(ticket, world.desk)

    after = figures.tallies(Scope(world.county.pk, Year(MONDAY.year)))
    assert {unit: (tally.valid, tally.solved, tally.contacted) for unit, tally in after.items()} == {
        unit: (tally.valid, tally.solved, tally.contacted) for unit, tally in before.items()
    }


@pytest.mark.parametrize("who", ["other_firm", "clerk", "desk", "liaison", "office", "revisit_clerk"])
def test_nobody_asks_in_the_name_of_a_firm_that_speaks_for_itself(world: World, who: str) -> None:
    with pytest.raises(PermissionDenied):
        ask(cast.closed(world), getattr(world, who))


@pytest.mark.parametrize("who", ["firm", "liaison", "leader", "office", "revisit_clerk"])
def test_the_desk_rules_and_nobody_else_in_its_time(world: World, who: str) -> None:
    with pytest.raises(PermissionDenied):
        grant(with_new_facts(world), getattr(world, who))


def test_a_silent_desk_is_marked_and_the_office_may_rule_as_well(world: World) -> None:
    ticket = with_new_facts(world)
    due = Deadline.objects.get(ticket=ticket, kind="reopen").due_at
    with clock.moved_to(due + timedelta(days=2)):
        while sweep.run():
            pass
        grant(ticket, world.office)

    marks = Event.objects.filter(verb="deadline.passed", subject_id=ticket.pk)
    assert [mark.data["kind"] for mark in marks] == ["reopen"]
    assert current(ticket).status == "handling"


def test_on_a_final_answer_the_office_alone_rules(world: World) -> None:
    ticket = rounds.settled(world)
    ask(ticket, world.firm)

    with pytest.raises(PermissionDenied):
        grant(ticket, world.desk)
    grant(ticket, world.office)

    assert current(ticket).round == 4


def test_an_open_case_and_a_split_call_are_not_reopened(world: World) -> None:
    with pytest.raises(NotPossibleNow):
        ask(cast.signed(world), world.firm)
    with pytest.raises(NotPossibleNow):
        ask(grouped.split_up(world), world.firm)


def test_one_request_at_a_time_and_who_is_late_is_told(world: World) -> None:
    ticket = with_new_facts(world)
    with pytest.raises(StaleWrite):
        reopening.grant(ticket.pk, actor=world.desk, version=ticket.version - 1)
    with pytest.raises(PermissionDenied):
        ask(ticket, world.firm)
    with pytest.raises(IntegrityError, match="one_open_reopening_per_case"), transaction.atomic():
        first = Reopening.objects.get(ticket=ticket)
        note = Note.objects.create(
            ticket=ticket, by=world.firm, at=MONDAY, kind="supplement", body=FACTS, client_token=uuid.uuid4()
        )
        Reopening.objects.create(ticket=ticket, by=first.by, by_person=first.by_person, at=MONDAY, note=note)


def test_the_form_keeps_words_that_are_too_few(world: World) -> None:
    answer = send(world, cast.closed(world), "ask_reopening", who="firm", words={"words": "又坏了"})

    assert answer.status_code == 422
    assert "又坏了" in answer.content.decode()


# --- the archive ------------------------------------------------------------------------------------------------------


def test_thirty_days_after_its_end_a_withdrawn_call_is_not_taken_up_again(world: World) -> None:
    ticket = withdrawn(world)
    with clock.moved_to(MONDAY + ARCHIVED_AFTER - MINUTE):
        assert "申请再次受理" in cast.signed_in(world.firm).get(f"/tickets/{ticket.number}/").content.decode()
    with clock.moved_to(MONDAY + ARCHIVED_AFTER):
        page = cast.signed_in(world.firm).get(f"/tickets/{ticket.number}/").content.decode()
        assert ("已归档" in page, f"/tickets/{ticket.number}/appeal/" in page) == (True, False)
        with pytest.raises(Blocked, match="已经归档"):
            appeal(world, ticket)


def test_in_time_it_is(world: World) -> None:
    ticket = withdrawn(world)

    assert appeal(world, ticket).verb == "ticket.appealed"


def test_an_archived_case_takes_notes_and_new_facts_and_nothing_else(world: World) -> None:
    ticket = cast.closed(world)
    with clock.moved_to(MONDAY + ARCHIVED_AFTER):
        handling.note(ticket.pk, words="季度复查：电压正常", client_token=uuid.uuid4(), actor=world.handler)
        ask(ticket, world.firm)

    verbs = Event.objects.for_subject("ticket", ticket.pk).values_list("verb", flat=True)
    assert list(verbs)[-2:] == ["note.internal", "reopening.asked"]


def test_a_note_on_a_closed_case_changes_nothing_else(world: World) -> None:
    ticket = cast.closed(world)
    before = current(ticket).closed_at, current(ticket).version

    handling.note(ticket.pk, words="已装订入卷", client_token=uuid.uuid4(), actor=world.desk)

    assert (current(ticket).closed_at, current(ticket).version, current(ticket).status) == (*before, "closed")
