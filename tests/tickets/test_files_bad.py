"""Bad files: what is not what it says, what is locked, what is a trap. Each is refused for its own reason."""

import errno
import os
import signal
import socket
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.tickets import crafted
from tickets.inspector.__main__ import serve
from tickets.inspector.looking import look
from tickets.inspector.verdict import Reason, Refused
from tickets.services import inspecting, intake, store

JPEG, PNG, WEBP = (crafted.picture(kind) for kind in ("JPEG", "PNG", "WEBP"))
DOCX = crafted.office()

REFUSED: list[tuple[str, bytes, Reason]] = [
    ("program.jpg", b"MZ\x90\0 this program", Reason.TYPE),
    ("svg.png", crafted.SVG, Reason.TYPE),
    ("svg.svg", crafted.SVG, Reason.TYPE),
    ("page.html", crafted.HTML, Reason.TYPE),
    ("page.jpg", crafted.HTML, Reason.TYPE),
    ("page.pdf", crafted.HTML, Reason.TYPE),
    ("page.doc", crafted.HTML, Reason.TYPE),
    ("page.docx", crafted.HTML, Reason.TYPE),
    ("gif.jpg", b"GIF89a" + bytes(40), Reason.TYPE),
    ("photo.pdf", JPEG, Reason.TYPE),
    ("photo.docx", JPEG, Reason.TYPE),
    ("contract.jpg", crafted.pdf(), Reason.TYPE),
    ("sheet.docx", crafted.office("xlsx"), Reason.TYPE),
    ("letter.xlsx", crafted.office("docx"), Reason.TYPE),
    ("letter.xls", crafted.ole("WordDocument"), Reason.TYPE),
    ("sheet.doc", crafted.ole("Workbook"), Reason.TYPE),
    ("mail.docx", crafted.ole("__properties_version1.0"), Reason.TYPE),
    ("program.exe", b"MZ", Reason.TYPE),
    ("archive.zip", DOCX, Reason.TYPE),
    ("huge.png", crafted.huge_png(), Reason.PIXELS),
    ("cut.jpg", crafted.picture(size=(900, 900))[:4000], Reason.BROKEN),
    ("cut.png", PNG[:-40], Reason.BROKEN),
    ("cut.heic", crafted.HEIC[:-60], Reason.BROKEN),
    ("head-only.heic", crafted.HEIC[:200], Reason.BROKEN),
    ("cut.pdf", crafted.pdf()[:-30], Reason.BROKEN),
    ("locked.pdf", crafted.pdf(trailer=b"/Root 1 0 R/Encrypt 9 0 R/Size 3"), Reason.PASSWORD),
    ("html-first.pdf", crafted.HTML + crafted.pdf(), Reason.TYPE),
    ("zip-behind.pdf", crafted.pdf(after=DOCX), Reason.TYPE),
    ("page-behind.pdf", crafted.pdf(after=crafted.HTML * 100), Reason.TYPE),
    ("page-behind.docx", DOCX + crafted.HTML, Reason.TYPE),
    ("page-first.docx", crafted.HTML + DOCX, Reason.TYPE),
    ("zip-first.docx", crafted.office(more={"a": b"b"}) + DOCX, Reason.TYPE),
    ("cut.docx", DOCX[:-30], Reason.BROKEN),
    ("bomb.docx", crafted.bomb(), Reason.COMPLEX),
    ("many-parts.docx", crafted.office(more={f"word/{place}": b"" for place in range(2001)}), Reason.COMPLEX),
    ("liar.docx", crafted.lying_office(), Reason.BROKEN),
    ("up.docx", crafted.office(more={"../../etc/cron.d/x": b"x"}), Reason.TYPE),
    ("root.docx", crafted.office(more={"/etc/passwd": b"x"}), Reason.TYPE),
    ("drive.docx", crafted.office(more={"C:\\x": b"x"}), Reason.TYPE),
    ("locked-part.docx", crafted.locked_part(), Reason.PASSWORD),
    ("locked.xlsx", crafted.ole("EncryptedPackage", "EncryptionInfo"), Reason.PASSWORD),
    ("locked.doc", crafted.ole("WordDocument", content=crafted.LOCKED_DOC), Reason.PASSWORD),
    ("locked.xls", crafted.ole("Workbook", content=crafted.LOCKED_XLS), Reason.PASSWORD),
    ("macros.docm", DOCX, Reason.MACROS),
    ("macros.docx", crafted.office(more={"word/vbaProject.bin": b"x"}), Reason.MACROS),
    ("macros.xlsx", crafted.office("xlsx", types=crafted.TYPES + b"macroEnabled.main+xml"), Reason.MACROS),
    ("macros.doc", crafted.ole("WordDocument", "_VBA_PROJECT"), Reason.MACROS),
    ("zip-behind.doc", crafted.ole("WordDocument") + DOCX, Reason.TYPE),
    ("cut.doc", crafted.ole("WordDocument")[:700], Reason.BROKEN),
]
TAKEN: list[tuple[str, bytes, str]] = [
    ("photo.jpg", JPEG, "image/jpeg"),
    ("photo.JPEG", JPEG, "image/jpeg"),
    ("named-by-a-chat-program.jpg", WEBP, "image/webp"),
    ("photo.png", PNG, "image/png"),
    ("photo.heic", crafted.HEIC, "image/jpeg"),
    ("without-an-ending", JPEG, "image/jpeg"),
    ("letter.pdf", crafted.pdf(), "application/pdf"),
    ("letter.docx", DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("sheet.xlsx", crafted.office("xlsx"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("letter.doc", crafted.ole("WordDocument"), "application/msword"),
    ("sheet.xls", crafted.ole("Workbook"), "application/vnd.ms-excel"),
]


def looked_at(name: str, content: bytes, folder: Path) -> str:
    source = folder / "sent"
    source.write_bytes(content)
    _stem, dot, extension = name.rpartition(".")
    return look(source, extension=extension.lower() if dot else "", out=folder / "out", thumb=folder / "thumb")


@pytest.mark.parametrize(("name", "content", "reason"), REFUSED, ids=[name for name, _content, _reason in REFUSED])
def test_a_bad_file_is_refused_for_its_reason(name: str, content: bytes, reason: Reason, tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        looked_at(name, content, tmp_path)

    assert refused.value.reason == reason


@pytest.mark.parametrize(("name", "content", "media_type"), TAKEN, ids=[name for name, _content, _type in TAKEN])
def test_a_good_file_is_known_for_what_it_is(name: str, content: bytes, media_type: str, tmp_path: Path) -> None:
    assert looked_at(name, content, tmp_path) == media_type


def taken(name: str, content: bytes) -> intake.Taken:
    return intake.take(SimpleUploadedFile(name, content))


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("空.jpg", b"", "“空.jpg”是空的，请换一个"),
        (
            "大.pdf",
            b"%PDF-1.4" + bytes(10 * 1024 * 1024 - 7),
            "“大.pdf”有 10.1 MB，单个不超过 10 MB；图片可直接拍照，会自动压缩",
        ),
        ("程序.jpg", b"MZ", "“程序.jpg”打不开：请上传 图片、PDF、Word 或 Excel"),
        ("半张.jpg", crafted.picture(size=(900, 900))[:4000], "“半张.jpg”打不开：文件不完整或已损坏，请重新选一次"),
        ("合同.xlsx", crafted.ole("EncryptedPackage"), "“合同.xlsx”打不开：文件有密码，请去掉密码后再传"),
        ("表.xlsm", crafted.office("xlsx"), "“表.xlsm”带有宏，请另存为不带宏的 Word 或 Excel 再传"),
        ("图.png", crafted.huge_png(), "“图.png”的像素太多，最多 5000 万；请缩小后再传，或直接拍照"),
        ("弹.docx", crafted.bomb(), "“弹.docx”的内容太大或太复杂，处理不了，请换一个"),
    ],
    ids=["empty", "size", "type", "broken", "password", "macros", "pixels", "complex"],
)
def test_the_sentence_names_the_file_and_says_what_to_do(name: str, content: bytes, sentence: str) -> None:
    with pytest.raises(ValidationError) as refused:
        taken(name, content)

    assert refused.value.messages == [sentence]


def test_a_photo_of_an_iphone_becomes_a_jpeg_without_its_camera() -> None:
    photo = taken("IMG_0001.HEIC", crafted.HEIC)

    assert (photo.name, photo.content_type) == ("IMG_0001.jpg", "image/jpeg")
    assert b"SpyCam" not in store.path_of(photo.sha256).read_bytes()


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("../../etc/passwd.jpg", "passwd.jpg"),
        ("C:\\fakepath\\现场.jpg", "现场.jpg"),
        ("a\0b\n.jpg", "ab.jpg"),
        ("发票\u202egpj.exe.jpg", "发票gpj.exe.jpg"),
        ("长" * 300 + ".jpg", "长" * 96 + ".jpg"),
        ("...", "未命名.jpg"),
        ("现场.JPEG", "现场.jpg"),
        ('<b>&amp;".jpg', '<b>&amp;".jpg'),
    ],
)
def test_a_name_is_cleaned_for_showing(sent: str, shown: str) -> None:
    upload: Any = SimpleUploadedFile("x", JPEG)
    upload._name = sent  # a browser's name as it stands in the request, before Django takes its last part

    assert intake.take(upload).name == shown


