"""Which tests one worker runs: those that share what is costly to set up.

By path, as the controller knows no marks: xdist 3.8 writes `xdist_group` into an attribute that pytest 9 does not read.
"""

from typing import Final

from xdist.scheduler import LoadScopeScheduling

SHARED: Final = {
    "tests/browser/": "run",  # a running product and a Chromium
    "tests/deploy/test_run.py": "run",
    "tests/access/test_table.py": "access",  # all answers of the product, asked once
    "tests/outside/test_openid.py": "openid",  # a provider in a process of its own
    "tests/outside/test_links.py": "openid",
    "tests/faults/": "faults",  # a stack that is killed piece by piece
    "tests/metrics/test_recount.py": "recount",  # a played demonstration
    "tests/tickets/test_seed_demo.py": "seed_demo",
    "tests/tickets/test_closed_year.py": "closed_year",  # the demonstration, small and big, on two days
    "tests/roundtable/test_seeded_year.py": "seeded_year",  # a year of meetings
    "tests/tickets/test_big_county.py": "big_county",
    "tests/tickets/test_big_county_loaded.py": "big_county_loaded",
}


class Sharing(LoadScopeScheduling):  # type: ignore[misc]  # xdist has no types
    """Hands out test by test, and as one what shares a fixture."""

    def _split_scope(self, nodeid: str) -> str:
        return next((group for path, group in SHARED.items() if nodeid.startswith(path)), nodeid)
