"""Random lives of cases: whatever people do in whatever order, and however late the sweep comes, the promises hold.

A machine of hypothesis picks at each step among what the product itself offers to the cast, sends the form as the page
would, and looks after every step: one live lead where a case is in hand, an owner and a next date for every open case,
clocks equal to what the journal alone tells, refusals that write nothing. At the end of a life: figures equal to a
recount, a whole chain. `QIHU_RANDOM_LIVES` says how many lives.
"""

import os
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Final

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from journal import clock
from journal.models import Event
from journal.verifying import verify
from metrics import counting, cubes
from metrics.counting import Scope
from metrics.models.cubes import Axis
from metrics.periods import Month, Year
from metrics.retold import NAMES
from metrics.retold import retold as journal_tells
from orgs.calendar import COUNTY_TIME
from orgs.working_days import calendar_of
from tests import asking, cast, figures, rounds
from tests.cast import MONDAY, World
from tests.metrics.test_recount import recount, recount_beside
from tests.tickets.random_words import WORDS
from tests.tickets.retelling import EFFECTS, retold
from tests.tickets.staff_pages import STEPS, post_of, send
from tests.tickets.stages import STAGES
from tests.tickets.test_standing import reckoned, stands
from tickets.actions import ACTIONS
from tickets.models import Deadline, Ticket
from tickets.offers import offers
from tickets.queries import tickets_for
from tickets.services import desk, sweep

LIVES, STEPS_OF_A_LIFE = int(os.environ.get("QIHU_RANDOM_LIVES", "12")), 30
MOST_CASES: Final = 2
PEOPLE: Final = (
    "firm", "desk", "second_desk", "liaison", "handler", "other_liaison", "third_liaison", "revisit_clerk", "office",
    "clerk", "leader", "stranger", "head",
)  # fmt: skip
BEGUN: Final = (cast.filed, cast.accepted, cast.dispatched, cast.signed, cast.given_back)
MET: Final = (*BEGUN, *STAGES.values(), rounds.asked_for_the_third_time)
SELDOM: Final = {"withdraw", "appeal", "propose_rejection", "name_about"}
DONE, REFUSED = {302, 303}, {409, 422}
SEEN: set[str] = set()
"""Verbs that any life of this run had: a machine that only writes notes would prove nothing."""

AT_LEAST: Final = 30
"""Verbs, of the more than forty that there are."""


