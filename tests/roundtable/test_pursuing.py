"""A decision is followed up: contact, progress, cards, and struck off by five pairs of hands, or not."""

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from journal import clock, relay
from journal.models import Event
from orgs.calendar import COUNTY_TIME, WorkCalendar
from orgs.models import Post
from roundtable import following
from roundtable.exceptions import Blocked, Moved
from roundtable.meeting_kinds import DecisionState, MeetingState
from roundtable.models import Decision, DecisionCard, DecisionNote, Named
from roundtable.services import agenda, cards, holding, meetings, pursuing, signing
from tests.cast import MONDAY, World
from tests.roundtable import held
from tests.roundtable.convened import NEXT_WEEK, current, of_a_case, planned
from tests.roundtable.table import Table

LATER = NEXT_WEEK + timedelta(days=10)


@pytest.fixture(autouse=True)
def on_monday() -> Iterator[None]:
    with clock.moved_to(MONDAY):
        yield


@pytest.fixture
def decision(world: World, seats: Table) -> Iterator[Decision]:
    """In force since the afternoon of the meeting, which is not over yet."""
    made = held.signed(world, seats)[2]
    with clock.moved_to(NEXT_WEEK + timedelta(hours=3)):
        yield made


def moment(said: str) -> datetime:
    return datetime.fromisoformat(said).replace(tzinfo=COUNTY_TIME)


def contacted(decision: Decision, *, by: Post) -> Decision:
    pursuing.contact(decision.pk, words="电话里说好了哪天装", client_token=uuid.uuid4(), actor=by)
    return held.now(decision)


def asked(world: World, decision: Decision) -> Decision:
    """Its lead has asked to strike it off; its head has not signed yet."""
    assert world.head.active
    decision = contacted(decision, by=world.liaison)
    pursuing.ask(decision.pk, words="变压器已送电，有验收单", actor=world.liaison, version=decision.version)
    return held.now(decision)


def with_office(world: World, decision: Decision) -> Decision:
    decision = asked(world, decision)
    pursuing.sign(decision.pk, actor=world.head, version=decision.version)
    return held.now(decision)


def confirmed(world: World, decision: Decision) -> Decision:
    decision = with_office(world, decision)
    pursuing.confirm(decision.named.get().pk, solved=True, words="", actor=world.firm)
    return held.now(decision)


def audited(world: World, decision: Decision) -> Decision:
    decision = confirmed(world, decision)
    pursuing.audit(decision.pk, upheld=True, words="现场看过", actor=world.office, version=decision.version)
    return held.now(decision)


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


# --- struck off -------------------------------------------------------------------------------------------------------


def test_it_is_struck_off_by_lead_head_firm_office_and_convenor(world: World, seats: Table, decision: Decision) -> None:
    decision = audited(world, decision)
    pursuing.grant(decision.pk, words="", actor=seats.secretary, version=decision.version)

    decision = held.now(decision)
    assert (decision.state, decision.in_time) == (DecisionState.DONE, True)
    assert current(decision.meeting).state == MeetingState.CLOSED
    assert [event.verb for event in Event.objects.for_subject("decision", decision.pk)] == [
        "decision.assigned",
        "decision.contacted",
        "decision.strike_asked",
        "decision.head_signed",
        "decision.confirmed",
        "decision.audited",
        "decision.struck_off",
    ]
    assert Event.objects.filter(verb="ticket.decision_done").count() == 1


def test_nobody_asks_before_the_firm_was_spoken_with(world: World, decision: Decision) -> None:
    with pytest.raises(Blocked, match="还没有联系过企业"):
        pursuing.ask(decision.pk, words="好了", actor=world.liaison, version=decision.version)


def test_a_head_who_asks_has_signed_with_it(world: World, decision: Decision) -> None:
    decision = contacted(decision, by=world.head)
    pursuing.ask(decision.pk, words="已送电", actor=world.head, version=decision.version)

    assert held.now(decision).state == DecisionState.WITH_OFFICE


def test_a_unit_without_a_head_signs_by_who_asks(world: World, decision: Decision) -> None:
    decision = contacted(decision, by=world.liaison)
    pursuing.ask(decision.pk, words="已送电", actor=world.liaison, version=decision.version)

    assert held.now(decision).state == DecisionState.WITH_OFFICE


def test_the_office_does_not_pass_what_a_firm_has_not_confirmed(world: World, decision: Decision) -> None:
    decision = with_office(world, decision)

    with pytest.raises(Blocked, match="还有 1 家企业没有确认"):
        pursuing.audit(decision.pk, upheld=True, words="", actor=world.office, version=decision.version)

    assert held.now(decision).state == DecisionState.WITH_OFFICE


def test_what_a_firm_says_on_the_telephone_the_office_writes_down(world: World, decision: Decision) -> None:
    decision = with_office(world, decision)
    pursuing.confirm(decision.named.get().pk, solved=True, words="电话里说好了", actor=world.office)

    assert decision.named.get().by_phone is True


@pytest.mark.parametrize("who", ["other_firm", "liaison", "desk", "leader"])
def test_nobody_else_confirms_for_a_firm(world: World, decision: Decision, who: str) -> None:
    decision = with_office(world, decision)

    with pytest.raises(PermissionDenied):
        pursuing.confirm(decision.named.get().pk, solved=True, words="", actor=getattr(world, who))


def test_what_the_firm_calls_unsolved_stays_and_says_why(world: World, decision: Decision) -> None:
    decision = with_office(world, decision)
    pursuing.confirm(decision.named.get().pk, solved=False, words="还是跳闸", actor=world.firm)

    decision = held.now(decision)
    assert decision.state == DecisionState.RUNNING
    assert decision.strikes.get().ruling == "企业说没有解决：还是跳闸"


