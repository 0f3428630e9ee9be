"""Lists of other channels become cases once, whoever sends them and however often."""

from datetime import datetime

import pytest
from django.contrib.auth.hashers import is_password_usable
from django.core.exceptions import PermissionDenied

from journal import clock
from orgs.calendar import COUNTY_TIME
from orgs.models import County, Firm, Organisation
from tests import cast
from tests.cast import World
from tests.tickets.lists import HEADINGS, a_row, imported, states, taken
from tickets.models import Ticket
from tickets.models.deadlines import Deadline
from tickets.services import importing
from tickets.statuses import Source

NOTED = {"企业名称": "前丁村新开铺子", "联系电话": "0530-5561234", "联系人": "赵新"}


def cases() -> list[Ticket]:
    return list(Ticket.objects.order_by("pk"))


def test_a_row_becomes_a_case_of_the_firm_that_the_register_knows(world: World) -> None:
    batch = imported(world.desk, a_row())

    (ticket,) = cases()
    assert (ticket.firm_id, ticket.source, ticket.external_no, ticket.filed_by) == (
        world.firm.organisation_id, Source.HOTLINE, "R-1", world.desk,
    )  # fmt: skip
    assert (ticket.category, ticket.contact_phone, ticket.notice_version) == (world.category, "13800001234", 0)
    assert batch.finished_at
    assert states(batch) == [(2, "done", [])]


def test_the_other_channels_times_are_kept_and_our_clock_starts_when_we_have_the_case(world: World) -> None:
    with clock.moved_to(cast.MONDAY):
        imported(world.desk, a_row())

    (ticket,) = cases()
    assert ticket.submitted_at == cast.MONDAY
    assert ticket.external.received_at == datetime(2026, 11, 14, 8, 30, tzinfo=COUNTY_TIME)
    assert ticket.external.due_at == datetime(2026, 11, 21, tzinfo=COUNTY_TIME)
    assert Deadline.objects.get(ticket=ticket).due_at > cast.MONDAY


def test_no_code_opens_a_case_whose_code_nobody_heard(world: World) -> None:
    imported(world.desk, a_row())

    (ticket,) = cases()
    assert not is_password_usable(ticket.tracking_hash)


def test_a_case_of_a_row_says_nothing_twice(world: World) -> None:
    batch = imported(world.desk, a_row())

    assert batch.rows.get().cells == {}


def test_a_list_run_twice_makes_nothing_twice(world: World) -> None:
    imported(world.desk, a_row("R-1"), a_row("R-2"))
    again = imported(world.second_desk, a_row("R-1"), a_row("R-2"), a_row("R-3"))

    assert [ticket.external_no for ticket in cases()] == ["R-1", "R-2", "R-3"]
    assert states(again) == [(2, "known", []), (3, "known", []), (4, "done", [])]


def test_two_lists_with_one_number_that_run_together_make_one_case(world: World) -> None:
    first, second = (
        taken(world.desk, a_row()),
        taken(world.second_desk, a_row(诉求内容="同一个编号，换了说法，也只是一件。")),
    )
    for batch in (first, second):
        importing.start(batch.pk, actor=world.desk)

    importing.run()

    (ticket,) = cases()
    assert (states(first), states(second)) == ([(2, "done", [])], [(2, "known", [])])
    assert second.rows.get().ticket == ticket


def test_the_same_number_of_another_source_is_another_case(world: World) -> None:
    imported(world.desk, a_row())
    imported(world.desk, a_row(), source=Source.CITY)

    assert sorted(ticket.source for ticket in cases()) == ["12345", "city"]


def test_a_firm_that_the_register_lacks_is_noted_once_and_waits_to_be_claimed(world: World) -> None:
    imported(world.desk, a_row("R-1", **NOTED), a_row("R-2", **NOTED))

    firm = Organisation.objects.get(name="前丁村新开铺子")
    assert (firm.profile.noted, firm.profile.is_person, firm.place) == (True, False, world.town)
    assert {ticket.firm_id for ticket in cases()} == {firm.pk}


def test_a_person_without_a_firm_is_noted_by_name_and_told_apart_by_number(world: World) -> None:
    nobody = {"企业名称": "", "联系人": "张伟"}
    imported(world.desk, a_row("R-1", **nobody), a_row("R-2", **(nobody | {"联系电话": "13900001111"})))

    assert Firm.objects.filter(organisation__name="张伟", is_person=True).count() == 2


def test_a_name_alone_gives_nobody_anothers_case(world: World) -> None:
    imported(world.desk, a_row(所属镇街="丁桥镇", 联系电话="13911112222"))

    (ticket,) = cases()
    assert ticket.firm_id != world.firm.organisation_id
    assert ticket.firm.place == world.other_town


