"""The last closed year of the demonstration: 46 meetings, 71 problems solved, 120 suggestions, all of them rows."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from html import unescape
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import Count
from pytest_django.plugin import DjangoDbBlocker

from journal import clock, verifying
from journal.models import Event, Outbox
from orgs.calendar import COUNTY_TIME
from orgs.models import Post
from orgs.seeding import build_county
from orgs.statuses import Role
from roundtable.figures import Period
from roundtable.meeting_kinds import Answer, DecisionState, MeetingState, Outcome
from roundtable.models import AgendaItem, Carried, Decision, DecisionCard, Meeting, Minutes, Named, Release, Seat, Topic
from roundtable.queries import figures as counted
from roundtable.queries.figures import Scope
from roundtable.queries.naming import named_in
from tests.cast import signed_in
from tests.roundtable.test_figures import NUMBER

OPENED = datetime(2026, 1, 11, 9, 0, tzinfo=COUNTY_TIME)
NOW = datetime(2026, 11, 25, 15, 0, tzinfo=COUNTY_TIME)
IN_2025 = "AT TIME ZONE 'Asia/Shanghai' >= '2025-01-01' AND {0} AT TIME ZONE 'Asia/Shanghai' < '2026-01-01'"
HELD = f"SELECT count(*) FROM roundtable_meeting WHERE ended_at IS NOT NULL AND began_at {IN_2025.format('began_at')}"
RECEIVED = f"SELECT count(*) FROM roundtable_topic WHERE kind = 'suggestion' AND at {IN_2025.format('at')}"
SOLVED = f"""
SELECT count(*) FROM (
    SELECT item.id, max(decision.ended_at) AS ended, bool_and(decision.state = 'done') AS done,
           count(named.id) AS asked, bool_and(coalesce(named.solved, named.id IS NULL)) AS solved
    FROM roundtable_agendaitem item
    JOIN roundtable_topic topic ON topic.id = item.topic_id AND topic.kind = 'problem'
    JOIN roundtable_decision decision ON decision.item_id = item.id
    LEFT JOIN roundtable_named named ON named.decision_id = decision.id
    GROUP BY item.id
) told WHERE done AND asked > 0 AND solved AND ended {IN_2025.format("ended")}
"""


@pytest.fixture(scope="module")
def told(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[list[str]]:
    """What the command says: a county that has just opened, written once for this file and taken back."""
    from django.db import transaction  # noqa: PLC0415 -- after the plugin has set the database up

    said = StringIO()
    with django_db_blocker.unblock(), transaction.atomic(), clock.moved_to(NOW):
        build_county(OPENED)
        call_command("seed_topics", stdout=said)
        yield said.getvalue().splitlines()
        transaction.set_rollback(True)


pytestmark = pytest.mark.usefixtures("told")


def number(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        found: int = cursor.fetchone()[0]
        return found


def test_the_year_has_exactly_the_numbers_of_the_seed() -> None:
    assert (number(HELD), number(SOLVED), number(RECEIVED)) == (46, 71, 120)


def test_written_again_it_writes_nothing(told: list[str]) -> None:
    before = (Event.objects.count(), Meeting.objects.count(), Topic.objects.count())
    said = StringIO()

    call_command("seed_topics", stdout=said)

    assert (Event.objects.count(), Meeting.objects.count(), Topic.objects.count()) == before
    assert told[0] == "泽丰县: 46 meetings of the last year"
    assert said.getvalue().splitlines() == told[1:]


def test_the_journal_of_the_year_verifies() -> None:
    assert verifying.verify().broken is None


def test_issues_and_meetings_are_numbered_without_gaps() -> None:
    issues: dict[tuple[int, int], list[int]] = {}
    for committee, year, issue in Minutes.objects.order_by("at", "pk").values_list("committee", "year", "issue"):
        issues.setdefault((committee, year), []).append(issue)
    meetings: dict[tuple[int, str], list[int]] = {}
    for committee, kind, nth in Meeting.objects.order_by("starts_at").values_list("committee", "kind", "number"):
        meetings.setdefault((committee, kind), []).append(nth)

    assert all(found == list(range(1, len(found) + 1)) for found in (*issues.values(), *meetings.values()))
    assert Minutes.objects.filter(corrects__isnull=False).count() == 1


def test_events_of_every_subject_stand_in_the_order_of_time() -> None:
    last: dict[tuple[str, int], datetime] = {}
    of_meetings = Event.objects.filter(subject_type__in=["topic", "meeting", "decision"])
    for kind, subject, at in of_meetings.order_by("seq").values_list("subject_type", "subject_id", "at"):
        assert last.get((kind, subject), at) <= at
        last[kind, subject] = at


def test_nobody_is_told_of_a_year_that_is_over() -> None:
    assert not Outbox.objects.filter(event__at__lt=NOW, event__subject_type__in=["meeting", "decision"]).exists()


def test_the_year_has_every_kind_outcome_and_answer_and_some_who_did_not_come() -> None:
    year = Meeting.objects.filter(starts_at__year=2025)

    assert dict(year.values_list("kind").annotate(Count("pk")).order_by()) == {
        "round": 34, "joint": 4, "liaison": 4, "special": 4,
    }  # fmt: skip
    assert set(AgendaItem.objects.filter(meeting__in=year).values_list("record__outcome", flat=True)) == set(Outcome)
    assert set(Seat.objects.values_list("answer", flat=True)) == set(Answer)
    assert Seat.objects.filter(meeting__in=year, must=True, came=False).count() >= 10


def test_what_was_not_solved_is_carried_from_meeting_to_meeting() -> None:
    undone = Decision.objects.exclude(state=DecisionState.DONE).filter(began_at__year=2025).order_by("pk")

    assert undone.count() == 2
    for decision in undone:
        later = Meeting.objects.filter(committee=decision.meeting.committee, began_at__gt=decision.began_at)
        carried = Carried.objects.filter(decision=decision).values_list("meeting", flat=True)
        assert set(carried) == set(later.values_list("pk", flat=True))
    assert Decision.objects.filter(began_at__year=2025, ended_at__year=2026).count() == 8


def test_some_firms_said_no_first_and_some_on_the_telephone() -> None:
    refused = Decision.objects.filter(strikes__upheld=False).distinct()

    assert refused.count() >= 2
    assert Named.objects.filter(by_phone=True).exists()
    assert DecisionCard.objects.filter(colour="red", at__year=2025).exists()


def test_no_two_topics_of_the_year_read_alike() -> None:
    told = Topic.objects.filter(at__year=2025).exclude(state="merged").values_list("title", "body", "raised_by")

    assert [each for each, times in Counter(told).items() if times > 1] == []


def test_whoever_signs_in_finds_something_that_waits() -> None:
    now = Meeting.objects.filter(starts_at__year=2026)
    running = Decision.objects.filter(began_at__year=2026)

    assert set(now.values_list("state", flat=True)) >= {
        MeetingState.NOTIFIED, MeetingState.DRAFTED, MeetingState.FOLLOWING, MeetingState.CLOSED,
    } - {MeetingState.NOTIFIED}  # fmt: skip
    assert set(running.values_list("state", flat=True)) == set(DecisionState) - {DecisionState.DRAFT}
    assert set(running.filter(state=DecisionState.RUNNING).values_list("cards__colour", flat=True)) >= {"yellow", "red"}
    head = Post.objects.get(person__username="juzhang", role=Role.DEPT_HEAD)
    assert running.filter(state=DecisionState.WITH_HEAD).get().lead_id == head.organisation_id
    owner = Post.objects.get(person__username="dianzhu")
    waits = running.get(state=DecisionState.WITH_OFFICE)
    assert waits.named.get().firm_id == owner.organisation_id
    assert [file.name for strike in waits.strikes.filter(upheld=None) for file in strike.files] == ["验收单.jpg"]


def test_some_items_of_the_year_are_public_and_name_nobody() -> None:
    public = Release.objects.select_related("item__meeting", "item__topic__raised_by__person")

    assert public.filter(item__meeting__starts_at__year=2025).count() >= 40
    for each in public:
        for text in (each.title, each.words):
            assert named_in(text, each.item, county_id=each.item.meeting.county_id) == ""


def test_every_number_of_the_figures_page_opens_its_rows() -> None:
    client = signed_in(Post.objects.get(person__username="zongshuji"))

    shown = NUMBER.findall(client.get("/roundtable/figures/", {"year": "2025"}).content.decode())

    assert len(shown) >= 100
    for address, number in shown:
        assert client.get(unescape(address)).context["count"] == int(number), address


@pytest.mark.parametrize(("username", "numbers"), [("lingdao", (46, 71, 120)), ("shuji", (18, 48, 56))])
def test_the_figures_say_what_the_year_has(username: str, numbers: tuple[int, int, int]) -> None:
    found = counted.numbers(Scope(Post.objects.filter(person__username=username)[0], Period(2025), NOW))

    assert (found["meetings"], found["solved"], found["suggestions"]) == numbers
