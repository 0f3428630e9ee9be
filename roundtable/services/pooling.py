"""Raising and screening topics (议题征集、筛选): the one door for them. Case and topic move in one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from journal import clock
from journal.canonical import JSON
from journal.events import record
from orgs.models import Post
from roundtable import acts
from roundtable.acts import ACTS, Act
from roundtable.exceptions import Blocked, Moved
from roundtable.kinds import LIVE, Advice, TopicKind, TopicState
from roundtable.models import AgendaItem, Topic
from roundtable.queries.topics import committee_of
from tickets.models import Ticket
from tickets.services.changing import changing
from tickets.table_policies import RAISERS, may_table


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised:
    """What somebody brings in."""

    kind: TopicKind
    title: str
    body: str
    client_token: UUID


def raise_topic(raised: Raised, *, actor: Post) -> Topic:
    """Bring in a matter that is no case. The same form twice is one topic. Raises PermissionDenied."""
    if actor.role not in RAISERS:
        raise PermissionDenied(acts.RAISED)
    with transaction.atomic():
        return _raised(raised, actor=actor, ticket=None)


def table(ticket_id: int, *, raised: Raised, actor: Post) -> Topic:
    """Bring in a case; it says so from then on, and no clock of it stops (DESIGN §5).

    The same form twice is one topic. Raises PermissionDenied, Blocked (the case stands on the pool),
    NotPossibleNow (it has ended), Busy.
    """
    with transaction.atomic():
        if first := _sent_before(raised, actor):
            return first
        with changing(ticket_id, action="table", actor=actor, along=True) as change:
            if not may_table(change.ticket, actor):
                raise PermissionDenied(acts.RAISED)
            _refuse_twice(change.ticket)
            change.ticket.tabled = True
            topic = _raised(raised, actor=actor, ticket=change.ticket)
            change.data |= {"topic": topic.pk}
    return topic


def _refuse_twice(ticket: Ticket) -> None:
    if ticket.tabled:
        raise Blocked(_("这件诉求已经是圆桌会议的议题了。"))


def _sent_before(raised: Raised, actor: Post) -> Topic | None:
    return Topic.objects.filter(raised_by=actor, client_token=raised.client_token).first()


def _raised(raised: Raised, *, actor: Post, ticket: Ticket | None) -> Topic:
    if first := _sent_before(raised, actor):
        return first
    topic = Topic(
        county_id=actor.county_id,
        committee=committee_of(actor, ticket),
        kind=raised.kind,
        ticket=ticket,
        title=raised.title,
        body=raised.body,
        raised_by=actor,
        client_token=raised.client_token,
        at=clock.now(),
    )
    try:
        with transaction.atomic():
            topic.save(force_insert=True)
    except IntegrityError:  # the same form, pressed twice at once
        if first := _sent_before(raised, actor):
            return first
        raise
    data: dict[str, JSON] = {"kind": topic.kind, "committee": topic.committee_id, "ticket": topic.ticket_id}
    record(acts.RAISED, topic, actor=actor, at=topic.at, data=data, erasable={"title": topic.title, "body": topic.body})
    return topic


# --- screening --------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Screening:
    """What one decision has in hand."""

    act: Act
    topic: Topic
    actor: Post
    data: dict[str, JSON]
    erasable: dict[str, str]


def propose(topic_id: int, *, advice: Advice, words: str, actor: Post, version: int) -> None:
    """The clerk says what they would do with it; the secretary rules. Raises as `approve`."""
    with _screening("propose", topic_id, actor=actor, version=version) as now:
        now.topic.advice, now.topic.advice_words = advice, words
        now.topic.proposed_by, now.topic.proposed_at, now.topic.again_on = actor, clock.now(), None
        now.data["advice"] = advice
        now.erasable["advice"] = words


def approve(topic_id: int, *, words: str, actor: Post, version: int) -> None:
    """It will be on the table. Raises Moved, PermissionDenied, Busy."""
    with _screening("approve", topic_id, actor=actor, version=version) as now:
        _rule(now, words)


def defer(topic_id: int, *, words: str, until: date, actor: Post, version: int) -> None:
    """Not now: it comes back on the day. Raises as `approve`."""
    with _screening("defer", topic_id, actor=actor, version=version) as now:
        _rule(now, words)
        now.topic.again_on = until
        now.data["until"] = until.isoformat()


def decline(topic_id: int, *, words: str, actor: Post, version: int) -> None:
    """Not at all, and why. Its case may be brought in again. Raises as `approve`."""
    with _screening("decline", topic_id, actor=actor, version=version) as now:
        _rule(now, words)


def withdraw(topic_id: int, *, actor: Post, version: int) -> None:
    """Whoever raised it takes it back. Raises as `approve`."""
    with _screening("withdraw", topic_id, actor=actor, version=version):
        pass


def merge(topic_id: int, *, onto_id: int, actor: Post, version: int) -> None:
    """The same matter is one topic: this one goes into another of the same pool. Raises as `approve`, Blocked."""
    with _screening("merge", topic_id, actor=actor, version=version, locks={onto_id}) as now:
        onto = Topic.objects.get(pk=onto_id)
        if onto.pk == topic_id or onto.committee_id != now.topic.committee_id or onto.state not in LIVE:
            raise Blocked(_("请选同一个议题池里、还没有结束的另一个议题。"), field="onto")
        now.topic.merged_into = onto
        # What was merged into this one goes along: nobody has to follow a trail.
        Topic.objects.filter(merged_into=now.topic).update(merged_into=onto)
        now.data["onto"] = onto.pk


def _rule(now: _Screening, words: str) -> None:
    now.topic.ruled_by, now.topic.ruled_at, now.topic.ruling = now.actor, clock.now(), words
    now.topic.again_on = None
    if words:
        now.erasable["ruling"] = words


@contextmanager
def _screening(
    name: str, topic_id: int, *, actor: Post, version: int, locks: set[int] | None = None
) -> Iterator[_Screening]:
    """Lock, check, let the act change its topic, save, and write it down on topic and case."""
    act = ACTS[name]
    with transaction.atomic():
        # All at once and in one order, so that two merges that cross wait for each other instead of for ever.
        rows = {row.pk: row for row in _locked({topic_id} | (locks or set()))}
        topic = rows[topic_id]
        if topic.version != version or topic.state not in act.sources:
            raise Moved
        if not act.policy(topic, actor):
            raise PermissionDenied(act.verb)
        if act.target != TopicState.APPROVED and AgendaItem.objects.filter(topic=topic).exists():
            raise Blocked(_("这个议题已经排进会议议程，请先移出议程。"))
        now = _Screening(act, topic, actor, {"was": topic.state, "ticket": topic.ticket_id}, {})
        yield now
        topic.state, topic.version = act.target, topic.version + 1
        topic.save()
        record(act.verb, topic, actor=actor, at=clock.now(), data=now.data, erasable=now.erasable)
        _tell_cases(now)


def _locked(ids: set[int]) -> list[Topic]:
    rows = Topic.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=ids).order_by("pk")
    return list(rows.select_related("committee", "raised_by__organisation", "proposed_by"))


def _tell_cases(now: _Screening) -> None:
    """Its case, and those of topics merged into it, say what became of it; one that is over may be brought in again."""
    topic, action = now.topic, now.act.on_case
    if not action:
        return
    cases = Topic.objects.filter(Q(pk=topic.pk) | Q(merged_into=topic), ticket__isnull=False)
    for case in sorted(set(cases.values_list("ticket", flat=True))):
        with changing(case, action=action, actor=now.actor, along=True) as change:
            change.ticket.tabled = topic.state in LIVE
            change.data |= {"topic": topic.pk}
