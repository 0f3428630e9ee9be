"""Making a month public, and correcting what was. The county is the subject, and is locked."""

import hashlib
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from journal import canonical, checkpoints, clock, events
from journal.canonical import JSON
from journal.models import Checkpoint
from metrics import cubes
from metrics.models import Publication
from metrics.periods import Month
from metrics.rebuilding import waits
from metrics.released import Block, figures_after, figures_of
from metrics.rules import rule_of
from orgs.exceptions import Refused
from orgs.models import County, Post
from orgs.statuses import OrganisationKind, Role


@dataclass(frozen=True, slots=True)
class Draft:
    """What would be published now."""

    month: Month
    version: int
    rule_version: int
    figures: Block


def may_publish(post: Post, county_id: int) -> bool:
    """Whoever supervises in the county office; only their own county."""
    office = post.role == Role.SUPERVISOR and post.organisation.kind == OrganisationKind.OFFICE
    return office and post.county_id == county_id


def draft(county: County, month: Month) -> Draft:
    """The next version of a month as the public would read it.

    Raises Refused for a month that runs, that shares days with another published one, while changes wait to be
    counted, or where nothing of what is public would change.
    """
    if month.end > clock.now():
        raise Refused(_("这个月还没有结束。"))
    if waits(county):
        raise Refused(_("还有没统计完的变动，请过一会儿再发布。"))
    earlier = list(Publication.objects.filter(county=county, month=month.named).order_by("version"))
    rule = rule_of(county, month)
    fresh = figures_of(county, month, rule)
    _refuse_other_days(county, month, fresh)
    figures = figures_after(fresh, [(each.version, each.figures) for each in earlier])
    if earlier and _said(figures) == _said(earlier[-1].figures):
        raise Refused(_("和已公开的相比没有变化，或者相差太少：少于 5 件的改动不公布，免得看出是哪一家。"))
    return Draft(month, len(earlier) + 1, rule.version, figures)


def publish(county_id: int, month: Month, *, reason: str, seen: int, actor: Post) -> Publication:
    """Make the next version of a month public; `seen` is the version that the actor had before them.

    Raises PermissionDenied, and Refused as `draft` does, for a correction without a reason, for another version
    than the one seen, and before the journal is sealed for the first time.
    """
    if not may_publish(actor, county_id):
        raise PermissionDenied
    checkpoints.seal()  # whatever the cubes were counted from lies below the seal, but for what moves this instant
    with transaction.atomic():
        county, now = County.objects.select_for_update(of=("self",)).get(pk=county_id), clock.now()
        cubes.lock(county_id, month)
        found = draft(county, month)
        if found.version != seen:
            raise Refused(_("刚有人发布了这个月，请看过再发布。"))
        if found.version > 1 and not reason:
            raise Refused(_("更正要写明原因。"))
        seal = newest_seal()
        row = Publication.objects.create(
            county=county,
            month=month.named,
            version=found.version,
            at=now,
            by=actor,
            reason=reason if found.version > 1 else "",
            rule_version=found.rule_version,
            figures=found.figures,
            checkpoint=seal.k,
            checkpoint_hash=bytes(seal.hash),
            digest=digest_of(found.figures),
        )
        data: dict[str, JSON] = {
            "month": str(month),
            "version": row.version,
            "digest": row.digest,
            "checkpoint": row.checkpoint,
        }
        events.record("county.month_published", county, actor=actor, at=now, data=data)
        return row


def newest_seal() -> Checkpoint:
    """The journal's last checkpoint. Raises Refused before the first one."""
    seal = Checkpoint.objects.order_by("-k").first()
    if seal is None:
        raise Refused(_("日志还没有封存过，请过几分钟再发布。"))
    return seal


def digest_of(figures: Block) -> str:
    """SHA-256 of the canonical bytes (sorted keys, no blanks, UTF-8), in hexadecimal."""
    return hashlib.sha256(canonical.canonical(figures)).hexdigest()


def _said(figures: Block) -> dict[str, Any]:
    return {name: value for name, value in figures.items() if name != "since"}


def _refuse_other_days(county: County, month: Month, fresh: Block) -> None:
    """A day counts in one published month only: what two of them share could be computed."""
    months = (
        Publication.objects.filter(county=county)
        .order_by()
        .values_list("month", "figures__first_day", "figures__last_day")
    )
    for named, first, last in months.distinct():
        same = named == month.named
        if same and (first, last) != (fresh["first_day"], fresh["last_day"]):
            raise Refused(_("这个月的起止日和公开时不同，不能更正。"))
        if not same and first <= fresh["last_day"] and fresh["first_day"] <= last:
            raise Refused(_("这个月和另一个已公开的月份有重叠的日子，不能公开。"))
