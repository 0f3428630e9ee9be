"""Who hears of a request for a later date (延期) or a pause (挂起), and of what became of it."""

from datetime import timedelta

from journal import clock
from orgs.working_days import calendar_of
from tests import asking, cast
from tests.cast import World, lead_of
from tests.notifications.conftest import Tell, heard
from tickets.services import desk, extending, pausing, sweep
from tickets.statuses import Urgency


def test_a_request_is_heard_by_the_desk_and_never_by_the_firm(world: World, tell: Tell) -> None:
    assert heard(tell(asking.asks_for_longer(world))) == {
        "王红": "主办单位申请延期，请尽快审批",
        "李明": "主办单位申请延期，请尽快审批",
    }


def test_granted_the_unit_and_the_firm_hear_of_the_new_date(world: World, tell: Tell) -> None:
    assert heard(tell(asking.extended(world))) == {
        "李明": "延期已批准",
        "赵电": "延期已批准，请按新期限办理",
        "钱线": "延期已批准，请按新期限办理",
        "丁小满": "办理期限延长了，请看新的日期和原因",
    }


def test_refused_only_the_unit_and_the_desk_hear_of_it(world: World, tell: Tell) -> None:
    ticket = asking.asks_for_longer(world)
    extending.refuse(ticket.pk, ruling="先装库存", actor=world.desk, version=ticket.version)

    assert heard(tell(ticket)) == {
        "李明": "延期未获批准，期限不变",
        "赵电": "延期未获批准，请按原期限办理",
        "钱线": "延期未获批准，请按原期限办理",
    }


def test_what_the_desk_asks_for_itself_is_heard_by_the_office(world: World, tell: Tell) -> None:
    ticket = cast.filed(world)
    desk.answer_directly(
        ticket.pk, category_id=world.category.pk, urgency=Urgency.NORMAL, actor=world.desk, version=ticket.version
    )
    leg = lead_of(ticket)
    wish = asking.a_wish(until=calendar_of(world.county).add_working_days(clock.now(), 18).date())
    extending.ask(ticket.pk, leg_id=leg.pk, wish=wish, actor=world.desk, version=leg.version)

    assert heard(tell(ticket)) == {"冯督": "受理单位自己申请延期，请审批"}


def test_a_silent_desk_is_heard_of_at_the_office(world: World, tell: Tell) -> None:
    ticket = asking.asks_for_longer(world)
    with clock.moved_to(ticket.deadlines.get(kind="ruling").due_at + timedelta(minutes=1)):
        sweep.run()

    assert heard(tell(ticket)) == {
        "冯督": "行业党委没有按时裁定延期，请裁定",
        "王红": "延期没有按时裁定，已转党委办公室",
        "李明": "延期没有按时裁定，已转党委办公室",
        "赵电": "延期没有按时裁定，已转党委办公室",
        "钱线": "延期没有按时裁定，已转党委办公室",
    }


def test_a_pause_is_heard_of_when_it_begins_and_when_it_is_over(world: World, tell: Tell) -> None:
    ticket = asking.suspended(world)
    begun = heard(tell(ticket))
    with clock.moved_to(ticket.deadlines.get(kind="pause").due_at + timedelta(minutes=1)):
        sweep.run()

    assert begun == {
        "李明": "挂起已批准",
        "赵电": "挂起已批准，期间不计时",
        "钱线": "挂起已批准，期间不计时",
        "丁小满": "暂停办理一段时间，请看原因和到哪天",
    }
    assert heard(tell(ticket)) == {
        "王红": "挂起期满，恢复计时",
        "李明": "挂起期满，恢复计时",
        "赵电": "挂起期满，恢复计时，请继续办理",
        "钱线": "挂起期满，恢复计时，请继续办理",
        "丁小满": "暂停期满，接着办理",
    }


def test_a_pause_that_is_asked_for_or_refused_is_no_news_for_the_firm(world: World, tell: Tell) -> None:
    ticket = asking.asks_to_wait(world)
    asked = heard(tell(ticket))
    pausing.refuse(ticket.pk, ruling="路边可以立杆", actor=world.desk, version=ticket.version)

    assert asked == {"王红": "主办单位申请挂起，请尽快审批", "李明": "主办单位申请挂起，请尽快审批"}
    assert heard(tell(ticket)) == {
        "李明": "挂起未获批准，期限照算",
        "赵电": "挂起未获批准，请继续办理",
        "钱线": "挂起未获批准，请继续办理",
    }
