"""Sends the head of the chain out of the database each morning, with the address of yesterday's report.

It stands in an event of each county, so that the notice and the mail cannot be lost on their way, and in the mail: an
anchor in as many mailboxes as there are audit administrators.
"""

from datetime import date, datetime, time, timedelta
from typing import Final

from django.db import transaction

from journal import clock, events
from journal.models import Checkpoint, Event
from metrics.audit.proof import head_of
from orgs.calendar import COUNTY_TIME
from orgs.models import County

REPORTED: Final = "county.audit_reported"


def report_yesterday() -> int:
    """One event for each county that has none for yesterday yet; how many. Nothing before the first seal."""
    now = clock.now()
    today = now.astimezone(COUNTY_TIME).date()
    begins = datetime.combine(today, time(), tzinfo=COUNTY_TIME)
    sealed = Checkpoint.objects.filter(at__lt=begins).order_by("-k").first()
    if sealed is None:
        return 0
    counties = County.objects.order_by("pk").values_list("pk", flat=True)
    return sum(_report(county, today - timedelta(days=1), sealed, at=now) for county in counties)


def _report(county_id: int, day: date, sealed: Checkpoint, *, at: datetime) -> bool:
    head = head_of(sealed)
    with transaction.atomic():
        county = County.objects.select_for_update(of=("self",)).get(pk=county_id)
        if Event.objects.filter(county=county_id, verb=REPORTED, data__day=day.isoformat()).exists():
            return False
        events.record(
            REPORTED,
            county,
            actor=None,
            at=at,
            data={"day": day.isoformat(), "checkpoint": head.number, "count": head.count, "head": head.hash},
        )
    return True
