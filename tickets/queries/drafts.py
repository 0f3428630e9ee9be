"""The one rule for drafts: a person's own, in the post that they were begun in. Colleagues see none."""

from django.db.models import QuerySet

from orgs.models import Post
from tickets.models import Draft


def drafts_for(post: Post) -> QuerySet[Draft]:
    """Drafts of the post's person and organisation, the last touched first, with their firms."""
    return Draft.objects.filter(person=post.person_id, organisation=post.organisation_id).select_related("firm")
