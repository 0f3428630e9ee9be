"""What is made public of a closed year: the five numbers of DOMAIN §1.2, frozen as a month is (ADR 0047).

Cases are the sum of what was published of its twelve months, so that a year tells nothing that they do not.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from metrics import counting, cubes
from metrics.counting import Scope
from metrics.periods import Year
from metrics.released import Block, numbers
from metrics.suppressing import FEWEST
from orgs.models import County, Post
from roundtable.figures import Period
from roundtable.queries import figures as rounds

ROUNDS: Final = ("meetings", "solved", "suggestions")
YEAR_BLOCKS: Final = ("handled", "urgent", *ROUNDS)
_OPEN_MEETINGS: Final = 1
"""How many meetings there were is no secret of anybody's; what they solved and were told may be one firm's."""


def figures_of_year(county: County, year: Year, months: Sequence[Block], *, reader: Post, now: datetime) -> Block:
    """What may be read of a year. `months`: what was last published of each; round tables are those `reader` sees."""
    first, end = year.days
    accepted = [month["accepted"] for month in months]
    told = all(each["count"] is not None and each["handled"] is not None for each in accepted)
    size = sum(each["count"] for each in accepted) if told else 0
    handled = sum(each["handled"] for each in accepted) if told else 0
    urgent = counting.total(cubes.tallies(Scope(county.pk, year)).values()).urgent
    scope = rounds.Scope(post=reader, period=Period(year.year), now=now)
    return {
        "year": str(year),
        "first_day": first.isoformat(),
        "last_day": (end - timedelta(days=1)).isoformat(),
        "handled": numbers(("accepted", "handled"), (size, handled), FEWEST),
        "urgent": numbers(("count",), (urgent,), FEWEST),
        **{
            name: numbers(
                ("count",), (rounds.rows_of(name, scope).count(),), _OPEN_MEETINGS if name == "meetings" else FEWEST
            )
            for name in ROUNDS
        },
    }
