"""`/files/new/` and `/files/<id>/remove/`: one file at a time, for a form that has not been sent."""

import threading
import uuid
from http import HTTPStatus
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from orgs.models import Post
from orgs.statuses import Role
from tests import cast
from tests.cast import World, county, filed, signed_in
from tests.tickets import crafted
from tests.tickets.firm_pages import Calling, a_form, a_photo
from tickets.models import Attachment, Reply
from tickets.services import attaching, store
from tickets.statuses import ReplyFile

TOKEN = uuid.UUID("11111111-2222-4333-8444-555555555555")
ADDRESS = f"/files/new/{TOKEN}/"


def send(someone: Post, *files: SimpleUploadedFile, token: uuid.UUID = TOKEN, **more: str) -> Any:
    """Send files one by one; the last answer."""
    client, answer = signed_in(someone), None
    for file in files:
        answer = client.post(f"/files/new/{token}/", {"file": file, **more})
    return answer


def a_pdf(name: str = "合同.pdf", *, page: int = 0) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, crafted.pdf(trailer=b"/Root 1 0 R/Size %d" % page), "application/pdf")


def photos(count: int) -> list[SimpleUploadedFile]:
    return [a_photo(f"{place}.jpg", size=(20 + place, 20)) for place in range(count)]


def test_a_file_sent_by_itself_comes_back_as_its_card(world: World) -> None:
    answer = send(world.firm, a_pdf())

    kept = Attachment.objects.get()
    assert answer.status_code == HTTPStatus.CREATED
    assert (kept.name, kept.content_type, kept.ticket) == ("合同.pdf", "application/pdf", None)
    assert f"/files/{kept.pk}/remove/" in answer.content.decode()


def test_what_was_sent_before_goes_along_when_the_form_is_sent(world: World) -> None:
    send(world.firm, a_photo(), a_pdf())

    Calling(world.firm, TOKEN).all_pages(a_form(world))

    assert [file.name for file in Attachment.objects.exclude(ticket=None)] == ["现场.jpg", "合同.pdf"]


def test_the_same_file_sent_again_is_one_file(world: World) -> None:
    send(world.firm, a_photo())
    first = Attachment.objects.get()

    again = send(world.firm, a_photo())

    assert again.status_code == HTTPStatus.CREATED
    assert Attachment.objects.get() == first


def test_the_tenth_photo_and_the_sixth_document_are_refused_by_name(world: World) -> None:
    documents = [a_pdf(f"{page}.pdf", page=page) for page in range(6)]

    tenth, sixth = send(world.firm, *photos(10)), send(world.firm, *documents)

    assert (tenth.status_code, sixth.status_code) == (422, 422)
    assert tenth.content.decode() == "最多 9 张照片。已选的 9 张都保留着，“9.jpg”没有加入"
    assert sixth.content.decode() == "最多 5 个文件。已选的 5 个都保留着，“5.pdf”没有加入"
    assert Attachment.objects.count() == 14


@pytest.mark.django_db(transaction=True)
def test_of_two_photos_that_arrive_at_once_after_the_eighth_one_is_refused() -> None:
    world = county()
    send(world.firm, *photos(8))
    barrier, answers = threading.Barrier(2), []

    def arrive(photo: SimpleUploadedFile) -> None:
        try:
            barrier.wait()
            attaching.keep_one(photo, person=world.firm.person, client_token=TOKEN)
            answers.append("kept")
        except ValidationError as refused:
            answers.append(str(refused.code))
        finally:
            connection.close()

    both = [
        threading.Thread(target=arrive, args=(a_photo(f"{colour}.jpg", colour=colour),)) for colour in ("red", "blue")
    ]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()

    assert sorted(answers) == ["kept", "too_many"]
    assert Attachment.objects.count() == 9


def test_all_files_of_a_form_together_are_limited(world: World, settings: LazySettings) -> None:
    settings.FORM_MOST_BYTES = 300

    answer = send(world.firm, a_pdf("一.pdf", page=1), a_pdf("二.pdf", page=2))

    assert answer.content.decode() == "合起来不超过 50 MB。已选的都保留着，“二.pdf”没有加入"


def test_what_one_person_has_not_sent_is_limited_over_all_forms(world: World, settings: LazySettings) -> None:
    settings.PERSON_MOST_UNSENT_BYTES = 300
    send(world.firm, a_pdf(page=1))

    mine = send(world.firm, a_pdf(page=2), token=uuid.uuid4())
    others = send(world.other_firm, a_pdf(page=2), token=uuid.uuid4())

    assert (mine.status_code, others.status_code) == (422, HTTPStatus.CREATED)
    assert "请先提交" in mine.content.decode()


