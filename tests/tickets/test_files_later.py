"""Files that come later: with a supplement, with more words, after a network or a disk that failed."""

import io
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from journal.models import Event
from tests.cast import World, current, filed, signed_in
from tests.tickets import crafted
from tests.tickets.firm_pages import Calling, a_form, a_photo
from tickets.models import Attachment, Ticket
from tickets.queries.timeline import timeline
from tickets.services import desk

FULL = 256 * 1024


@contextmanager
def a_full_disk() -> Iterator[None]:
    """The kernel refuses to let this process's files grow; the database is another process."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (FULL, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def a_large_photo() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.effect_noise((900, 900), 80).convert("RGB").save(out, "JPEG", quality=95)
    return SimpleUploadedFile("现场.jpg", out.getvalue())


def asked(world: World) -> Ticket:
    ticket = filed(world)
    desk.ask(ticket.pk, question="请补充电费单", actor=world.desk, version=ticket.version)
    return current(ticket)


def files_of(ticket: Ticket, verb: str) -> list[str]:
    """The names of the files that stand at an event, as the firm reads them."""
    entry = next(entry for entry in timeline(ticket, for_firm=True) if entry.verb == verb)
    return [file.name for file in entry.files]


def form_of(answer: Any, name: str) -> Any:
    return answer.context["forms"][name]


def test_a_supplement_brings_its_files_and_shows_them_at_its_words(world: World) -> None:
    ticket = asked(world)
    words = {"answer": "见附件", "version": str(ticket.version)}
    bill = SimpleUploadedFile("电费单.pdf", crafted.pdf())

    signed_in(world.firm).post(f"/tickets/{ticket.number}/supplement/", {**words, "files": [bill, a_photo()]})

    assert files_of(ticket, "ticket.supplemented") == ["电费单.pdf", "现场.jpg"]
    page = signed_in(world.desk).get(f"/tickets/{ticket.number}/").content.decode()
    assert page.count("电费单.pdf") == 2  # at the supplement, and among all files of the case


def test_more_words_bring_their_files_and_the_journal_names_the_bytes(world: World) -> None:
    ticket = filed(world)

    signed_in(world.firm).post(f"/tickets/{ticket.number}/add/", {"words": "又拍了一张", "files": [a_photo()]})

    kept = Attachment.objects.get()
    added = Event.objects.get(verb="note.supplement")
    assert (added.data["files"], added.data["sha256"]) == ([kept.pk], [kept.sha256])
    assert files_of(ticket, "note.supplement") == ["现场.jpg"]


def test_without_javascript_files_are_added_before_the_words_are_judged(world: World) -> None:
    ticket, client = filed(world), signed_in(world.firm)
    address, token = f"/tickets/{ticket.number}/add/", "11111111-2222-4333-8444-555555555555"
    typed = {"words": "还在写", "client_token": token, "add_files": "1"}

    first = client.post(address, {**typed, "files": [a_photo("一.jpg")]})
    again = client.post(
        address, {**typed, "files": [a_photo("二.jpg", colour="blue"), SimpleUploadedFile("三.pdf", b"x")]}
    )

    assert (first.status_code, again.status_code) == (HTTPStatus.OK, HTTPStatus.OK)
    assert [file.name for file in form_of(again, "add").kept] == ["一.jpg", "二.jpg"]
    assert form_of(again, "add").problems == ["“三.pdf”打不开：请上传 图片、PDF、Word 或 Excel"]
    assert form_of(again, "add")["words"].value() == "还在写"


def test_files_stay_when_the_words_are_wrong(world: World) -> None:
    ticket, client = filed(world), signed_in(world.firm)

    wrong = client.post(f"/tickets/{ticket.number}/add/", {"words": "", "files": [a_photo()]})
    token = form_of(wrong, "add")["client_token"].value()
    client.post(f"/tickets/{ticket.number}/add/", {"words": "现在写了", "client_token": token})

    assert wrong.status_code == 422
    assert files_of(ticket, "note.supplement") == ["现场.jpg"]


def test_a_phone_that_was_switched_off_finds_its_files_on_the_page_again(world: World) -> None:
    ticket, client = filed(world), signed_in(world.firm)
    token = "11111111-2222-4333-8444-555555555555"
    client.post(f"/files/new/{token}/", {"file": a_photo(), "form": f"add {ticket.number}"})

    form = form_of(client.get(f"/tickets/{ticket.number}/"), "add")

    assert (str(form["client_token"].value()), [file.name for file in form.kept]) == (token, ["现场.jpg"])
    assert (
        form_of(
            signed_in(world.clerk).get(f"/tickets/{filed(world, by=world.clerk, firm_post=world.firm).number}/"), "add"
        ).kept
        == []
    )


def test_captions_are_kept_on_one_line_and_shown(world: World) -> None:
    firm, form = Calling(world.firm), a_form(world)
    firm.send("what", form, add_files="1", files=[a_photo()])
    kept = Attachment.objects.get()
    said = {f"caption-{kept.pk}": " 晚上八点\u202e\n的电压 ", "caption-x": "", "caption-999": "不是我的"}

    firm.send("what", form, add_files="1", **said)

    assert Attachment.objects.get().caption == "晚上八点 的电压"
    firm.all_pages(form)
    page = firm.client.get(f"/tickets/{Ticket.objects.get().number}/").content.decode()
    assert "照片：晚上八点 的电压" in page


def test_what_was_still_under_way_is_said_on_the_next_page(world: World) -> None:
    firm = Calling(world.firm)

    onward = firm.send("what", a_form(world), files_left="1")

    assert "还有 1 个没传上去，请重新选一次" in firm.client.get(onward["Location"]).content.decode()


def test_what_was_under_way_when_more_words_were_sent_is_said_with_a_way_to_add_it(world: World) -> None:
    ticket = filed(world)

    answer = signed_in(world.firm).post(
        f"/tickets/{ticket.number}/add/", {"words": "照片在传", "files_left": "1"}, follow=True
    )

    page = answer.content.decode()
    assert "还有 1 张没传上去" in page
    assert f'<a href="/tickets/{ticket.number}/add/#h-add">可以在这里补传</a>' in page


@pytest.mark.parametrize("left", ["-1", "x", "", "0", "9" * 40])
def test_a_mangled_count_of_what_is_under_way_says_nothing(world: World, left: str) -> None:
    firm = Calling(world.firm)

    onward = firm.send("what", a_form(world), files_left=left)

    assert "没传上去，" not in firm.client.get(onward["Location"]).content.decode()


def test_a_form_that_comes_back_says_what_was_still_under_way(world: World) -> None:
    answer = Calling(world.firm).send("what", a_form(world, body="短"), files_left="2")

    assert answer.context["problems"] == ["还有 2 个没传上去，请重新选一次"]


def test_a_full_disk_takes_the_words_and_says_so_and_the_photo_can_follow(world: World) -> None:
    ticket, client = filed(world), signed_in(world.firm)
    address = f"/tickets/{ticket.number}/add/"

    with a_full_disk():
        answer = client.post(address, {"words": "照片在这里", "files": [a_large_photo()]}, follow=True)
    client.post(address, {"words": "照片补上", "files": [a_large_photo()]})

    assert f"暂时存不下照片，文字已提交，编号 {ticket.number}；稍后可补传" in answer.content.decode()
    assert files_of(ticket, "note.supplement") == ["现场.jpg"]


def test_a_full_disk_is_told_to_a_phone_that_sends_one_file(world: World) -> None:
    address = "/files/new/11111111-2222-4333-8444-555555555555/"

    with a_full_disk():
        answer = signed_in(world.firm).post(address, {"file": a_large_photo()})

    assert (answer.status_code, answer.content.decode()) == (
        HTTPStatus.INSUFFICIENT_STORAGE,
        "暂时存不下照片，文字可以先提交，照片稍后再补传",
    )
    assert not Attachment.objects.exists()


def test_a_case_page_costs_the_same_with_one_file_and_with_three(world: World) -> None:
    ticket, client = filed(world), signed_in(world.firm)
    costs = []
    for colours in (["red"], ["blue", "green"]):
        photos = [a_photo(f"{colour}.jpg", colour=colour) for colour in colours]
        client.post(f"/tickets/{ticket.number}/add/", {"words": "补拍", "files": photos})
        client.get(f"/tickets/{ticket.number}/")  # the banner of the act is gone
        with CaptureQueriesContext(connection) as queries:
            page = client.get(f"/tickets/{ticket.number}/").content.decode()
        costs.append((page.count("?size=thumb"), len(queries)))

    assert [thumbs for thumbs, _cost in costs] == [2, 6]  # at the words, and among all files of the case
    assert costs[0][1] == costs[1][1]
