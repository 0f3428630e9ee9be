"""What the documents name is there."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_every_proof_that_security_names_exists() -> None:
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:tests|config|web|orgs|tickets|metrics|deploy|docs)/[\w./]+)`", text))

    assert len(named) > 40
    assert sorted(name for name in named if not (ROOT / name).exists()) == []
