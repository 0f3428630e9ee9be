"""The unit's queue: what comes first, what a row offers, signing several at once, who is not named."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from journal.models import AccessLog
from tests import cast
from tests.cast import MONDAY, World
from tests.tickets import supervised
from tests.tickets.staff_pages import assisting
from tickets.models import Leg, Ticket
from tickets.queries import lists, tickets_for
from tickets.queries.cases import case_for
from tickets.services import desk, handling
from tickets.statuses import LegStatus

DAY = timedelta(days=1)


@pytest.fixture
def monday() -> Iterator[None]:
    """The clock stands still on a Monday morning."""
    with cast.at(MONDAY):  # type: ignore[attr-defined]  # a context manager
        yield


def queue(world: World, who: str = "liaison", query: str = "") -> Any:
    """The queue as this person reads it."""
    return cast.signed_in(getattr(world, who)).get(f"/queue/{query}")


def pick(ticket: Ticket, leg: Leg | None = None) -> str:
    """The value of a row's box."""
    leg = leg or cast.lead_of(ticket)
    return f"{leg.pk}-{leg.version}"


def test_several_are_signed_at_once_and_the_stale_one_is_named(world: World) -> None:
    fresh, stale = cast.dispatched(world), cast.dispatched(world)
    picks = [pick(fresh), pick(stale)]
    leg = cast.lead_of(stale)
    handling.sign(stale.pk, leg_id=leg.pk, actor=world.handler, version=leg.version)

    answer = cast.signed_in(world.liaison).post("/queue/sign/", {"pick": picks}, follow=True)

    assert cast.lead_of(fresh).status == LegStatus.SIGNED
    assert "签收了 1 件" in answer.text
    assert f"没有签收 {stale.number}：刚有变化" in answer.text


@pytest.mark.parametrize("forged", ["", "abc", "-", "1-", "99999999999-1", "٣-١", "0-1", "1-1-1", "<script>-1"])
def test_a_forged_pick_signs_nothing(world: World, forged: str) -> None:
    ticket = cast.dispatched(world)

    answer = cast.signed_in(world.liaison).post("/queue/sign/", {"pick": forged}, follow=True)

    assert (answer.status_code, cast.lead_of(ticket).status) == (200, LegStatus.PENDING)


def test_another_units_leg_cannot_be_signed_by_its_number(world: World) -> None:
    ticket = cast.dispatched(world)

    answer = cast.signed_in(world.third_liaison).post("/queue/sign/", {"pick": pick(ticket)}, follow=True)

    assert (cast.lead_of(ticket).status, "有 1 件已不在队列里" in answer.text) == (LegStatus.PENDING, True)


def test_signing_without_a_pick_says_so(world: World) -> None:
    answer = cast.signed_in(world.liaison).post("/queue/sign/", follow=True)

    assert "还没有勾选要签收的件" in answer.text


def test_bulk_signing_is_for_units_by_post_only(world: World) -> None:
    assert cast.signed_in(world.liaison).get("/queue/sign/").status_code == 405
    assert cast.signed_in(world.firm).post("/queue/sign/").status_code == 404


def test_all_that_can_be_signed_are_ticked_by_a_link(world: World) -> None:
    ticket = cast.dispatched(world)

    assert f'value="{pick(ticket)}" checked' in queue(world, query="?all=1").text


def test_the_first_column_is_the_next_step(world: World) -> None:
    cast.dispatched(world)
    cast.signed(world)
    contacted = cast.signed(world)
    leg = cast.lead_of(contacted)
    handling.contact(contacted.pk, leg_id=leg.pk, way="phone", words="", client_token=uuid4(), actor=world.liaison)  # type: ignore[arg-type]  # a value of the list

    page = queue(world).text

    assert [verb for verb in ("签收<", "联系企业<", "写答复<") if verb in page] == ["签收<", "联系企业<", "写答复<"]


def test_a_row_says_that_the_office_presses(world: World, monday: None) -> None:
    ticket = cast.signed(world)
    before = queue(world).content.decode()
    supervised.order(world, ticket)

    assert "督办单" not in before
    assert "督办单" in queue(world).content.decode()


def test_the_button_of_a_row_signs_and_comes_back_to_the_queue(world: World) -> None:
    ticket = cast.dispatched(world)
    leg = cast.lead_of(ticket)

    answer = cast.signed_in(world.liaison).post(
        f"/tickets/{ticket.number}/sign/", {"then": "queue", "version": leg.version}
    )

    assert (answer.headers["Location"], cast.lead_of(ticket).status) == ("/queue/", LegStatus.SIGNED)


