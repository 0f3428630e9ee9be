"""A unit gives a case back (退单): reasoned, in time, ruled by somebody else, and never in circles (DESIGN §5)."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from journal import clock
from journal.models import Event
from orgs.models import Post
from tests import cast
from tests.cast import MONDAY, World, current, lead_of
from tests.tickets.giving_back import clock_of, give_back, november, refuse, uphold
from tickets.exceptions import Blocked, NotPossibleNow, OutOfTime, StaleWrite
from tickets.models import Candidate, Deadline, Return, Ticket
from tickets.queries import tickets_for
from tickets.services import desk, dispatch, firm, handling, returning, revisiting
from tickets.statuses import DeadlineKind, Grade, HardCase, LegStatus, Outcome, Status, Urgency


@pytest.fixture(autouse=True)
def monday(db: None) -> Iterator[None]:
    """Tests begin on a Monday at nine."""
    with clock.moved_to(MONDAY):
        yield


# --- giving back ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [cast.dispatched, cast.signed])
def test_a_lead_gives_back_signed_or_not_and_waits_for_the_ruling(world: World, make: Any) -> None:
    ticket = make(world)
    resolve = clock_of(ticket, DeadlineKind.RESOLVE).due_at

    event = give_back(world, ticket)

    leg, ticket = lead_of(ticket), current(ticket)
    assert (ticket.status, leg.status) == (Status.HANDLING, LegStatus.RETURNING)
    assert (ticket.waits_for, ticket.due_at) == ("ruling", november(16, 14, 45))  # half of seven and a half hours
    assert clock_of(ticket, DeadlineKind.RESOLVE).due_at == resolve  # the firm's promise does not move
    assert clock_of(ticket, DeadlineKind.CONTACT, leg).paused_at == MONDAY
    assert event.data["suggested"] == world.third_liaison.organisation_id
    assert "园区" not in str(event.data)


def test_silence_accepts_after_one_working_day(world: World) -> None:
    ticket = cast.dispatched(world)

    with clock.moved_to(november(17, 18, 1)), pytest.raises(OutOfTime) as late:
        give_back(world, ticket)

    assert "11月17日" in late.value.sentence
    assert lead_of(ticket).status == LegStatus.PENDING
    with clock.moved_to(november(17, 18, 0)):
        give_back(world, ticket)
    assert lead_of(ticket).status == LegStatus.RETURNING


def test_hour_tiers_have_only_their_time_for_signing(world: World) -> None:
    ticket = cast.accepted(world)
    dispatch.send(
        ticket.pk,
        order=dispatch.Order(lead_id=world.liaison.organisation_id),
        category_id=world.category.pk,
        urgency=Urgency.CRITICAL,
        actor=world.desk,
        version=ticket.version,
    )
    sign_until = clock_of(ticket, DeadlineKind.SIGN, lead_of(ticket)).due_at

    assert sign_until == MONDAY + timedelta(minutes=15)
    with clock.moved_to(sign_until + timedelta(seconds=1)), pytest.raises(OutOfTime):
        give_back(world, ticket)
    give_back(world, ticket)
    assert current(ticket).due_at == MONDAY + timedelta(minutes=15)  # nor may a ruling take half a day then


@pytest.mark.parametrize("make", [cast.dispatched, cast.signed])
def test_a_question_to_the_firm_moves_the_last_moment(world: World, make: Any) -> None:
    ticket = make(world)
    with clock.moved_to(november(16, 10)):
        desk.ask(ticket.pk, question="请补充照片", actor=world.desk, version=current(ticket).version)
    with clock.moved_to(november(18, 10)):
        firm.supplement(ticket.pk, answer="补了", actor=world.firm, version=current(ticket).version)

    with clock.moved_to(november(19, 17)):
        give_back(world, ticket)
    assert lead_of(ticket).status == LegStatus.RETURNING


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("suggested", {"suggested_id": -1}),
        ("suggested", {"suggested_id": 10**9}),
        ("entry", {"entry_id": 10**9}),
    ],
)
def test_a_suggestion_must_be_another_unit_and_an_entry_one_of_ours(
    world: World, field: str, words: dict[str, Any]
) -> None:
    ticket = cast.dispatched(world)
    if words.get("suggested_id") == -1:
        words = {"suggested_id": world.liaison.organisation_id}

    with pytest.raises(Blocked) as refused:
        give_back(world, ticket, **words)
    assert refused.value.field == field
    assert not Return.objects.exists()


def test_the_database_keeps_no_return_without_a_basis(world: World) -> None:
    ticket = cast.dispatched(world)

    with pytest.raises(IntegrityError, match="return_cites_catalogue_or_law"), transaction.atomic():
        give_back(world, ticket, law="", entry_id=None)


@pytest.mark.parametrize("who", ["desk", "other_liaison", "third_liaison", "firm", "office", "revisit_clerk"])
def test_only_the_lead_gives_back(world: World, who: str) -> None:
    ticket = cast.dispatched(world)

    with pytest.raises((PermissionDenied, StaleWrite)):
        give_back(world, ticket, by=getattr(world, who))


def test_whoever_has_answered_the_firm_gives_nothing_back_in_the_next_round(world: World) -> None:
    ticket = cast.asked_to_confirm(world)
    bad = cast.a_verdict(outcome=Outcome.UNSOLVED, grade=Grade.DISSATISFIED, words="还是跳闸")
    revisiting.confirm(ticket.pk, verdict=bad, actor=world.firm, version=ticket.version)
    leg = cast.lead_of(ticket)

    with pytest.raises(PermissionDenied):
        returning.give_back(ticket.pk, leg_id=leg.pk, plea=cast.a_plea(world), actor=world.liaison, version=leg.version)


def test_a_desk_that_answers_directly_cannot_give_back_to_itself(world: World) -> None:
    ticket = cast.filed(world)
    desk.answer_directly(
        ticket.pk, category_id=world.category.pk, urgency=Urgency.NORMAL, actor=world.desk, version=ticket.version
    )

    with pytest.raises(PermissionDenied):
        give_back(world, ticket, by=world.desk)


def test_while_it_waits_nothing_else_is_done_with_the_leg_or_around_the_ruling(world: World) -> None:
    ticket = cast.given_back(world)
    leg, version = lead_of(ticket), current(ticket).version
    order = dispatch.Order(lead_id=world.third_liaison.organisation_id)

    attempts: list[Callable[[], Event]] = [
        lambda: handling.sign(ticket.pk, leg_id=leg.pk, actor=world.liaison, version=leg.version),
        lambda: give_back(world, ticket),
        lambda: desk.ask(ticket.pk, question="?", actor=world.desk, version=version),
        lambda: dispatch.send_elsewhere(ticket.pk, order=order, reason="x", actor=world.desk, version=version),
    ]
    for attempt in attempts:
        with pytest.raises((NotPossibleNow, PermissionDenied)):
            attempt()


def test_whoever_was_writing_when_it_was_given_back_is_told_so_and_keeps_the_words(world: World) -> None:
    ticket = cast.dispatched(world)
    version = ticket.version
    give_back(world, ticket)

    forms: dict[str, dict[str, Any]] = {
        "ask": {"question": "请补充电表照片"},
        "redispatch": {"lead": world.third_liaison.organisation_id, "reason": "职责在市监局"},
    }
    for action, words in forms.items():
        answer = cast.signed_in(world.desk).post(f"/tickets/{ticket.number}/{action}/", {"version": version} | words)
        page = answer.content.decode()
        assert answer.status_code == 409
        assert "供电公司" in page
        assert [*words.values()][-1] in page


def test_an_incomplete_form_that_comes_too_late_is_told_so_and_keeps_its_words(world: World) -> None:
    ticket = cast.dispatched(world)
    version, reason = lead_of(ticket).version, "表后线路属于园区产权，我们只管到表箱。"

    with clock.moved_to(november(18, 9)):
        said = {"version": version, "reason": reason}
        answer = cast.signed_in(world.liaison).post(f"/tickets/{ticket.number}/give_back/", said)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "视为接收" in page
    assert reason in page


# --- the ruling -------------------------------------------------------------------------------------------------------


def test_upheld_another_unit_leads_at_once_and_nobody_who_knew_is_dropped(world: World) -> None:
    ticket = cast.given_back(world)
    assist, known = cast.assist_of(ticket), set(ticket.parties)

    with clock.moved_to(november(16, 11)):
        event = uphold(world, ticket, world.third_liaison)

    ticket, lead = current(ticket), lead_of(ticket)
    assert (lead.department_id, lead.status, lead.final) == (
        world.third_liaison.organisation_id, LegStatus.PENDING, False,
    )  # fmt: skip
    assert known <= set(ticket.parties)
    assert tickets_for(world.liaison).filter(pk=ticket.pk).exists()
    assert cast.assist_of(ticket).pk == assist.pk  # assists stay
    assert clock_of(ticket, DeadlineKind.SIGN, lead).began_at == november(16, 11)
    assert clock_of(ticket, DeadlineKind.RULING).met_at == november(16, 11)
    assert event.data["misdispatched"] == world.desk.organisation_id
    assert (ticket.waits_for, event.data["was"]) == ("resolve", [world.liaison.organisation_id])


def test_an_assist_that_leads_now_assists_no_more(world: World) -> None:
    ticket = cast.given_back(world)

    uphold(world, ticket, world.other_liaison)

    assert [(leg.department_id, leg.role) for leg in current(ticket).live_legs] == [
        (world.other_liaison.organisation_id, "lead")
    ]
    assert not Deadline.objects.filter(ticket=ticket, kind=DeadlineKind.ASSIST, met_at=None, voided_at=None).exists()


def test_refused_the_unit_keeps_it_for_good_and_its_clocks_are_credited_to_the_minute(world: World) -> None:
    ticket = cast.signed(world)
    contact = clock_of(ticket, DeadlineKind.CONTACT, lead_of(ticket)).due_at
    give_back(world, ticket)

    with clock.moved_to(november(16, 11)):
        refuse(world, ticket)

    leg = lead_of(ticket)
    assert (leg.status, leg.final) == (LegStatus.SIGNED, True)
    after = clock_of(ticket, DeadlineKind.CONTACT, leg)
    assert (contact, after.due_at, after.paused_minutes) == (november(17, 18), november(18, 10, 30), 120)
    with pytest.raises(PermissionDenied):
        give_back(world, ticket)


def test_a_clock_that_was_missed_before_is_not_mended(world: World) -> None:
    ticket = cast.dispatched(world)
    with clock.moved_to(november(17, 17, 59)):
        give_back(world, ticket)
    Deadline.objects.filter(ticket=ticket, kind=DeadlineKind.CONTACT).update(due_at=november(17, 12))

    with clock.moved_to(november(18, 10)):
        refuse(world, ticket)

    assert clock_of(ticket, DeadlineKind.CONTACT, lead_of(ticket)).due_at == november(17, 12)


def test_whoever_gave_it_back_never_rules(world: World) -> None:
    ticket = cast.dispatched(world)
    both = Post.objects.create(
        person=world.desk.person, organisation=world.liaison.organisation, role="dept_liaison",
        starts_on=cast.A_LONG_AGO,
    )  # fmt: skip
    give_back(world, ticket, by=both)

    with pytest.raises(PermissionDenied):
        uphold(world, ticket, world.third_liaison)
    with pytest.raises(PermissionDenied):
        uphold(world, ticket, world.third_liaison, by=world.office)  # not yet escalated
    uphold(world, ticket, world.third_liaison, by=world.second_desk)
    assert Return.objects.get().ruled_by == world.second_desk


def test_a_unit_that_was_right_does_not_get_it_again_but_by_designation(world: World) -> None:
    ticket = cast.given_back(world)
    uphold(world, ticket, world.third_liaison)
    give_back(world, ticket, by=world.third_liaison, suggested_id=world.liaison.organisation_id)

    assert not Candidate.objects.exists()
    event = uphold(world, ticket, world.liaison)  # the third dispatch: anybody may be named

    leg = lead_of(ticket)
    assert (leg.department_id, leg.final, event.data["designated"]) == (world.liaison.organisation_id, True, True)
    assert Candidate.objects.get(ticket=ticket).reason == HardCase.RETURNED_TWICE
    assert event.data["candidate"] == "returned_twice"
    with pytest.raises(PermissionDenied):
        give_back(world, ticket)


def send_elsewhere(world: World, ticket: Ticket, lead: Post) -> Event:
    order, version = dispatch.Order(lead_id=lead.organisation_id), current(ticket).version
    return dispatch.send_elsewhere(ticket.pk, order=order, reason="再试", actor=world.desk, version=version)


def test_the_desk_cannot_send_it_back_to_the_unit_that_was_right(world: World) -> None:
    ticket = cast.given_back(world)
    uphold(world, ticket, world.third_liaison)

    with pytest.raises(Blocked, match="退单已获同意"):
        send_elsewhere(world, ticket, world.liaison)


def test_a_unit_whose_return_was_refused_stays_final_however_it_is_sent_the_case_again(world: World) -> None:
    ticket = cast.kept(world)

    event = send_elsewhere(world, ticket, world.liaison)

    assert (lead_of(ticket).final, event.data["designated"]) == (True, True)
    assert "misdispatched" not in event.data


def test_a_desk_that_refuses_and_sends_it_on_all_the_same_owns_up_to_a_misdispatch(world: World) -> None:
    ticket = cast.kept(world)

    event = send_elsewhere(world, ticket, world.third_liaison)

    assert event.data["misdispatched"] == world.desk.organisation_id
    assert Return.objects.get(ticket=ticket).misdispatched_at == MONDAY


def test_the_third_dispatch_designates_also_without_returns(world: World) -> None:
    ticket = cast.dispatched(world, assists=False)
    finals = [lead_of(ticket).final]
    for lead in (world.third_liaison, world.other_liaison):
        send_elsewhere(world, ticket, lead)
        finals.append(lead_of(ticket).final)

    assert finals == [False, False, True]


def test_a_button_drawn_for_the_assist_does_not_sign_for_the_lead(world: World) -> None:
    ticket = cast.given_back(world)
    drawn = cast.assist_of(ticket).version
    uphold(world, ticket, world.other_liaison)

    with pytest.raises(StaleWrite):
        handling.sign(ticket.pk, leg_id=lead_of(ticket).pk, actor=world.other_liaison, version=drawn)


def test_the_desk_cannot_uphold_and_leave_it_where_it_is(world: World) -> None:
    ticket = cast.given_back(world)

    with pytest.raises(Blocked):
        uphold(world, ticket, world.liaison)
    assert lead_of(ticket).status == LegStatus.RETURNING
