"""Photos of a form that is still being filled in: kept at once, so that no error loses one."""

from http import HTTPStatus
from pathlib import Path

from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cast import World, signed_in
from tests.tickets.firm_pages import a_form, a_photo
from tickets.models import Attachment, Ticket

CALL = "/call/"


def the_case() -> Ticket:
    return Ticket.objects.get()


def test_photos_go_along_with_the_case(world: World) -> None:
    client = signed_in(world.firm)

    client.post(CALL, a_form(world, files=[a_photo("一.jpg"), a_photo("二.jpg", colour="blue")]))

    assert list(the_case().attachments.values_list("name", flat=True)) == ["一.jpg", "二.jpg"]


def test_photos_stay_when_the_text_has_an_error(world: World) -> None:
    client, form = signed_in(world.firm), a_form(world)

    wrong = client.post(CALL, form | {"body": "短", "files": [a_photo("现场.jpg")]})
    kept = Attachment.objects.get()
    assert f"/files/{kept.pk}/" in wrong.content.decode()
    client.post(CALL, form)

    assert list(the_case().attachments.all()) == [kept]


def test_photos_can_be_added_and_taken_out_without_judging_the_text(world: World) -> None:
    client = signed_in(world.firm)
    form = a_form(world, body="还没", impact=None, add_files="1")

    added = client.post(CALL, form | {"files": [a_photo("一.jpg"), a_photo("二.jpg", colour="blue")]})
    first = Attachment.objects.get(name="一.jpg")
    taken = client.post(CALL, form | {"remove": [str(first.pk), "x", "9" * 30]})

    assert (added.status_code, taken.status_code) == (HTTPStatus.OK, HTTPStatus.OK)
    assert not added.context["form"].errors
    assert taken.context["form"]["body"].value() == "还没"
    assert [photo.name for photo in taken.context["files"]] == ["二.jpg"]


def test_nobody_takes_out_another_persons_photo(world: World) -> None:
    form = a_form(world, add_files="1")
    signed_in(world.firm).post(CALL, form | {"files": [a_photo()]})
    photo = Attachment.objects.get()

    signed_in(world.other_firm).post(CALL, form | {"remove": [str(photo.pk)]})

    assert Attachment.objects.get().removed_at is None


def test_the_tenth_photo_is_named_and_the_nine_stay(world: World) -> None:
    photos = [a_photo(f"{place}.jpg", size=(20 + place, 20)) for place in range(11)]

    answer = signed_in(world.firm).post(CALL, a_form(world, add_files="1", files=photos))

    assert answer.context["problems"] == [
        "最多 9 张照片。已选的 9 张都保留着，“9.jpg”没有加入",
        "最多 9 张照片。已选的 9 张都保留着，“10.jpg”没有加入",
    ]
    assert len(answer.context["files"]) == 9


def test_a_file_that_is_no_picture_is_named_and_does_not_stop_the_text(world: World) -> None:
    client = signed_in(world.firm)
    bad = SimpleUploadedFile("合同.jpg", b"MZ this is a program", content_type="image/jpeg")

    answer = client.post(CALL, a_form(world, files=[bad]), follow=True)

    assert the_case().attachments.count() == 0
    assert "“合同.jpg”打不开：请上传 图片、PDF、Word 或 Excel" in answer.content.decode()


def test_a_full_disk_keeps_photos_out_and_lets_the_text_in(
    world: World, settings: LazySettings, tmp_path: Path
) -> None:
    settings.FILES_ROOT = tmp_path / "a-file"
    settings.FILES_ROOT.write_text("no folder can be made here")

    answer = signed_in(world.firm).post(CALL, a_form(world, files=[a_photo()]), follow=True)

    assert the_case().attachments.count() == 0
    assert "暂时存不下照片" in answer.content.decode()


def test_a_token_of_a_sent_form_takes_no_more_photos_silently(world: World) -> None:
    client, form = signed_in(world.firm), a_form(world)
    client.post(CALL, form)

    answer = client.post(CALL, form | {"files": [a_photo()]}, follow=True)

    assert "后来选的照片没有加进去" in answer.content.decode()


def test_too_many_files_at_once_are_told_in_a_sentence(world: World) -> None:
    photos = [a_photo(f"{place}.jpg") for place in range(21)]

    answer = signed_in(world.firm).post(CALL, a_form(world, files=photos))

    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert "照片分几次传" in answer.content.decode()
