"""The office supervises (督办): orders, answers, rulings, degrees in their order, silence. DOMAIN §2.7."""

import uuid
from collections.abc import Iterator
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from journal import clock
from journal.models import Event
from orgs.services import calendar
from orgs.statuses import DayKind, Role
from tests import cast
from tests.cast import MINUTE, MONDAY, World, current
from tests.orgs.test_calendar import at
from tests.tickets import supervised
from tests.tickets.supervised import accept, after, answer, newest, order, ordered, raise_degree, refuse
from tickets.exceptions import Blocked, NotPossibleNow, StaleWrite
from tickets.models import Candidate, Deadline, SupervisionOrder, Ticket
from tickets.services import dispatch, firm, replying, supervising, sweep
from tickets.statuses import DeadlineKind, Urgency
from tickets.supervision_kinds import Degree, Ground, OrderState


@pytest.fixture(autouse=True)
def monday(db: None) -> Iterator[None]:
    """Tests begin on a Monday at nine."""
    with clock.moved_to(MONDAY):
        yield


def live(ticket: Ticket) -> dict[str, Deadline]:
    """The clocks of supervision that run in a case."""
    rows = Deadline.objects.filter(ticket=ticket, met_at=None, voided_at=None, kind__in=["answer", "judge"])
    return {row.kind: row for row in rows}


# --- ordering ---------------------------------------------------------------------------------------------------------


def test_an_order_names_the_unit_that_holds_the_case_and_starts_its_clock(world: World) -> None:
    ticket = supervised.taken_on(world)
    others = list(Deadline.objects.filter(ticket=ticket).order_by("pk").values())
    stood = current(ticket).waits_for, current(ticket).due_at

    order(world, ticket, days=3)

    found = newest(ticket)
    assert (found.unit_id, found.degree, found.ground) == (world.third_liaison.organisation_id, 1, "unsolved")
    assert found.due_at == live(ticket)["answer"].due_at == at("2026-11-19 18:00")
    assert current(ticket).supervised == Degree.WRITTEN
    assert list(Deadline.objects.filter(ticket=ticket).exclude(kind="answer").order_by("pk").values()) == others
    assert (current(ticket).waits_for, current(ticket).due_at) == stood  # it moves no other clock


def test_no_order_says_that_a_case_is_overdue_in_which_no_date_was_missed(world: World) -> None:
    ticket = supervised.taken_on(world)

    with pytest.raises(Blocked, match="没有超过期限"):
        order(world, ticket, ground=Ground.OVERDUE)

    assert not SupervisionOrder.objects.exists()


def test_an_order_says_that_a_case_is_overdue_once_a_date_was_missed(world: World) -> None:
    ticket = supervised.taken_on(world)

    with clock.moved_to(ticket.deadlines.get(kind=DeadlineKind.RESOLVE).due_at + MINUTE):
        order(world, ticket, ground=Ground.OVERDUE)

    assert newest(ticket).ground == Ground.OVERDUE


def test_before_dispatch_and_while_the_reply_is_reviewed_the_desk_is_ordered(world: World) -> None:
    for ticket in (cast.filed(world), cast.accepted(world), cast.replied(world)):
        order(world, ticket)
        assert newest(ticket).unit_id == world.desk.organisation_id


def test_of_several_units_the_office_picks_the_one_that_lags(world: World) -> None:
    ticket = supervised.at_the_bureau(world, assists=True)

    order(world, ticket, unit_id=world.other_liaison.organisation_id)

    assert newest(ticket).unit_id == world.other_liaison.organisation_id


def test_a_unit_that_does_not_hold_the_case_cannot_be_ordered(world: World) -> None:
    with pytest.raises(Blocked, match="不承办这件事"):
        order(world, supervised.taken_on(world), unit_id=world.stranger.organisation_id)


@pytest.mark.parametrize("who", ["desk", "liaison", "third_liaison", "leader", "revisit_clerk", "firm"])
def test_the_office_alone_orders(world: World, who: str) -> None:
    with pytest.raises(PermissionDenied):
        order(world, supervised.taken_on(world), by=getattr(world, who))


def test_while_the_firm_has_the_turn_nobody_is_ordered(world: World) -> None:
    for ticket in (cast.asked_to_confirm(world), cast.closed(world)):
        with pytest.raises(NotPossibleNow):
            order(world, ticket)


def test_a_case_stands_under_one_order_at_a_time(world: World) -> None:
    ticket = ordered(world)

    with pytest.raises(PermissionDenied):
        order(world, ticket)
    with pytest.raises(IntegrityError, match="one_open_order_per_case"), transaction.atomic():
        SupervisionOrder.objects.create(
            ticket=ticket, at=MONDAY, by=world.office, by_person=world.office.person, client_token=uuid.uuid4(),
            unit=world.desk.organisation, degree=1, ground=Ground.POOR, asked="再发一份", due_at=MONDAY,
        )  # fmt: skip