def test_asked_again_the_firm_is_asked_again(world: World, decision: Decision) -> None:
    decision = with_office(world, decision)
    pursuing.confirm(decision.named.get().pk, solved=False, words="还是跳闸", actor=world.firm)
    decision = held.now(decision)

    pursuing.ask(decision.pk, words="又换了一台", actor=world.liaison, version=decision.version)

    assert decision.named.get().solved is None


def test_a_firm_speaks_once(world: World, decision: Decision) -> None:
    decision = confirmed(world, decision)

    with pytest.raises(Moved):
        pursuing.confirm(decision.named.get().pk, solved=False, words="不对", actor=world.firm)


def test_the_convenor_may_say_no_and_it_stays(world: World, seats: Table, decision: Decision) -> None:
    decision = audited(world, decision)
    pursuing.refuse(decision.pk, words="验收单没有盖章", actor=seats.secretary, version=decision.version)

    assert held.now(decision).state == DecisionState.RUNNING
    assert decision.strikes.get().upheld is False


@pytest.mark.parametrize("who", ["clerk", "other_clerk"])
def test_a_clerk_does_not_strike_off(world: World, seats: Table, decision: Decision, who: str) -> None:
    decision = audited(world, decision)

    with pytest.raises(PermissionDenied):
        pursuing.grant(decision.pk, words="", actor=getattr(seats, who), version=decision.version)


def test_whoever_was_overtaken_is_told(world: World, decision: Decision) -> None:
    decision = asked(world, decision)

    with pytest.raises(Moved):
        pursuing.sign(decision.pk, actor=world.head, version=decision.version - 1)


def test_what_the_head_signs_late_is_late_and_earns_its_cards(world: World, seats: Table, decision: Decision) -> None:
    with clock.moved_to(moment("2026-12-18 10:00")):
        decision = asked(world, decision)
    with clock.moved_to(moment("2026-12-25 10:00")):
        cards.show()
        pursuing.sign(decision.pk, actor=world.head, version=decision.version)
        pursuing.confirm(decision.named.get().pk, solved=True, words="", actor=world.firm)
        pursuing.audit(decision.pk, upheld=True, words="", actor=world.office, version=held.now(decision).version)
        pursuing.grant(decision.pk, words="", actor=seats.secretary, version=held.now(decision).version)

    assert held.now(decision).in_time is False
    assert decision.cards.count() == 2


def test_the_lead_takes_its_request_back(world: World, decision: Decision) -> None:
    decision = asked(world, decision)
    pursuing.take_back(decision.pk, words="还差验收单", actor=world.liaison, version=decision.version)

    assert held.now(decision).state == DecisionState.RUNNING
    assert decision.strikes.get().ruling == "还差验收单"


def test_whoever_wrote_down_what_the_firm_said_does_not_audit_it(world: World, decision: Decision) -> None:
    decision = with_office(world, decision)
    pursuing.confirm(decision.named.get().pk, solved=True, words="电话里说好了", actor=world.office)

    with pytest.raises(Blocked, match="是您登记的"):
        pursuing.audit(decision.pk, upheld=True, words="", actor=world.office, version=held.now(decision).version)
    second, version = world.second_office, held.now(decision).version
    pursuing.audit(decision.pk, upheld=True, words="", actor=second, version=version)
    assert held.now(decision).state == DecisionState.WITH_CONVENOR


def test_a_firm_that_cannot_be_reached_is_not_waited_for_and_counts_as_nothing_solved(
    world: World, seats: Table, decision: Decision
) -> None:
    decision = with_office(world, decision)
    pursuing.confirm(decision.named.get().pk, solved=None, words="三天打了四次", actor=world.office)
    second = world.second_office
    pursuing.audit(decision.pk, upheld=True, words="", actor=second, version=held.now(decision).version)
    pursuing.grant(decision.pk, words="", actor=seats.secretary, version=held.now(decision).version)

    assert held.now(decision).state == DecisionState.DONE
    assert decision.named.get().solved is None


def test_the_convenor_gives_it_to_another_lead(world: World, seats: Table, decision: Decision) -> None:
    decision = asked(world, decision)
    other = world.other_liaison
    pursuing.hand_over(
        decision.pk, lead_id=other.organisation_id, words="单位撤并", actor=seats.secretary, version=decision.version
    )

    decision = held.now(decision)
    assert (decision.lead_id, decision.state) == (other.organisation_id, DecisionState.RUNNING)
    with pytest.raises(PermissionDenied):
        contacted(decision, by=world.liaison)


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


def test_what_was_asked_in_time_is_in_time_though_the_ruling_came_late(
    world: World, seats: Table, decision: Decision
) -> None:
    with clock.moved_to(moment("2026-12-18 10:00")):
        decision = audited(world, decision)
    with clock.moved_to(moment("2026-12-25 10:00")):
        pursuing.grant(decision.pk, words="", actor=seats.secretary, version=decision.version)

    assert held.now(decision).in_time is True


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
    with clock.moved_to(moment(when)):
        for _time in range(2):
            cards.show()

    assert list(decision.cards.order_by("colour").values_list("colour", flat=True)) == colours
    earned = dict(decision.cards.values_list("colour", "at"))
    assert all(at == {"yellow": decision.warn_at, "red": decision.due_at}[colour] for colour, at in earned.items())


def test_whoever_has_asked_and_signed_in_time_earns_no_card(world: World, decision: Decision) -> None:
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
