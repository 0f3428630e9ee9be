"""The lead asks for one more co-handler (加派), lets one off (免办), and weighs what they say (会签)."""

import uuid
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from metrics.counting import Scope
from metrics.periods import Month
from tests import cast, figures
from tests.cast import MONDAY, World, assist_of, current, lead_of, signed_in
from tests.tickets import grouped
from tests.tickets.staff_pages import answering, assisting, send
from tickets.exceptions import Blocked, StaleWrite
from tickets.models import Deadline, Leg, Reply, Ticket
from tickets.offers import offers
from tickets.queries.timeline import timeline
from tickets.queries.units import dispatchable_units
from tickets.services import assisting as assists
from tickets.services import desk, handling, replying, revisiting
from tickets.statuses import ContactWay
from tickets.unit_kinds import MOST_ADDED, Stance


def add(world: World, ticket: Ticket, unit: int, *, by: str = "liaison", days: int = 2) -> None:
    """One more co-handler."""
    version = current(ticket).version
    assists.add(ticket.pk, unit_id=unit, days=days, asked="请核对经营范围。", actor=getattr(world, by), version=version)


def objected(world: World) -> Ticket:
    """A case whose lead has signed and whose assist disagrees."""
    ticket = assisting(world)
    lead = lead_of(ticket)
    handling.sign(ticket.pk, leg_id=lead.pk, actor=world.liaison, version=lead.version)
    leg = assist_of(ticket)
    handling.opine(
        ticket.pk,
        leg_id=leg.pk,
        opinion="线路未列入今年计划。",
        stance=Stance.DISAGREES,
        actor=world.other_liaison,
        version=leg.version,
    )
    return current(ticket)


def test_the_lead_adds_a_co_handler_with_days_of_its_own(world: World) -> None:
    with cast.at(MONDAY):  # type: ignore[attr-defined]  # a context manager
        ticket = cast.signed(world)
        add(world, ticket, world.third_liaison.organisation_id)

    leg = Leg.objects.get(ticket=ticket, role="assist")
    clock = Deadline.objects.get(leg=leg, kind="assist")
    assert (leg.department_id, leg.days, leg.added, leg.instruction) == (
        world.third_liaison.organisation_id,
        2,
        True,
        "请核对经营范围。",
    )
    assert (clock.working_days, f"{clock.due_at.astimezone(MONDAY.tzinfo):%m-%d %H:%M}") == (2, "11-18 18:00")
    assert world.third_liaison.organisation_id in current(ticket).parties


def test_only_a_lead_that_has_signed_and_the_desk_may_ask_for_one_more(world: World) -> None:
    fresh, signed = cast.dispatched(world), cast.signed(world)
    people = ("liaison", "other_liaison", "desk", "firm", "office")

    def asked(ticket: Ticket) -> set[str]:
        return {who for who in people if "add_assist" in offers(current(ticket), getattr(world, who))}

    assert (asked(fresh), asked(signed)) == ({"desk"}, {"liaison", "desk"})


def test_neither_a_unit_that_works_on_it_nor_what_is_none_is_added(world: World) -> None:
    ticket = cast.signed(world)

    said = []
    for unit in ("liaison", "firm"):
        with pytest.raises(Blocked) as refused:
            add(world, ticket, getattr(world, unit).organisation_id, by="liaison")
        said.append(refused.value.sentence)

    assert said == ["这个单位已经在办这件，不用再加派。", "这个单位不能协办这件，请换一个，或请行业党委加派。"]


def test_to_a_complaint_about_a_unit_the_desk_alone_adds_or_the_lead_could_find_out_by_trying(world: World) -> None:
    ticket, about = cast.signed(world), world.stranger.organisation_id
    desk.name_about(ticket.pk, unit_id=about, actor=world.desk, version=ticket.version)

    for unit in (about, world.third_liaison.organisation_id):
        with pytest.raises(PermissionDenied):
            add(world, ticket, unit, by="liaison")
    with pytest.raises(Blocked, match="不能派给被反映的单位"):
        add(world, ticket, about, by="desk")
    add(world, ticket, world.third_liaison.organisation_id, by="desk")
    assert current(ticket).legs.filter(department=world.third_liaison.organisation).exists()


def test_the_lead_adds_three_at_most_and_the_desk_goes_on(world: World) -> None:
    ticket = cast.signed(world)
    others = dispatchable_units(world.county.pk).exclude(pk=world.liaison.organisation_id)
    units = [unit.pk for unit in others[: MOST_ADDED + 1]]
    for unit in units[:-1]:
        add(world, ticket, unit)

    with pytest.raises(Blocked, match="最多加派 3 个协办"):
        add(world, ticket, units[-1])
    add(world, ticket, units[-1], by="desk")

    assert list(Leg.objects.filter(role="assist").values_list("added", flat=True).order_by("pk")) == [True] * 3 + [
        False
    ]


def test_the_same_form_sent_twice_adds_one(world: World) -> None:
    ticket = cast.signed(world)
    version = ticket.version
    said: dict[str, Any] = {
        "unit_id": world.other_liaison.organisation_id,
        "days": 2,
        "asked": "请核对。",
        "actor": world.liaison,
    }
    assists.add(ticket.pk, version=version, **said)

    with pytest.raises(StaleWrite):
        assists.add(ticket.pk, version=version, **said)

    assert Leg.objects.filter(ticket=ticket, role="assist").count() == 1


def test_a_follower_is_assisted_through_its_lead_case(world: World) -> None:
    follower = grouped.following_signed(world)

    answer = send(world, follower, "add_assist", who="liaison", words={"unit": 1, "days": 2, "asked": "请核对一下"})

    assert answer.status_code in {409, 422}
    assert not Leg.objects.filter(ticket=follower, role="assist").exists()


