"""The lead's clock stands still (挂起): with reason and end, ruled by another, and no miss is mended (DESIGN §5)."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from journal import clock
from journal.models import Event
from orgs.models import Post
from orgs.services.calendar import set_day
from orgs.statuses import DayKind
from tests import asking, cast
from tests.cast import MONDAY, World, current, lead_of
from tests.tickets.asking_for_time import december, redispatch, reply, withdraw
from tests.tickets.giving_back import clock_of, november
from tests.tickets.test_standing import reckoned, stands
from tickets.exceptions import Blocked, NotPossibleNow, OutOfTime
from tickets.models import Deadline, Pause, Ticket
from tickets.queries import lists
from tickets.queries.timeline import timeline
from tickets.services import desk, firm, pausing, sweep
from tickets.statuses import DeadlineKind, PauseReason, Status


@pytest.fixture(autouse=True)
def monday(db: None) -> Iterator[None]:
    """Tests begin on a Monday at nine; the case is due on 7 December."""
    with clock.moved_to(MONDAY):
        yield


def ask(world: World, ticket: Ticket, *, until: date, by: Post | None = None) -> Event:
    leg = lead_of(ticket)
    wish = pausing.Wish(until=until, reason=PauseReason.SEASON, words="地里庄稼收完才能立杆。", told="收完马上施工。")
    return pausing.ask(ticket.pk, leg_id=leg.pk, wish=wish, actor=by or world.liaison, version=leg.version)


def grant(world: World, ticket: Ticket, by: Post | None = None) -> Event:
    return pausing.grant(ticket.pk, ruling="", actor=by or world.desk, version=current(ticket).version)


def end(world: World, ticket: Ticket, by: Post | None = None) -> Event:
    return pausing.end(ticket.pk, actor=by or world.liaison, version=current(ticket).version)


def question(world: World, ticket: Ticket) -> None:
    desk.ask(ticket.pk, question="请补充照片", actor=world.desk, version=current(ticket).version)


def answer(world: World, ticket: Ticket) -> None:
    firm.supplement(ticket.pk, answer="补了", actor=world.firm, version=current(ticket).version)


def resolve_of(ticket: Ticket) -> Deadline:
    return clock_of(ticket, DeadlineKind.RESOLVE)


def at(moment: datetime, act: Callable[[World, Ticket], Any], world: World, ticket: Ticket) -> None:
    with clock.moved_to(moment):
        act(world, ticket)


def swept(moment: datetime) -> None:
    with clock.moved_to(moment):
        sweep.run()


# --- asking and ruling ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("until", "sentence"),
    [
        (date(2026, 11, 16), "挂起最早到 11月17日"),
        (date(2026, 11, 21), "11月21日 是休息日，请选工作日，例如 11月20日"),
        (date(2026, 12, 29), "挂起最多到 12月28日，一次不超过 30 个工作日"),
    ],
)
def test_an_end_that_cannot_be_had_is_refused_in_a_sentence_that_names_one(
    world: World, until: date, sentence: str
) -> None:
    ticket = cast.signed(world)

    with pytest.raises(Blocked) as refused:
        ask(world, ticket, until=until)

    assert (refused.value.field, refused.value.sentence) == ("until", sentence)


def test_who_has_missed_the_date_cannot_pause_any_more(world: World) -> None:
    ticket = cast.signed(world)

    with clock.moved_to(december(8, 9)), pytest.raises(OutOfTime, match="补不回来"):
        ask(world, ticket, until=date(2026, 12, 10))


def test_a_date_that_was_missed_while_nobody_ruled_is_not_mended(world: World) -> None:
    ticket = cast.signed(world)
    with clock.moved_to(december(7, 17)):
        ask(world, ticket, until=date(2026, 12, 10))

    with clock.moved_to(december(8, 9)), pytest.raises(Blocked, match="补不回来"):
        grant(world, ticket)
    assert resolve_of(ticket).paused_at is None


def test_the_clock_runs_until_the_ruling_and_stands_from_then_on(world: World) -> None:
    ticket = asking.asks_to_wait(world)
    assert resolve_of(ticket).paused_at is None

    with clock.moved_to(november(16, 11)):
        grant(world, ticket)

    contact = clock_of(ticket, DeadlineKind.CONTACT, lead_of(ticket))
    assert resolve_of(ticket).paused_at == contact.paused_at == november(16, 11)
    assert (current(ticket).status, current(ticket).waits_for) == (Status.HANDLING, "pause")
    assert current(ticket).due_at == november(20, 18)
    assert stands(ticket) == reckoned(ticket)


def test_assists_go_on_while_the_lead_waits(world: World) -> None:
    ticket = cast.signed(world, assists=True)
    ask(world, ticket, until=date(2026, 11, 20))
    grant(world, ticket)

    assert clock_of(ticket, DeadlineKind.ASSIST, cast.assist_of(ticket)).paused_at is None
    assert stands(ticket) == reckoned(ticket)


def test_whoever_asked_never_rules_and_a_silent_desk_hands_it_to_the_office(world: World) -> None:
    ticket = asking.asks_to_wait(world)
    for nobody in (world.liaison, world.office):
        with pytest.raises(PermissionDenied):
            grant(world, ticket, by=nobody)

    swept(november(16, 14, 46))

    grant(world, ticket, by=world.office)
    assert Pause.objects.get().began_at == MONDAY


def test_refused_nothing_stood_still(world: World) -> None:
    ticket = asking.asks_to_wait(world)
    pausing.refuse(ticket.pk, ruling="路边可以立杆", actor=world.desk, version=current(ticket).version)

    assert (resolve_of(ticket).due_at, resolve_of(ticket).paused_minutes) == (december(7), 0)
    assert "pause.refused" not in {entry.verb for entry in timeline(current(ticket), for_firm=True)}


# --- the end ----------------------------------------------------------------------------------------------------------


def test_it_ends_by_itself_with_the_day_and_is_credited_to_the_minute_however_late_the_sweep_comes(
    world: World,
) -> None:
    ticket = asking.suspended(world)

    for moment in (november(20, 17, 59), november(23, 11), november(23, 11)):
        swept(moment)

    # Monday nine o'clock to Friday's close: 7 hours and four days of 7 and a half.
    assert (resolve_of(ticket).paused_minutes, resolve_of(ticket).due_at) == (
        2220,
        december(14).replace(hour=17, minute=30),
    )
    assert Pause.objects.get().ended_at == november(20, 18)
    verbs = list(Event.objects.for_subject("ticket", ticket.pk).values_list("verb", flat=True))
    assert verbs.count("pause.lapsed") == 1
    assert stands(ticket) == reckoned(ticket)


@pytest.mark.parametrize("who", ["liaison", "handler", "desk", "second_desk"])
def test_lead_and_desk_may_end_it_before(world: World, who: str) -> None:
    ticket = asking.suspended(world)

    with clock.moved_to(november(17, 9)):
        end(world, ticket, by=getattr(world, who))

    assert (resolve_of(ticket).paused_minutes, resolve_of(ticket).paused_at) == (450, None)
    assert (current(ticket).waits_for, Pause.objects.get().ended_by) == ("resolve", getattr(world, who))
    with pytest.raises((PermissionDenied, NotPossibleNow)):
        end(world, ticket)


@pytest.mark.parametrize("act", [reply, redispatch, withdraw])
def test_another_end_of_the_leads_work_ends_the_pause(world: World, act: Callable[[World, Ticket], None]) -> None:
    ticket = asking.suspended(world)

    at(november(17, 9), act, world, ticket)

    assert Pause.objects.get().ended_at == november(17, 9)
    assert not Deadline.objects.filter(ticket=ticket, kind="pause", met_at=None, voided_at=None).exists()
    assert not Deadline.objects.filter(ticket=ticket, met_at=None, voided_at=None, paused_at__isnull=False).exists()
    if act is not withdraw:
        assert Deadline.objects.get(ticket=ticket, kind="resolve").paused_minutes == 450


def test_a_clock_that_was_missed_before_stays_missed_while_the_others_are_credited(world: World) -> None:
    ticket = asking.asks_to_wait(world)
    Deadline.objects.filter(ticket=ticket, kind=DeadlineKind.CONTACT).update(due_at=november(16, 9, 30))
    with clock.moved_to(november(16, 10)):
        grant(world, ticket)

    with clock.moved_to(november(18, 10)):
        end(world, ticket)

    assert clock_of(ticket, DeadlineKind.CONTACT, lead_of(ticket)).due_at == november(16, 9, 30)
    assert resolve_of(ticket).paused_minutes == 900


def test_a_day_that_was_named_stays_when_the_calendar_changes(world: World) -> None:
    ticket = asking.suspended(world)
    set_day(world.county.pk, day=date(2026, 11, 18), kind=DayKind.REST, note="临时放假", actor=world.office)

    swept(november(17, 9))
    swept(november(20, 18, 1))

    # A day of rest counts neither in the limit nor in the pause.
    assert Pause.objects.get().ended_at == november(20, 18)
    assert resolve_of(ticket).paused_minutes == 1770
    assert resolve_of(ticket).due_at == december(14).replace(hour=17, minute=30)


def test_an_act_before_a_late_sweep_credits_no_more_than_the_day_that_was_named(world: World) -> None:
    ticket = asking.suspended(world)

    at(november(25, 10), end, world, ticket)

    assert (Pause.objects.get().ended_at, resolve_of(ticket).paused_minutes) == (november(20, 18), 2220)


def test_a_pause_that_ended_by_itself_was_in_time(world: World) -> None:
    ticket = asking.suspended(world)

    swept(november(24, 9))

    pause = Deadline.objects.get(ticket=ticket, kind="pause")
    assert pause.met_at == pause.due_at


def test_an_assist_goes_on_seeing_its_own_clock(world: World) -> None:
    ticket = cast.signed(world, assists=True)
    ask(world, ticket, until=date(2026, 11, 20))
    grant(world, ticket)
    helper, lead = (cast.signed_in(who) for who in (world.other_liaison, world.liaison))

    heads = [client.get(f"/tickets/{ticket.number}/").context["chip"].deadline.kind for client in (helper, lead)]

    assert heads == ["sign", "pause"]


@pytest.mark.parametrize(
    "wrong",
    [{"began_at": MONDAY}, {"upheld": True, "ruled_at": MONDAY, "ended_at": MONDAY}],
    ids=["begun before it was granted", "ended without having begun"],
)
def test_the_database_refuses_a_pause_that_cannot_be(world: World, wrong: dict[str, object]) -> None:
    asking.asks_to_wait(world)

    with pytest.raises(IntegrityError), transaction.atomic():
        Pause.objects.update(**wrong)


# --- with a question to the firm ------------------------------------------------------------------------------------


def test_a_question_within_a_pause_counts_no_minute_twice(world: World) -> None:
    ticket = asking.suspended(world)

    at(november(17, 9), question, world, ticket)
    at(november(18, 9), answer, world, ticket)
    assert resolve_of(ticket).paused_at == MONDAY  # still suspended
    assert current(ticket).waits_for == "pause"
    at(november(19, 9), end, world, ticket)

    assert resolve_of(ticket).paused_minutes == 3 * 450


def test_a_question_that_outlasts_the_pause_keeps_the_clock_still_until_the_answer(world: World) -> None:
    ticket = asking.suspended(world)

    at(november(20, 17), question, world, ticket)
    swept(november(20, 18, 1))
    assert (Pause.objects.get().ended_at, resolve_of(ticket).paused_at) == (november(20, 18), MONDAY)
    at(november(23, 9), answer, world, ticket)

    assert resolve_of(ticket).paused_minutes == 5 * 450
    assert stands(ticket) == reckoned(ticket)


def test_an_answer_before_a_late_sweep_credits_the_wait_to_its_end(world: World) -> None:
    ticket = asking.suspended(world)

    at(november(20, 17), question, world, ticket)
    at(november(23, 9), answer, world, ticket)
    swept(november(24, 9))

    assert (resolve_of(ticket).paused_minutes, resolve_of(ticket).paused_at) == (5 * 450, None)
    assert stands(ticket) == reckoned(ticket)


def test_silence_of_the_firm_while_suspended_leads_back_to_the_pause(world: World) -> None:
    ticket = cast.signed(world)
    ask(world, ticket, until=date(2026, 11, 30))
    grant(world, ticket)
    question(world, ticket)

    swept(november(23, 18, 1))

    assert (current(ticket).status, current(ticket).waits_for) == (Status.HANDLING, "pause")
    assert resolve_of(ticket).paused_at == MONDAY


# --- where it is seen -------------------------------------------------------------------------------------------------


def test_the_firm_reads_that_it_waits_why_and_until_when(world: World) -> None:
    ticket = asking.suspended(world)

    page = cast.signed_in(world.firm).get(f"/tickets/{ticket.number}/").content.decode()

    assert "暂停办理，到 11月20日（周五）18:00" in page
    assert "等庄稼收完才能立杆，收完马上施工。" in page
    assert "约在四天后" not in page


def test_lists_say_until_when_and_put_it_last(world: World) -> None:
    ticket, other = asking.suspended(world), cast.signed(world)

    queue = lists.queue_page(world.liaison, tab="lead", after=None).items
    page = cast.signed_in(world.liaison).get("/queue/").content.decode()

    assert [leg.ticket_id for leg in queue] == [other.pk, ticket.pk]
    assert "暂停到 11月20日 18:00" in page
    assert "暂停中" in page


def test_the_ruling_shows_reason_end_and_what_the_firm_will_read(world: World) -> None:
    ticket = asking.asks_to_wait(world)

    pane = cast.signed_in(world.desk).get(f"/desk/?tab=rulings&open={ticket.number}").content.decode()

    shown = ("供电公司申请挂起", "11月20日", "等季节或天气", "收完马上施工", "轮到您：审批挂起")
    assert [words for words in shown if words not in pane] == []
