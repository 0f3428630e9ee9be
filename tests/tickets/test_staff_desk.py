"""The committee's desk, the revisit clerk's list, and the case page in between."""

from datetime import timedelta
from typing import Any

import pytest

from tests import cast
from tests.cast import MONDAY, World
from tests.tickets.staff_pages import STEPS, order, proposed, send
from tickets.models import Ticket
from tickets.services import desk, handling, revisiting, sweep

DAY = timedelta(days=1)


def read(world: World, address: str, who: str = "desk", **headers: Any) -> Any:
    """A page as this person reads it."""
    return cast.signed_in(getattr(world, who)).get(address, **headers)


def test_the_desk_lists_the_soonest_deadline_first(world: World) -> None:
    with cast.at(MONDAY):  # type: ignore[attr-defined]  # a context manager
        calm = cast.filed(world)
    with cast.at(MONDAY + timedelta(minutes=5)):  # type: ignore[attr-defined]  # a context manager
        hot = cast.filed(world, danger=True)
        page = read(world, "/desk/").text

    assert page.index(f"open={hot.number}") < page.index(f"open={calm.number}")
    assert "特急" in page


def test_a_row_shows_the_last_six_of_the_number_the_firm_and_the_town(world: World) -> None:
    ticket = cast.filed(world)

    page = read(world, "/desk/").text

    assert f"</span>{ticket.number[-6:]}</span>" in page or f">{ticket.number[-6:]}<" in page
    assert "云裳坊演出服饰店 · 云裳镇" in page


def test_each_tab_has_its_cases_and_its_number(world: World) -> None:
    tickets = {
        "submitted": cast.filed(world),
        "accepted": cast.accepted(world),
        "need_info": cast.filed(world),
        "rulings": proposed(world),
        "replied": cast.replied(world),
    }
    asked = tickets["need_info"]
    desk.ask(asked.pk, question="请补充照片", actor=world.desk, version=asked.version)

    pages = {tab: read(world, f"/desk/?tab={tab}") for tab in tickets}

    for page in pages.values():
        assert {name: count for name, _label, count in page.context["tabs"]} == dict.fromkeys(tickets, 1) | {
            "reopening": 0,
            "whistling": 0,
        }
    shown = {tab: [row.ticket.number for row in page.context["rows"]] for tab, page in pages.items()}
    assert shown == {tab: [ticket.number] for tab, ticket in tickets.items()}


def test_a_case_opens_in_the_pane_without_javascript(world: World) -> None:
    ticket = cast.filed(world)

    page = read(world, f"/desk/?open={ticket.number}")

    assert 'data-open="pane"' in page.text
    assert ticket.body in page.text
    assert 'data-shortcut="KeyA"' in page.text
    assert page.text.count("<h1") == 1


def test_the_pane_is_a_part_of_the_cases_own_address(world: World) -> None:
    ticket = cast.filed(world)

    part = read(world, f"/tickets/{ticket.number}/", headers={"HX-Request": "true", "HX-Target": "pane"}).text

    assert ("<html" in part, "q-pane-body" in part, ticket.body in part) == (False, True, True)


def test_another_committees_case_does_not_open_at_this_desk(world: World) -> None:
    ticket = cast.filed(world)
    Ticket.objects.filter(pk=ticket.pk).update(parties=[world.firm.organisation_id])

    assert read(world, f"/desk/?open={ticket.number}").status_code == 404


def test_accepting_opens_the_dispatch_form_with_the_catalogues_suggestion(world: World) -> None:
    ticket = cast.filed(world)
    answer = send(world, ticket, "accept", who="desk", words={"then": "dispatch"})

    page = read(world, answer.headers["Location"]).text

    lead, assist = world.liaison.organisation_id, world.other_liaison.organisation_id
    assert f'name="lead" value="{lead}" id="dispatch-lead_0" checked' in page
    assert f'name="assists" value="{assist}" id="dispatch-assists_0" checked' in page
    assert "派单目录：低压供电" in page
    assert "没有对应到具体单位" in page
    assert "现在派出，最晚" in page


