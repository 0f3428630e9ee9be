"""Who hears of leaders' instructions (领导批示); the firm never does."""

from tests import cast
from tests.cast import World
from tests.notifications.conftest import Tell, heard
from tests.tickets import instructed, supervised
from tickets.services import firm


def test_an_instruction_is_heard_by_the_unit_the_desk_and_the_office(world: World, tell: Tell) -> None:
    told = heard(tell(instructed.on_a_case(world)))

    assert told == {
        "赵电": "领导有批示，请按时反馈",
        "钱线": "领导有批示，请按时反馈",
        "王红": "领导对这件事有批示",
        "李明": "领导对这件事有批示",
        "冯督": "领导对这件事有批示",
    }


def test_a_report_is_heard_by_the_leader_who_asked_and_by_the_office(world: World, tell: Tell) -> None:
    ticket = instructed.on_a_case(world)
    instructed.report(ticket, world.liaison)

    told = heard(tell(ticket))

    assert (told["陈领"], told["冯督"]) == ("批示有反馈，请查看", "批示有反馈")
    assert "丁小满" not in told


def test_silence_is_heard_by_the_unit_the_leader_and_the_office(world: World, tell: Tell) -> None:
    ticket = instructed.on_a_case(world)
    supervised.sweep_after(ticket, "instruct")

    told = heard(tell(ticket))

    assert told["赵电"] == "批示反馈已超期，请马上反馈"
    assert (told["陈领"], told["冯督"]) == ("批示没有按时反馈", "批示反馈已超期，请督办")


def test_a_leader_hears_that_the_case_has_ended_first(world: World, tell: Tell) -> None:
    ticket = instructed.on_a_case(world)
    firm.withdraw(ticket.pk, reason="已解决", actor=world.firm, version=cast.current(ticket).version)

    assert heard(tell(ticket))["陈领"] == "这件事已结束，批示随之终止，请查看"
