"""The bytes that are hashed: one spelling for one meaning, now and in twenty years. No database here.

A hash carries its version in its first byte, so that a chain head alone tells which rule made it.
"""

import hashlib
import json
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Final, TypeAlias

JSON: TypeAlias = "str | int | bool | Sequence[JSON] | Mapping[str, JSON] | None"
Data: TypeAlias = Mapping[str, JSON]

# 1: the international default. 2: GM/T 0004 SM3, which a county under 密评 may ask for (RELIABILITY §3).
DIGESTS: Final[Mapping[int, str]] = {1: "sha256", 2: "sm3"}
DEFAULT_VERSION: Final = 1

_ENCODER: Final = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def normalised(value: object) -> JSON:
    """A copy in NFC. Raises TypeError for floats and for anything JSON has no single spelling for.

    Floats are refused because two databases print them differently; Odoo's third hash version exists for that.
    """
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, list | tuple):
        return [normalised(item) for item in value]
    if isinstance(value, Mapping):
        return normalised_mapping(value)
    raise TypeError(f"the journal keeps text, whole numbers, booleans, null and lists, not {type(value).__name__}")


def normalised_mapping(value: Mapping[str, object]) -> dict[str, JSON]:
    """The same for a mapping; its keys are text, and distinct in NFC too."""
    result: dict[str, JSON] = {}
    for key, item in value.items():
        if not isinstance(key, str):
            raise TypeError("the journal's keys are text")
        result[unicodedata.normalize("NFC", key)] = normalised(item)
    if len(result) != len(value):
        raise ValueError("two keys are the same in NFC")
    return result


def instant(at: datetime) -> str:
    """UTC with microseconds, `2026-11-18T02:31:00.123456Z`. Raises ValueError for a naive instant."""
    if at.tzinfo is None:
        raise ValueError("the journal takes aware instants only")
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def _refuse_floats(value: Mapping[str, object] | Sequence[object]) -> None:
    for item in value.values() if isinstance(value, Mapping) else value:
        if isinstance(item, float):
            raise TypeError("a float has no canonical spelling")
        if isinstance(item, dict | list):
            _refuse_floats(item)


def canonical(fields: Mapping[str, object]) -> bytes:
    """Sorted keys, no spaces, UTF-8. Does not normalise: stored text that is not NFC is a change, and shows as one."""
    _refuse_floats(fields)
    return _ENCODER.encode(fields).encode()


def seal(fields: Mapping[str, object], *, version: int) -> bytes:
    """Version byte, then the digest of the canonical bytes.

    Raises ValueError for an unknown version, TypeError for floats.
    """
    if version not in DIGESTS:
        raise ValueError(f"hash version {version} is unknown")
    return bytes([version]) + hashlib.new(DIGESTS[version], canonical(fields)).digest()
