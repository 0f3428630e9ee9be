"""Files of materials: they go along with the paper, are refused in words, and are opened by whoever reads the paper."""

import uuid
from collections.abc import Iterator
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from journal import clock
from journal.models import AccessKind, AccessLog, Event
from orgs.models import Post
from roundtable.exceptions import Blocked
from roundtable.models import Enclosure, Material, Meeting, Seat
from roundtable.services import materials
from tests.cast import MONDAY, World, filed, signed_in
from tests.roundtable.convened import called, seat_of
from tests.roundtable.enclosed import a_pdf, chosen, handed_in, opened
from tests.roundtable.table import Table
from tests.tickets.firm_pages import a_photo
from tickets.models import UNSENT, Attachment
from tickets.services import collecting


@pytest.fixture(autouse=True)
def on_monday() -> Iterator[None]:
    with clock.moved_to(MONDAY):
        yield


@pytest.fixture
def meeting(world: World, seats: Table) -> Meeting:
    return called(world, seats)[0]


@pytest.fixture
def seat(world: World, meeting: Meeting) -> Seat:
    """The lead's."""
    return seat_of(meeting, world.liaison)


def send(world: World, seat: Seat, **said: Any) -> Any:
    """The form as a browser without JavaScript sends it."""
    form = {"title": "供电情况", "words": "", "files_token": str(uuid.uuid4()), "files_left": "0", **said}
    return signed_in(world.liaison).post(f"/roundtable/invitations/{seat.pk}/materials/", form)


def test_files_stand_with_the_paper_for_the_unit_and_for_who_reads_the_meeting(
    world: World, seats: Table, meeting: Meeting, seat: Seat
) -> None:
    answer = send(world, seat, files=[a_pdf("负荷表.pdf"), a_photo("变台.jpg")])

    pdf, photo = Attachment.objects.order_by("pk")
    assert answer.status_code == HTTPStatus.SEE_OTHER
    assert [one.files for one in Material.objects.all()] == [[pdf, photo]]
    pages = (
        signed_in(world.liaison).get(f"/roundtable/invitations/{seat.pk}/"),
        signed_in(seats.clerk).get(f"/roundtable/meetings/{meeting.pk}/materials/"),
    )
    for page in pages:
        assert f'href="/roundtable/files/{pdf.pk}/"' in page.content.decode()
        assert f'src="/roundtable/files/{photo.pk}/?size=thumb"' in page.content.decode()


def test_what_was_sent_file_by_file_goes_along(world: World, seat: Seat) -> None:
    token = uuid.uuid4()
    card = signed_in(world.liaison).post(f"/files/new/{token}/", {"file": a_pdf(), "form": f"material {seat.pk}"})

    send(world, seat, files_token=str(token))

    assert card.status_code == HTTPStatus.CREATED
    assert [file.name for file in Material.objects.get().files] == ["验收单.pdf"]
    assert not Attachment.objects.filter(UNSENT).exists()


def test_the_journal_names_files_by_number_and_hash(world: World, meeting: Meeting, seat: Seat) -> None:
    file = handed_in(seat, world.liaison)

    event = Event.objects.get(verb="meeting.material_sent")
    assert (event.data["files"], event.data["sha256"]) == ([file.pk], [file.sha256])
    assert "验收单" not in str(event.data)


def test_adding_photos_comes_back_with_all_that_was_typed(world: World, seat: Seat) -> None:
    answer = send(world, seat, words="写了一半", add_files="1", files=[a_photo()])

    page, file = answer.content.decode(), Attachment.objects.get()
    assert (answer.status_code, Material.objects.count()) == (HTTPStatus.OK, 0)
    assert "写了一半" in page
    assert f"/files/{file.pk}/remove/" in page
    assert "请检查以下" not in page
    assert str(file.client_token) in page


def test_files_that_were_never_sent_stand_in_the_form_again(world: World, seat: Seat) -> None:
    token = chosen(world.liaison, form=f"material {seat.pk}")
    colleague = signed_in(world.handler).get(f"/roundtable/invitations/{seat.pk}/").content.decode()

    page = signed_in(world.liaison).get(f"/roundtable/invitations/{seat.pk}/").content.decode()

    assert f'name="files_token" value="{token}"' in page
    assert "验收单.pdf" in page
    assert "验收单.pdf" not in colleague


def test_a_paper_has_words_or_a_file(world: World, seat: Seat) -> None:
    bare = send(world, seat)
    with_words, with_a_file = send(world, seat, words="已排查。"), send(world, seat, files=[a_pdf()])

    assert bare.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "请写材料内容，或者传文件" in bare.content.decode()
    assert [answer.status_code for answer in (with_words, with_a_file)] == [HTTPStatus.SEE_OTHER] * 2
    with pytest.raises(Blocked, match="或者传文件"):
        materials.hand_in(
            seat.pk, materials.Paper(title="空", words="", client_token=uuid.uuid4()), actor=world.liaison
        )
    assert Material.objects.count() == 2


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"files": [SimpleUploadedFile("表.exe", b"MZ" + b"0" * 99)]}, "“表.exe”打不开"),
        ({"files": [a_pdf(f"{page}.pdf", page=page) for page in range(6)]}, "最多 5 个文件"),
        ({"files_left": "2"}, "还有 2 个没传上去"),
    ],
    ids=["wrong type", "too many", "still under way"],
)
def test_a_paper_of_which_a_file_is_missing_comes_back_and_goes_the_next_time(
    world: World, seat: Seat, said: dict[str, Any], sentence: str
) -> None:
    token = str(uuid.uuid4())
    answer = send(world, seat, words="已排查三条线路。", files_token=token, **said)

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert [words in answer.content.decode() for words in (sentence, "已排查三条线路。")] == [True, True]
    assert not Material.objects.exists()
    assert send(world, seat, words="已排查三条线路。", files_token=token).status_code == HTTPStatus.SEE_OTHER


