"""A complaint about a unit (被反映单位): neither the unit nor anyone in it ever reaches the case."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from journal import clock
from journal.models import Event
from notifications import relay
from notifications.models import Notice
from orgs.models import Post
from orgs.statuses import Role
from tests import cast
from tests.cast import World, current, signed_in
from tests.tickets import grouped, whistled
from tests.tickets.firm_pages import Calling, a_form
from tests.tickets.staff_pages import order, send
from tickets.entry_forms import EntryForm
from tickets.exceptions import Blocked
from tickets.joined_cards import joined_card
from tickets.models import Member, Ticket
from tickets.queries import tickets_for
from tickets.queries.cases import case_for
from tickets.queries.lists import desk_page
from tickets.services import desk

NAME = "县财政局"


def named(world: World, ticket: Ticket, unit: Post | None) -> Ticket:
    """The desk has recorded whom the case is about."""
    unit_id = unit.organisation_id if unit else None
    desk.name_about(ticket.pk, unit_id=unit_id, actor=world.desk, version=current(ticket).version)
    return current(ticket)


def refusal(world: World, ticket: Ticket, unit_id: int | None) -> str:
    """Why the desk may not record this unit."""
    with pytest.raises(Blocked) as refused:
        desk.name_about(ticket.pk, unit_id=unit_id, actor=world.desk, version=current(ticket).version)
    return str(refused.value)


def test_the_firm_says_whom_it_is_about_and_reads_it_back(world: World) -> None:
    calling, unit = Calling(world.firm), world.stranger.organisation_id
    said = a_form(world, about_org=str(unit))
    for page in ("what", "where"):
        assert calling.send(page, said).status_code == 303
    checked = calling.client.get(calling.at("check")).content.decode()

    calling.send("check")

    ticket = Ticket.objects.get()
    progress = calling.client.get(f"/tickets/{ticket.number}/").content.decode()
    assert f"{NAME}（看不到这件诉求）" in checked
    assert ticket.about_org_id == unit
    assert f"{NAME}（看不到这件诉求）" in progress
    assert Event.objects.for_subject("ticket", ticket.pk)[0].data["about"] == unit


def test_most_calls_are_about_nobody_and_say_nothing_of_it(world: World) -> None:
    calling = Calling(world.firm)
    said = a_form(world, about_org="")
    for page in ("what", "where"):
        calling.send(page, said)
    checked = calling.client.get(calling.at("check")).content.decode()

    calling.send("check")

    assert Ticket.objects.get().about_org_id is None
    assert "反映的单位" not in checked


@pytest.mark.parametrize("forged", ["committee", "office", "firm", "0", "x"])
def test_the_firm_cannot_name_who_runs_the_mechanism_nor_what_is_no_unit(world: World, forged: str) -> None:
    ids = {"committee": world.desk, "office": world.office, "firm": world.other_firm}
    said = a_form(world, about_org=str(ids[forged].organisation_id) if forged in ids else forged)
    calling = Calling(world.firm)
    calling.send("what", said)

    answer = calling.send("where", said)

    assert answer.status_code == 422
    assert "请从列表中选择单位" in answer.content.decode()


def test_the_unit_is_nowhere_even_if_it_was_a_party(world: World) -> None:
    ticket = cast.dispatched(world)
    Ticket.objects.filter(pk=ticket.pk).update(parties=[*ticket.parties, world.stranger.organisation_id])
    assert tickets_for(world.stranger).exists()

    named(world, ticket, world.stranger)

    assert not tickets_for(world.stranger).exists()
    assert case_for(world.stranger, ticket.number) is None
    assert signed_in(world.stranger).get(f"/tickets/{ticket.number}/").status_code == 404


@pytest.mark.parametrize(
    ("terms", "sees"),
    [
        ({}, False),
        ({"ends_on": timezone.localdate() + timedelta(days=1)}, False),
        ({"ends_on": timezone.localdate() - timedelta(days=1)}, True),
        ({"active": False}, True),
        ({"starts_on": timezone.localdate() + timedelta(days=9)}, False),
    ],
    ids=["now", "until tomorrow", "until yesterday", "taken back", "from next week"],
)
def test_nobody_with_a_post_there_sees_it_at_another_desk(world: World, terms: dict[str, Any], *, sees: bool) -> None:
    ticket = named(world, cast.accepted(world), world.stranger)
    cast.also(world.second_desk, world.stranger, **terms)

    seen = case_for(world.second_desk, ticket.number)
    listed = [row.pk for row in desk_page(world.second_desk, tab="accepted", after=None).items]

    assert (seen is not None, listed == [ticket.pk]) == (sees, sees)
    assert case_for(world.desk, ticket.number) is not None


def test_it_gets_neither_the_case_nor_a_whistle(world: World) -> None:
    ticket = named(world, cast.accepted(world), world.third_liaison)

    sent = send(
        world, ticket, "dispatch", who="desk", words=order(world) | {"lead": world.third_liaison.organisation_id}
    )
    with pytest.raises(Blocked, match="不能召集被反映的单位"):
        whistled.blow(world, ticket, "third_liaison")

    assert sent.status_code == 422
    assert "不能派给被反映的单位" in sent.content.decode()


def test_the_desk_and_the_office_read_which_unit_the_handling_one_does_not(world: World) -> None:
    ticket = named(world, cast.dispatched(world), world.stranger)

    pages = {
        who: signed_in(getattr(world, who)).get(f"/tickets/{ticket.number}/").content.decode()
        for who in ("desk", "office", "liaison", "other_liaison")
    }

    assert {who: NAME in page for who, page in pages.items()} == {
        "desk": True,
        "office": True,
        "liaison": False,
        "other_liaison": False,
    }


def test_who_has_a_part_must_be_out_of_it_first(world: World) -> None:
    ticket = cast.signed(world)
    whistled.blow(world, ticket, "third_liaison")

    assert "请先改派给别的单位" in refusal(world, ticket, world.liaison.organisation_id)
    assert "请先免予它报到" in refusal(world, ticket, world.third_liaison.organisation_id)
    assert current(ticket).about_org_id is None


def test_the_desk_cannot_name_who_would_leave_the_case_without_anybody(world: World) -> None:
    ticket = cast.accepted(world)

    for nobody in (world.desk, world.office, world.leader, world.firm):
        assert "不能登记这个单位" in refusal(world, ticket, nobody.organisation_id)


def test_a_case_about_a_unit_is_answered_with_no_other(world: World) -> None:
    lead, follower, last = grouped.group(world, 3)

    named(world, follower, world.stranger)
    alone = current(follower).follows_id, [each.pk for each in current(lead).followers]
    named(world, lead, world.stranger)

    assert alone == (None, [last.pk])
    assert current(last).follows_id is None
    assert set(Member.objects.values_list("how", flat=True)) == {"own_way"}


def test_what_hangs_on_a_case_hides_a_complaint_from_whoever_sits_in_the_unit(world: World) -> None:
    whole = cast.accepted(world)
    first, second = grouped.split(world, whole)
    Ticket.objects.filter(pk=first.pk).update(about_org=world.stranger.organisation)  # as before they were named as one
    cast.also(world.second_desk, world.stranger)

    card = joined_card(current(whole), world.second_desk, now=clock.now())

    assert [part.pk for part in card.pieces] == [second.pk]
    assert [part.pk for part in joined_card(current(whole), world.desk, now=clock.now()).pieces] == [
        first.pk,
        second.pk,
    ]


@pytest.mark.parametrize("where", [0, 1, 2], ids=["on the whole", "on the first part", "on the second part"])
def test_said_of_one_part_of_a_split_call_it_holds_for_all(world: World, where: int) -> None:
    whole = cast.accepted(world)
    family = [whole, *grouped.split(world, whole)]

    named(world, family[where], world.stranger)

    about = [current(each).about_org_id for each in family]
    events = [Event.objects.for_subject("ticket", each.pk).last() for each in family]
    assert about == [world.stranger.organisation_id] * 3
    assert {event.verb for event in events if event} == {"ticket.about_named"}


def test_the_part_that_the_unit_itself_handles_stays_with_it(world: World) -> None:
    whole = cast.accepted(world)
    first, second = grouped.split(world, whole)
    grouped.send(world, second)

    named(world, first, world.liaison)

    assert [current(each).about_org_id for each in (whole, first, second)] == [
        world.liaison.organisation_id, world.liaison.organisation_id, None,
    ]  # fmt: skip


def test_a_part_that_names_another_unit_keeps_it_and_one_that_waits_for_the_firm_is_not_forgotten(
    world: World,
) -> None:
    whole = cast.accepted(world)
    first, second = grouped.split(world, whole)
    Ticket.objects.filter(pk=first.pk).update(about_org=world.stranger.organisation)
    desk.ask(second.pk, question="哪一天？", actor=world.desk, version=current(second).version)

    named(world, whole, world.third_liaison)

    assert current(first).about_org_id == world.stranger.organisation_id
    assert current(second).about_org_id == world.third_liaison.organisation_id


def test_parts_that_are_answered_together_come_apart_once(world: World) -> None:
    whole = cast.accepted(world)
    first, second = grouped.split(world, whole)
    grouped.join(world, second, first)

    named(world, second, world.third_liaison)

    parted = Event.objects.filter(verb__in=["group.parted", "ticket.about_named"], subject_id=second.pk)
    assert [event.verb for event in parted] == ["ticket.about_named"]
    assert {current(each).follows_id for each in (first, second)} == {None}


def test_whoever_filed_it_reads_their_complaint_though_they_sit_in_the_unit_and_no_colleague_who_does(
    world: World,
) -> None:
    colleague = Post.objects.create(
        person=world.second_desk.person, organisation=world.firm.organisation, role=Role.ENTERPRISE_USER,
        starts_on=cast.A_LONG_AGO,
    )  # fmt: skip
    ticket = named(world, cast.accepted(world), world.stranger)
    before = tickets_for(colleague).filter(pk=ticket.pk).exists()
    cast.also(world.firm, world.stranger)
    cast.also(colleague, world.stranger)

    sees = [tickets_for(post).filter(pk=ticket.pk).exists() for post in (world.firm, colleague)]
    relay.handle(Event.objects.for_subject("ticket", ticket.pk).filter(verb="ticket.accepted").get())

    assert (before, sees) == (True, [True, False])
    told = set(Notice.objects.values_list("person", flat=True))
    assert told & {world.firm.person_id, colleague.person_id} == {world.firm.person_id}


def test_whoever_enters_a_call_is_not_offered_a_unit_of_their_own(world: World) -> None:
    own = world.clerk.organisation

    def offered() -> set[object]:
        field: Any = EntryForm(post=world.clerk).fields["about_org"]
        return {value for value, _name in field.choices}

    before = offered()
    cast.also(world.clerk, world.stranger)

    assert own.pk not in before
    assert before - offered() == {world.stranger.organisation_id}


def test_a_record_is_corrected_and_the_journal_keeps_both(world: World) -> None:
    ticket = named(world, cast.accepted(world), world.stranger)
    refused = refusal(world, ticket, world.stranger.organisation_id)

    send(world, ticket, "name_about", who="second_desk", words={"unit": ""})

    last = Event.objects.for_subject("ticket", ticket.pk).last()
    assert "登记的已经是这个单位" in refused
    assert last is not None
    assert (last.data["about"], last.data["was"]) == (None, world.stranger.organisation_id)
    assert current(ticket).about_org_id is None


def test_only_the_desk_records_it(world: World) -> None:
    ticket = cast.signed(world)

    answers = {
        who: send(world, ticket, "name_about", who=who, words={"unit": world.stranger.organisation_id}).status_code
        for who in ("liaison", "office", "firm", "stranger")
    }

    assert answers == {"liaison": 403, "office": 403, "firm": 403, "stranger": 404}
