"""Who hears what."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from journal import clock
from journal.models import Event
from notifications import circle as who
from notifications import relay
from notifications.audience import AUDIENCE
from notifications.line import Line
from notifications.models import Delivery, Notice
from orgs.models import Post
from orgs.queries import today
from orgs.statuses import Role
from tests import cast
from tests.cast import World
from tests.notifications.conftest import Tell, heard, last_event, with_address
from tickets.action import FIRM_AND_UNITS
from tickets.actions import BY_VERB
from tickets.models import Ticket
from tickets.queries import tickets_for
from tickets.services import desk, dispatch, firm, handling, replying, revisiting, urging
from tickets.statuses import ContactWay, DeadlineKind, Grade, Outcome, RejectReason, Source

pytestmark = pytest.mark.untraced

LINES = [(verb, line) for verb, row in AUDIENCE.items() for line in row]


@pytest.mark.parametrize(("verb", "line"), LINES)
def test_a_sentence_carries_the_number_and_nothing_that_a_person_typed(verb: str, line: Line) -> None:
    names = set(re.findall(r"%\((\w+)\)", str(line.says)))

    assert {"number"} <= names <= {"number", "round", "kind", "asked"}, verb


@pytest.mark.parametrize(("verb", "line"), LINES)
def test_the_firm_hears_only_of_events_that_it_may_read_and_of_its_own_clocks(verb: str, line: Line) -> None:
    if line.to in {who.the_firm, who.entering_station}:
        assert BY_VERB[verb].readers is FIRM_AND_UNITS or line.when is who.owed_by_firm


def test_a_new_call_is_heard_by_the_desk_and_acknowledged_to_the_one_who_called(world: World, tell: Tell) -> None:
    assert heard(tell(cast.filed(world))) == {
        "王红": "新诉求，请受理",
        "李明": "新诉求，请受理",
        "丁小满": "您的诉求已收到",
    }


def test_a_call_filed_by_a_station_is_heard_by_the_firm(world: World, tell: Tell) -> None:
    ticket = cast.filed(world, by=world.clerk, firm_post=world.firm)

    assert heard(tell(ticket))["丁小满"] == "服务站已代您提交诉求"


def test_a_case_that_the_desk_entered_is_heard_by_the_firm_and_mailed_to_nobody_at_the_desk(
    world: World, tell: Tell
) -> None:
    with_address(world.second_desk, "li@example.cn")
    ticket = cast.filed(world, by=world.desk, firm_post=world.firm, source=Source.HOTLINE, external_no="R-1")

    assert heard(tell(ticket)) == {"李明": "新诉求，请受理", "丁小满": "已为您登记诉求，请查看"}
    assert not Delivery.objects.exists()


def test_the_station_that_entered_a_case_hears_with_the_firm(world: World, tell: Tell) -> None:
    ticket = cast.filed(world, by=world.clerk, firm_post=world.firm)
    desk.accept(ticket.pk, actor=world.desk, version=ticket.version)

    assert heard(tell(ticket)) == {"丁小满": "行业党委已受理您的诉求", "孙站点": "行业党委已受理"}


def test_lead_and_assist_hear_different_sentences(world: World, tell: Tell) -> None:
    assert heard(tell(cast.dispatched(world))) == {
        "赵电": "派给你单位主办，请签收",
        "钱线": "派给你单位主办，请签收",
        "周改": "请你单位协办，请签收",
        "丁小满": "已派给主办单位办理",
    }


def test_a_unit_that_lost_the_case_hears_of_that_and_of_nothing_after_it(world: World, tell: Tell) -> None:
    ticket = cast.dispatched(world)
    dispatch.send_elsewhere(
        ticket.pk,
        order=dispatch.Order(lead_id=world.third_liaison.organisation_id),
        reason="职责在市场监管",
        actor=world.desk,
        version=ticket.version,
    )
    recall = heard(tell(ticket))
    leg = cast.lead_of(ticket)
    handling.sign(ticket.pk, leg_id=leg.pk, actor=world.third_liaison, version=leg.version)

    assert recall == {
        "吴市": "改派给你单位主办，请签收",
        "赵电": "已改派其他单位，你单位不用再办",
        "钱线": "已改派其他单位，你单位不用再办",
        "周改": "已改派其他单位，你单位不用再办",
        "丁小满": "已改派给新的主办单位",
    }
    assert heard(tell(ticket)) == {"丁小满": "主办单位已签收"}


def test_the_lead_and_the_desk_hear_that_the_firm_urges(world: World, tell: Tell) -> None:
    with clock.moved_to(cast.MONDAY):
        ticket = cast.signed(world)
    with clock.moved_to(cast.MONDAY + timedelta(days=30)):
        urging.urge(ticket.pk, client_token=uuid4(), actor=world.firm)

        assert heard(tell(ticket)) == {
            "赵电": "企业催办，请抓紧办理并告知进展",
            "钱线": "企业催办，请抓紧办理并告知进展",
            "王红": "企业催办承办单位，请关注",
            "李明": "企业催办承办单位，请关注",
        }


def test_before_dispatch_the_desk_hears_that_it_is_urged_itself_and_the_firm_of_its_station(
    world: World, tell: Tell
) -> None:
    with clock.moved_to(cast.MONDAY):
        ticket = cast.filed(world, by=world.clerk, firm_post=world.firm)
    with clock.moved_to(cast.MONDAY + timedelta(days=30)):
        urging.urge(ticket.pk, client_token=uuid4(), actor=world.clerk)

        assert heard(tell(ticket)) == {
            "王红": "企业催办，请受理或派单",
            "李明": "企业催办，请受理或派单",
            "丁小满": "服务站已代您催办",
        }


def test_units_hear_that_the_firm_withdrew(world: World, tell: Tell) -> None:
    ticket = cast.dispatched(world)
    firm.withdraw(ticket.pk, reason="已经好了", actor=world.firm, version=ticket.version)

    units = dict.fromkeys(("赵电", "钱线", "周改"), "企业已撤回诉求，不用再办")
    desk = dict.fromkeys(("王红", "李明"), "企业已撤回诉求")
    assert heard(tell(ticket)) == units | desk | {"郑访": "企业派单后撤回，请打电话问一问"}


def test_whoever_acts_does_not_hear_of_it_and_colleagues_do(world: World, tell: Tell) -> None:
    ticket = cast.filed(world)
    desk.propose_rejection(
        ticket.pk,
        reason=RejectReason.LITIGATION,
        channel="人民法院",
        explanation="已经起诉",
        actor=world.desk,
        version=ticket.version,
    )

    assert heard(tell(ticket)) == {"李明": "有人建议不予受理，请审批"}


def test_a_reply_is_heard_by_the_desk_and_the_firm(world: World, tell: Tell) -> None:
    assert heard(tell(cast.replied(world))) == {
        "王红": "主办单位已提交答复，请审核",
        "李明": "主办单位已提交答复，请审核",
        "丁小满": "部门已提交答复，正在审核",
    }


def test_a_reply_sent_back_is_heard_by_the_lead_alone(world: World, tell: Tell) -> None:
    ticket = cast.replied(world)
    replying.send_back(ticket.pk, words="没有说明时间", actor=world.desk, version=ticket.version)

    assert set(heard(tell(ticket))) == {"赵电", "钱线"}


def test_a_passed_reply_asks_the_firm(world: World, tell: Tell) -> None:
    assert heard(tell(cast.asked_to_confirm(world)))["丁小满"] == "有了办理结果，请您确认并评价"


def test_a_good_revisit_is_heard_by_the_lead_alone(world: World, tell: Tell) -> None:
    assert heard(tell(cast.closed(world))) == {
        "赵电": "企业已确认结果并评价，已办结",
        "钱线": "企业已确认结果并评价，已办结",
    }


def test_a_bad_revisit_is_heard_by_lead_and_desk(world: World, tell: Tell) -> None:
    ticket = cast.asked_to_confirm(world)
    bad = cast.a_verdict(outcome=Outcome.UNSOLVED, grade=Grade.DISSATISFIED, words="还是跳闸")
    revisiting.confirm(ticket.pk, verdict=bad, actor=world.firm, version=ticket.version)

    assert heard(tell(ticket)) == {
        "赵电": "企业不认可办理结果，请办第 2 轮",
        "钱线": "企业不认可办理结果，请办第 2 轮",
        "王红": "企业不认可办理结果，已转第 2 轮",
        "李明": "企业不认可办理结果，已转第 2 轮",
    }


def test_an_internal_note_never_reaches_the_firm(world: World, tell: Tell) -> None:
    ticket = cast.signed(world, assists=True)
    handling.note(ticket.pk, words="变压器在路上", client_token=uuid4(), actor=world.liaison)

    assert set(heard(tell(ticket))) == {"钱线", "周改", "王红", "李明"}


def test_the_firm_hears_that_a_unit_says_it_called(world: World, tell: Tell) -> None:
    ticket = cast.signed(world)
    leg = cast.lead_of(ticket)
    handling.contact(
        ticket.pk, leg_id=leg.pk, way=ContactWay.PHONE, words="已约上门", client_token=uuid4(), actor=world.liaison
    )

    assert heard(tell(ticket)) == {"丁小满": "有单位登记已联系您。若没有，请在评价时说明"}


@pytest.mark.parametrize(
    ("kind", "verb", "names"),
    [
        (DeadlineKind.ACCEPT, "deadline.warned", {"王红", "李明"}),
        (DeadlineKind.REVIEW, "deadline.passed", {"王红", "李明", "冯督"}),
        (DeadlineKind.SIGN, "deadline.warned", {"周改"}),
        (DeadlineKind.ASSIST, "deadline.passed", {"周改", "冯督"}),
        (DeadlineKind.RESOLVE, "deadline.warned", {"赵电", "钱线"}),
        (DeadlineKind.CALLS, "deadline.warned", {"郑访"}),
        (DeadlineKind.INFO, "deadline.warned", {"丁小满"}),
        (DeadlineKind.CALLS, "deadline.passed", {"郑访", "冯督"}),
    ],
)
def test_a_clock_is_heard_by_those_who_owe_it_and_overdue_by_the_office_too(
    world: World, kind: DeadlineKind, verb: str, names: set[str]
) -> None:
    ticket = cast.dispatched(world)
    of_a_leg = kind in {DeadlineKind.SIGN, DeadlineKind.ASSIST}
    event = last_event(ticket)
    event.verb, event.actor = verb, None
    event.data = {"kind": kind.value, "unit": world.other_liaison.organisation_id if of_a_leg else None}
    relay.handle(event)

    assert set(heard(event)) == names
    assert all(str(kind.label) in text for text in heard(event).values())


def test_a_unit_is_never_told_of_a_case_about_it(world: World, tell: Tell) -> None:
    ticket = cast.dispatched(world)
    about = world.other_liaison.organisation_id
    Ticket.objects.filter(pk=ticket.pk).update(about_org=about)

    assert "周改" not in heard(tell(ticket))


def test_a_person_of_the_unit_that_a_case_is_about_hears_nothing_in_another_post_either(
    world: World, tell: Tell
) -> None:
    ticket = cast.filed(world)
    Ticket.objects.filter(pk=ticket.pk).update(about_org=world.third_liaison.organisation_id)
    cast.also(world.second_desk, world.third_liaison, role=Role.HANDLER)

    assert set(heard(tell(ticket))) == {"王红", "丁小满"}


def test_whoever_will_sit_there_next_week_hears_nothing_today(world: World, tell: Tell) -> None:
    ticket = cast.filed(world)
    Ticket.objects.filter(pk=ticket.pk).update(about_org=world.third_liaison.organisation_id)
    cast.also(
        world.second_desk, world.third_liaison, role=Role.HANDLER, starts_on=today(clock.now()) + timedelta(days=7)
    )

    assert set(heard(tell(ticket))) == {"王红", "丁小满"}


def test_a_person_with_two_posts_hears_once(world: World, tell: Tell) -> None:
    cast.also(world.liaison, world.other_liaison, role=Role.DEPT_LIAISON)
    event = tell(cast.dispatched(world))

    assert Notice.objects.filter(event=event, person=world.liaison.person).count() == 1
    assert heard(event)["赵电"] == "派给你单位主办，请签收"


def test_people_whose_post_has_ended_or_who_are_disabled_hear_nothing(world: World, tell: Tell) -> None:
    Post.objects.filter(pk=world.handler.pk).update(active=False)
    type(world.second_desk.person).objects.filter(pk=world.second_desk.person_id).update(is_active=False)
    ticket = cast.replied(world)

    assert set(heard(tell(ticket))) == {"王红", "丁小满"}


def test_nobody_is_told_of_a_case_that_none_of_their_posts_may_see(world: World, tell: Tell) -> None:
    for ticket in (cast.filed(world, by=world.clerk, firm_post=world.firm), cast.dispatched(world), cast.closed(world)):
        for event in Event.objects.for_subject("ticket", ticket.pk):
            relay.handle(event)

    for notice in Notice.objects.select_related("post__organisation"):
        assert tickets_for(notice.post).filter(pk=notice.subject_id).exists(), notice


def test_the_circle_sees_what_the_query_set_sees(world: World) -> None:
    tickets = [
        cast.filed(world),
        cast.filed(world, by=world.clerk, firm_post=world.other_firm),
        cast.dispatched(world),
    ]
    Ticket.objects.filter(pk=tickets[2].pk).update(about_org=world.other_liaison.organisation_id)
    for ticket in map(cast.current, tickets):
        for post in Post.objects.named():
            assert who.may_see(ticket, post) == tickets_for(post).filter(pk=ticket.pk).exists(), (ticket, post)


def test_mail_goes_only_to_those_with_an_address(world: World, tell: Tell) -> None:
    with_address(world.liaison, "zhao@example.cn")
    event = tell(cast.dispatched(world))

    assert [delivery.notice.person.name for delivery in Delivery.objects.filter(notice__event=event)] == ["赵电"]


def test_telling_one_person_or_ten_takes_the_same_queries(world: World) -> None:
    few, many = cast.dispatched(world), cast.dispatched(world)
    with_address(world.liaison, "zhao@example.cn")
    one = count_queries(last_event(few))
    for number in range(10):
        cast.post(world.liaison.organisation, Role.HANDLER, f"承办{number}", email=f"h{number}@example.cn")

    assert count_queries(last_event(many)) == one


def test_a_verb_without_a_row_is_refused(world: World) -> None:
    event = last_event(cast.filed(world))
    event.verb = "ticket.vanished"

    with pytest.raises(KeyError):
        relay.handle(event)


def count_queries(event: Event) -> int:
    with CaptureQueriesContext(connection) as seen:
        relay.handle(event)
    return len(seen)
