"""What became of a row of a sheet."""

from dataclasses import dataclass
from typing import Final

NEW: Final = "new"
THERE: Final = "there"
BAD: Final = "bad"


@dataclass(frozen=True, slots=True)
class Result:
    """A row by its line in the file; `why` for a bad one, `person` for one that enrolled somebody."""

    line: int
    state: str
    why: str = ""
    person: int | None = None
