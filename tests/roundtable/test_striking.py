"""A decision is struck off by five pairs of hands, or not."""

import pytest
from django.core.exceptions import PermissionDenied

from journal import clock
from journal.models import Event
from roundtable.exceptions import Blocked, Moved
from roundtable.meeting_kinds import DecisionState, MeetingState
from roundtable.models import Decision
from roundtable.services import cards, pursuing
from tests.cast import World
from tests.roundtable import held
from tests.roundtable.convened import current
from tests.roundtable.pursued import asked, audited, commanded, confirmed, contacted, moment, with_office
from tests.roundtable.table import Table

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
    commanded(decision)
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


def test_what_was_asked_in_time_is_in_time_though_the_ruling_came_late(
    world: World, seats: Table, decision: Decision
) -> None:
    with clock.moved_to(moment("2026-12-18 10:00")):
        decision = audited(world, decision)
    with clock.moved_to(moment("2026-12-25 10:00")):
        pursuing.grant(decision.pk, words="", actor=seats.secretary, version=decision.version)

    assert held.now(decision).in_time is True
