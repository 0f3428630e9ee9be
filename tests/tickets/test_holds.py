"""A case on hold keeps everything, whatever its time and whoever asks, until somebody lifts it (暂缓清除, ADR 0032)."""

from datetime import datetime
from io import StringIO
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import IntegrityError, transaction

from journal import clock
from journal.models import Event
from orgs.exceptions import Refused
from orgs.models import Post
from orgs.statuses import Role
from tests import cast
from tests.cast import World, current, signed_in
from tests.tickets.data_asked import CALLER, NUMBER, by_a_caller
from tickets.data_kinds import Wish
from tickets.models import Hold, Ticket
from tickets.retention_kinds import Ground, Kept
from tickets.services import data_desk, desk, holding, retaining

CASE_NO = "（2026）鲁1725民初88号"
PAGE = "/tickets/{}/hold/"


@pytest.fixture
def security(world: World) -> Post:
    return cast.post(world.office.organisation, Role.SECADMIN, "张安")


def held(ticket: Ticket, by: Post) -> Ticket:
    holding.set_hold(ticket.pk, ground=Ground.LAWSUIT, reason=CASE_NO, actor=by)
    return current(ticket)


def after(ticket: Ticket, years: int) -> datetime:
    assert ticket.closed_at is not None
    return ticket.closed_at.replace(year=ticket.closed_at.year + years, month=12, day=31)


def test_nothing_of_it_goes_while_it_is_held_and_all_that_is_due_once_it_is_not(world: World) -> None:
    kept, other = held(cast.closed(world), world.office), cast.closed(world)

    with clock.moved_to(after(kept, 11)):
        assert retaining.carry_out().done == 2
        assert (current(kept).body, current(kept).contact_phone) == (kept.body, "13800001234")
        assert current(other).contact_phone == ""
        holding.lift(kept.pk, reason="案件已经审结。", actor=world.office)
        assert retaining.carry_out().done == 2

    assert current(kept).contact_phone == ""


def test_the_list_of_what_would_go_names_what_a_hold_keeps(world: World) -> None:
    kept, _other, out = held(cast.closed(world), world.office), cast.closed(world), StringIO()

    with clock.moved_to(after(kept, 4)):
        listed = {due.kind: (due.count, list(due.held)) for due in retaining.overview(now=clock.now())}
        call_command("retention", "--dry-run", stdout=out)

    assert listed == {Kept.PICTURES: (0, []), Kept.CONTACTS: (1, [kept.number]), Kept.WORDS: (0, [])}
    assert f"contacts: 1 more are on hold and stay: {kept.number}" in out.getvalue()


def test_it_stands_against_a_wish_to_erase_and_nothing_is_half_done(world: World) -> None:
    free, kept = cast.closed(world), held(cast.closed(world), world.office)
    Ticket.objects.update(contact_name=CALLER, contact_phone=NUMBER)
    request = by_a_caller(world, wish=Wish.CLOSE)

    with pytest.raises(Refused, match="暂缓清除"):
        data_desk.grant(request.pk, answer="已清除。", actor=world.office)

    assert {current(each).contact_phone for each in (free, kept)} == {NUMBER}


def test_setting_and_lifting_are_events_that_keep_their_reasons_as_salted_hashes(world: World, security: Post) -> None:
    ticket = held(cast.closed(world), world.office)
    holding.lift(ticket.pk, reason="案件已经审结。", actor=security)

    told = Event.objects.filter(subject_type="ticket", subject_id=ticket.pk, verb__startswith="ticket.hold_")
    assert [(event.verb, event.post, event.data["ground"]) for event in told.order_by("seq")] == [
        ("ticket.hold_set", world.office.pk, "lawsuit"), ("ticket.hold_lifted", security.pk, "lawsuit"),
    ]  # fmt: skip
    assert not any(CASE_NO in str(event.data) for event in told)


@pytest.mark.parametrize("who", ["desk", "liaison", "leader", "revisit_clerk", "sysadmin", "auditor", "firm"])
def test_nobody_else_sets_one(world: World, who: str) -> None:
    ticket, actor = cast.closed(world), getattr(world, who)

    with pytest.raises(PermissionDenied):
        holding.set_hold(ticket.pk, ground=Ground.AUDIT, reason="县审计局要求", actor=actor)

    assert signed_in(actor).get(PAGE.format(ticket.number)).status_code == 404
    assert not Hold.objects.exists()


