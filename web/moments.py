"""Dates in the words people use, cheaply: a list has hundreds and Django's own formatting is slow. No clock here."""

from calendar import month_abbr
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import get_language, gettext


def moment(at: datetime, *, now: datetime | None) -> str:
    """今天 10:31 · 昨天 16:30 · 明天 18:00 · 11月6日 15:10 · 2025年11月6日 (another year: no time of day).

    Without ``now`` the date says everything: 2025年11月6日 15:10.
    """
    local = timezone.localtime(at)
    clock = f"{local.hour:02d}:{local.minute:02d}"
    if now is None:
        return f"{day(local, year=True)} {clock}"
    today = timezone.localtime(now).date()
    days = (local.date() - today).days
    if days == 0:
        return gettext("今天 %(clock)s") % {"clock": clock}
    if days == -1:
        return gettext("昨天 %(clock)s") % {"clock": clock}
    if days == 1:
        return gettext("明天 %(clock)s") % {"clock": clock}
    if local.year == today.year:
        return f"{day(local)} {clock}"
    return day(local, year=True)


def day(local: date, *, year: bool = False) -> str:
    """11月6日, 2025年11月6日; in English 6 Nov, 6 Nov 2025."""
    if (get_language() or "").startswith("en"):
        return f"{local.day} {month_abbr[local.month]}" + (f" {local.year}" if year else "")
    return (f"{local.year}年" if year else "") + f"{local.month}月{local.day}日"
