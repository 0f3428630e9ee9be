"""Who hears of a return (退单) and of its ruling."""

from datetime import timedelta

from journal import clock
from tests import cast
from tests.cast import World, current, lead_of
from tests.notifications.conftest import Tell, heard
from tickets.models import Ticket
from tickets.services import returning, sweep

SAID = {"ruling": "产权资料已核对。", "told": "表后线路归园区。"}


def uphold(world: World, ticket: Ticket, lead_id: int) -> None:
    returning.uphold(ticket.pk, lead_id=lead_id, **SAID, actor=world.desk, version=current(ticket).version)


def test_a_return_is_heard_by_the_desk_the_assists_and_the_firm(world: World, tell: Tell) -> None:
    assert heard(tell(cast.given_back(world))) == {
        "王红": "主办单位退单，请尽快裁定",
        "李明": "主办单位退单，请尽快裁定",
        "周改": "主办单位退单，等裁定，请继续协办",
        "丁小满": "部门认为不归它办，正在裁定，办理期限不变",
    }


def test_upheld_the_new_lead_signs_the_old_one_rests_and_assists_go_on(world: World, tell: Tell) -> None:
    ticket = cast.given_back(world)
    uphold(world, ticket, world.third_liaison.organisation_id)

    assert heard(tell(ticket)) == {
        "李明": "退单已获同意，已换主办单位",
        "吴市": "改派给你单位主办，请签收",
        "赵电": "退单已获同意，你单位不用再办",
        "钱线": "退单已获同意，你单位不用再办",
        "周改": "已换主办单位，请继续协办",
        "丁小满": "已换一个单位办理，期限不变，请看原因",
    }


def test_the_third_lead_hears_that_it_is_designated(world: World, tell: Tell) -> None:
    ticket = cast.given_back(world)
    uphold(world, ticket, world.third_liaison.organisation_id)
    leg, plea = lead_of(ticket), cast.a_plea(world, suggested_id=world.liaison.organisation_id)
    returning.give_back(ticket.pk, leg_id=leg.pk, plea=plea, actor=world.third_liaison, version=leg.version)
    uphold(world, ticket, world.liaison.organisation_id)

    told = heard(tell(ticket))

    assert told["赵电"] == "第三次派单，指定你单位主办，不得再退，请签收"
    assert told["吴市"] == "退单已获同意，你单位不用再办"
    assert told["冯督"] == "两次退单获准，列为圆桌会议候选"


def test_refused_the_unit_hears_that_it_keeps_the_case(world: World, tell: Tell) -> None:
    assert heard(tell(cast.kept(world))) == {
        "李明": "退单未获同意，仍由原单位办理",
        "赵电": "退单未获同意，仍由你单位主办，不得再退",
        "钱线": "退单未获同意，仍由你单位主办，不得再退",
        "丁小满": "已裁定仍由原单位办理，请看原因",
    }


def test_a_silent_desk_is_heard_of_at_the_office_and_never_by_the_firm(world: World, tell: Tell) -> None:
    ticket = cast.given_back(world)
    due = ticket.deadlines.get(kind="ruling").due_at
    with clock.moved_to(due + timedelta(minutes=1)):
        sweep.run()

    told = heard(tell(ticket))

    assert told["冯督"] == "行业党委没有按时裁定退单，请裁定"
    assert told["王红"] == told["李明"] == "退单没有按时裁定，已转党委办公室"
    assert "丁小满" not in told
