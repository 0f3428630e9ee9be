"""Who hears of a rating that is to be left out (剔除): step by step whoever rules next, the firm at the end alone."""

from tests.cast import World
from tests.notifications.conftest import Tell, heard
from tests.tickets import excluded
from tests.tickets.supervised import sweep_after
from tickets.services import excluding, objecting


def test_the_head_is_asked_first_and_the_firm_hears_nothing_yet(world: World, tell: Tell) -> None:
    world.head  # noqa: B018 -- takes office

    assert heard(tell(excluded.asked(world))) == {
        "韩总": "本单位申请剔除评价，请审批",
        "钱线": "本单位已申请剔除评价，等负责人审批",
    }


def test_the_office_is_asked_once_the_head_has_agreed(world: World, tell: Tell) -> None:
    assert heard(tell(excluded.agreed(world))) == {
        "冯督": "单位申请剔除评价，负责人已同意，请审批",
        "赵电": "负责人已同意申请剔除评价，等党委办公室审批",
        "钱线": "负责人已同意申请剔除评价，等党委办公室审批",
    }


def test_a_refusal_is_told_to_the_unit_alone(world: World, tell: Tell) -> None:
    ticket = excluded.agreed(world)
    excluding.reject(ticket.pk, ruling=excluded.WHY_NOT, actor=world.office, version=ticket.version)

    words = "党委办公室不批准剔除评价，评价照常计入"
    assert heard(tell(ticket)) == {"韩总": words, "赵电": words, "钱线": words}


def test_the_firm_hears_when_its_rating_is_not_counted(world: World, tell: Tell) -> None:
    told = heard(tell(excluded.granted(world)))

    assert told["丁小满"] == "您的评价保留在案，不计入考核，原因请看进展"
    assert told["赵电"] == told["王红"] == "党委办公室已批准剔除评价，不计入考核"
    assert "冯督" not in told


def test_another_person_of_the_office_is_asked_to_look_again(world: World, tell: Tell) -> None:
    world.second_office  # noqa: B018 -- takes office

    assert heard(tell(excluded.objected(world)))["沈督"] == "企业对剔除评价有异议，请另一个人复核"


def test_firm_and_unit_hear_how_the_objection_was_ruled(world: World, tell: Tell) -> None:
    ticket = excluded.objected(world)
    objecting.revoke(ticket.pk, told=excluded.LOOKED, actor=world.second_office, version=ticket.version)

    told = heard(tell(ticket))

    assert told["丁小满"] == "您的异议成立，评价照常计入考核"
    assert told["赵电"] == "企业异议成立，剔除已撤销，评价照常计入"


def test_a_head_who_is_silent_hears_that_the_rating_counts_and_the_office_does_not_press(
    world: World, tell: Tell
) -> None:
    world.head  # noqa: B018 -- takes office
    ticket = excluded.asked(world)
    sweep_after(ticket, "agree")

    assert heard(tell(ticket)) == {
        "韩总": "负责人审批剔除已超期，评价照常计入，仍要审批",
        "赵电": "负责人没有按时审批剔除申请，评价照常计入",
        "钱线": "负责人没有按时审批剔除申请，评价照常计入",
    }


def test_of_a_silent_office_the_leaders_hear(world: World, tell: Tell) -> None:
    world.leader  # noqa: B018 -- takes office
    ticket = excluded.agreed(world)
    sweep_after(ticket, "exclude")

    told = heard(tell(ticket))

    assert told["冯督"] == "剔除审批已超期，评价照常计入，仍要审批"
    assert told["赵电"] == "党委办公室没有按时审批剔除，评价照常计入"
    assert told[world.leader.person.name] == "党委办公室没有按时审批剔除，评价照常计入"
    assert "丁小满" not in told