def test_a_case_has_one_at_a_time_and_each_is_lifted_once(world: World) -> None:
    ticket = held(cast.closed(world), world.office)

    with pytest.raises(Refused):
        held(ticket, world.office)
    with pytest.raises(IntegrityError, match="one_standing_hold_per_case"), transaction.atomic():
        Hold.objects.create(ticket=ticket, at=clock.now(), by=world.office, ground=Ground.AUDIT, reason="审计")
    holding.lift(ticket.pk, reason="案件已经审结。", actor=world.office)
    with pytest.raises(Refused):
        holding.lift(ticket.pk, reason="再解除一次", actor=world.office)
    held(ticket, world.office)

    assert Hold.objects.filter(ticket=ticket).count() == 2


@pytest.mark.parametrize("stage", [cast.filed, cast.signed, cast.closed])
def test_an_open_case_can_be_held_as_well_and_is_worked_on_as_before(world: World, stage: Any) -> None:
    ticket = held(stage(world), world.office)

    assert (ticket.status, ticket.version) == (stage(world).status, ticket.version)
    assert "暂缓清除，到期也不清除" in signed_in(world.desk).get(f"/tickets/{ticket.number}/").text


def say(window: Any, ticket: Ticket, **words: str) -> Any:
    return window.post(PAGE.format(ticket.number), words)


def test_the_page_sets_it_and_lifts_it_again(world: World) -> None:
    ticket, office = cast.closed(world), signed_in(world.office)

    assert say(office, ticket, ground="audit", reason="县审计局 2026 年第 8 号通知").status_code == 303
    assert "县审计局 2026 年第 8 号通知" in office.get("/holds/").text
    assert "县审计局 2026 年第 8 号通知" in office.get(PAGE.format(ticket.number)).text
    assert say(office, ticket, reason="审计已结束").status_code == 303

    assert not Hold.objects.filter(lifted_at=None).exists()
    assert "审计已结束" in office.get(PAGE.format(ticket.number)).text
    assert f'href="/tickets/{ticket.number}/"' in office.get(PAGE.format(ticket.number)).text


@pytest.mark.parametrize(
    "words", [{"ground": "audit"}, {"reason": "县审计局通知"}, {"ground": "x", "reason": "县审计局通知"}]
)
def test_without_a_ground_and_a_reason_nothing_is_set(world: World, words: dict[str, str]) -> None:
    assert say(signed_in(world.office), cast.closed(world), **words).status_code == 422
    assert not Hold.objects.exists()


def test_the_security_administrator_finds_a_case_by_its_number_and_reads_no_word_of_it(
    world: World, security: Post
) -> None:
    ticket, window = cast.closed(world), signed_in(security)

    found = window.get("/holds/", {"number": ticket.number})
    said = say(window, ticket, ground="discipline", reason="县纪委监委来函")
    pages = window.get("/holds/").text + window.get(PAGE.format(ticket.number)).text

    assert (found.status_code, found.headers["Location"], said.status_code) == (302, PAGE.format(ticket.number), 303)
    assert [words in pages for words in (ticket.title, ticket.body, "云裳坊", "13800001234")] == [False] * 4
    assert (ticket.number in pages, f'href="/tickets/{ticket.number}/"' in pages) == (True, False)


def test_a_supervisor_whom_a_case_is_about_neither_finds_it_nor_sees_it_held(world: World, security: Post) -> None:
    ticket = cast.accepted(world)
    desk.name_about(ticket.pk, unit_id=world.stranger.organisation_id, actor=world.desk, version=ticket.version)
    held(ticket, security)
    cast.also(world.office, world.stranger)
    window = signed_in(world.office)

    assert window.get("/holds/", {"number": ticket.number}).status_code == 422
    assert window.get(PAGE.format(ticket.number)).status_code == 404
    assert ticket.number not in window.get("/holds/").text


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_few_and_many(world: World, count: int, django_assert_num_queries: Any) -> None:
    for _each in range(count):
        held(cast.filed(world), world.office)
    window = signed_in(world.office)
    window.get("/holds/")

    with django_assert_num_queries(6):
        page = window.get("/holds/").text

    assert page.count("data-row>") == count
