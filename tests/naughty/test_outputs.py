"""Every string of the list through each way by which words leave the house: all in one go, without a request."""

import csv
import email
import email.policy
import io
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.template import Context, Template
from openpyxl import load_workbook

from notifications import mails
from orgs.sms import templates
from tests.naughty.reading import Page, squeezed
from tests.naughty.strings import ALL, BIG, FORMULAS, KEPT, REFUSED, cleaned
from tickets.services import intake
from web.downloads import download
from web.forms import PhoneField, TextField
from web.sheet_writing import write_csv, write_xlsx
from web.sheets import RISKY


def test_the_list_is_whole() -> None:
    assert (len(BIG), "<script>alert(123)</script>" in BIG, len(REFUSED) < len(KEPT)) == (461, True, True)


def answer_of(field: Any, text: str) -> tuple[str | None, list[str]]:
    try:
        return field.clean(text), []
    except ValidationError as refused:
        return None, refused.messages


@pytest.mark.parametrize("field", [TextField(max_length=5000, required=False), PhoneField(required=False)])
def test_a_field_keeps_a_text_for_good_or_refuses_it_with_a_sentence(field: Any) -> None:
    for text in ALL:
        kept, sentences = answer_of(field, text)

        assert (kept is None) != (not sentences), text
        assert kept is None or answer_of(field, kept) == (kept, []), text
        assert all(any("一" <= char <= "龥" for char in sentence) for sentence in sentences), text


def test_what_a_form_keeps_it_keeps_the_second_time_as_well() -> None:
    assert [text for text in KEPT if cleaned(text) != text] == []


def test_a_page_shows_each_text_as_it_is_in_words_in_attributes_and_in_fields() -> None:
    page = Template(
        '<p title="{{ t }}">{{ t }}</p><input value="{{ t }}"><textarea>{{ t }}</textarea><a data-x="{{ t }}">x</a>'
    )
    for text in KEPT:
        read = Page(page.render(Context({"t": text})))

        assert (read.words.count(squeezed(text)) >= 3, read.strange) == (True, []), text


def test_a_workbook_gives_each_text_back_and_runs_none() -> None:
    kept = io.BytesIO()
    write_xlsx(kept, headings=["内容"], rows=[(text,) for text in ALL], title="结果")
    sheet = load_workbook(kept).active

    cells = [row[0] for row in sheet.iter_rows(min_row=2)]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}
    assert [str(cell.value) for cell in cells if str(cell.value or " ")[0] in RISKY] == []
    shown = [str(cell.value or "") for cell in cells]
    assert [text for text, cell in zip(ALL, shown, strict=True) if text in KEPT and not _same(text, cell)] == []


def test_a_csv_gives_each_text_back_and_runs_none() -> None:
    kept = io.BytesIO()
    write_csv(kept, headings=["内容"], rows=[(text,) for text in ALL])
    rows = list(csv.reader(io.StringIO(kept.getvalue().decode("utf-8-sig"), newline="")))[1:]

    shown = [row[0] if row else "" for row in rows]
    assert (len(shown), [cell for cell in shown if cell[:1] and cell[0] in RISKY]) == (len(ALL), [])
    assert [text for text, cell in zip(ALL, shown, strict=True) if text in KEPT and not _same(text, cell)] == []


def _same(text: str, cell: str) -> bool:
    """The text itself, or with the apostrophe that keeps it from being run."""
    return cell in {text, f"'{text}"}


@pytest.mark.parametrize("text", FORMULAS)
def test_every_kind_of_formula_is_among_them(text: str) -> None:
    kept = io.BytesIO()
    write_csv(kept, headings=["内容"], rows=[(text,)])

    [_heading, [cell]] = csv.reader(io.StringIO(kept.getvalue().decode("utf-8-sig"), newline=""))
    assert cell == (f"'{text}" if text[0] in RISKY else text)


def test_a_text_message_holds_each_text_on_one_line_and_reads_no_field_in_it() -> None:
    for text in ALL:
        words = templates.fill("请看 {{链接}}", {"链接": text, "验证码": "123456"})

        assert words == templates.one_line(f"请看 {templates.one_line(text)[: templates.LONGEST_VALUE]}"), text
        assert not any(char in words for char in "\r\n\0\u2028\u202e"), text


def test_a_mail_holds_each_text_in_its_subject_and_its_body_and_no_header_more() -> None:
    for text in ALL:
        subject = mails.one_line(f"企呼链应 {text}")
        sent = EmailMessage(subject=subject, body=cleaned(text) or "", to=["zhao@example.cn"]).message().as_bytes()
        read: Any = email.message_from_bytes(sent, policy=email.policy.default)

        assert (read["To"], read["Bcc"], read["X-Injected"]) == ("zhao@example.cn", None, None), text
        assert squeezed(str(read["Subject"])) == squeezed(subject), text
        assert squeezed(read.get_content()) == squeezed(cleaned(text) or ""), text


def test_a_files_name_is_one_visible_line_and_one_header() -> None:
    for text in ALL:
        name = intake.display_name(f"{text}.jpg")
        header = download(b"x", name=name, content_type="image/jpeg")["Content-Disposition"]

        assert (name.isprintable(), len(name) <= intake.LONGEST_NAME, "/" in name) == (True, True, False), text
        assert (header.startswith("attachment"), header.isascii(), "\n" in header) == (True, True, False), text
