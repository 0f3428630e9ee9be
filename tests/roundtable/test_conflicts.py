"""A decision whose lead one of its cases turns out to be about: the unit reads nothing of it, the convenor hears."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied

from journal import clock
from journal.models import Event
from notifications import relay
from notifications.models import Notice
from orgs.models import Post
from orgs.statuses import Role
from roundtable import decision_policies as policies
from roundtable.exceptions import Blocked
from roundtable.models import Decision, Named, Topic
from roundtable.queries.decisions import decision_for, who_may_hear
from roundtable.services import cards, conflicts, pursuing, signing
from tests import cast
from tests.cast import World, current, signed_in
from tests.roundtable import held
from tests.roundtable.convened import NEXT_WEEK
from tests.roundtable.pursued import asked, commanded, moment
from tests.roundtable.table import Table
from tests.tickets.asking_for_time import redispatch
from tickets.models import Ticket
from tickets.services import desk

HAND_OVER = "请书记换一个牵头单位"


def about(decision: Decision, unit: Post | None) -> None:
    """The case of the decision is about this unit, whichever way that came out."""
    Ticket.objects.filter(decisions__decision=decision).update(about_org=unit.organisation if unit else None)


def told(decision: Decision) -> list[str]:
    """Who has heard of the last event of the decision, by name; the event reaches the notifier twice."""
    *_earlier, event = Event.objects.for_subject("decision", decision.pk)
    relay.handle(event)
    relay.handle(event)
    return sorted(Notice.objects.filter(event=event).values_list("person__name", flat=True))


def a_second_post(person_of: Post, role: Role, unit: Post) -> Post:
    """The same person sits in another unit as well."""
    return Post.objects.create(
        person=person_of.person, organisation=unit.organisation, role=role, starts_on=cast.A_LONG_AGO
    )


# --- who reads it -----------------------------------------------------------------------------------------------------


def test_a_unit_that_a_case_turns_out_to_be_about_reads_nothing_of_the_decision(
    world: World, decision: Decision
) -> None:
    unit, head = signed_in(world.liaison), signed_in(world.head)
    assert unit.get(f"/roundtable/decisions/{decision.pk}/").status_code == 200
    about(decision, world.liaison)

    for reader in (unit, head):
        assert reader.get(f"/roundtable/decisions/{decision.pk}/").status_code == 404
        assert "变压器" not in reader.get("/roundtable/decisions/").text
        for name in ("minutes", "decisions"):
            address = f"/roundtable/meetings/{decision.meeting_id}/{name}.docx"
            assert reader.get(address).status_code == 404
    assert "变压器" in signed_in(world.office).get("/roundtable/decisions/").text
    assert signed_in(world.firm).get(f"/roundtable/decisions/{decision.pk}/").status_code == 200


def test_it_does_nothing_on_it_either(world: World, decision: Decision) -> None:
    about(decision, world.liaison)
    report = {"done": "…", "next_step": "", "client_token": str(uuid.uuid4())}
    answer = signed_in(world.liaison).post(f"/roundtable/decisions/{decision.pk}/report/", report)

    assert answer.status_code == 404
    with pytest.raises(PermissionDenied):
        pursuing.contact(decision.pk, words="…", client_token=uuid.uuid4(), actor=world.liaison)


def test_a_unit_that_assists_and_that_it_is_about_reads_it_no_more(world: World, seats: Table) -> None:
    assists = (world.third_liaison.organisation_id,)
    with clock.moved_to(cast.MONDAY):
        decision = held.signed(world, seats, assist_ids=assists)[2]
    address, assist = f"/roundtable/decisions/{decision.pk}/", signed_in(world.third_liaison)
    assert assist.get(address).status_code == 200
    about(decision, world.third_liaison)

    assert assist.get(address).status_code == 404
    assert signed_in(world.liaison).get(address).status_code == 200


def test_whoever_has_a_second_post_in_the_unit_reads_it_in_neither(
    world: World, seats: Table, decision: Decision
) -> None:
    about(decision, world.third_liaison)
    readers = (world.liaison, seats.clerk, world.firm)
    assert [decision_for(reader, decision.pk) is None for reader in readers] == [False, False, False]
    for reader in readers:
        a_second_post(reader, Role.HANDLER, world.third_liaison)

    # Whoever filed the case for their firm reads what became of it, wherever else they sit.
    assert [decision_for(reader, decision.pk) is None for reader in readers] == [True, True, False]
    assert who_may_hear(decision, readers) == [world.firm]


def test_who_filed_one_of_its_cases_does_not_read_what_another_ones_says_of_their_unit(
    world: World, seats: Table, decision: Decision
) -> None:
    about(decision, world.third_liaison)
    a_second_post(world.firm, Role.HANDLER, world.third_liaison)
    assert who_may_hear(decision, [world.firm]) == [world.firm]

    other = cast.filed(world, firm_post=world.other_firm)
    Ticket.objects.filter(pk=other.pk).update(about_org=world.third_liaison.organisation)
    Named.objects.create(decision=decision, ticket=other, firm=other.firm)

    assert (who_may_hear(decision, [world.firm]), decision_for(world.firm, decision.pk)) == ([], None)


def test_whoever_raised_the_topic_reads_no_outcome_that_is_about_their_unit(
    world: World, seats: Table, decision: Decision
) -> None:
    topic = decision.item.topic
    Topic.objects.filter(pk=topic.pk).update(raised_by=world.liaison)
    shown = signed_in(world.liaison).get(f"/roundtable/topics/{topic.pk}/")
    assert (shown.status_code, decision.told in shown.text) == (200, True)

    about(decision, world.liaison)
    shown = signed_in(world.liaison).get(f"/roundtable/topics/{topic.pk}/")
    assert (shown.status_code, decision.told in shown.text, "圆桌会议的结果" in shown.text) == (200, False, False)


# --- who hears of it --------------------------------------------------------------------------------------------------


def test_the_convenor_is_told_once_that_it_needs_another_lead(world: World, seats: Table, decision: Decision) -> None:
    commanded(decision)
    about(decision, world.liaison)

    assert [conflicts.mark(), conflicts.mark()] == [1, 0]
    secretaries = Post.objects.filter(role=Role.PARTY_SECRETARY, organisation__county=world.county)
    hand_over = [post.person.name for post in secretaries if policies.may_hand_over(held.now(decision), post)]
    assert told(decision) == sorted(hand_over)
    page = signed_in(seats.secretary).get(f"/roundtable/decisions/{decision.pk}/").text
    assert HAND_OVER in page
    assert "要换牵头单位" in signed_in(seats.secretary).get("/roundtable/decisions/").text


def test_neither_the_firm_nor_another_unit_is_told_why(world: World, seats: Table) -> None:
    with clock.moved_to(cast.MONDAY):
        decision = held.signed(world, seats, assist_ids=(world.third_liaison.organisation_id,))[2]
    about(decision, world.liaison)

    for reader in (world.third_liaison, world.firm):
        assert HAND_OVER not in signed_in(reader).get(f"/roundtable/decisions/{decision.pk}/").text
        assert "要换牵头单位" not in signed_in(reader).get("/roundtable/decisions/").text


def test_the_unit_hears_of_nothing_that_happens_on_it(world: World, decision: Decision) -> None:
    decision = asked(world, decision)
    about(decision, world.liaison)
    pursuing.confirm(decision.named.get().pk, solved=False, words="还是跳闸", actor=world.firm)

    assert told(decision) == [world.office.person.name]


def test_it_earns_no_cards_until_it_has_another_lead(world: World, seats: Table, decision: Decision) -> None:
    about(decision, world.liaison)
    conflicts.mark()
    with clock.moved_to(moment("2026-12-21 10:00")):
        cards.show()
        cards.mark_missed()
        assert not decision.cards.exists()
        assert not Event.objects.filter(verb="decision.contact_missed").exists()

        pursuing.hand_over(
            decision.pk, lead_id=world.third_liaison.organisation_id, words="诉求反映供电公司",
            actor=seats.secretary, version=held.now(decision).version,
        )  # fmt: skip
        cards.show()

    assert set(decision.cards.values_list("unit", flat=True)) == {world.third_liaison.organisation_id}
    assert held.now(decision).conflict_at is None
    assert HAND_OVER not in signed_in(seats.secretary).get(f"/roundtable/decisions/{decision.pk}/").text


def test_a_slip_of_the_desk_that_is_put_right_gives_it_back(world: World, decision: Decision) -> None:
    about(decision, world.liaison)
    conflicts.mark()
    about(decision, None)

    assert conflicts.mark() == 0
    assert held.now(decision).conflict_at is None
    assert signed_in(world.liaison).get(f"/roundtable/decisions/{decision.pk}/").status_code == 200
    assert Event.objects.filter(verb="decision.about_its_lead").count() == 1


# --- who gets it ------------------------------------------------------------------------------------------------------


def test_it_is_not_handed_to_whom_a_case_is_about(world: World, seats: Table, decision: Decision) -> None:
    about(decision, world.third_liaison)

    with pytest.raises(Blocked, match="反映的就是这个单位"):
        pursuing.hand_over(
            decision.pk, lead_id=world.third_liaison.organisation_id, words="换", actor=seats.secretary,
            version=decision.version,
        )  # fmt: skip


def test_minutes_are_not_signed_over_a_lead_that_a_case_is_about_by_now(world: World, seats: Table) -> None:
    with clock.moved_to(cast.MONDAY):
        meeting, _ticket, decision = held.ended(world, seats)
    about(decision, world.liaison)

    with clock.moved_to(NEXT_WEEK), pytest.raises(Blocked, match="第 1 条议定事项点到的诉求反映的就是牵头单位"):
        signing.sign(meeting.pk, actor=seats.secretary, version=meeting.version)


def test_the_desk_names_the_unit_once_the_case_is_with_another(world: World, decision: Decision) -> None:
    ticket = decision.named.get().ticket
    assert ticket is not None
    redispatch(world, ticket)
    desk.name_about(ticket.pk, unit_id=world.liaison.organisation_id, actor=world.desk, version=current(ticket).version)

    assert conflicts.mark() == 1
    assert signed_in(world.liaison).get(f"/roundtable/decisions/{decision.pk}/").status_code == 404
