"""Tells those who subscribed to a kind of report that there is a new one, and a unit's heads of its yearly sheet.

The event names the posts that were subscribed when it was made; whoever has left one since is told of nothing.
"""

from datetime import date
from typing import Final

from django.db.models import QuerySet
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

TOLD: Final = frozenset({"county.report_made"})
_NEW: Final[dict[str, Promise]] = {
    "daily": _("%(days)s的日报出来了"),
    "weekly": _("%(days)s的周报出来了"),
    "monthly": _("%(days)s的月通报出来了"),
    "yearly": _("%(days)s的年度考核出来了"),
}
_CORRECTED: Final = _("%(days)s的通报有更正，现在是第 %(version)s 版")


def handle(event: Event) -> None:
    """A notice for each of them, and a mail for those with an address."""
    said = event.data
    words = _NEW[said["kind"]] if said["version"] == 1 else _CORRECTED
    with translation.override("zh-hans"):
        text = str(words) % {"days": _days(said["first_day"], said["last_day"]), "version": said["version"]}
    tell(event, _whom(event), words=text, url=reverse("report", args=[said["report"]]))
    mail(event)


def _whom(event: Event) -> QuerySet[Post]:
    live = Post.objects.live(today(clock.now())).filter(organisation__county=event.county).named().order_by("pk")
    if event.data["unit"]:
        return live.filter(role=Role.DEPT_HEAD, organisation=event.data["unit"])
    return live.filter(pk__in=event.data["posts"])


def _days(first: str, last: str) -> str:
    """2026年11月23日至11月29日, in the words of a report."""
    one, other = date.fromisoformat(first), date.fromisoformat(last)
    begin = f"{one.year}年{one.month}月{one.day}日"
    if one == other:
        return begin
    year = "" if one.year == other.year else f"{other.year}年"
    return f"{begin}至{year}{other.month}月{other.day}日"
