"""Photos of a form that is still being filled in: kept at once, so that no error loses one."""

import threading
from http import HTTPStatus
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cast import World
from tests.tickets.firm_pages import Calling, a_form, a_photo
from tickets.models import Attachment, Ticket


def the_case() -> Ticket:
    return Ticket.objects.get()


@pytest.mark.parametrize("photos", [0, 2])
def test_a_thread_is_begun_for_photos_alone(world: World, monkeypatch: pytest.MonkeyPatch, photos: int) -> None:
    begun, start = [], threading.Thread.start

    def noted(thread: threading.Thread) -> None:
        begun.append(thread.name)
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", noted)
    files = [a_photo("一.jpg"), a_photo("二.jpg", colour="blue")][:photos]
    Calling(world.firm).send("what", a_form(world, files=files))

    assert begun.count("look") == (1 if photos else 0)


def test_photos_go_along_with_the_case(world: World) -> None:
    Calling(world.firm).all_pages(a_form(world, files=[a_photo("一.jpg"), a_photo("二.jpg", colour="blue")]))

    assert list(the_case().attachments.values_list("name", flat=True)) == ["一.jpg", "二.jpg"]


def test_photos_stay_when_the_text_has_an_error(world: World) -> None:
    firm = Calling(world.firm)

    wrong = firm.send("what", {"body": "短", "files": [a_photo("现场.jpg")]})
    kept = Attachment.objects.get()
    assert f"/files/{kept.pk}/" in wrong.content.decode()
    firm.all_pages(a_form(world))

    assert list(the_case().attachments.all()) == [kept]


def test_photos_can_be_added_and_taken_out_without_judging_the_text(world: World) -> None:
    firm = Calling(world.firm)
    form = {"body": "还没", "add_files": "1"}

    added = firm.send("what", form | {"files": [a_photo("一.jpg"), a_photo("二.jpg", colour="blue")]})
    first = Attachment.objects.get(name="一.jpg")
    taken = firm.send("what", form | {"remove": [str(first.pk), "x", "9" * 30]})

    assert (added.status_code, taken.status_code) == (HTTPStatus.OK, HTTPStatus.OK)
    assert not added.context["form"].errors
    assert taken.context["form"]["body"].value() == "还没"
    assert [photo.name for photo in taken.context["files"]] == ["二.jpg"]


def test_nobody_takes_out_another_persons_photo(world: World) -> None:
    firm, other = Calling(world.firm), Calling(world.other_firm)
    other.token = firm.token
    firm.send("what", {"body": "还没", "add_files": "1", "files": [a_photo()]})
    photo = Attachment.objects.get()

    other.send("what", {"body": "还没", "add_files": "1", "remove": [str(photo.pk)]})

    assert Attachment.objects.get().removed_at is None


def test_the_tenth_photo_is_named_and_the_nine_stay(world: World) -> None:
    photos = [a_photo(f"{place}.jpg", size=(20 + place, 20)) for place in range(11)]

    answer = Calling(world.firm).send("what", a_form(world, files=photos), add_files="1")

    assert answer.context["problems"] == [
        "最多 9 张照片。已选的 9 张都保留着，“9.jpg”没有加入",
        "最多 9 张照片。已选的 9 张都保留着，“10.jpg”没有加入",
    ]
    assert len(answer.context["files"]) == 9


def test_a_file_that_is_no_picture_is_named_and_does_not_stop_the_text(world: World) -> None:
    firm = Calling(world.firm)
    bad = SimpleUploadedFile("合同.jpg", b"MZ this is a program", content_type="image/jpeg")

    onward = firm.send("what", a_form(world, files=[bad]))

    assert onward["Location"] == firm.at("where")
    assert "“合同.jpg”打不开：请上传 图片、PDF、Word 或 Excel" in firm.client.get(firm.at("where")).content.decode()


def test_a_full_disk_keeps_photos_out_and_lets_the_text_in(
    world: World, settings: LazySettings, tmp_path: Path
) -> None:
    settings.FILES_ROOT = tmp_path / "a-file"
    settings.FILES_ROOT.write_text("no folder can be made here")
    firm = Calling(world.firm)

    firm.send("what", a_form(world, files=[a_photo()]))
    told = firm.client.get(firm.at("where")).content.decode()
    firm.all_pages(a_form(world))

    assert the_case().attachments.count() == 0
    assert "暂时存不下照片" in told


def test_a_sent_form_takes_no_more_photos_silently(world: World) -> None:
    firm = Calling(world.firm)
    firm.all_pages(a_form(world))

    answer = firm.send("what", a_form(world), files=[a_photo()])

    assert "后来选的照片没有加进去" in firm.client.get(answer["Location"]).content.decode()


def test_too_many_files_at_once_are_told_in_a_sentence(world: World) -> None:
    photos = [a_photo(f"{place}.jpg") for place in range(21)]

    answer = Calling(world.firm).send("what", a_form(world, files=photos))

    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert "照片分几次传" in answer.content.decode()
