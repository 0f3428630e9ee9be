"""Tells of malware that was found in a file of a meeting: whoever sent it, and who prepares and chairs the meeting.

It is about no case: the table of audiences is silent. A file that no meeting has taken is its person's alone, whose
page says it in the file's place.
"""

from typing import Final

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from journal import clock
from journal.models import Event
from notifications.telling import tell
from orgs.models import Post
from orgs.queries import today
from roundtable.models import Decision, Meeting
from roundtable.queries.decisions import who_may_hear
from roundtable.queries.enclosures import whose_is

TOLD: Final[dict[str, Promise]] = {
    "person.file_quarantined": _("您传给圆桌会议的一个文件里有病毒，已隔离，请换一个再传"),
}
_IN_A_MATERIAL: Final = _("单位报送的会议材料里有一个文件有病毒，已隔离，谁也打不开")
_IN_EVIDENCE: Final = _("议定事项的凭据里有一个文件有病毒，已隔离，谁也打不开")


def handle(event: Event) -> None:
    """A notice for each, once however often this runs; who sent it hears it as that."""
    live = Post.objects.live(today(clock.now())).named().order_by("pk")
    for file_id in event.data["files"]:
        enclosure = whose_is(file_id)
        if enclosure is None:
            continue
        if enclosure.material is not None:
            meeting = enclosure.material.meeting
            _tell_of_a_material(event, meeting, live, by=enclosure.material.by_id)
        elif evidence := enclosure.note or enclosure.strike:
            _tell_of_evidence(event, evidence.decision, live, by=evidence.by_id)


def _tell_of_a_material(event: Event, meeting: Meeting, live: QuerySet[Post], *, by: int) -> None:
    tell(event, live.filter(pk=by), words=TOLD[event.verb], url=reverse("meeting_invitations"))
    address = reverse("materials", args=[meeting.pk])
    tell(event, live.filter(_who_holds(meeting)), words=_IN_A_MATERIAL, url=address)


def _tell_of_evidence(event: Event, decision: Decision, live: QuerySet[Post], *, by: int) -> None:
    address = reverse("decision", args=[decision.pk])
    told = ((Q(pk=by), TOLD[event.verb]), (_who_holds(decision.meeting), _IN_EVIDENCE))
    for whom, words in told:
        tell(event, who_may_hear(decision, live.filter(whom)), words=words, url=address)


def _who_holds(meeting: Meeting) -> Q:
    return Q(pk__in=[meeting.clerk_id, meeting.chair_id])
