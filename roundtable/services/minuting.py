"""Writing the minutes: item by item, several people at once. Nobody writes over what somebody else has written."""

from dataclasses import asdict, dataclass
from typing import Final

from django.utils.translation import gettext as _

from orgs.models import Post
from roundtable import meeting_policies as policies
from roundtable.exceptions import Blocked, Moved, Overtaken
from roundtable.meeting_kinds import WRITING, Outcome
from roundtable.models import Decision, ItemRecord
from roundtable.services.opening import opened

NEEDS_REASON: Final = frozenset({Outcome.ANSWERED, Outcome.NOT_ADOPTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """All that stands on one item: what the case is, who said what, how it ended, and the answer or the reason."""

    facts: str
    positions: str
    outcome: str
    reason: str


def write(meeting_id: int, *, item_id: int, written: Written, version: int, actor: Post) -> int:
    """Save what stands on an item; the new version of its record. The same words again are written once.

    Raises Overtaken (somebody wrote on it since: it carries what stands there), Moved (signed, or the item is gone),
    PermissionDenied, Blocked (an outcome that needs words, a decided item whose decisions stand).
    """
    with opened(meeting_id, actor=actor, policy=policies.may_prepare, states=WRITING) as now:
        record = ItemRecord.objects.select_related("item", "by__person").filter(item=item_id).first()
        if record is None or record.item.meeting_id != now.meeting.pk:
            raise Moved
        said = asdict(written)
        changed = [name for name, words in said.items() if getattr(record, name) != words]
        if not changed:
            return record.version
        if record.version != version:
            raise Overtaken(record)
        _refuse(record, written)
        for name in changed:
            setattr(record, name, said[name])
        record.version += 1
        record.by, record.at = actor, now.now
        record.save()
        now.verb = "meeting.written"
        now.data |= {"item": item_id, "version": record.version, "outcome": record.outcome}
        now.erasable |= {name: said[name] for name in changed if name != "outcome" and said[name]}
    return record.version


def _refuse(record: ItemRecord, written: Written) -> None:
    if written.outcome and written.outcome not in Outcome.values:
        raise Blocked(_("请选一个结果。"), field="outcome")
    if written.outcome in NEEDS_REASON and not written.reason:
        raise Blocked(_("请写明答复了什么，或者为什么不予采纳。"), field="reason")
    if written.outcome != Outcome.DECIDED and Decision.objects.filter(item=record.item_id).exists():
        raise Blocked(_("这一项已经写了议定事项，请先删掉再改结果。"), field="outcome")
