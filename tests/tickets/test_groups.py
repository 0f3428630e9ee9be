"""Cases that say the same are answered together (同类诉求); everybody keeps number, clocks, revisit, rating."""

import pytest
from django.core.exceptions import PermissionDenied

from journal.models import Event
from tests import cast
from tests.cast import World, current, lead_of
from tests.tickets import grouped
from tests.tickets.grouped import answer, group, handled, how, join, pass_on, send, sign
from tickets.exceptions import Blocked, NotPossibleNow, StaleWrite
from tickets.models import Deadline, Member, Reply, Ticket
from tickets.services import desk, dispatch, firm, grouping, replying, returning, revisiting
from tickets.statuses import Grade, Outcome, RejectReason


def statuses(cases: list[Ticket]) -> list[str]:
    return [current(each).status for each in cases]


def verbs(ticket: Ticket) -> list[str]:
    return [*Event.objects.for_subject("ticket", ticket.pk).order_by("seq").values_list("verb", flat=True)]


def stands_alone(ticket: Ticket) -> bool:
    """Follows nobody, has one owner and a deadline."""
    found = current(ticket)
    return found.follows_id is None and found.due_at is not None and found.waits_for != ""


def test_followers_go_to_the_leads_unit_when_the_lead_is_dispatched_each_with_its_own_clocks(world: World) -> None:
    cases = group(world, 3)

    send(world, cases[0])

    assert statuses(cases) == ["handling"] * 3
    assert {lead_of(each).department_id for each in cases} == {world.liaison.organisation_id}
    for each in cases:
        live = Deadline.objects.filter(ticket=each, met_at=None, voided_at=None)
        assert sorted(live.values_list("kind", flat=True)) == ["contact", "resolve", "sign"]


def test_a_case_that_joins_a_handled_lead_goes_to_its_unit_at_once(world: World) -> None:
    lead, late = grouped.of_firms(world, 2)
    send(world, lead)

    join(world, late, lead)

    assert current(late).status == "handling"
    assert lead_of(late).status == "pending"
    assert verbs(late)[-2:] == ["group.joined", "ticket.dispatched"]


def test_signing_the_lead_signs_the_followers(world: World) -> None:
    cases = handled(world, 3)

    assert [lead_of(each).status for each in cases] == ["signed"] * 3
    assert [verbs(each).count("leg.signed") for each in cases] == [1, 1, 1]


def test_a_reply_to_the_lead_carries_every_field_to_each_follower(world: World) -> None:
    cases = handled(world, 3)

    answer(
        world, cases[0], claim_true=False, untrue_reason="没有停过电", outcome=Outcome.BASICALLY, internal="查过台账",
        unsolved_reason="还差一台变压器", beyond=replying.BeyondDuty("属于产权内线路", "请找园区物业 0530-0000000"),
    )  # fmt: skip

    names = (
        "claim_true", "untrue_reason", "outcome", "body", "internal", "unsolved_reason", "beyond_duty", "beyond_reason",
        "channel", "override_reason", "contact_way", "contacted_at", "by_person_id", "at",
    )  # fmt: skip
    said = [[getattr(Reply.objects.get(ticket=each), name) for name in names[:-1]] for each in cases]
    assert statuses(cases) == ["replied"] * 3
    assert said[0][:3] == [False, "没有停过电", "basically"]
    assert said[1] == said[0]
    assert said[2] == said[0]


def test_the_desk_reviews_once_and_every_firm_is_asked(world: World) -> None:
    cases = handled(world, 3)
    answer(world, cases[0])

    pass_on(world, cases[0])

    assert statuses(cases) == ["revisiting"] * 3
    assert [how(each) for each in cases] == [[], ["answered"], ["answered"]]
    assert [current(each).follows_id for each in cases] == [None] * 3


def test_what_the_desk_sends_back_goes_back_in_every_case(world: World) -> None:
    cases = handled(world, 2)
    answer(world, cases[0])

    replying.send_back(
        cases[0].pk, words="请写明哪天装好。", actor=world.second_desk, version=current(cases[0]).version
    )
    answer(world, cases[0], words="变压器已在十一月二十日装好。")

    assert statuses(cases) == ["replied"] * 2
    standing = Reply.objects.filter(superseded_at=None).order_by("ticket")
    assert [each.body for each in standing] == ["变压器已在十一月二十日装好。"] * 2


