"""Files are scanned after they came in: closed until then, for good where malware is found, lost never."""

from datetime import timedelta
from http import HTTPStatus
from uuid import uuid4

import pytest
from django.conf import LazySettings

from journal import clock
from notifications.audience import AUDIENCE
from notifications.circle import Circle
from tests import cast
from tests.cast import World, current, signed_in
from tests.tickets.daemon import EICAR, Daemon
from tests.tickets.firm_pages import Calling, a_form, a_photo
from tests.tickets.scanned import CHECKING, INFECTED, NOWHERE, clamd, events, kept, of_a_case, opened, state
from tickets.models import Attachment, Reply, Ticket
from tickets.queries.timeline import timeline
from tickets.scan_kinds import Scan
from tickets.services import attaching, desk, scanning, splitting, store
from tickets.statuses import ReplyFile

__all__ = ["clamd"]


def test_without_a_scanner_files_are_handed_out_as_ever(world: World, settings: LazySettings) -> None:
    settings.CLAMD = None
    file = of_a_case(world)

    assert (scanning.run(), state(file)) == (0, (Scan.NONE, ""))
    assert opened(world.desk, file) == HTTPStatus.OK


@pytest.mark.parametrize("size", ["", "?size=thumb"])
def test_a_file_is_closed_until_it_was_scanned(world: World, size: str) -> None:
    file = of_a_case(world)

    before = {opened(post, file, size=size) for post in (world.firm, world.desk, world.office)}
    stranger = opened(world.stranger, file, size=size)
    assert scanning.run() == 1

    assert (before, stranger) == ({HTTPStatus.CONFLICT}, HTTPStatus.NOT_FOUND)
    assert opened(world.desk, file, size=size) == opened(world.firm, file, size=size) == HTTPStatus.OK
    assert state(file) == (Scan.CLEAN, "")


@pytest.mark.parametrize("size", ["", "?size=thumb"])
def test_malware_is_handed_out_to_nobody_and_kept(world: World, clamd: Daemon, size: str) -> None:
    file = of_a_case(world)
    clamd.manner = "infected"
    scanning.run()

    answers = {opened(post, file, size=size) for post in (world.firm, world.desk, world.office)}

    assert (answers, state(file)) == ({HTTPStatus.GONE}, (Scan.INFECTED, EICAR))
    assert store.path_of(file.sha256).exists()


def test_every_page_of_the_case_says_why_a_file_is_closed(world: World, clamd: Daemon) -> None:
    file = of_a_case(world)
    pages = [(post, f"/tickets/{file.ticket.number}/") for post in (world.firm, world.desk)]  # type: ignore[union-attr]
    for manner, words in (("clean", CHECKING), ("infected", INFECTED)):
        read = [signed_in(post).get(address).content.decode() for post, address in pages]
        assert [(words in page, f"/files/{file.pk}/" in page) for page in read] == [(True, False)] * 2, manner
        clamd.manner = "infected"
        scanning.run()


def test_a_form_shows_no_picture_before_the_scan_and_its_words_are_sent_all_the_same(
    world: World, settings: LazySettings
) -> None:
    settings.CLAMD = NOWHERE
    firm = Calling(world.firm)

    what = firm.send("what", a_form(world, files=[a_photo()]))
    firm.send("where", a_form(world))
    check = firm.client.get(firm.at("check")).content.decode()
    sent = firm.send("check")

    file = Attachment.objects.get()
    assert (what.status_code, sent.status_code) == (303, 303)
    assert (CHECKING in check, "size=thumb" in check) == (True, False)
    assert (file.ticket, state(file)) == (Ticket.objects.get(), (Scan.PENDING, ""))


def test_the_card_of_an_upload_says_that_it_is_being_checked(world: World) -> None:
    answer = signed_in(world.firm).post(f"/files/new/{uuid4()}/", {"file": a_photo()})

    page = answer.content.decode()
    assert (answer.status_code, CHECKING in page, "<img" in page) == (HTTPStatus.CREATED, True, False)


def test_malware_in_a_case_is_an_event_that_the_firm_and_the_desk_are_told(world: World, clamd: Daemon) -> None:
    file = of_a_case(world)
    clamd.manner = "infected"
    scanning.run()

    (event,) = events("files.infected")
    firm = next(entry for entry in timeline(Ticket.objects.get(), for_firm=True) if entry.verb == event.verb)
    told = {
        name
        for line in AUDIENCE[event.verb]
        for name in ("firm", "desk", "liaison")
        if line.to(Circle(Ticket.objects.get(), event), getattr(world, name))
    }
    assert (event.actor, event.data["files"], event.data["signature"]) == (None, [file.pk], EICAR)
    assert (firm.title, [file.withheld for file in firm.files], firm.details) == (
        "您传的一个文件里有病毒，已隔离，请换一个再传", [INFECTED], ()
    )  # fmt: skip
    assert told == {"firm", "desk"}


def test_nobodys_form_goes_stale_and_no_clock_moves_by_it(world: World, clamd: Daemon) -> None:
    ticket = of_a_case(world).ticket
    assert ticket is not None
    before = [(clock.pk, clock.due_at, clock.met_at) for clock in ticket.deadlines.all()]
    clamd.manner = "infected"
    scanning.run()

    assert current(ticket).version == ticket.version
    assert [(clock.pk, clock.due_at, clock.met_at) for clock in ticket.deadlines.all()] == before


