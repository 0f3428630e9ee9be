"""Status × action × role against one literal table, and the state machine against the action table."""

import pytest
from django.core.exceptions import PermissionDenied
from django_fsm import FSMField

from orgs.statuses import Role
from tests import cast
from tests.cast import World
from tests.tickets.may import MAY
from tests.tickets.stages import STAGES, case_in, people
from tickets import lifecycle
from tickets.action import FIRM_AND_UNITS, On
from tickets.actions import ACTIONS, BY_VERB
from tickets.forms import FORMS
from tickets.models import Leg, Ticket
from tickets.offers import offers
from tickets.services import desk
from tickets.statuses import LegStatus, Status
from tickets.views.performing import PERFORM
from tickets.views.workbench import STEPS as KEYS


@pytest.mark.parametrize("stage", MAY)
def test_each_post_is_offered_exactly_what_the_table_says(world: World, stage: str) -> None:
    ticket = case_in(world, stage)

    found = {name: set(offers(cast.current(ticket), post)) for name, post in people(world).items()}

    assert {name: acts for name, acts in found.items() if acts} == MAY[stage]


def test_no_two_acts_of_one_bar_have_the_same_key() -> None:
    """A rating can be asked to be left out beside whatever else is offered then."""
    for stage, posts in MAY.items():
        for who, acts in posts.items():
            keys = [KEYS[act][0] for act in acts | {"ask_exclusion", "object_exclusion"} if act in KEYS]
            assert len(keys) == len(set(keys)), (stage, who)


def test_the_table_has_somebody_of_every_role(world: World) -> None:
    assert {post.role for post in people(world).values()} == set(Role)


def test_every_act_of_people_is_offered_to_somebody_in_some_stage_of_the_table() -> None:
    offered = {act for stage in MAY.values() for acts in stage.values() for act in acts}

    assert offered == set(FORMS)
    assert MAY.keys() == STAGES.keys()


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
