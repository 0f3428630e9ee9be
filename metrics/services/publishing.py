"""Making a month or a year public, and correcting what was. The county is the subject, and is locked."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from journal import canonical, checkpoints, clock, events
from journal.canonical import JSON
from journal.models import Checkpoint, Event
from metrics import cubes
from metrics.models import Publication
from metrics.periods import Month, Year
from metrics.rebuilding import waits
from metrics.released import BLOCKS, Block, figures_after, figures_of
from metrics.released_year import YEAR_BLOCKS, figures_of_year
from metrics.rules import Rule, rule_of
from orgs.exceptions import Refused
from orgs.models import County, Post
from orgs.statuses import OrganisationKind, Role

PUBLISHED: Final = "county.month_published"


@dataclass(frozen=True, slots=True)
class Draft:
    """What would be published now."""

    period: Month | Year
    version: int
    rule_version: int
    figures: Block


def may_publish(post: Post, county_id: int) -> bool:
    """Whoever supervises in the county office; only their own county."""
    office = post.role == Role.SUPERVISOR and post.organisation.kind == OrganisationKind.OFFICE
    return office and post.county_id == county_id


def published(county: County, period: Month | Year) -> QuerySet[Publication]:
    """All versions of a month or a year, the oldest first."""
    of_year, named = isinstance(period, Year), period.months[0].named
    return Publication.objects.filter(county=county, of_year=of_year, month=named).order_by("version")


def draft(county: County, period: Month | Year, *, reader: Post) -> Draft:
    """The next version of a month or a year as the public would read it.

    Raises Refused for a period that runs, for a month that shares days with another published one and a year whose
    months are not all published, while changes wait to be counted, or where nothing of what is public would change.
    """
    if period.end > clock.now():
        raise Refused(_("这段时间还没有结束。"))
    if waits(county):
        raise Refused(_("还有没统计完的变动，请过一会儿再发布。"))
    earlier = list(published(county, period))
    rule = rule_of(county, period)
    fresh, blocks = _fresh(county, period, rule, reader)
    figures = figures_after(fresh, [(each.version, each.figures) for each in earlier], blocks=blocks)
    if earlier and _said(figures) == _said(earlier[-1].figures):
        raise Refused(_("和已公开的相比没有变化，或者相差太少：少于 5 件的改动不公布，免得看出是哪一家。"))
    return Draft(period, len(earlier) + 1, rule.version, figures)


def _fresh(county: County, period: Month | Year, rule: Rule, reader: Post) -> tuple[Block, Sequence[str]]:
    if isinstance(period, Year):
        return figures_of_year(county, period, _months_of(county, period), reader=reader, now=clock.now()), YEAR_BLOCKS
    fresh = figures_of(county, period, rule)
    _refuse_other_days(county, period, fresh)
    return fresh, BLOCKS


def _months_of(county: County, year: Year) -> list[Block]:
    """What was last published of each of its months. Raises Refused where one was not, or had other days."""
    rows = Publication.objects.filter(county=county, of_year=False, month__in=[month.named for month in year.months])
    newest = {row.month: row.figures for row in rows.order_by("version")}
    first_days = {figures["first_day"] for figures in newest.values()}
    if first_days != {month.start.date().isoformat() for month in year.months}:
        raise Refused(_("这一年的十二个月都公开了，才能公开全年。"))
    return list(newest.values())


def publish(county_id: int, period: Month | Year, *, reason: str, seen: int, actor: Post) -> Publication:
    """Make the next version of a period public; `seen` is the version that the actor had before them.

    Raises PermissionDenied, and Refused as `draft` does, for a correction without a reason, for another version
    than the one seen, and before the journal is sealed for the first time.
    """
    if not may_publish(actor, county_id):
        raise PermissionDenied
    checkpoints.seal()  # whatever the cubes were counted from lies below the seal, but for what moves this instant
    with transaction.atomic():
        county = County.objects.select_for_update(of=("self",)).get(pk=county_id)
        for month in period.months:
            cubes.lock(county_id, month)
        found = draft(county, period, reader=actor)
        if found.version != seen:
            raise Refused(_("刚有人发布了这段时间的数，请看过再发布。"))
        if found.version > 1 and not reason:
            raise Refused(_("更正要写明原因。"))
        return _frozen(county, found, reason=reason if found.version > 1 else "", actor=actor)


def _frozen(county: County, found: Draft, *, reason: str, actor: Post) -> Publication:
    seal, now = newest_seal(), clock.now()
    row = Publication.objects.create(
        county=county,
        of_year=isinstance(found.period, Year),
        month=found.period.months[0].named,
        version=found.version,
        at=now,
        by=actor,
        reason=reason,
        rule_version=found.rule_version,
        figures=found.figures,
        checkpoint=seal.k,
        checkpoint_hash=bytes(seal.hash),
        digest=digest_of(found.figures),
    )
    data: dict[str, JSON] = {
        "month": str(found.period),
        "version": row.version,
        "digest": row.digest,
        "checkpoint": row.checkpoint,
    }
    events.record(PUBLISHED, county, actor=actor, at=now, data=data)
    return row


def newest_seal() -> Checkpoint:
    """The journal's last checkpoint. Raises Refused before the first one."""
    seal = Checkpoint.objects.order_by("-k").first()
    if seal is None:
        raise Refused(_("日志还没有封存过，请过几分钟再发布。"))
    return seal


def is_as_frozen(row: Publication) -> bool:
    """Whether a version still says what it said: its digest is that of its figures, and the journal's."""
    told = Event.objects.filter(county=row.county_id, verb=PUBLISHED, data__version=row.version)
    return digest_of(row.figures) == row.digest and told.filter(data__digest=row.digest).exists()


def digest_of(figures: Block) -> str:
    """SHA-256 of the canonical bytes (sorted keys, no blanks, UTF-8), in hexadecimal."""
    return hashlib.sha256(canonical.canonical(figures)).hexdigest()


def _said(figures: Block) -> dict[str, Any]:
    return {name: value for name, value in figures.items() if name != "since"}


def _refuse_other_days(county: County, month: Month, fresh: Block) -> None:
    """A day counts in one published month only: what two of them share could be computed."""
    months = (
        Publication.objects.filter(county=county, of_year=False)
        .order_by()
        .values_list("month", "figures__first_day", "figures__last_day")
    )
    for named, first, last in months.distinct():
        same = named == month.named
        if same and (first, last) != (fresh["first_day"], fresh["last_day"]):
            raise Refused(_("这个月的起止日和公开时不同，不能更正。"))
        if not same and first <= fresh["last_day"] and fresh["first_day"] <= last:
            raise Refused(_("这个月和另一个已公开的月份有重叠的日子，不能公开。"))
