"""A bad rating comes back at most twice by itself; then the office decides. Not rated is not good (DOMAIN §2.9)."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from journal import clock
from journal.models import Event
from metrics import counting
from metrics.counting import Scope
from metrics.periods import Month
from metrics.rules import first_rule
from orgs.models import Post
from orgs.statuses import Role
from tests import cast, figures, rounds
from tests.cast import MONDAY, World, current, lead_of
from tests.tickets import whistled
from tests.tickets.giving_back import clock_of, november
from tickets.exceptions import Blocked, NotPossibleNow
from tickets.models import Candidate, Deadline, Impasse, Revisit, Ticket, Whistle
from tickets.queries import lists
from tickets.services import desk, dispatch, firm, revisiting, settling, sweep
from tickets.statuses import BadReason, Closure, DeadlineKind, Grade, HardCase, LegStatus, Status

WORDS = "请供电公司负责人到现场，三天内拿出增容方案。"
ANSWER = "增容已列入 2027 年农网改造，今年先装临时变压器；仍不同意的，可向市供电公司反映，电话 95598。"


@pytest.fixture(autouse=True)
def monday(db: None) -> Iterator[None]:
    """Tests begin on a Monday at nine."""
    with clock.moved_to(MONDAY):
        yield


@pytest.fixture
def stopped(world: World) -> Ticket:
    """A case that the firm has not accepted three times."""
    return rounds.stopped(world)


def order(world: World, ticket: Ticket, by: Post | None = None) -> Event:
    return settling.order_round(ticket.pk, words=WORDS, actor=by or world.office, version=current(ticket).version)


def sign(world: World, ticket: Ticket, by: Post | None = None, answer: str = ANSWER) -> Event:
    version = current(ticket).version
    return settling.sign_final(
        ticket.pk, answer=answer, reason="三轮都已到场", actor=by or world.office, version=version
    )


# --- three rounds -----------------------------------------------------------------------------------------------------


def test_a_bad_rating_goes_round_twice_with_five_working_days_each(world: World) -> None:
    ticket = cast.asked_to_confirm(world)

    for round_ in (2, 3):
        rounds.not_content(world, ticket)
        resolve = Deadline.objects.get(ticket=ticket, kind=DeadlineKind.RESOLVE, round=round_)
        assert (current(ticket).status, current(ticket).round) == (Status.HANDLING, round_)
        assert (resolve.working_days, resolve.due_at) == (5, november(23, 18))
        assert not Candidate.objects.exists()
        rounds.answered_again(world, ticket)


def test_a_bad_rating_says_why_and_that_another_round_follows(world: World) -> None:
    ticket = cast.asked_to_confirm(world)
    verdict = cast.a_verdict(grade=Grade.DISSATISFIED, reasons=[BadReason.ATTITUDE], words="说话难听，没有解释")
    revisiting.confirm(ticket.pk, verdict=verdict, actor=world.firm, version=current(ticket).version)

    for who in (world.firm, world.liaison):
        shown = page(who, ticket)
        assert "态度不好" in shown
        assert "5 个工作日内再答复" in shown
    assert "这是第 2 轮办理" in page(world.firm, ticket)


def test_the_third_bad_rating_stops_before_the_office_and_the_round_table(world: World, stopped: Ticket) -> None:
    leg = lead_of(stopped)

    assert (stopped.status, stopped.round) == (Status.HANDLING, 3)  # it did not go round silently
    assert (leg.department_id, leg.status) == (world.liaison.organisation_id, LegStatus.DONE)
    assert (stopped.waits_for, stopped.due_at) == ("settle", november(18, 18))  # two working days
    assert [row.kind for row in Deadline.objects.filter(ticket=stopped, met_at=None, voided_at=None)] == ["settle"]
    assert Candidate.objects.get(ticket=stopped).reason == HardCase.REDONE_TWICE
    assert Event.objects.latest("id").data["candidate"] == "redone_twice"
    assert stopped.open_impasse == Impasse.objects.get()


def test_not_content_though_solved_counts_as_bad_and_solved_though_basically_as_good() -> None:
    bad = cast.a_verdict(grade=2)
    assert (bad.good, cast.a_verdict(outcome="basically", grade=3).good) == (False, True)
    assert not cast.a_verdict(outcome="unsolved", grade=5).good


def test_while_it_waits_nobody_else_moves_it(world: World, stopped: Ticket) -> None:
    version, sent_to = stopped.version, dispatch.Order(lead_id=world.third_liaison.organisation_id)
    attempts: list[Callable[[], Event]] = [
        lambda: desk.ask(stopped.pk, question="?", actor=world.desk, version=version),
        lambda: dispatch.send_elsewhere(stopped.pk, order=sent_to, reason="x", actor=world.desk, version=version),
    ]
    for attempt in attempts:
        with pytest.raises(PermissionDenied):
            attempt()


# --- the decision -----------------------------------------------------------------------------------------------------


def test_the_office_orders_a_further_round_and_the_same_lead_has_five_days(world: World, stopped: Ticket) -> None:
    order(world, stopped)

    again, leg = current(stopped), lead_of(stopped)
    assert (again.status, again.round, leg.status) == (Status.HANDLING, 4, LegStatus.SIGNED)
    assert (again.waits_for, again.due_at) == ("resolve", november(23, 18))
    assert clock_of(stopped, DeadlineKind.SETTLE).met_at == MONDAY
    assert WORDS not in str(Event.objects.latest("id").data)


def test_a_round_that_was_ordered_and_is_bad_stops_again_and_is_one_candidate(world: World, stopped: Ticket) -> None:
    order(world, stopped)
    rounds.answered_again(world, stopped)
    rounds.not_content(world, stopped)

    assert (current(stopped).round, current(stopped).waits_for) == (4, "settle")
    assert Candidate.objects.filter(ticket=stopped).count() == 1
    assert Impasse.objects.filter(ticket=stopped).count() == 2


def test_the_desk_may_send_an_ordered_round_to_another_unit(world: World, stopped: Ticket) -> None:
    order(world, stopped)
    sent_to = dispatch.Order(lead_id=world.third_liaison.organisation_id)

    dispatch.send_elsewhere(
        stopped.pk, order=sent_to, reason="换单位", actor=world.desk, version=current(stopped).version
    )

    assert lead_of(stopped).department_id == world.third_liaison.organisation_id


def test_a_final_answer_closes_the_case_and_the_last_rating_stands(world: World, stopped: Ticket) -> None:
    sign(world, stopped)

    ended = current(stopped)
    assert (ended.status, ended.closure, ended.closed_at) == (Status.CLOSED, Closure.FINAL, MONDAY)
    assert list(Revisit.objects.order_by("round").values_list("round", "grade")) == [(1, 2), (2, 2), (3, 2)]
    assert not Deadline.objects.filter(ticket=stopped, met_at=None, voided_at=None).exists()


def test_a_final_answer_ends_the_whistles_that_last(world: World, stopped: Ticket) -> None:
    whistled.blow(world, stopped, "third_liaison", by=world.desk)

    sign(world, stopped)

    assert Whistle.objects.get().ended_at is not None
    assert not Deadline.objects.filter(ticket=stopped, met_at=None, voided_at=None).exists()


def test_a_final_answer_that_only_passes_on_is_none(world: World, stopped: Ticket) -> None:
    with pytest.raises(Blocked) as refused:
        sign(world, stopped, answer="已转交供电公司处理，请耐心等待。")
    assert refused.value.field == "answer"


@pytest.mark.parametrize(
    "who", ["desk", "second_desk", "liaison", "revisit_clerk", "firm", "clerk", "leader", "stranger"]
)
@pytest.mark.parametrize("decide", [order, sign])
def test_only_the_office_decides(world: World, stopped: Ticket, who: str, decide: Callable[..., Event]) -> None:
    with pytest.raises(PermissionDenied):
        decide(world, stopped, by=getattr(world, who))


def test_whoever_worked_on_the_case_never_decides(world: World, stopped: Ticket) -> None:
    signed_it = Post.objects.create(
        person=world.liaison.person, organisation=world.office.organisation, role=Role.SUPERVISOR,
        starts_on=cast.A_LONG_AGO,
    )  # fmt: skip
    with pytest.raises(PermissionDenied):
        sign(world, stopped, by=signed_it)

    sign(world, stopped, by=cast.post(world.office.organisation, Role.SUPERVISOR, "韩主任"))
    assert Impasse.objects.get().final is True


def test_what_is_not_stopped_cannot_be_decided(world: World) -> None:
    ticket = cast.signed(world)

    for decide in (order, sign):
        with pytest.raises((PermissionDenied, NotPossibleNow)):
            decide(world, ticket)


def test_the_firm_may_withdraw_and_nobody_needs_to_decide_any_more(world: World, stopped: Ticket) -> None:
    firm.withdraw(stopped.pk, reason="不办了", actor=world.firm, version=stopped.version)

    assert (current(stopped).status, Impasse.objects.get().lapsed_at) == (Status.WITHDRAWN, MONDAY)


def test_a_silent_office_is_overdue_and_the_case_keeps_its_clock(world: World, stopped: Ticket) -> None:
    with clock.moved_to(november(18, 18) + timedelta(minutes=1)):
        sweep.run()
        assert sweep.run() == 0

    late = Event.objects.filter(subject_id=stopped.pk, verb="deadline.passed").get()
    assert late.data["kind"] == "settle"
    assert current(stopped).waits_for == "settle"


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"decided_at": MONDAY}, "decided_impasse_says_how_and_why"),
        ({"decided_at": MONDAY, "final": True, "ruling": "三轮都已到场"}, "decided_impasse_says_how_and_why"),
    ],
)
def test_the_database_keeps_no_half_decision(
    world: World, stopped: Ticket, change: dict[str, Any], constraint: str
) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Impasse.objects.update(**change)


# --- who reads what ---------------------------------------------------------------------------------------------------


def page(who: Post, ticket: Ticket) -> str:
    return cast.signed_in(who).get(f"/tickets/{ticket.number}/").content.decode()


def test_the_office_finds_it_in_a_list_of_its_own_with_both_buttons(world: World, stopped: Ticket) -> None:
    listed = cast.signed_in(world.office).get("/desk/?tab=settle").content.decode()

    assert stopped.number in listed
    assert "督办决定" in listed
    shown = page(world.office, stopped)
    assert "督办再办一轮" in shown
    assert "签发最终答复" in shown
    assert [row.pk for row in lists.desk_page(world.office, tab="settle", after=None).items] == [stopped.pk]
    assert "督办决定" not in cast.signed_in(world.desk).get("/desk/").content.decode()


def test_the_firm_reads_that_the_office_has_it_then_the_final_answer_and_never_the_reasons(
    world: World, stopped: Ticket
) -> None:
    assert "已报党委办公室督办" in page(world.firm, stopped)

    sign(world, stopped)

    shown = page(world.firm, stopped)
    for words in (ANSWER[:12], "不再评价", "最后一轮的评价照算"):
        assert words in shown
    for words in ("三轮都已到场", "冯督"):
        assert words not in shown


def test_the_firm_never_reads_the_words_of_an_order(world: World, stopped: Ticket) -> None:
    order(world, stopped)

    assert WORDS not in page(world.firm, stopped)
    assert WORDS in page(world.liaison, stopped)


def test_nothing_more_can_be_rated_after_a_final_answer(world: World, stopped: Ticket) -> None:
    sign(world, stopped)

    answer = cast.signed_in(world.firm).post(
        f"/tickets/{stopped.number}/confirm/", {"contacted": "yes", "outcome": "solved", "grade": "5"}
    )
    assert answer.status_code == 409
    assert Revisit.objects.count() == 3


# --- figures ----------------------------------------------------------------------------------------------------------


def scope_of(world: World) -> Scope:
    return Scope(world.county.pk, Month(2026, 11))


def test_a_final_answer_is_counted_apart_and_changes_no_rate(world: World, stopped: Ticket) -> None:
    before = counting.total(figures.tallies(scope_of(world)).values())
    sign(world, stopped)
    after = counting.total(figures.tallies(scope_of(world)).values())

    assert (after.valid, after.satisfied, after.solved, after.redo) == (before.valid, 0, 0, 1)
    assert (before.final, after.final) == (0, 1)
    assert [case.pk for case in figures.cases(scope_of(world), "final")] == [stopped.pk]
    figures.counted_anew()
    shown = cast.signed_in(world.leader).get("/statistics/?period=2026-11").content.decode()
    assert "最终答复 1 件" in shown
    assert "三轮后企业仍不认可" in shown


def test_not_reached_is_neither_good_nor_in_v_but_listed_and_counted(world: World) -> None:
    rounds.not_reached(world)

    found = counting.total(figures.tallies(scope_of(world)).values())

    assert (found.valid, found.satisfied, found.not_reached) == (0, 0, 1)
    assert found.satisfaction(first_rule(world.county).weights).value is None
