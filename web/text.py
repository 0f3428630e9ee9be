"""Typed text made safe to keep and to show.

Refuses what cannot be seen or would turn other words round; repairs nothing but line ends and the form of characters.
"""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
# C0 and C1 controls except tab and new line; non-characters.
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
# Embeddings, overrides and isolates: "gpj.exe" can be made to read "exe.jpg".
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
# Nothing to see; a word joiner and a zero-width joiner (emoji, Indic) stay inside text, but alone they are no answer.
_INVISIBLE_ENDS = "\ufeff\u200b\u200c\u200d\u2060\u00ad\u200e\u200f"


def clean_text(value: str) -> str:
    """NFC, ``\\n`` line ends, no blank or invisible ends. Raises ValidationError in plain Chinese, saying where."""
    value = _LINE_ENDS.sub("\n", value)
    for pattern, message, code in (
        (_SURROGATE, _("第 %(place)d 个字是坏掉的字符，请删掉后重新输入"), "surrogate"),
        (_CONTROL, _("第 %(place)d 个字的位置有看不见的控制字符，请删掉那一段重新输入"), "control"),
        (_BIDI, _("第 %(place)d 个字的位置有改变文字方向的隐藏字符，请删掉那一段重新输入"), "bidi"),
    ):
        if found := pattern.search(value):
            raise ValidationError(message, code=code, params={"place": found.start() + 1})
    return strip_ends(unicodedata.normalize("NFC", value))


def strip_ends(value: str) -> str:
    """Without blanks (also the full-width one) and invisible characters at either end; the lines between stay."""
    before = ""
    while value != before:
        before = value
        value = value.strip().strip(_INVISIBLE_ENDS)
    return value


def opening(value: str, most: int) -> str:
    """The first characters of a text, on one line; a cut is shown."""
    line = " ".join(value.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def one_line(value: str) -> str:
    """New lines and tabs become one space: for titles and names."""
    return re.sub(r"[ \t]*[\n\t]+[ \t]*", " ", value)
