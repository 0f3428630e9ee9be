"""Whoever looks in from a city's office reads and does nothing: no act, no notice, no name told in confidence."""

from http import HTTPStatus
from typing import Final

import pytest
from django.utils import timezone

from journal.models import AccessKind, AccessLog, Event
from notifications import relay
from notifications.models import Notice
from orgs.models import Post
from tests import cast, overseeing
from tests.cast import World, current, signed_in
from tests.overseeing import City
from tests.tickets.stages import STAGES, case_in
from tests.tickets.test_about import named
from tickets.masking import firm_name
from tickets.models import Ticket
from tickets.offers import offers
from tickets.queries import tickets_for
from tickets.queries.readers import readers_of
from web.templatetags.qihu import on_day

TODAY = timezone.localdate
_TAG: Final = '<span class="q-tag">测试县</span>'


@pytest.fixture
def city(world: World) -> City:
    """A city with an office; whom it sees, each test says."""
    return overseeing.city()


def cases_of(post: Post) -> set[int]:
    """What the one rule lets a post see."""
    return set(tickets_for(post).values_list("pk", flat=True))


def page(post: Post, address: str) -> str:
    """What somebody reads at an address."""
    return str(signed_in(post).get(address, follow=True).content.decode())


@pytest.mark.parametrize("stage", STAGES)
def test_nobody_of_the_city_is_offered_any_act_in_any_stage(world: World, city: City, stage: str) -> None:
    overseeing.in_force(world, city)
    overseeing.in_force(world, city, unit=city.general)
    ticket = case_in(world, stage)

    found = {name: set(offers(current(ticket), post)) for name, post in city.people.items()}

    assert cases_of(city.supervisor) >= {ticket.pk} <= cases_of(city.leader)
    assert found == {name: set() for name in city.people}


def test_a_supervisor_of_the_city_who_sends_an_act_all_the_same_is_refused(world: World, city: City) -> None:
    overseeing.in_force(world, city)
    ticket = cast.signed(world)
    window, pick = signed_in(city.supervisor), {"pick": f"{ticket.pk}-{ticket.version}", "send": "1"}
    count, words = Event.objects.count(), {"version": ticket.version, "words": "请抓紧", "note": "请抓紧"}

    answers = [
        window.post(f"/tickets/{ticket.number}/{act}/", words).status_code
        for act in ("note", "order_supervision", "instruct", "redispatch", "record_call")
    ]
    many = window.post("/supervision/order/", pick | {"ground": "overdue", "asked": "请抓紧", "days": "3"})

    assert set(answers) == {HTTPStatus.FORBIDDEN}
    assert many.status_code in {HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY}
    assert Event.objects.count() == count


def test_what_has_to_be_done_in_a_county_is_no_work_of_the_city(world: World, city: City) -> None:
    overseeing.in_force(world, city)
    filed, to_call = cast.filed(world), cast.asked_to_confirm(world)
    lists = (
        (filed, world.office, city.supervisor, "/desk/?tab=submitted"),
        (to_call, world.revisit_clerk, city.revisit_clerk, "/revisits/"),
    )

    shown = [[ticket.number in page(post, address) for post in posts] for ticket, *posts, address in lists]

    assert shown == [[True, False], [True, False]]


def test_nobody_of_the_city_is_told_of_what_moves(world: World, city: City) -> None:
    overseeing.in_force(world, city)
    cast.filed(world, danger=True)
    for event in Event.objects.filter(subject_type="ticket"):
        relay.handle(event)

    told = set(Notice.objects.values_list("person", flat=True))
    assert world.office.person_id in told
    assert told.isdisjoint(post.person_id for post in city.people.values())


def test_a_clerk_of_the_city_reveals_a_number_with_a_purpose_and_the_county_reads_that(
    world: World, city: City
) -> None:
    overseeing.in_force(world, city)
    ticket = cast.asked_to_confirm(world)
    form = {"what": "phone", "purpose": "check"}

    shown = signed_in(city.revisit_clerk).post(f"/tickets/{ticket.number}/reveal/", form)
    refused = signed_in(city.supervisor).post(f"/tickets/{ticket.number}/reveal/", form)

    noted = AccessLog.objects.get(kind=AccessKind.REVEAL)
    assert "13800001234" in shown.content.decode()
    assert refused.status_code == HTTPStatus.FORBIDDEN
    assert (noted.county, noted.actor) == (world.county.pk, city.revisit_clerk.person_id)


def test_who_called_in_confidence_is_told_to_the_county_alone(world: World, city: City) -> None:
    overseeing.in_force(world, city)
    ticket = current(cast.filed(world, confidential=True))

    assert firm_name(ticket, world.office) == "云裳坊演出服饰店"
    assert {firm_name(ticket, post) for post in city.people.values()} == {"保密诉求人"}
    assert "云裳坊" not in page(city.supervisor, f"/tickets/{ticket.number}/")
    assert "云裳坊" not in page(city.supervisor, "/supervision/?show=unsigned")
    answer = signed_in(city.revisit_clerk).post(
        f"/tickets/{ticket.number}/reveal/", {"what": "phone", "purpose": "check"}
    )
    assert answer.status_code == HTTPStatus.FORBIDDEN


def test_numbers_that_the_desk_has_hidden_in_the_words_are_hidden_from_the_city(world: World, city: City) -> None:
    overseeing.in_force(world, city)
    ticket = cast.filed(world, body="请打 13912345678，一到晚上就停电。")
    Ticket.objects.filter(pk=ticket.pk).update(redacted=True)

    read = ["13912345678" in page(post, f"/tickets/{ticket.number}/") for post in (world.office, city.supervisor)]

    assert read == [True, False]


def test_somebody_of_the_city_who_sits_in_the_unit_complained_about_sees_nothing(world: World, city: City) -> None:
    overseeing.in_force(world, city)
    ticket = named(world, cast.filed(world), world.stranger)
    cast.also(city.supervisor, world.stranger)

    assert cases_of(city.supervisor) == set()
    assert cases_of(city.revisit_clerk) == {ticket.pk}


def test_the_page_of_who_sees_names_the_city_with_its_reason_and_its_people(world: World, city: City) -> None:
    ticket = cast.filed(world)
    row = overseeing.in_force(world, city)

    found = {unit.name: unit for unit in readers_of(current(ticket), asked_by=world.office, on=TODAY()).units}

    office = found["滨河市 · 市综合党委办公室"]
    (reason,) = office.reasons
    assert reason == f"经两位管理员同意，从 {on_day(TODAY(), 'year')} 起跨县查看，只看不办"
    assert [line.name for line in office.lines] == ["秦市督", "尤市访", "吕市会", "施市联"]
    overseeing.ended(row, by=world.sysadmin)
    assert len(readers_of(current(ticket), asked_by=world.office, on=TODAY()).units) == len(found) - 1


def test_the_board_of_the_city_names_the_county_of_a_case_and_offers_no_order(world: World, city: City) -> None:
    overseeing.in_force(world, city)
    ticket = cast.dispatched(world)

    unit = f"/supervision/?unit={cast.lead_of(ticket).department_id}"
    elsewhere, at_home = page(city.supervisor, unit), page(world.office, unit)

    assert ("测试县 · 供电公司" in elsewhere, "测试县 · 供电公司" in at_home) == (True, False)
    assert (_TAG in elsewhere, _TAG in at_home) == (True, False)
    assert ("发督办单" in elsewhere, "发督办单" in at_home) == (False, True)
    assert _TAG in page(city.supervisor, f"/tickets/{ticket.number}/")
