"""The version is what the change log's first heading says; it is written nowhere else."""

import re
from pathlib import Path

HEADING = re.compile(r"^## (\d+\.\d+\.\d+)\b", re.MULTILINE)


def version_in(changelog: Path) -> str:
    """Return the newest version in a change log. Raises ValueError when it names none."""
    found = HEADING.search(changelog.read_text(encoding="utf-8"))
    if found is None:
        message = f"no version heading in {changelog.name}"
        raise ValueError(message)
    return found[1]
