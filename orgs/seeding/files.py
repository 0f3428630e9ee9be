"""The project's own data files of this app."""

import json
from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).resolve().parent.parent / "data"


@cache
def read(name: str) -> dict[str, Any]:
    """Return `orgs/data/<name>.json`."""
    stored: dict[str, Any] = json.loads((_FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return stored
