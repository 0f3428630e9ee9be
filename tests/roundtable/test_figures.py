"""Figures of the round table: every number is the count of its own rows, and says what it counts."""

import re
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from journal import clock
from journal.models import AccessLog
from orgs.calendar import COUNTY_TIME
from orgs.models import Post
from orgs.statuses import Role
from roundtable.figures import ALL, Period, Rate, period_of
from roundtable.kinds import TopicKind
from roundtable.meeting_kinds import Outcome
from roundtable.models import Decision, Meeting, Seat, Topic
from roundtable.queries import figures as counted
from roundtable.queries.figures import Scope
from roundtable.services import agenda, holding, meetings, pursuing, signing
from tests.cast import MONDAY, World, signed_in
from tests.metrics.test_taken_away import asked, made, rows_of
from tests.roundtable import held
from tests.roundtable.convened import NEXT_WEEK, current, planned
from tests.roundtable.table import Table, approved

LATER = NEXT_WEEK + timedelta(days=8)
PAGE = "/roundtable/figures/"
MOST = 12
NUMBER = re.compile(r'href="(/roundtable/figures/[a-z-]+/\?[^"]*)">(?:<span class="v">)?(\d+)<')


@pytest.fixture(autouse=True)
def on_monday() -> Iterator[None]:
    with clock.moved_to(MONDAY):
        yield


def heard(world: World, seats: Table, *, at: datetime = NEXT_WEEK) -> tuple[Meeting, Decision]:
    """A signed meeting with a decision on a firm's problem, a suggestion that is taken, and one that is not."""
    meeting = planned(seats, starts_at=at)
    for kind in (TopicKind.PROBLEM, TopicKind.SUGGESTION, TopicKind.SUGGESTION):
        topic = approved(world, seats, kind=kind)
        agenda.put(meeting.pk, topic_id=topic.pk, actor=seats.clerk, version=current(meeting).version)
    meetings.notify(meeting.pk, actor=seats.secretary, version=current(meeting).version)
    with clock.moved_to(at):
        holding.begin(meeting.pk, actor=seats.clerk, version=current(meeting).version)
        decision = held.decide(world, meeting, by=seats.clerk)
        _problem, taken, not_taken = meeting.items.all()
        held.write(meeting, taken, by=seats.clerk, outcome=Outcome.SUGGESTED)
        held.write(meeting, not_taken, by=seats.clerk, outcome=Outcome.NOT_ADOPTED, reason="没有这笔钱")
        holding.end(meeting.pk, actor=seats.clerk, version=current(meeting).version)
        signing.sign(meeting.pk, actor=seats.secretary, version=current(meeting).version)
    return current(meeting), held.now(decision)


def struck(world: World, seats: Table, decision: Decision) -> None:
    """Struck off, with the firm's word on it; the clock stays with the caller."""
    assert world.head.active
    pursuing.contact(decision.pk, words="说好了", client_token=uuid.uuid4(), actor=world.liaison)
    pursuing.ask(decision.pk, words="装好了", actor=world.head, version=held.now(decision).version)
    pursuing.confirm(decision.named.get().pk, solved=True, words="", actor=world.firm)
    pursuing.audit(decision.pk, upheld=True, words="属实", actor=world.office, version=held.now(decision).version)
    pursuing.grant(decision.pk, words="", actor=seats.secretary, version=held.now(decision).version)


def numbers(post: Post, period: Period | None = None, **more: int) -> dict[str, int]:
    return counted.numbers(Scope(post, period or Period(2026), clock.now(), **more))


def test_a_problem_counts_once_all_is_struck_off_and_its_firm_says_solved(world: World, seats: Table) -> None:
    _meeting, decision = heard(world, seats)
    with clock.moved_to(LATER):
        before = numbers(seats.clerk)["solved"]
        struck(world, seats, decision)

        assert (before, numbers(seats.clerk)["solved"]) == (0, 1)


def test_it_counts_in_the_month_of_the_last_strike_and_not_of_the_meeting(world: World, seats: Table) -> None:
    _meeting, decision = heard(world, seats)
    with clock.moved_to(LATER):  # December; the meeting was in November
        struck(world, seats, decision)

        assert [numbers(seats.clerk, Period(2026, month))["solved"] for month in (11, 12)] == [0, 1]
        assert [numbers(seats.clerk, Period(2026, month))["meetings"] for month in (11, 12)] == [1, 0]


def test_a_decision_that_no_firm_confirms_solves_no_problem(world: World, seats: Table) -> None:
    _meeting, decision = heard(world, seats)
    with clock.moved_to(LATER):
        struck(world, seats, decision)
        decision.named.all().delete()

        assert numbers(seats.clerk)["solved"] == 0
        assert numbers(seats.clerk)["struck"] == 1


