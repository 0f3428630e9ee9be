"""PDF by a program of the operator's: what it is told, and what becomes of one that fails, hangs, floods or lies."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import LazySettings

from roundtable.documents import pdf

Program = Callable[[str], None]
OUT = 'out="$PWD/document.pdf"\n'


@pytest.fixture
def program(tmp_path: Path, settings: LazySettings) -> Program:
    """Sets up a shell script in place of LibreOffice."""

    def set_up(script: str) -> None:
        path = tmp_path / "soffice"
        path.write_text(f"#!/bin/sh\n{OUT}{script}", encoding="utf-8")
        path.chmod(0o700)
        settings.SOFFICE = str(path)

    settings.SOFFICE_SECONDS = 20
    return set_up


def alive(process: int) -> bool:
    """Whether a process still runs; one that only waits to be buried does not."""
    stat = Path(f"/proc/{process}/stat")
    try:
        return stat.read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_without_one_nothing_is_tried(settings: LazySettings) -> None:
    settings.SOFFICE = ""

    assert not pdf.can_print()
    with pytest.raises(pdf.NoConverter):
        pdf.to_pdf(b"docx")


def test_a_path_that_leads_nowhere_is_none(settings: LazySettings, tmp_path: Path) -> None:
    settings.SOFFICE = str(tmp_path / "soffice")

    with pytest.raises(pdf.NoConverter):
        pdf.to_pdf(b"docx")


def test_it_gets_the_file_and_a_profile_of_its_own_and_its_pdf_comes_back(program: Program) -> None:
    program('{ printf "%s\\n" %PDF-1.7 "$@" "$HOME"; cat document.docx; printf "\n%%%%EOF"; } > "$out"')

    first, second = (pdf.to_pdf(b"docx").decode().split("\n") for _each in range(2))

    folder = first[-3]
    assert first == [
        "%PDF-1.7", "--headless", "--norestore", f"-env:UserInstallation=file://{folder}/profile",
        "--convert-to", "pdf", "--outdir", folder, f"{folder}/document.docx", folder, "docx", "%%EOF",
    ]  # fmt: skip
    assert second[-3] != folder
    assert not Path(folder).exists()


def test_it_is_given_nothing_of_our_environment(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QIHU_SECRET_KEY", "secret")
    program('{ echo %PDF-1.7; env; echo %%EOF; } > "$out"')

    given = pdf.to_pdf(b"docx").decode()

    assert "HOME=" in given
    assert "secret" not in given


@pytest.mark.parametrize(
    "script",
    ["exit 0", 'echo no > "$out"', 'echo %PDF-1.7 > "$out"', 'touch "$out"'],
    ids=["nothing", "not a PDF", "half a PDF", "empty"],
)
def test_one_that_makes_no_pdf_is_not_believed(program: Program, script: str) -> None:
    program(script)

    with pytest.raises(pdf.NotConverted):
        pdf.to_pdf(b"docx")


def test_one_that_floods_the_disk_is_stopped_there(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "MOST_BYTES", 64 * 1024)
    flood = "(echo %PDF-1.7; head -c 1000000 /dev/zero; echo %%EOF)"
    program(f'sleep 0.2; {flood} > "$out"; wc -c < "$out" > {tmp_path}/size')

    with pytest.raises(pdf.NotConverted):
        pdf.to_pdf(b"docx")

    assert int((tmp_path / "size").read_text(encoding="utf-8")) == pdf.MOST_BYTES


def test_one_that_hangs_is_stopped_with_all_that_it_started(
    program: Program, settings: LazySettings, tmp_path: Path
) -> None:
    settings.SOFFICE_SECONDS = 1
    program(f'sleep 300 &\necho "$! $$" > {tmp_path}/started\nwait')

    with pytest.raises(pdf.NotConverted):
        pdf.to_pdf(b"docx")

    started = [int(number) for number in (tmp_path / "started").read_text(encoding="utf-8").split()]
    until = time.monotonic() + 5
    while any(map(alive, started)) and time.monotonic() < until:
        time.sleep(0.02)
    assert [process for process in started if alive(process)] == []


def test_what_it_leaves_running_ends_with_it(program: Program, tmp_path: Path) -> None:
    program(f'sleep 300 &\necho "$!" > {tmp_path}/started\necho %PDF-1.7 %%EOF > "$out"')

    assert pdf.to_pdf(b"docx") == b"%PDF-1.7 %%EOF\n"
    left = int((tmp_path / "started").read_text(encoding="utf-8"))
    until = time.monotonic() + 5
    while alive(left) and time.monotonic() < until:
        time.sleep(0.02)
    assert not alive(left)
    assert alive(os.getpid())  # its session is its own, not ours