class Lives(RuleBasedStateMachine):
    """A county with a few cases, the people who act on them, and time."""

    world: World

    def __init__(self) -> None:
        super().__init__()
        self._undone = transaction.atomic()
        self._undone.__enter__()
        self.now = MONDAY
        with clock.moved_to(self.now):
            self.world = cast.county()
        self.tickets: list[Ticket] = []
        self.waited = False
        self.done: Counter[str] = Counter()

    def teardown(self) -> None:
        """Look at the whole once more, then take the life back."""
        try:
            if self.tickets:
                self.look_back()
        finally:
            transaction.set_rollback(True)
            self._undone.__exit__(None, None, None)

    @initialize(seed=st.integers(0, 2**32 - 1))
    def begin(self, seed: int) -> None:
        """A case is met at any stage that there is, or few lives would come that far.

        Who does what is drawn evenly from a seed: drawn by hypothesis itself, lives stay shallow.
        """
        self.random = Random(seed)
        self.meet(self.random.choice(MET))

    @precondition(lambda self: len(self.tickets) < MOST_CASES)
    @rule()
    def call(self) -> None:
        """The firm calls once more; its case may have come to a unit already."""
        self.meet(self.random.choice(BEGUN))

    def meet(self, make: Callable[[World], Ticket]) -> None:
        """A case, and the moment to which it has come."""
        with clock.moved_to(self.now):
            self.tickets.append(make(self.world))
        self.now = max(self.now, Event.objects.latest("at").at)

    @rule()
    def act(self) -> None:
        """Somebody does what the product offers, some minutes later; what has been done less is done rather."""
        self.waited = False
        self.now += timedelta(minutes=self.random.randint(1, 90))
        with clock.moved_to(self.now):
            self.sweep()
            ticket = cast.current(self.random.choice(self.tickets))
            possible: dict[str, list[str]] = {}
            for who in PEOPLE:
                for name in offers(ticket, post_of(self.world, who)):
                    possible.setdefault(name, []).append(who)
            if possible:
                names = sorted(possible)
                weights = [
                    (0.2 if name in SELDOM else 1) * (4 if ACTIONS[name].decides else 1) / (1 + self.done[name])
                    for name in names
                ]
                name = self.random.choices(names, weights)[0]
                self.done[name] += 1
                self.try_to(name, ticket, self.random.choice(possible[name]), self.random.randrange(60))

    @precondition(lambda self: not self.waited)
    @rule(hours=st.sampled_from((1, 5, 24, 48, 120, 240)))
    def wait(self, hours: int) -> None:
        """Nobody does anything, and the sweep comes late."""
        self.waited = True
        self.now += timedelta(hours=hours)
        with clock.moved_to(self.now):
            self.sweep()

    def sweep(self) -> None:
        """Until it has nothing more to say."""
        while sweep.run():
            pass

    def try_to(self, name: str, ticket: Ticket, who: str, ordinal: int) -> None:
        """Send the form; a refusal has written nothing."""
        words = WORDS[name](self, ticket, ordinal) if name in WORDS else STEPS[name].words(self.world)
        before = Event.objects.count()
        answer = send(self.world, ticket, name, who=who, words=words)
        assert answer.status_code in DONE | REFUSED, (name, answer.status_code)
        if answer.status_code in REFUSED:
            assert Event.objects.count() == before, f"a refused {name} wrote something"

    @invariant()
    def a_case_in_hand_has_one_lead(self) -> None:
        """Exactly one live lead on a handling case, never two on any."""
        for ticket in map(cast.current, self.tickets):
            leads = [leg for leg in ticket.live_legs if leg.role == "lead"]
            assert len(leads) == 1 or (ticket.status not in {"handling", "replied", "revisiting"} and not leads)

    @invariant()
    def an_open_case_has_an_owner_and_a_date(self) -> None:
        """Somebody is waited for, until some time; an ended one for nobody, or for what begins after the end."""
        for ticket in map(cast.current, self.tickets):
            if ticket.is_open:
                assert ticket.waits_for, ticket.status
                assert ticket.due_at is not None
                assert stands(ticket) == reckoned(ticket)
            else:
                live = Deadline.objects.filter(ticket=ticket, met_at=None, voided_at=None)
                assert not live.exclude(kind__in=["withdrew", "reopen", "agree", "exclude"]).exists()
                assert stands(ticket) == reckoned(ticket)

    @invariant()
    def clocks_are_what_the_journal_tells(self) -> None:
        """Every running clock, and when it is due, out of the events alone."""
        for ticket in self.tickets:
            running = {
                (row.kind, row.instruction_id or (row.unit.pk if row.unit else 0)): row.due_at
                for row in Deadline.objects.filter(ticket=ticket, met_at=None, voided_at=None)
            }
            assert running == retold(Event.objects.for_subject("ticket", ticket.pk)), self.story(ticket)

    def story(self, ticket: Ticket) -> list[str]:
        """What has happened, to read when it went wrong."""
        return [f"{event.at:%m-%d %H:%M} {event.verb}" for event in Event.objects.for_subject("ticket", ticket.pk)]

    def look_back(self) -> None:
        """Figures equal to a recount, a whole chain, constraints that were put off, and nobody who may not see."""
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with clock.moved_to(self.now):
            for year in range(MONDAY.year, self.now.year + 1):
                scope = Scope(self.world.county.pk, Year(year))
                assert figures.tallies(scope) == recount(Year(year))
                assert figures.beside(scope) == recount_beside(Year(year))
            self.months_agree()
            assert verify().broken is None
            assert not tickets_for(self.world.stranger).exists()
        SEEN.update(Event.objects.filter(subject_type="ticket").values_list("verb", flat=True))

    def months_agree(self) -> None:
        """What stands counted for each month, by every axis, is what the facts say, and the journal by itself too."""
        figures.counted_anew()
        month, county = Month.of(MONDAY, starts_on=1), self.world.county.pk
        while month.start <= self.now:
            scope = Scope(county, month)
            for axis in Axis:
                assert cubes.tallies(scope, axis) == counting.tallies(scope, axis), (month, axis)
            whole = counting.total(counting.tallies(scope).values())
            assert journal_tells(county, month, until=self.now) == {name: getattr(whole, name) for name in NAMES}, month
            month = month.following()


@pytest.mark.untraced
@pytest.mark.django_db
def test_random_lives_keep_every_promise() -> None:
    SEEN.clear()

    run_state_machine_as_test(
        Lives,
        settings=settings(
            max_examples=LIVES,
            stateful_step_count=STEPS_OF_A_LIFE,
            phases=(Phase.generate, Phase.shrink),
            derandomize=True,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )

    assert len(SEEN) >= AT_LEAST, EFFECTS.keys() - SEEN


def test_every_act_of_people_is_among_what_a_life_can_have() -> None:
    by_people = {name for name, row in ACTIONS.items() if not row.by_system and row.by_itself} - {"submit"}

    assert by_people == STEPS.keys() | WORDS.keys()


def test_however_late_the_sweep_comes_a_question_inside_a_pause_costs_no_minute(world: World) -> None:
    with clock.moved_to(MONDAY):
        until = calendar_of(world.county).add_working_days(MONDAY, 8).date()
        ticket = asking.suspended(world, until=until)
        desk.ask(ticket.pk, question="请补充合同", actor=world.desk, version=ticket.version)

    with clock.moved_to(MONDAY + timedelta(days=21)):  # five working days for the firm, eight of the pause: both over
        while sweep.run():
            pass

    running = {clock.kind: clock.due_at for clock in Deadline.objects.filter(ticket=ticket, met_at=None)}
    told = retold(Event.objects.for_subject("ticket", ticket.pk))
    assert running["resolve"] == told["resolve", 0] == datetime(2026, 12, 18, 17, 30, tzinfo=COUNTY_TIME)
