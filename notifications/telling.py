"""Notices of what is about no case (claims, duty): who and what is decided by the callers, here they are written."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import translation
from django.utils.functional import Promise

from journal.models import Event
from notifications import live
from notifications.models import Delivery, Notice
from notifications.statuses import Channel
from orgs.models import Post


def tell(event: Event, posts: Iterable[Post], *, words: Promise | str, url: str) -> None:
    """A notice for each person, through the first of their posts, once however often this runs. Whoever acted hears
    nothing.
    """
    firsts = {post.person_id: post for post in reversed(list(posts)) if post.person_id != event.actor}
    if not firsts:
        return
    with translation.override("zh-hans"):
        text = str(words)
    Notice.objects.bulk_create(
        [
            Notice(
                person_id=post.person_id,
                post=post,
                event=event,
                verb=event.verb,
                subject_type=event.subject_type,
                subject_id=event.subject_id,
                text=text,
                url=url,
                at=event.at,
            )
            for post in firsts.values()
        ],
        ignore_conflicts=True,
    )
    transaction.on_commit(lambda: live.tell_people(sorted(firsts)), robust=True)


def mail(event: Event) -> None:
    """A mail for everybody who was told of the event and has an address, once however often this runs."""
    with_address = Notice.objects.filter(event=event).exclude(person__email="").values_list("pk", flat=True)
    Delivery.objects.bulk_create(
        [Delivery(notice_id=notice, channel=Channel.EMAIL) for notice in with_address], ignore_conflicts=True
    )
