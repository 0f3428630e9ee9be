"""How the rows of lists are written that are taken away: whoever lists something tells it here, once, when loaded."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from django.utils.functional import Promise

from orgs.models import Post
from tickets.export_kinds import Exported
from tickets.queries import case_rows


class Rows(Protocol):
    """A row of cells for each of these keys that the post sees now, in their order."""

    def __call__(self, keys: Sequence[int], /, *, post: Post, now: datetime) -> Iterator[list[str]]:
        """The cells, as many as there are columns."""


@dataclass(frozen=True, slots=True)
class Lister:
    """The headings of a list, and what writes its rows."""

    columns: Sequence[Promise]
    rows: Rows


KNOWN: Final = {Exported.CASES: Lister(case_rows.COLUMNS, case_rows.listed)}


def tell(what: Exported, lister: Lister) -> None:
    """From now on lists of this kind are written so."""
    KNOWN[what] = lister
