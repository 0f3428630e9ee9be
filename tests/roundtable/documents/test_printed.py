"""Documents that a real LibreOffice has printed: asked for through the page, read back page by page from the PDF."""

import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import LazySettings

from journal import clock
from orgs.models import Post
from tests.cast import MONDAY, World, signed_in
from tests.roundtable import held
from tests.roundtable.table import Table

_MISSING = [name for name in ("soffice", "pdftotext") if shutil.which(name) is None]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(_MISSING), reason=f"not installed here: {', '.join(_MISSING)}"),
]
DECIDED = "前丁村新装400千伏安变压器一台，费用由供电公司承担。"


def pages(reader: Post, address: str, folder: Path, settings: LazySettings) -> list[str]:
    """The text of each page of the PDF behind an address, without blanks."""
    settings.SOFFICE, settings.SOFFICE_SECONDS = shutil.which("soffice"), 240
    answer = signed_in(reader).get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    file = folder / "printed.pdf"
    file.write_bytes(answer.content)
    read = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, check=True, timeout=60)
    return ["".join(page.split()) for page in read.stdout.decode().split("\f")][:-1]


def test_minutes_come_out_of_libreoffice_with_their_list_on_a_page_of_its_own(
    world: World, seats: Table, tmp_path: Path, settings: LazySettings
) -> None:
    with clock.moved_to(MONDAY):
        meeting, ticket, _decision = held.signed(world, seats)

    *text, attached = pages(seats.clerk, f"/roundtable/meetings/{meeting.pk}/minutes.pdf", tmp_path, settings)

    assert DECIDED in text[0]
    assert "附件：议定事项责任清单" in "".join(text)
    assert attached.startswith("附件议定事项责任清单")
    assert attached.endswith("—" + str(len(text) + 1) + "—")
    assert ticket.contact_phone not in "".join(text) + attached


def test_a_notice_comes_out_of_libreoffice_with_its_slip(
    world: World, seats: Table, tmp_path: Path, settings: LazySettings
) -> None:
    with clock.moved_to(MONDAY):
        meeting, _ticket = held.begun(world, seats)

    *text, slip = pages(seats.clerk, f"/roundtable/meetings/{meeting.pk}/notice.pdf", tmp_path, settings)

    assert "附件：会议回执" in "".join(text)
    assert slip.startswith("附件会议回执")
    assert "单位姓名职务联系电话参会方式" in slip