def test_nothing_sent_is_a_sentence(world: World) -> None:
    assert signed_in(world.firm).post(ADDRESS).status_code == 422


def test_one_takes_out_only_what_is_ones_own_and_not_yet_sent(world: World) -> None:
    send(world.firm, a_photo())
    unsent = Attachment.objects.get()
    ticket = filed(world)
    gone = Attachment.objects.create(
        person=world.firm.person, ticket=ticket, client_token=uuid.uuid4(), name="x.pdf", size=1, at=ticket.submitted_at
    )

    answers = [
        signed_in(world.other_firm).post(f"/files/{unsent.pk}/remove/"),
        signed_in(world.desk).post(f"/files/{gone.pk}/remove/"),
        signed_in(world.firm).post(f"/files/{gone.pk}/remove/"),
        signed_in(world.firm).post(f"/files/{9**30}/remove/"),
        signed_in(world.firm).get(f"/files/{unsent.pk}/remove/"),
        signed_in(world.firm).post(f"/files/{unsent.pk}/remove/"),
        signed_in(world.firm).post(f"/files/{unsent.pk}/remove/"),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404, 404, 405, 204, 404]


def test_strangers_send_nothing(world: World) -> None:
    assert Client().post(ADDRESS, {"file": a_photo()}).status_code == HTTPStatus.UNAUTHORIZED
    assert signed_in(world.firm).get(ADDRESS).status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert Client(enforce_csrf_checks=True).post(ADDRESS, {"file": a_photo()}).status_code == HTTPStatus.FORBIDDEN
    assert not Attachment.objects.exists()


def test_a_picture_has_its_small_copy_from_the_start(world: World) -> None:
    send(world.firm, a_photo(size=(1600, 1200)))
    kept = Attachment.objects.get()

    answer: Any = signed_in(world.firm).get(f"/files/{kept.pk}/?size=thumb")

    assert b"".join(answer.streaming_content) == store.path_of(kept.thumb_sha256).read_bytes()
    assert (answer["Content-Type"], kept.thumb_sha256 == kept.sha256) == ("image/jpeg", False)


def test_a_document_is_only_ever_handed_over(world: World) -> None:
    send(world.firm, a_pdf("合同 “三”.pdf"))
    kept = Attachment.objects.get()

    for query in ("", "?size=thumb"):
        answer: Any = signed_in(world.firm).get(f"/files/{kept.pk}/{query}")
        assert b"".join(answer.streaming_content).startswith(b"%PDF")
        assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer["X-Content-Type-Options"] == "nosniff"


def test_what_a_firm_keeps_here_is_limited_over_all_its_people_and_calls(world: World, settings: LazySettings) -> None:
    colleague = cast.post(world.firm.organisation, Role.ENTERPRISE_USER, "小店员")
    send(world.firm, a_pdf(page=1))
    first = Attachment.objects.get()
    Attachment.objects.filter(pk=first.pk).update(ticket=filed(world))
    settings.FIRM_MOST_BYTES = first.size + 10

    theirs = send(colleague, a_pdf(page=2), token=uuid.uuid4())
    others = send(world.other_firm, a_pdf(page=2), token=uuid.uuid4())

    assert (theirs.status_code, others.status_code) == (422, HTTPStatus.CREATED)
    assert "您企业的文件合起来已满" in theirs.content.decode()
    assert "文字可以照常提交" in theirs.content.decode()


def test_files_that_a_firm_has_not_sent_count_for_it_as_well(world: World, settings: LazySettings) -> None:
    colleague = cast.post(world.firm.organisation, Role.ENTERPRISE_USER, "小店员")
    send(world.firm, a_pdf(page=1))
    settings.FIRM_MOST_BYTES = Attachment.objects.get().size + 10

    assert send(colleague, a_pdf(page=2), token=uuid.uuid4()).status_code == 422


def test_what_units_have_added_to_its_cases_is_not_the_firms(world: World, settings: LazySettings) -> None:
    case = cast.replied(world)
    reply = Reply.objects.get()
    Attachment.objects.create(
        person=world.liaison.person, ticket=case, reply=reply, kind=ReplyFile.HANDLING, client_token=uuid.uuid4(),
        name="现场.jpg", size=5000, at=case.submitted_at,
    )  # fmt: skip
    settings.FIRM_MOST_BYTES = 4000

    assert send(world.firm, a_pdf(page=1)).status_code == HTTPStatus.CREATED