def test_an_assist_is_let_off_with_a_reason_and_owes_nothing_more(world: World) -> None:
    ticket = cast.signed(world, assists=True)
    leg = assist_of(ticket)

    assists.waive(ticket.pk, assist_id=leg.pk, reason="线路归供电公司", actor=world.liaison, version=ticket.version)

    kept = Leg.objects.get(pk=leg.pk)
    assert (kept.status, kept.waived_reason) == ("waived", "线路归供电公司")
    assert not Deadline.objects.filter(leg=leg, met_at=None, voided_at=None).exists()
    assert "waive_assist" not in offers(current(ticket), world.liaison)


def test_whoever_lets_off_an_assist_that_has_just_answered_is_told_so(world: World) -> None:
    ticket = cast.signed(world, assists=True)
    add(world, ticket, world.third_liaison.organisation_id)
    leg = Leg.objects.get(ticket=ticket, department=world.other_liaison.organisation_id)
    handling.sign(ticket.pk, leg_id=leg.pk, actor=world.other_liaison, version=leg.version)
    handling.opine(ticket.pk, leg_id=leg.pk, opinion="同意", actor=world.other_liaison, version=leg.version + 1)

    words = {"assist": leg.pk, "reason": "不用再等了"}
    answer = send(world, ticket, "waive_assist", who="liaison", words=words)

    assert (answer.status_code, "这个单位已经反馈" in answer.content.decode()) == (422, True)
    assert "不用再等了" in answer.content.decode()


def test_an_assist_says_yes_or_no_beside_its_opinion(world: World) -> None:
    ticket = assisting(world)
    silent = send(world, ticket, "opine", who="other_liaison", words={"opinion": "线路未列入计划"})
    said = {"stance": "disagrees", "opinion": "线路未列入计划"}

    send(world, ticket, "opine", who="other_liaison", words=said)

    assert (silent.status_code, "请选择同意还是不同意" in silent.content.decode()) == (422, True)
    assert Leg.objects.values_list("stance", "opinion").get(role="assist") == ("disagrees", "线路未列入计划")
    entry = next(line for line in timeline(current(ticket), for_firm=False) if line.verb == "leg.opined")
    assert (entry.words, entry.details) == ("线路未列入计划", (("会签意见", "不同意"),))


def test_a_no_stands_in_the_way_of_the_reply_until_the_lead_says_why_not(world: World) -> None:
    ticket = objected(world)
    bare = send(world, ticket, "reply", who="liaison", words=answering())

    send(world, ticket, "reply", who="liaison", words=answering(override_reason="已由县政府专题会确定"))

    assert (bare.status_code, "发改局会签不同意" in bare.content.decode()) == (422, True)
    assert Reply.objects.get(ticket=ticket).override_reason == "已由县政府专题会确定"
    assert assist_of(ticket).status == "done"


def test_the_desk_reads_the_no_beside_the_reply(world: World) -> None:
    ticket = objected(world)
    send(world, ticket, "reply", who="liaison", words=answering(override_reason="已由县政府专题会确定"))

    page = signed_in(world.second_desk).get(f"/tickets/{ticket.number}/").content.decode()

    assert "协办意见：发改局" in page
    assert "不同意：线路未列入今年计划。" in page
    assert "已由县政府专题会确定" in page


def test_neither_the_firm_nor_its_slip_reads_of_assists(world: World) -> None:
    ticket = objected(world)
    add(world, ticket, world.third_liaison.organisation_id)
    send(world, ticket, "waive_assist", who="liaison", words={"assist": _silent(ticket), "reason": "不用再等它"})

    page = signed_in(world.firm).get(f"/tickets/{ticket.number}/").content.decode()

    hidden = ("未列入今年计划", "不同意", "市监局", "请核对经营范围", "不用再等它", "会签", "加派")
    assert [word for word in hidden if word in page] == []
    assert not {"leg.added", "leg.waived", "leg.opined"} & {
        line.verb for line in timeline(current(ticket), for_firm=True)
    }


def _silent(ticket: Ticket) -> int:
    return assists.waiting(current(ticket))[0].pk


def test_a_contact_note_of_a_unit_never_feeds_the_rate_of_response(world: World) -> None:
    with cast.at(MONDAY):  # type: ignore[attr-defined]  # a context manager
        ticket = cast.signed(world)
        leg = lead_of(ticket)
        words: dict[str, Any] = {"words": "已打通电话", "client_token": uuid.uuid4()}
        handling.contact(ticket.pk, leg_id=leg.pk, way=ContactWay.PHONE, actor=world.liaison, **words)
        send(world, ticket, "reply", who="liaison", words=answering())
        replying.pass_on(ticket.pk, actor=world.second_desk, version=current(ticket).version)
        said = cast.a_verdict(contacted=False)
        revisiting.confirm(ticket.pk, verdict=said, actor=world.firm, version=current(ticket).version)

    tally = figures.tallies(Scope(world.county.pk, Month(2026, 11)))[world.liaison.organisation_id]
    assert (tally.valid, tally.contacted) == (1, 0)


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"role": "lead", "status": "signed", "added": True}, "only_assists_are_added_and_with_days"),
        ({"stance": "agrees", "opinion": ""}, "only_an_assist_with_an_opinion_takes_a_stance"),
    ],
)
def test_the_database_holds_what_an_assist_is(world: World, change: dict[str, object], name: str) -> None:
    ticket = cast.signed(world)
    leg = lead_of(ticket)

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Leg.objects.filter(pk=leg.pk).update(**change)
