"""Reading notices: a person marks their own, once. Reading is private to the person and leaves no event."""

from datetime import datetime

from notifications.models import Notice


def open_notice(notice_id: int, *, person_id: int, now: datetime) -> Notice:
    """Mark a notice read and give it back; a second opening keeps the first time. Raises Notice.DoesNotExist."""
    notice = Notice.objects.to(person_id).select_related("post").get(pk=notice_id)
    Notice.objects.to(person_id).unread().filter(pk=notice_id).update(read_at=now)
    return notice


def read_all(person_id: int, *, upto: int, now: datetime) -> int:
    """Mark what the person has before them as read; what came in after the page was drawn stays unread."""
    return Notice.objects.to(person_id).unread().filter(pk__lte=upto).update(read_at=now)
