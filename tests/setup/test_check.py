"""The check page: what is missing before opening day, green and amber with words, on screen and in the terminal."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.test import Client

from journal import clock
from orgs.models import Person
from orgs.services import duty, messages
from orgs.sms.templates import TEMPLATES
from tests import cast
from tests.cast import MONDAY, World
from tickets.setup import checking


@pytest.fixture
def world(db: None) -> World:
    return cast.county()


def missing(world: World) -> list[str]:
    with clock.moved_to(MONDAY):
        return [line.what.partition("（")[0] for line in checking.lines(world.county, now=MONDAY) if not line.ok]


def test_each_missing_thing_is_a_line_that_goes_when_it_is_there(world: World) -> None:
    assert "县咨询电话" in missing(world)
    world.county.hotline = "12345"

    assert "县咨询电话" not in missing(world)


def test_the_desk_needs_two_and_the_office_its_people(world: World) -> None:
    assert "每个派单台至少两个派单员" not in missing(world)
    world.second_desk.person.is_active = False
    world.second_desk.person.save()

    assert "每个派单台至少两个派单员" in missing(world)


def test_a_liaison_who_cannot_sign_in_is_no_liaison(world: World) -> None:
    def told() -> str:
        return next(line.what for line in checking.lines(world.county, now=MONDAY) if "联络员" in line.what)

    assert "国网泽丰县供电公司" not in told()
    person = world.liaison.person
    person.set_unusable_password()
    person.save()

    assert "国网泽丰县供电公司" in told()


def test_a_gateway_needs_its_number_for_every_message(world: World, settings: LazySettings) -> None:
    settings.SMS_GATEWAY = "http"
    for key in list(TEMPLATES)[1:]:
        messages.word(world.county.pk, key=key, words=TEMPLATES[key].words, gateway_code="SMS_1", actor=world.office)
    assert "每条短信都有网关的模板编号" in missing(world)
    first = next(iter(TEMPLATES))
    messages.word(world.county.pk, key=first, words=TEMPLATES[first].words, gateway_code="SMS_1", actor=world.office)

    assert "每条短信都有网关的模板编号" not in missing(world)


def test_the_roster_must_cover_two_weeks(world: World) -> None:
    with clock.moved_to(MONDAY):
        assert "今后 14 天下班后都有人值班" in missing(world)
        for n in range(16):
            evening = MONDAY.replace(hour=18) + timedelta(days=n - 1)
            if n == 0:
                evening = MONDAY
            duty.plan(world.desk.pk, starts_at=evening, ends_at=MONDAY.replace(hour=18) + timedelta(days=n), actor=None)

        assert "今后 14 天下班后都有人值班" not in missing(world)


def test_first_passwords_that_wait_are_named_by_user_name(world: World) -> None:
    Person.objects.filter(pk=world.firm.person_id).update(must_change_password=True)

    line = next(line for line in checking.lines(world.county, now=MONDAY) if "初始密码" in line.what)

    assert (line.ok, world.firm.person.username in line.what) == (False, True)


def test_the_page_says_it_in_words_and_shapes_to_office_and_administrator_alone(world: World) -> None:
    for who in (world.sysadmin, world.office):
        page = cast.signed_in(who).get("/setup/check/").content.decode()
        assert "还缺" in page
        assert "已有" in page
        assert "#d-soon" in page
    for who in (world.desk, world.auditor, world.firm):
        assert cast.signed_in(who).get("/setup/check/").status_code == 404
    assert Client().get("/setup/check/").status_code == 302


def test_the_command_prints_the_same_lines_and_fails(world: World) -> None:
    said = io.StringIO()

    with pytest.raises(CommandError, match="missing"):
        call_command("check_opening", stdout=said)

    lines = checking.lines(world.county, now=clock.now())
    assert [line.what for line in lines if line.what not in said.getvalue()] == []


def test_without_a_county_the_command_says_so(db: None) -> None:
    with pytest.raises(CommandError, match="no county yet"):
        call_command("check_opening")


def test_the_check_costs_the_same_with_more_people(world: World, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(24):
        checking.lines(world.county, now=MONDAY)


def test_the_catalogue_is_changed_later_by_the_administrator(world: World) -> None:
    tab = cast.signed_in(world.sysadmin)
    form = tab.get("/register/catalogue/").context["form"]
    typed = {bound.html_name: bound.value() for bound in form}
    typed = {name: "on" if value is True else value for name, value in typed.items() if value}
    typed.pop("on_INF-LVP")

    assert tab.post("/register/catalogue/", typed).status_code == 303
    assert world.county.catalogues.latest("version").categories.filter(code="INF-LVP").exists() is False
    assert tab.post("/register/catalogue/", {}).status_code == 422
    assert cast.signed_in(world.office).get("/register/catalogue/").status_code == 404
