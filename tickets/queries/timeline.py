"""What happened to a case, as its readers may read it (经过). One place decides who reads what."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from journal.models import Event
from orgs.models import Organisation, Post
from tickets.actions import BY_VERB, Readers
from tickets.models import Contact, InfoRequest, Leg, Note, Rejection, Reply, ReplyReview, Revisit, Ticket
from tickets.statuses import DeadlineKind, Grade, Outcome


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the timeline. `internal` words are never shown to the firm."""

    at: datetime
    who: str
    title: str
    words: str
    details: tuple[tuple[str, str], ...]
    verb: str
    internal: bool
    icon: str


# data key of an event → the record that holds the words.
_RECORDS: Final[dict[str, type[Model]]] = {
    "note": Note,
    "contact": Contact,
    "question": InfoRequest,
    "rejection": Rejection,
    "reply": Reply,
    "review": ReplyReview,
    "revisit": Revisit,
}
_ICONS: Final = {
    "ticket.submitted": "phone", "ticket.accepted": "check", "ticket.asked": "message",
    "ticket.supplemented": "paperclip", "note.supplement": "paperclip", "ticket.dispatched": "send",
    "ticket.redispatched": "send", "ticket.taken_on": "send", "leg.signed": "check", "leg.contacted": "phone",
    "note.progress": "message", "note.internal": "lock", "leg.opined": "users", "reply.submitted": "message",
    "reply.passed": "check", "reply.sent_back": "arrow-back-up", "ticket.revisited": "star",
    "ticket.called": "phone", "ticket.rejected": "info-circle", "rejection.proposed": "info-circle",
    "rejection.refused": "info-circle", "ticket.withdrawn": "arrow-back-up", "ticket.appealed": "arrow-up",
    "ticket.question_lapsed": "clock", "ticket.confirmation_lapsed": "clock", "deadline.warned": "alert-triangle",
    "deadline.passed": "alert-triangle",
}  # fmt: skip


def timeline(ticket: Ticket, *, for_firm: bool) -> list[Entry]:
    """Entries, newest first. Queries: the events, their posts, and one per kind of record present."""
    events = [
        event
        for event in Event.objects.for_subject(Ticket.JOURNAL_NAME, ticket.pk).order_by("-seq")
        if event.verb in BY_VERB and not (for_firm and BY_VERB[event.verb].readers is Readers.UNITS)
    ]
    posts = _by_id(Post.objects.select_related("person", "organisation"), (event.post for event in events))
    records = {key: _records_of(key, events) for key in _RECORDS}
    names = _unit_names(events)
    opinions = _opinions(events)
    return [
        _entry(event, posts.get(event.post or 0), records, names, opinions, for_firm=for_firm) for event in events
    ]


def _by_id(rows: QuerySet[Any], ids: Iterable[int | None]) -> dict[int, Any]:
    wanted = {pk for pk in ids if pk}
    return rows.in_bulk(wanted) if wanted else {}


def _records_of(key: str, events: Iterable[Event]) -> dict[int, Any]:
    model: Any = _RECORDS[key]
    return _by_id(model.objects.all(), (event.data.get(key) for event in events))


def _opinions(events: Iterable[Event]) -> dict[int, Any]:
    return _by_id(Leg.objects.all(), (e.data.get("leg") for e in events if e.verb == "leg.opined"))


def _unit_names(events: Iterable[Event]) -> dict[int, str]:
    ids: set[int] = set()
    for event in events:
        unit, was, assists = event.data.get("unit"), event.data.get("was"), event.data.get("assists")
        ids.update(pk for pk in (unit, *(was if isinstance(was, list) else ()), *(assists or ())) if pk)
    return {pk: unit.display_name for pk, unit in _by_id(Organisation.objects.all(), ids).items()}


def _entry(
    event: Event,
    post: Post | None,
    records: Mapping[str, Mapping[int, Any]],
    names: Mapping[int, str],
    opinions: Mapping[int, Leg],
    *,
    for_firm: bool,
) -> Entry:
    action = BY_VERB[event.verb]
    found = {key: rows[event.data[key]] for key, rows in records.items() if event.data.get(key) in rows}
    words, details = _WORDS.get(event.verb, _no_words)(event, found, names, for_firm)
    if event.verb == "leg.opined":
        words = opinions[event.data["leg"]].opinion
    return Entry(
        at=event.at,
        who=_who(post, for_firm=for_firm),
        title=str(action.firm_reads if for_firm else action.label),
        words=words,
        details=tuple((label, value) for label, value in details if value),
        verb=event.verb,
        internal=action.readers is Readers.UNITS,
        icon=_ICONS[event.verb],
    )


