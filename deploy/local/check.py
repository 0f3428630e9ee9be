"""./check: what can be known without running the product. All steps are run, so that one look shows everything."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from deploy.local import lock
from deploy.local.options import ROOT
from deploy.local.saying import complain, say, step

BIN = Path(sys.executable).parent
# As in production: every security setting on, a long key. No database is asked.
PRODUCTION = {
    "QIHU_HTTPS": "1",
    "QIHU_DEBUG": "",
    "QIHU_SECRET_KEY": "only-for-the-check-" + "0123456789abcdefghijklmnopqrstuvwxyz" * 2,
    "QIHU_HOSTS": "qihu.example.gov.cn",
    "DATABASE_URL": "postgresql:///qihu?host=/nonexistent",
}


def steps() -> dict[str, Sequence[str | Path]]:
    """Return each step's words and command line."""
    manage = [sys.executable, "-W", "ignore:Got an error checking", "manage.py"]
    return {
        "ruff: style": [BIN / "ruff", "check", "--quiet", "."],
        "ruff: format": [BIN / "ruff", "format", "--check", "--quiet", "."],
        "import-linter: layers": [BIN / "lint-imports", "--cache-dir", ".ruff_cache/imports"],
        "djade: templates": [BIN / "djade", "--check", "--target-version", "5.2", *templates()],
        "django: settings of production": [*manage, "check", "--deploy", "--fail-level", "WARNING"],
        "django: migrations": [*manage, "makemigrations", "--check", "--dry-run"],
        "mypy: types": [BIN / "mypy"],
    }


def templates() -> list[Path]:
    """Return our page templates, whose order is the files' names."""
    return sorted((ROOT / "templates").rglob("*.html"))


def main() -> int:
    """Run every step; say what failed. Returns 1 when anything did."""
    environment = {**os.environ, **PRODUCTION}
    failed = []
    for words, argv in steps().items():
        with step(words):
            done = subprocess.run(argv, capture_output=True, check=False, cwd=ROOT, env=environment, text=True)
        if done.returncode:
            failed.append(words)
            complain((done.stdout + done.stderr).rstrip())
    with step("locks: requirements*.txt"):
        stale = lock.complaints(ROOT)
    if stale:
        failed.append("locks")
        complain("\n".join(stale))
    say(f"✗ check: {', '.join(failed)}" if failed else "✓ check")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
