"""The pages of a meeting that is held and of its decisions: who reads, who writes."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from journal import clock
from roundtable.meeting_kinds import DecisionState, MeetingState, Outcome
from roundtable.models import Decision, ItemRecord, Meeting
from roundtable.services import holding, pursuing, signing
from tests.cast import MONDAY, World, signed_in
from tests.roundtable import held
from tests.roundtable.convened import NEXT_WEEK, called, current
from tests.roundtable.table import Table

SCRIPT = {"Accept": "application/json"}


@pytest.fixture(autouse=True)
def in_the_room() -> Iterator[None]:
    with clock.moved_to(MONDAY):
        yield


def live(meeting: Meeting, more: str = "") -> str:
    return f"/roundtable/meetings/{meeting.pk}/live/{more}"


def words(meeting: Meeting, **said: Any) -> dict[str, Any]:
    record = held.first(meeting).record
    stands = {
        "facts": record.facts,
        "positions": "",
        "outcome": record.outcome,
        "reason": "",
        "version": record.version,
    }
    return stands | said


# --- holding ----------------------------------------------------------------------------------------------------------


def test_the_clerk_opens_the_meeting_on_its_day_and_is_in_the_minutes(world: World, seats: Table) -> None:
    meeting, _ticket = called(world, seats)
    clerk = signed_in(seats.clerk)
    assert "开会</button>" not in clerk.get(f"/roundtable/meetings/{meeting.pk}/").content.decode()

    with clock.moved_to(NEXT_WEEK):
        clerk = signed_in(seats.clerk)
        assert "开会</button>" in clerk.get(f"/roundtable/meetings/{meeting.pk}/").content.decode()
        answer = clerk.post(f"/roundtable/meetings/{meeting.pk}/step/begin/", {"version": meeting.version})

    assert (answer.status_code, answer["Location"]) == (303, live(meeting))
    assert current(meeting).state == MeetingState.IN_SESSION


@pytest.mark.parametrize(("who", "status"), [("clerk", 200), ("secretary", 200), ("other_clerk", 404)])
def test_whoever_prepares_the_meeting_writes_its_minutes(world: World, seats: Table, who: str, status: int) -> None:
    meeting, _ticket = held.begun(world, seats)

    assert signed_in(getattr(seats, who)).get(live(meeting)).status_code == status


@pytest.mark.parametrize(("who", "status"), [("office", 200), ("leader", 200), ("desk", 404), ("firm", 404)])
def test_the_rooms_screen_is_for_whoever_reads_the_meeting(world: World, seats: Table, who: str, status: int) -> None:
    meeting, _ticket = held.begun(world, seats)

    assert signed_in(getattr(world, who)).get(f"/roundtable/meetings/{meeting.pk}/room/").status_code == status


def test_what_is_saved_while_one_types_says_its_new_version(world: World, seats: Table) -> None:
    meeting, _ticket = held.begun(world, seats)
    item = held.first(meeting)

    answer = signed_in(seats.clerk).post(
        live(meeting, f"items/{item.pk}/"), words(meeting, facts="二十二户"), headers=SCRIPT
    )

    assert (answer.status_code, answer.json()["version"]) == (200, 2)
    assert ItemRecord.objects.get(item=item).facts == "二十二户"


def test_whoever_was_overtaken_gets_both_texts_by_script_and_on_a_page(world: World, seats: Table) -> None:
    meeting, _ticket = held.begun(world, seats)
    item, clerk = held.first(meeting), signed_in(seats.clerk)
    held.write(meeting, item, by=seats.secretary, facts="书记写的")
    mine = words(meeting, facts="会务写的", version=1)

    by_script = clerk.post(live(meeting, f"items/{item.pk}/"), mine, headers=SCRIPT)
    on_page = clerk.post(live(meeting, f"items/{item.pk}/"), mine)

    told = by_script.json()
    assert (by_script.status_code, told["stands"]["facts"], told["fixed"]) == (409, "书记写的", [])
    assert (told["labels"]["facts"], told["outcomes"]["refused"]) == ("情况", "不予采纳")
    assert on_page.status_code == 409
    assert "书记写的" in on_page.content.decode()
    assert "会务写的" in on_page.content.decode()
    assert ItemRecord.objects.get(item=item).facts == "书记写的"


def test_an_outcome_without_its_reason_is_refused_with_what_was_typed(world: World, seats: Table) -> None:
    meeting, _ticket = held.begun(world, seats)
    item, clerk = held.first(meeting), signed_in(seats.clerk)
    said = words(meeting, facts="二十二户", outcome=Outcome.NOT_ADOPTED)

    page = clerk.post(live(meeting, f"items/{item.pk}/"), said)
    by_script = clerk.post(live(meeting, f"items/{item.pk}/"), said, headers=SCRIPT)

    assert page.status_code == 422
    assert "二十二户" in page.content.decode()
    assert list(by_script.json()["errors"]) == ["reason"]


def test_a_decision_is_written_at_the_table_changed_and_dropped(world: World, seats: Table) -> None:
    meeting, _ticket = held.begun(world, seats)
    item, clerk = held.first(meeting), signed_in(seats.clerk)
    said = {"body": "装变压器", "lead": world.liaison.organisation_id, "target_on": held.DUE, "criterion": "不跳闸"}

    with clock.moved_to(NEXT_WEEK):
        clerk = signed_in(seats.clerk)
        made = clerk.post(live(meeting, f"items/{item.pk}/decide/"), said)
        decision = Decision.objects.get()
        changed = said | {"body": "装两台变压器", "version": 1}
        change = clerk.post(live(meeting, f"decisions/{decision.pk}/change/"), changed)
        assert Decision.objects.get().plan == "装两台变压器"
        drop = clerk.post(live(meeting, f"decisions/{decision.pk}/drop/"), {"version": 2})

    assert [answer.status_code for answer in (made, change, drop)] == [303, 303, 303]
    assert not Decision.objects.exists()


def test_a_decision_that_cannot_be_keeps_what_was_typed(world: World, seats: Table) -> None:
    meeting, _ticket = held.begun(world, seats)
    item = held.first(meeting)
    said = {"body": "装变压器", "lead": world.liaison.organisation_id, "target_on": "2026-11-01", "criterion": "不跳闸"}

    answer = signed_in(seats.clerk).post(live(meeting, f"items/{item.pk}/decide/"), said)

    assert answer.status_code == 422
    assert "完成时限要在今天以后" in answer.content.decode()
    assert "装变压器" in answer.content.decode()


def test_the_firm_reads_the_answer_on_its_case(world: World, seats: Table) -> None:
    meeting, ticket = held.begun(world, seats)
    with clock.moved_to(NEXT_WEEK + timedelta(hours=1)):
        held.write(meeting, held.first(meeting), by=seats.clerk, outcome=Outcome.NOT_ADOPTED, reason="县里没有这项权限")
        holding.end(meeting.pk, actor=seats.clerk, version=current(meeting).version)
        signing.sign(meeting.pk, actor=seats.secretary, version=current(meeting).version)
        page = signed_in(world.firm).get(f"/tickets/{ticket.number}/").content.decode()

    assert "不予采纳：县里没有这项权限" in page


def test_the_firm_reads_on_its_case_who_does_it_and_by_when(world: World, seats: Table) -> None:
    _meeting, ticket, decision = held.signed(world, seats)
    with clock.moved_to(NEXT_WEEK + timedelta(hours=3)):
        page = signed_in(world.firm).get(f"/tickets/{ticket.number}/").content.decode()

    assert decision.told in page
    assert "2026年12月18日" in page


def test_the_pages_of_a_meeting_in_session_ask_few_questions(
    world: World, seats: Table, django_assert_max_num_queries: Any
) -> None:
    meeting, _ticket = held.begun(world, seats)
    for _time in range(3):
        held.decide(world, meeting, by=seats.clerk)
    clerk = signed_in(seats.clerk)
    clerk.get(live(meeting))

    with django_assert_max_num_queries(15):
        clerk.get(live(meeting, "?item=1"))


# --- decisions --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "status"), [("liaison", 200), ("office", 200), ("firm", 200), ("other_firm", 404), ("other_liaison", 404)]
)
def test_a_decision_is_read_by_whom_it_concerns(world: World, seats: Table, who: str, status: int) -> None:
    _meeting, _ticket, decision = held.signed(world, seats)

    assert signed_in(getattr(world, who)).get(f"/roundtable/decisions/{decision.pk}/").status_code == status


def test_a_draft_is_no_decision_yet(world: World, seats: Table) -> None:
    _meeting, _ticket, decision = held.ended(world, seats)

    assert signed_in(world.office).get(f"/roundtable/decisions/{decision.pk}/").status_code == 404
    assert "装好变压器" not in signed_in(world.firm).get("/roundtable/decisions/").content.decode()


def test_the_firm_reads_what_it_was_told_and_not_the_words_between_the_units(world: World, seats: Table) -> None:
    _meeting, _ticket, decision = held.signed(world, seats)
    pursuing.report(
        decision.pk, done="催了设备厂", next_step="", client_token=decision.client_token, actor=world.liaison
    )

    page = signed_in(world.firm).get(f"/roundtable/decisions/{decision.pk}/").content.decode()

    assert decision.told in page
    assert "催了设备厂" not in page
    assert "赵科长" not in page


def test_the_firm_says_on_its_page_that_it_is_solved(world: World, seats: Table) -> None:
    _meeting, _ticket, decision = held.signed(world, seats)
    with clock.moved_to(NEXT_WEEK + timedelta(hours=3)):
        lead, address = signed_in(world.head), f"/roundtable/decisions/{decision.pk}/"
        lead.post(address + "contact/", {"words": "电话里说好了"})
        asked = lead.post(address + "ask/", {"version": held.now(decision).version, "words": "已送电"})
        firm = signed_in(world.firm)
        page = firm.get(address).content.decode()
        named = decision.named.get()
        empty = firm.post(address + f"confirm/{named.pk}/", {"solved": "0", "words": ""})
        answer = firm.post(address + f"confirm/{named.pk}/", {"solved": "1", "words": "好了"})

    assert asked.status_code == 303
    assert "解决了吗" in page
    assert (empty.status_code, answer.status_code) == (422, 303)
    assert decision.named.get().solved is True


def test_the_whole_way_is_gone_through_the_pages(world: World, seats: Table) -> None:
    _meeting, _ticket, decision = held.signed(world, seats)
    address = f"/roundtable/decisions/{decision.pk}/"

    def send(client: Client, act: str, **said: Any) -> int:
        said |= {"version": held.now(decision).version}
        return client.post(address + act, said).status_code

    with clock.moved_to(NEXT_WEEK + timedelta(hours=3)):
        head, firm = signed_in(world.head), signed_in(world.firm)
        statuses = [
            send(head, "contact/", words="说好了"),
            send(head, "ask/", words="已送电"),
            send(firm, f"confirm/{decision.named.get().pk}/", solved="1"),
            send(signed_in(world.office), "audit/", upheld="1", words="看过"),
            send(signed_in(seats.secretary), "rule/", upheld="1", words=""),
        ]

    assert statuses == [303] * 5
    assert held.now(decision).state == DecisionState.DONE


@pytest.mark.parametrize("act", ["ask", "sign", "audit", "rule"])
def test_whoever_may_not_is_refused(world: World, seats: Table, act: str) -> None:
    _meeting, _ticket, decision = held.signed(world, seats)
    said = {"version": decision.version, "words": "好了", "upheld": "1"}

    assert signed_in(world.desk).post(f"/roundtable/decisions/{decision.pk}/{act}/", said).status_code in {403, 404}
    assert held.now(decision).state == DecisionState.RUNNING
