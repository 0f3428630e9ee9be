"""Signed minutes as they are read: by whoever reads the meeting, and by the units that had a seat there."""

from django.db.models import Q

from orgs.models import Post
from roundtable.meeting_kinds import Side
from roundtable.models import Minutes, Seat, Topic
from roundtable.queries.meetings import meetings_for
from tickets.policies import UNIT_ROLES


def issues_for(post: Post, meeting_id: int) -> list[Minutes]:
    """All issues of a meeting, the first one first; none for whoever may not read them."""
    if not meetings_for(post).filter(pk=meeting_id).exists() and not _sat_there(post, meeting_id):
        return []
    shown = ("meeting__committee", "corrects", "signed_by__person")
    return list(Minutes.objects.filter(meeting=meeting_id).select_related(*shown).order_by("pk"))


def _sat_there(post: Post, meeting_id: int) -> bool:
    """Minutes go out to the units (印发有关单位); a firm reads what concerns it on its case and its decision.

    Never to a unit that a case of the meeting has turned out to be about: it would read the complaint there.
    """
    if post.role not in UNIT_ROLES:
        return False
    unit = post.organisation_id
    heard = Q(item__meeting=meeting_id) | Q(merged_into__item__meeting=meeting_id)
    if Topic.objects.filter(heard, ticket__about_org=unit).exists():
        return False
    seats = Seat.objects.filter(meeting=meeting_id, organisation=unit)
    return seats.exclude(side__in=[Side.FIRM, Side.WORKERS]).exists()
