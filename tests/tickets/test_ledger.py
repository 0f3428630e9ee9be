"""Long-running cases (挂账): asked for with a plan, granted by the office, reported monthly, struck off (DESIGN §5)."""

import uuid
from collections.abc import Iterator
from datetime import date, datetime

import pytest
from django.core.exceptions import PermissionDenied

from journal import clock
from orgs.calendar import COUNTY_TIME
from tests import cast
from tests.cast import MONDAY, World, current, lead_of
from tests.tickets import grouped, ledgered, whistled
from tests.tickets.asking_for_time import december, lines, reply, withdraw
from tests.tickets.giving_back import clock_of, november
from tests.tickets.ledgered import ask, grant, report
from tests.tickets.staff_pages import send
from tests.tickets.test_standing import reckoned, stands
from tickets.exceptions import Blocked, NotPossibleNow, OutOfTime, StaleWrite
from tickets.models import Candidate, Deadline, LedgerItem, LedgerReport, Ticket
from tickets.offers import offers
from tickets.queries import lists, supervision
from tickets.queries.cases import deadlines_of
from tickets.services import ledgering, sweep
from tickets.statuses import DeadlineKind, HardCase, Status
from tickets.turns import whose_turn


@pytest.fixture(autouse=True)
def monday(db: None) -> Iterator[None]:
    """Tests begin on a Monday at nine; the case is due on 7 December."""
    with clock.moved_to(MONDAY):
        yield


def resolve_of(ticket: Ticket) -> Deadline:
    return clock_of(ticket, DeadlineKind.RESOLVE)


def swept(moment: datetime) -> None:
    with clock.moved_to(moment):
        while sweep.run():
            pass


# --- asking and ruling ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "sentence"),
    [
        (date(2026, 11, 16), "目标日期最早是 2026年11月17日"),
        (date(2026, 11, 21), "11月21日 是休息日，请选工作日，例如 11月20日"),
        (date(2027, 5, 17), "目标日期最晚是 2027年5月14日，挂账不超过 180 天"),
    ],
)
def test_a_target_that_cannot_be_had_is_refused_in_a_sentence_that_names_one(
    world: World, target: date, sentence: str
) -> None:
    ticket = cast.signed(world)

    with pytest.raises(Blocked) as refused:
        ask(world, ticket, target_on=target)

    assert (refused.value.field, refused.value.sentence) == ("target_on", sentence)


def test_who_has_missed_the_date_cannot_ask_any_more(world: World) -> None:
    ticket = cast.signed(world)

    with clock.moved_to(december(8, 9)), pytest.raises(OutOfTime, match="补不回来"):
        ask(world, ticket)


def test_a_date_that_was_missed_while_nobody_ruled_is_not_mended(world: World) -> None:
    ticket = cast.signed(world)
    with clock.moved_to(december(7, 17)):
        ask(world, ticket)

    with clock.moved_to(december(8, 9)), pytest.raises(Blocked, match="补不回来"):
        grant(world, ticket)
    assert current(ticket).status == Status.HANDLING


def test_the_office_alone_rules_and_another_person_than_who_asks(world: World) -> None:
    ticket = ledgered.asked(world)

    for nobody in (world.desk, world.liaison):
        with pytest.raises(PermissionDenied):
            grant(world, ticket, by=nobody)

    assert whose_turn(ticket, deadlines_of(ticket)).startswith("等党委办公室裁定供电公司的挂账，11月16日")
    page = lists.desk_page(world.office, tab="rulings", after=None)
    assert [row.pk for row in page.items] == [ticket.pk]


def test_granted_the_clocks_of_handling_stand_still_and_the_report_is_owed(world: World) -> None:
    ticket = cast.signed(world, assists=True)
    ask(world, ticket)
    with clock.moved_to(november(16, 11)):
        grant(world, ticket)

    kinds = set(Deadline.objects.filter(ticket=ticket, met_at=None, voided_at=None, paused_at=None).values_list("kind"))
    assert kinds == {("ledger",), ("monthly",)}
    assert resolve_of(ticket).paused_at == november(16, 11)
    assert (current(ticket).status, current(ticket).waits_for) == (Status.ON_LEDGER, "monthly")
    assert current(ticket).due_at == december(16)
    assert stands(ticket) == reckoned(ticket)


def test_refused_nothing_stood_still_and_the_lead_can_ask_again(world: World) -> None:
    ticket = ledgered.asked(world)
    ledgering.refuse(ticket.pk, ruling="现有库存可以先装", actor=world.office, version=ticket.version)

    assert (resolve_of(ticket).due_at, resolve_of(ticket).paused_minutes) == (december(7), 0)
    assert "ask_ledger" in offers(current(ticket), world.liaison)


def test_silence_on_a_request_is_told_to_the_office_and_grants_nothing(world: World) -> None:
    ticket = ledgered.asked(world)

    swept(november(16, 17))

    ruling = clock_of(ticket, DeadlineKind.RULING)
    assert (ruling.passed_at is not None, current(ticket).status) == (True, Status.HANDLING)


def test_a_case_in_a_group_cannot_go_on_the_ledger_and_the_sentence_says_what_to_do(world: World) -> None:
    ticket = grouped.following_signed(world)
    leg = lead_of(ticket)
    assert "ask_ledger" not in offers(current(ticket), world.liaison)

    with pytest.raises(Blocked, match="请行业党委先解除并案"):
        wish = ledgering.Wish(target_on=ledgered.target(world), plan=ledgered.PLAN, words="一", told="二")
        ledgering.ask(ticket.pk, leg_id=leg.pk, wish=wish, actor=world.liaison, version=leg.version)


