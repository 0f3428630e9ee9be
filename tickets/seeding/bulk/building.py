"""From an empty database to a county with its year: the register, the catalogue, the cases, the seal.

Not one transaction, as a million cases do not fit into one. An event of the county says that writing has begun, another
that it is done; a county with the first alone is half written, and nothing is ever added to it.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Final

from django.db import transaction
from django.test.utils import override_settings
from django.utils.translation import gettext as _

from journal import anchor, checkpoints, clock
from journal.canonical import JSON
from journal.events import Draft, record_many
from journal.models import Event
from orgs.exceptions import Refused
from orgs.models import County
from orgs.queries import today
from orgs.seeding import build_county, crowd
from orgs.seeding.planner import tell_the_planner
from orgs.seeding.roster import plan_nights
from tickets.seeding.bulk import loading
from tickets.seeding.bulk.pictures import store_pictures
from tickets.seeding.bulk.scene import Scene
from tickets.seeding.bulk.season import opening, season
from tickets.seeding.bulk.telling import Telling
from tickets.services import catalogue

BEGUN, DONE = "county.filling", "county.filled"
FEWEST_FIRMS, MOST_FIRMS = 60, 7000
_CASES_A_FIRM: Final = 12
_BEFORE, _BEHIND = timedelta(days=10), timedelta(days=420)


@dataclass(frozen=True, slots=True)
class Asked:
    """How many cases beside those that press in the closed year, told from which seed, up to when."""

    cases: int
    until: datetime
    seed: str = "1"
    processes: int = 2
    progress: Callable[[int], None] = field(default=lambda _done: None)


@dataclass(frozen=True, slots=True)
class Built:
    """What came of it."""

    county: County
    cases: int
    telling: Telling


def build(asked: Asked) -> Built:
    """Build the county and write its cases. Raises Refused where a county is, whole or half."""
    _refuse_a_second_county()
    loading.take_time()
    county = open_county(asked)
    telling = telling_of(county, asked)
    loading.load(telling, processes=asked.processes, progress=asked.progress)
    loading.finish(telling.season)
    with transaction.atomic(), override_settings(JOURNAL_CONSUMERS={}):
        plan_nights(county, now=asked.until)
    _say(county, DONE, asked, at=asked.until)
    with suppress(anchor.AnchorDisagrees):  # an older database's anchor lies here: logged, and the beat says it again
        checkpoints.seal()
    return Built(county, len(telling.season), telling)


def _refuse_a_second_county() -> None:
    if not County.objects.exists():
        return
    begun, done = (Event.objects.filter(subject_type="county", verb=verb).exists() for verb in (BEGUN, DONE))
    if begun and not done:
        raise Refused(_("上次写入大县数据没有完成，数据库里只有一半。请清空数据库后再写。"))
    raise Refused(_("数据库里已经有一个县，大县数据只能写进空的数据库。"))


def open_county(asked: Asked) -> County:
    """The county on its first day, with its firms and its staff."""
    at, firms = opening(asked.until), min(MOST_FIRMS, max(FEWEST_FIRMS, asked.cases // _CASES_A_FIRM))
    with transaction.atomic(), override_settings(JOURNAL_CONSUMERS={}), clock.moved_to(at):
        county = build_county(at)
        catalogue.bring_into_force(county.pk, catalogue.shipped(), now=at)
        crowd.gather(county, firms=firms, rng=_dice(asked, "crowd"), at=at)
        tell_the_planner()
        _say(county, BEGUN, asked, at=at)
    return County.objects.get(pk=county.pk)


def telling_of(county: County, asked: Asked) -> Telling:
    """The cases of a county that is open and has none yet."""
    first, last = today(opening(asked.until) - _BEFORE), today(asked.until + _BEHIND)
    scene = Scene(county, first=first, last=last, pictures=store_pictures())
    told = season(asked.cases, _dice(asked, "season"), until=asked.until, calendar=scene.calendar)
    return Telling(scene, told, seed=asked.seed, floors=loading.floors())


def _say(county: County, verb: str, asked: Asked, *, at: datetime) -> None:
    """Record where the writing stands."""
    with transaction.atomic():
        locked = County.objects.select_for_update().get(pk=county.pk)
        data: dict[str, JSON] = {"cases": asked.cases, "seed": asked.seed, "until": asked.until.isoformat()}
        record_many([Draft(verb=verb, subject=locked, actor=None, at=at, data=data)], consumers=())


def _dice(asked: Asked, what: str) -> Random:
    return Random(f"{asked.seed} {what}")  # noqa: S311 -- invented, and the same each time
