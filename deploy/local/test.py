"""./test: ./check, then every test with branch coverage. With arguments: pytest alone, on what they name."""

import os
import subprocess
import sys
from collections.abc import Sequence

from deploy.local import check
from deploy.local.options import ROOT
from deploy.local.saying import say

WORKERS = "2"


def main(argv: Sequence[str]) -> int:
    """Return 0 only when checks, tests and coverage are all in order."""
    if argv:
        return subprocess.run([sys.executable, "-m", "pytest", *argv], check=False, cwd=ROOT).returncode
    checked = check.main()
    subprocess.run([sys.executable, "-m", "coverage", "erase"], check=False, cwd=ROOT)
    tested, closing = _pytest(
        [sys.executable, "-m", "coverage", "run", "-m", "pytest", "-n", WORKERS, "--dist", "loadgroup"]
    )
    outcome = {"check": checked, "tests": tested, "coverage": _coverage()}
    say("  ".join(f"{'✗' if code else '✓'} {what}" for what, code in outcome.items()))
    say(closing)
    return 1 if any(outcome.values()) else 0


def _pytest(argv: Sequence[str]) -> tuple[int, str]:
    """Run pytest, showing what it prints as it comes. Returns its exit code and its closing line."""
    closing = ""
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(argv, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as running:
        for line in running.stdout or ():
            say(line.rstrip("\n"))
            closing = line.strip() or closing
    return running.returncode, closing


def _coverage() -> int:
    subprocess.run([sys.executable, "-m", "coverage", "combine", "--quiet"], check=False, cwd=ROOT)
    return subprocess.run([sys.executable, "-m", "coverage", "report"], check=False, cwd=ROOT).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
