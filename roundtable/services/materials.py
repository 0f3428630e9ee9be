"""Handing in materials (报送材料) for a meeting: units with a seat, from the notice until the meeting begins."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from orgs.models import Post
from orgs.queries import today
from roundtable import meeting_policies as policies
from roundtable.exceptions import Blocked, Moved
from roundtable.meeting_kinds import MeetingState
from roundtable.models import Material, Seat
from roundtable.services.enclosing import enclose
from roundtable.services.opening import opened

MOST: Final = 20
"""Papers of one unit for one meeting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What is handed in."""

    title: str
    words: str
    client_token: UUID
    files_token: UUID | None = None


def hand_in(seat_id: int, paper: Paper, *, actor: Post) -> None:
    """Add one; after its day it is marked late. The same form twice is one paper.

    Raises Moved (not called, called off or begun), PermissionDenied, Blocked (too many, neither words nor files), Busy.
    """
    seat = Seat.objects.select_related("organisation").get(pk=seat_id)
    if seat.organisation is None or not policies.may_hand_in(seat, actor):
        raise PermissionDenied("meeting.material_sent")
    with opened(seat.meeting_id, actor=actor, policy=lambda _meeting, _post: True) as now:
        if now.meeting.state != MeetingState.NOTIFIED or now.meeting.starts_at <= now.now:
            raise Moved
        there = Material.objects.filter(meeting=now.meeting, organisation=seat.organisation)
        if there.filter(by=actor, client_token=paper.client_token).exists():
            return
        if there.count() >= MOST:
            raise Blocked(_("一个单位最多报送 20 份，请合并后再报。"), field="title")
        last = now.meeting.materials_until
        made = Material.objects.create(
            meeting=now.meeting,
            organisation=seat.organisation,
            title=paper.title,
            words=paper.words,
            late=last is not None and today(now.now) > last,
            by=actor,
            at=now.now,
            client_token=paper.client_token,
        )
        now.verb = "meeting.material_sent"
        files = enclose(made, files_token=paper.files_token, actor=actor, now=now.now)
        if not made.words and not files:
            raise Blocked(_("请写材料内容，或者传文件"), field="words")
        now.data |= {"material": made.pk, "unit": made.organisation_id, "late": made.late, **files}
        now.erasable |= {"title": made.title} | ({"words": made.words} if made.words else {})
