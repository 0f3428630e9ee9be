"""Section and handler inside a unit: given out (分办), handed over (移交), stood in for, left behind."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from journal import clock
from journal.models import Event
from orgs.models import Organisation, Person, Post
from orgs.names import name_keys
from orgs.services import appointments
from orgs.statuses import OrganisationKind, Role
from tests import cast
from tests.bench.test_costs import MOST, cost_of
from tests.cast import MONDAY, World, current, lead_of, signed_in
from tests.tickets import units
from tests.tickets.staff_pages import send
from tickets.exceptions import Blocked, StaleWrite
from tickets.models import Assignment, Ticket
from tickets.offers import offers
from tickets.queries.timeline import timeline
from tickets.services import assigning, desk, handling, sweep
from tickets.statuses import ContactWay
from tickets.unit_kinds import Assigned

DAY = timedelta(days=1)


def a_section(world: World, name: str = "线路班") -> Organisation:
    """A section of the power company."""
    unit = world.liaison.organisation
    return Organisation.objects.create(
        county=world.county,
        kind=OrganisationKind.SECTION,
        name=name,
        parent=unit,
        parent_kind=unit.kind,
        **name_keys(name),
    )


def queue(who: Post, choice: str, tab: str = "lead") -> str:
    """The page of the unit's queue, narrowed."""
    return signed_in(who).get(f"/queue/?tab={tab}&who={choice}").content.decode()


def listed(who: Post, choice: str, *tickets: Ticket) -> list[bool]:
    """Which of these cases stand in it."""
    page = queue(who, choice)
    return [ticket.number in page for ticket in tickets]


def stands_in(world: World, person: Person, *, days: int = 3) -> Post:
    """Somebody stands in for the handler, from today on."""
    first = clock.now().date()
    return appointments.stand_in(
        world.handler.pk, person_id=person.pk, starts_on=first, ends_on=first + days * DAY, actor=world.sysadmin
    )


def test_a_liaison_gives_a_leg_to_a_section_and_a_person_and_every_step_stays_on_file(world: World) -> None:
    section = a_section(world)
    ticket = cast.signed(world)
    units.give(world, ticket, None, section_id=section.pk)
    units.give(world, ticket, world.handler.pk, section_id=section.pk)

    steps = Assignment.objects.filter(ticket=ticket).order_by("pk")
    assert [(step.how, step.was_handler_id, step.handler_id, step.section_id) for step in steps] == [
        ("given", None, None, section.pk),
        ("given", None, world.handler.pk, section.pk),
    ]
    assert (lead_of(ticket).handler_id, lead_of(ticket).section_id) == (world.handler.pk, section.pk)


def test_a_handlers_own_section_comes_along(world: World) -> None:
    section = a_section(world)
    Post.objects.filter(pk=world.handler.pk).update(section=section)
    ticket = units.held(world)

    assert lead_of(ticket).section_id == section.pk


def test_liaison_and_head_give_out_and_a_handler_takes_only_for_itself_what_nobody_has(world: World) -> None:
    ticket = cast.signed(world)
    leg = lead_of(ticket)
    said: dict[str, Any] = {"leg_id": leg.pk, "section_id": None, "reason": "", "seen": leg.held}

    with pytest.raises(Blocked, match="只能把没有分到人的件领给自己"):
        assigning.assign(ticket.pk, handler_id=world.liaison.pk, actor=world.handler, **said)
    assigning.assign(ticket.pk, handler_id=world.handler.pk, actor=world.handler, **said)

    assert lead_of(ticket).handler_id == world.handler.pk
    assert "assign_leg" not in offers(current(ticket), world.handler)
    assert {"assign_leg", "hand_over"} & set(offers(current(ticket), world.liaison)) == {"assign_leg"}


def test_nobody_of_another_unit_gets_it_and_no_section_of_another(world: World) -> None:
    ticket = cast.signed(world)
    foreign = a_section(world)
    Organisation.objects.filter(pk=foreign.pk).update(active=False)

    for handler, section in ((world.other_liaison.pk, None), (None, foreign.pk)):
        with pytest.raises(Blocked):
            units.give(world, ticket, handler, section_id=section)

    assert not Assignment.objects.exists()


def test_a_case_about_a_unit_is_given_to_nobody_who_also_sits_there(world: World) -> None:
    ticket = cast.signed(world)
    Post.objects.filter(pk=world.stranger.pk).update(person=world.handler.person)
    desk.name_about(ticket.pk, unit_id=world.stranger.organisation_id, actor=world.desk, version=ticket.version)

    with pytest.raises(Blocked, match="这个人不能承办这件，请换一个"):
        units.give(world, ticket, world.handler.pk)


