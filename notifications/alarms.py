"""Tells audit administrators that the journal was altered or damaged, and each morning what its head is. About no case:
the table of audiences is silent.

System and security administrators read the operator's log: whoever could have done it is not told first.
"""

from typing import Final

from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from journal import clock
from journal.models import Event
from notifications.telling import mail, tell
from orgs.models import Post
from orgs.queries import today
from orgs.statuses import Role

TOLD: Final[dict[str, Promise]] = {
    "county.journal_broken": _("日志核验没有通过，可能被改动，请马上查看"),
    "county.audit_reported": _("%(day)s 审计日报：封存点 %(checkpoint)s，链头 %(head)s"),
}


def handle(event: Event) -> None:
    """A notice for every audit administrator of the county, and a mail for those with an address."""
    live_posts = Post.objects.live(today(clock.now()))
    auditors = live_posts.filter(role=Role.AUDITADMIN, organisation__county=event.county).order_by("pk")
    day = event.data.get("day", "")
    url = f"{reverse('audit_day')}?day={day}" if day else reverse("audit")
    with translation.override("zh-hans"):
        words = str(TOLD[event.verb]) % event.data
    tell(event, auditors, words=words, url=url)
    mail(event)