def test_suggestions_are_received_when_brought_in_and_adopted_once_minuted_and_signed(
    world: World, seats: Table
) -> None:
    heard(world, seats)

    found = numbers(seats.clerk)

    assert (found["topics"], found["suggestions"], found["adopted"]) == (3, 2, 1)


def test_the_on_time_rate_divides_by_what_is_struck_off_or_over(world: World, seats: Table) -> None:
    _meeting, decision = heard(world, seats)
    with clock.moved_to(LATER):
        early = numbers(seats.clerk)
    with clock.moved_to(datetime(2026, 12, 21, 9, 0, tzinfo=COUNTY_TIME)):
        overdue = numbers(seats.clerk)
        struck(world, seats, decision)
        late = numbers(seats.clerk)

    shown = [(each["due"], each["overdue"], each["on-time"]) for each in (early, overdue, late)]
    assert shown == [(0, 0, 0), (1, 1, 0), (1, 0, 0)]


def test_a_committee_counts_its_own_and_the_general_one_the_county(world: World, seats: Table) -> None:
    heard(world, seats)

    whole = numbers(seats.general_secretary)

    assert (whole["meetings"], whole["suggestions"]) == (1, 2)
    assert set(numbers(seats.other_clerk).values()) == {0}
    one = numbers(seats.general_secretary, committee_id=seats.other_clerk.organisation_id)
    assert set(one.values()) == {0}


def test_units_that_had_to_come_rarely_are_not_ranked(world: World, seats: Table) -> None:
    for day in range(5):
        made = planned(seats, starts_at=NEXT_WEEK + timedelta(days=day))
        topic = approved(world, seats)
        agenda.put(made.pk, topic_id=topic.pk, actor=seats.clerk, version=current(made).version)
        for post in (world.liaison, world.other_liaison)[: 2 if day == 0 else 1]:
            Seat.objects.create(meeting=made, side="department", organisation=post.organisation)
        meetings.notify(made.pk, actor=seats.secretary, version=current(made).version)
        with clock.moved_to(NEXT_WEEK + timedelta(days=day)):
            holding.begin(made.pk, actor=seats.clerk, version=current(made).version)
            seat = made.seats.get(organisation=world.liaison.organisation)
            if day:
                holding.attend(made.pk, seat_id=seat.pk, came=True, name="赵电", actor=seats.clerk)
            held.write(made, held.first(made), by=seats.clerk, outcome=Outcome.SUGGESTED)
            holding.end(made.pk, actor=seats.clerk, version=current(made).version)

    often, once = counted.attendance(Scope(seats.clerk, Period(2026), clock.now()))

    assert (often.rank, often.rate.fraction, often.counts["absent"]) == (1, "4/5", 1)
    assert (once.rank, once.unit) == (None, world.other_liaison.organisation)
    rows = taken_away(seats.clerk, "came")[1:]
    assert {(row[0], *row[4:]) for row in rows} == {(often.unit.display_name, "到了", "赵电")}
    assert [row[2] for row in rows] == sorted((str(row[2]) for row in rows), reverse=True)
    assert [row[4] for row in taken_away(seats.clerk, "absent")[1:]] == ["没有到", "没有到"]


def test_every_number_of_the_page_opens_as_many_rows(world: World, seats: Table) -> None:
    _meeting, decision = heard(world, seats)
    with clock.moved_to(LATER):
        struck(world, seats, decision)
        client = signed_in(seats.general_secretary)
        shown = NUMBER.findall(client.get(PAGE, {"year": "2026"}).content.decode())

        assert len(shown) >= 15
        for address, number in shown:
            listed = client.get(unescape(address)).context
            assert (listed["count"], len(listed["rows"])) == (int(number), int(number)), address


@pytest.mark.parametrize("address", [PAGE, f"{PAGE}solved/", f"{PAGE}suggestions/", f"{PAGE}absent/"])
def test_a_page_asks_as_much_for_one_meeting_as_for_three(world: World, seats: Table, address: str) -> None:
    client = signed_in(seats.general_secretary)
    asked = []
    for days in (0, 1, 2):
        _meeting, decision = heard(world, seats, at=NEXT_WEEK + timedelta(days=days))
        with clock.moved_to(LATER):
            struck(world, seats, decision)
            client.get(address)
            with CaptureQueriesContext(connection) as found:
                client.get(address, {"year": "2026"})
        asked.append(len(found))

    assert asked[0] == asked[2] <= MOST


@pytest.mark.parametrize("asked", [{"unit": "1"}, {"unit": "999999999"}])
def test_a_committee_that_one_does_not_read_is_not_there(world: World, seats: Table, asked: dict[str, str]) -> None:
    client = signed_in(seats.other_clerk)

    assert client.get(PAGE, asked).status_code == 404
    assert client.get(f"{PAGE}meetings/", asked).status_code == 404


