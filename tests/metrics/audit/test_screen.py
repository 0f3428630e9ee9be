"""The auditor's list: what stands in it, how it is narrowed, what it never shows, and that looking is noted too."""

from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from journal import access, checkpoints, clock
from journal.models import AccessKind, AccessLog, Event, Verification
from metrics.audit.lines import Line
from metrics.audit.lists import Place, Wanted, _of, rows
from orgs.models import County
from tests import cast
from tests.cast import MINUTE, MONDAY, World
from tickets.models import Ticket

PAGE = "/audit/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> World:
    return cast.county()


@pytest.fixture
def ticket(world: World) -> Iterator[Ticket]:
    """A case that was filed and accepted on a Monday; the clock stands."""
    with clock.moved_to(MONDAY):
        yield cast.accepted(world)


def looked(world: World, **asked: Any) -> HttpResponse:
    answer: Any = cast.signed_in(world.auditor).get(PAGE, asked)
    return answer  # type: ignore[no-any-return]  # the test client has no types of its own


def lines(world: World, **asked: Any) -> list[Line]:
    found: Any = looked(world, **asked)
    assert found.status_code == 200
    return list(found.context["lines"])


def test_acts_and_looks_stand_in_one_list_newest_first(world: World, ticket: Ticket) -> None:
    with clock.moved_to(MONDAY + MINUTE):
        cast.signed_in(world.desk).post(f"/tickets/{ticket.number}/reveal/", {"purpose": "callback"})
    with clock.moved_to(MONDAY + 2 * MINUTE):
        cast.say_more(world, ticket)

    of_the_case = lines(world, number=ticket.number)

    assert of_the_case[0].what == "补充说明"
    assert sorted(line.at for line in of_the_case) == [line.at for line in reversed(of_the_case)]
    assert {line.number for line in of_the_case} == {ticket.number}


def test_a_line_says_who_with_unit_and_role_and_masks_people_of_firms(world: World, ticket: Ticket) -> None:
    by_what = {line.what: line for line in lines(world, number=ticket.number)}

    assert (by_what["受理"].who, by_what["受理"].unit, by_what["受理"].role) == (
        "王红",
        "电商行业党委",
        "行业党委派单员",
    )
    assert by_what["提交诉求"].who == "丁*"


def test_nothing_of_a_case_but_its_number_is_shown(world: World, ticket: Ticket) -> None:
    page = unescape(looked(world).content.decode())

    assert ticket.number in page
    for secret in (ticket.title, ticket.body, "13800001234", "丁小满"):
        assert secret not in page


def test_a_sign_in_says_from_where_and_masks_a_firms_person_but_not_an_officials(world: World) -> None:
    origin = access.Origin(address="10.1.2.3", request_id="r-1")
    for post in (world.firm, world.desk):
        access.note(AccessKind.SIGN_IN, actor=None, person_id=post.person_id, county=world.county.pk, origin=origin)

    found = [(line.who, line.address, line.request_id) for line in lines(world, what="access:sign_in")]

    assert found == [("王红", "10.1.2.3", "r-1"), ("丁*", "10.1.2.3", "r-1")]


def test_a_failure_of_an_unknown_account_is_shown(world: World) -> None:
    access.note(AccessKind.SIGN_IN_FAILED, actor=None)

    assert [line.who for line in lines(world, what="access:sign_in_failed")] == ["没有登录的人"]


@pytest.mark.parametrize("name", ["firm", "clerk", "desk", "liaison", "office", "leader", "sysadmin"])
def test_nobody_else_finds_the_page(world: World, name: str) -> None:
    assert cast.signed_in(getattr(world, name)).get(PAGE).status_code == 404


def test_strangers_sign_in_first_and_nothing_is_sent_to_it(world: World) -> None:
    assert Client().get(PAGE).status_code == 302
    assert cast.signed_in(world.auditor).post(PAGE).status_code == 405


def test_one_person_is_followed_by_a_link_or_a_user_name(world: World, ticket: Ticket) -> None:
    for asked in ({"person": world.desk.person_id}, {"username": world.desk.person.username}):
        assert {line.who for line in lines(world, **asked)} == {"王红"}


def test_days_are_the_countys_and_both_ends_belong_to_them(world: World, ticket: Ticket) -> None:
    late = MONDAY.replace(hour=23, minute=59)
    access.note(AccessKind.PRINT, actor=world.firm, county=world.county.pk, at=late)

    assert [line.at for line in lines(world, since="2026-11-16", until="2026-11-16", what="access:print")] == [late]
    assert lines(world, since="2026-11-17", what="access:print") == []
    assert lines(world, until="2026-11-15", what="access:print") == []


def test_one_verb_one_kind_and_one_export_are_picked(world: World, ticket: Ticket) -> None:
    for job in (5, 6):
        access.note(AccessKind.EXPORT, actor=world.desk, county=world.county.pk, subject_type="export", subject_id=job)

    assert {line.what for line in lines(world, what="event:ticket.accepted")} == {"受理"}
    assert [line.about for line in lines(world, what="access:export")] == ["导出的清单 6", "导出的清单 5"]
    assert [line.export for line in lines(world, export=5)] == [5]