def test_a_handler_hands_over_with_a_reason_and_the_reply_that_is_being_written_is_not_stale(world: World) -> None:
    ticket = units.held(world)
    leg = lead_of(ticket)

    assigning.hand_over(
        ticket.pk,
        leg_id=leg.pk,
        handler_id=world.liaison.pk,
        reason="出差一周，已到过现场",
        seen=leg.held,
        actor=world.handler,
    )

    step = Assignment.objects.latest("pk")
    assert (step.how, step.was_handler_id, step.handler_id) == ("handed", world.handler.pk, world.liaison.pk)
    assert lead_of(ticket).version == leg.version
    assert "hand_over" not in offers(current(ticket), world.handler)


def test_a_hand_over_without_a_reason_is_drawn_again_with_what_was_chosen(world: World) -> None:
    ticket = units.held(world)

    words = {"handler": world.liaison.pk, "seen": f"{world.handler.pk}-0", "reason": ""}
    answer = send(world, ticket, "hand_over", who="handler", words=words)

    page = answer.content.decode()
    assert (answer.status_code, "请写明为什么移交" in page) == (422, True)
    assert f'value="{world.liaison.pk}" selected' in page


def test_the_same_form_sent_twice_assigns_once_and_one_that_is_overtaken_is_told(world: World) -> None:
    ticket = cast.signed(world)
    leg = lead_of(ticket)
    said: dict[str, Any] = {
        "leg_id": leg.pk,
        "section_id": None,
        "reason": "",
        "seen": leg.held,
        "actor": world.liaison,
    }

    first = assigning.assign(ticket.pk, handler_id=world.handler.pk, **said)
    again = assigning.assign(ticket.pk, handler_id=world.handler.pk, **said)
    with pytest.raises(StaleWrite):
        assigning.assign(ticket.pk, handler_id=world.liaison.pk, **said)

    assert (first is None, again, Assignment.objects.count()) == (False, None, 1)


def test_the_handler_who_signs_has_it_and_a_liaison_who_signs_leaves_it_to_be_given_out(world: World) -> None:
    by_handler, by_liaison = cast.dispatched(world), cast.signed(world)
    leg = lead_of(by_handler)

    handling.sign(by_handler.pk, leg_id=leg.pk, actor=world.handler, version=leg.version)

    assert (lead_of(by_handler).handler_id, lead_of(by_liaison).handler_id) == (world.handler.pk, None)
    assert Assignment.objects.get().how == Assigned.SIGNED


def test_a_unit_that_gets_the_case_again_begins_without_a_handler(world: World) -> None:
    ticket = units.held(world)
    words = {"reason": "换牵头单位", "lead": world.third_liaison.organisation_id}
    send(world, ticket, "redispatch", who="desk", words=words)

    assert lead_of(ticket).handler_id is None


def test_the_queue_is_narrowed_to_mine_to_nobodys_and_to_a_section(world: World) -> None:
    section = a_section(world)
    mine, free, theirs = units.held(world), cast.signed(world), cast.signed(world)
    units.give(world, theirs, None, section_id=section.pk)

    assert listed(world.handler, "", mine, free, theirs) == [True, True, True]
    assert listed(world.handler, "mine", mine, free, theirs) == [True, False, False]
    assert listed(world.liaison, "nobody", mine, free, theirs) == [False, True, True]
    assert listed(world.liaison, str(section.pk), mine, free, theirs) == [False, False, True]


def test_a_row_says_section_and_handler_and_so_does_the_case(world: World) -> None:
    section = a_section(world)
    ticket = cast.signed(world)
    units.give(world, ticket, world.handler.pk, section_id=section.pk)

    for page in (queue(world.liaison, ""), signed_in(world.desk).get(f"/tickets/{ticket.number}/").content.decode()):
        assert "线路班 · 钱线" in page


def test_the_queue_costs_the_same_for_one_row_and_for_three(world: World) -> None:
    units.leader_signs(world)
    counts = []
    for makers in ([units.drafted, units.held], [units.held, units.held]):
        for make in makers:
            ticket = make(world)
            handling.contact(
                ticket.pk,
                leg_id=lead_of(ticket).pk,
                way=ContactWay.PHONE,
                words="",
                client_token=uuid.uuid4(),
                actor=world.handler,
            )
        counts += [cost_of(signed_in(world.handler), f"/queue/?who={who}") for who in ("", "mine")]

    assert counts[:2] == counts[2:]
    assert max(counts) <= MOST


