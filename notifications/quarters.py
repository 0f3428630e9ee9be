"""Tells who can plan one, in the general committee and its office, that a quarter ends without its joint meeting."""

from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from journal import clock
from journal.models import Event
from notifications.telling import mail, tell
from orgs.models import Post
from orgs.queries import today
from roundtable.policies import WHOLE_COUNTY
from tickets.table_policies import PREPARES

TOLD: Final[dict[str, Promise]] = {
    "organisation.joint_meeting_due": _("这个季度还没有安排联席会议，请尽快安排"),
}


def handle(event: Event) -> None:
    """A notice and a mail for everybody who can plan one."""
    live = Post.objects.live(today(clock.now())).filter(role__in=PREPARES, organisation__kind__in=WHOLE_COUNTY)
    live = live.filter(organisation__county=event.county)
    tell(event, live.named().order_by("pk"), words=TOLD[event.verb], url=reverse("meeting_new"))
    mail(event)
