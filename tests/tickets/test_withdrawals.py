"""A firm that takes its call back after dispatch is asked why (撤回回访), and no unit learns what it said."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from journal import clock
from orgs.statuses import Role
from tests import cast
from tests.cast import MINUTE, MONDAY, World, signed_in
from tests.tickets import withdrawn
from tests.tickets.staff_pages import send
from tickets.exceptions import Blocked, NotPossibleNow, StaleWrite
from tickets.models import Deadline, Ticket, Withdrawal, WithdrawalCheck
from tickets.offers import offers
from tickets.services import firm, sweep
from tickets.statuses import Status


def page(world: World, ticket: Ticket, who: str) -> str:
    """The case as a post reads it."""
    text: str = signed_in(getattr(world, who)).get(reverse("ticket", args=[ticket.number])).content.decode()
    return text


def live(ticket: Ticket) -> list[str]:
    """The clocks of a case that run."""
    return list(Deadline.objects.filter(ticket=ticket, met_at=None, voided_at=None).values_list("kind", flat=True))


def test_a_call_withdrawn_after_dispatch_counts_for_the_unit_that_led_and_is_to_be_asked_about(world: World) -> None:
    ticket = withdrawn.after_dispatch(world)

    found = Withdrawal.objects.get(ticket=ticket)
    assert (found.lead_id, found.over_at) == (world.liaison.organisation_id, None)
    assert live(ticket) == ["withdrew"]
    assert (ticket.status, ticket.waits_for) == (Status.WITHDRAWN, "withdrew")


def test_a_call_withdrawn_before_dispatch_is_nobodys_business(world: World) -> None:
    ticket = cast.accepted(world)
    firm.withdraw(ticket.pk, reason="好了", actor=world.firm, version=ticket.version)

    assert not Withdrawal.objects.filter(ticket=ticket).exists()
    assert live(ticket) == []


def test_the_clerk_has_three_working_days_and_silence_is_told(world: World) -> None:
    with cast.at(MONDAY):  # type: ignore[attr-defined]  # a context manager
        ticket = withdrawn.after_dispatch(world)
    due = Deadline.objects.get(ticket=ticket, kind="withdrew").due_at
    with clock.moved_to(due + MINUTE):
        sweep.run()
        assert sweep.run() == 0

    assert (due - MONDAY).days == 3
    assert Deadline.objects.get(ticket=ticket, kind="withdrew").passed_at is not None


def test_two_calls_on_two_days_that_reach_nobody_end_it(world: World) -> None:
    ticket = withdrawn.after_dispatch(world)
    withdrawn.called(world, ticket, reached=False)
    with pytest.raises(Blocked, match="请换一天再打"):
        withdrawn.called(world, ticket, reached=False)
    with clock.moved_to(clock.now() + timedelta(days=1)):
        withdrawn.called(world, ticket, reached=False)

    assert WithdrawalCheck.objects.filter(ticket=ticket, valid=False).count() == 2
    assert live(ticket) == []
    with pytest.raises(PermissionDenied):
        withdrawn.called(world, ticket)


def test_the_firm_says_it_itself_and_then_nobody_calls(world: World) -> None:
    ticket = withdrawn.after_dispatch(world)
    old = ticket.version
    send(world, ticket, "tell_why", who="firm", words=withdrawn.SAID)

    said = WithdrawalCheck.objects.get(ticket=ticket)
    assert (said.persuaded, said.by_phone, said.by) == (True, False, world.firm)
    late = send(
        world,
        ticket,
        "check_withdrawal",
        who="revisit_clerk",
        words=withdrawn.SAID | {"reached": "yes", "version": old},
    )
    assert late.status_code == 409
    assert WithdrawalCheck.objects.filter(ticket=ticket).count() == 1


def test_who_worked_on_the_case_neither_calls_nor_answers(world: World) -> None:
    ticket = withdrawn.after_dispatch(world)
    at_the_office = cast.post(world.revisit_clerk.organisation, Role.REVISIT_CLERK, "重名")
    at_the_office.person_id = world.liaison.person_id
    at_the_office.save()

    assert "check_withdrawal" not in offers(cast.current(ticket), at_the_office)
    assert "check_withdrawal" in offers(cast.current(ticket), world.revisit_clerk)


def test_the_office_reads_what_was_said_and_the_unit_and_the_desk_do_not(world: World) -> None:
    ticket = withdrawn.after_dispatch(world)
    withdrawn.called(world, ticket)

    for reader in ("office", "revisit_clerk"):
        assert "有人劝企业撤回" in page(world, ticket, reader)
        assert str(withdrawn.SAID["words"]) in page(world, ticket, reader)
    for reader in ("liaison", "desk"):
        text = page(world, ticket, reader)
        assert "登记撤回回访" in text
        assert "劝" not in text
        assert str(withdrawn.SAID["words"]) not in text


def test_a_firm_that_was_talked_out_is_offered_to_ask_again_and_then_is_left_in_peace(world: World) -> None:
    ticket = withdrawn.after_dispatch(world)
    assert "有没有人劝您撤回" in page(world, ticket, "firm")
    withdrawn.told(world, ticket)
    assert "可以现在申请再次受理" in page(world, ticket, "firm")

    send(world, ticket, "appeal", who="firm", words={"reason": "还是跳闸"})

    assert cast.current(ticket).status == Status.SUBMITTED
    assert live(ticket) == ["accept"]
    assert "有人劝企业撤回" in page(world, ticket, "office")


def test_an_appeal_ends_an_open_question_and_a_second_withdrawal_is_asked_about_anew(world: World) -> None:
    ticket = withdrawn.after_dispatch(world)
    send(world, ticket, "appeal", who="firm", words={"reason": "还是跳闸"})
    assert Withdrawal.objects.get(ticket=ticket).over_at is not None
    with pytest.raises((NotPossibleNow, StaleWrite)):
        withdrawn.called(world, ticket)

    firm.withdraw(ticket.pk, reason="算了", actor=world.firm, version=cast.current(ticket).version)

    assert Withdrawal.objects.filter(ticket=ticket).count() == 2
    assert live(ticket) == ["withdrew"]


def test_the_revisit_clerk_finds_them_in_the_list_and_others_do_not(world: World) -> None:
    ticket = withdrawn.after_dispatch(world)
    text = signed_in(world.revisit_clerk).get(reverse("revisits")).content.decode()
    assert ticket.number in text
    assert "撤回要问的 1 件" in text

    withdrawn.called(world, ticket)

    assert ticket.number not in signed_in(world.revisit_clerk).get(reverse("revisits")).content.decode()
