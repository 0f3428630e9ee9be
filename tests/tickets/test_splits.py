"""A call about several matters becomes several cases (拆分), and closes when the last of them has ended."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from journal.models import Event
from tests import cast
from tests.cast import MONDAY, World, current, lead_of, signed_in
from tests.tickets import closed, crafted, grouped, supervised
from tests.tickets.grouped import answer, pass_on, send, sign
from tickets.exceptions import Blocked
from tickets.models import Attachment, Deadline, Ticket
from tickets.services import attaching, desk, dispatch, filing, firm, revisiting
from tickets.statuses import Urgency


def finish(world: World, part: Ticket) -> None:
    """A part through its whole life."""
    send(world, part)
    sign(world, part)
    answer(world, part)
    pass_on(world, part)
    revisiting.confirm(part.pk, verdict=cast.a_verdict(), actor=world.firm, version=current(part).version)


def test_each_part_is_a_case_of_its_own_that_waits_for_its_dispatch(world: World) -> None:
    whole = cast.accepted(world)

    parts = grouped.split(world, whole, 3)

    assert [each.title for each in parts] == ["第1件事", "第2件事", "第3件事"]
    assert len({each.number for each in [whole, *parts]}) == 4
    assert {(each.status, each.waits_for, each.firm_id) for each in parts} == {("accepted", "dispatch", whole.firm_id)}
    assert [*Event.objects.for_subject("ticket", parts[0].pk).values_list("verb", flat=True)] == ["ticket.split_off"]


def test_the_whole_waits_at_the_desk_under_a_clock_of_its_own(world: World) -> None:
    with cast.at(MONDAY):  # type: ignore[attr-defined]  # a context manager
        whole = grouped.split_up(world)

    live = Deadline.objects.get(ticket=whole, met_at=None, voided_at=None)
    assert (whole.status, whole.waits_for, live.kind, live.working_days) == ("accepted", "parts", "parts", 20)
    assert whole.due_at == live.due_at
    page = signed_in(world.firm).get(f"/tickets/{whole.number}/").content.decode()
    for part in whole.pieces:
        assert f'href="/tickets/{part.number}/"' in page


def test_an_order_to_the_desk_ends_where_the_call_is_split(world: World) -> None:
    whole = cast.accepted(world)
    supervised.order(world, whole)

    grouped.split(world, whole)

    order = supervised.newest(whole)
    live = Deadline.objects.filter(ticket=whole, met_at=None, voided_at=None)
    assert order.lapsed_at is not None
    assert current(whole).supervised == 0
    assert [*live.values_list("kind", flat=True)] == ["parts"]


def test_the_whole_closes_with_the_last_part_and_nobody_rates_it(world: World) -> None:
    whole = cast.accepted(world)
    first, second = grouped.split(world, whole)

    finish(world, first)
    between = current(whole).status
    finish(world, second)

    after = current(whole)
    assert (between, after.status, after.closure) == ("accepted", "closed", "parts")
    assert after.revisit_set.count() == 0
    assert not Deadline.objects.filter(ticket=whole, met_at=None, voided_at=None).exists()


def test_a_withdrawn_part_ends_as_well(world: World) -> None:
    whole = cast.accepted(world)

    for part in grouped.split(world, whole):
        firm.withdraw(part.pk, reason="不用办了", actor=world.firm, version=current(part).version)

    assert current(whole).status == "closed"


def split_and_closed(world: World) -> tuple[Ticket, list[Ticket]]:
    """A split call whose two parts have ended: one was handled, one was withdrawn."""
    whole = cast.accepted(world)
    first, second = grouped.split(world, whole)
    finish(world, first)
    firm.withdraw(second.pk, reason="不用办了", actor=world.firm, version=current(second).version)
    return whole, [current(first), current(second)]


def test_the_whole_opens_with_a_part_that_is_taken_up_again_and_closes_last_once_more(world: World) -> None:
    whole, (first, _second) = split_and_closed(world)
    closed.ask(first, world.firm)
    between = current(whole).status
    closed.grant(first, world.desk)

    after = current(whole)
    assert (between, after.status, after.closure, after.closed_at) == ("closed", "accepted", "", None)
    assert after.waits_for == "parts"
    assert "又在办" in cast.signed_in(world.firm).get(reverse("ticket", args=[whole.number])).content.decode()

    firm.withdraw(first.pk, reason="不用办了", actor=world.firm, version=current(first).version)

    assert current(whole).status == "closed"


def test_the_whole_opens_with_a_part_that_the_firm_calls_for_once_more(world: World) -> None:
    whole, (_first, second) = split_and_closed(world)

    firm.appeal(second.pk, reason="又停电了", client_token=uuid.uuid4(), actor=world.firm, version=second.version)

    assert current(whole).status == "accepted"


@pytest.mark.parametrize("act", ["dispatch", "withdraw", "ask", "propose_rejection"])
def test_nothing_is_decided_on_a_split_call(world: World, act: str) -> None:
    whole = grouped.split_up(world)
    acts = {
        "dispatch": lambda: dispatch.send(
            whole.pk,
            order=dispatch.Order(lead_id=world.liaison.organisation_id),
            category_id=world.category.pk,
            urgency=Urgency.NORMAL,
            actor=world.desk,
            version=whole.version,
        ),
        "withdraw": lambda: firm.withdraw(whole.pk, reason="不办了", actor=world.firm, version=whole.version),
        "ask": lambda: desk.ask(whole.pk, question="哪里？", actor=world.desk, version=whole.version),
        "propose_rejection": lambda: desk.propose_rejection(
            whole.pk,
            reason="litigation",  # type: ignore[arg-type]  # refused before it is read
            channel="法院",
            explanation="已起诉。",
            actor=world.desk,
            version=whole.version,
        ),
    }

    with pytest.raises(Blocked, match="已拆分，请到拆分出的各件上办理"):
        acts[act]()


def test_the_callers_photos_go_with_every_part(world: World) -> None:
    token = uuid.uuid4()
    upload = SimpleUploadedFile("现场.jpg", crafted.picture())
    attaching.keep_one(upload, person=world.firm.person, client_token=token, form="call")
    whole = filing.submit(
        cast.a_call(world), firm_id=world.firm.organisation_id, actor=world.firm, client_token=token
    ).ticket
    desk.accept(whole.pk, actor=world.desk, version=whole.version)

    parts = grouped.split(world, current(whole))

    bytes_of = [[*Attachment.objects.filter(ticket=each).values_list("sha256", flat=True)] for each in (whole, *parts)]
    assert len(bytes_of[0]) == 1
    assert bytes_of == [bytes_of[0]] * 3
    send(world, parts[0])
    page = signed_in(world.liaison).get(reverse("ticket", args=[parts[0].number])).content.decode()
    assert "现场.jpg" in page


def test_a_split_of_one_matter_or_with_half_a_matter_is_refused_and_keeps_what_was_typed(world: World) -> None:
    whole, client = cast.accepted(world), signed_in(world.desk)
    address = reverse("act", args=[whole.number, "split"])
    one = {"title1": "电压低", "body1": "车间电压低。", "category1": str(world.category.pk), "version": whole.version}

    alone = client.post(address, one)
    half = client.post(address, one | {"title2": "路不好走"})

    assert (alone.status_code, half.status_code) == (422, 422)
    assert "至少拆成两件；只有一件事的不用拆" in alone.content.decode()
    assert "请写明这一件是什么事" in half.content.decode()
    assert 'value="路不好走"' in half.content.decode()
    assert not Ticket.objects.filter(parent=whole).exists()


def test_a_part_is_handled_like_any_case(world: World) -> None:
    first, _second = grouped.split(world, cast.accepted(world))

    send(world, first)

    assert lead_of(first).department_id == world.liaison.organisation_id
    assert current(first).repeat_count == 0