def test_a_credit_code_speaks_for_itself(world: World) -> None:
    Firm.objects.filter(organisation=world.firm.organisation_id).update(credit_code="91371721MA3ABCDE1X")
    headings = ("工单编号", "诉求内容", "联系人", "联系电话", "镇街", "企业名称", "统一社会信用代码")
    row = ("R-1", "门口的路断了三天。", "别人", "13911112222", "丁桥镇", "写错的名字", "91371721ma3abcde1x")

    imported(world.desk, row, headings=headings)

    assert cases()[0].firm_id == world.firm.organisation_id


def test_two_firms_of_one_name_in_one_town_are_left_to_a_person(world: World) -> None:
    cast.firm(world.county, "云裳坊演出服饰店", world.town)

    batch = taken(world.desk, a_row())

    assert states(batch) == [(2, "wrong", ["库里有 2 家同名企业，请填统一社会信用代码"])]


def test_the_town_is_read_from_the_address_where_it_has_no_column_of_its_own(world: World) -> None:
    headings = ("编号", "内容", "来电人", "来电号码", "事发地址")
    row = ("R-1", "门口的路断了三天。", "张伟", 13911112222, "测试县丁桥镇幸福路 3 号")
    imported(world.desk, row, headings=headings)

    assert (cases()[0].town, cases()[0].contact_phone) == (world.other_town, "13911112222")


def test_each_row_says_what_is_wrong_with_it_and_the_others_go(world: World) -> None:
    batch = imported(
        world.desk,
        a_row(""),
        a_row("R-2", 诉求内容=""),
        a_row("R-3", 联系电话="12"),
        a_row("R-4", 所属镇街="火星镇"),
        a_row("R-5", 受理时间="昨天"),
        a_row("R-6", 企业名称="", 联系人=""),
        a_row("R-7"),
        a_row("R-7"),
        a_row("R-8", 诉求内容="长" * 2001),
    )

    assert states(batch) == [
        (2, "wrong", ["“工单编号”没有填"]),
        (3, "wrong", ["“诉求内容”没有填"]),
        (4, "wrong", ["“联系电话”不是能拨通的手机号或带区号的座机号"]),
        (5, "wrong", ["“所属镇街”里的“火星镇”不是本县的镇街"]),
        (6, "wrong", ["“受理时间”里的“昨天”不是日期，例如 2026-11-18 09:30"]),
        (7, "wrong", ["企业名称和联系人都没有，分不清是谁的诉求"]),
        (8, "done", []),
        (9, "wrong", ["和第 8 行的编号相同"]),
        (10, "wrong", ["“诉求内容”超过 2000 字，请写短一些"]),
    ]
    assert [ticket.external_no for ticket in cases()] == ["R-7"]


def test_a_category_that_we_do_not_know_is_left_to_the_desk_and_kept_in_words(world: World) -> None:
    imported(world.desk, a_row(诉求分类="城乡建设/道路"))

    (ticket,) = cases()
    assert (ticket.category, ticket.external.category) == (None, "城乡建设/道路")


def test_a_type_that_we_do_not_know_is_kept_beside_their_category(world: World) -> None:
    headings = (*HEADINGS, "诉求类型")
    imported(world.desk, (*a_row("R-1"), "表扬"), (*a_row("R-2"), "投诉"), headings=headings)

    found = {ticket.external_no: (ticket.request_type, ticket.external.category) for ticket in cases()}
    theirs = "低压供电/电压不足/增容"
    assert found == {"R-1": ("help", f"{theirs} · 表扬"), "R-2": ("complaint", theirs)}


def test_a_number_that_was_entered_by_telephone_is_known_to_the_list(world: World) -> None:
    cast.filed(world, by=world.desk, source=Source.HOTLINE, external_no="R-1")

    assert states(taken(world.desk, a_row())) == [(2, "known", [])]


def test_another_countys_numbers_and_firms_mean_nothing_here(world: World) -> None:
    County.objects.filter(pk=world.county.pk).update(code="here", name="这边县")
    other = cast.county()
    cast.filed(other, by=other.desk, source=Source.HOTLINE, external_no="R-1")

    batch = imported(world.desk, a_row())

    assert states(batch) == [(2, "done", [])]
    assert Ticket.objects.get(county=world.county).firm_id == world.firm.organisation_id


@pytest.mark.parametrize("who", ["firm", "clerk", "liaison", "revisit_clerk", "leader", "sysadmin"])
def test_only_a_desk_and_the_office_take_lists_in(world: World, who: str) -> None:
    with pytest.raises(PermissionDenied):
        taken(getattr(world, who), a_row())


def test_what_a_row_says_is_wiped_after_thirty_days(world: World) -> None:
    with clock.moved_to(cast.MONDAY):
        batch = imported(world.desk, a_row(""))
        assert importing.forget() == 0
    with clock.moved_to(cast.MONDAY + importing.KEPT + cast.MINUTE):
        assert importing.forget() == 1

    assert batch.rows.get().cells == {}
