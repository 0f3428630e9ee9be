"""Proving the running county's journal: how many rows a second, and in how much memory of this process.

A run leaves its `Verification` and its access note, as every run does; nothing else is written.
"""

import re
import resource
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from config.bench.browser import Refused
from metrics.audit.runs import prove

MOST: Final = 64.0
"""MB by which a run may grow: it goes through the journal row by row, a long one takes as much as a short one."""
_OWN: Final = Path("/proc/self")


@dataclass(frozen=True, slots=True)
class Proof:
    """One run: `rows` are events and access notes, `grown` is how far memory rose above where it began, in MB."""

    name: str
    rows: int
    checkpoints: int
    seconds: float
    peak: float
    grown: float

    def __str__(self) -> str:
        pace = f"{self.rows / self.seconds:,.0f} rows/s" if self.rows else "nothing new"
        return (
            f"{self.name}: {self.rows} rows, {self.checkpoints} checkpoints in {self.seconds:.2f} s, {pace}, "
            f"peak {self.peak:.0f} MB (+{self.grown:.0f})"
        )


def prove_journal() -> Iterator[Proof]:
    """The whole of it, then what is new since. Raises Refused when it is broken, being proved, or takes too much."""
    for name, incremental in (("whole", False), ("since the last sound run", True)):
        proof = _run(name, incremental=incremental)
        yield proof
        if proof.grown > MOST:
            raise Refused(f"the run took {proof.grown:.0f} MB; it is to take {MOST:.0f} at most, however many rows")


def _run(name: str, *, incremental: bool) -> Proof:
    before, began = lowered(), time.perf_counter()
    report = prove(incremental=incremental)
    seconds = time.perf_counter() - began
    if report is None:
        raise Refused("another run is at work; try again when it is over")
    if report.broken:
        raise Refused(f"the journal is broken: {report.broken}")
    most = peak()
    return Proof(name, report.events + report.accesses, report.checkpoints, seconds, most, most - before)


def lowered() -> float:
    """Forget the highest mark so far where the system can; what is held now, in MB."""
    with suppress(OSError):
        (_OWN / "clear_refs").write_text("5", encoding="ascii")
    return peak()


def peak() -> float:
    """The most memory that this process has held since the mark was lowered, in MB."""
    with suppress(OSError):
        found = re.search(r"^VmHWM:\s+(\d+) kB", (_OWN / "status").read_text(encoding="ascii"), re.MULTILINE)
        if found:
            return int(found[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