def test_the_same_form_again_writes_nothing(world: World) -> None:
    ticket, token = supervised.taken_on(world), uuid.uuid4()
    version = ticket.version
    said = supervised.directive(client_token=token)
    first = supervising.order(ticket.pk, directive=said, actor=world.office, version=version)

    second = supervising.order(ticket.pk, directive=said, actor=world.office, version=version)

    assert (first is not None, second) == (True, None)
    assert SupervisionOrder.objects.count() == 1


def test_an_emergency_is_answered_within_two_hours_by_the_wall(world: World) -> None:
    with clock.moved_to(at("2026-11-16 23:30")):
        ticket = supervised.at_the_bureau(world, urgency=Urgency.CRITICAL)
        order(world, ticket, days=5)

    assert newest(ticket).due_at == at("2026-11-17 01:30")


# --- answering and ruling ---------------------------------------------------------------------------------------------


def test_the_unit_answers_and_the_office_has_a_working_day_to_rule(world: World) -> None:
    ticket = ordered(world)

    answer(ticket, world.third_liaison)

    found = newest(ticket)
    assert (found.answer, found.state(MONDAY)) == (supervised.ANSWER, OrderState.ANSWERED)
    assert {kind: row.due_at for kind, row in live(ticket).items()} == {"judge": at("2026-11-17 18:00")}


def test_its_head_and_its_handlers_may_answer_nobody_else(world: World) -> None:
    ticket = ordered(world)
    for name in ("liaison", "desk", "office", "firm", "leader"):
        with pytest.raises(PermissionDenied):
            answer(ticket, getattr(world, name))

    answer(ticket, cast.post(world.third_liaison.organisation, Role.DEPT_HEAD, "唐局"))

    assert newest(ticket).answered_at == MONDAY


def test_a_colleague_who_comes_second_is_told_and_a_double_click_is_not(world: World) -> None:
    ticket, token = ordered(world), uuid.uuid4()
    colleague = cast.post(world.third_liaison.organisation, Role.HANDLER, "刘监")
    answer(ticket, world.third_liaison, token=token)

    assert answer(ticket, world.third_liaison, token=token) is None
    with pytest.raises(StaleWrite):
        answer(ticket, colleague)
    assert newest(ticket).answered_by == world.third_liaison


def test_a_late_answer_counts_as_late_and_is_still_taken(world: World) -> None:
    ticket = ordered(world)
    with after(ticket):
        event = answer(ticket, world.third_liaison)

    assert event is not None
    assert event.data["late"] is True
    assert newest(ticket).is_late(clock.now())


def test_accepted_it_is_over_and_the_next_one_begins_at_the_first_degree(world: World) -> None:
    ticket = supervised.answered(world)

    accept(world, ticket)

    assert (newest(ticket).state(MONDAY), current(ticket).supervised, live(ticket)) == (OrderState.ACCEPTED, 0, {})
    order(world, ticket)
    assert newest(ticket).degree == Degree.WRITTEN


def test_nobody_rules_on_their_own_answer(world: World) -> None:
    ticket = supervised.answered(world)
    two_hats = SupervisionOrder.objects.filter(pk=newest(ticket).pk)
    two_hats.update(answered_by_person=world.office.person)

    with pytest.raises(PermissionDenied):
        accept(world, ticket)


@pytest.mark.parametrize(("raised", "degree"), [(False, 1), (True, 2)])
def test_refused_the_unit_is_asked_again_of_the_same_degree_or_the_next(
    world: World, raised: bool, degree: int
) -> None:
    ticket = supervised.answered(world)
    first = newest(ticket)

    refuse(world, ticket, raised=raised, days=1)

    second = newest(ticket)
    assert (second.follows_id, second.degree, second.unit_id) == (first.pk, degree, first.unit_id)
    assert second.due_at == at("2026-11-17 18:00")
    assert SupervisionOrder.objects.get(pk=first.pk).state(MONDAY) == OrderState.REFUSED
    assert current(ticket).supervised == degree


# --- silence and degrees ----------------------------------------------------------------------------------------------


def test_before_its_time_is_over_an_order_is_not_raised(world: World) -> None:
    with pytest.raises(Blocked, match=r"反馈期限是 11月18日（周三）18:00，过了才能升级"):
        raise_degree(world, ordered(world))


