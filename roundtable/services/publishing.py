"""Making an item of a signed meeting public (公开), in words that a secretary answers for, and taking it back.

Nothing is public by itself. Words that hold a personal number, a case number or the name of a firm or a person of the
item are refused with a sentence.
"""

from orgs.models import Post
from roundtable import meeting_policies as policies
from roundtable.exceptions import Blocked, Moved
from roundtable.meeting_kinds import ISSUED
from roundtable.models import AgendaItem, Meeting, Release
from roundtable.queries.naming import named_in, people_of
from roundtable.services.opening import opened


def release(meeting_id: int, *, item_id: int, title: str, words: str, actor: Post) -> None:
    """Everybody reads these words of the item from now on; written again they replace the ones before.

    Raises Moved (not signed, or the item is gone), PermissionDenied, Blocked (words that name somebody).
    """
    with opened(meeting_id, actor=actor, policy=policies.may_convene, states=ISSUED) as now:
        item = _item(now.meeting, item_id)
        people = people_of(item)
        for field, text in (("title", title), ("words", words)):
            if refusal := named_in(text, item, county_id=now.meeting.county_id, people=people):
                raise Blocked(refusal, field=field)
        said = {
            "title": title, "words": words, "by": actor, "at": now.now, "taken_back_at": None, "taken_back_by": None,
        }  # fmt: skip
        made, _new = Release.objects.update_or_create(item=item, defaults=said)
        now.verb = "meeting.released"
        now.data |= {"item": item.pk, "release": made.pk}
        now.erasable |= {"title": title, "words": words}


def take_back(meeting_id: int, *, item_id: int, actor: Post) -> None:
    """Nobody reads it any more. Raises Moved (it is not public), PermissionDenied."""
    with opened(meeting_id, actor=actor, policy=policies.may_convene, states=ISSUED) as now:
        found = Release.objects.filter(item=item_id, item__meeting=now.meeting, taken_back_at=None).first()
        if found is None:
            raise Moved
        found.taken_back_at, found.taken_back_by = now.now, actor
        found.save(update_fields=["taken_back_at", "taken_back_by"])
        now.verb = "meeting.release_taken_back"
        now.data |= {"item": item_id, "release": found.pk}


def _item(meeting: Meeting, item_id: int) -> AgendaItem:
    item = meeting.items.select_related("topic__raised_by__person", "meeting").filter(pk=item_id).first()
    if item is None:
        raise Moved
    return item
