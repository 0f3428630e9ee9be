"""Whose reports a post reads: leaders and the county's office all of them, the head of a unit its own yearly sheets."""

from typing import Final

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Coalesce

from metrics.models import Report
from metrics.reports.kinds import ReportKind
from orgs.models import Post
from orgs.statuses import OrganisationKind, Role

READERS: Final = (Role.LEADER, Role.SUPERVISOR, Role.DEPT_HEAD)


def reads_bulletins(post: Post) -> bool:
    """Leaders, and who supervises in the office."""
    office = post.role == Role.SUPERVISOR and post.organisation.kind == OrganisationKind.OFFICE
    return post.role == Role.LEADER or office


def reports_for(post: Post) -> QuerySet[Report]:
    """Every version that the post reads, of its own county alone."""
    found = Report.objects.filter(county=post.county_id)
    if reads_bulletins(post):
        return found
    own = found.filter(kind=ReportKind.YEARLY, unit=post.organisation_id)
    return own if post.role == Role.DEPT_HEAD else own.none()


def newest(rows: QuerySet[Report]) -> QuerySet[Report]:
    """Without those that a correction has taken the place of."""
    same = {name: OuterRef(name) for name in ("county", "kind", "first_day")}
    others = Report.objects.annotate(whose=Coalesce("unit", 0)).filter(**same, version__gt=OuterRef("version"))
    return rows.filter(~Exists(others.filter(whose=Coalesce(OuterRef("unit"), 0))))


def versions_of(report: Report) -> QuerySet[Report]:
    """All versions of the same report, the oldest first."""
    rows = Report.objects.filter(county=report.county_id, kind=report.kind, first_day=report.first_day)
    return rows.filter(unit=report.unit_id).order_by("version")
