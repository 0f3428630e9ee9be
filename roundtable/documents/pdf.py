"""Has LibreOffice print a Word file as PDF, where an operator has set one up. Believes only what it leaves behind.

It takes seconds and hundreds of megabytes: whoever asks sees to it that one runs at a time.
"""

import logging
import os
import resource
import signal
import subprocess
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from django.conf import settings

logger = logging.getLogger(__name__)

MOST_BYTES: Final = 50 * 1024 * 1024
_NAME: Final = "document"
_LAST_LINES: Final = 1024


class NoConverter(Exception):
    """There is no LibreOffice here (`QIHU_SOFFICE`); the Word file is all there is."""


class NotConverted(Exception):
    """LibreOffice did not come back in time, or not with a PDF."""


def can_print() -> bool:
    """Whether an operator has set up a LibreOffice."""
    return bool(settings.SOFFICE)


def to_pdf(file: bytes) -> bytes:
    """The DOCX file as PDF. Raises NoConverter, NotConverted, OSError (the disk's)."""
    if not can_print():
        raise NoConverter
    with TemporaryDirectory(prefix="qihu-pdf-") as name:
        folder = Path(name)
        source = folder / f"{_NAME}.docx"
        source.write_bytes(file)
        _run(source, folder=folder)
        return _made(folder / f"{_NAME}.pdf")


def _run(source: Path, *, folder: Path) -> None:
    """Let it work in a session of its own, with a profile that nobody else uses and without our environment."""
    order = [
        settings.SOFFICE, "--headless", "--norestore", f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--convert-to", "pdf", "--outdir", str(folder), str(source),
    ]  # fmt: skip
    surroundings = {"HOME": str(folder), "TMPDIR": str(folder), "PATH": os.defpath, "LANG": "C.UTF-8"}
    quiet = subprocess.DEVNULL
    try:
        process = subprocess.Popen(  # noqa: S603 -- the operator's program, our own file
            order, cwd=folder, env=surroundings, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
        )
    except (FileNotFoundError, PermissionError) as absent:
        logger.error("QIHU_SOFFICE is no program that can be started: %s", absent)  # noqa: TRY400 -- no stack for a path
        raise NoConverter from absent
    try:
        with suppress(ProcessLookupError):
            resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (MOST_BYTES, MOST_BYTES))
        process.wait(settings.SOFFICE_SECONDS)
    except subprocess.TimeoutExpired as late:
        logger.warning("LibreOffice was stopped after %d seconds", settings.SOFFICE_SECONDS)
        raise NotConverted from late
    finally:
        with suppress(ProcessLookupError):  # what it started goes with it
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _made(target: Path) -> bytes:
    """What it left in the folder, if that is a PDF from its first line to its last."""
    try:
        with target.open("rb") as made:
            content = made.read(MOST_BYTES)
    except FileNotFoundError as nothing:
        raise NotConverted from nothing
    if not content.startswith(b"%PDF-") or b"%%EOF" not in content[-_LAST_LINES:]:
        raise NotConverted
    return content
