"""The pages and files of signed minutes: who reads them, and that they stay what they are."""

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from django.utils import translation

from journal import clock
from roundtable.models import Minutes
from tests.cast import MONDAY, World, signed_in
from tests.roundtable import held
from tests.roundtable.convened import NEXT_WEEK
from tests.roundtable.table import Table


@pytest.fixture(autouse=True)
def in_the_room() -> Iterator[None]:
    with clock.moved_to(MONDAY):
        yield


# --- minutes ----------------------------------------------------------------------------------------------------------


def test_the_secretary_signs_on_the_page_and_the_minutes_are_there(world: World, seats: Table) -> None:
    meeting, _ticket, _decision = held.ended(world, seats)
    with clock.moved_to(NEXT_WEEK + timedelta(hours=2)):
        secretary = signed_in(seats.secretary)
        draft = secretary.get(f"/roundtable/meetings/{meeting.pk}/draft/").content.decode()
        answer = secretary.post(f"/roundtable/meetings/{meeting.pk}/step/sign/", {"version": meeting.version})
        page = secretary.get(answer["Location"]).content.decode()

    assert held.a_draft(world).body in draft
    assert "签发纪要</button>" in draft
    assert "〔2026〕第1期" in page
    assert Minutes.objects.get().digest in page


def test_the_words_of_minutes_are_chinese_whatever_language_the_secretary_reads(world: World, seats: Table) -> None:
    with translation.override("en"):
        held.signed(world, seats)

    assert Minutes.objects.get().content["title"] == "电商行业党委第 1 次圆桌会议"


@pytest.mark.parametrize(
    ("who", "status"), [("liaison", 200), ("office", 200), ("other_liaison", 404), ("desk", 404), ("firm", 404)]
)
def test_minutes_go_out_to_the_units_that_sat_there(world: World, seats: Table, who: str, status: int) -> None:
    meeting, _ticket, _decision = held.signed(world, seats)
    reader = signed_in(getattr(world, who))

    assert reader.get(f"/roundtable/meetings/{meeting.pk}/minutes/").status_code == status
    assert reader.get(f"/roundtable/meetings/{meeting.pk}/minutes.docx").status_code == status


def test_a_unit_that_a_case_turns_out_to_be_about_reads_no_minutes_of_it(world: World, seats: Table) -> None:
    meeting, ticket, _decision = held.signed(world, seats)
    type(ticket).objects.filter(pk=ticket.pk).update(about_org=world.liaison.organisation)
    unit, office = signed_in(world.liaison), signed_in(world.office)

    for address in ("minutes/", "minutes.docx"):
        assert unit.get(f"/roundtable/meetings/{meeting.pk}/{address}").status_code == 404
        assert office.get(f"/roundtable/meetings/{meeting.pk}/{address}").status_code == 200


def test_an_issue_is_the_same_file_for_ever(world: World, seats: Table) -> None:
    meeting, _ticket, _decision = held.signed(world, seats)
    reader = signed_in(world.office)
    first = reader.get(f"/roundtable/meetings/{meeting.pk}/minutes.docx").content
    with clock.moved_to(NEXT_WEEK + timedelta(days=300)):
        later = signed_in(world.office).get(f"/roundtable/meetings/{meeting.pk}/minutes.docx").content

    said = "\n".join(line.text for line in docx.Document(BytesIO(first)).paragraphs)
    assert first == later
    assert "电商行业党委" in said
    assert "〔2026〕第1期" in said


@pytest.mark.parametrize("name", ["notice", "decisions"])
def test_notice_and_list_of_decisions_are_files_as_well(world: World, seats: Table, name: str) -> None:
    meeting, _ticket, decision = held.signed(world, seats)

    answer = signed_in(seats.clerk).get(f"/roundtable/meetings/{meeting.pk}/{name}.docx")

    document = docx.Document(BytesIO(answer.content))
    tables = "\n".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)
    said = tables + "\n".join(line.text for line in document.paragraphs)
    assert (decision.plan if name == "decisions" else "县电子商务服务中心 201") in said


def test_minutes_are_printed_as_pdf_where_an_operator_has_named_a_converter(
    world: World, seats: Table, settings: Any, tmp_path: Path
) -> None:
    meeting, _ticket, _decision = held.signed(world, seats)
    address, reader = f"/roundtable/meetings/{meeting.pk}/minutes.pdf", signed_in(world.office)
    assert reader.get(address).status_code == 404

    converter = tmp_path / "soffice"
    converter.write_text('#!/bin/sh\nprintf "%%PDF-1.7\\n%%%%EOF\\n" > document.pdf\n')
    converter.chmod(0o755)
    settings.SOFFICE = str(converter)
    assert reader.get(address)["Content-Type"] == "application/pdf"
    assert "PDF" in reader.get(f"/roundtable/meetings/{meeting.pk}/minutes/").content.decode()

    converter.write_text("#!/bin/sh\nexit 1\n")
    assert reader.get(address).status_code == 503


def test_a_correction_is_signed_on_the_page(world: World, seats: Table) -> None:
    meeting, _ticket, _decision = held.signed(world, seats)
    said = {"version": meeting.version, "what": "1.facts", "words": "二十三户", "why": "户数写错"}

    answer = signed_in(seats.secretary).post(f"/roundtable/meetings/{meeting.pk}/minutes/correct/", said)
    refused = signed_in(seats.clerk).post(f"/roundtable/meetings/{meeting.pk}/minutes/correct/", said)

    assert (answer.status_code, refused.status_code) == (303, 403)
    assert Minutes.objects.latest("pk").why == "户数写错"