@pytest.mark.usefixtures("monday")
def test_rows_stand_under_the_heading_of_their_day(world: World) -> None:
    cast.dispatched(world)
    headings = ["3 日内", "今天到期", "超期"]
    found = []
    for days in (0, 1, 4):
        with cast.at(MONDAY + days * DAY):  # type: ignore[attr-defined]  # a context manager
            page = queue(world).text
        found.append(next(heading for heading in headings if f"</span>{heading}" in page))

    assert found == headings


def test_paused_cases_stand_apart_and_last(world: World) -> None:
    paused, running = cast.signed(world), cast.signed(world)
    desk.ask(paused.pk, question="请补充电费单", actor=world.desk, version=paused.version)

    page = queue(world).text

    assert "暂停中" in page
    assert page.index(running.number) < page.index(paused.number)


def test_assists_and_what_is_done_have_their_own_tabs(world: World) -> None:
    ticket = assisting(world)

    assert ticket.number not in queue(world, "other_liaison").text
    assert ticket.number in queue(world, "other_liaison", "?tab=assist").text
    assert cast.replied(world).number in queue(world, query="?tab=done").text


def test_an_empty_queue_says_what_that_means(world: World) -> None:
    pages = [queue(world, query=f"?tab={tab}").text for tab in ("lead", "assist", "done", "nonsense")]

    words = ["手上的件都办完了", "没有要协办的件", "还没有反馈过的件", "手上的件都办完了"]
    assert [word in page for word, page in zip(words, pages, strict=True)] == [True] * 4


PAGED = [
    ("liaison", "/queue/?tab=lead", cast.dispatched),
    ("other_liaison", "/queue/?tab=assist", cast.dispatched),
    ("liaison", "/queue/?tab=done", cast.replied),
    ("desk", "/desk/?tab=submitted", cast.filed),
    ("desk", "/desk/?tab=accepted", cast.accepted),
    ("revisit_clerk", "/revisits/?", cast.asked_to_confirm),
]


@pytest.mark.parametrize(("who", "address", "make"), PAGED)
def test_a_list_goes_on_after_its_page(
    world: World, monkeypatch: pytest.MonkeyPatch, who: str, address: str, make: Any
) -> None:
    monkeypatch.setattr("tickets.queries.lists.PAGE", 2)
    numbers, client = [make(world).number for _ in range(3)], cast.signed_in(getattr(world, who))
    first = client.get(address)
    second = client.get(f"{address}&after={first.context['next']}")

    found = [[number for number in numbers if number in page.text] for page in (first, second)]
    assert sorted(found[0] + found[1]) == numbers
    assert [len(page) for page in found] == [2, 1]


def test_units_that_ask_the_same_statement_in_turns_see_their_own_cases_alone(world: World) -> None:
    ours, theirs = (cast.dispatched(world, assists=False) for _ in range(2))
    stranger = world.third_liaison
    Leg.objects.filter(ticket=theirs).update(department=stranger.organisation_id)
    Ticket.objects.filter(pk=theirs.pk).update(parties=[stranger.organisation_id])

    asked = [(post, lists.queue_page(post, tab="lead", after=None)) for post in (world.liaison, stranger) * 2]

    assert [[leg.ticket_id for leg in page.items] for _post, page in asked] == [[ours.pk], [theirs.pk]] * 2
    counts = [lists.work_counts(post, ["queue"])["lead"] for post, _page in asked]
    assert counts == [1, 1, 1, 1]
    assert [case_for(post, theirs.number) is None for post, _page in asked] == [True, False, True, False]


def test_a_statement_that_is_built_once_shows_each_role_what_the_rule_shows(world: World) -> None:
    numbers = [cast.dispatched(world).number, cast.filed(world, firm_post=world.other_firm).number]
    names = ("firm", "other_firm", "clerk", "desk", "liaison", "third_liaison", "revisit_clerk", "office", "leader")
    posts = [getattr(world, name) for name in (*names, "sysadmin", "auditor")]

    for post in (*posts, *reversed(posts)):
        ruled = [tickets_for(post).filter(number=number).exists() for number in numbers]
        assert [case_for(post, number) is not None for number in numbers] == ruled, post.role


