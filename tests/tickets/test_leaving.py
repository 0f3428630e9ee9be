"""A leaver's work is re-homed before the account closes (交接): what hangs on whom, who gives it on, what is left."""

from datetime import timedelta
from typing import Any

import pytest

from journal import clock
from journal.models import Event
from orgs.exceptions import Refused
from orgs.models import DutyShift, Person, Post
from orgs.services import appointments, duty, people
from orgs.statuses import Role
from tests import cast
from tests.cast import World, current, lead_of, signed_in
from tests.tickets import units
from tickets.models import Assignment, Ticket
from tickets.services import assigning, sweep

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def night(post: Post, *, ahead: timedelta = DAY) -> DutyShift:
    """A shift of the post that has not begun."""
    begins = clock.now() + ahead
    return duty.plan(post.pk, starts_at=begins, ends_at=begins + 8 * HOUR, actor=None)


def last(person: Person) -> Event:
    found = Event.objects.for_subject("person", person.pk).last()
    assert found is not None
    return found


def hand_on(world: World, to: Post, *, by: Post | None = None, **words: Any) -> Any:
    """The liaison gives all that the handler has to somebody, on the page."""
    said = {"to": str(to.pk), "reason": "钱线调去县调度中心"} | words
    return signed_in(by or world.liaison).post(f"/handover/{world.handler.pk}/", said, follow=True)


@pytest.mark.parametrize("how", ["the post", "the account"])
def test_nobody_leaves_with_work_in_hand(world: World, how: str) -> None:
    units.held(world)
    units.held(world)

    with pytest.raises(Refused, match="钱线还有：承办中的诉求 2。请先办好交接（本单位联络员或负责人在“交接”里改分）"):
        if how == "the post":
            appointments.end(world.handler.pk, actor=world.sysadmin)
        else:
            people.disable(world.handler.person_id, actor=world.sysadmin)

    post = Post.objects.select_related("person").get(pk=world.handler.pk)
    assert (post.active, post.person.is_active) == (True, True)


def test_all_that_a_colleague_has_goes_to_another_at_once_and_the_account_closes(world: World) -> None:
    heir = cast.post(world.liaison.organisation, Role.HANDLER, "孙线")
    cases = [units.held(world), units.held(world)]

    answer = hand_on(world, heir)
    appointments.end(world.handler.pk, actor=world.sysadmin)

    assert "已交接 2 件" in answer.content.decode()
    assert [lead_of(case).handler_id for case in cases] == [heir.pk, heir.pk]
    assert {(step.was_handler_id, step.reason) for step in Assignment.objects.filter(handler=heir)} == {
        (world.handler.pk, "钱线调去县调度中心")
    }
    handed = Event.objects.get(verb="person.work_handed_on")
    assert (handed.subject_id, handed.actor) == (world.handler.person_id, world.liaison.person_id)
    assert handed.data == {"post": world.handler.pk, "to": heir.pk, "legs": 2}
    assert "left" not in last(world.handler.person).data


def test_what_cannot_go_keeps_nothing_else_and_says_why(world: World) -> None:
    heir = cast.post(world.liaison.organisation, Role.HANDLER, "孙线")
    cast.also(heir, world.stranger)
    free, hidden = units.held(world), units.held(world)
    Ticket.objects.filter(pk=hidden.pk).update(about_org=world.stranger.organisation)

    page = hand_on(world, heir).content.decode()

    assert [lead_of(case).handler_id for case in (free, hidden)] == [heir.pk, world.handler.pk]
    assert f"{hidden.number}：这个人不能承办这件，请换一个。" in page
    assert "已交接 1 件" in page


def test_a_case_that_the_giver_may_not_see_is_neither_named_nor_moved(world: World) -> None:
    cast.also(world.liaison, world.stranger)
    heir = cast.post(world.liaison.organisation, Role.HANDLER, "孙线")
    hidden = units.held(world)
    Ticket.objects.filter(pk=hidden.pk).update(about_org=world.stranger.organisation)
    page = signed_in(world.liaison).get(f"/handover/{world.handler.pk}/").content.decode()

    answer = hand_on(world, heir).content.decode()

    assert (hidden.number in page, "您看不到" in page, hidden.number in answer) == (False, False, False)
    assert lead_of(hidden).handler_id == world.handler.pk


def test_the_page_lists_what_hangs_and_a_form_without_colleague_or_reason_comes_back(world: World) -> None:
    ticket = units.held(world)
    window = signed_in(world.liaison)

    page = window.get(f"/handover/{world.handler.pk}/").content.decode()
    refused = window.post(f"/handover/{world.handler.pk}/", {"to": str(world.other_liaison.pk), "reason": ""})

    assert ticket.number in page
    assert refused.status_code == 422
    assert "这个人不在本单位" in refused.content.decode()
    assert "请写明为什么交接" in refused.content.decode()
    assert lead_of(ticket).handler_id == world.handler.pk


@pytest.mark.parametrize("who", ["handler", "other_liaison", "desk", "office", "sysadmin", "auditor", "firm"])
def test_another_units_people_and_administrators_give_nothing_out(world: World, who: str) -> None:
    ticket = units.held(world)
    window = signed_in(getattr(world, who))
    said = {"to": str(world.liaison.pk), "reason": "调离"}

    answers = [window.get(f"/handover/{world.handler.pk}/"), window.post(f"/handover/{world.handler.pk}/", said)]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert lead_of(ticket).handler_id == world.handler.pk


