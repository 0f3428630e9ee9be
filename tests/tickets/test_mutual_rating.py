"""双考核: after a whistle both sides rate each other, once, in time, and neither can pay the other back."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from journal import clock
from orgs.models import Post
from orgs.statuses import Role
from tests import cast
from tests.cast import MONDAY, World, current
from tests.orgs.test_calendar import at
from tests.tickets import whistled
from tests.tickets.whistled import call_of, check_in, end, rate_units, rate_whistle
from tickets.exceptions import OutOfTime, StaleWrite
from tickets.models import Ticket, WhistleRating
from tickets.offers import in_rating_time, offers
from tickets.services import mutual_rating
from tickets.whistle_cards import cards
from tickets.whistle_kinds import Side

LAST_DAY = at("2026-11-23 18:00")


@pytest.fixture(autouse=True)
def monday(db: None) -> Iterator[None]:
    """Tests begin on a Monday at nine."""
    with clock.moved_to(MONDAY):
        yield


def read_by(ticket: Ticket, post: Post) -> list[tuple[str, str]]:
    """What a post reads of the ratings in the case."""
    shown = cards(current(ticket), post, [], now=clock.now())
    return [(said.label, said.grade) for card in shown for light in card.lights for said in light.said]


UNITS_WORD = ("吹哨方评价", "没有起作用")
WHISTLES_WORD = ("报到方评价", "不该吹")


def rated_by_whistler(world: World) -> Ticket:
    ticket = whistled.ended(world)
    rate_units(ticket, world.desk, world.third_liaison, grade=1, words="到了就走，没有测")
    return ticket


def test_each_side_rates_the_other_once(world: World) -> None:
    ticket = whistled.ended(world)

    rate_units(ticket, world.desk, world.third_liaison, grade=3)
    rate_whistle(ticket, world.third_liaison, grade=2)

    assert set(WhistleRating.objects.values_list("side", "grade", "by__person__name")) == {
        ("whistler", 3, "王红"),
        ("called", 2, "吴市"),
    }
    with pytest.raises(StaleWrite):
        rate_units(ticket, world.second_desk, world.third_liaison, grade=1, words="改主意了，不好")
    with pytest.raises(StaleWrite):
        rate_whistle(ticket, world.third_liaison, grade=1, words="改主意了，不该吹")


@pytest.mark.parametrize("make", [whistled.whistled, whistled.come])
def test_nobody_rates_before_the_whistle_has_ended(world: World, make: Any) -> None:
    ticket = make(world)

    with pytest.raises((PermissionDenied, StaleWrite)):
        rate_units(ticket, world.desk, world.third_liaison)
    with pytest.raises((PermissionDenied, StaleWrite)):
        rate_whistle(ticket, world.third_liaison)


def test_of_a_unit_that_did_not_come_the_fact_says_it_all(world: World) -> None:
    ticket = whistled.ended(world)

    with pytest.raises(StaleWrite):
        rate_units(ticket, world.desk, world.other_liaison)
    with pytest.raises(StaleWrite):
        rate_whistle(ticket, world.other_liaison)


@pytest.mark.parametrize("who", ["liaison", "other_liaison", "third_liaison", "firm", "office", "revisit_clerk"])
def test_only_the_side_that_blew_rates_units(world: World, who: str) -> None:
    ticket = whistled.ended(world)

    with pytest.raises(PermissionDenied):
        rate_units(ticket, getattr(world, who), world.third_liaison)


@pytest.mark.parametrize("who", ["desk", "liaison", "firm", "office"])
def test_only_a_called_unit_rates_the_whistle(world: World, who: str) -> None:
    ticket = whistled.ended(world)
    mark = mutual_rating.Mark(call_id=call_of(ticket, world.third_liaison).pk, grade=3)

    with pytest.raises(PermissionDenied):
        mutual_rating.rate_whistle(ticket.pk, mark=mark, actor=getattr(world, who))


def test_nobody_rates_for_both_sides(world: World) -> None:
    """The dispatcher who blew also stands in at the unit that came."""
    ticket = whistled.ended(world)
    both = Post.objects.create(
        person=world.desk.person, organisation=world.third_liaison.organisation, role=Role.HANDLER,
        starts_on=cast.A_LONG_AGO,
    )  # fmt: skip

    with pytest.raises(StaleWrite):
        rate_whistle(ticket, both)
    rate_units(ticket, world.desk, world.third_liaison)
    call = call_of(ticket, world.third_liaison)
    with pytest.raises(IntegrityError, match="nobody_rates_for_both_sides"), transaction.atomic():
        WhistleRating.objects.create(
            check_in=call, side=Side.CALLED, by=both, by_person=both.person, at=MONDAY, grade=3
        )


def test_the_database_keeps_no_bad_rating_without_a_reason(world: World) -> None:
    ticket = whistled.ended(world)

    with pytest.raises(IntegrityError, match="bad_rating_says_why"), transaction.atomic():
        rate_units(ticket, world.desk, world.third_liaison, grade=1)


def test_after_five_working_days_the_late_are_told_and_not_rated_stays_not_rated(world: World) -> None:
    ticket = whistled.ended(world)

    with clock.moved_to(LAST_DAY + timedelta(minutes=1)):
        with pytest.raises(OutOfTime, match="未评价"):
            rate_units(ticket, world.desk, world.third_liaison)
        with pytest.raises(OutOfTime):
            rate_whistle(ticket, world.third_liaison)
        possible = offers(current(ticket), world.desk)
        assert "rate_units" in possible
        assert "rate_units" not in in_rating_time(possible, current(ticket), world.desk, now=clock.now())
    assert not WhistleRating.objects.exists()
    with clock.moved_to(LAST_DAY):
        rate_units(ticket, world.desk, world.third_liaison)


def test_a_form_that_comes_too_late_keeps_its_words(world: World) -> None:
    ticket = whistled.ended(world)
    call = call_of(ticket, world.third_liaison).pk
    for words in ({f"grade{call}": "1", f"words{call}": "到了就走，没有测"}, {f"words{call}": "没有打分只写了字"}):
        with clock.moved_to(LAST_DAY + timedelta(minutes=1)):
            answer = cast.signed_in(world.desk).post(f"/tickets/{ticket.number}/rate_units/", words)

        assert answer.status_code == 409
        assert "已经过了" in answer.text
        assert words[f"words{call}"] in answer.text


def test_a_closed_case_can_still_be_rated(world: World) -> None:
    ticket = whistled.ended(world)
    whistled.withdraw(world, ticket)

    rate_units(ticket, world.desk, world.third_liaison)
    rate_whistle(ticket, world.third_liaison)
    assert WhistleRating.objects.count() == 2


# --- who reads what ---------------------------------------------------------------------------------------------------


def test_one_sides_word_is_read_by_itself_and_the_office_until_the_other_has_spoken(world: World) -> None:
    ticket = rated_by_whistler(world)

    seen = {name: read_by(ticket, getattr(world, name)) for name in ("desk", "second_desk", "office", "third_liaison")}
    assert seen == {"desk": [UNITS_WORD], "second_desk": [UNITS_WORD], "office": [UNITS_WORD], "third_liaison": []}
    page = cast.signed_in(world.third_liaison).get(f"/tickets/{ticket.number}/").text
    assert "到了就走" not in page
    assert "还没有公开" in page


@pytest.mark.parametrize("who", ["liaison", "other_liaison", "revisit_clerk"])
def test_who_is_no_side_reads_no_word_even_afterwards(world: World, who: str) -> None:
    ticket = rated_by_whistler(world)
    rate_whistle(ticket, world.third_liaison, grade=1, words="一个单位自己就能办")

    assert read_by(ticket, getattr(world, who)) == []


def test_once_both_have_spoken_both_read(world: World) -> None:
    ticket = rated_by_whistler(world)
    rate_whistle(ticket, world.third_liaison, grade=1, words="一个单位自己就能办")

    assert read_by(ticket, world.desk) == read_by(ticket, world.third_liaison) == [UNITS_WORD, WHISTLES_WORD]


def test_once_the_time_is_over_a_word_without_answer_is_read(world: World) -> None:
    ticket = rated_by_whistler(world)

    with clock.moved_to(LAST_DAY):
        assert read_by(ticket, world.third_liaison) == []
    with clock.moved_to(LAST_DAY + timedelta(minutes=1)):
        assert read_by(ticket, world.third_liaison) == [UNITS_WORD]


def test_no_line_of_the_timeline_says_what_was_rated(world: World) -> None:
    ticket = rated_by_whistler(world)

    for who in ("liaison", "third_liaison", "firm"):
        page = cast.signed_in(getattr(world, who)).get(f"/tickets/{ticket.number}/").text

        assert "没有起作用" not in page
        assert "到了就走" not in page


def test_the_desks_own_unit_may_be_called_and_rates_back(world: World) -> None:
    ticket = cast.signed(world)
    whistled.blow(world, ticket, "desk", by=world.liaison)
    check_in(ticket, world.second_desk)
    end(ticket, world.liaison)

    rate_whistle(ticket, world.desk, grade=2)
    rate_units(ticket, world.handler, world.desk)
    assert WhistleRating.objects.count() == 2