def test_a_whistle_that_lasts_ends_with_the_ruling(world: World) -> None:
    ticket = whistled.whistled(world)
    ask(world, ticket)
    grant(world, ticket)

    assert current(ticket).whistling is False
    assert not Deadline.objects.filter(ticket=ticket, kind="check_in", met_at=None, voided_at=None).exists()


def test_an_answer_given_before_the_ruling_makes_it_needless(world: World) -> None:
    ticket = ledgered.asked(world)
    reply(world, ticket)

    with pytest.raises((NotPossibleNow, StaleWrite)):
        ledgering.grant(ticket.pk, ruling="", actor=world.office, version=ticket.version)
    assert LedgerItem.objects.get().lapsed_at == MONDAY


# --- on the ledger ----------------------------------------------------------------------------------------------------


def test_a_report_starts_the_next_month_and_the_firm_reads_it(world: World) -> None:
    ticket = ledgered.on_ledger(world)

    with clock.moved_to(december(10, 10)):
        report(world, ticket)

    clocks = Deadline.objects.filter(ticket=ticket, kind="monthly").order_by("pk")
    assert [(each.met_at, each.due_at) for each in clocks] == [
        (december(10, 10), december(16)),
        (None, datetime(2027, 1, 11, 18, tzinfo=COUNTY_TIME)),  # the thirtieth day is a Saturday
    ]
    told = lines(ticket, for_firm=True)["ledger.reported"]
    assert (told.words, told.details[0]) == (ledgered.REPORTED["done"], ("下一步", ledgered.REPORTED["next_step"]))


def test_a_report_that_is_sent_twice_is_written_once_and_other_words_are_not_lost(world: World) -> None:
    ticket, token = ledgered.on_ledger(world), uuid.uuid4()

    assert report(world, ticket, token) is not None
    assert report(world, ticket, token) is None
    with pytest.raises(StaleWrite):
        report(world, ticket, token, done="另一段话，没有写下来。")

    assert LedgerReport.objects.count() == 1


def test_a_late_report_is_marked_and_stays_owed(world: World) -> None:
    ticket = ledgered.on_ledger(world)

    swept(december(16, 19))
    with clock.moved_to(december(17, 9)):
        report(world, ticket)

    first = Deadline.objects.filter(ticket=ticket, kind="monthly").earliest("pk")
    assert (first.passed_at is not None, first.met_at) == (True, december(17, 9))


def test_a_missed_target_makes_a_candidate_once_and_the_case_stays_until_a_person_decides(world: World) -> None:
    ticket = cast.signed(world)
    ask(world, ticket, target_on=date(2026, 11, 25))
    grant(world, ticket)

    swept(november(26, 9))
    swept(november(27, 9))

    assert Candidate.objects.get(ticket=ticket).reason == HardCase.LEDGER_LATE
    assert current(ticket).status == Status.ON_LEDGER


def test_the_firm_reads_plan_target_and_who_reports_but_no_internal_reason(world: World) -> None:
    ticket = ledgered.on_ledger(world)
    report(world, ticket)

    page = cast.signed_in(world.firm).get(f"/tickets/{ticket.number}/").content.decode()

    assert ticket.firm_words == "长期推进"
    for words in (ledgered.PLAN, ledgered.TOLD, ledgered.REPORTED["next_step"], "长期推进，目标 2027年2月15日"):
        assert words in page, words
    assert ledgered.WORDS not in page
    assert "每 30 天报告一次推进情况" in page


def test_the_firm_adds_and_withdraws_and_is_asked_why(world: World) -> None:
    ticket = ledgered.on_ledger(world)
    assert {"add", "withdraw"} == set(offers(ticket, world.firm))

    withdraw(world, ticket)

    assert LedgerItem.objects.get().ended_at == MONDAY
    live = Deadline.objects.filter(ticket=ticket, met_at=None, voided_at=None)
    assert [each.kind for each in live] == ["withdrew"]


@pytest.mark.parametrize(
    ("who", "action", "words"),
    [
        ("liaison", "ask_pause", {}),
        ("liaison", "reply", {}),
        ("desk", "redispatch", {}),
        ("desk", "ask", {"question": "请补充近两个月的电费单"}),
    ],
)
def test_what_is_sent_too_late_is_told_who_was_faster(
    world: World, who: str, action: str, words: dict[str, str]
) -> None:
    ticket = ledgered.on_ledger(world)

    answer = send(world, ticket, action, who=who, words=words)

    assert answer.status_code == 409
    assert "同意挂账" in answer.content.decode()


def test_the_queue_shows_the_leg_by_its_report_and_the_board_lists_it(world: World) -> None:
    ticket = ledgered.on_ledger(world)
    (leg,) = lists.queue_page(world.liaison, tab="lead", after=None).items

    queue = cast.signed_in(world.liaison).get("/queue/").content.decode()
    board = cast.signed_in(world.office).get("/supervision/?show=ledger").content.decode()

    assert (leg.due_at, leg.paused) == (december(16), False)
    assert "报告推进" in queue
    assert ticket.number in board
    assert ticket.number not in cast.signed_in(world.office).get("/supervision/?show=ledger_late").content.decode()
    assert "ledger" in supervision.FILTERS


def test_what_is_late_on_the_ledger_has_a_list_of_its_own(world: World) -> None:
    ticket = ledgered.on_ledger(world)

    with clock.moved_to(december(17, 9)):
        board = cast.signed_in(world.office).get("/supervision/?show=ledger_late").content.decode()

    assert ticket.number in board
