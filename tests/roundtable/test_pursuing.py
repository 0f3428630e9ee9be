"""A decision is followed up: contact, progress, cards, many cases, and what the next meeting opens with."""

import uuid
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from journal import clock, relay
from journal.models import Event
from orgs.calendar import WorkCalendar
from roundtable import following
from roundtable.meeting_kinds import MeetingState
from roundtable.models import Decision, DecisionCard, DecisionNote, Named
from roundtable.services import agenda, cards, holding, meetings, pursuing, signing
from tests.cast import MONDAY, World
from tests.roundtable import held
from tests.roundtable.convened import NEXT_WEEK, current, of_a_case, planned
from tests.roundtable.pursued import commanded, contacted, moment, with_office
from tests.roundtable.table import Table

LATER = NEXT_WEEK + timedelta(days=10)


@pytest.fixture(autouse=True)
def on_monday() -> Iterator[None]:
    with clock.moved_to(MONDAY):
        yield


# --- by when ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "due", "report"),
    [
        ("2026-11-10 16:00", "2026-11-30 18:00", "2026-12-30 18:00"),
        ("2026-12-01 10:00", "2026-11-30 18:00", "2026-12-30 18:00"),
        ("2027-03-05 10:00", "2026-11-30 18:00", "2027-03-30 18:00"),
    ],
    ids=["early", "late", "months late"],
)
def test_a_month_that_was_reported_on_is_done(now: str, due: str, report: str) -> None:
    assert following.report_after(moment(now), moment(due), WorkCalendar()) == moment(report)


@pytest.mark.parametrize(
    ("since", "report"),
    [
        ("2026-11-23 16:00", "2026-11-30 18:00"),
        ("2026-11-25 16:00", "2026-12-30 18:00"),
        ("2026-10-02 16:00", "2026-10-30 18:00"),
        ("2027-01-25 16:00", "2027-02-26 18:00"),
    ],
    ids=["this month", "less than a week left", "a month ahead", "February ends on a Sunday"],
)
def test_progress_is_due_by_the_thirtieth(since: str, report: str) -> None:
    assert following.next_report(moment(since), WorkCalendar()) == moment(report)


def test_a_signed_decision_has_its_days(decision: Decision) -> None:
    assert decision.contact_due_at == moment("2026-11-25 18:00")
    assert decision.report_due_at == moment("2026-11-30 18:00")
    assert (decision.warn_at, decision.due_at) == (moment("2026-12-17 18:00"), moment("2026-12-18 18:00"))


# --- contact and progress ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("day", "late"), [("2026-11-25 17:00", False), ("2026-11-26 09:00", True)])
def test_speaking_with_the_firm_is_in_time_or_late(world: World, decision: Decision, day: str, late: bool) -> None:
    with clock.moved_to(moment(day)):
        contacted(decision, by=world.liaison)

    assert DecisionNote.objects.get().late is late


def test_a_report_begins_the_next_month(world: World, decision: Decision) -> None:
    with clock.moved_to(moment("2026-12-01 10:00")):
        pursuing.report(
            decision.pk, done="设备到货", next_step="下周安装", client_token=uuid.uuid4(), actor=world.liaison
        )

    assert DecisionNote.objects.get().late is True
    assert held.now(decision).report_due_at == moment("2026-12-30 18:00")


def test_a_form_sent_twice_is_one_note(world: World, decision: Decision) -> None:
    token = uuid.uuid4()
    for _time in range(2):
        pursuing.report(decision.pk, done="设备到货", next_step="", client_token=token, actor=world.liaison)

    assert DecisionNote.objects.count() == 1
    assert Event.objects.filter(verb="decision.reported").count() == 1


@pytest.mark.parametrize("who", ["desk", "firm", "other_liaison", "office", "leader"])
def test_only_the_lead_reports(world: World, decision: Decision, who: str) -> None:
    with pytest.raises(PermissionDenied):
        pursuing.report(decision.pk, done="…", next_step="", client_token=uuid.uuid4(), actor=getattr(world, who))


