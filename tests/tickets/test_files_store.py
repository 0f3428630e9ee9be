"""The store of files: what nobody sent goes after a day, what somebody sent is read again, and damage is found."""

import io
import os
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from journal import clock
from orgs.models import Claim
from tests.cast import MONDAY, World, filed
from tests.tickets import crafted
from tests.tickets.firm_pages import Calling, a_photo
from tickets.models import Attachment
from tickets.services import attaching, collecting, drafts, store

DAY = timedelta(hours=24)


def kept(world: World, file: SimpleUploadedFile | None = None) -> Attachment:
    """A file of a form that has not been sent."""
    return attaching.keep_one(file or a_photo(), person=world.firm.person, client_token=uuid.uuid4())


def sent(world: World) -> Attachment:
    """A file of a case."""
    file = kept(world)
    Attachment.objects.update(ticket=filed(world))
    return file


def age(path: Path, *, by: timedelta = DAY + timedelta(hours=1)) -> None:
    then = clock.now().timestamp() - by.total_seconds()
    os.utime(path, (then, then))


def stored() -> list[str]:
    return sorted(path.name for path in store.path_of("00" * 32).parents[2].glob("??/??/*"))


def test_files_of_a_form_that_nobody_sent_go_after_a_day(world: World) -> None:
    with clock.moved_to(MONDAY):
        file = kept(world)
    for digest in (file.sha256, file.thumb_sha256):
        age(store.path_of(digest))

    with clock.moved_to(MONDAY + DAY):
        assert collecting.collect().rows == 0
    assert collecting.collect() == collecting.Collected(rows=1, files=2)
    assert stored() == []


def test_files_of_a_draft_stay_as_long_as_the_draft_and_go_with_it(world: World) -> None:
    with clock.moved_to(MONDAY):
        firm = Calling(world.firm)
        firm.send("what", {"body": "写了一半，明天接着写。", "files": [a_photo()]}, later="1")
        file = Attachment.objects.get()

    assert collecting.collect().rows == 0
    with clock.moved_to(MONDAY):
        drafts.discard(firm.token, actor=world.firm)
    assert collecting.collect().rows == 1
    assert not Attachment.objects.filter(pk=file.pk).exists()


def test_the_proof_of_a_claim_stays_until_the_claim_lets_it_go(world: World) -> None:
    with clock.moved_to(MONDAY):
        file = kept(world)
        shop = {"kind": "shop", "name": "小店", "firm_id": world.firm.organisation_id, "place": world.town}
        Claim.objects.create(
            county=world.county, person=world.firm.person, client_token=file.client_token, made_at=MONDAY, **shop
        )

    assert collecting.collect().rows == 0


def test_files_of_a_case_stay_however_old(world: World) -> None:
    file = sent(world)
    for digest in (file.sha256, file.thumb_sha256):
        age(store.path_of(digest))

    assert collecting.collect() == collecting.Collected(rows=0, files=0)
    assert stored() == sorted([file.sha256, file.thumb_sha256])


def test_bytes_that_a_crash_left_without_a_row_go_after_a_day(world: World) -> None:
    young, old = store.put(b"young"), store.put(b"old")
    age(store.path_of(old))

    assert collecting.collect() == collecting.Collected(rows=0, files=1)
    assert stored() == [young]


def test_bytes_that_come_in_again_are_young_again(world: World) -> None:
    digest = store.put(b"same")
    age(store.path_of(digest))
    store.put(b"same")

    assert collecting.collect().files == 0


def test_what_a_killed_process_left_half_done_goes(world: World) -> None:
    half = store.path_of("00" * 32).parents[2] / store.UNFINISHED / "tmp-killed"
    half.mkdir(parents=True)
    (half / "sent").write_bytes(b"half")
    age(half)

    collecting.collect()

    assert not half.exists()


def test_a_flipped_byte_is_found_within_thirty_nights_and_named(world: World) -> None:
    file = sent(world)
    path = store.path_of(file.sha256)
    whole = path.read_bytes()
    path.write_bytes(bytes([whole[0] ^ 1]) + whole[1:])
    first = MONDAY.date()

    found = [digest for night in range(30) for digest in collecting.verify(day=first + timedelta(days=night)).damaged]

    assert found == [file.sha256]
    assert Attachment.objects.get().damaged_at is not None


def test_every_file_is_read_once_in_thirty_nights(world: World) -> None:
    for place in range(40):
        Attachment.objects.create(
            person=world.firm.person,
            client_token=uuid.uuid4(),
            name="x",
            size=1,
            at=MONDAY,
            sha256=store.put(b"%d" % place),
        )

    checked = [collecting.verify(day=MONDAY.date() + timedelta(days=night)) for night in range(30)]

    assert sum(night.read for night in checked) == 40
    assert [night.damaged for night in checked] == [[]] * 30


def test_the_command_names_what_is_damaged_until_it_is_restored(world: World) -> None:
    file = sent(world)
    path, said = store.path_of(file.sha256), io.StringIO()
    whole = path.read_bytes()
    path.unlink()

    with pytest.raises(CommandError, match="1 files are DAMAGED"):
        call_command("verify_files", "--all", stdout=said, stderr=said)
    path.write_bytes(whole)
    call_command("verify_files", "--all", stdout=said, stderr=said)

    assert f"{file.pk} {filed_number(file)} {file.sha256} damaged since" in said.getvalue()
    assert Attachment.objects.get().damaged_at is None


def filed_number(file: Attachment) -> str:
    ticket = Attachment.objects.select_related("ticket").get(pk=file.pk).ticket
    assert ticket is not None
    return ticket.number


def test_a_document_is_kept_byte_for_byte(world: World) -> None:
    letter = crafted.office()

    file = kept(world, SimpleUploadedFile("信.docx", letter))

    assert store.path_of(file.sha256).read_bytes() == letter
    assert file.size == len(letter)
