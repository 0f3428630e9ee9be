"""What the programs of a house have written into their logs, and whether any of it is somebody's secret."""

import re
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Final

_PHONE: Final = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")


def told(files: Iterable[Path], secrets: Collection[str] = ()) -> list[str]:
    """Every line that holds a telephone number or one of these secrets as a word, behind the name of its file."""
    words = [re.compile(rf"(?<!\w){re.escape(secret)}(?!\w)") for secret in secrets if secret]
    return [
        f"{file.name}: {line}"
        for file in files
        for line in file.read_text(encoding="utf-8", errors="replace").splitlines()
        if any(word.search(line) for word in (_PHONE, *words))
    ]
