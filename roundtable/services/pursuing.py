"""Following a decision up (议定事项): contact, monthly progress, and striking it off (销号) by five pairs of hands.

The lead asks, its head signs, the firms confirm, the office audits, the convenor grants (DOMAIN §3.1, closing). What is
not solved stays, and says why.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from journal import clock
from journal.canonical import JSON
from journal.events import record
from orgs.models import Post
from orgs.queries import posts_in, today
from orgs.statuses import Role
from orgs.working_days import calendar_for
from roundtable import decision_policies as policies
from roundtable import following
from roundtable.exceptions import Blocked, Moved
from roundtable.meeting_kinds import DecisionState, MeetingState
from roundtable.models import Decision, DecisionNote, DecisionStrike, Meeting, Named
from roundtable.queries.decisions import is_kept_from
from roundtable.services.enclosing import enclose
from tickets.extensions import local_day
from tickets.queries.units import dispatchable_units
from tickets.queries.visibility import Reader
from tickets.services.changing import changing, or_busy
from web.prepared import prepared


@dataclass(slots=True)
class Pursued:
    """A decision under its lock, with the strike-off that is asked for, if any."""

    decision: Decision
    strike: DecisionStrike | None
    actor: Post
    now: datetime
    verb: str = ""
    data: dict[str, JSON] = field(default_factory=dict)
    erasable: dict[str, str] = field(default_factory=dict)

    @property
    def asked(self) -> DecisionStrike:
        """The open strike-off. Raises Moved when there is none any more."""
        if self.strike is None:
            raise Moved
        return self.strike


@contextmanager
def pursued(
    decision_id: int, *, actor: Post, policy: Callable[[Pursued], bool], version: int | None = None
) -> Iterator[Pursued]:
    """Raises Moved (another version), PermissionDenied, Busy; then nothing is written. `version` None: an append."""
    with or_busy(decision_id), transaction.atomic():
        decision = _locked(decision_id, actor)
        if version not in {None, decision.version}:
            raise Moved
        change = Pursued(decision, next(iter(_asked_for(decision=decision_id)), None), actor, clock.now())
        if not policy(change) or vars(decision)["kept_from"]:
            raise PermissionDenied("decision")
        yield change
        if not change.verb:
            return
        if version is not None:
            decision.version += 1
        decision.save()
        change.data |= {"unit": decision.lead_id, "state": decision.state}
        record(change.verb, decision, actor=actor, at=change.now, data=change.data, erasable=change.erasable)


def _locked(decision_id: int, actor: Post) -> Decision:
    """The decision under its lock; `kept_from` says whether it is hidden from whoever acts."""
    who = {"organisation": actor.organisation_id, "person": actor.person_id}
    for decision in _rows_locked(Role(actor.role), decision=decision_id, **who):
        return decision
    raise Decision.DoesNotExist


@prepared("decision", "organisation", "person")
def _rows_locked(role: Role, *, decision: int, organisation: int, person: int) -> QuerySet[Decision]:
    rows = Decision.objects.select_for_update(of=("self",), no_key=True).select_related("meeting__committee", "lead")
    return rows.filter(pk=decision).annotate(kept_from=is_kept_from(Reader(role, organisation, person)))


@prepared("decision")
def _asked_for(*, decision: int) -> QuerySet[DecisionStrike]:
    asked = DecisionStrike.objects.filter(decision=decision, upheld=None)
    return asked.select_related("by", "signed_by", "audited_by").order_by("at", "pk")


def contact(decision_id: int, *, words: str, client_token: UUID, actor: Post) -> None:
    """The lead has spoken with the firms. Late is recorded and stays. The same form twice is one note."""
    with pursued(decision_id, actor=actor, policy=_may(policies.may_work)) as now:
        if _sent_before(actor, client_token):
            return
        due = now.decision.contact_due_at
        late = now.decision.contacted_at is None and due is not None and due < now.now
        _note(now, done=words, late=late, client_token=client_token, contact=True)
        now.decision.contacted_at = now.decision.contacted_at or now.now
        now.verb = "decision.contacted"


def report(
    decision_id: int, *, done: str, next_step: str, client_token: UUID, actor: Post, files_token: UUID | None = None
) -> None:
    """The month's progress; the next month begins. Late is recorded and stays. The same form twice is one note."""
    with pursued(decision_id, actor=actor, policy=_may(policies.may_work)) as now:
        if _sent_before(actor, client_token):
            return
        due = now.decision.report_due_at
        late = due is not None and due < now.now
        note = _note(now, done=done, late=late, client_token=client_token, next_step=next_step)
        now.data |= enclose(note, files_token=files_token, actor=actor, now=now.now)
        calendar = calendar_for(now.decision.county_id)
        now.decision.report_due_at = following.report_after(now.now, now.decision.report_due_at, calendar)
        now.decision.report_missed_at = None
        now.verb = "decision.reported"