def _who(post: Post | None, *, for_firm: bool) -> str:
    """The firm reads units, never the names of officials; colleagues read both."""
    if post is None:
        return _("系统")
    unit = post.organisation.display_name
    return unit if for_firm else _("%(unit)s %(name)s") % {"unit": unit, "name": post.person.name}


Words = tuple[str, list[tuple[str, str]]]


def _no_words(_event: Event, _found: Mapping[str, Any], _names: Mapping[int, str], _firm: bool) -> Words:  # noqa: FBT001 -- a row of the table below
    return "", []


def _record_words(key: str, attribute: str = "body") -> Any:
    """Words that stand in a record."""

    def words(_event: Event, found: Mapping[str, Any], _names: Mapping[int, str], _firm: bool) -> Words:  # noqa: FBT001 -- as above
        return str(getattr(found[key], attribute)) if key in found else "", []

    return words


def _dispatched(event: Event, _found: Mapping[str, Any], names: Mapping[int, str], _firm: bool) -> Words:  # noqa: FBT001 -- as above
    assists = _("、").join(names.get(pk, "") for pk in event.data.get("assists", []))
    return "", [(_("主办"), names.get(event.data.get("unit", 0), "")), (_("协办"), assists)]


def _contacted(_event: Event, found: Mapping[str, Any], _names: Mapping[int, str], _firm: bool) -> Words:  # noqa: FBT001 -- as above
    contact = found["contact"]
    return contact.body, [(_("方式"), str(contact.get_way_display()))]


def _rejected(_event: Event, found: Mapping[str, Any], _names: Mapping[int, str], _firm: bool) -> Words:  # noqa: FBT001 -- as above
    rejection = found["rejection"]
    return rejection.body, [
        (_("原因"), str(rejection.get_reason_display())),
        (_("应走的渠道"), rejection.channel),
        (_("审批意见"), rejection.ruling),
    ]


def _replied(_event: Event, found: Mapping[str, Any], _names: Mapping[int, str], firm: bool) -> Words:  # noqa: FBT001 -- as above
    """The firm reads a reply only once it has passed review."""
    if firm:
        return "", []
    reply = found["reply"]
    return reply.body, [
        (_("结果"), str(Outcome(reply.outcome).label)),
        (_("未解决原因"), reply.unsolved_reason),
        (_("办理情况（内部）"), reply.internal),
        (_("协办未反馈的原因"), reply.override_reason),
    ]


def _passed(_event: Event, found: Mapping[str, Any], _names: Mapping[int, str], _firm: bool) -> Words:  # noqa: FBT001 -- as above
    reply = found["reply"]
    return reply.body, [(_("结果"), str(Outcome(reply.outcome).label)), (_("未解决原因"), reply.unsolved_reason)]


def _revisited(_event: Event, found: Mapping[str, Any], _names: Mapping[int, str], _firm: bool) -> Words:  # noqa: FBT001 -- as above
    revisit = found["revisit"]
    if not revisit.valid:
        return _("未接通"), []
    return revisit.body, [
        (_("联系过"), _("是") if revisit.contacted else _("否")),
        (_("解决"), str(Outcome(revisit.outcome).label)),
        (_("满意"), str(Grade(revisit.grade).label)),
    ]


def _deadline(event: Event, _found: Mapping[str, Any], names: Mapping[int, str], _firm: bool) -> Words:  # noqa: FBT001 -- as above
    unit = names.get(event.data.get("unit") or 0, "")
    return "", [(_("时限"), str(DeadlineKind(event.data["kind"]).label)), (_("单位"), unit)]


_WORDS: Final[dict[str, Any]] = {
    "note.supplement": _record_words("note"),
    "note.progress": _record_words("note"),
    "note.internal": _record_words("note"),
    "ticket.appealed": _record_words("note"),
    "ticket.asked": _record_words("question"),
    "ticket.supplemented": _record_words("question", "answer"),
    "ticket.dispatched": _dispatched,
    "ticket.redispatched": _dispatched,
    "ticket.taken_on": _dispatched,
    "leg.contacted": _contacted,
    "rejection.proposed": _rejected,
    "ticket.rejected": _rejected,
    "rejection.refused": _rejected,
    "reply.submitted": _replied,
    "reply.passed": _passed,
    "reply.sent_back": _record_words("review"),
    "ticket.revisited": _revisited,
    "ticket.called": _revisited,
    "deadline.warned": _deadline,
    "deadline.passed": _deadline,
}
