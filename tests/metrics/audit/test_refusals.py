"""Who was refused, and where: noted once where it is answered, and never enough to fill a disk."""

from datetime import timedelta

import pytest
from django.test import Client

from journal import clock
from journal.models import AccessKind, AccessLog
from tests import cast
from tests.cast import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> World:
    return cast.county()


def refusals() -> list[AccessLog]:
    return list(AccessLog.objects.filter(kind=AccessKind.REFUSED).order_by("id"))


def test_a_case_that_is_not_for_a_person_is_noted_with_its_number_to_be_found_by(world: World) -> None:
    ticket = cast.filed(world)

    answer = cast.signed_in(world.stranger).get(f"/tickets/{ticket.number}/", headers={"User-Agent": "Mozilla"})

    (note,) = refusals()
    assert answer.status_code == 404
    assert (note.actor, note.post, note.county) == (world.stranger.person_id, world.stranger.pk, world.county.pk)
    assert (note.subject_type, note.subject_id) == ("ticket", ticket.pk)
    assert note.data == {"page": "ticket", "status": 404, "method": "GET"}
    assert (note.address, len(note.agent_hash), note.request_id) == ("127.0.0.1", 64, answer["X-Request-ID"])
    assert note.expected_hash() == bytes(note.hash)


def test_a_number_that_nobody_has_reads_the_same_and_is_noted_without_a_case(world: World) -> None:
    ticket = cast.filed(world)
    browser = cast.signed_in(world.stranger)

    answers = [browser.get(f"/tickets/{number}/") for number in (ticket.number, "QH-00000000-0000")]

    assert {answer.status_code for answer in answers} == {404}
    assert [note.subject_id for note in refusals()] == [ticket.pk, None]


def test_a_page_of_another_role_and_a_refused_act_are_noted(world: World) -> None:
    cast.signed_in(world.firm).get("/desk/")
    ticket = cast.dispatched(world)
    cast.signed_in(world.other_liaison).post(f"/tickets/{ticket.number}/reveal/", {"purpose": "回电话"})

    assert [(note.data["page"], note.data["status"], note.data["method"]) for note in refusals()] == [
        ("desk", 404, "GET"),
        ("reveal", 403, "POST"),
    ]


def test_nothing_is_noted_of_strangers_or_of_an_address_that_does_not_exist(world: World) -> None:
    Client().get(f"/tickets/{cast.filed(world).number}/")
    cast.signed_in(world.firm).get("/no/such/page/")

    assert refusals() == []


def test_a_page_that_polls_is_noted_three_times_an_hour_and_once_that_there_was_more(world: World) -> None:
    browser = cast.signed_in(world.firm)
    with clock.moved_to(cast.MONDAY):
        for _ in range(8):
            browser.get("/desk/")
        browser.get("/queue/")
    with clock.moved_to(cast.MONDAY + timedelta(hours=2)):
        browser.get("/desk/")

    assert [(note.data["page"], "more" in note.data) for note in refusals()] == [
        *[("desk", False)] * 3,
        ("desk", True),
        ("queue", False),
        ("desk", False),
    ]


def test_a_crawler_of_numbers_cannot_fill_the_disk(world: World) -> None:
    browser = cast.signed_in(world.stranger)
    with clock.moved_to(cast.MONDAY):
        for number in range(70):
            browser.get(f"/tickets/QH-20261116-{number:04d}/")

    assert [("more" in note.data) for note in refusals()] == [*[False] * 60, True]


def test_a_key_in_an_address_is_not_kept(world: World) -> None:
    cast.signed_in(world.firm).get("/i/a-secret-key-of-an-invitation/")

    assert all("secret" not in str(note.sealed_fields()) for note in AccessLog.objects.all())


def test_a_lockout_is_noted_with_the_account_and_without_what_was_typed(world: World) -> None:
    browser = Client()
    guess = {"login": world.desk.person.username, "password": "a-guess"}
    answers = [browser.post("/accounts/login/", guess).status_code for _ in range(9)]

    notes = AccessLog.objects.filter(kind=AccessKind.LOCKED_OUT)
    assert answers[-1] == 429
    assert [(note.actor, note.address, note.data) for note in notes] == [
        (world.desk.person_id, "127.0.0.1", {})
    ] * notes.count()
    assert notes.count() == 5
    assert all("guess" not in str(note.sealed_fields()) for note in notes)


def test_the_receipt_is_noted_as_paper_and_says_so(world: World) -> None:
    ticket = cast.filed(world)
    cast.signed_in(world.firm).get(f"/tickets/{ticket.number}/receipt/")

    note = AccessLog.objects.get(kind=AccessKind.PRINT)
    assert (note.subject_id, note.data) == (ticket.pk, {"what": "receipt"})
