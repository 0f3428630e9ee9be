"""The page that explains each status says what the rules say, in words of its readers."""

import pytest
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.cast import World, signed_in
from tickets import explaining
from tickets.actions import ACTIONS
from tickets.explaining import LEG_MEANINGS, LENGTHS, OWNERS, SILENCE, WHO, explained, possible
from tickets.statuses import FIRM_WORDS, DeadlineKind, LegStatus, Status

PAGE = "/statuses/"


def test_every_status_every_clock_and_everybody_who_may_has_words() -> None:
    assert set(explaining._TO_THE_FIRM) == set(explaining._TO_STAFF) == set(OWNERS) == set(Status)
    assert set(LEG_MEANINGS) == set(LegStatus)
    assert set(LENGTHS) == set(SILENCE) == set(DeadlineKind)
    by_people = {action.policy for action in ACTIONS.values() if not action.by_system and action.by_itself}
    assert by_people == set(WHO)


def test_only_statuses_that_a_case_can_come_into_are_explained() -> None:
    reached = {target for action in ACTIONS.values() for target in action.targets}

    assert {each.anchor for each in explained(for_firm=False)} == reached


def test_a_visitor_reads_the_words_of_the_firm_and_nothing_of_the_trade(client: Client, db: None) -> None:
    text = client.get(PAGE).content.decode()

    for status in explained(for_firm=True):
        assert f'id="{status.anchor}"' in text
        assert status.name == str(FIRM_WORDS[Status(status.anchor)])
    for word in ("退单", "改派", "签收", "审批", "到期没动"):
        assert word not in text


def test_colleagues_read_who_may_what_and_what_silence_means(world: World) -> None:
    text = signed_in(world.liaison).get(PAGE).content.decode()

    assert "不能再退单，视为接收" in text
    assert "企业看到的是“部门办理中”" in text
    assert "待裁定" in text


def test_both_find_the_page_where_the_status_stands(world: World) -> None:
    ticket = cast.dispatched(world)
    address = reverse("ticket", args=[ticket.number])

    for reader in (world.firm, world.liaison):
        assert f'href="{PAGE}#handling"' in signed_in(reader).get(address).content.decode()


@pytest.mark.parametrize("status", [Status.CLOSED, Status.REJECTED])
def test_an_ended_case_takes_notes_rulings_on_its_ratings_and_an_appeal_or_new_facts(status: Status) -> None:
    names = {name for name, action in ACTIONS.items() if action in possible(status)}

    ratings = {"rate_units", "rate_whistle"}
    ratings |= {
        f"{verb}_exclusion" for verb in ("ask", "agree", "refuse", "grant", "reject", "object", "revoke", "confirm")
    }
    again = {"ask_reopening", "reopen", "refuse_reopening"}
    assert names == ratings | {"note"} | ({"appeal"} if status == Status.REJECTED else again)