def ask(decision_id: int, *, words: str, actor: Post, version: int, files_token: UUID | None = None) -> None:
    """Say what was reached and what shows it (申请销号). A head who asks has signed with it; where a unit has no head
    whoever asks has, and the page says so.

    Firms are asked anew. Raises Moved, PermissionDenied, Blocked (no firm was spoken with yet).
    """
    with pursued(decision_id, actor=actor, policy=_may(policies.may_ask), version=version) as now:
        if now.decision.contacted_at is None and now.decision.named.exists():
            raise Blocked(_("还没有联系过企业，请先联系并登记。"))
        strike = DecisionStrike(decision=now.decision, by=actor, at=now.now, body=words)
        now.decision.state = DecisionState.WITH_HEAD
        if actor.role in policies.HEADS or not _has_head(now):
            strike.signed_by, strike.signed_at = actor, now.now
            now.decision.state = DecisionState.WITH_OFFICE
        strike.save()
        unsaid = {"solved": None, "unreachable": False, "words": "", "said_at": None, "said_by": None}
        now.decision.named.update(**unsaid, by_phone=False)
        now.verb = "decision.strike_asked"
        now.data |= {"strike": strike.pk, "signed": strike.signed_at is not None}
        now.data |= enclose(strike, files_token=files_token, actor=actor, now=now.now)
        now.erasable["words"] = words


def sign(decision_id: int, *, actor: Post, version: int) -> None:
    """The head of the lead puts their name to it. Raises Moved, PermissionDenied."""
    with pursued(decision_id, actor=actor, policy=_may(policies.may_sign), version=version) as now:
        now.asked.signed_by, now.asked.signed_at = actor, now.now
        now.asked.save()
        now.decision.state, now.verb = DecisionState.WITH_OFFICE, "decision.head_signed"


def take_back(decision_id: int, *, words: str, actor: Post, version: int) -> None:
    """The lead takes its request back, whoever it waits for: it goes on. Raises Moved, PermissionDenied."""
    policy = _may(policies.may_take_back)
    with pursued(decision_id, actor=actor, policy=policy, version=version) as now:
        _refuse(now, ruling=words)
        now.verb = "decision.strike_taken_back"
        now.erasable["words"] = words


def hand_over(decision_id: int, *, lead_id: int, words: str, actor: Post, version: int) -> None:
    """The convenor gives it to another lead; its day stays. Cases are given on by their desk, as ever.

    Whom a case of it is about cannot have it.

    Raises Moved, PermissionDenied, Blocked (a unit that cannot have it).
    """
    with pursued(decision_id, actor=actor, policy=_may(policies.may_hand_over), version=version) as now:
        was = now.decision.lead_id
        if lead_id == was or not dispatchable_units(now.decision.county_id).filter(pk=lead_id).exists():
            raise Blocked(_("请换一个单位。"), field="lead")
        if now.decision.named.filter(ticket__about_org=lead_id).exists():
            raise Blocked(_("诉求反映的就是这个单位，不能交给它办。"), field="lead")
        if now.strike is not None:
            _refuse(now, ruling=words)
        now.decision.assists.remove(lead_id)
        now.decision.lead_id, now.decision.person, now.decision.conflict_at = lead_id, "", None
        now.verb = "decision.handed_over"
        now.data |= {"was": was}
        now.erasable["words"] = words


def confirm(named_id: int, *, solved: bool | None, words: str, actor: Post) -> None:
    """A firm says whether it is solved, or the office what it said on the telephone. Not solved: it stays, and why.

    None: the office could not reach it, which counts as nothing solved. Raises Moved (nothing is asked, or the firm has
    spoken), PermissionDenied.
    """
    named = Named.objects.get(pk=named_id)

    def speaks(it: Pursued) -> bool:
        return policies.may_confirm(named, actor) or policies.may_confirm_for(it.decision, actor)

    with pursued(named.decision_id, actor=actor, policy=speaks) as now:
        named = now.decision.named.select_for_update(of=("self",)).get(pk=named_id)
        if not now.decision.is_asked or named.said_at is not None:
            raise Moved
        named.by_phone = not policies.may_confirm(named, actor)
        if solved is None and not named.by_phone:
            raise PermissionDenied("decision.confirmed")
        named.solved, named.words, named.said_at, named.said_by = solved, words, now.now, actor
        named.unreachable = solved is None
        named.save()
        now.verb = "decision.confirmed"
        now.data |= {"named": named.pk, "firm": named.firm_id, "ticket": named.ticket_id, "solved": solved}
        if words:
            now.erasable["words"] = words
        now.decision.version += 1  # whoever audits or grants does so with what the firm has said before their eyes
        if solved is False:
            with translation.override("zh-hans"):  # stored: the unit reads it in its own time
                _refuse(now, ruling=_("企业说没有解决：%(words)s") % {"words": words})


