"""Promises that are easy to break: no word passes for written, no figure is bent, no clock lies."""

import re
import uuid
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from journal import clock
from orgs.calendar import COUNTY_TIME
from orgs.services.calendar import remove_day, set_day
from orgs.statuses import DayKind
from tests import cast
from tests.cast import MONDAY, World, current
from tickets.exceptions import Blocked, StaleWrite
from tickets.models import Contact, Deadline, Note, Ticket
from tickets.services import desk, dispatch, filing, firm, handling, replying, revisiting, sweep
from tickets.statuses import ContactWay, DeadlineKind, RejectReason, Source, Status, Urgency

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def monday(db: None) -> Iterator[None]:
    """Tests begin on a Monday morning, 16 November 2026."""
    with clock.moved_to(MONDAY):
        yield


def november(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of the month."""
    return datetime(2026, 11, day, hour, minute, tzinfo=COUNTY_TIME)


def test_the_same_form_with_other_words_is_refused_not_swallowed(world: World) -> None:
    ticket, token = cast.filed(world), uuid.uuid4()
    firm.add(ticket.pk, words="电表照片在这里", client_token=token, actor=world.firm)

    assert firm.add(ticket.pk, words="电表照片在这里", client_token=token, actor=world.firm) is None
    with pytest.raises(StaleWrite):
        firm.add(ticket.pk, words="还有合同", client_token=token, actor=world.firm)

    assert list(Note.objects.values_list("body", flat=True)) == ["电表照片在这里"]


def test_edited_words_of_a_sent_form_come_back_on_the_page(world: World) -> None:
    ticket, token = cast.filed(world), str(uuid.uuid4())
    client, url = cast.signed_in(world.firm), reverse("act", args=[ticket.number, "add"])
    client.post(url, {"words": "电表照片在这里", "client_token": token})

    late = client.post(url, {"words": "电表照片在这里，另外合同也有", "client_token": token})

    assert late.status_code == 409
    assert "另外合同也有" in late.content.decode()


def test_a_contact_is_written_once_per_form(world: World) -> None:
    ticket, token = cast.signed(world), uuid.uuid4()
    leg = cast.lead_of(ticket)
    say = {"leg_id": leg.pk, "way": ContactWay.PHONE, "client_token": token, "actor": world.liaison}

    told = [handling.contact(ticket.pk, words="约好周三上门", **say) for _press in range(2)]  # type: ignore[arg-type]

    assert [event is None for event in told] == [False, True]
    assert Contact.objects.count() == 1


def test_nobody_is_called_away_from_the_figures_before_their_time(world: World) -> None:
    ticket = cast.asked_to_confirm(world)

    def call(at: datetime) -> None:
        with clock.moved_to(at):
            sweep.run()
            version = current(ticket).version
            revisiting.record_call(ticket.pk, verdict=None, actor=world.revisit_clerk, version=version)

    with pytest.raises(Blocked, match="企业还有时间"):
        call(november(18, 10))
    call(november(24, 9))
    with pytest.raises(Blocked, match="换一天"):
        call(november(24, 16))
    call(november(25, 9))

    assert current(ticket).status == Status.CLOSED


def test_an_act_in_time_during_a_pause_is_in_time(world: World) -> None:
    ticket = cast.dispatched(world, assists=False)
    leg = cast.lead_of(ticket)
    due = Deadline.objects.get(leg=leg, kind=DeadlineKind.SIGN).due_at
    with clock.moved_to(due - timedelta(hours=1)):
        desk.ask(ticket.pk, question="请补充照片", actor=world.desk, version=current(ticket).version)
    with clock.moved_to(due + DAY):
        handling.sign(ticket.pk, leg_id=leg.pk, actor=world.liaison, version=leg.version)

    sign = Deadline.objects.get(leg=leg, kind=DeadlineKind.SIGN)

    assert sign.met_at is not None
    assert sign.met_at <= sign.due_at


def test_a_unit_stops_no_clock_with_a_question_before_it_has_signed(world: World) -> None:
    ticket = cast.dispatched(world)

    with pytest.raises(PermissionDenied):
        desk.ask(ticket.pk, question="请补充照片", actor=world.liaison, version=ticket.version)


def test_an_answer_is_no_telephone_call(world: World) -> None:
    ticket = cast.replied(world)

    contact = Deadline.objects.get(ticket=ticket, kind=DeadlineKind.CONTACT)

    assert (contact.met_at, contact.voided_at) == (None, MONDAY)


def test_a_proposal_to_reject_falls_with_the_call_that_is_taken_back(world: World) -> None:
    ticket = cast.filed(world)
    desk.propose_rejection(
        ticket.pk,
        reason=RejectReason.BEYOND_DUTY,
        channel="县市场服务中心",
        explanation="这件事宜由市场渠道解决。",
        actor=world.desk,
        version=ticket.version,
    )
    firm.withdraw(ticket.pk, reason="先自己找找", actor=world.firm, version=current(ticket).version)
    again = current(ticket)
    firm.appeal(ticket.pk, reason="还是要请你们办", client_token=uuid.uuid4(), actor=world.firm, version=again.version)

    desk.accept(ticket.pk, actor=world.desk, version=current(ticket).version)

    assert current(ticket).status == Status.ACCEPTED


def test_an_appeal_moves_no_case_out_of_the_month_that_accepted_it(world: World) -> None:
    ticket = cast.accepted(world)
    firm.withdraw(ticket.pk, reason="先自己找找", actor=world.firm, version=ticket.version)
    with clock.moved_to(MONDAY + 20 * DAY):
        again = current(ticket)
        firm.appeal(ticket.pk, reason="再办", client_token=uuid.uuid4(), actor=world.firm, version=again.version)
        desk.accept(ticket.pk, actor=world.desk, version=current(ticket).version)

    assert current(ticket).accepted_at == MONDAY


def test_a_day_of_rest_that_is_taken_back_leaves_the_clocks_as_they_were(world: World) -> None:
    ticket = cast.filed(world)

    def clocks() -> list[tuple[datetime, datetime, datetime]]:
        sweep.run()
        return list(Deadline.objects.filter(ticket=ticket).values_list("starts_at", "warn_at", "due_at"))

    before = clocks()
    set_day(world.county.pk, day=date(2026, 11, 16), kind=DayKind.REST, note="误填", actor=world.office)
    moved = clocks()
    remove_day(world.county.pk, day=date(2026, 11, 16), actor=world.office)

    assert moved != before
    assert clocks() == before


def test_a_case_that_cannot_be_reckoned_again_stops_no_other(world: World) -> None:
    bad, good = cast.filed(world), cast.filed(world)
    Ticket.objects.filter(pk=bad.pk).update(chain_seq=0)  # its next event would fork the chain and is refused
    set_day(world.county.pk, day=date(2026, 11, 16), kind=DayKind.REST, note="临时放假", actor=world.office)

    sweep.run()

    assert Deadline.objects.get(ticket=good).starts_at == november(17, 8, 30)
    assert Deadline.objects.get(ticket=bad).starts_at == MONDAY


@pytest.mark.parametrize(
    ("who", "source", "allowed"),
    [
        ("firm", Source.SELF, True),
        ("other_firm", Source.SELF, False),
        ("clerk", Source.STATION, True),
        ("desk", Source.PHONE, True),
        ("desk", Source.SELF, False),
        ("liaison", Source.PHONE, False),
        ("sysadmin", Source.PHONE, False),
    ],
)
def test_only_the_firm_its_station_and_the_desk_file_for_it(
    world: World, who: str, source: Source, allowed: bool
) -> None:
    def file() -> object:
        return filing.submit(
            cast.a_call(world, source=source),
            firm_id=world.firm.organisation_id,
            actor=getattr(world, who),
            client_token=uuid.uuid4(),
        )

    if allowed:
        assert file()
    else:
        with pytest.raises(PermissionDenied):
            file()
    assert Ticket.objects.exists() == allowed


def test_every_reason_that_a_person_types_can_be_read_again(world: World) -> None:
    ticket = cast.signed(world)
    dispatch.send_elsewhere(
        ticket.pk,
        order=dispatch.Order(lead_id=world.third_liaison.organisation_id),
        reason="属市场监管职责",
        actor=world.desk,
        version=ticket.version,
    )
    firm.withdraw(ticket.pk, reason="自己解决了", actor=world.firm, version=current(ticket).version)

    page = cast.signed_in(world.desk).get(reverse("ticket", args=[ticket.number])).content.decode()

    assert "属市场监管职责" in page
    assert "自己解决了" in page


@pytest.mark.parametrize(
    "act",
    [
        lambda world, leg: handling.opine(leg.ticket_id, leg_id=leg.pk, opinion="同意", actor=world.liaison, version=9),
        lambda world, leg: replying.pass_on(leg.ticket_id, actor=world.second_desk, version=99),
        lambda world, leg: dispatch.send(
            leg.ticket_id,
            order=dispatch.Order(lead_id=world.liaison.organisation_id),
            category_id=world.category.pk,
            urgency=Urgency.NORMAL,
            actor=world.desk,
            version=1,
        ),
    ],
)
def test_an_old_version_changes_nothing_whatever_the_act(world: World, act: Callable[[World, object], object]) -> None:
    ticket = cast.signed(world)

    with pytest.raises(StaleWrite):
        act(world, cast.lead_of(ticket))

    assert current(ticket).chain_seq == ticket.chain_seq


def test_an_answer_without_a_call_breaks_the_promise_to_call_and_the_firm_reads_so(world: World) -> None:
    ticket = cast.replied(world)

    owed = Deadline.objects.get(ticket=ticket, kind=DeadlineKind.CONTACT)
    page = cast.signed_in(world.firm).get(f"/tickets/{ticket.number}/").content.decode()

    assert (owed.met_at, owed.is_broken) == (None, True)
    assert re.search(r"联系您.{0,400}没有做到", page, re.DOTALL)


def test_a_promise_to_call_that_was_kept_is_not_broken_by_the_answer(world: World) -> None:
    ticket = cast.signed(world)
    leg = cast.lead_of(ticket)
    handling.contact(
        ticket.pk, leg_id=leg.pk, way=ContactWay.PHONE, words="约好", client_token=uuid.uuid4(), actor=world.liaison
    )
    replying.submit(
        ticket.pk, leg_id=leg.pk, answer=cast.an_answer(), actor=world.liaison, version=cast.lead_of(ticket).version
    )

    assert not Deadline.objects.get(ticket=ticket, kind=DeadlineKind.CONTACT).is_broken
