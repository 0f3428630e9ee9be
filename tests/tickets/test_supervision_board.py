"""`/supervision/`: five numbers, units by stage, the list beneath, orders for many cases at once."""

import re
import uuid
from collections.abc import Iterator
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client

from journal import clock
from journal.models import Event
from orgs.statuses import Role
from tests import asking, cast
from tests.cast import MINUTE, MONDAY, World, current
from tests.orgs.test_calendar import at
from tests.tickets import supervised
from tickets.models import SupervisionOrder, Ticket
from tickets.queries import supervision
from tickets.queries.supervision import Moments
from tickets.services import firm, urging

BOARD = "/supervision/"
LATE = at("2026-12-08 09:00")
"""A day after what was dispatched on Monday ran out."""


@pytest.fixture(autouse=True)
def monday(db: None) -> Iterator[None]:
    """Tests begin on a Monday at nine."""
    with clock.moved_to(MONDAY):
        yield


def moments() -> Moments:
    now = clock.now()
    return Moments(
        now=now, tonight=now.replace(hour=0, minute=0) + timedelta(days=1), long_since=now - timedelta(days=7)
    )


def counted(world: World) -> dict[str, int]:
    """The filters that have something."""
    return {name: n for name, n in supervision.counts(world.office, moments()).items() if n}


def listed(world: World, name: str) -> list[int]:
    page = supervision.board_page(world.office, name=name, unit=None, stage="", moments=moments(), after=None)
    return [ticket.pk for ticket in page.items]


def office(world: World) -> Client:
    return cast.signed_in(world.office)


def picks(*tickets: Ticket) -> list[str]:
    return [f"{ticket.pk}-{current(ticket).version}" for ticket in tickets]


def words(**more: object) -> dict[str, object]:
    return {"ground": "unsolved", "asked": "〔单位〕：〔编号〕 请三日内办结并反馈。", "days": "3"} | more


# --- numbers and lists ------------------------------------------------------------------------------------------------


def test_each_number_counts_what_its_list_shows(world: World) -> None:
    unsigned = supervised.at_the_bureau(world)
    returned = cast.given_back(world)
    waits = asking.suspended(world)
    answered = supervised.answered(world)
    ordered = supervised.ordered(world)

    with clock.moved_to(at("2026-11-18 09:00")):
        assert counted(world) == {"unsigned": 2, "returning": 1, "answered": 1, "ordered": 1}
        assert set(listed(world, "unsigned")) == {unsigned.pk, returned.pk}  # the assist of the one given back
    with clock.moved_to(at("2026-11-24 09:00")):
        assert listed(world, "paused") == [waits.pk]
        assert listed(world, "returning") == [returned.pk]
        assert listed(world, "late") == listed(world, "ordered") == [ordered.pk]
        assert listed(world, "answered") == [answered.pk]
    with clock.moved_to(at("2026-12-07 09:00")):
        assert counted(world)["today"] == 4
    with clock.moved_to(LATE):
        assert set(listed(world, "overdue")) == {unsigned.pk, returned.pk, answered.pk, ordered.pk}


def test_a_firm_that_has_urged_three_times_stands_on_the_board(world: World) -> None:
    ticket = supervised.taken_on(world)
    for day in range(3):
        with clock.moved_to(at("2026-11-30 09:00") + timedelta(days=day, minutes=day)):
            assert counted(world).get("urged") is None
            urging.urge(ticket.pk, client_token=uuid.uuid4(), actor=world.firm)

    told = Event.objects.for_subject("ticket", ticket.pk).filter(verb="ticket.urged").order_by("seq")
    assert [event.data["many"] for event in told] == [False, False, True]
    assert listed(world, "urged") == [ticket.pk]


def test_the_matrix_says_who_has_how_many_in_which_stage(world: World) -> None:
    supervised.at_the_bureau(world)
    supervised.taken_on(world)
    cast.filed(world)
    cast.replied(world)
    cast.closed(world)

    with clock.moved_to(LATE):
        lines = {
            line.unit.display_name: (dict(line.stages), line.total)
            for line in supervision.matrix(world.office, moments())
        }

    none = dict.fromkeys(supervision.STAGES, 0)
    assert lines == {
        "市监局": (none | {"pending": 1, "working": 1, "over": 2}, 2),
        "电商行业党委": (none | {"desk": 1}, 1),
        "供电公司": (none | {"replied": 1}, 1),
    }


