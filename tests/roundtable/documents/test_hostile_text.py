"""Whatever was typed stays text, and the same content gives the same bytes."""

import dataclasses
import io
import zipfile

import pytest
from lxml import etree

from roundtable.documents import ItemText, decision_list_docx, minutes_docx, notice_docx
from roundtable.documents.words import lines, plain
from tests.roundtable.documents import samples
from tests.roundtable.documents.measuring import W, body_order, opened, part, rows, texts

MARKUP = '<w:p><w:fldSimple w:instr="DDEAUTO c:\\\\windows\\\\cmd.exe"/></w:p> & ]]> {INCLUDETEXT "file"} =1+1 %s {{x}}'


def test_markup_and_fields_that_somebody_typed_are_printed_as_they_are() -> None:
    hostile = dataclasses.replace(samples.decision(1), body=MARKUP, lead=MARKUP, criterion=MARKUP)
    file = minutes_docx(samples.minutes(ItemText(number=1, title=MARKUP, facts=MARKUP, decisions=(hostile,))))
    body = part(file, "word/document.xml")

    assert texts(file, style="二级标题") == [f"（一）{MARKUP}"]
    assert rows(opened(file).tables[0])[1][1:3] == [MARKUP, MARKUP]
    assert [
        found.tag for name in ("fldSimple", "instrText", "fldChar") for found in body.iterfind(f".//w:{name}", W)
    ] == []


@pytest.mark.parametrize(
    "letter",
    ["\x00", "\x08", "\x0e", "\x1b", "\x7f", "\x9f", "\ud800", "\ufffe", "\uffff", "\ufdd0", "\u202e", "\u2066"],
)
def test_what_no_file_can_hold_or_turns_words_round_is_left_out(letter: str) -> None:
    said = samples.minutes(samples.item(1), title=f"第{letter}1次", chair=f"张{letter}伟", digest=f"{letter}ab")
    file = minutes_docx(said)

    assert texts(file, style="公文标题") == ["第1次"]
    assert [text for text in body_order(file) if letter in text] == []


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029"])
def test_every_kind_of_line_end_is_one(end: str) -> None:
    assert lines(f"甲{end}{end} 乙\t丙 ") == ["甲", "乙 丙"]
    assert plain(f"甲{end}乙") == "甲 乙"


def test_a_title_longer_than_a_property_may_be_is_cut_there_alone() -> None:
    flag = "纪" * 300
    file = minutes_docx(samples.minutes(flag=flag))

    assert opened(file).core_properties.title == flag[:255]
    assert opened(file).paragraphs[0].text == flag


def test_emoji_and_rare_characters_are_kept() -> None:
    assert texts(minutes_docx(samples.minutes(title="𠮷野家👍会议")), style="公文标题") == ["𠮷野家👍会议"]


def everything() -> list[bytes]:
    """One of each, made anew."""
    listed = samples.decision_list(samples.decision(1))
    return [minutes_docx(samples.short()), notice_docx(samples.notice()), decision_list_docx(listed)]


def test_the_same_content_gives_the_same_bytes() -> None:
    assert everything() == everything()


def test_other_content_gives_other_bytes() -> None:
    assert minutes_docx(samples.short()) != minutes_docx(dataclasses.replace(samples.short(), place="别处"))


def test_the_archive_holds_no_time_no_machine_and_no_compression() -> None:
    for file in everything():
        with zipfile.ZipFile(io.BytesIO(file)) as archive:
            entries = archive.infolist()

        assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
        assert {(entry.create_system, entry.compress_type) for entry in entries} == {(0, zipfile.ZIP_STORED)}
        assert entries[0].filename == "[Content_Types].xml"


def test_a_file_names_no_program_and_reaches_for_nothing_outside_itself() -> None:
    for file in everything():
        with zipfile.ZipFile(io.BytesIO(file)) as archive:
            read = {name: archive.read(name) for name in archive.namelist()}

        assert sorted(read) == [
            "[Content_Types].xml", "_rels/.rels", "docProps/core.xml", "word/_rels/document.xml.rels",
            "word/document.xml", "word/fontTable.xml", "word/footer1.xml", "word/footer2.xml", "word/settings.xml",
            "word/styles.xml",
        ]  # fmt: skip
        assert [name for name, content in read.items() if b"python" in content or b'"External"' in content] == []
        assert all(etree.fromstring(content) is not None for content in read.values())
