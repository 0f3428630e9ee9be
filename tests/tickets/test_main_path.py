"""A call's whole way through the services: heard, handled, confirmed."""

import pytest
from django.core.exceptions import PermissionDenied

from journal.models import Event
from tests import cast
from tests.cast import World, current, lead_of
from tickets.exceptions import Blocked, NotPossibleNow, StaleWrite
from tickets.models import Deadline, Revisit
from tickets.services import desk, handling, replying, revisiting
from tickets.statuses import Closure, DeadlineKind, Grade, LegStatus, Outcome, Status, Urgency


def test_a_call_is_heard_handled_and_confirmed(world: World) -> None:
    ticket = cast.closed(world)

    assert (ticket.status, ticket.closure) == (Status.CLOSED, Closure.CONFIRMED)
    assert list(Event.objects.for_subject("ticket", ticket.pk).order_by("seq").values_list("verb", flat=True)) == [
        "ticket.submitted",
        "ticket.accepted",
        "ticket.dispatched",
        "leg.signed",
        "reply.submitted",
        "reply.passed",
        "ticket.revisited",
    ]
    assert not Deadline.objects.filter(ticket=ticket, met_at=None, voided_at=None).exists()


def test_a_bad_rating_starts_a_next_round_with_the_same_lead(world: World) -> None:
    ticket = cast.asked_to_confirm(world)

    revisiting.confirm(
        ticket.pk,
        verdict=cast.a_verdict(outcome=Outcome.UNSOLVED, grade=Grade.DISSATISFIED, words="晚上还是跳闸"),
        actor=world.firm,
        version=ticket.version,
    )

    again = current(ticket)
    leg = lead_of(ticket)
    assert (again.status, again.round) == (Status.HANDLING, 2)
    assert (leg.status, leg.department_id) == (LegStatus.SIGNED, world.liaison.organisation_id)
    assert Deadline.objects.filter(ticket=ticket, kind=DeadlineKind.RESOLVE, round=2, met_at=None).exists()
    assert Revisit.objects.get(ticket=ticket).round == 1


def test_the_second_of_two_dispatchers_is_told_and_nothing_changes(world: World) -> None:
    ticket = cast.filed(world)
    desk.accept(ticket.pk, actor=world.desk, version=ticket.version)

    with pytest.raises(StaleWrite):
        desk.accept(ticket.pk, actor=world.second_desk, version=ticket.version)

    assert current(ticket).version == ticket.version + 1


def test_a_forged_version_does_not_get_past_the_status(world: World) -> None:
    ticket = cast.accepted(world)

    with pytest.raises(NotPossibleNow):
        desk.accept(ticket.pk, actor=world.desk, version=ticket.version)


def test_nobody_reviews_their_own_reply(world: World) -> None:
    ticket = cast.filed(world)
    desk.answer_directly(
        ticket.pk,
        category_id=world.category.pk,
        urgency=Urgency.NORMAL,
        actor=world.desk,
        version=ticket.version,
    )
    leg = lead_of(ticket)
    replying.submit(ticket.pk, leg_id=leg.pk, answer=cast.an_answer(), actor=world.desk, version=leg.version)
    waiting = current(ticket)

    with pytest.raises(PermissionDenied):
        replying.pass_on(ticket.pk, actor=world.desk, version=waiting.version)
    replying.pass_on(ticket.pk, actor=world.second_desk, version=waiting.version)

    assert current(ticket).status == Status.REVISITING


def test_open_assists_hold_the_reply_back_until_a_reason_waives_them(world: World) -> None:
    ticket = cast.signed(world, assists=True)
    leg = lead_of(ticket)

    with pytest.raises(Blocked, match="还有 1 个协办未完成"):
        replying.submit(ticket.pk, leg_id=leg.pk, answer=cast.an_answer(), actor=world.liaison, version=leg.version)
    replying.submit(
        ticket.pk,
        leg_id=leg.pk,
        answer=cast.an_answer(override_reason="发改局出差，现场已由供电公司独自处理"),
        actor=world.liaison,
        version=leg.version,
    )

    assert set(ticket.legs.values_list("status", flat=True)) == {LegStatus.DONE, LegStatus.WAIVED}


def test_an_assists_opinion_leaves_the_leads_form_valid(world: World) -> None:
    ticket = cast.signed(world, assists=True)
    drawn = lead_of(ticket)
    leg = cast.assist_of(ticket)
    handling.sign(ticket.pk, leg_id=leg.pk, actor=world.other_liaison, version=leg.version)
    handling.opine(ticket.pk, leg_id=leg.pk, opinion="同意增容。", actor=world.other_liaison, version=leg.version + 1)

    replying.submit(ticket.pk, leg_id=drawn.pk, answer=cast.an_answer(), actor=world.liaison, version=drawn.version)

    assert current(ticket).status == Status.REPLIED
