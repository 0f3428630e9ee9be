"""Sort and search keys of Chinese names. Pure.

The embedded PostgreSQL has no ICU, so names sort by a stored pinyin key.
"""

import unicodedata

from pypinyin import Style, lazy_pinyin

KEY_LENGTH = 400
INITIALS_LENGTH = 120


def pinyin_key(name: str) -> str:
    """Return the full pinyin of `name`, a space between syllables: `云裳镇` is `yun shang zhen`."""
    return " ".join(lazy_pinyin(_folded(name)))[:KEY_LENGTH]


def pinyin_initials(name: str) -> str:
    """Return the first letters only: `云裳镇` is `ysz`. What people type to find a name."""
    letters = lazy_pinyin(_folded(name), style=Style.FIRST_LETTER)
    return "".join("".join(letters).split())[:INITIALS_LENGTH]


def name_keys(name: str) -> dict[str, str]:
    """Return the stored keys of a name, as fields of a named row."""
    return {"pinyin": pinyin_key(name), "initials": pinyin_initials(name)}


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).strip().lower()
