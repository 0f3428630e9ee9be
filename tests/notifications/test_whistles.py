"""Who hears of a whistle (吹哨), by text message at any hour where it is an emergency."""

from datetime import datetime, timedelta
from typing import Final

from journal import clock
from notifications.models import Delivery
from orgs.models import DutyShift, Person, Post
from tests import cast
from tests.cast import MINUTE, MONDAY, World
from tests.notifications.conftest import Tell, heard
from tests.orgs.test_calendar import at
from tests.tickets import whistled
from tests.tickets.whistled import CALLS, blow, check_in, end, rate_units, rate_whistle, release
from tickets.models import Ticket
from tickets.services import sweep
from tickets.whistle_kinds import WhistleKind

MIDNIGHT: Final = at("2026-10-03 00:40")  # in the holiday


def emergency(world: World, instant: datetime = MONDAY) -> Ticket:
    with clock.moved_to(instant):
        ticket = cast.signed(world)
        blow(world, ticket, "other_liaison", "third_liaison", kind=WhistleKind.EMERGENCY)
    return ticket


def reachable(*posts: Post) -> None:
    """Give people mobile numbers."""
    for place, each in enumerate(posts):
        Person.objects.filter(pk=each.person_id).update(phone=f"1380000000{place}")


def test_an_ordinary_whistle_is_heard_by_the_called_the_desk_the_lead_and_the_firm(world: World, tell: Tell) -> None:
    assert heard(tell(whistled.whistled(world))) == {
        "李明": "已吹哨，召集有关单位",
        "赵电": "已吹哨，召集有关单位一起解决",
        "钱线": "已吹哨，召集有关单位一起解决",
        "周改": "吹哨召集你单位，请在 1 个工作日内报到",
        "吴市": "吹哨召集你单位，请在 1 个工作日内报到",
        "丁小满": "已吹哨，召集有关单位一起解决",
    }
    assert not Delivery.objects.filter(channel="sms").exists()


def test_an_emergency_reaches_the_called_and_who_is_on_duty_by_text_message_at_night(world: World, tell: Tell) -> None:
    reachable(world.other_liaison, world.third_liaison, world.office, world.firm)
    DutyShift.objects.create(
        county=world.county, post=world.office, starts_at=MIDNIGHT - timedelta(hours=6),
        ends_at=MIDNIGHT + timedelta(hours=6),
    )  # fmt: skip
    with clock.moved_to(MIDNIGHT):
        told = heard(tell(emergency(world, MIDNIGHT)))
        texted = set(Delivery.objects.filter(channel="sms").values_list("notice__person__name", flat=True))

    assert told["周改"] == told["吴市"] == "应急哨，请 30 分钟内报到"
    assert told["冯督"] == "有单位吹了应急哨，请关注报到"
    assert texted == {"周改", "吴市", "冯督"}


def test_with_nobody_on_duty_the_office_is_texted_in_their_place(world: World, tell: Tell) -> None:
    reachable(world.office)

    assert heard(tell(emergency(world)))["冯督"] == "有单位吹了应急哨，值班表上没有人，请马上处理"
    assert Delivery.objects.filter(channel="sms").get().notice.person == world.office.person


def test_a_check_in_is_heard_by_who_blew_and_by_the_firm_and_no_official_is_named(world: World, tell: Tell) -> None:
    told = heard(tell(whistled.come(world)))

    assert told == dict.fromkeys(("王红", "李明", "赵电", "钱线", "丁小满"), "有单位报到了")


def test_a_unit_that_is_late_hears_it_and_so_do_who_blew_and_the_office(world: World, tell: Tell) -> None:
    reachable(world.third_liaison)
    ticket = emergency(world)
    check_in_first(world, ticket)
    with clock.moved_to(MONDAY + 31 * MINUTE):
        sweep.run()

    told = heard(tell(ticket))

    assert told["吴市"] == "吹哨报到已超期，请马上报到"
    assert told["王红"] == "有单位吹哨报到已超期"
    assert told["冯督"] == "紧急，吹哨报到已超期，值班表上没有人，请马上处理"
    assert "周改" not in told
    assert "丁小满" not in told
    assert Delivery.objects.filter(channel="sms", notice__person=world.third_liaison.person).count() == 1


def check_in_first(world: World, ticket: Ticket) -> None:
    with clock.moved_to(MONDAY + 5 * MINUTE):
        check_in(ticket, world.other_liaison)


def test_a_released_unit_hears_that_it_need_not_come(world: World, tell: Tell) -> None:
    ticket = whistled.whistled(world)
    release(ticket, world.third_liaison, world.desk)

    assert heard(tell(ticket))["吴市"] == "你单位不用报到了，请看原因"


def test_the_end_asks_both_sides_to_rate(world: World, tell: Tell) -> None:
    ticket = cast.signed(world)
    blow(world, ticket, *CALLS[1:], by=world.liaison)
    check_in(ticket, world.third_liaison)
    end(ticket, world.desk)

    told = heard(tell(ticket))

    assert told["吴市"] == "吹哨已结束，报到过的请在 5 个工作日内评价"
    assert told["赵电"] == "吹哨已结束，请在 5 个工作日内评价报到单位"
    assert told["丁小满"] == "吹哨已结束，请看经过"


def test_the_other_side_hears_that_it_was_rated_and_not_how(world: World, tell: Tell) -> None:
    ticket = whistled.ended(world)
    rate_units(ticket, world.desk, world.third_liaison, grade=1, words="到了就走，没有测")
    assert heard(tell(ticket)) == {"吴市": "吹哨方已评价，请你单位也评价"}
    rate_whistle(ticket, world.third_liaison)

    assert heard(tell(ticket)) == dict.fromkeys(("王红", "李明"), "有报到单位评价了这次吹哨")


def test_a_withdrawal_frees_the_called_who_have_no_leg(world: World, tell: Tell) -> None:
    ticket = whistled.whistled(world)
    whistled.withdraw(world, ticket)

    told = heard(tell(ticket))

    assert told["吴市"] == told["周改"] == "企业已撤回诉求，吹哨随之结束"
    assert told["赵电"] == "企业已撤回诉求，不用再办"


def test_a_unit_that_the_case_is_about_hears_nothing(world: World, tell: Tell) -> None:
    ticket = whistled.whistled(world)
    Ticket.objects.filter(pk=ticket.pk).update(about_org=world.third_liaison.organisation)

    assert "吴市" not in heard(tell(ticket))
