"""Scanned files beyond the case: proof of claims, paper, the operator's page and command."""

import uuid
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from journal import clock
from orgs.models import Claim
from tests import cast
from tests.cast import World, signed_in
from tests.tickets import crafted
from tests.tickets.daemon import EICAR, Daemon
from tests.tickets.firm_pages import a_photo
from tests.tickets.scanned import CHECKING, INFECTED, clamd, events, kept, of_a_case, state
from tickets.models import Attachment
from tickets.scan_kinds import Scan
from tickets.services import attaching, collecting, scanning

__all__ = ["clamd"]


def a_claim(world: World) -> tuple[Claim, Attachment]:
    token = uuid.uuid4()
    file = kept(world.other_firm, token)
    claim = Claim.objects.create(
        county=world.county, person=world.other_firm.person, client_token=token, made_at=cast.MONDAY, kind="firm",
        name="小店", place=world.town, credit_code="91371721MA3C00000X",
    )  # fmt: skip
    return claim, file


def test_the_proof_of_a_claim_is_closed_in_the_same_way(world: World, clamd: Daemon) -> None:
    claim, file = a_claim(world)
    client = signed_in(world.desk)

    def seen() -> tuple[int, bool, bool]:
        page = client.get(f"/claims/{claim.pk}/").content.decode()
        return client.get(f"/claims/{claim.pk}/proof/{file.pk}/").status_code, CHECKING in page, INFECTED in page

    before = seen()
    scanning.run()
    clean = seen()
    scanning.quarantine(file.sha256, signature=EICAR)

    assert (before, clean) == ((HTTPStatus.CONFLICT, True, False), (HTTPStatus.OK, False, False))
    assert seen() == (HTTPStatus.GONE, False, True)
    assert events("person.file_quarantined")[0].subject_id == claim.person_id


def test_lists_receipts_and_sheets_of_paper_name_no_file(world: World, clamd: Daemon) -> None:
    """They count files; nothing of a closed one leaves by them."""
    file = of_a_case(world)
    clamd.manner = "infected"
    scanning.run()
    number = file.ticket.number  # type: ignore[union-attr]

    for path in (f"/tickets/{number}/receipt/", f"/tickets/{number}/sheet/"):
        page = signed_in(world.firm).get(path).content.decode()
        assert (f"/files/{file.pk}/" in page, file.sha256 in page) == (False, False), path


def test_malware_that_nobody_sent_stays_a_month_for_the_operator(world: World, clamd: Daemon) -> None:
    clamd.manner = "infected"
    file = kept(world.firm)
    scanning.run()
    attaching.remove([file.pk], person=world.firm.person, client_token=file.client_token)

    with clock.moved_to(clock.now() + timedelta(days=29)):
        assert collecting.collect().rows == 0
    with clock.moved_to(clock.now() + timedelta(days=31)):
        assert collecting.collect().rows == 1


def test_the_office_reads_what_is_quarantined(world: World, clamd: Daemon) -> None:
    file = of_a_case(world)
    clamd.manner = "infected"
    scanning.run()

    page = signed_in(world.office).get("/operations/files/?quarantined=1").content.decode()
    damaged = signed_in(world.office).get("/operations/files/").content.decode()

    assert all(words in page for words in (file.sha256, EICAR, file.ticket.number))  # type: ignore[union-attr]
    assert file.sha256 not in damaged


def test_the_command_scans_the_old_and_opens_the_waiting_only_without_a_scanner(
    world: World, settings: LazySettings, capsys: Any
) -> None:
    address = settings.CLAMD
    settings.CLAMD = None
    file = kept(world.firm)
    settings.CLAMD = address
    call_command("scan_files", "--old")
    assert state(file)[0] == Scan.PENDING
    with pytest.raises(CommandError, match="not opened unseen"):
        call_command("scan_files", "--release")
    Attachment.objects.update(scan_tries=1, at=cast.MONDAY)
    with pytest.raises(CommandError, match="WAITED"):
        call_command("scan_files")
    settings.CLAMD = None
    call_command("scan_files", "--release")

    assert state(file)[0] == Scan.NONE


def test_a_document_is_sent_to_the_scanner_as_it_came(world: World, clamd: Daemon) -> None:
    paper = SimpleUploadedFile("合同.pdf", crafted.pdf())
    attaching.keep_one(paper, person=world.firm.person, client_token=uuid.uuid4())
    scanning.run()

    assert clamd.taken == [crafted.pdf()]


def test_bytes_that_were_malware_once_come_in_as_such_when_there_is_no_scanner_any_more(
    world: World, settings: LazySettings, clamd: Daemon
) -> None:
    clamd.manner = "infected"
    kept(world.firm)
    scanning.run()
    settings.CLAMD = None

    again = kept(world.other_firm)
    waiting = state(again)[0]
    scanning.run()

    assert (waiting, state(again)) == (Scan.PENDING, (Scan.INFECTED, EICAR))
    assert [event.subject_id for event in events("person.file_quarantined")] == [
        world.firm.person_id,
        world.other_firm.person_id,
    ]


def test_other_bytes_come_in_as_ever_when_the_scanner_has_been_taken_out(
    world: World, settings: LazySettings, clamd: Daemon
) -> None:
    clamd.manner = "infected"
    kept(world.firm)
    scanning.run()
    settings.CLAMD = None

    other = attaching.keep_one(a_photo(colour="green"), person=world.other_firm.person, client_token=uuid.uuid4())

    assert state(other) == (Scan.NONE, "")


def test_opening_what_waits_opens_no_bytes_that_were_malware(
    world: World, settings: LazySettings, clamd: Daemon
) -> None:
    clamd.manner = "infected"
    kept(world.firm)
    scanning.run()
    settings.CLAMD = None
    again = kept(world.other_firm)

    assert scanning.release() == 0
    assert state(again)[0] == Scan.INFECTED
