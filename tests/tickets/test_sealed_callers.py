"""A caller's number lies sealed in its case, and whoever may read it reads it as before."""

import json
from dataclasses import replace
from importlib import import_module

import pytest
from django.apps import apps
from django.conf import LazySettings
from django.db import IntegrityError, connection

from tests import cast
from tests.cast import World, current
from tests.orgs.test_sealed_phones import kept
from tickets.models import Ticket
from tickets.services import desk
from web import sealed_numbers
from web.resealing import Column

NUMBER = "13800001234"
COLUMN = Column.of(Ticket, "contact_phone")


def test_the_table_of_cases_holds_no_number_in_clear(world: World) -> None:
    case = cast.filed(world)

    (lies,) = kept("tickets_ticket", "contact_phone")
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(t) FROM tickets_ticket t")
        (row,) = cursor.fetchone()

    assert sealed_numbers.unseal(lies) == NUMBER
    assert NUMBER not in json.dumps(row)
    assert current(case).contact_phone == NUMBER


def test_a_case_is_found_by_its_callers_whole_number(world: World) -> None:
    case = cast.filed(world)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")

    found = Ticket.objects.filter(contact_phone="+86 138 0000 1234")

    assert list(found) == [case]
    assert "cases_by_phone" in found.order_by().explain()


def test_a_number_in_clear_cannot_be_written_into_the_table(world: World) -> None:
    cast.filed(world)

    with pytest.raises(IntegrityError, match="number_of_a_caller_is_sealed"), connection.cursor() as cursor:
        cursor.execute("UPDATE tickets_ticket SET contact_phone = %s", [NUMBER])


def test_what_tells_a_form_sent_twice_cannot_be_used_to_try_numbers_out(world: World, settings: LazySettings) -> None:
    call = cast.a_call(world)
    before = call.digest()

    assert replace(call, contact_phone="138 0000 1234").digest() == before
    assert replace(call, contact_phone="13800001235").digest() != before
    settings.DATA_KEYS = ["another-key"]
    assert call.digest() != before


def test_the_upgrade_seals_every_number_goes_back_and_goes_on_after_a_break(world: World) -> None:
    cases = [cast.filed(world) for _each in range(3)]
    upgrade = import_module("tickets.migrations.0029_numbers_are_sealed")
    with connection.cursor() as cursor, connection.schema_editor() as editor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE tickets_ticket DROP CONSTRAINT number_of_a_caller_is_sealed")
        upgrade.unseal(apps, editor)
        assert kept("tickets_ticket", "contact_phone") == [NUMBER] * 3
        next(COLUMN.rewrite(sealed_numbers.seal, which="{key} <= " + str(cases[0].pk)))  # and the power fails
        upgrade.seal(apps, editor)

    assert [sealed_numbers.unseal(each) for each in kept("tickets_ticket", "contact_phone")] == [NUMBER] * 3
    assert set(Ticket.objects.filter(contact_phone=NUMBER)) == set(cases)
    assert set(Ticket.objects.exclude(pk=cases[0].pk).values_list("client_digest", flat=True)) == {""}


def test_a_page_of_cases_opens_the_numbers_that_it_shows_and_an_act_none(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = cast.filed(world)
    opened: list[str] = []
    genuine = sealed_numbers.unseal

    def noted(value: str) -> str:
        opened.append(value)
        return genuine(value)

    monkeypatch.setattr(sealed_numbers, "unseal", noted)

    cast.signed_in(world.desk).get("/queue/")
    desk.accept(case.pk, actor=world.desk, version=case.version)
    assert opened == []

    page = cast.signed_in(world.desk).get(f"/tickets/{case.number}/").content.decode()
    assert "138****1234" in page
    assert len(opened) == 1
