"""The table of a run, for people and as JSON."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

from config.bench.measuring import Row
from config.bench.memory import Memory

NAMES: Final[Mapping[str, str]] = {
    "bare": "bare Django view, 25 rows",
    "queue": "queue, first page",
    "deep": "queue, deep page",
    "filter": "queue, filtered",
    "desk": "desk",
    "mine": "a firm's cases",
    "revisits": "revisits",
    "statistics": "figures",
    "case": "open a case with 10 updates",
    "similar": "open a new case with what is alike",
    "file": "file a call: 20 kB file and send",
    "call": "the whole call, every form",
    "reply": "reply with a state change",
}
# × the bare view. What is not named has no promise of its own.
MOST: Final[Mapping[str, float]] = dict.fromkeys(
    ("queue", "deep", "filter", "desk", "mine", "revisits", "case", "similar"), 3.0
) | {
    "file": 6.0,
    "reply": 6.0,
}
HEAD: Final = ("users", "operation", "p50 ms", "p95 ms", "/s", "× bare", "most", "SQL", "SQL ms", "CPU ms", "PG ms")


def table(rows: Iterable[Row]) -> list[str]:
    """Markdown, a line each."""
    lines = [_line(HEAD), _line("---" for _each in HEAD)]
    return lines + [
        _line(
            (
                str(row.users),
                NAMES[row.name],
                f"{row.p50:.1f}",
                f"{row.p95:.1f}",
                f"{row.per_second:.0f}",
                f"{row.ratio:.2f}",
                f"{MOST[row.name]:.0f}" if row.name in MOST else "",
                f"{row.sql}" if row.requests == 1 else f"{row.sql} in {row.requests}",
                f"{row.sql_ms:.1f}",
                f"{row.cpu:.1f}",
                f"{row.database_cpu:.1f}",
            )
        )
        for row in rows
    ]


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def memory_lines(found: Mapping[int, Memory]) -> list[str]:
    """One line a page process."""
    return [f"page process: {each.resident:.0f} MB resident, {each.share:.0f} MB by share" for each in found.values()]


def as_json(rows: Sequence[Row], memory: Mapping[int, Memory], *, cases: int) -> dict[str, Any]:
    """The same, for programs."""
    return {"cases": cases, "rows": [asdict(row) for row in rows], "memory": [asdict(each) for each in memory.values()]}
