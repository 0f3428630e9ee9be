"""Photos: written anew without what the camera added, and seen by those who may see the case."""

import io
import threading
from http import HTTPStatus
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from journal.models import AccessLog
from orgs.models import Post
from tests.cast import World, signed_in
from tests.tickets.firm_pages import Calling, a_form, a_photo, file_call
from tickets.models import Attachment, Draft
from tickets.services import drafts, intake, store

PATIENCE = 10.0  # seconds
ORIENTATION, MAKE, GPS = 0x0112, 0x010F, 0x8825


def sent(world: World, photo: SimpleUploadedFile) -> Attachment:
    """A photo of a case that the firm has filed."""
    file_call(world.firm, a_form(world, files=[photo]))
    return Attachment.objects.get()


def bytes_of(client: Client, photo: Attachment, query: str = "") -> bytes:
    answer: Any = client.get(f"/files/{photo.pk}/{query}")
    assert answer.status_code == HTTPStatus.OK
    return b"".join(answer.streaming_content)


def status_of(someone: Post, photo: Attachment) -> int:
    answer: Any = signed_in(someone).get(f"/files/{photo.pk}/")
    if answer.streaming:
        b"".join(answer.streaming_content)  # read to the end, the file is closed
    return int(answer.status_code)


def test_what_the_camera_added_is_gone_and_the_photo_stands_upright(world: World) -> None:
    exif = Image.Exif()
    exif[MAKE], exif[ORIENTATION] = "SpyCam", 6
    exif.get_ifd(GPS)[1] = "N"
    photo = sent(world, a_photo(size=(60, 40), exif=exif))

    with Image.open(io.BytesIO(bytes_of(signed_in(world.firm), photo))) as seen:
        assert seen.size == (40, 60)
        assert not dict(seen.getexif())
        assert "exif" not in seen.info


def test_the_words_are_kept_while_the_photo_is_still_looked_at(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    kept, look, save = threading.Event(), intake.take, drafts.save

    def looked_at_after_the_words(upload: Any) -> intake.Taken:
        assert kept.wait(PATIENCE), "the words waited for the photo"
        return look(upload)

    def saved(*words: Any, **more: Any) -> Draft:
        draft = save(*words, **more)
        kept.set()
        return draft

    monkeypatch.setattr(intake, "take", looked_at_after_the_words)
    monkeypatch.setattr(drafts, "save", saved)

    assert sent(world, a_photo()).name == "现场.jpg"


def test_a_photo_sent_from_a_page_that_is_behind_is_kept_all_the_same(world: World) -> None:
    calling = Calling(world.firm)
    calling.send("what", a_form(world, body="第一遍：电压不够。"))

    answer = calling.client.post(calling.at("what"), {"body": "第二遍", "version": "0", "files": [a_photo()]})

    assert answer.status_code == HTTPStatus.CONFLICT
    assert calling.draft.answers["body"] == "第一遍：电压不够。"
    assert Attachment.objects.get().client_token == calling.token


def test_a_large_photo_becomes_smaller(world: World) -> None:
    photo = sent(world, a_photo(size=(3000, 1000)))

    with Image.open(io.BytesIO(bytes_of(signed_in(world.firm), photo))) as seen:
        assert seen.size == (2048, 683)


def test_a_list_fetches_a_small_copy(world: World) -> None:
    photo = sent(world, a_photo(size=(1600, 1200)))

    with Image.open(io.BytesIO(bytes_of(signed_in(world.firm), photo, "?size=thumb"))) as seen:
        assert max(seen.size) == 480


def test_a_photo_can_be_nothing_but_a_picture(world: World) -> None:
    photo = sent(world, a_photo("电压表 “176”.jpg"))

    answer: Any = signed_in(world.firm).get(f"/files/{photo.pk}/")
    b"".join(answer.streaming_content)

    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Disposition"].startswith("inline; filename*=utf-8''")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"] == "private, no-store"


def test_those_who_see_the_case_see_the_photo(world: World) -> None:
    photo = sent(world, a_photo())

    seen = {
        who: status_of(getattr(world, who), photo)
        for who in ("firm", "desk", "office", "other_firm", "liaison", "clerk", "stranger", "sysadmin")
    }

    assert [who for who, status in seen.items() if status == HTTPStatus.OK] == ["firm", "desk", "office"]
    assert Client().get(f"/files/{photo.pk}/").status_code == HTTPStatus.FOUND


def test_a_photo_of_an_unsent_form_is_its_writers_alone(world: World) -> None:
    Calling(world.firm).send("what", a_form(world, files=[a_photo()]), add_files="1")
    photo = Attachment.objects.get()

    assert status_of(world.firm, photo) == HTTPStatus.OK
    assert status_of(world.desk, photo) == HTTPStatus.NOT_FOUND


def test_opening_somebody_elses_photo_is_noted(world: World) -> None:
    photo = sent(world, a_photo())
    bytes_of(signed_in(world.firm), photo)
    bytes_of(signed_in(world.desk), photo)

    (noted,) = AccessLog.objects.filter(kind="download")
    assert (noted.actor, noted.subject_id, noted.data) == (world.desk.person_id, photo.ticket_id, {"file": photo.pk})


@pytest.mark.parametrize("pk", ["0", "999999", "9" * 30])
def test_numbers_without_a_file_are_absent(world: World, pk: str) -> None:
    assert signed_in(world.firm).get(f"/files/{pk}/").status_code == HTTPStatus.NOT_FOUND


def test_bytes_that_are_gone_are_absent(world: World) -> None:
    photo = sent(world, a_photo())
    store.path_of(photo.sha256).unlink()

    assert signed_in(world.firm).get(f"/files/{photo.pk}/").status_code == HTTPStatus.NOT_FOUND


def test_other_methods_are_refused(world: World) -> None:
    assert signed_in(world.firm).post("/files/1/").status_code == HTTPStatus.METHOD_NOT_ALLOWED
