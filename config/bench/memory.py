"""How much memory processes of this machine hold. Linux tells; elsewhere nothing is known."""

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Memory:
    """In MB: resident, and with shared pages counted by share (PSS)."""

    resident: float
    share: float


def memory_of(pids: Iterable[int]) -> dict[int, Memory]:
    """Of each process that is still there."""
    found = {}
    for pid in sorted(pids):
        with suppress(OSError):
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
            kept = {name: int(size) / 1024 for name, size in re.findall(r"^(Rss|Pss): +(\d+) kB", rollup, re.MULTILINE)}
            found[pid] = Memory(kept.get("Rss", 0.0), kept.get("Pss", 0.0))
    return found
