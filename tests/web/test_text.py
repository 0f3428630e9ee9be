"""What people paste, and what becomes of it."""

import pytest
from django.core.exceptions import ValidationError

from web.forms import LongTextField, PhoneField, TextField
from web.text import clean_text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  电压不够 \u3000", "电压不够"),
        ("第一行\r\n第二行\r第三行\u2028第四行", "第一行\n第二行\n第三行\n第四行"),
        ("cafe\u0301", "café"),
        ("👩‍🌾 直播卡顿", "👩‍🌾 直播卡顿"),
        ("مرحبا 你好", "مرحبا 你好"),
        ("𠮷野家", "𠮷野家"),
        ("\ufeff标题\u200b", "标题"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("   \u3000\u200b\u2060\n\t", ""),
    ],
)
def test_text_keeps_what_was_meant(typed: str, kept: str) -> None:
    assert clean_text(typed) == kept


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("电压\x00不够", "第 3 个字的位置有看不见的控制字符，请删掉那一段重新输入"),
        ("\x1b[31m", "第 1 个字的位置有看不见的控制字符，请删掉那一段重新输入"),
        ("尾巴\ufffe", "第 3 个字的位置有看不见的控制字符，请删掉那一段重新输入"),
        ("坏\ud800字", "第 2 个字是坏掉的字符，请删掉后重新输入"),
        ("报告\u202egpj.exe", "第 3 个字的位置有改变文字方向的隐藏字符，请删掉那一段重新输入"),
        ("\u2066隔离\u2069", "第 1 个字的位置有改变文字方向的隐藏字符，请删掉那一段重新输入"),
    ],
)
def test_text_that_cannot_be_seen_is_refused_with_its_place(typed: str, sentence: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        clean_text(typed)

    assert refusal.value.messages == [sentence]


def sentences(field: TextField, typed: object) -> list[str]:
    with pytest.raises(ValidationError) as refusal:
        field.clean(typed)
    return refusal.value.messages


def test_an_answer_of_blanks_is_an_empty_answer() -> None:
    field = TextField(label="标题", missing="请写明遇到的问题，一两句话即可")

    assert sentences(field, " \u3000\u200b ") == ["请写明遇到的问题，一两句话即可"]
    assert sentences(TextField(label="标题"), None) == ["请填写标题"]


def test_too_short_and_too_long_say_by_how_much() -> None:
    field = LongTextField(min_length=10)

    assert sentences(field, "电压老不够") == ["请再多写一点：至少 10 个字，现在 5 个字"]
    assert sentences(field, "长" * 2037) == ["最多 2000 字，现在多出 37 字"]
    assert field.clean("长" * 2000) == "长" * 2000


def test_a_line_end_counts_once_whatever_the_browser_sends() -> None:
    assert LongTextField(max_length=3).clean("一\r\n二") == "一\n二"


def test_a_title_is_one_line() -> None:
    assert TextField().clean("电压\r\n不够") == "电压 不够"


def test_no_maxlength_reaches_the_browser_to_cut_pasted_text() -> None:
    assert "maxlength" not in LongTextField().widget.attrs


@pytest.mark.parametrize(
    "typed",
    ["13800001234", "138 0000 1234", "138-0000-1234", "+86 138 0000 1234", "8613800001234", "\u202d13800001234\u202c"],
)
def test_a_mobile_number_is_read_however_it_is_written(typed: str) -> None:
    assert PhoneField().clean(typed) == "13800001234"


@pytest.mark.parametrize("typed", ["1380000123", "138000012345", "23800001234", "电话", "1380000123a", "١٣٨٠٠٠٠١٢٣٤"])
def test_what_is_no_mobile_number_is_told_what_one_looks_like(typed: str) -> None:
    assert sentences(PhoneField(), typed) == ["手机号应为 11 位数字，例如 138 0000 0000"]