def test_a_silent_unit_climbs_one_degree_at_a_time_by_a_persons_hand(world: World) -> None:
    ticket = ordered(world)
    for degree in (Degree.LISTED, Degree.TALK):
        with after(ticket):
            sweep.run()
            assert current(ticket).supervised == degree - 1  # the sweep raises nothing
            raise_degree(world, ticket)
        assert (newest(ticket).degree, current(ticket).supervised) == (degree, degree)

    with after(ticket), pytest.raises(PermissionDenied):
        raise_degree(world, ticket)
    assert [each.state(MONDAY).value for each in SupervisionOrder.objects.order_by("pk")][:2] == ["raised", "raised"]


def test_the_database_refuses_a_higher_degree_without_a_lower_one(world: World) -> None:
    ticket = supervised.taken_on(world)
    with pytest.raises(IntegrityError, match="higher_degree_follows_a_lower_one"), transaction.atomic():
        SupervisionOrder.objects.create(
            ticket=ticket, at=MONDAY, by=world.office, by_person=world.office.person, client_token=uuid.uuid4(),
            unit=world.third_liaison.organisation, degree=2, ground=Ground.POOR, asked="挂牌", due_at=MONDAY,
        )  # fmt: skip


def test_silence_at_the_last_degree_makes_a_candidate_for_the_round_table_once(world: World) -> None:
    ticket = ordered(world)
    for _degree in range(2):
        with after(ticket):
            raise_degree(world, ticket)
    assert not Candidate.objects.exists()

    with after(ticket):
        sweep.run()
        sweep.run()

    assert Candidate.objects.get(ticket=ticket).reason == "supervised"
    assert newest(ticket).state(newest(ticket).due_at + MINUTE) == OrderState.OVERDUE  # nothing ends by itself


def test_the_power_company_is_asked_in_writing_and_never_summoned(world: World) -> None:
    ticket = cast.signed(world)
    order(world, ticket)
    with after(ticket):
        sweep.run()
        with pytest.raises(PermissionDenied):
            raise_degree(world, ticket)
        assert Candidate.objects.get(ticket=ticket).reason == "supervised"
        answer(ticket, world.liaison)
        with pytest.raises(Blocked, match="最后一级督办"):
            refuse(world, ticket, raised=True)
        refuse(world, ticket)
    assert newest(ticket).degree == Degree.WRITTEN


def test_an_office_that_does_not_rule_is_overdue_and_the_order_stands(world: World) -> None:
    ticket = supervised.answered(world)

    supervised.sweep_after(ticket, "judge")

    last = Event.objects.for_subject("ticket", ticket.pk).order_by("-seq").first()
    assert last is not None
    assert (last.verb, last.data["kind"]) == ("deadline.passed", "judge")
    assert current(ticket).supervised == Degree.WRITTEN


# --- what ends it -----------------------------------------------------------------------------------------------------


def test_an_order_lapses_with_the_case(world: World) -> None:
    ticket = ordered(world)

    firm.withdraw(ticket.pk, reason="自己解决了", actor=world.firm, version=ticket.version)

    assert (newest(ticket).state(MONDAY), current(ticket).supervised, live(ticket)) == (OrderState.LAPSED, 0, {})


def test_an_order_lapses_where_the_unit_loses_the_case(world: World) -> None:
    ticket = supervised.answered(world)
    new = dispatch.Order(lead_id=world.other_liaison.organisation_id, assists=[], instruction="")

    dispatch.send_elsewhere(ticket.pk, order=new, reason="职责在发改局", actor=world.desk, version=ticket.version)

    assert (newest(ticket).state(MONDAY), current(ticket).supervised, live(ticket)) == (OrderState.LAPSED, 0, {})


def test_sent_to_the_same_unit_anew_the_order_goes_along(world: World) -> None:
    ticket = ordered(world)
    new = dispatch.Order(lead_id=world.third_liaison.organisation_id, assists=[], instruction="")

    dispatch.send_elsewhere(ticket.pk, order=new, reason="重新交办", actor=world.desk, version=ticket.version)

    assert newest(ticket).leg == cast.lead_of(ticket)
    assert newest(ticket).state(MONDAY) == OrderState.WAITS


def test_a_reply_ends_no_order(world: World) -> None:
    ticket = supervised.ordered(world)
    leg = cast.lead_of(ticket)
    said = cast.an_answer()
    replying.submit(ticket.pk, leg_id=leg.pk, answer=said, actor=world.third_liaison, version=leg.version)

    assert current(ticket).supervised == Degree.WRITTEN
    assert set(live(ticket)) == {"answer"}


def test_a_changed_calendar_moves_the_time_to_answer(world: World) -> None:
    ticket = ordered(world)
    assert newest(ticket).due_at == at("2026-11-18 18:00")
    calendar.set_day(world.county.pk, day=date(2026, 11, 17), kind=DayKind.REST, actor=world.sysadmin)
    sweep.run()

    assert newest(ticket).due_at == at("2026-11-19 18:00")
    assert live(ticket)[DeadlineKind.ANSWER].due_at == at("2026-11-19 18:00")
