"""Who hears of assists, of a leg that is given out inside its unit, and of a reply that its leader signs."""

from datetime import timedelta

from journal import clock
from orgs.services import appointments
from orgs.statuses import Role
from tests import cast
from tests.cast import MONDAY, World, current, lead_of
from tests.notifications.conftest import Tell, heard
from tests.tickets import units
from tickets.services import assigning, assisting, countersigning, sweep


def test_an_added_assist_hears_that_it_is_asked_and_the_firm_nothing(world: World, tell: Tell) -> None:
    ticket = cast.signed(world)
    unit = world.third_liaison.organisation_id
    assisting.add(ticket.pk, unit_id=unit, days=2, asked="请核对。", actor=world.liaison, version=ticket.version)

    assert heard(tell(ticket)) == {
        "吴市": "请你单位协办，请签收",
        "钱线": "加派了一个协办单位",
        "王红": "加派了一个协办单位",
        "李明": "加派了一个协办单位",
    }


def test_an_assist_that_is_let_off_hears_it_though_it_has_no_part_any_more(world: World, tell: Tell) -> None:
    ticket = cast.signed(world, assists=True)
    leg = cast.assist_of(ticket)
    assisting.waive(ticket.pk, assist_id=leg.pk, reason="不用等", actor=world.liaison, version=ticket.version)

    told = heard(tell(ticket))
    assert (told["周改"], "丁小满" in told) == ("不用你单位再反馈协办意见，请看原因", False)


def test_a_leg_is_heard_by_whom_it_was_given_to_and_by_nobody_else(world: World, tell: Tell) -> None:
    assert heard(tell(units.held(world))) == {"钱线": "分给您承办，请办理"}


def test_a_hand_over_is_heard_by_the_colleague_and_the_liaison(world: World, tell: Tell) -> None:
    colleague = cast.post(world.liaison.organisation, Role.HANDLER, "孙线")
    ticket = units.held(world)
    leg = lead_of(ticket)
    assigning.hand_over(
        ticket.pk, leg_id=leg.pk, handler_id=colleague.pk, reason="出差", seen=leg.held, actor=world.handler
    )

    assert heard(tell(ticket)) == {"孙线": "同事移交给您承办，请看移交原因", "赵电": "承办人移交给了同事"}


def test_a_leavers_leg_is_heard_by_the_liaison(world: World, tell: Tell) -> None:
    ticket = units.held(world)
    appointments.end(world.handler.pk, actor=world.sysadmin, gives_back=True)
    with clock.moved_to(clock.now() + timedelta(days=2)):
        assigning.bring_home(clock.now())

    assert heard(tell(ticket)) == {"赵电": "承办人已离岗，请重新分办"}


def test_a_draft_is_heard_by_the_head_its_return_by_its_author(world: World, tell: Tell) -> None:
    assert heard(tell(units.drafted(world))) == {"孔局": "有一份答复等您审签"}
    assert heard(tell(units.returned(world))) == {
        "钱线": "答复被负责人退回修改，请看意见",
        "赵电": "答复被负责人退回修改",
    }


def test_a_signed_reply_is_heard_like_any_other_and_by_its_author(world: World, tell: Tell) -> None:
    ticket = units.drafted(world)
    leg = lead_of(ticket)
    countersigning.sign(ticket.pk, leg_id=leg.pk, actor=units.head_of(world), version=leg.version)

    assert heard(tell(ticket)) == {
        "钱线": "您起草的答复已审签，已提交审核",
        "王红": "主办单位已提交答复，请审核",
        "李明": "主办单位已提交答复，请审核",
        "丁小满": "部门已提交答复，正在审核",
    }


def test_a_silent_head_is_told_again_and_nobody_outside_the_unit(world: World, tell: Tell) -> None:
    with clock.moved_to(MONDAY):
        ticket = units.drafted(world)
    with clock.moved_to(MONDAY + timedelta(hours=7)):
        while sweep.run():
            pass

    told = heard(tell(current(ticket)))
    assert told["孔局"] == "有一份答复等您审签，已超期"
    assert {"冯督", "王红", "丁小满"} & set(told) == set()
