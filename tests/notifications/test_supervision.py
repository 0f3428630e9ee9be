"""Who hears of supervision (督办), of cards and of an emergency that nobody takes up."""

from datetime import timedelta

from journal import clock
from notifications.models import Delivery
from orgs.models import DutyShift, Organisation, Person
from orgs.statuses import Role
from tests import cast
from tests.cast import MINUTE, MONDAY, World
from tests.notifications.conftest import Tell, heard
from tests.orgs.test_calendar import at
from tests.tickets import supervised
from tickets.models import Ticket
from tickets.statuses import Urgency


def test_an_order_is_heard_by_the_whole_unit_its_head_the_desk_and_the_firm(world: World, tell: Tell) -> None:
    cast.post(world.third_liaison.organisation, Role.DEPT_HEAD, "唐局")

    assert heard(tell(supervised.ordered(world))) == {
        "吴市": "党委办公室督办你单位，请按要求办理并按时反馈",
        "唐局": "党委办公室督办你单位，请按要求办理并按时反馈",
        "王红": "党委办公室已督办承办单位",
        "李明": "党委办公室已督办承办单位",
        "丁小满": "党委办公室已督办，请看进展",
    }


def test_an_answer_is_heard_by_the_office_and_by_no_firm(world: World, tell: Tell) -> None:
    told = heard(tell(supervised.answered(world)))

    assert told["冯督"] == "督办有反馈，请销号或重新督办"
    assert "丁小满" not in told


def test_a_second_degree_is_heard_by_the_secretary_of_the_committee(world: World, tell: Tell) -> None:
    committee = Organisation.objects.get(pk=world.desk.organisation_id)
    cast.post(committee, Role.PARTY_SECRETARY, "韩书")

    told = heard(tell(supervised.listed(world)))

    assert told["韩书"] == "承办单位的督办反馈没有通过，请关注"
    assert told["吴市"] == "督办反馈没有通过，督办已升级，请按要求重新反馈"


def swept(world: World, kind: str, make: object = supervised.taken_on) -> Ticket:
    with clock.moved_to(MONDAY):
        ticket: Ticket = make(world)  # type: ignore[operator]  # builds a case
    supervised.sweep_after(ticket, kind)
    return ticket


def test_silence_is_heard_by_the_unit_and_by_the_office_which_is_to_go_on(world: World, tell: Tell) -> None:
    told = heard(tell(swept(world, "answer", supervised.ordered)))

    assert told == {"吴市": "督办反馈已超期，请马上反馈", "冯督": "督办反馈已超期，请升级督办"}


def test_an_answer_that_nobody_rules_on_is_the_offices(world: World, tell: Tell) -> None:
    assert heard(tell(swept(world, "judge", supervised.answered)))["冯督"] == "督办反馈还没有销号，已超期"


def test_a_red_card_is_named_to_the_unit_and_the_power_company_reads_of_no_card(world: World, tell: Tell) -> None:
    shown = heard(tell(swept(world, "resolve")))
    spared = heard(tell(swept(world, "resolve", cast.signed)))

    assert (shown["吴市"], shown["冯督"]) == ("红牌，办理已超期", "办理已超期，请督办")
    assert spared["赵电"] == "办理已超期"


def an_emergency(world: World) -> Ticket:
    return supervised.at_the_bureau(world, urgency=Urgency.CRITICAL)


def test_an_emergency_without_a_signature_rings_who_is_on_duty_at_night(world: World, tell: Tell) -> None:
    Person.objects.filter(pk=world.office.person_id).update(phone="13800000001")
    night = at("2026-11-16 23:00")
    DutyShift.objects.create(
        county=world.county, post=world.office, starts_at=night, ends_at=night + timedelta(hours=9)
    )
    with clock.moved_to(night):
        ticket = an_emergency(world)
        dispatched = heard(tell(ticket))
    supervised.sweep_after(ticket, "sign")
    with clock.moved_to(night + 31 * MINUTE):
        told = heard(tell(ticket))

    assert dispatched["冯督"] == "特急件已派单，请盯住签收"
    assert told["冯督"] == "紧急，签收已超期，请马上处理"
    assert Delivery.objects.filter(channel="sms", notice__person=world.office.person).count() == 2


def test_with_nobody_on_duty_the_office_is_rung(world: World, tell: Tell) -> None:
    assert heard(tell(swept(world, "sign", an_emergency)))["冯督"] == "紧急，签收已超期，值班表上没有人，请马上处理"