@pytest.mark.parametrize(
    "asked",
    [
        {"since": "gestern"},
        {"until": "9999-12-31"},
        {"number": "QH-1"},
        {"username": "nobody"},
        {"since": "2026-11-17", "until": "2026-11-16"},
    ],
)
def test_what_cannot_be_meant_comes_back_with_a_sentence(world: World, asked: dict[str, str]) -> None:
    page = looked(world, **asked)

    assert page.status_code == 422
    assert "q-errors" in page.content.decode() or "aria-invalid" in page.content.decode()


def test_every_look_is_noted_with_what_was_asked_for(world: World, ticket: Ticket) -> None:
    looked(world, number=ticket.number, person=world.desk.person_id)

    note = AccessLog.objects.get(kind=AccessKind.AUDITED)
    assert (note.post, note.subject_type, note.subject_id) == (world.auditor.pk, "ticket", ticket.pk)
    assert note.data == {"number": ticket.number, "person": str(world.desk.person_id)}
    assert [line.who for line in lines(world, what="access:audited")] == ["卫审"]


def test_another_countys_rows_are_not_there(world: World) -> None:
    elsewhere = County.objects.create(name="邻县", code="next")
    access.note(AccessKind.EXPORT, actor=world.desk, county=elsewhere.pk)

    assert lines(world, what="access:export") == []
    assert lines(world, person=world.desk.person_id) == []


def test_pages_lose_and_repeat_nothing_though_many_rows_share_an_instant(world: World) -> None:
    for _ in range(7):
        access.note(AccessKind.EXPORT, actor=None, county=world.county.pk, at=MONDAY)
        access.note(AccessKind.EXPORT, actor=None, at=MONDAY)
        cast.filed(world)
    wanted, seen, after = Wanted(county=world.county.pk), [], ""

    for _ in range(100):
        shown, after = rows(wanted, after=Place.read(after), size=3)
        seen += [Place.of(row) for row in shown]
        if not after:
            break

    everything = [*Event.objects.filter(county=world.county.pk), *AccessLog.objects.all()]
    assert seen == sorted((Place.of(row) for row in everything), reverse=True)


def test_a_mangled_place_opens_the_first_page(world: World, ticket: Ticket) -> None:
    for mangled in ("", "x", "2026-11-16~1", "2026-11-16T09:00:00~a~b"):
        assert Place.read(mangled) is None
    assert lines(world, after="x") != []


@pytest.mark.parametrize("log", [Event, AccessLog])
@pytest.mark.parametrize(
    "narrowed",
    [
        {},
        {"what": True},
        {"person": 5},
        {"subject": ("ticket", 5)},
        {"since": MONDAY, "until": MONDAY + timedelta(days=1)},
    ],
)
def test_each_way_of_narrowing_is_read_along_an_index(world: World, log: Any, narrowed: dict[str, Any]) -> None:
    what = ("event", "ticket.accepted") if log is Event else ("access", "export")
    wanted = Wanted(county=world.county.pk, **narrowed | ({"what": what} if "what" in narrowed else {}))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")

    plan = _of(log, wanted, after=Place(MONDAY, 1, 5), most=51).explain()

    nodes = [line for line in plan.splitlines() if "(cost=" in line]
    above = {before.split("(")[0].strip(" ->") for before, node in pairwise(nodes) if "Index Scan" in node}
    assert "Seq Scan" not in plan
    assert "_by_transaction" not in plan
    # A log is never put in order, only cut; the chain of one case is as long as the case.
    assert above == ({"Sort"} if log is Event and "subject" in narrowed else {"Limit"})


@pytest.mark.parametrize("cases", [1, 3])
def test_a_page_costs_twelve_statements_at_most(world: World, cases: int, django_assert_max_num_queries: Any) -> None:
    for _ in range(cases):
        cast.accepted(world)
    access.note(AccessKind.SIGN_IN, actor=None, person_id=world.firm.person_id, county=world.county.pk)
    checkpoints.seal()
    browser = cast.signed_in(world.auditor)
    browser.get(PAGE)

    with django_assert_max_num_queries(12):
        browser.get(PAGE)


@pytest.mark.django_db(transaction=True)
def test_the_chains_head_can_be_written_down(world: World, ticket: Ticket) -> None:
    sealed = checkpoints.seal()
    assert sealed is not None

    page = looked(world).content.decode().replace(" ", "")

    assert bytes(sealed.hash).hex() in page
    assert f"封存{sealed.event_count + sealed.access_count}条" in page


def test_a_broken_journal_is_said_on_top(world: World) -> None:
    Verification.objects.create(
        at=MONDAY, checkpoint=1, checkpoint_hash=b"", events=1, accesses=0, broken="event county 5 seq 3"
    )

    assert "event county 5 seq 3" in looked(world).content.decode()


def test_htmx_gets_the_part_and_the_navigation_has_the_link(world: World) -> None:
    browser = cast.signed_in(world.auditor)

    assert browser.get(PAGE, headers={"HX-Request": "true"}).content.decode().lstrip().startswith('<div id="audit"')
    assert f'href="{PAGE}"' in browser.get(PAGE).content.decode()
    assert f'href="{PAGE}"' not in cast.signed_in(world.office).get("/desk/").content.decode()
