"""Files of meetings, as those read them who read the words that they came with."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from orgs.models import Post
from roundtable.meeting_kinds import Side
from roundtable.meeting_policies import ANSWERS
from roundtable.models import Decision, Enclosure, Material, Meeting, Seat
from roundtable.queries.decisions import read_whole
from roundtable.queries.meetings import meetings_for
from tickets.models import Attachment

_LARGEST_ID = 2**63 - 1


def materials_for(post: Post) -> QuerySet[Material]:
    """All materials of the meetings that the post reads; to whoever hands in for a body with a seat, its own."""
    mine = Q(meeting__in=meetings_for(post).values("pk"))
    if post.role in ANSWERS:
        seats = Seat.objects.filter(meeting=OuterRef("meeting"), organisation=post.organisation_id)
        called = seats.filter(meeting__notified_at__isnull=False).exclude(side=Side.FIRM)
        mine |= Q(Exists(called), organisation=post.organisation_id)
    return Material.objects.filter(mine)


def enclosures_for(post: Post) -> QuerySet[Enclosure]:
    """With materials, and as evidence of decisions that the post reads whole. No firm reads either."""
    whole = read_whole(post).values("pk")
    evidence = Q(note__decision__in=whole) | Q(strike__decision__in=whole)
    return Enclosure.objects.filter(Q(material__in=materials_for(post).values("pk")) | evidence)


def enclosure_for(post: Post, file_id: int) -> Enclosure | None:
    """One of these, by its file."""
    if file_id > _LARGEST_ID:
        return None
    return enclosures_for(post).select_related("file", "material", "note", "strike").filter(file=file_id).first()


def came_with(files: Iterable[Attachment], *, client_token: UUID) -> bool:
    """Whether these went along with the very form that is sent (once more): requests to strike off have no token, but
    there is one at a time.
    """
    once = Q(material__client_token=client_token) | Q(note__client_token=client_token) | Q(strike__isnull=False)
    return Enclosure.objects.filter(once, file__in=files).exists()


def whose_is(file_id: int) -> Enclosure | None:
    """What a file came with, by whom and for which meeting; whoever may read it, None where it is no meeting's."""
    rows = Enclosure.objects.select_related("material__meeting", "material__by", "note__by", "strike__by")
    return rows.select_related("note__decision__meeting", "strike__decision__meeting").filter(file=file_id).first()


def subject_of(enclosure: Enclosure) -> tuple[str, int | None]:
    """In whose name the access log notes that it was opened. Needs what it came with."""
    if enclosure.material is not None:
        return Meeting.JOURNAL_NAME, enclosure.material.meeting_id
    evidence = enclosure.note or enclosure.strike
    return Decision.JOURNAL_NAME, evidence.decision_id if evidence else None
