"""The one rule for drafts: a person's own, in the post that they were begun in. Colleagues see none."""

from uuid import UUID

from django.db.models import QuerySet

from orgs.models import Post
from tickets.models import Draft
from web.prepared import prepared


def drafts_for(post: Post) -> QuerySet[Draft]:
    """Drafts of the post's person and organisation, the last touched first, with their firms."""
    return Draft.objects.filter(person=post.person_id, organisation=post.organisation_id).select_related("firm")


def draft_of(post: Post, token: UUID) -> list[Draft]:
    """The one of them with this token, or none, with all that its form shows of the firm."""
    return _draft_of(person=post.person_id, organisation=post.organisation_id, token=token)


@prepared("person", "organisation", "token")
def _draft_of(*, person: int, organisation: int, token: UUID) -> QuerySet[Draft]:
    mine = Draft.objects.filter(person=person, organisation=organisation, token=token)
    return mine.select_related("firm__place", "firm__profile")
