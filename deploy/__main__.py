"""The entry of ./run, ./check and ./test: any Python ≥ 3.11 with nothing installed. Hands over to the one in .venv."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)

from deploy.local.bootstrap import main  # noqa: E402 -- found through the line above

sys.exit(main(sys.argv[1:], root=ROOT))
