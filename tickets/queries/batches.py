"""Lists that came in and went out, as a post may see them: a desk its own unit's, the office the county's."""

from django.db.models import QuerySet

from orgs.models import Post
from orgs.statuses import Role
from tickets.export_kinds import Exported
from tickets.models import ExportJob, ImportBatch
from tickets.policies import may_import


def imports_for(post: Post) -> QuerySet[ImportBatch]:
    """Lists that this post may open, newest first."""
    if not may_import(post):
        return ImportBatch.objects.none()
    batches = ImportBatch.objects.filter(county=post.organisation.county_id)
    if post.role != Role.SUPERVISOR:
        batches = batches.filter(by__organisation=post.organisation_id)
    return batches.select_related("by__person", "by__organisation").order_by("-created_at", "-id")


def exports_for(post: Post) -> QuerySet[ExportJob]:
    """Lists that this post has asked for, newest first: each was made for one reader's eyes."""
    own = ExportJob.objects.filter(by=post).defer("content", "keys").order_by("-created_at", "-id")
    return own if may_import(post) else own.exclude(what=Exported.RESULTS)
