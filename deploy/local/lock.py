"""Whether the locks still say what the requirement files ask for. It compares and needs no network."""

import re
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(?P<version>[^\s;\\]+)", re.MULTILINE)
COMMAND = "uv pip compile --universal --generate-hashes --no-emit-index-url --no-header"


def complaints(root: Path) -> list[str]:
    """Return one sentence for each way in which a lock is stale; none when both are in order."""
    small, large = (_pins(root / f"requirements{suffix}.txt") for suffix in ("", "-dev"))
    found = [*_unmet(root / "requirements.in", small), *_unmet(root / "requirements-dev.in", large)]
    found += [
        f"requirements-dev.txt pins {name} {large.get(name, 'not at all')}, requirements.txt {version}"
        for name, version in small.items()
        if large.get(name) != version
    ]
    return [*found, f"renew with: {COMMAND} requirements.in -o requirements.txt"] if found else []


def _pins(lock: Path) -> dict[str, str]:
    return {canonicalize_name(pin["name"]): pin["version"] for pin in PIN.finditer(lock.read_text(encoding="utf-8"))}


def _unmet(asked: Path, pins: dict[str, str]) -> Iterator[str]:
    for requirement in _requirements(asked):
        version = pins.get(canonicalize_name(requirement.name))
        if version is None or not requirement.specifier.contains(version, prereleases=True):
            yield f"{asked.name} asks for {requirement}, the lock holds {version or 'none'}"


def _requirements(asked: Path) -> Iterator[Requirement]:
    for line in asked.read_text(encoding="utf-8").splitlines():
        words = line.partition("#")[0].strip()
        if words and not words.startswith("-"):
            yield Requirement(words)