def test_each_firm_rates_its_own_case_and_a_bad_one_goes_round_alone(world: World) -> None:
    everybody = grouped.firms(world, 3)
    cases = [cast.accepted(world, firm_post=each) for each in everybody]
    for each in cases[1:]:
        join(world, each, cases[0])
    send(world, cases[0])
    answer_after_signing(world, cases[0])
    grades = (Grade.SATISFIED, Grade.VERY_SATISFIED, Grade.VERY_DISSATISFIED)

    for who, each, grade in zip(everybody, cases, grades, strict=True):
        verdict = cast.a_verdict(grade=grade, words="机器还是停")
        revisiting.confirm(each.pk, verdict=verdict, actor=who, version=current(each).version)

    assert statuses(cases) == ["closed", "closed", "handling"]
    assert [current(each).round for each in cases] == [1, 1, 2]
    assert lead_of(cases[2]).status == "signed"
    answer(world, cases[2])
    assert statuses(cases) == ["closed", "closed", "replied"]


def answer_after_signing(world: World, lead: Ticket) -> None:
    sign(world, lead)
    answer(world, lead)
    pass_on(world, lead)


def test_a_follower_is_not_answered_alone(world: World) -> None:
    cases = handled(world, 2)

    with pytest.raises(Blocked, match="随主件一并办理"):
        answer(world, cases[1])

    assert statuses(cases) == ["handling"] * 2


def test_a_case_taken_out_of_its_group_keeps_its_unit_and_its_clocks(world: World) -> None:
    cases = handled(world, 2)
    before = current(cases[1])

    grouping.take_out(before.pk, reason="线路不同", actor=world.office, version=before.version)
    answer(world, cases[0])

    after = current(cases[1])
    assert how(after) == ["taken"]
    assert (after.status, after.waits_for, after.due_at) == ("handling", "resolve", before.due_at)
    answer(world, after)
    assert statuses(cases) == ["replied"] * 2


def test_a_new_lead_unit_takes_the_followers_with_it(world: World) -> None:
    cases = handled(world, 2)

    dispatch.send_elsewhere(
        cases[0].pk,
        order=dispatch.Order(lead_id=world.third_liaison.organisation_id),
        reason="不归供电公司管",
        actor=world.desk,
        version=current(cases[0]).version,
    )

    assert [lead_of(each).department_id for each in cases] == [world.third_liaison.organisation_id] * 2
    assert current(cases[1]).follows_id == cases[0].pk


def test_an_upheld_return_of_the_lead_takes_the_followers_with_it(world: World) -> None:
    cases = group(world, 2)
    send(world, cases[0])
    leg = lead_of(cases[0])
    returning.give_back(cases[0].pk, leg_id=leg.pk, plea=cast.a_plea(world), actor=world.liaison, version=leg.version)
    returning.uphold(
        cases[0].pk,
        lead_id=world.third_liaison.organisation_id,
        ruling="线路归园区。",
        told="线路归园区管，",
        actor=world.desk,
        version=current(cases[0]).version,
    )

    assert [lead_of(each).department_id for each in cases] == [world.third_liaison.organisation_id] * 2
    assert current(cases[1]).follows_id == cases[0].pk


def own_return(world: World, ticket: Ticket) -> None:
    leg = lead_of(ticket)
    returning.give_back(ticket.pk, leg_id=leg.pk, plea=cast.a_plea(world), actor=world.liaison, version=leg.version)


def own_redispatch(world: World, ticket: Ticket) -> None:
    order = dispatch.Order(lead_id=world.third_liaison.organisation_id)
    dispatch.send_elsewhere(
        ticket.pk, order=order, reason="另一件事", actor=world.desk, version=current(ticket).version
    )


@pytest.mark.parametrize("act", [own_return, own_redispatch])
def test_a_follower_that_goes_elsewhere_leaves_the_group(world: World, act: object) -> None:
    cases = group(world, 2)
    send(world, cases[0])

    act(world, cases[1])  # type: ignore[operator]  # either of two

    assert how(cases[1]) == ["own_way"]
    assert stands_alone(cases[1])


def test_a_follower_that_waits_for_its_firm_goes_its_own_way_when_the_lead_is_answered(world: World) -> None:
    cases = handled(world, 2)
    desk.ask(cases[1].pk, question="几号停的电？", actor=world.desk, version=current(cases[1]).version)

    answer(world, cases[0])

    assert statuses(cases) == ["replied", "need_info"]
    assert how(cases[1]) == ["own_way"]
    assert verbs(cases[1])[-1] == "group.parted"
    assert stands_alone(cases[1])