def test_a_file_that_needs_too_much_memory_is_refused_and_the_server_lives(settings: LazySettings) -> None:
    settings.FILE_INSPECTOR_MEMORY = 120 * 1024 * 1024
    large = crafted.picture("PNG", size=(6000, 6000))

    with pytest.raises(ValidationError) as refused:
        taken("全景.png", large)
    settings.FILE_INSPECTOR_MEMORY = 768 * 1024 * 1024

    assert refused.value.messages == ["“全景.png”的内容太大或太复杂，处理不了，请换一个"]
    assert taken("全景.png", large).content_type == "image/png"


def test_a_fork_server_that_was_killed_is_started_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inspecting, "_server", None)
    inspecting.get_ready()
    first = fork_server()
    taken("一.jpg", JPEG)
    assert fork_server() is first
    first.process.kill()

    # The fork that waits already may still take one; who comes then is answered by a new server's.
    assert [taken(name, PNG).content_type for name in ("二.png", "三.png")] == ["image/png"] * 2

    second = fork_server()
    assert first.process.returncode == -signal.SIGKILL
    second.line.close()
    assert second.process.wait(timeout=20) == 0  # it ends with whoever started it


@pytest.mark.parametrize("program", ["/bin/true", "/nowhere/python"], ids=["ends at once", "does not start"])
def test_a_machine_without_a_process_to_spare_asks_to_try_again(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    monkeypatch.setattr(inspecting, "_server", None)
    monkeypatch.setattr(sys, "executable", program)
    inspecting.get_ready()

    with pytest.raises(ValidationError) as refused:
        taken("一.jpg", JPEG)

    assert refused.value.code == "crowded"


def test_a_fork_server_that_cannot_fork_turns_callers_away_and_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fork", no_more_processes)
    monkeypatch.setattr(signal, "signal", lambda *_of: None)  # this process keeps its own
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    callers = [socket.socketpair() for _each in range(2)]
    with theirs:
        with ours:
            for _near, far in callers:
                socket.send_fds(ours, [b"."], [far.fileno()])
                far.close()
        serve(theirs)  # until the line closes

    assert [near.recv(1) for near, _far in callers] == [b"", b""]


def no_more_processes() -> int:
    raise OSError(errno.EAGAIN)


@pytest.mark.parametrize(("size", "steps_back"), [((600, 800), False), ((1200, 900), True)])
def test_only_what_takes_longer_than_a_page_lets_pages_go_first(
    size: tuple[int, int], steps_back: bool, tmp_path: Path
) -> None:
    said: list[None] = []
    source = tmp_path / "sent"
    source.write_bytes(crafted.picture("JPEG", size=size))
    look(source, extension="jpg", out=tmp_path / "out", thumb=tmp_path / "thumb", heavy=lambda: said.append(None))

    assert bool(said) is steps_back


def fork_server() -> Any:
    """The one of this process, just now."""
    return inspecting._server


def test_a_file_that_takes_too_long_is_refused(settings: LazySettings) -> None:
    settings.FILE_INSPECTOR_SECONDS = 0

    with pytest.raises(ValidationError) as refused:
        taken("慢.png", crafted.picture("PNG", size=(4000, 4000)))

    assert refused.value.code == "complex"
