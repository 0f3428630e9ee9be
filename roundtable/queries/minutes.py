"""Signed minutes as they are read: by whoever reads the meeting, and by the units that had a seat there."""

from orgs.models import Post
from roundtable.meeting_kinds import Side
from roundtable.models import Minutes, Seat
from roundtable.queries.decisions import is_heard_of_theirs
from roundtable.queries.meetings import meetings_for
from tickets.policies import UNIT_ROLES


def issues_for(post: Post, meeting_id: int) -> list[Minutes]:
    """All issues of a meeting, the first one first; none for whoever may not read them.

    Nor for anybody who has a post in a unit that a case of the meeting has turned out to be about, whatever post they
    read with: they would read the complaint there.
    """
    if not meetings_for(post).filter(pk=meeting_id).exists() and not _sat_there(post, meeting_id):
        return []
    if is_heard_of_theirs(post, meeting_id):
        return []
    shown = ("meeting__committee", "corrects", "signed_by__person")
    return list(Minutes.objects.filter(meeting=meeting_id).select_related(*shown).order_by("pk"))


def _sat_there(post: Post, meeting_id: int) -> bool:
    """Minutes go out to the units (印发有关单位); a firm reads what concerns it on its case and its decision."""
    if post.role not in UNIT_ROLES:
        return False
    seats = Seat.objects.filter(meeting=meeting_id, organisation=post.organisation_id)
    return seats.exclude(side__in=[Side.FIRM, Side.WORKERS]).exists()