def test_the_administrator_reads_how_much_hangs_on_whom_and_no_case(world: World) -> None:
    ticket = units.held(world)

    page = signed_in(world.sysadmin).get("/handover/").content.decode()

    assert ("钱线" in page, "供电公司" in page, "1 件" in page) == (True, True, True)
    assert (ticket.number in page, ticket.title in page) == (False, False)


def test_in_a_hurry_an_account_closes_and_its_work_is_its_units_again(world: World) -> None:
    ticket = units.held(world)

    people.disable(world.handler.person_id, actor=world.sysadmin, gives_back=True)
    with clock.moved_to(clock.now() + HOUR):
        sweep.run()

    assert last(world.handler.person).data == {"left": {"legs": 1}}
    assert lead_of(ticket).handler_id is None
    page = signed_in(world.liaison).get("/handover/").content.decode()
    assert ("钱线" in page, "已离岗" in page, "1 件" in page) == (True, True, True)


def test_an_account_that_nobody_used_leaves_its_work_on_the_list_of_its_unit(world: World) -> None:
    ticket = units.held(world)

    people.disable(world.handler.person_id, actor=None)
    before = signed_in(world.liaison).get("/handover/").content.decode()
    units.give(world, current(ticket), world.liaison.pk)
    after = signed_in(world.liaison).get("/handover/").content.decode()

    assert ("钱线" in before, "钱线" in after) == (True, False)
    assert last(world.handler.person).data == {"left": {"legs": 1}}


def test_the_last_one_of_a_unit_stays_until_somebody_else_can_act_on_its_cases(world: World) -> None:
    cast.dispatched(world)

    with pytest.raises(
        Refused, match="周改还有：所在单位没有别人能办的诉求 1。请先办好交接（系统管理员先任命接手的人）"
    ):
        appointments.end(world.other_liaison.pk, actor=world.sysadmin)
    cast.post(world.other_liaison.organisation, Role.DEPT_LIAISON, "周二")

    assert appointments.end(world.other_liaison.pk, actor=world.sysadmin).data.get("left") is None


def test_the_last_one_of_a_desk_stays_as_well_and_the_last_of_a_unit_without_cases_goes(world: World) -> None:
    cast.filed(world)
    appointments.end(world.second_desk.pk, actor=world.sysadmin)
    appointments.end(world.third_liaison.pk, actor=world.sysadmin)

    with pytest.raises(Refused, match="所在单位没有别人能办的诉求 1"):
        people.disable(world.desk.person_id, actor=world.sysadmin)


def test_a_shift_that_is_to_come_is_handed_on_in_the_roster_first(world: World) -> None:
    shift = night(world.second_desk)

    with pytest.raises(Refused, match="还没值的班 1。请先办好交接（综合党委办公室在“值班表”里换人）"):
        appointments.end(world.second_desk.pk, actor=world.sysadmin)
    duty.remove(shift.pk, actor=world.office)

    assert appointments.end(world.second_desk.pk, actor=world.sysadmin).data.get("left") is None


def test_in_a_hurry_shifts_leave_the_roster_so_that_the_gap_is_seen(world: World) -> None:
    shift = night(world.second_desk)

    appointments.end(world.second_desk.pk, actor=world.sysadmin, gives_back=True)

    assert DutyShift.objects.get(pk=shift.pk).given_up_at is not None
    assert last(world.second_desk.person).data["left"] == {"duty": 1}


def test_a_reply_that_is_being_read_waits_for_no_person_and_holds_nobody(world: World) -> None:
    ticket = cast.replied(world)
    units_leg = lead_of(ticket)
    type(units_leg).objects.filter(pk=units_leg.pk).update(handler=world.handler)

    appointments.end(world.handler.pk, actor=world.sysadmin)

    assert not Post.objects.get(pk=world.handler.pk).active


def test_a_county_keeps_a_system_administrator(world: World) -> None:
    with pytest.raises(Refused, match="最后一位系统管理员"):
        appointments.end(world.sysadmin.pk, actor=world.sysadmin, gives_back=True)

    second = cast.post(world.office.organisation, Role.SYSADMIN, "褚二")
    appointments.end(world.sysadmin.pk, actor=second)

    assert not Post.objects.get(pk=world.sysadmin.pk).active


def test_a_leg_given_while_the_post_ends_comes_home_by_the_sweep(world: World) -> None:
    """The refusal looks at what is there; what comes in the same moment is the sweep's, as for every leaver."""
    ticket = cast.signed(world)
    leg = lead_of(ticket)
    appointments.end(world.handler.pk, actor=world.sysadmin)
    type(leg).objects.filter(pk=leg.pk).update(handler=world.handler)

    with clock.moved_to(clock.now() + HOUR):
        assert assigning.bring_home(clock.now()) == 1

    assert lead_of(ticket).handler_id is None


@pytest.mark.parametrize("holders", [1, 3])
def test_the_list_costs_the_same_few_statements(world: World, holders: int, django_assert_max_num_queries: Any) -> None:
    for n in range(holders):
        heir = cast.post(world.liaison.organisation, Role.HANDLER, f"孙{n}")
        units.give(world, cast.signed(world), heir.pk)
    window = signed_in(world.liaison)
    window.get("/handover/")

    with django_assert_max_num_queries(10):
        window.get("/handover/")