def test_a_follower_that_somebody_proposes_to_reject_waits_for_that_ruling_alone(world: World) -> None:
    cases = group(world, 2)
    desk.propose_rejection(
        cases[1].pk, reason=RejectReason.LITIGATION, channel="县人民法院", explanation="双方已经起诉，应由法院处理。",
        actor=world.desk, version=current(cases[1]).version,
    )  # fmt: skip

    send(world, cases[0])

    assert statuses(cases) == ["handling", "accepted"]
    assert how(cases[1]) == ["own_way"]
    assert current(cases[1]).waits_for == "ruling"


def test_a_follower_that_is_withdrawn_leaves_and_the_others_stay(world: World) -> None:
    everybody = grouped.firms(world, 3)
    cases = [cast.accepted(world, firm_post=each) for each in everybody]
    for each in cases[1:]:
        join(world, each, cases[0])

    firm.withdraw(cases[1].pk, reason="自己修好了", actor=everybody[1], version=current(cases[1]).version)

    assert how(cases[1]) == ["over"]
    assert [current(each).follows_id for each in cases] == [None, None, cases[0].pk]


def test_when_the_lead_is_withdrawn_each_follower_stands_alone_where_it_is(world: World) -> None:
    cases = handled(world, 3)

    firm.withdraw(cases[0].pk, reason="自己修好了", actor=world.firm, version=current(cases[0]).version)

    assert statuses(cases) == ["withdrawn", "handling", "handling"]
    assert [how(each) for each in cases[1:]] == [["lead"], ["lead"]]
    assert all(stands_alone(each) for each in cases[1:])
    answer(world, cases[1])
    assert statuses(cases) == ["withdrawn", "replied", "handling"]


def test_joining_makes_the_reply_form_of_fewer_firms_stale(world: World) -> None:
    lead, late = grouped.of_firms(world, 2)
    send(world, lead)
    sign(world, lead)
    drawn = lead_of(lead).version

    join(world, late, lead)

    with pytest.raises(StaleWrite):
        replying.submit(lead.pk, leg_id=lead_of(lead).pk, answer=cast.an_answer(), actor=world.liaison, version=drawn)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda world: cast.accepted(world, confidential=True), "需要保密"),
        (grouped.following, "已并入别的件"),
        (grouped.split_up, "已拆分"),
    ],
)
def test_what_cannot_be_a_lead_is_refused_in_a_sentence(world: World, make: object, sentence: str) -> None:
    ticket, lead = cast.accepted(world), make(world)  # type: ignore[operator]  # one of the rows above

    with pytest.raises(Blocked, match=sentence):
        join(world, ticket, lead)

    assert current(ticket).follows_id is None


def test_a_case_of_another_committee_is_refused(world: World) -> None:
    ticket, lead = grouped.of_firms(world, 2)
    Ticket.objects.filter(pk=lead.pk).update(committee=world.leader.organisation_id)

    for actor in (world.desk, world.office):
        with pytest.raises(Blocked, match="只能并入本行业党委受理的件"):
            join(world, ticket, lead, by=actor)


def test_cases_with_different_units_are_refused_with_the_way_on(world: World) -> None:
    ticket, lead = grouped.of_firms(world, 2)
    send(world, lead)
    send(world, ticket, world.third_liaison)

    with pytest.raises(Blocked, match="请先改派到同一个单位再并"):
        join(world, ticket, lead)


def test_a_lead_that_is_answered_already_takes_nobody_in(world: World) -> None:
    ticket, lead = cast.accepted(world), cast.replied(world)

    with pytest.raises(Blocked, match="主件已经答复或结束"):
        join(world, ticket, lead)


def test_a_lead_of_others_does_not_follow(world: World) -> None:
    cases = group(world, 2)
    other = cast.accepted(world)

    with pytest.raises(PermissionDenied, match=r"group\.joined"):
        join(world, cases[0], other)

    assert Member.objects.filter(left_at=None).count() == 1


def test_a_stale_desk_does_not_join(world: World) -> None:
    ticket, lead = grouped.of_firms(world, 2)

    with pytest.raises((StaleWrite, NotPossibleNow)):
        grouping.join(ticket.pk, lead_id=lead.pk, actor=world.desk, version=ticket.version - 1)
