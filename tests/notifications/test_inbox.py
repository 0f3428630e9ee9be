"""The inbox: what a person has been told, and what they have read."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from journal import clock
from journal.events import record
from journal.models import Event
from notifications import relay
from notifications.context import unread_count
from notifications.models import Notice
from orgs.models import County, Post
from orgs.statuses import Role
from tests import cast
from tests.cast import World
from tests.notifications.conftest import last_event
from tickets.models import Ticket

INBOX = "/notices/"


@pytest.fixture
def ticket(world: World) -> Ticket:
    """A case that the desk has been told of."""
    filed = cast.filed(world)
    relay.handle(last_event(filed))
    return filed


@pytest.fixture
def desk(world: World) -> Client:
    return cast.signed_in(world.desk)


def of(someone: Post) -> Notice:
    return Notice.objects.get(person=someone.person_id)


def many(notice: Notice, *, times: int) -> None:
    """Further notices of the same person, each of another event and a minute later."""
    events = [an_event() for _ in range(times)]
    Notice.objects.bulk_create(
        Notice(
            person_id=notice.person_id,
            post_id=notice.post_id,
            event=event,
            verb=notice.verb,
            subject_type=notice.subject_type,
            subject_id=notice.subject_id,
            number=notice.number,
            text=f"{notice.number}：第 {number} 条",
            url=notice.url,
            at=notice.at + timedelta(minutes=number),
        )
        for number, event in enumerate(events, start=1)
    )


def an_event() -> Event:
    """Something else that happened; what it was does not matter here."""
    with transaction.atomic():
        county = County.objects.select_for_update().latest("pk")
        return record("county.calendar_changed", county, actor=None, at=cast.MONDAY)


def test_the_inbox_shows_what_its_person_was_told_and_nobody_elses(world: World, ticket: Ticket, desk: Client) -> None:
    mine = desk.get(INBOX).content.decode()
    theirs = cast.signed_in(world.liaison).get(INBOX).content.decode()

    assert f"{ticket.number}：新诉求，请受理" in mine
    assert ticket.title in mine
    assert ticket.number not in theirs
    assert "还没有提醒" in theirs


def test_looking_changes_nothing(world: World, ticket: Ticket, desk: Client) -> None:
    for address in (INBOX, f"{INBOX}?unread=1", f"{INBOX}{of(world.desk).pk}/", f"{INBOX}read/"):
        desk.get(address)

    assert of(world.desk).read_at is None
    assert desk.get(f"{INBOX}{of(world.desk).pk}/").status_code == 405


def test_opening_a_notice_marks_it_read_and_leads_to_the_case(world: World, ticket: Ticket, desk: Client) -> None:
    answer = desk.post(f"{INBOX}{of(world.desk).pk}/")
    first = of(world.desk).read_at
    desk.post(f"{INBOX}{of(world.desk).pk}/")

    assert (answer.status_code, answer["Location"]) == (303, f"/tickets/{ticket.number}/")
    assert first is not None
    assert of(world.desk).read_at == first


def test_opening_a_notice_acts_in_the_post_that_was_told(world: World, ticket: Ticket) -> None:
    notice = of(world.desk)
    other = Post.objects.create(
        person=world.desk.person,
        organisation=world.liaison.organisation,
        role=Role.HANDLER,
        starts_on=cast.A_LONG_AGO,
    )
    browser = cast.signed_in(world.desk)
    session = browser.session
    session["post"] = other.pk
    session.save()

    browser.post(f"{INBOX}{notice.pk}/")

    assert browser.session["post"] == world.desk.pk


def test_somebody_elses_notice_is_not_there(world: World, ticket: Ticket) -> None:
    stranger = cast.signed_in(world.stranger)

    assert stranger.post(f"{INBOX}{of(world.desk).pk}/").status_code == 404
    assert of(world.desk).read_at is None


def test_a_stranger_is_sent_to_sign_in(world: World, ticket: Ticket, client: Client) -> None:
    answer = client.get(INBOX)

    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


def test_all_read_leaves_what_came_in_after_the_page_was_drawn(world: World, ticket: Ticket, desk: Client) -> None:
    upto = of(world.desk).pk
    many(of(world.desk), times=1)
    answer = desk.post(f"{INBOX}read/", {"upto": str(upto)})

    assert answer.status_code == 303
    assert unread_count(world.desk.person_id) == 1


@pytest.mark.parametrize("upto", ["", "-1", "abc", "9" * 40, "１"])
def test_a_mangled_mark_breaks_nothing(world: World, ticket: Ticket, desk: Client, upto: str) -> None:
    assert desk.post(f"{INBOX}read/", {"upto": upto}).status_code == 303


def test_the_inbox_is_paged_without_losing_or_repeating_a_notice(world: World, ticket: Ticket, desk: Client) -> None:
    many(of(world.desk), times=60)
    first = desk.get(INBOX)
    second = desk.get(INBOX, {"after": first.context["next"]})
    seen = [notice.pk for page in (first, second) for notice, _title in page.context["rows"]]

    assert len(first.context["rows"]) == 50
    assert sorted(seen) == sorted(Notice.objects.filter(person=world.desk.person).values_list("pk", flat=True))
    assert second.context["next"] == ""


def test_the_inbox_takes_as_many_queries_for_three_notices_as_for_one(
    world: World, ticket: Ticket, desk: Client
) -> None:
    desk.get(INBOX)
    with CaptureQueriesContext(connection) as one:
        desk.get(INBOX)
    many(of(world.desk), times=2)
    with CaptureQueriesContext(connection) as three:
        desk.get(INBOX)

    assert len(three) == len(one)


def test_the_bell_counts_to_ninety_nine_with_one_query(world: World, ticket: Ticket) -> None:
    person, first = world.desk.person_id, of(world.desk)
    assert unread_count(person) == 1
    many(first, times=98)
    assert unread_count(person) == 99
    many(first, times=400)
    Notice.objects.filter(pk__in=Notice.objects.order_by("at").values("pk")[:300]).update(read_at=clock.now())

    with CaptureQueriesContext(connection) as seen:
        assert unread_count(person) == "99+"
    assert len(seen) == 1
    assert "unread_notices_of_a_person" in plan_of(seen.captured_queries[0]["sql"])


def test_a_title_is_shown_as_text_and_only_while_the_post_may_see_the_case(world: World) -> None:
    filed = cast.filed(world, title="<script>alert(1)</script>")
    relay.handle(last_event(filed))
    browser = cast.signed_in(world.desk)
    shown = browser.get(INBOX).content.decode()
    Ticket.objects.filter(pk=filed.pk).update(parties=[world.firm.organisation_id])

    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert(1)" in shown
    assert "alert(1)" not in browser.get(INBOX).content.decode()


def test_a_firm_reads_its_inbox_in_its_own_frame(world: World) -> None:
    accepted = cast.accepted(world)
    relay.handle(last_event(accepted))
    page = cast.signed_in(world.firm).get(INBOX).content.decode()

    assert 'class="q-firm' in page
    assert "行业党委已受理您的诉求" in page


def test_htmx_gets_the_part(world: World, ticket: Ticket, desk: Client) -> None:
    part = desk.get(INBOX, headers={"HX-Request": "true"}).content.decode()

    assert part.lstrip().startswith('<div id="inbox"')


def plan_of(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("ANALYZE notifications_notice")  # what the planner knows must not depend on the tests before
        cursor.execute("DISCARD PLANS")  # what is prepared was planned before
        cursor.execute(f"EXPLAIN {sql}")
        return "\n".join(row[0] for row in cursor.fetchall())