def test_a_unit_sees_only_its_own_cases_and_none_about_itself(world: World) -> None:
    mine, others, about_us = (cast.dispatched(world, assists=False) for _ in range(3))
    Leg.objects.filter(ticket=others).update(department=world.third_liaison.organisation_id)
    Ticket.objects.filter(pk=others.pk).update(parties=[world.third_liaison.organisation_id])
    Ticket.objects.filter(pk=about_us.pk).update(about_org=world.liaison.organisation_id)

    page, client = queue(world).text, cast.signed_in(world.liaison)

    assert [ticket.number in page for ticket in (mine, others, about_us)] == [True, False, False]
    assert [client.get(f"/tickets/{ticket.number}/").status_code for ticket in (mine, others, about_us)] == [
        200,
        404,
        404,
    ]


def test_a_confidential_firm_is_named_to_the_desk_alone(world: World) -> None:
    ticket = cast.signed(world)
    Ticket.objects.filter(pk=ticket.pk).update(confidential=True, address="前丁村 12 号")
    address = f"/tickets/{ticket.number}/"

    unit = queue(world).text + cast.signed_in(world.liaison).get(address).text
    committee = cast.signed_in(world.desk).get(address).text

    hidden = ("云裳坊演出服饰店", "丁小满", "丁*", "138****", "前丁村 12 号")
    assert [word for word in hidden if word in unit] == []
    assert "保密诉求人" in unit
    assert "云裳坊演出服饰店" in committee


@pytest.mark.parametrize("who", ["sysadmin", "auditor"])
def test_administrators_see_no_case(world: World, who: str) -> None:
    ticket = cast.signed(world)

    assert cast.signed_in(getattr(world, who)).get(f"/tickets/{ticket.number}/").status_code == 404


def reveal(world: World, ticket: Ticket, who: str, purpose: str = "contact", what: Sequence[str] = ("phone",)) -> Any:
    """Ask for the number, or for something else."""
    said = {"purpose": purpose, "what": what}
    return cast.signed_in(getattr(world, who)).post(f"/tickets/{ticket.number}/reveal/", said)


def test_a_number_is_shown_once_and_written_down(world: World) -> None:
    ticket = cast.signed(world)

    shown, again = reveal(world, ticket, "liaison"), cast.signed_in(world.liaison).get(f"/tickets/{ticket.number}/")

    assert ("13800001234" in shown.text, "13800001234" in again.text) == (True, False)
    assert shown.headers["Cache-Control"] == "no-store"
    row = AccessLog.objects.get(kind="reveal")
    assert (row.post, row.subject_id, row.data["what"], row.data["purpose"]) == (
        world.liaison.pk, ticket.pk, "phone", "contact",
    )  # fmt: skip


@pytest.mark.parametrize("what", [["name"], ["phone"], ["name", "phone"]])
def test_name_and_number_are_shown_apart_and_each_is_written_down(world: World, what: list[str]) -> None:
    ticket = cast.signed(world)

    shown = reveal(world, ticket, "liaison", what=what).text

    assert ("丁小满" in shown, "13800001234" in shown) == ("name" in what, "phone" in what)
    assert [row.data["what"] for row in AccessLog.objects.filter(kind="reveal").order_by("pk")] == what


@pytest.mark.parametrize("what", [[], ["address"], ["phone", "\x00"]])
def test_nothing_is_shown_that_is_not_asked_for_by_name(world: World, what: list[str]) -> None:
    ticket = cast.signed(world)

    answer = reveal(world, ticket, "liaison", what=what)

    assert (answer.status_code, "13800001234" in answer.text, "丁小满" in answer.text) == (422, False, False)
    assert "请勾选要看的内容" in answer.text


def test_without_a_purpose_nothing_is_shown(world: World) -> None:
    ticket = cast.signed(world)

    answers = [reveal(world, ticket, "liaison", purpose) for purpose in ("", "curious", "\x00")]

    assert [(answer.status_code, "13800001234" in answer.text) for answer in answers] == [(422, False)] * 3
    assert "请选择用途，会记录在案" in answers[0].text


def test_who_may_not_see_the_number_is_refused_and_written_down(world: World) -> None:
    ticket = cast.dispatched(world)

    assert reveal(world, ticket, "other_liaison").status_code == 403
    assert AccessLog.objects.get(kind="refused").post == world.other_liaison.pk
    assert reveal(world, ticket, "stranger").status_code == 404


def test_a_confidential_number_is_the_desks_alone(world: World) -> None:
    ticket = cast.signed(world)
    Ticket.objects.filter(pk=ticket.pk).update(confidential=True)

    assert [reveal(world, ticket, who).status_code for who in ("liaison", "desk")] == [403, 200]
