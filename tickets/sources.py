"""How the lists of other channels are shaped: which columns come in, which go back. Data, read once; no queries."""

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

from tickets.statuses import Source
from web.sheets import Column

_FILE: Final = Path(__file__).parent / "data" / "sources.json"
OWN_HEADINGS: Final = ("问题", "文件行号")  # what we add to the list of rows to mend


@cache
def columns() -> tuple[Column, ...]:
    """The columns an imported list may have, whatever its source."""
    return tuple(
        Column(
            name=column["name"],
            label=column["label"],
            synonyms=tuple(column["synonyms"]),
            required=column.get("required", False),
        )
        for column in _shapes()["import"]
    )


@cache
def result_columns(source: Source) -> tuple[tuple[str, str], ...]:
    """Heading and meaning of each column of a list of results, in the source's order."""
    return tuple((heading, meaning) for heading, meaning in _shapes()["export"][source.value])


def wants_contact(source: Source) -> bool:
    """Whether the source's own shape names the person who called."""
    return any(meaning.startswith("contact_") for _heading, meaning in result_columns(source))


@cache
def _shapes() -> dict[str, Any]:
    shapes: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return shapes
