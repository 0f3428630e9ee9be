"""Times that a law sets (法定期限) stand beside ours on a case, out of the catalogue, counted from its dispatch."""

from datetime import datetime

from orgs.calendar import COUNTY_TIME
from orgs.working_days import calendar_of
from tests import cast
from tests.cast import World, current, signed_in
from tickets.models import Category, Ticket
from tickets.services import dispatch
from tickets.statuses import Urgency
from tickets.statutory import StatutoryTime, statutory_times


def of_kind(world: World, code: str) -> Ticket:
    """An accepted call of this category."""
    category = Category.objects.get(code=code, catalogue__county=world.county)
    return cast.accepted(world, category_id=category.pk)


def sent(world: World, ticket: Ticket) -> Ticket:
    """The same, dispatched on a Monday afternoon."""
    with cast.at(datetime(2026, 11, 16, 15, tzinfo=COUNTY_TIME)):  # type: ignore[attr-defined]  # a context manager
        dispatch.send(
            ticket.pk,
            order=dispatch.Order(lead_id=world.third_liaison.organisation_id),
            category_id=ticket.category_id or 0,
            urgency=Urgency.NORMAL,
            actor=world.desk,
            version=ticket.version,
        )
    return current(ticket)


def test_arrears_have_ten_working_days_thirty_and_ninety_days(world: World) -> None:
    ticket = sent(world, of_kind(world, "LAW-OWE"))

    assert statutory_times(ticket, calendar=calendar_of(world.county)) == [
        StatutoryTime("转交有关部门", "10 个工作日", "国务院令第802号", "2026年11月30日"),
        StatutoryTime("处理", "30 日", "国务院令第802号", "2026年12月16日"),
        StatutoryTime("情况复杂的，最长", "90 日", "国务院令第802号", "2027年2月14日"),
    ]


def test_before_the_dispatch_it_has_a_length_and_no_date(world: World) -> None:
    ticket = of_kind(world, "LOG-LOSS")

    found = statutory_times(ticket, calendar=calendar_of(world.county))

    assert [(one.what, one.length, one.until) for one in found] == [
        ("快递企业处理投诉", "7 日", ""),
        ("邮政管理部门答复申诉", "30 日", ""),
    ]


def test_firm_and_unit_read_it_on_the_case(world: World) -> None:
    ticket = sent(world, of_kind(world, "LOG-LOSS"))

    for who in (world.firm, world.third_liaison, world.desk):
        page = signed_in(who).get(f"/tickets/{ticket.number}/").content.decode()
        assert "快递企业处理投诉：7 日（《快递暂行条例》第二十八条）" in page
        assert "自派单起算，到 2026年11月23日" in page


def test_a_category_without_a_law_says_nothing_of_one(world: World) -> None:
    ticket = cast.dispatched(world)

    page = signed_in(world.firm).get(f"/tickets/{ticket.number}/").content.decode()

    assert statutory_times(ticket, calendar=calendar_of(world.county)) == []
    assert "法定期限" not in page


def test_only_times_with_a_named_article_are_shown(world: World) -> None:
    rows = Category.objects.filter(catalogue__county=world.county).exclude(statutory=[])

    assert {(row.code, one["law"]) for row in rows for one in row.statutory} == {
        ("LOG-LOSS", "《快递暂行条例》第二十八条"),
        ("LOG-LOSS", "《邮政法》第六十五条"),
        ("LAW-OWE", "国务院令第802号"),
    }
