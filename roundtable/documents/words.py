"""How an official document spells days, times, numbers and sentences. Pure."""

import re
from datetime import date, datetime
from typing import Final

_DIGITS: Final = "零一二三四五六七八九"
_LINE_ENDS: Final = re.compile("\r\n|[\r\n\v\f\x85\u2028\u2029]")
# What XML refuses, and what turns other words round: controls, surrogates, non-characters, bidirectional overrides.
_UNWRITABLE: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff]"
)
_ENDS: Final = "。．.；;，,、 \u3000"
_WHOLE: Final = "。！？!?…”"


def lines(text: str) -> list[str]:
    """The text's lines as they can be printed; blank ones are left out."""
    return [line for raw in _LINE_ENDS.split(text) if (line := _UNWRITABLE.sub("", raw).replace("\t", " ").strip())]


def plain(text: str) -> str:
    """The text as it can be printed on one line."""
    return " ".join(lines(text))


def sentence(text: str) -> str:
    """The text with one full stop behind it; empty stays empty."""
    words = plain(text)
    return words if not words or words[-1] in _WHOLE[1:] else f"{words.rstrip(_ENDS)}。"


def clause(text: str) -> str:
    """The text without what ends a sentence, to stand before ； or 。"""
    return plain(text).rstrip(_ENDS)


def numeral(number: int) -> str:
    """一 to 九十九, as headings count; beyond that the digits."""
    if not 0 < number < 100:  # noqa: PLR2004 -- two digits
        return str(number)
    tens, ones = divmod(number, 10)
    before = "" if not tens else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return before + (_DIGITS[ones] if ones else "")


def day(value: date) -> str:
    """2026年7月5日: Arabic, no zero in front."""
    return f"{value.year}年{value.month}月{value.day}日"


def hour(value: datetime) -> str:
    """9时, 14时5分."""
    return f"{value.hour}时{value.minute}分" if value.minute else f"{value.hour}时"


def moment(value: datetime) -> str:
    """2026年7月5日9时."""
    return day(value) + hour(value)


def span(start: datetime, end: datetime) -> str:
    """2026年7月5日9时至11时30分; the second day is named where it is another."""
    return f"{moment(start)}至{hour(end) if start.date() == end.date() else moment(end)}"


def issue(year: int, number: int) -> str:
    """〔2026〕第3期."""
    return f"〔{year}〕第{number}期"


def width(text: str) -> float:
    """How wide the text is, in characters: those of ASCII and its neighbours are half as wide as Chinese ones."""
    return sum(0.5 if ord(letter) < 0x2000 else 1 for letter in text)  # noqa: PLR2004 -- where Latin scripts end