def test_whoever_stands_in_has_the_legs_on_those_days_and_no_others(world: World) -> None:
    with cast.at(MONDAY):  # type: ignore[attr-defined]  # a context manager
        ticket = units.held(world)
        substitute = stands_in(world, world.liaison.person)
        during = (
            listed(substitute, "mine", ticket),
            "赵电（代钱线）" in queue(world.desk, "") or "赵电（代钱线）" in queue(world.handler, ""),
        )
        may = "hand_over" in offers(current(ticket), Post.objects.named().get(pk=substitute.pk))
    with cast.at(MONDAY + 5 * DAY):  # type: ignore[attr-defined]  # as above
        after = queue(world.handler, "mine")

    assert during == ([True], True)
    assert may
    assert (ticket.number in after, "赵电" in after.split("<main")[1].split("钱线")[0]) == (True, False)
    assert lead_of(ticket).handler_id == world.handler.pk


def test_a_leavers_legs_are_nobodys_at_once_and_the_sweep_gives_them_back_once(world: World) -> None:
    with cast.at(MONDAY):  # type: ignore[attr-defined]  # a context manager
        ticket = units.held(world)
        appointments.end(world.handler.pk, actor=world.sysadmin, gives_back=True)
    with cast.at(MONDAY + DAY):  # type: ignore[attr-defined]  # as above
        shown = listed(world.liaison, "nobody", ticket)
        swept = [sweep.run() > 0, sweep.run()]

    step = Assignment.objects.latest("pk")
    assert shown == [True]
    assert swept == [True, 0]
    assert (step.how, step.by_id, step.was_handler_id, step.handler_id) == ("left", None, world.handler.pk, None)
    assert Event.objects.filter(verb="leg.unassigned").count() == 1


@pytest.mark.parametrize("how", ["disabled", "ended_by_its_date"])
def test_a_disabled_person_and_a_post_whose_last_day_is_over_leave_their_legs(world: World, how: str) -> None:
    with cast.at(MONDAY):  # type: ignore[attr-defined]  # a context manager
        ticket = units.held(world)
    if how == "disabled":
        Person.objects.filter(pk=world.handler.person_id).update(is_active=False)
    else:
        Post.objects.filter(pk=world.handler.pk).update(ends_on=MONDAY.date())

    with cast.at(MONDAY + DAY):  # type: ignore[attr-defined]  # as above
        sweep.run()

    assert lead_of(ticket).handler_id is None


def test_a_leg_whose_handler_has_left_stays_while_somebody_stands_in(world: World) -> None:
    with cast.at(MONDAY):  # type: ignore[attr-defined]  # a context manager
        ticket = units.held(world)
        stands_in(world, world.liaison.person)
        Person.objects.filter(pk=world.handler.person_id).update(is_active=False)
        sweep.run()
        during = lead_of(ticket).handler_id
    with cast.at(MONDAY + 10 * DAY):  # type: ignore[attr-defined]  # as above
        sweep.run()

    assert (during, lead_of(ticket).handler_id) == (world.handler.pk, None)


def test_everybody_of_the_unit_may_still_act_when_the_handler_is_ill(world: World) -> None:
    ticket = units.held(world)

    assert {"reply", "contact", "progress"} <= set(offers(current(ticket), world.liaison))


def test_what_happens_inside_a_unit_is_read_by_its_own_people_alone(world: World) -> None:
    ticket = units.held(world)

    def read_by(unit: int | None, *, firm: bool = False) -> bool:
        return "leg.assigned" in {line.verb for line in timeline(current(ticket), for_firm=firm, unit=unit)}

    own, firm = world.liaison.organisation_id, world.firm.organisation_id
    assert (read_by(own), read_by(world.desk.organisation_id), read_by(firm, firm=True)) == (True, False, False)
    page = signed_in(world.firm).get(f"/tickets/{ticket.number}/").content.decode()
    assert [word for word in ("钱线", "分办", "承办人") if word in page] == []


def test_a_mass_organisations_only_role_gives_out_as_well(world: World) -> None:
    ticket = cast.signed(world)
    Post.objects.filter(pk=world.liaison.pk).update(role=Role.MASS_ORG_USER)
    post = Post.objects.named().get(pk=world.liaison.pk)

    assert "assign_leg" in offers(current(ticket), post)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ({"how": "handed", "reason": ""}, "handed_over_leg_says_to_whom_and_why"),
        ({"how": "left"}, "only_a_leavers_leg_is_given_back_by_nobody"),
    ],
)
def test_the_database_holds_what_an_assignment_is(world: World, words: dict[str, str], name: str) -> None:
    step = Assignment.objects.get(ticket=units.held(world))

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Assignment.objects.filter(pk=step.pk).update(**words)
