"""A whole year of meetings: each opens with what is undone of the ones before it, and says so in its minutes."""

import uuid
from datetime import datetime, timedelta

from journal import clock
from orgs.calendar import COUNTY_TIME, WorkCalendar
from roundtable.meeting_kinds import DecisionState, MeetingKind, MeetingState
from roundtable.models import Decision, Meeting, Minutes
from roundtable.services import agenda, holding, meetings, pursuing, signing
from tests.cast import World
from tests.roundtable import held
from tests.roundtable.convened import a_plan, current
from tests.roundtable.table import Table, approved

MONTHS = 12
LONG = timedelta(days=45)


def test_every_meeting_of_a_year_opens_with_the_undone_of_those_before(world: World, seats: Table) -> None:
    undone: list[int] = []
    for month in range(1, MONTHS + 1):
        starts = datetime(2026, month, 12, 14, tzinfo=COUNTY_TIME)
        meeting = held_on(starts, world, seats, title=f"{month}月的难题")

        carried = [line.decision_id for line in meeting.carried.order_by("decision")]
        said = Minutes.objects.get(meeting=meeting).content["carried"]
        assert carried == sorted(undone)
        assert len(said) == len(undone)

        decision = meeting.decisions.get()
        if month % 3:
            undone.append(decision.pk)
        else:
            with clock.moved_to(starts + timedelta(days=3)):
                strike_off(decision, world, seats)
            assert current(meeting).state == MeetingState.CLOSED

    assert len(undone) == MONTHS - MONTHS // 3
    assert Decision.objects.filter(state=DecisionState.DONE).count() == MONTHS // 3
    assert list(Minutes.objects.order_by("issue").values_list("issue", flat=True)) == list(range(1, MONTHS + 1))


def held_on(starts: datetime, world: World, seats: Table, *, title: str) -> Meeting:
    """Planned two weeks before, held and signed that day, with one decision."""
    with clock.moved_to(starts - timedelta(days=9)):
        topic = approved(world, seats, title=title)
        plan, token = a_plan(seats, starts_at=starts), uuid.uuid4()
        kind = MeetingKind.ROUND_TABLE
        made = meetings.plan(plan, kind=kind, committee=seats.clerk.organisation, client_token=token, actor=seats.clerk)
        agenda.put(made.pk, topic_id=topic.pk, actor=seats.clerk, version=1)
        meetings.notify(made.pk, actor=seats.secretary, version=2)
    with clock.moved_to(starts):
        holding.begin(made.pk, actor=seats.clerk, version=3)
        day = WorkCalendar().working_day_from((starts + LONG).date())
        held.decide(world, current(made), by=seats.clerk, target_on=day)
        holding.end(made.pk, actor=seats.clerk, version=current(made).version)
        signing.sign(made.pk, actor=seats.secretary, version=current(made).version)
    return current(made)


def strike_off(decision: Decision, world: World, seats: Table) -> None:
    """By all five."""
    pursuing.contact(decision.pk, words="说好了", client_token=uuid.uuid4(), actor=world.head)
    pursuing.ask(decision.pk, words="办好了", actor=world.head, version=held.now(decision).version)
    pursuing.confirm(decision.named.get().pk, solved=True, words="", actor=world.firm)
    pursuing.audit(decision.pk, upheld=True, words="", actor=world.office, version=held.now(decision).version)
    pursuing.grant(decision.pk, words="", actor=seats.secretary, version=held.now(decision).version)
