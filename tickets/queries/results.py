"""The cases of another channel whose results go back, through the one visibility rule."""

from datetime import date, datetime, time, timedelta

from django.db.models import Prefetch

from orgs.calendar import COUNTY_TIME
from orgs.models import Post
from tickets.models import ExportJob, Leg, Reply
from tickets.models.querysets import TicketQuerySet
from tickets.queries.visibility import tickets_for


def results_of(job: ExportJob, post: Post) -> TicketQuerySet:
    """Cases of the job's source that came to us in its days, oldest first; `answered` wants a passed reply.

    Raises ValueError for a job that is none of results.
    """
    if job.since is None or job.until is None:
        raise ValueError("a list of cases has no days")
    cases = tickets_for(post).filter(
        county=job.county_id,
        source=job.source,
        submitted_at__gte=_opening(job.since),
        submitted_at__lt=_opening(job.until + timedelta(days=1)),
    )
    if job.answered:
        cases = cases.filter(passed_at__isnull=False)
    return cases.order_by("submitted_at", "pk")


def with_results(cases: TicketQuerySet) -> TicketQuerySet:
    """With all that a row of results says, in a fixed number of queries a chunk."""
    return cases.select_related("firm", "filed_by", "parent").prefetch_related(
        Prefetch("legs", Leg.objects.select_related("department")),
        Prefetch("reply_set", Reply.objects.select_related("review")),
        "revisit_set",
        "contact_set",
    )


def _opening(day: date) -> datetime:
    return datetime.combine(day, time(), COUNTY_TIME)
