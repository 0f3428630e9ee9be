"""Who answers what at the data desk, and what is told where something stands in the way."""

from dataclasses import replace
from datetime import timedelta
from http import HTTPStatus

import pytest
from django.conf import LazySettings

from journal import clock
from orgs.exceptions import Refused
from orgs.models import Post
from orgs.statuses import Role
from tests import cast
from tests.cast import World, signed_in
from tests.tickets import data_asked
from tests.tickets.data_asked import CALLER, NUMBER, asked, by_a_caller, secadmin
from tickets import data_policies
from tickets.data_kinds import Answer, Wish
from tickets.exceptions import Busy
from tickets.models import DataRequest, Ticket
from tickets.queries import personal_copy
from tickets.queries.visibility import calls_naming
from tickets.services import answered, changing, data_desk


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


def barred(world: World) -> tuple[Post, Ticket]:
    """Somebody of the office who sits in the unit that the case is about as well."""
    ticket = cast.filed(world, contact_name=CALLER, contact_phone=NUMBER)
    Ticket.objects.filter(pk=ticket.pk).update(about_org=world.liaison.organisation)
    Post.objects.create(
        person=world.office.person,
        organisation=world.liaison.organisation,
        role=Role.HANDLER,
        starts_on=cast.A_LONG_AGO,
    )
    return world.office, ticket


def test_a_case_that_somebody_holds_is_told_in_words_and_the_answer_stays(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.filed(world, contact_name=CALLER, contact_phone=NUMBER)
    request = by_a_caller(world, Wish.CORRECT, new_name="欧阳晓")

    def held(_pk: int) -> None:
        raise Busy

    monkeypatch.setattr(changing, "locked", held)
    said = {"ruling": "grant", "answer": "已经改好了。"}
    response = signed_in(world.office).post(f"/data-requests/{request.pk}/", said)

    assert response.status_code == HTTPStatus.CONFLICT
    assert "正有人在办" in response.content.decode()
    assert "已经改好了。" in response.content.decode()
    assert data_asked.current(request).state == Answer.WAITING


def test_what_callers_ask_is_not_there_for_the_security_administrator(world: World) -> None:
    callers, holders = by_a_caller(world), asked(world.firm)
    window = signed_in(secadmin(world))

    found = [window.get(f"/data-requests/{one.pk}/").status_code for one in (callers, holders)]
    lists = [each.get("/data-requests/").content.decode() for each in (window, signed_in(world.office))]

    assert found == [HTTPStatus.NOT_FOUND, HTTPStatus.OK]
    assert [f"/data-requests/{callers.pk}/" in page for page in lists] == [False, True]


@pytest.mark.parametrize("act", [data_desk.grant, data_desk.refuse])
def test_whoever_is_barred_from_a_case_leaves_its_caller_to_a_colleague(world: World, act: object) -> None:
    (post, ticket), request = barred(world), by_a_caller(world)

    with pytest.raises(Refused, match="请由同事答复") as told:
        act(request.pk, answer="好", actor=post)  # type: ignore[operator]  # one of the two

    assert ticket.number not in str(told.value)
    act(request.pk, answer="好", actor=world.second_office)  # type: ignore[operator]  # as above
    assert data_asked.current(request).state != Answer.WAITING


def test_whoever_is_barred_from_a_case_takes_no_copy_of_it(world: World) -> None:
    (post, ticket), request = barred(world), by_a_caller(world)
    data_desk.grant(request.pk, answer="请来取。", actor=world.second_office)
    file = f"/data-requests/{request.pk}/file/"

    theirs, colleagues = (signed_in(each).post(file) for each in (post, world.second_office))

    assert (theirs.status_code, colleagues.status_code) == (HTTPStatus.CONFLICT, HTTPStatus.OK)
    assert "请由同事" in theirs.content.decode()
    assert ticket.number not in theirs.content.decode()


def test_an_open_case_is_named_only_to_whoever_may_see_it(world: World) -> None:
    ticket = cast.filed(world)
    request = asked(world.firm, Wish.CLOSE)

    for post, named in ((world.office, True), (secadmin(world), False)):
        with pytest.raises(Refused, match="还有 1 件诉求没有办结") as told:
            data_desk.grant(request.pk, answer="", actor=post)
        assert (ticket.number in str(told.value)) is named
    assert DataRequest.objects.waiting().count() == 1