def test_a_mangled_token_loses_nothing(world: World, seat: Seat) -> None:
    answer = send(world, seat, files_token="x", files=[a_pdf()])

    assert answer.status_code == HTTPStatus.SEE_OTHER
    assert len(Material.objects.get().files) == 1


def test_a_form_sent_twice_is_one_paper_with_one_file(world: World, seat: Seat) -> None:
    once = {"client_token": str(uuid.uuid4()), "files_token": str(uuid.uuid4())}
    for _time in range(2):
        assert send(world, seat, files=[a_pdf()], **once).status_code == HTTPStatus.SEE_OTHER

    assert (Material.objects.count(), Enclosure.objects.count(), Attachment.objects.count()) == (1, 1, 1)


def test_a_file_that_comes_after_its_form_is_refused_in_words(world: World, seat: Seat) -> None:
    file = handed_in(seat, world.liaison)
    late = signed_in(world.liaison).post(f"/files/new/{file.client_token}/", {"file": a_photo("迟到.jpg")})

    assert late.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert late.content.decode() == "这一页已经提交过，“迟到.jpg”没有加入，请另报一次"


def test_files_of_another_person_do_not_go_along(world: World, seat: Seat) -> None:
    token = chosen(world.other_liaison)

    send(world, seat, words="已排查。", files_token=str(token))

    assert not Enclosure.objects.exists()
    assert Attachment.objects.get().used_at is None


def test_files_of_papers_are_not_collected_or_taken_out(world: World, seat: Seat) -> None:
    file, client = handed_in(seat, world.liaison), signed_in(world.liaison)

    with clock.moved_to(MONDAY + timedelta(days=400)):
        assert collecting.collect().rows == 0
    assert client.post(f"/files/{file.pk}/remove/").status_code == HTTPStatus.NOT_FOUND
    assert client.get(f"/files/{file.pk}/").status_code == HTTPStatus.NOT_FOUND
    assert opened(world.liaison, file) == HTTPStatus.OK


def test_files_of_papers_are_no_unsent_ones_of_their_person(world: World, seat: Seat, settings: Any) -> None:
    file = handed_in(seat, world.liaison)
    settings.PERSON_MOST_UNSENT_BYTES = file.size

    chosen(world.liaison, a_pdf(page=1))

    assert Attachment.objects.filter(UNSENT).count() == 1


# --- who opens them ---------------------------------------------------------------------------------------------------


def test_whoever_reads_the_paper_opens_its_file_and_nobody_else(world: World, seats: Table, seat: Seat) -> None:
    file = handed_in(seat, world.liaison)
    cast = {name: getattr(world, name) for name in World.__dataclass_fields__ if isinstance(getattr(world, name), Post)}
    everybody = cast | {name: getattr(seats, name) for name in Table.__dataclass_fields__}

    found = {name for name, post in everybody.items() if opened(post, file) == HTTPStatus.OK}

    reads = {"clerk", "secretary", "second_secretary", "general_secretary", "office", "leader"}
    assert found == reads | {"liaison", "handler"}


def test_a_body_whose_seat_was_taken_opens_nothing_any_more(world: World, seats: Table, seat: Seat) -> None:
    file = handed_in(seat, world.liaison)
    Seat.objects.filter(pk=seat.pk).update(organisation=world.other_liaison.organisation)

    assert opened(world.liaison, file) == opened(world.other_liaison, file) == HTTPStatus.NOT_FOUND
    assert opened(seats.clerk, file) == HTTPStatus.OK


def test_files_that_are_no_papers_are_not_there(world: World, seats: Table, seat: Seat) -> None:
    on_a_case, in_a_form = chosen(world.firm), chosen(seats.clerk)
    Attachment.objects.filter(client_token=on_a_case).update(ticket=filed(world))
    forged = [*Attachment.objects.filter(client_token__in=[on_a_case, in_a_form]).values_list("pk", flat=True), 2**70]

    answers = {signed_in(seats.clerk).get(f"/roundtable/files/{pk}/").status_code for pk in forged}

    assert (len(forged), answers) == (3, {HTTPStatus.NOT_FOUND})


def test_opening_somebody_elses_file_is_noted_and_ones_own_is_not(
    world: World, seats: Table, meeting: Meeting, seat: Seat
) -> None:
    file = handed_in(seat, world.liaison)
    for post in (world.liaison, seats.clerk):
        opened(post, file)

    (note,) = AccessLog.objects.filter(kind=AccessKind.DOWNLOAD)
    assert (note.post, note.subject_type, note.subject_id) == (seats.clerk.pk, "meeting", meeting.pk)
    assert (note.data, note.county) == ({"file": file.pk}, world.county.pk)


# --- what must always be true -----------------------------------------------------------------------------------------


def test_the_database_knows_what_a_file_came_with(world: World, seat: Seat) -> None:
    file = handed_in(seat, world.liaison)
    with pytest.raises(IntegrityError, match="enclosure_came_with_one_thing"), transaction.atomic():
        Enclosure.objects.filter(file=file).update(material=None)
    with pytest.raises(IntegrityError, match="file_of_a_case_or_used_elsewhere"), transaction.atomic():
        Attachment.objects.filter(pk=file.pk).update(ticket=filed(world))


def test_the_limit_of_papers_leaves_files_in_the_form(world: World, seat: Seat, monkeypatch: Any) -> None:
    monkeypatch.setattr(materials, "MOST", 0)

    answer = send(world, seat, files=[a_pdf()])

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "验收单.pdf" in answer.content.decode()
    assert Attachment.objects.filter(UNSENT).count() == 1
