"""Who hears of joined, parted and split cases, of a group issue and of a firm that says it too often."""

from tests import cast
from tests.cast import World, current
from tests.notifications.conftest import Tell, heard
from tests.tickets import grouped
from tickets.models import Ticket
from tickets.services import firm, grouping


def test_the_unit_and_the_firm_hear_that_a_case_was_joined(world: World, tell: Tell) -> None:
    follower, lead = grouped.of_firms(world, 2)
    grouped.send(world, lead)
    grouped.send(world, follower)
    grouped.join(world, follower, lead)

    assert heard(tell(follower)) == {
        "李明": "已并入同类件，随主件一并办理",
        "赵电": "已并入同类件，随主件一并答复",
        "钱线": "已并入同类件，随主件一并答复",
        "丁小满": "和同类诉求一并办理，编号、答复和评价都是您自己的",
    }
    assert heard(tell(lead)) == {
        "李明": "又并入一件同类件",
        "赵电": "又并入一件同类件，请在这件上一并答复",
        "钱线": "又并入一件同类件，请在这件上一并答复",
    }


def test_all_three_hear_that_a_case_stands_alone_again(world: World, tell: Tell) -> None:
    follower = grouped.following_signed(world)
    grouping.take_out(follower.pk, reason="线路不同", actor=world.office, version=follower.version)

    assert heard(tell(follower)) == {
        "王红": "不再随同类件一并办理，请留意",
        "李明": "不再随同类件一并办理，请留意",
        "赵电": "不再随同类件一并办理，请单独办理并答复",
        "钱线": "不再随同类件一并办理，请单独办理并答复",
        "丁小满": "不再和同类诉求一并办理，单独接着办",
    }


def test_a_follower_whose_lead_was_withdrawn_is_told_of(world: World, tell: Tell) -> None:
    lead, follower = grouped.handled(world, 2)
    firm.withdraw(lead.pk, reason="好了", actor=world.firm, version=lead.version)

    assert heard(tell(follower))["赵电"] == "不再随同类件一并办理，请单独办理并答复"


def test_the_office_hears_of_a_group_issue_and_of_a_third_call(world: World, tell: Tell) -> None:
    cases = grouped.of_firms(world, 5)
    grouped.send(world, cases[4])
    cast.filed(world)
    third = cast.filed(world)

    assert heard(tell(cases[4]))["冯督"] == "同一镇街多家企业集中反映同类问题，列为圆桌会议候选"
    assert third.repeat_count == 2
    assert heard(tell(third))["冯督"] == "同一企业多次反映同类问题，请考虑督办"


def test_the_firm_hears_that_its_call_was_split_and_that_all_parts_are_done(world: World, tell: Tell) -> None:
    whole = cast.accepted(world)
    parts = grouped.split(world, whole)

    assert heard(tell(whole))["丁小满"] == "您说的几件事分开办理，各有编号"
    assert heard(tell(parts[0])) == {"李明": "从一件诉求中拆分出来，请派单"}
    for each in parts:
        firm.withdraw(each.pk, reason="好了", actor=world.firm, version=current(each).version)
    assert heard(tell(Ticket.objects.get(pk=whole.pk)))["丁小满"] == "分开办理的几件都办完了，这件随之办结"
