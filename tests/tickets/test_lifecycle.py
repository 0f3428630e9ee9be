"""Status × action × role against one literal table, and the state machine against the action table."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django_fsm import FSMField

from tests import cast
from tests.cast import World
from tickets import lifecycle
from tickets.actions import ACTIONS, BY_VERB, FIRM_AND_UNITS, On
from tickets.forms import FORMS
from tickets.models import Leg, Ticket
from tickets.offers import offers
from tickets.services import desk, firm
from tickets.statuses import LegStatus, RejectReason, Status
from tickets.views.performing import PERFORM

# Who may do what in each status, through the posts of the cast. What is not here is refused.
MAY: dict[str, dict[str, set[str]]] = {
    "submitted": {
        "firm": {"add", "urge", "withdraw"},
        "desk": {"accept", "ask", "propose_rejection", "answer_directly", "note"},
        "second_desk": {"accept", "ask", "propose_rejection", "answer_directly", "note"},
        "revisit_clerk": {"note"},
    },
    "proposed": {
        "firm": {"add", "urge", "withdraw"},
        "desk": {"note"},
        "second_desk": {"note", "approve_rejection", "refuse_rejection"},
        "revisit_clerk": {"note"},
    },
    "accepted": {
        "firm": {"add", "urge", "withdraw"},
        "desk": {"ask", "propose_rejection", "dispatch", "note"},
        "second_desk": {"ask", "propose_rejection", "dispatch", "note"},
        "revisit_clerk": {"note"},
    },
    "need_info": {
        "firm": {"add", "supplement", "withdraw"},
        "desk": {"note"},
        "second_desk": {"note"},
        "revisit_clerk": {"note"},
    },
    "handling": {
        "firm": {"add", "urge", "withdraw"},
        "desk": {"ask", "redispatch", "note"},
        "second_desk": {"ask", "redispatch", "note"},
        "liaison": {"sign", "give_back", "note"},
        "handler": {"sign", "give_back", "note"},
        "other_liaison": {"sign", "note"},
        "revisit_clerk": {"note"},
    },
    "given_back": {
        "firm": {"add", "urge", "withdraw"},
        "desk": {"uphold_return", "refuse_return", "note"},
        "second_desk": {"uphold_return", "refuse_return", "note"},
        "liaison": {"note"},
        "handler": {"note"},
        "other_liaison": {"sign", "note"},
        "revisit_clerk": {"note"},
    },
    "escalated": {
        "firm": {"add", "urge", "withdraw"},
        "desk": {"uphold_return", "refuse_return", "note"},
        "second_desk": {"uphold_return", "refuse_return", "note"},
        "liaison": {"note"},
        "handler": {"note"},
        "other_liaison": {"sign", "note"},
        "revisit_clerk": {"note"},
        "office": {"uphold_return", "refuse_return"},
    },
    "kept": {
        "firm": {"add", "urge", "withdraw"},
        "desk": {"ask", "redispatch", "note"},
        "second_desk": {"ask", "redispatch", "note"},
        "liaison": {"sign", "note"},
        "handler": {"sign", "note"},
        "other_liaison": {"sign", "note"},
        "revisit_clerk": {"note"},
    },
    "signed": {
        "firm": {"add", "urge", "withdraw"},
        "desk": {"ask", "redispatch", "note"},
        "second_desk": {"ask", "redispatch", "note"},
        "liaison": {"ask", "give_back", "contact", "progress", "reply", "note"},
        "handler": {"ask", "give_back", "contact", "progress", "reply", "note"},
        "revisit_clerk": {"note"},
    },
    "replied": {
        "firm": {"add"},
        "desk": {"pass_reply", "send_back", "note"},
        "second_desk": {"pass_reply", "send_back", "note"},
        "liaison": {"note"},
        "handler": {"note"},
        "revisit_clerk": {"note"},
    },
    "revisiting": {
        "firm": {"add", "confirm"},
        "desk": {"note"},
        "second_desk": {"note"},
        "liaison": {"note"},
        "handler": {"note"},
        "revisit_clerk": {"record_call", "note"},
    },
    "closed": {},
    "rejected": {"firm": {"appeal"}},
    "withdrawn": {"firm": {"appeal"}},
}
EVERYBODY = [
    "firm", "other_firm", "clerk", "desk", "second_desk", "liaison", "handler", "other_liaison", "third_liaison",
    "revisit_clerk", "office", "leader", "sysadmin", "auditor", "stranger",
]  # fmt: skip


def case_in(world: World, stage: str) -> Ticket:
    """A case in one of the stages of the table."""
    if stage in {"proposed", "rejected"}:
        ticket = cast.filed(world)
        desk.propose_rejection(
            ticket.pk,
            reason=RejectReason.LITIGATION,
            channel="县人民法院诉讼服务中心",
            explanation="双方已经起诉，应由法院处理。",
            actor=world.desk,
            version=ticket.version,
        )
        if stage == "rejected":
            desk.approve_rejection(ticket.pk, actor=world.second_desk, version=cast.current(ticket).version)
    elif stage == "need_info":
        ticket = cast.filed(world)
        desk.ask(ticket.pk, question="请补充照片", actor=world.desk, version=ticket.version)
    elif stage == "withdrawn":
        ticket = cast.filed(world)
        firm.withdraw(ticket.pk, reason="已解决", actor=world.firm, version=ticket.version)
    else:
        makers: dict[str, Any] = {
            "submitted": cast.filed, "accepted": cast.accepted, "handling": cast.dispatched, "signed": cast.signed,
            "given_back": cast.given_back, "escalated": cast.escalated, "kept": cast.kept,
            "replied": cast.replied, "revisiting": cast.asked_to_confirm, "closed": cast.closed,
        }  # fmt: skip
        ticket = makers[stage](world)
    return cast.current(ticket)


@pytest.mark.parametrize("stage", MAY)
def test_each_post_is_offered_exactly_what_the_table_says(world: World, stage: str) -> None:
    ticket = case_in(world, stage)

    found = {name: set(offers(cast.current(ticket), getattr(world, name))) for name in EVERYBODY}

    assert {name: acts for name, acts in found.items() if acts} == MAY[stage]


def test_the_three_tables_of_forms_services_and_actions_name_the_same_acts() -> None:
    done_by_people = {name for name, row in ACTIONS.items() if not row.by_system and row.by_itself} - {"submit"}

    assert set(FORMS) == set(PERFORM) == done_by_people


def test_every_verb_belongs_to_one_action() -> None:
    assert len(BY_VERB) == len(ACTIONS)


def test_what_the_firm_reads_has_words_and_what_it_does_not_has_none() -> None:
    wrong = [name for name, row in ACTIONS.items() if bool(row.firm_reads) != (row.readers is FIRM_AND_UNITS)]

    assert wrong == []


def edges(model: type[Ticket | Leg]) -> set[tuple[str, str]]:
    """Every edge that the state machine knows."""
    field = model._meta.get_field("status")
    assert isinstance(field, FSMField)
    found = set()
    for transition in field.get_all_transitions(model):
        targets = getattr(transition.target, "allowed_states", None) or [transition.target]
        found |= {(str(transition.source), str(target)) for target in targets}
    return found


def test_the_state_machine_has_exactly_the_edges_of_the_action_table() -> None:
    table = {
        (source, target)
        for row in ACTIONS.values()
        if row.on is On.CASE
        for source in row.sources
        for target in row.targets
        if source != target
    }
    of_legs = {target for row in ACTIONS.values() if row.on is On.LEG for target in row.targets}
    table |= {(Status.HANDLING, target) for target in of_legs - {Status.HANDLING}}

    assert edges(Ticket) == {(str(source), str(target)) for source, target in table}


def test_every_transition_names_a_permission() -> None:
    nameless = [
        transition.name
        for model in (Ticket, Leg)
        for transition in model._meta.get_field("status").get_all_transitions(model)
        if transition.permission is None
    ]

    assert nameless == []


def test_the_status_cannot_be_assigned_past_the_state_machine(world: World) -> None:
    ticket = cast.filed(world)

    with pytest.raises(AttributeError):
        ticket.status = Status.CLOSED


def test_the_lifecycle_document_is_generated_from_the_table() -> None:
    assert lifecycle.DOCUMENT.read_text(encoding="utf-8") == lifecycle.document()


def test_a_post_that_is_not_named_is_refused_by_the_service_too(world: World) -> None:
    ticket = cast.filed(world)

    with pytest.raises(PermissionDenied):
        desk.accept(ticket.pk, actor=world.liaison, version=ticket.version)


def test_live_statuses_cover_every_leg_status() -> None:
    assert {status for _source, status in edges(Leg)} | {"pending", "returning"} == set(LegStatus.values)