def test_what_is_found_before_the_form_is_sent_stands_with_its_person_and_then_with_the_case(
    world: World, clamd: Daemon
) -> None:
    clamd.manner = "infected"
    firm = Calling(world.firm)
    firm.send("what", a_form(world, files=[a_photo()]))
    scanning.run()
    firm.send("where", a_form(world))
    check = firm.client.get(firm.at("check")).content.decode()
    firm.send("check")

    file = Attachment.objects.get()
    (found,), (sent,) = events("person.file_quarantined"), events("ticket.submitted")
    assert INFECTED in check
    assert (found.subject_id, found.data["signature"]) == (world.firm.person_id, EICAR)
    assert (file.ticket, sent.data["infected"]) == (Ticket.objects.get(), [file.pk])
    assert opened(world.desk, file) == HTTPStatus.GONE


def test_a_scanner_that_is_down_loses_nothing_and_is_asked_again_with_growing_patience(
    world: World, settings: LazySettings, clamd: Daemon
) -> None:
    start = clock.now()
    settings.CLAMD = NOWHERE
    files = [kept(world.firm), kept(world.other_firm)]
    waits = []
    at = start + timedelta(minutes=1)
    for _try in range(9):
        with clock.moved_to(at):
            assert scanning.run() == 1  # the first to fail speaks for all
            assert scanning.run() == 0
        due = min(file.scan_next_at for file in Attachment.objects.exclude(scan_next_at=None) if file.scan_next_at)
        waits.append((due - at).total_seconds())
        at = due
    settings.CLAMD = clamd.address
    with clock.moved_to(at + timedelta(hours=1)):
        scanning.run()

    assert {state(file) for file in files} == {(Scan.CLEAN, "")}
    assert (min(waits), max(waits) <= 301, waits == sorted(waits)) == (5, True, True)


@pytest.mark.parametrize("manner", ["limit", "early", "garbage", "unended", "error", "hangs"])
def test_whatever_is_no_verdict_leaves_the_file_closed_and_waiting(
    world: World, clamd: Daemon, settings: LazySettings, manner: str
) -> None:
    clamd.manner, settings.CLAMD_SECONDS = manner, 0.3
    file = of_a_case(world)

    scanning.run()

    assert (state(file), opened(world.desk, file)) == ((Scan.PENDING, ""), HTTPStatus.CONFLICT)


def test_a_file_that_kills_the_scanner_keeps_no_other_waiting(world: World, clamd: Daemon) -> None:
    poison = kept(world.firm)
    other = attaching.keep_one(a_photo(colour="blue"), person=world.firm.person, client_token=uuid4())
    clamd.manner = "early"
    scanning.run()
    clamd.manner = "clean"

    with clock.moved_to(clock.now() + timedelta(seconds=5.5)):
        scanning.run()

    assert (state(poison)[0], state(other)[0]) == (Scan.PENDING, Scan.CLEAN)


def test_a_worker_that_died_in_mid_scan_leaves_the_file_to_the_next(world: World) -> None:
    file = kept(world.firm)
    assert scanning._claim() == file
    assert scanning.run() == 0

    with clock.moved_to(clock.now() + timedelta(seconds=10)):
        assert scanning.run() == 1
    assert state(file) == (Scan.CLEAN, "")


def test_the_same_bytes_are_closed_wherever_they_are(world: World, settings: LazySettings, clamd: Daemon) -> None:
    settings.CLAMD = None
    old = kept(world.other_firm)
    settings.CLAMD = clamd.address
    clamd.manner = "infected"
    kept(world.firm)

    scanning.run()

    assert state(old) == (Scan.INFECTED, EICAR)
    assert len(events("person.file_quarantined")) == 2
    scanning.quarantine(old.sha256, signature=EICAR)
    assert len(events("person.file_quarantined")) == 2


def test_the_parts_of_a_split_call_are_closed_with_it(world: World, clamd: Daemon) -> None:
    ticket = of_a_case(world).ticket
    assert ticket is not None
    desk.accept(ticket.pk, actor=world.desk, version=current(ticket).version)
    piece = splitting.Piece(title="甲", body="第一件事", category_id=world.category.pk)
    splitting.split(ticket.pk, pieces=[piece, piece], actor=world.desk, version=current(ticket).version)
    clamd.manner = "infected"
    scanning.run()

    assert {state(file) for file in Attachment.objects.all()} == {(Scan.INFECTED, EICAR)}
    assert len({event.subject_id for event in events("files.infected")}) == 3


def test_the_firm_does_not_learn_of_a_file_that_units_keep_between_them(world: World, clamd: Daemon) -> None:
    file = of_a_case(world)
    replied = cast.replied(world)
    Attachment.objects.filter(pk=file.pk).update(
        ticket=replied, reply=Reply.objects.get(ticket=replied), kind=ReplyFile.IDENTITY
    )
    clamd.manner = "infected"
    scanning.run()

    (event,) = events("files.infected_inside")
    assert event.data["unit"] == world.liaison.organisation_id
    assert event.verb not in {entry.verb for entry in timeline(replied, for_firm=True)}
    assert event.verb in {entry.verb for entry in timeline(replied, for_firm=False)}
