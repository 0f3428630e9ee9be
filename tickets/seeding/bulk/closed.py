"""The last closed year of the played demonstration: cases of every month, all of them over and handled.

The year is told and written like the big county's cases, within the transaction of the demonstration.
"""

from datetime import datetime, timedelta
from random import Random
from typing import Final

from orgs.models import County
from orgs.queries import today
from tickets.seeding.bulk import loading
from tickets.seeding.bulk.scene import Scene
from tickets.seeding.bulk.season import closed_year, opening
from tickets.seeding.bulk.telling import Telling

OTHERS: Final = 50
"""So many cases of the year are not urgent."""

_SEED: Final = "closed year"
_MARGIN: Final = timedelta(days=90)


def tell_closed_year(county: County, *, until: datetime, pressing: int) -> int:
    """Write the cases of the year before the one in which `until` lies, `pressing` urgent ones; returns how many.

    The county is open since that year's beginning and has no cases yet.
    """
    scene = Scene(county, first=today(opening(until) - _MARGIN), last=today(until + _MARGIN))
    told = closed_year(pressing, OTHERS, Random(_SEED), until=until, calendar=scene.calendar)  # noqa: S311 -- invented
    loading.write_within(Telling(scene, told, seed=_SEED, floors=loading.floors()))
    loading.count_on(told)
    loading.tell_the_planner()
    return len(told)
