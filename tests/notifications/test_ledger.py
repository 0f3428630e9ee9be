"""Who hears of a case that goes on the ledger (挂账), of its reports, and of what is late on it."""

from datetime import timedelta

from journal import clock
from tests.cast import World, current
from tests.notifications.conftest import Tell, heard
from tests.tickets import ledgered
from tickets.models import Ticket
from tickets.services import sweep
from tickets.statuses import DeadlineKind


def run_out(ticket: Ticket, kind: DeadlineKind) -> None:
    """Nobody does anything until this clock is over."""
    with clock.moved_to(ticket.deadlines.get(kind=kind, met_at=None).due_at + timedelta(minutes=1)):
        while sweep.run():
            pass


def test_a_request_is_heard_by_office_and_desk_and_never_by_the_firm(world: World, tell: Tell) -> None:
    assert heard(tell(ledgered.asked(world))) == {
        "冯督": "主办单位申请挂账，请审批",
        "王红": "主办单位申请挂账，等党委办公室审批",
        "李明": "主办单位申请挂账，等党委办公室审批",
    }


def test_granted_the_unit_and_the_firm_hear_of_plan_and_target(world: World, tell: Tell) -> None:
    assert heard(tell(ledgered.on_ledger(world))) == {
        "赵电": "挂账已批准，请按计划推进并按时报告",
        "钱线": "挂账已批准，请按计划推进并按时报告",
        "王红": "挂账已批准，办理期限暂停",
        "李明": "挂账已批准，办理期限暂停",
        "丁小满": "列入长期推进，请看计划和目标日期",
    }


def test_a_late_report_is_heard_by_the_lead_and_the_office(world: World, tell: Tell) -> None:
    ticket = ledgered.on_ledger(world)
    run_out(ticket, DeadlineKind.MONTHLY)

    assert heard(tell(ticket)) == {
        "冯督": "挂账事项没有按时报告，请复核",
        "赵电": "挂账月报已超期",
        "钱线": "挂账月报已超期",
    }


def test_a_ruling_on_its_end_that_is_late_is_the_offices_alone(world: World, tell: Tell) -> None:
    ticket = ledgered.to_strike_off(world)
    run_out(ticket, DeadlineKind.RULING)

    assert heard(tell(current(ticket))) == {"冯督": "销号审批已超期"}
