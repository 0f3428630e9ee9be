"""A report that a real LibreOffice has printed, read back from the PDF: every sentence and every cell is there."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import LazySettings

from metrics.reports.blocks import text_of
from roundtable.documents import pdf
from tests.cast import World, signed_in
from tests.metrics.reports import scenes

_MISSING = [name for name in ("soffice", "pdftotext") if shutil.which(name) is None]
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.skipif(bool(_MISSING), reason=f"not installed here: {', '.join(_MISSING)}"),
]


def squeezed(text: str) -> str:
    return re.sub(r"[\s（）]+", "", text)


def test_a_bulletin_comes_out_of_libreoffice_whole(world: World, tmp_path: Path, settings: LazySettings) -> None:
    scenes.november(world)
    row = scenes.made(world)
    settings.SOFFICE, settings.SOFFICE_SECONDS = shutil.which("soffice"), 240
    file = tmp_path / "printed.pdf"

    file.write_bytes(pdf.to_pdf(signed_in(world.office).get(f"/statistics/reports/{row.pk}/report.docx").content))

    read = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, check=True, timeout=60)
    printed = squeezed(read.stdout.decode())
    assert row.figures["title"] in printed
    assert row.digest in printed
    assert squeezed(row.figures["sections"][0]["lines"][0]) in printed
    rates = next(part for part in row.figures["sections"] if part["key"] == "rates")
    for cells in rates["rows"]:
        assert squeezed("".join(text_of(cell) for cell in cells[:2])) in printed