def test_after_an_act_the_next_case_opens(world: World) -> None:
    first, second = cast.accepted(world), cast.accepted(world)
    answer = send(world, first, "dispatch", who="desk", words=order(world) | {"then": "list"})

    onward = read(world, answer.headers["Location"])

    assert (onward.status_code, onward.headers["Location"]) == (303, f"/desk/?tab=accepted&open={second.number}")


def test_when_a_tab_is_done_the_next_work_opens_and_then_none(world: World) -> None:
    waiting = cast.filed(world)

    assert read(world, "/desk/?tab=accepted&open=next").headers["Location"] == (
        f"/desk/?tab=submitted&open={waiting.number}"
    )
    send(world, waiting, "ask", who="desk", words=STEPS["ask"].words(world))
    assert read(world, "/desk/?tab=accepted&open=next").headers["Location"] == "/desk/?tab=accepted"


def test_a_ruling_returns_to_the_tab_it_came_from(world: World) -> None:
    answer = send(world, proposed(world), "approve_rejection", who="second_desk", words={"then": "list"})

    assert answer.headers["Location"] == "/desk/?tab=rulings&open=next"


def test_a_lead_out_of_the_list_of_all_units_gets_the_case(world: World) -> None:
    ticket = cast.accepted(world)
    words = order(world) | {"lead": "other", "lead_other": world.third_liaison.organisation_id}

    send(world, ticket, "dispatch", who="desk", words=words)

    assert cast.lead_of(ticket).department_id == world.third_liaison.organisation_id


@pytest.mark.parametrize("lead", ["other", "", "abc", "99999999999999999999", "\x00", "-1"])
def test_a_lead_that_is_none_comes_back_with_all_that_was_typed(world: World, lead: str) -> None:
    ticket = cast.accepted(world)

    answer = send(world, ticket, "dispatch", who="desk", words=order(world) | {"lead": lead, "instruction": "先去看"})

    assert (answer.status_code, "先去看" in answer.text) == (422, True)


def test_another_category_is_suggested_anew_and_nothing_typed_is_lost(world: World) -> None:
    ticket = cast.accepted(world)
    other = world.category.catalogue.categories.filter(lead__contains="市场监督").first()
    assert other is not None
    words = order(world) | {"category": other.pk, "instruction": "先去看", "suggest": "1"}

    answer = send(world, ticket, "dispatch", who="desk", words=words)

    assert (answer.status_code, cast.current(ticket).status) == (200, "accepted")
    assert f'value="{world.third_liaison.organisation_id}" id="dispatch-lead_0" checked' in answer.text
    assert "先去看" in answer.text


def test_the_office_reads_the_desk_and_decides_nothing(world: World) -> None:
    ticket = cast.filed(world)

    page = read(world, f"/desk/?open={ticket.number}", who="office").text

    assert (ticket.number in page, f"/tickets/{ticket.number}/accept/" in page) == (True, False)


def test_an_empty_desk_says_when_the_last_call_came(world: World) -> None:
    cast.dispatched(world)

    assert "最近一次呼叫是" in read(world, "/desk/").text


@pytest.mark.parametrize("query", ["?tab=%00", "?after=%00", "?after=WzFd", "?do=%00&open=", "?at=%ED%A0%80"])
def test_a_mangled_address_opens_the_first_page(world: World, query: str) -> None:
    ticket = cast.filed(world)

    assert ticket.number in read(world, f"/desk/{query}").text


def test_the_two_composers_cannot_be_confused(world: World) -> None:
    ticket = cast.signed(world)

    page = read(world, f"/tickets/{ticket.number}/", who="liaison").text

    assert [page.count(word) for word in ("发送给企业", "仅内部保存", "仅内部可见，企业永远看不到")] == [1, 1, 1]


def test_the_live_part_holds_no_field(world: World) -> None:
    ticket = cast.signed(world)

    page = read(world, f"/tickets/{ticket.number}/", who="liaison").text
    live = page[page.index(f'data-live="case:{ticket.number}"') :]
    live = live[: live.index("</section>")]

    assert [tag for tag in ("<form", "<input", "<textarea") if tag in live] == []


