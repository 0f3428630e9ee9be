"""A rating is left out of the figures with two approvals, never by silence, and the firm reads why (DOMAIN §2.8)."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from journal import clock
from journal.models import Event
from metrics.counting import Scope
from metrics.periods import Month
from orgs.statuses import Role
from tests import cast, figures
from tests.cast import MONDAY, World, current
from tests.orgs.test_calendar import at
from tests.tickets import excluded
from tests.tickets.excluded import agree, agreed, ask, asked, grant, granted, objected
from tests.tickets.staff_pages import send
from tickets.exceptions import OutOfTime, StaleWrite
from tickets.exclusion_kinds import ExclusionState
from tickets.models import Exclusion, Revisit, Ticket
from tickets.offers import offers
from tickets.services import excluding

NOVEMBER = Month(2026, 11)
PAGE = "/exclusions/"


@pytest.fixture(autouse=True)
def monday(db: None) -> Iterator[None]:
    """Tests begin on a Monday at nine."""
    with clock.moved_to(MONDAY):
        yield


def counted(world: World) -> tuple[int, int]:
    """Valid revisits that the rates count, and those that were left out."""
    tally = figures.tallies(Scope(world.county.pk, NOVEMBER))[world.liaison.organisation_id]
    return tally.valid, tally.excluded


def acts(ticket: Ticket, name: str, world: World) -> set[str]:
    """What a post may do about the rating."""
    return {each for each in offers(current(ticket), getattr(world, name)) if "exclusion" in each}


def text_of(world: World, who: str, address: str) -> str:
    return cast.signed_in(getattr(world, who)).get(address).content.decode()


def page_of(ticket: Ticket) -> str:
    return reverse("ticket", args=[ticket.number])


# --- who may what, and when -------------------------------------------------------------------------------------------

EVERYBODY = ("firm", "other_firm", "clerk", "desk", "liaison", "handler", "other_liaison", "third_liaison", "head",
             "revisit_clerk", "office", "second_office", "leader", "sysadmin", "stranger")  # fmt: skip
HEADS, OFFICES = {"agree_exclusion", "refuse_exclusion"}, {"grant_exclusion", "reject_exclusion"}
AGAIN = {"revoke_exclusion", "confirm_exclusion"}


def table(ticket: Ticket, world: World) -> dict[str, set[str]]:
    return {who: can for who in EVERYBODY if (can := acts(ticket, who, world))}


def test_the_rated_unit_asks_its_head_agrees_and_the_office_grants(world: World) -> None:
    world.head  # noqa: B018 -- takes office
    unit = {"liaison": {"ask_exclusion"}, "handler": {"ask_exclusion"}}

    assert table(cast.asked_to_confirm(world), world) == {}
    assert table(cast.closed(world), world) == unit
    assert table(asked(world), world) == {"head": HEADS}
    assert table(agreed(world), world) == {"office": OFFICES, "second_office": OFFICES}
    assert table(granted(world), world) == {"firm": {"object_exclusion"}}
    assert table(objected(world), world) == {"second_office": AGAIN}


def test_the_office_does_not_rule_before_the_head_has_agreed(world: World) -> None:
    with pytest.raises(PermissionDenied):
        grant(asked(world), world.office)


def test_a_head_never_agrees_to_what_they_asked_for_themselves(world: World) -> None:
    ticket = asked(world)
    also_head = cast.post(world.liaison.organisation, Role.DEPT_HEAD, "赵电二")
    Exclusion.objects.filter(ticket=ticket).update(by_person=also_head.person)

    with pytest.raises(PermissionDenied):
        agree(ticket, also_head)


def test_whoever_worked_on_the_case_never_grants(world: World) -> None:
    ticket = agreed(world)
    officer = cast.post(world.office.organisation, Role.SUPERVISOR, "冯督二")
    ticket.legs.filter(role="lead").update(signed_by=officer)

    with pytest.raises(PermissionDenied):
        grant(ticket, officer)


def test_it_is_asked_for_within_five_working_days_of_the_rating(world: World) -> None:
    ticket = cast.closed(world)
    with clock.moved_to(at("2026-11-23 17:00")):
        assert "申请剔除评价" in text_of(world, "liaison", page_of(ticket))

    with clock.moved_to(at("2026-11-24 09:00")):
        assert "申请剔除评价" not in text_of(world, "liaison", page_of(ticket))
        with pytest.raises(OutOfTime, match="最晚到"):
            ask(ticket, world.liaison)


def test_of_a_case_in_its_second_round_the_first_rating_can_be_left_out(world: World) -> None:
    ticket = cast.asked_to_confirm(world)
    words = {"contacted": "yes", "outcome": "unsolved", "grade": "1", "reasons": ["result"], "words": "电压还是低"}
    send(world, ticket, "confirm", who="firm", words=words)

    found = ask(ticket, world.liaison, reason="misrated")

    assert current(ticket).status == "handling"
    assert (found.round, found.unit_id) == (1, world.liaison.organisation_id)


# --- what it does -----------------------------------------------------------------------------------------------------


def test_the_rating_counts_until_the_office_has_granted(world: World) -> None:
    ticket = cast.closed(world)
    seen = [counted(world)]
    ask(ticket, world.liaison)
    seen.append(counted(world))
    agree(ticket, world.head)
    seen.append(counted(world))
    grant(ticket, world.office)

    assert seen == [(1, 0)] * 3
    assert counted(world) == (0, 1)
    assert Revisit.objects.filter(ticket=ticket, valid=True).count() == 1


def test_silence_excludes_nothing_and_is_shown_as_late(world: World) -> None:
    ticket = agreed(world)

    with clock.moved_to(MONDAY + timedelta(days=60)):
        assert counted(world) == (1, 0)
        assert "超期" in text_of(world, "office", PAGE)
        assert acts(ticket, "office", world) == OFFICES


def test_a_refusal_says_why_leaves_the_rating_counted_and_the_firm_reads_nothing(world: World) -> None:
    ticket = asked(world)
    send(world, ticket, "refuse_exclusion", who="head", words={"ruling": excluded.WHY_NOT})

    assert Exclusion.objects.get().state == ExclusionState.REFUSED
    assert counted(world) == (1, 0)
    assert excluded.WHY_NOT in text_of(world, "liaison", page_of(ticket))
    assert "剔除" not in text_of(world, "firm", page_of(ticket))


def test_the_office_refuses_with_a_reason_and_the_unit_may_ask_once_more_in_time(world: World) -> None:
    ticket = agreed(world)
    empty = send(world, ticket, "reject_exclusion", who="office", words={"ruling": ""})
    send(world, ticket, "reject_exclusion", who="office", words={"ruling": excluded.WHY_NOT})

    assert (empty.status_code, Exclusion.objects.get().state) == (422, ExclusionState.REJECTED)
    assert acts(ticket, "handler", world) == {"ask_exclusion"}


def test_the_firm_reads_why_and_which_units_decided_but_no_names_and_no_internal_words(world: World) -> None:
    ticket = granted(world)
    text = text_of(world, "firm", page_of(ticket))

    assert "您的评价保留在案，不计入考核" in text
    assert "这件事超出了办理单位的职责" in text
    assert "由供电公司申请、其负责人同意、电商产业综合党委办公室批准" in text
    assert not [word for word in ("冯督", "韩总", "赵电", excluded.GROUND, "符合规定") if word in text]


def test_colleagues_read_the_grounds_and_both_rulings(world: World) -> None:
    text = text_of(world, "office", page_of(granted(world)))

    assert not [word for word in (excluded.GROUND, "情况属实", "符合规定", "超出职责范围") if word not in text]


# --- twice, and at once -----------------------------------------------------------------------------------------------


def test_the_same_form_again_writes_nothing_and_a_colleague_is_told(world: World) -> None:
    ticket, token = cast.closed(world), uuid4()
    for _click in range(2):
        ask(ticket, world.liaison, token=token)

    assert Exclusion.objects.count() == 1
    assert Event.objects.filter(verb="exclusion.asked").count() == 1
    with pytest.raises(StaleWrite):
        ask(ticket, world.handler)


def test_whoever_rules_second_is_told_what_happened_and_keeps_their_words(world: World) -> None:
    ticket = agreed(world)
    version = ticket.version
    excluding.reject(ticket.pk, ruling=excluded.WHY_NOT, actor=world.office, version=version)

    words = {"ruling": "同意这样处理", "version": version}
    answer = cast.signed_in(world.second_office).post(f"/tickets/{ticket.number}/grant_exclusion/", words)

    assert answer.status_code == 409
    assert "不批准剔除" in answer.content.decode()
    assert "同意这样处理" in answer.content.decode()


def test_the_head_who_comes_second_is_overtaken_not_barred(world: World) -> None:
    ticket = agreed(world)
    words = {"ruling": "", "version": ticket.version - 1}

    answer = cast.signed_in(world.head).post(f"/tickets/{ticket.number}/agree_exclusion/", words)

    assert answer.status_code == 409


@pytest.mark.parametrize("who", ["firm", "clerk", "other_liaison", "desk", "leader"])
def test_nobody_else_asks(world: World, who: str) -> None:
    ticket = cast.closed(world)
    words = {"reason": "duplicate", "words": excluded.GROUND, "client_token": uuid4()}

    answer = cast.signed_in(getattr(world, who)).post(f"/tickets/{ticket.number}/ask_exclusion/", words)

    assert answer.status_code in {403, 404}
    assert not Exclusion.objects.exists()


# --- where it is found ------------------------------------------------------------------------------------------------


def test_head_and_office_find_what_waits_for_them_and_others_see_none_of_it(world: World) -> None:
    ticket = agreed(world)

    assert ticket.number in text_of(world, "office", PAGE)
    assert ticket.number in text_of(world, "head", PAGE)
    assert ticket.number not in text_of(world, "stranger", PAGE)
    assert ticket.number not in text_of(world, "other_liaison", PAGE)
    assert [cast.signed_in(getattr(world, who)).get(PAGE).status_code for who in ("firm", "clerk", "desk")] == [404] * 3


def test_the_lists_tell_granted_from_refused(world: World) -> None:
    first, second = granted(world), asked(world)
    send(world, second, "refuse_exclusion", who="head", words={"ruling": excluded.WHY_NOT})
    of = {tab: text_of(world, "office", f"{PAGE}?tab={tab}") for tab in ("waits", "granted", "refused")}

    assert [first.number in of[tab] for tab in of] == [False, True, False]
    assert [second.number in of[tab] for tab in of] == [False, False, True]


def test_the_public_number_opens_cases_with_reason_applicant_and_both_who_agreed(world: World) -> None:
    ticket = granted(world)
    figures.counted_anew()
    text = text_of(world, "office", f"/statistics/excluded/?period={NOVEMBER}")

    assert ticket.number in text
    assert "剔除原因：超出职责范围；供电公司申请，供电公司负责人同意，电商产业综合党委办公室批准" in text


# --- what the database refuses ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"body": ""}, "exclusion_says_on_what_ground"),
        ({"reason": "bored"}, "exclusion_has_a_known_reason"),
        ({"agreed_at": MONDAY}, "agreed_exclusion_says_who"),
        ({"refused_at": MONDAY, "ruling": "不行"}, "refused_exclusion_says_who"),
        ({"granted_at": MONDAY}, "exclusion_is_granted_after_its_head_agreed|granted_exclusion_says_who"),
    ],
)
def test_the_database_refuses_half_a_record(world: World, change: dict[str, object], name: str) -> None:
    found = asked(world)

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Exclusion.objects.filter(ticket=found).update(**change)


def test_a_refusal_without_a_reason_is_no_record(world: World) -> None:
    ticket = asked(world)
    refused = {"refused_at": MONDAY, "refused_by": world.head, "refused_by_person": world.head.person}

    with pytest.raises(IntegrityError, match="refused_exclusion_is_told_why"), transaction.atomic():
        Exclusion.objects.filter(ticket=ticket).update(**refused)