def test_every_cell_opens_as_many_cases_as_it_says(world: World) -> None:
    for make in (
        supervised.at_the_bureau,
        supervised.taken_on,
        cast.filed,
        cast.replied,
        cast.given_back,
        asking.suspended,
    ):
        make(world)
    with clock.moved_to(LATE):
        client = office(world)
        table = client.get(BOARD).text.partition("cap-mx")[2]
        links = re.findall(r'href="(/supervision/\?unit=[^"#]*)#list"[^>]*>(?:<svg.*?</svg>)?(\d+)', table)

        assert len(links) > 8
        for address, number in links:
            assert client.get(unescape(address)).text.count("data-key=") == int(number), address


@pytest.mark.parametrize(
    "query", ["?show=x", "?unit=abc&stage=over", "?unit=99999999999999", "?after=%00", "?unit=1&stage=x"]
)
def test_what_the_address_cannot_mean_opens_the_board_all_the_same(world: World, query: str) -> None:
    supervised.taken_on(world)

    assert office(world).get(BOARD + query).status_code == 200


@pytest.mark.parametrize("who", ["desk", "liaison", "leader", "revisit_clerk", "firm", "sysadmin"])
def test_nobody_but_the_office_has_such_a_page(world: World, who: str) -> None:
    client = cast.signed_in(getattr(world, who))

    assert client.get(BOARD).status_code == client.post(f"{BOARD}order/").status_code == 404


def test_the_navigation_counts_answers_that_wait_for_the_office(world: World) -> None:
    supervised.answered(world)

    nav = office(world).get("/desk/").text
    assert re.search(r'href="/supervision/"[^>]*>.*?督办<span class="q-count">1<', nav, re.DOTALL)


# --- many at once -----------------------------------------------------------------------------------------------------


def test_one_preview_shows_whom_each_order_goes_to_and_sends_nothing(world: World) -> None:
    first, second = supervised.taken_on(world), cast.filed(world)

    page = office(world).post(f"{BOARD}order/", {"pick": picks(first, second), "show": "overdue"})

    assert page.status_code == 200
    assert "<b>市监局</b>" in page.text
    assert "<b>电商行业党委</b>" in page.text
    assert not SupervisionOrder.objects.exists()


def test_each_case_gets_its_own_order_with_its_unit_and_number_filled_in(world: World) -> None:
    first, second = supervised.taken_on(world), cast.filed(world)
    client = office(world)

    answer = client.post(f"{BOARD}order/", words(pick=picks(first, second), send="1", client_token=uuid.uuid4()))

    assert (answer.status_code, answer.headers["Location"]) == (303, "/supervision/?show=ordered")
    assert "发出了 2 份督办单" in client.get("/supervision/?show=ordered").text
    assert {order.asked for order in SupervisionOrder.objects.all()} == {
        f"市监局：{first.number} 请三日内办结并反馈。",
        f"电商行业党委：{second.number} 请三日内办结并反馈。",
    }
    assert {order.due_at for order in SupervisionOrder.objects.all()} == {at("2026-11-19 18:00")}


def test_a_double_click_makes_nothing_twice(world: World) -> None:
    tickets = [supervised.taken_on(world), supervised.taken_on(world)]
    client, sent = office(world), words(pick=picks(*tickets), send="1", client_token=uuid.uuid4())

    codes = [client.post(f"{BOARD}order/", sent).status_code for _click in range(2)]

    assert codes == [303, 303]
    assert SupervisionOrder.objects.count() == 2


def test_what_cannot_be_ordered_is_named_with_the_reason_and_the_words_stay(world: World) -> None:
    good, stale, under = (supervised.taken_on(world) for _case in range(3))
    drawn = picks(good, stale, under)
    cast.say_more(world, stale)
    supervised.order(world, under)
    Ticket.objects.filter(pk=stale.pk).update(version=99)

    page = office(world).post(f"{BOARD}order/", words(pick=drawn, send="1", client_token=uuid.uuid4()))

    assert page.status_code == 409
    assert f"{stale.number}：刚有变化，请看最新状态后再发" in page.text
    assert f"{under.number}：已经在督办（督办单），不重复发" in page.text
    assert "〔单位〕：〔编号〕 请三日内办结并反馈。" in page.text
    assert f'value="{stale.pk}-99"' in page.text  # can be sent again as it stands now
    assert set(SupervisionOrder.objects.values_list("ticket", flat=True)) == {good.pk, under.pk}


def test_a_form_without_words_comes_back_with_the_picks(world: World) -> None:
    ticket = supervised.taken_on(world)

    page = office(world).post(f"{BOARD}order/", words(asked="", pick=picks(ticket), send="1"))

    assert page.status_code == 422
    assert f'value="{picks(ticket)[0]}"' in page.text


def test_without_a_pick_the_board_says_so(world: World) -> None:
    client = office(world)

    client.post(f"{BOARD}order/", {"pick": ["x", "9-"]})

    assert "还没有勾选要督办的件" in client.get(BOARD).text