@pytest.mark.parametrize(
    ("when", "verbs"),
    [
        ("2026-11-25 17:00", []),
        ("2026-11-25 18:00", ["decision.contact_missed"]),
        ("2026-12-02 10:00", ["decision.contact_missed", "decision.report_missed"]),
    ],
)
def test_what_the_lead_owes_on_the_way_is_marked_once_it_was_missed(
    decision: Decision, when: str, verbs: list[str]
) -> None:
    with clock.moved_to(moment(when)):
        for _time in range(2):
            cards.mark_missed()

    found = Event.objects.filter(verb__endswith="_missed").values_list("verb", flat=True)
    assert sorted(found) == verbs


# --- cards ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("when", "colours"),
    [
        ("2026-12-17 17:00", []),
        ("2026-12-17 18:00", ["yellow"]),
        ("2026-12-18 18:00", ["red", "yellow"]),
        ("2027-01-20 10:00", ["red", "yellow"]),
    ],
)
def test_a_decision_earns_its_cards_once_however_late_the_sweep(
    decision: Decision, when: str, colours: list[str]
) -> None:
    commanded(decision)
    with clock.moved_to(moment(when)):
        for _time in range(2):
            cards.show()

    assert list(decision.cards.order_by("colour").values_list("colour", flat=True)) == colours
    earned = dict(decision.cards.values_list("colour", "at"))
    assert all(at == {"yellow": decision.warn_at, "red": decision.due_at}[colour] for colour, at in earned.items())


def test_a_utility_that_no_county_commands_earns_none(decision: Decision) -> None:
    with clock.moved_to(moment("2027-01-20 10:00")):
        assert cards.show() == 0

    assert not decision.cards.exists()


def test_whoever_has_asked_and_signed_in_time_earns_no_card(world: World, decision: Decision) -> None:
    commanded(decision)
    with_office(world, decision)

    with clock.moved_to(moment("2027-01-20 10:00")):
        cards.show()

    assert not DecisionCard.objects.exists()


# --- many cases, and the next meeting ---------------------------------------------------------------------------------


def test_a_decision_over_thirty_cases_reaches_every_one_once(world: World, seats: Table) -> None:
    from roundtable.services import pooling  # noqa: PLC0415 -- one test
    from tests import cast  # noqa: PLC0415 -- as above
    from tests.roundtable.table import now, tabled  # noqa: PLC0415 -- as above

    meeting, (ticket, topic) = planned(seats), of_a_case(world, seats)
    tickets = [ticket]
    for number in range(29):
        other = cast.dispatched(world, assists=False, title=f"同样的事{number}")
        also = tabled(world, other)
        pooling.merge(also.pk, onto_id=topic.pk, actor=seats.clerk, version=now(also).version)
        tickets.append(other)
    agenda.put(meeting.pk, topic_id=topic.pk, actor=seats.clerk, version=current(meeting).version)
    meetings.notify(meeting.pk, actor=seats.secretary, version=current(meeting).version)
    with clock.moved_to(NEXT_WEEK):
        holding.begin(meeting.pk, actor=seats.clerk, version=current(meeting).version)
        held.decide(world, meeting, by=seats.clerk)
        holding.end(meeting.pk, actor=seats.clerk, version=current(meeting).version)
        signing.sign(meeting.pk, actor=seats.secretary, version=current(meeting).version)
        assert current(meeting).state == MeetingState.SIGNED
        relay.run("decisions", limit=10)
        assert current(meeting).state == MeetingState.SIGNED
        relay.run("decisions")

    assert current(meeting).state == MeetingState.FOLLOWING
    assert Named.objects.exclude(written_at=None).count() == 30
    told = Event.objects.filter(verb="ticket.decided").values_list("subject_id", flat=True)
    assert sorted(told) == sorted(ticket.pk for ticket in tickets)


def test_the_next_meeting_opens_with_what_was_not_done(world: World, seats: Table, decision: Decision) -> None:
    following_one = planned(seats, starts_at=LATER)

    assert [each.pk for each in holding.undone_before(following_one)] == [decision.pk]