@pytest.mark.parametrize("who", ["firm", "liaison", "desk", "revisit_clerk"])
def test_whoever_has_no_part_in_meetings_reads_no_figures(world: World, seats: Table, who: str) -> None:
    assert signed_in(getattr(world, who)).get(PAGE).status_code in {403, 404}


@pytest.mark.parametrize(
    ("year", "month", "label"),
    [
        ("2025", "", "2025年"), ("2025", "3", "2025年3月"), ("2025", "13", "2025年"), ("x", "3", "2026年"),
        ("99999", "", "2026年"), ("²025", "", "2026年"),
    ],
)  # fmt: skip
def test_an_address_that_cannot_be_read_means_this_year(year: str, month: str, label: str) -> None:
    assert period_of(year, month, now=MONDAY).label == label


def test_a_rate_of_nothing_is_a_dash() -> None:
    assert (Rate(0, 0).percent, Rate(2, 3).percent, Rate(2, 3).fraction) == ("—", "66.7 %", "2/3")


def test_a_leader_opens_the_figures_of_the_county(world: World, seats: Table) -> None:
    heard(world, seats)
    assert world.leader.role == Role.LEADER

    found = signed_in(world.leader).get(PAGE, {"year": "2026", "month": "11"})

    assert {each.key: number for group in found.context["groups"] for each, number in group}["meetings"] == 1


# --- taken away -------------------------------------------------------------------------------------------------------


def taken_away(post: Post, key: str) -> list[tuple[str, ...]]:
    """The rows behind a figure of the year, as their file has them."""
    return rows_of(made(asked(signed_in(post), f"{PAGE}{key}/", period="?year=2026")))


def test_the_rows_behind_every_figure_are_taken_away_as_many_and_in_their_order(world: World, seats: Table) -> None:
    _meeting, decision = heard(world, seats)
    with clock.moved_to(LATER):
        struck(world, seats, decision)
        client = signed_in(seats.general_secretary)
        for key in ALL:
            page = client.get(f"{PAGE}{key}/", {"year": "2026"}).context
            heading, *cells = taken_away(seats.general_secretary, key)
            assert (len(cells), {len(row) for row in cells} - {len(heading)}) == (page["count"], set()), key


def test_what_the_rows_say(world: World, seats: Table) -> None:
    meeting, decision = heard(world, seats)
    with clock.moved_to(LATER):
        (held_,) = taken_away(seats.general_secretary, "meetings")[1:]
        (problem, taken, other) = taken_away(seats.general_secretary, "topics")[1:]
        suggestions = taken_away(seats.general_secretary, "suggestions")[1:]
        (task,) = taken_away(seats.general_secretary, "decisions")[1:]

    assert held_[:2] == (meeting.title, meeting.committee.display_name)
    assert {row[2] for row in (problem, taken, other)} == {"议定交办", "列入建议", "不予采纳"}
    assert sorted(row[3] for row in suggestions) == ["不予采纳", "列入建议"]
    assert task == (
        decision.plan, decision.lead.display_name, decision.target_on.isoformat(), "推进中", meeting.title,
    )  # fmt: skip


def test_a_suggestion_that_waits_for_its_meeting_is_taken_away_as_it_stands(world: World, seats: Table) -> None:
    meeting = planned(seats, starts_at=NEXT_WEEK)
    topic = approved(world, seats, kind=TopicKind.SUGGESTION)
    agenda.put(meeting.pk, topic_id=topic.pk, actor=seats.clerk, version=current(meeting).version)

    (row,) = taken_away(seats.clerk, "suggestions")[1:]

    assert (row[0], row[3]) == (topic.title, Topic.objects.get(pk=topic.pk).get_state_display())


def test_a_committee_takes_away_its_own_alone(world: World, seats: Table) -> None:
    heard(world, seats)
    with clock.moved_to(LATER):
        assert len(taken_away(seats.clerk, "meetings")) == 2
        assert len(taken_away(seats.other_clerk, "meetings")) == 1
        foreign = f"{PAGE}meetings/export/?unit={seats.clerk.organisation_id}"
        assert signed_in(seats.other_clerk).post(foreign, {"format": "csv"}).status_code == 404


def test_what_was_taken_away_is_written_down(world: World, seats: Table) -> None:
    heard(world, seats)
    with clock.moved_to(LATER):
        taken_away(seats.clerk, "meetings")

    note = AccessLog.objects.get(kind="export")
    assert (note.actor, note.data["what"], note.data["list"], note.data["rows"]) == (
        seats.clerk.person_id, "meetings", f"{PAGE}meetings/?year=2026", 1,
    )  # fmt: skip
