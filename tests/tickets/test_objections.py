"""A firm objects to its rating being left out: it counts until another person of the office has looked (ADR 0023)."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from journal import clock
from metrics.counting import Scope
from metrics.periods import Month
from tests import figures
from tests.cast import MONDAY, World, current
from tests.orgs.test_calendar import at
from tests.tickets import excluded
from tests.tickets.excluded import granted, object_to, objected
from tests.tickets.staff_pages import send
from tests.tickets.test_exclusions import acts, counted, page_of, text_of
from tickets.exceptions import OutOfTime, StaleWrite
from tickets.exclusion_kinds import ExclusionState
from tickets.models import Exclusion, Objection, Ticket
from tickets.services import objecting

PAGE = "/exclusions/"


@pytest.fixture(autouse=True)
def monday(db: None) -> Iterator[None]:
    """Tests begin on a Monday at nine."""
    with clock.moved_to(MONDAY):
        yield


def state() -> ExclusionState:
    return Exclusion.objects.select_related("objection").get().state


def review(world: World, ticket: Ticket, verb: str) -> None:
    """The other person of the office rules on the page."""
    answer = send(world, ticket, f"{verb}_exclusion", who="second_office", words={"told": excluded.LOOKED})
    assert answer.status_code == 303


def test_while_it_waits_the_rating_counts_and_it_waits_for_ever(world: World) -> None:
    ticket = granted(world)
    seen = [counted(world)]
    object_to(ticket, world.firm)

    with clock.moved_to(MONDAY + timedelta(days=60)):
        seen.append(counted(world))
        assert "超期" in text_of(world, "second_office", PAGE)

    assert seen == [(0, 1), (1, 0)]
    assert state() == ExclusionState.OBJECTED


@pytest.mark.parametrize(
    ("verb", "figures", "found"),
    [("revoke", (1, 0), ExclusionState.REVOKED), ("confirm", (0, 1), ExclusionState.GRANTED)],
)
def test_ruled_on_it_is_settled_for_good_and_firm_and_unit_read_why(
    world: World, verb: str, figures: tuple[int, int], found: ExclusionState
) -> None:
    ticket = objected(world)

    review(world, ticket, verb)

    assert (counted(world), state()) == (figures, found)
    for who in ("firm", "liaison"):
        assert excluded.LOOKED in text_of(world, who, page_of(ticket))
        assert not acts(ticket, who, world)
    assert not acts(ticket, "second_office", world)


def test_the_list_behind_the_public_number_follows(world: World) -> None:
    ticket = objected(world)
    scope = Scope(world.county.pk, Month(2026, 11))
    of = [[*figures.cases(scope, "excluded")]]

    review(world, ticket, "confirm")

    assert [*of, [*figures.cases(scope, "excluded")]] == [[], [current(ticket)]]


def test_it_is_raised_within_five_working_days_of_the_grant_and_once(world: World) -> None:
    ticket = granted(world)
    with clock.moved_to(at("2026-11-23 17:00")):
        assert "对剔除评价提出异议" in text_of(world, "firm", page_of(ticket))
    with clock.moved_to(at("2026-11-24 09:00")):
        assert "对剔除评价提出异议" not in text_of(world, "firm", page_of(ticket))
        with pytest.raises(OutOfTime, match="最晚到"):
            object_to(ticket, world.firm)

    object_to(ticket, world.firm)

    with pytest.raises(StaleWrite):
        object_to(ticket, world.firm)
    assert Objection.objects.count() == 1


def test_the_firm_raises_it_on_a_page_of_its_own(world: World) -> None:
    ticket = granted(world)
    form = text_of(world, "firm", f"{page_of(ticket)}object_exclusion/")
    words = {"words": "", "client_token": uuid4()}
    empty = send(world, ticket, "object_exclusion", who="firm", words=words)

    done = send(world, ticket, "object_exclusion", who="firm", words=words | {"words": excluded.COUNTS})

    assert "由没有经手过的人复核" in form
    assert "提交异议" in form
    assert (empty.status_code, done.status_code) == (422, 303)
    assert "请写明为什么这次评价应当计入考核" in empty.content.decode()
    assert excluded.COUNTS in text_of(world, "firm", page_of(ticket))


def test_the_same_form_again_writes_nothing(world: World) -> None:
    ticket, token = granted(world), uuid4()

    for _click in range(2):
        object_to(ticket, world.firm, token=token)

    assert Objection.objects.count() == 1


def test_whoever_objects_second_or_too_late_keeps_their_words(world: World) -> None:
    first, late = granted(world), granted(world)
    object_to(first, world.firm)
    typed = "我写了半天的理由，不能丢"
    words = {"words": typed, "client_token": uuid4()}
    second = send(world, first, "object_exclusion", who="firm", words=words)
    with clock.moved_to(at("2026-11-24 09:00")):
        over = send(world, late, "object_exclusion", who="firm", words=words)

    for answer in (second, over):
        assert answer.status_code == 409
        assert typed in answer.content.decode()
    assert Objection.objects.count() == 1


@pytest.mark.parametrize("who", ["office", "liaison", "head", "desk", "leader", "firm"])
def test_whoever_had_a_part_in_it_does_not_look_again(world: World, who: str) -> None:
    ticket = objected(world)

    with pytest.raises(PermissionDenied):
        objecting.confirm(ticket.pk, told=excluded.LOOKED, actor=getattr(world, who), version=ticket.version)


@pytest.mark.parametrize("who", ["other_firm", "clerk", "liaison", "desk", "office"])
def test_nobody_but_the_firm_objects(world: World, who: str) -> None:
    ticket = granted(world)
    words = {"words": excluded.COUNTS, "client_token": uuid4()}

    answer = send(world, ticket, "object_exclusion", who=who, words=words)

    assert answer.status_code in {403, 404}
    assert not Objection.objects.exists()


def test_the_page_of_requests_asks_another_person_and_tells_of_the_revocation(world: World) -> None:
    ticket = objected(world)
    asked = {who: text_of(world, who, PAGE) for who in ("office", "second_office")}
    review(world, ticket, "revoke")

    assert [excluded.COUNTS in text for text in asked.values()] == [True, True]
    assert ["btn-primary" in text for text in asked.values()] == [False, True]
    assert "异议成立，已撤销" in text_of(world, "liaison", f"{PAGE}?tab=refused")
    assert ticket.number not in text_of(world, "liaison", f"{PAGE}?tab=granted")


def test_after_a_revocation_the_unit_does_not_ask_again(world: World) -> None:
    ticket = objected(world)

    review(world, ticket, "revoke")

    assert not acts(ticket, "handler", world)


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"body": ""}, "objection_says_why"),
        ({"upheld": True}, "ruled_objection_says_how_and_why"),
        ({"told": "不行"}, "ruled_objection_says_how_and_why"),
    ],
)
def test_the_database_refuses_half_a_record(world: World, change: dict[str, object], name: str) -> None:
    objected(world)

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Objection.objects.update(**change)
