"""Page, grid, fonts and lines of an official document, measured from the file (DOMAIN §3.2, GB/T 9704)."""

import pytest
from docx.enum.text import WD_LINE_SPACING
from docx.oxml.ns import qn

from roundtable.documents import minutes_docx
from tests.roundtable.documents import samples
from tests.roundtable.documents.measuring import MM, W, inherited, opened, part

FANGSONG, KAI, HEI, SONG, XIAOBIAOSONG = "仿宋_GB2312", "楷体_GB2312", "黑体", "宋体", "方正小标宋简体"
LINES, CHARACTERS = 22, 28


@pytest.fixture(scope="module")
def file() -> bytes:
    return minutes_docx(samples.short())


def test_the_paper_is_a4_with_the_margins_of_the_standard(file: bytes) -> None:
    page = opened(file).sections[0]
    sides = (
        page.page_width,
        page.page_height,
        page.top_margin,
        page.bottom_margin,
        page.left_margin,
        page.right_margin,
    )

    assert [round(side.mm) for side in sides if side is not None] == [210, 297, 37, 35, 28, 26]


def test_twenty_two_lines_of_29_points_fit_into_the_text_block(file: bytes) -> None:
    page = opened(file).sections[0]
    height = page.page_height.twips - page.top_margin.twips - page.bottom_margin.twips  # type: ignore[union-attr]
    body = opened(file).styles["公文正文"].base_style.paragraph_format

    assert body.line_spacing_rule == WD_LINE_SPACING.EXACTLY
    assert body.line_spacing.pt == pytest.approx(29, abs=0.1)
    assert height // body.line_spacing.twips == LINES
    assert height / MM == pytest.approx(225, abs=1)


def test_twenty_eight_characters_fill_a_line_of_156_millimetres(file: bytes) -> None:
    page = opened(file).sections[0]
    wide = page.page_width.twips - page.left_margin.twips - page.right_margin.twips  # type: ignore[union-attr]
    size = int(inherited(file, "公文正文", "w:rPr/w:sz", "val")) * 10
    narrower = int(inherited(file, "公文正文", "w:rPr/w:spacing", "val"))

    assert wide / MM == pytest.approx(156, abs=0.1)
    assert wide // (size + narrower) == CHARACTERS
    assert wide // size == CHARACTERS - 1  # without it one is missing


def test_the_grid_is_that_of_the_standard(file: bytes) -> None:
    grid = part(file, "word/document.xml").find("w:body/w:sectPr/w:docGrid", W)

    assert grid is not None
    assert {name: grid.get(qn(f"w:{name}")) for name in ("type", "linePitch", "charSpace")} == {
        "type": "linesAndChars",
        "linePitch": "579",
        "charSpace": "-848",
    }


@pytest.mark.parametrize(
    ("style", "font", "points"),
    [
        ("公文正文", FANGSONG, 16),
        ("纪要标志", XIAOBIAOSONG, 36),
        ("长纪要标志", XIAOBIAOSONG, 26),
        ("纪要期号", FANGSONG, 16),
        ("公文标题", XIAOBIAOSONG, 22),
        ("一级标题", HEI, 16),
        ("二级标题", KAI, 16),
        ("人员名单", FANGSONG, 16),
        ("附件标志", HEI, 16),
        ("抄送", FANGSONG, 14),
        ("印发", FANGSONG, 14),
        ("页码", SONG, 14),
    ],
)
def test_a_style_names_its_font_for_every_script_and_its_size(file: bytes, style: str, font: str, points: int) -> None:
    named = {inherited(file, style, "w:rPr/w:rFonts", script) for script in ("ascii", "hAnsi", "eastAsia", "cs")}

    assert named == {font}
    assert int(inherited(file, style, "w:rPr/w:sz", "val")) == points * 2


@pytest.mark.parametrize("style", ["公文正文", "一级标题", "二级标题"])
def test_text_begins_two_characters_in_and_is_justified(file: bytes, style: str) -> None:
    indents = [inherited(file, style, "w:pPr/w:ind", name) for name in ("firstLineChars", "firstLine")]

    assert indents == ["200", str(32 * 20)]
    assert inherited(file, style, "w:pPr/w:jc", "val") == "both"


def test_nothing_stands_before_or_after_a_paragraph(file: bytes) -> None:
    assert [inherited(file, "公文正文", "w:pPr/w:spacing", name) for name in ("before", "after")] == ["0", "0"]


def test_names_wrap_under_the_first_name(file: bytes) -> None:
    names = [inherited(file, "人员名单", "w:pPr/w:ind", name) for name in ("leftChars", "left", "hanging")]
    further = [inherited(file, "人员名单续行", "w:pPr/w:ind", name) for name in ("leftChars", "left")]

    assert names == ["500", str(80 * 20), str(48 * 20)]  # the label's three characters begin two in
    assert further == ["500", str(80 * 20)]


@pytest.mark.parametrize(("name", "side"), [("word/footer1.xml", "right"), ("word/footer2.xml", "left")])
def test_page_numbers_stand_between_dashes_one_character_from_the_outer_edge(file: bytes, name: str, side: str) -> None:
    footer = part(file, name)
    indent, aligned = footer.find("w:p/w:pPr/w:ind", W), footer.find("w:p/w:pPr/w:jc", W)

    assert "".join(footer.itertext()).strip() == "— 1 —"
    assert footer.find("w:p/w:fldSimple", W).get(qn("w:instr")).strip() == "PAGE"
    assert (indent.get(qn(f"w:{side}")), aligned.get(qn("w:val"))) == (str(14 * 20), side)


def test_odd_and_even_pages_have_footers_of_their_own(file: bytes) -> None:
    document = opened(file)
    footers = part(file, "word/document.xml").iterfind("w:body/w:sectPr/w:footerReference", W)

    assert document.settings.odd_and_even_pages_header_footer
    assert [footer.get(qn("w:type")) for footer in footers] == ["default", "even"]


def test_the_dash_of_the_page_number_lies_seven_millimetres_under_the_text(file: bytes) -> None:
    page = opened(file).sections[0]
    line = int(inherited(file, "页码", "w:pPr/w:spacing", "line"))
    middle = page.bottom_margin.twips - page.footer_distance.twips - line / 2  # type: ignore[union-attr]

    assert middle / MM == pytest.approx(7, abs=0.5)


def test_fonts_that_may_be_missing_name_what_stands_in(file: bytes) -> None:
    fonts = part(file, "word/fontTable.xml").iterfind("w:font", W)

    assert {font.get(qn("w:name")): font.find("w:altName", W).get(qn("w:val")) for font in fonts} == {
        FANGSONG: "仿宋",
        KAI: "楷体",
        HEI: "SimHei",
        SONG: "SimSun",
        XIAOBIAOSONG: "宋体",
    }