TURNS = [
    (cast.filed, "office", "等行业党委受理"),
    (cast.accepted, "office", "等行业党委派单"),
    (cast.dispatched, "office", "等供电公司签收"),
    (cast.signed, "desk", "等供电公司办理并答复"),
    (cast.replied, "liaison", "等行业党委审核答复"),
    (cast.asked_to_confirm, "liaison", "等企业评价"),
    (cast.closed, "liaison", "企业已确认，没有要办的了"),
    (cast.signed, "liaison", "轮到您：联系企业"),
]


@pytest.mark.parametrize(("make", "who", "words"), TURNS)
def test_a_page_on_which_nothing_can_be_done_says_whose_turn_it_is(
    world: World, make: Any, who: str, words: str
) -> None:
    ticket = make(world)

    assert words in read(world, f"/tickets/{ticket.number}/", who=who).text


def test_the_one_who_proposed_a_rejection_waits_for_a_colleague(world: World) -> None:
    ticket = proposed(world)

    page = read(world, f"/tickets/{ticket.number}/").text

    assert "由行业党委另一位同事或党委办公室审批" in page
    assert f"/tickets/{ticket.number}/approve_rejection/" not in page
    assert f"/tickets/{ticket.number}/accept/" not in page


def test_the_reviewer_reads_the_reply_with_its_internal_part(world: World) -> None:
    ticket = cast.signed(world)
    leg = cast.lead_of(ticket)
    words = STEPS["reply"].words(world) | {"internal": "台区负荷表附后", "version": leg.version}
    send(world, ticket, "reply", who="liaison", words=words)

    page = read(world, f"/tickets/{ticket.number}/", who="second_desk").text

    assert ("已加装一台变压器" in page, "台区负荷表附后" in page) == (True, True)


def test_calls_that_are_due_come_before_firms_that_still_have_time(world: World) -> None:
    with cast.at(MONDAY):  # type: ignore[attr-defined]  # a context manager
        silent = cast.asked_to_confirm(world)
    with cast.at(MONDAY + 8 * DAY):  # type: ignore[attr-defined]  # a context manager
        asked = cast.asked_to_confirm(world)
        sweep.run()
        page = read(world, "/revisits/", who="revisit_clerk").text

    assert page.index(silent.number) < page.index(asked.number)
    assert "要打电话 1 件，等企业评价 1 件" in page


def test_a_call_that_nobody_answered_is_counted(world: World) -> None:
    with cast.at(MONDAY):  # type: ignore[attr-defined]  # a context manager
        ticket = cast.asked_to_confirm(world)
    with cast.at(MONDAY + 8 * DAY):  # type: ignore[attr-defined]  # a context manager
        sweep.run()
        again = cast.current(ticket)
        revisiting.record_call(ticket.pk, verdict=None, actor=world.revisit_clerk, version=again.version)

        assert "1 次未接通" in read(world, "/revisits/", who="revisit_clerk").text


def test_the_unit_reads_what_the_desk_has_instructed(world: World) -> None:
    ticket = cast.dispatched(world)

    assert "请三日内到现场。" in read(world, f"/tickets/{ticket.number}/", who="liaison").text


def test_assists_show_as_lights(world: World) -> None:
    ticket = cast.dispatched(world)
    leg = cast.assist_of(ticket)
    handling.sign(ticket.pk, leg_id=leg.pk, actor=world.other_liaison, version=leg.version)
    handling.opine(ticket.pk, leg_id=leg.pk, opinion="同意", actor=world.other_liaison, version=leg.version + 1)

    lights = read(world, f"/tickets/{ticket.number}/", who="liaison").context["lights"]

    assert [(light.leg.role, light.leg.status, light.chip is None) for light in lights] == [
        ("lead", "pending", False),
        ("assist", "done", True),
    ]


def test_the_navigation_names_what_exists_and_may_be_opened(world: World) -> None:
    cast.filed(world)
    cast.dispatched(world)

    def items(who: str, address: str) -> list[tuple[str, int, bool]]:
        return [(item.url, item.count, item.current) for item in read(world, address, who=who).context["nav_items"]]

    assert ("/desk/", 1, True) in items("desk", "/desk/")
    assert ("/queue/", 1, True) in items("liaison", "/queue/")
    assert [url for url, _count, _current in items("liaison", "/queue/") if url in {"/desk/", "/revisits/"}] == []
    assert ("/revisits/", 0, True) in items("revisit_clerk", "/revisits/")
