"""Sort and search keys of Chinese names. Pure.

The embedded PostgreSQL has no ICU, so names sort by a stored pinyin key.
"""

import unicodedata

KEY_LENGTH = 400
INITIALS_LENGTH = 120


def pinyin_key(name: str) -> str:
    """Return the full pinyin of `name`, a space between syllables: `云裳镇` is `yun shang zhen`."""
    return " ".join(_syllables(name))[:KEY_LENGTH]


def pinyin_initials(name: str) -> str:
    """Return the first letters only: `云裳镇` is `ysz`. What people type to find a name."""
    return "".join("".join(_syllables(name, first_letters=True)).split())[:INITIALS_LENGTH]


def name_keys(name: str) -> dict[str, str]:
    """Return the stored keys of a name, as fields of a named row."""
    return {"pinyin": pinyin_key(name), "initials": pinyin_initials(name)}


def _syllables(name: str, *, first_letters: bool = False) -> list[str]:
    # Its phrases (重庆 is not zhong qing) take 55 MB: only for processes that write names.
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 -- see above

    folded = unicodedata.normalize("NFKC", name).strip().lower()
    syllables: list[str] = lazy_pinyin(folded, style=Style.FIRST_LETTER if first_letters else Style.NORMAL)
    return syllables