def test_whoever_unticks_all_keeps_the_words_and_the_rows(world: World) -> None:
    first, second = supervised.taken_on(world), supervised.taken_on(world)

    page = office(world).post(f"{BOARD}order/", words(row=picks(first, second), send="1", client_token=uuid.uuid4()))

    assert page.status_code == 422
    assert "请三日内办结并反馈。" in page.text
    assert re.findall(r'name="pick" value="([^"]+)"( checked)?', page.text) == [
        (each, "") for each in picks(first, second)
    ]
    assert not SupervisionOrder.objects.exists()


def test_words_that_can_go_to_nobody_any_more_are_shown(world: World) -> None:
    under = supervised.ordered(world)

    page = office(world).post(f"{BOARD}order/", words(pick=picks(under), send="1", client_token=uuid.uuid4()))

    assert page.status_code == 409
    assert "〔单位〕：〔编号〕 请三日内办结并反馈。" in page.text


def test_a_case_of_another_county_or_about_the_office_is_not_there(world: World) -> None:
    ticket = supervised.taken_on(world)
    Ticket.objects.filter(pk=ticket.pk).update(about_org=world.office.organisation)

    page = office(world).post(f"{BOARD}order/", words(pick=picks(ticket), send="1", client_token=uuid.uuid4()))

    assert (page.status_code, "有 1 件已经看不到了" in page.text) == (409, True)
    assert not SupervisionOrder.objects.exists()


# --- the case's page --------------------------------------------------------------------------------------------------


def test_the_staff_read_the_order_on_the_case_and_the_firm_reads_only_that_it_is_supervised(world: World) -> None:
    ticket = supervised.answered(world)
    address = f"/tickets/{ticket.number}/"

    bureau = cast.signed_in(world.third_liaison).get(address).text
    caller = cast.signed_in(world.firm).get(address).text

    assert supervised.ASKED in bureau
    assert supervised.ANSWER in bureau
    assert "党委办公室已督办" in caller
    assert "已要求市监局抓紧办理并反馈。" in caller
    assert supervised.ASKED not in caller
    assert supervised.ANSWER not in caller
    assert "督办反馈" not in caller


def test_the_office_is_offered_the_next_degree_only_once_the_time_is_over(world: World) -> None:
    ticket = supervised.ordered(world)
    address = f"/tickets/{ticket.number}/"

    assert "升级督办" not in office(world).get(address).text
    with supervised.after(ticket):
        assert "升级督办" in office(world).get(address).text


def test_an_officer_who_posts_too_early_is_told_when_and_keeps_the_words(world: World) -> None:
    ticket = supervised.ordered(world)

    page = office(world).post(
        f"/tickets/{ticket.number}/raise_order/",
        {"version": ticket.version, "ground": "unsolved", "asked": "仍未反馈，挂牌督办。", "days": 2},
    )

    assert page.status_code == 422
    assert "反馈期限是 11月18日（周三）18:00，过了才能升级" in page.text
    assert "仍未反馈，挂牌督办。" in page.text


def test_the_head_of_a_unit_answers_on_the_page(world: World) -> None:
    ticket = supervised.ordered(world)
    head = cast.post(world.third_liaison.organisation, Role.DEPT_HEAD, "唐局")

    answer = cast.signed_in(head).post(
        f"/tickets/{ticket.number}/answer_order/", {"words": supervised.ANSWER, "client_token": uuid.uuid4()}
    )

    assert answer.status_code == 303
    assert supervised.newest(ticket).answered_by == head


def test_whoever_answers_after_the_office_has_closed_the_order_is_told_and_keeps_the_words(world: World) -> None:
    ticket = supervised.answered(world)
    supervised.accept(world, ticket)

    page = cast.signed_in(world.third_liaison).post(
        f"/tickets/{ticket.number}/answer_order/", {"words": "补充：今天已经装好了。", "client_token": uuid.uuid4()}
    )

    assert page.status_code == 409
    assert "督办销号" in page.text


def test_an_order_that_lapsed_says_so_where_it_happened(world: World) -> None:
    ticket = supervised.ordered(world)
    firm.withdraw(ticket.pk, reason="自己解决了", actor=world.firm, version=ticket.version)

    assert "随之终止" in cast.signed_in(world.desk).get(f"/tickets/{ticket.number}/").text
    assert "随之终止" not in cast.signed_in(world.firm).get(f"/tickets/{ticket.number}/").text


def test_a_card_stands_at_the_head_of_the_case(world: World) -> None:
    ticket, spared = supervised.taken_on(world), cast.signed(world)
    with clock.moved_to(LATE + MINUTE):
        for case, shown in ((ticket, True), (spared, False)):
            page = cast.signed_in(world.desk).get(f"/tickets/{case.number}/").text
            assert ("红牌" in page) == shown
