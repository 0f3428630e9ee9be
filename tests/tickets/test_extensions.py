"""The lead asks for a later date (延期): before due, capped by tier, ruled by another, both dates kept (DESIGN §5)."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from journal import clock
from journal.models import Event
from orgs.models import Post
from tests import asking, cast
from tests.cast import MONDAY, World, current, lead_of
from tests.orgs.test_calendar import CALENDAR
from tests.tickets.asking_for_time import (
    ask,
    december,
    grant,
    lines,
    of_tier,
    refuse,
    resolve_of,
)
from tests.tickets.giving_back import clock_of, november
from tests.tickets.test_standing import reckoned, stands
from tickets import extensions
from tickets.exceptions import Blocked, OutOfTime, StaleWrite
from tickets.models import Category, Deadline, Extension, Ticket
from tickets.services import desk, returning, sweep
from tickets.statuses import DeadlineKind, Tier, Urgency


@pytest.fixture(autouse=True)
def monday(db: None) -> Iterator[None]:
    """Tests begin on a Monday at nine."""
    with clock.moved_to(MONDAY):
        yield


# --- asking -----------------------------------------------------------------------------------------------------------


def test_the_clock_runs_on_while_a_later_date_is_asked_for(world: World) -> None:
    ticket = asking.asks_for_longer(world)

    asked = Extension.objects.get()
    assert (asked.was_due_at, asked.until, asked.days, asked.place) == (december(7), date(2026, 12, 14), 5, 1)
    assert (current(ticket).waits_for, current(ticket).due_at) == ("ruling", november(16, 14, 45))
    assert (resolve_of(ticket).due_at, resolve_of(ticket).paused_at) == (december(7), None)
    said = [str(event.data) for event in Event.objects.for_subject("ticket", ticket.pk)]
    assert "变压器" not in "".join(said)


# tier, received, first due, the last day to be had: DOMAIN §2.3 on the calendar of DOMAIN §2.10
CAPS = [
    ("T3", "2026-02-13", "2026-02-27", "2026-03-12"),
    ("T3", "2026-11-20", "2026-11-27", "2026-12-11"),
    ("T4", "2026-09-30", "2026-10-27", "2026-11-17"),
    ("T4", "2026-11-16", "2026-12-07", "2026-12-28"),
]


@pytest.mark.parametrize(("tier", "received", "due", "last"), CAPS)
def test_the_last_day_is_capped_by_tier(world: World, tier: str, received: str, due: str, last: str) -> None:
    ticket = Ticket(tier=tier, category=Category.objects.filter(tier=tier).select_related("catalogue")[0])
    days = ticket.category.rules(tier)["resolve_wd"]  # type: ignore[union-attr]
    clock = Deadline(
        kind=DeadlineKind.RESOLVE,
        working_days=days,
        due_at=CALENDAR.add_working_days(date.fromisoformat(received), days),
    )

    room = extensions.room(ticket, [clock], [], calendar=CALENDAR)

    assert room is not None
    assert (clock.due_at.date(), room.last) == (date.fromisoformat(due), date.fromisoformat(last))
    assert room.refusal(date.fromisoformat(last), calendar=CALENDAR) == ""


@pytest.mark.parametrize("tier", [Tier.T1, Tier.T2, Tier.T5])
def test_what_is_quicker_is_not_put_off_and_what_takes_longer_goes_on_the_ledger(world: World, tier: Tier) -> None:
    ticket = of_tier(world, tier)

    with pytest.raises(OutOfTime, match="不能再延期"):
        ask(world, ticket)
    page = cast.signed_in(world.liaison).get(f"/tickets/{ticket.number}/").content.decode()
    assert "写答复" in page
    assert "申请延期" not in page


@pytest.mark.parametrize(
    ("until", "sentence"),
    [
        (date(2026, 11, 13), "新期限要晚于现在的期限 12月7日"),
        (date(2026, 12, 7), "新期限要晚于现在的期限 12月7日"),
        (date(2026, 12, 12), "12月12日 是休息日，请选工作日，例如 12月11日"),
        (date(2026, 12, 29), "延期最多到 12月28日（还可延 2 次）"),
    ],
)
def test_a_date_that_cannot_be_had_is_refused_in_a_sentence_that_names_one(
    world: World, until: date, sentence: str
) -> None:
    ticket = cast.signed(world)

    with pytest.raises(Blocked) as refused:
        ask(world, ticket, until=until)

    assert (refused.value.field, refused.value.sentence) == ("until", sentence)
    assert not Extension.objects.exists()


def test_it_is_asked_before_due_or_never(world: World) -> None:
    ticket = cast.signed(world)

    with clock.moved_to(december(7, 18).replace(minute=1)), pytest.raises(OutOfTime, match="12月7日"):
        ask(world, ticket)
    with clock.moved_to(december(7, 18)):
        ask(world, ticket)  # late, but before due: DOMAIN's working day is a warning
    assert Extension.objects.exists()


def test_the_form_names_the_last_day_and_warns_who_asks_late(world: World) -> None:
    ticket = cast.signed(world)
    address = f"/tickets/{ticket.number}/ask_extension/"

    early = cast.signed_in(world.liaison).get(address).content.decode()
    with clock.moved_to(december(7, 9)):
        late = cast.signed_in(world.liaison).get(address).content.decode()

    assert "延期最多到 12月28日（还可延 2 次）" in early
    assert 'min="2026-12-08"' in early
    assert 'max="2026-12-28"' in early
    assert ("不到一个工作日" in early, "不到一个工作日" in late) == (False, True)


def test_an_incomplete_form_that_comes_after_due_is_told_so_and_keeps_its_words(world: World) -> None:
    ticket = cast.signed(world)
    said: dict[str, Any] = {"version": lead_of(ticket).version, "words": "变压器要到下周才能到货。"}

    with clock.moved_to(december(8, 9)):
        answer = cast.signed_in(world.liaison).post(f"/tickets/{ticket.number}/ask_extension/", said)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "不能再申请延期" in page
    assert said["words"] in page


@pytest.mark.parametrize("who", ["desk", "other_liaison", "third_liaison", "firm", "office", "revisit_clerk"])
def test_only_the_lead_asks(world: World, who: str) -> None:
    ticket = cast.signed(world, assists=True)

    with pytest.raises((PermissionDenied, StaleWrite)):
        ask(world, ticket, by=getattr(world, who))


def test_one_request_at_a_time_and_no_question_meanwhile(world: World) -> None:
    ticket = asking.asks_for_longer(world)
    leg, version = lead_of(ticket), current(ticket).version

    attempts: list[Callable[[], Event]] = [
        lambda: ask(world, ticket),
        lambda: returning.give_back(
            ticket.pk, leg_id=leg.pk, plea=cast.a_plea(world), actor=world.liaison, version=leg.version
        ),
        lambda: desk.ask(ticket.pk, question="?", actor=world.desk, version=version),
    ]
    for attempt in attempts:
        with pytest.raises(PermissionDenied):
            attempt()


def test_whoever_was_asking_when_a_colleague_did_is_told_so_and_keeps_the_words(world: World) -> None:
    ticket = cast.signed(world)
    version = lead_of(ticket).version
    ask(world, ticket)

    said = {
        "version": version,
        "until": "2026-12-10",
        "reason": "works",
        "words": "还差一台变压器。",
        "told": "再等几天。",
    }
    answer = cast.signed_in(world.handler).post(f"/tickets/{ticket.number}/ask_extension/", said)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "申请延期" in page
    assert "还差一台变压器。" in page


# --- the ruling -------------------------------------------------------------------------------------------------------


def test_granted_the_new_date_holds_and_the_first_one_stays_beside_it(world: World) -> None:
    ticket = asking.extended(world)

    resolve = resolve_of(ticket)
    assert (resolve.due_at, resolve.first_due_at, resolve.promised_at) == (december(14), december(7), december(7))
    assert (resolve.warn_at, resolve.extended_to) == (december(11), date(2026, 12, 14))
    assert (current(ticket).waits_for, current(ticket).due_at) == ("resolve", december(14))
    assert stands(ticket) == reckoned(ticket)
    assert clock_of(ticket, DeadlineKind.RULING).met_at == MONDAY


def test_refused_the_date_stays_and_the_unit_reads_why(world: World) -> None:
    ticket = asking.asks_for_longer(world)
    refuse(world, ticket)

    assert (resolve_of(ticket).due_at, resolve_of(ticket).first_due_at) == (december(7), None)
    assert lines(ticket, for_firm=False)["extension.refused"].words == "现有库存可以先装"
    assert "extension.refused" not in lines(ticket, for_firm=True)
    ask(world, ticket)  # a refusal uses nothing up
    assert Extension.objects.get(ruled_at=None).place == 1


def test_it_is_granted_twice_at_most_and_never_beyond_the_days_of_the_tier(world: World) -> None:
    ticket = asking.extended(world)
    with pytest.raises(Blocked, match=r"12月28日（还可延 1 次）"):
        ask(world, ticket, until=date(2026, 12, 29))
    ask(world, ticket, until=date(2026, 12, 16))
    grant(world, ticket)

    with pytest.raises(OutOfTime, match="用完"):
        ask(world, ticket, until=date(2026, 12, 17))
    assert (resolve_of(ticket).first_due_at, resolve_of(ticket).due_at) == (december(7), december(16))


def test_the_database_keeps_no_third_extension(world: World) -> None:
    ticket = asking.extended(world)
    kept = Extension.objects.get()
    kept.pk, kept.place = None, 1

    with pytest.raises(IntegrityError, match="one_granted_extension_per_place"), transaction.atomic():
        kept.save()
    kept.place = 3
    with pytest.raises(IntegrityError, match="two_extensions_at_most"), transaction.atomic():
        kept.save()
    assert Extension.objects.filter(ticket=ticket).count() == 1


def test_granted_after_the_date_has_passed_it_mends_nothing(world: World) -> None:
    ticket = cast.signed(world)
    with clock.moved_to(december(7, 17)):
        ask(world, ticket)
    with clock.moved_to(december(8, 9)):
        sweep.run()
        passed = resolve_of(ticket).passed_at
        grant(world, ticket)

    assert passed == resolve_of(ticket).passed_at == december(8, 9)
    with clock.moved_to(december(14, 19)):
        sweep.run()
        sweep.run()
    marks = Event.objects.for_subject("ticket", ticket.pk).filter(verb="deadline.passed", data__kind="resolve")
    assert [event.at for event in marks] == [december(8, 9), december(14, 19)]  # the later date is missed by itself


def test_a_date_that_has_come_while_nobody_ruled_cannot_be_granted(world: World) -> None:
    ticket = asking.asks_for_longer(world, until=date(2026, 12, 8))

    with clock.moved_to(december(9, 9)), pytest.raises(Blocked, match="已经过了"):
        grant(world, ticket)
    assert Extension.objects.get().ruled_at is None


def test_whoever_asked_never_rules_nor_does_the_unit(world: World) -> None:
    ticket = cast.signed(world)
    both = Post.objects.create(
        person=world.desk.person, organisation=world.liaison.organisation, role="dept_liaison",
        starts_on=cast.A_LONG_AGO,
    )  # fmt: skip
    ask(world, ticket, by=both)

    for nobody in (world.desk, world.liaison, world.office):
        with pytest.raises(PermissionDenied):
            grant(world, ticket, by=nobody)
    grant(world, ticket, by=world.second_desk)


def test_what_the_desk_asks_for_itself_the_office_rules_on(world: World) -> None:
    ticket = cast.filed(world)
    desk.answer_directly(
        ticket.pk, category_id=world.category.pk, urgency=Urgency.NORMAL, actor=world.desk, version=ticket.version
    )
    ask(world, ticket, by=world.desk)

    with pytest.raises(PermissionDenied):
        grant(world, ticket, by=world.second_desk)
    grant(world, ticket, by=world.office)
    assert resolve_of(ticket).extended_to == date(2026, 12, 14)


def test_a_silent_desk_hands_the_ruling_to_the_office_and_the_date_stays(world: World) -> None:
    ticket = asking.asks_for_longer(world)

    for _twice in range(2):
        with clock.moved_to(november(16, 14, 46)):
            sweep.run()

    events = Event.objects.for_subject("ticket", ticket.pk).filter(verb="ruling.escalated")
    assert [event.data["asked"] for event in events] == ["extension"]
    assert resolve_of(ticket).due_at == december(7)
    grant(world, ticket, by=world.office)
    assert resolve_of(ticket).due_at == december(14)
