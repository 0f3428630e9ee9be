"""Asking for reports, and being sent them. `metrics.reports.running` makes what is asked for."""

from datetime import date, datetime
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from journal import clock
from metrics.models import CaseFact, Report, ReportRun, ReportSubscription
from metrics.models.reports import RunState
from metrics.periods import Period
from metrics.reports import kinds
from metrics.reports.kinds import ReportKind
from metrics.reports.reading import reads_bulletins
from metrics.services.publishing import may_publish
from orgs.exceptions import Refused
from orgs.models import County, Post

UNDER_WAY: Final = (RunState.WAITING, RunState.RUNNING)


def may_make(post: Post, county_id: int) -> bool:
    """Whoever makes figures public: the supervisor of the county's office."""
    return may_publish(post, county_id)


def ask(county_id: int, kind: ReportKind, period: Period, *, reason: str, actor: Post) -> ReportRun:
    """Put a report on the heap of work, a correction with its reason.

    Raises PermissionDenied, and Refused for a period that runs, for a correction without a reason, for a reason where
    there is nothing to correct, and while the same one is being made.
    """
    if not may_make(actor, county_id):
        raise PermissionDenied
    now = clock.now()
    if period.end > now:
        raise Refused(_("这段时间还没有结束。"))
    with transaction.atomic():
        county = County.objects.select_for_update(of=("self",)).get(pk=county_id)
        there = Report.objects.filter(county=county, kind=kind, first_day=period.days[0], unit=None).exists()
        if there and not reason:
            raise Refused(_("这份通报已经有了。要更正，请写明原因。"))
        run = _order(county, kind, period, reason=reason if there else "", actor=actor, now=now)
        if run is None:
            raise Refused(_("这份通报正在生成，请稍等。"))
        return run


def order_due(*, now: datetime) -> int:
    """Put on the heap whatever should be there by now and is not, of every county; how many.

    A county without a single case by a period's end has nothing to report on.
    """
    ordered = 0
    for county_id in County.objects.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            county = County.objects.select_for_update(of=("self",)).get(pk=county_id)
            made = _made(county)
            first = CaseFact.objects.filter(county=county, accepted_on__isnull=False).order_by("accepted_on").first()
            for kind in ReportKind:
                for period in kinds.due(kind, now, starts_on=county.month_starts_on, made=made.get(kind)):
                    if first is None or first.accepted_on is None or first.accepted_on >= period.days[1]:
                        continue
                    ordered += _order(county, kind, period, reason="", actor=None, now=now) is not None
    return ordered


def _made(county: County) -> dict[str, date]:
    rows = Report.objects.filter(county=county, unit=None).order_by().values_list("kind").annotate(last=Max("last_day"))
    return dict(rows)


def _order(
    county: County, kind: ReportKind, period: Period, *, reason: str, actor: Post | None, now: datetime
) -> ReportRun | None:
    """A run in the locked county; None where the same one is under way."""
    first = period.days[0]
    if ReportRun.objects.filter(county=county, kind=kind, first_day=first, state__in=UNDER_WAY).exists():
        return None
    return ReportRun.objects.create(
        county=county,
        kind=kind,
        first_day=first,
        last_day=kinds.last_day(period),
        by=actor,
        reason=reason,
        asked_at=now,
    )


def subscribe(kind: ReportKind, *, actor: Post) -> None:
    """Be told of each new report of the kind. Raises PermissionDenied for whoever reads none."""
    if not reads_bulletins(actor):
        raise PermissionDenied
    ReportSubscription.objects.get_or_create(post=actor, kind=kind, defaults={"at": clock.now()})


def unsubscribe(kind: ReportKind, *, actor: Post) -> None:
    """Be told no more."""
    ReportSubscription.objects.filter(post=actor, kind=kind).delete()