def audit(decision_id: int, *, upheld: bool, words: str, actor: Post, version: int) -> None:
    """The office has looked: on to the convenor, or back to the lead. Raises Moved, PermissionDenied, Blocked."""

    def audits(it: Pursued) -> bool:
        return policies.may_audit(it.decision, it.asked, actor)

    with pursued(decision_id, actor=actor, policy=audits, version=version) as now:
        now.asked.audited_by, now.asked.audited_at, now.asked.audit = actor, now.now, words
        now.verb = "decision.audited"
        now.data["upheld"] = upheld
        now.erasable["words"] = words
        if not upheld:
            _refuse(now, ruling=words)
            return
        if now.decision.named.filter(by_phone=True, said_by__person=actor.person_id).exists():
            raise Blocked(_("企业的话是您登记的，请同事审核。"))
        if silent := now.decision.named.exclude(solved=True).exclude(unreachable=True).count():
            raise Blocked(_("还有 %(count)d 家企业没有确认。请等企业确认，或者电话问了登记。") % {"count": silent})
        now.asked.save()
        now.decision.state = DecisionState.WITH_CONVENOR


def grant(decision_id: int, *, words: str, actor: Post, version: int) -> None:
    """The convenor strikes it off; the last one of a meeting closes it. Raises Moved, PermissionDenied."""
    with pursued(decision_id, actor=actor, policy=_grants(actor), version=version) as now:
        decision, asked = now.decision, now.asked
        asked.upheld, asked.ruled_by, asked.ruled_at, asked.ruling = True, actor, now.now, words
        asked.save()
        decision.state, decision.ended_at, decision.ended_by = DecisionState.DONE, now.now, actor
        decision.in_time = local_day(asked.signed_at or now.now) <= decision.target_on
        now.verb = "decision.struck_off"
        now.data |= {"strike": asked.pk, "in_time": decision.in_time}
        if words:
            now.erasable["words"] = words
        for named in decision.named.exclude(ticket=None).order_by("ticket"):
            with changing(named.ticket_id or 0, action="decision_done", actor=actor, along=True) as change:
                change.data["decision"] = decision.pk
        decision.save()
        _close_when_done(decision.meeting_id, actor=actor)


def refuse(decision_id: int, *, words: str, actor: Post, version: int) -> None:
    """The convenor does not strike it off: it stays, and its lead reads why. Raises Moved, PermissionDenied."""
    with pursued(decision_id, actor=actor, policy=_grants(actor), version=version) as now:
        now.asked.ruled_by = actor
        now.verb = "decision.strike_refused"
        now.erasable["words"] = words
        _refuse(now, ruling=words)


def _close_when_done(meeting_id: int, *, actor: Post) -> None:
    """A meeting whose decisions are all struck off is closed, once every case was told of them.

    Who signs locks the meeting first, but decisions that are not in force yet: the two never wait for each other.
    """
    meeting = Meeting.objects.select_for_update(of=("self",), no_key=True).get(pk=meeting_id)
    if meeting.state != MeetingState.FOLLOWING or meeting.decisions.exclude(state=DecisionState.DONE).exists():
        return
    meeting.state, meeting.version = MeetingState.CLOSED, meeting.version + 1
    meeting.save()
    record("meeting.closed", meeting, actor=actor, at=clock.now())


def _may(policy: Callable[[Decision, Post], bool]) -> Callable[[Pursued], bool]:
    return lambda it: policy(it.decision, it.actor)


def _grants(actor: Post) -> Callable[[Pursued], bool]:
    return lambda it: policies.may_grant(it.decision, it.asked, actor)


def _refuse(now: Pursued, *, ruling: str) -> None:
    now.asked.upheld, now.asked.ruled_at, now.asked.ruling = False, now.now, ruling[:300]
    now.asked.save()
    now.decision.state = DecisionState.RUNNING
    now.data["back"] = True


def _has_head(now: Pursued) -> bool:
    return posts_in([now.decision.lead_id], policies.HEADS, on=today(now.now)).exists()


def _sent_before(actor: Post, client_token: UUID) -> bool:
    return DecisionNote.objects.filter(by=actor, client_token=client_token).exists()


def _note(
    now: Pursued, *, done: str, late: bool, client_token: UUID, next_step: str = "", contact: bool = False
) -> DecisionNote:
    note = DecisionNote.objects.create(
        decision=now.decision, by=now.actor, at=now.now, contact=contact, done=done, next_step=next_step, late=late,
        client_token=client_token,
    )  # fmt: skip
    now.data |= {"note": note.pk, "late": late}
    now.erasable |= {"done": done} | ({"next_step": next_step} if next_step else {})
    return note
