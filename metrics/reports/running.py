"""Makes the reports that were asked for, one at a time, and freezes them with the journal's seal.

Whoever dies while making one leaves what is finished: the next turn goes on behind it, as a report that there is
already is never made again. While figures lag behind, it waits.
"""

import logging
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import F, Q

from journal import checkpoints, clock, events
from journal.canonical import JSON
from journal.models import Checkpoint
from metrics.models import Report, ReportRun, ReportSubscription
from metrics.models.reports import RunState
from metrics.rebuilding import waits
from metrics.reports import gathering, sheets
from metrics.reports.blocks import Block
from metrics.reports.bulletin import bulletin
from metrics.reports.kinds import ReportKind, covering
from metrics.services.publishing import digest_of
from orgs.models import County
from web.snapshots import one_moment

logger = logging.getLogger(__name__)

MADE: Final = "county.report_made"
GIVEN_UP: Final = timedelta(minutes=6)
"""Longer than a task may run: its worker is dead."""
SPELL: Final = 60.0  # seconds: a year of many units takes several turns, so that mail waits for none
_CHANGING: Final = frozenset({"made_at"})


class MonthsMoved(Exception):
    """The county's months begin on another day since the report was asked for."""


def run() -> int:
    """Go on with the run that waits longest; how many it were. Safe to run twice and by two."""
    claimed = _claim()
    if claimed is None:
        return 0
    try:
        _make(claimed, until=time.monotonic() + SPELL)
    except Exception:
        logger.exception("report run %d failed", claimed.pk)
        _finish(claimed, RunState.FAILED)
    return 1


def _claim() -> ReportRun | None:
    """Take the oldest run that waits, or whose maker has died; none while its county's figures lag behind."""
    now = clock.now()
    dead = Q(state=RunState.RUNNING, claimed_at__lt=now - GIVEN_UP)
    with transaction.atomic():
        waiting = ReportRun.objects.filter(Q(state=RunState.WAITING) | dead).order_by("asked_at", "pk")
        for found in waiting.select_for_update(skip_locked=True, of=("self",)).select_related("county"):
            if waits(found.county) or not Checkpoint.objects.exists():
                continue
            found.state, found.claimed_at = RunState.RUNNING, now
            found.save(update_fields=["state", "claimed_at"])
            return found
    return None


def _make(claimed: ReportRun, *, until: float) -> None:
    """Every report of the run, or as many as the time allows; then it waits for its next turn."""
    county, kind = claimed.county, ReportKind(claimed.kind)
    period = covering(kind, claimed.first_day, starts_on=county.month_starts_on)
    if period.days[0] != claimed.first_day:
        raise MonthsMoved
    checkpoints.seal()  # whatever is gathered lies below the seal, but for what moves this instant
    with one_moment():
        found = gathering.gathered(county, kind, period, now=clock.now())
        months = sheets.months_of(found) if kind == ReportKind.YEARLY else {}
    whose: list[int | None] = [*sheets.assessed(found), None] if kind == ReportKind.YEARLY else [None]
    ReportRun.objects.filter(pk=claimed.pk).update(total=len(whose))
    known = _done(claimed)
    left = [unit for unit in whose if unit not in known]
    for done, (unit, block) in enumerate(_blocks(found, months, left), start=len(whose) - len(left) + 1):
        fresh = _freeze(claimed, unit, block, rule_version=found.rule.version)
        ReportRun.objects.filter(pk=claimed.pk).update(done=done, claimed_at=clock.now())
        if fresh and time.monotonic() > until and done < len(whose):
            ReportRun.objects.filter(pk=claimed.pk).update(state=RunState.WAITING)
            return
    changed = Report.objects.filter(**_of(claimed), at__gte=claimed.asked_at).exists()
    _finish(claimed, RunState.DONE if changed or not claimed.reason else RunState.UNCHANGED)


def _done(claimed: ReportRun) -> set[int | None]:
    """Whose reports an earlier turn has made; without a correction, also an earlier run."""
    rows = Report.objects.filter(**_of(claimed))
    made = rows.filter(at__gte=claimed.asked_at) if claimed.reason else rows
    return set(made.order_by().values_list("unit", flat=True))


def _of(claimed: ReportRun) -> dict[str, Any]:
    return {"county": claimed.county_id, "kind": claimed.kind, "first_day": claimed.first_day}


def _blocks(
    found: gathering.Gathered, months: sheets.ByMonth, whose: list[int | None]
) -> Iterator[tuple[int | None, Block]]:
    """Unit and report; the county's own comes last, so that whoever is told of it finds all sheets."""
    for unit in whose:
        yield unit, bulletin(found) if unit is None else sheets.sheet(found, months, unit)


def _finish(claimed: ReportRun, state: RunState) -> None:
    done = {} if state == RunState.FAILED else {"done": F("total")}
    ReportRun.objects.filter(pk=claimed.pk).update(state=state, finished_at=clock.now(), **done)


def _freeze(claimed: ReportRun, unit: int | None, block: Block, *, rule_version: int) -> bool:
    """Add the next version under the county's lock; False where it is there, or a correction changes nothing."""
    with transaction.atomic():
        county = County.objects.select_for_update(of=("self",)).get(pk=claimed.county_id)
        rows = Report.objects.filter(**_of(claimed), unit=unit)
        last = rows.order_by("-version").first()
        if last is not None and (_is_done(claimed, last) or _same(last.figures, block)):
            return False
        seal, now = Checkpoint.objects.order_by("-k")[0], clock.now()
        row = Report.objects.create(
            county=county,
            kind=claimed.kind,
            first_day=claimed.first_day,
            last_day=claimed.last_day,
            unit_id=unit,
            version=last.version + 1 if last else 1,
            at=now,
            by=claimed.by,
            reason=claimed.reason if last else "",
            rule_version=rule_version,
            figures=block,
            checkpoint=seal.k,
            checkpoint_hash=bytes(seal.hash),
            digest=digest_of(block),
        )
        events.record(MADE, county, actor=claimed.by, at=now, data=_data(row))
        return True


def _is_done(claimed: ReportRun, last: Report) -> bool:
    """Whether an earlier turn, or an earlier run, has made what this one is for."""
    return not claimed.reason or last.at >= claimed.asked_at


def _same(old: Block, new: Block) -> bool:
    """Whether two blocks say the same, whenever they were made."""
    return _said(old) == _said(new)


def _said(block: Block) -> Block:
    return {name: value for name, value in block.items() if name not in _CHANGING}


def _data(row: Report) -> dict[str, JSON]:
    """What the journal keeps of it; `posts` were subscribed when it was made."""
    told = ReportSubscription.objects.filter(kind=row.kind, post__organisation__county=row.county_id)
    return {
        "report": row.pk,
        "kind": row.kind,
        "first_day": row.first_day.isoformat(),
        "last_day": row.last_day.isoformat(),
        "unit": row.unit_id,
        "version": row.version,
        "digest": row.digest,
        "checkpoint": row.checkpoint,
        "posts": [] if row.unit_id else sorted(told.values_list("post", flat=True)),
    }
