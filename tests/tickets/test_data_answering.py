"""Who answers what at the data desk, and what is told where something stands in the way."""

from dataclasses import replace
from datetime import timedelta
from http import HTTPStatus

import pytest
from django.conf import LazySettings

from journal import clock
from tests import cast
from tests.cast import World, signed_in
from tests.tickets import data_asked
from tests.tickets.data_asked import CALLER, NUMBER, asked, by_a_caller
from tickets import data_policies
from tickets.queries import personal_copy
from tickets.queries.visibility import calls_naming
from tickets.services import answered, data_desk


@pytest.fixture(autouse=True)
def no_further_proof(settings: LazySettings) -> None:
    """These windows have signed in by force."""
    settings.SECURITY = replace(settings.SECURITY, proof=None)


def test_a_request_that_was_emptied_opens_nobodys_copy(world: World) -> None:
    asked(world.firm, words="名字写错了")
    request = by_a_caller(world)
    data_desk.grant(request.pk, answer="请来取。", actor=world.office)
    assert data_policies.may_take_copy(data_asked.current(request), world.office)

    answered.forget_old(clock.now() + timedelta(days=3 * 366))

    emptied = data_asked.current(request)
    assert not data_policies.may_take_copy(emptied, world.office)
    assert signed_in(world.office).post(f"/data-requests/{request.pk}/file/").status_code == HTTPStatus.NOT_FOUND
    assert [row["wish"] for row in personal_copy.of_caller(emptied)["requests"]] == ["copy"]


def test_whoever_left_only_a_name_or_a_number_is_named_by_no_case(world: World) -> None:
    ticket = cast.filed(world, contact_name=CALLER, contact_phone=NUMBER)
    type(ticket).objects.filter(pk=ticket.pk).update(contact_phone="")

    named = calls_naming(county_id=world.county.pk, name=CALLER, phone="")

    assert not named.exists()
