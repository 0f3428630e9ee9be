"""Signing minutes: an issue with its number, frozen; every decision begins, and goes out to each of its cases."""

from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext as _

from journal.canonical import JSON
from journal.events import Draft, record, record_many
from orgs.calendar import WorkCalendar
from orgs.limits import keyed, one_at_a_time
from orgs.models import Post
from orgs.working_days import calendar_for
from roundtable import following, issuing
from roundtable import meeting_policies as policies
from roundtable.exceptions import Blocked, Moved
from roundtable.kinds import TopicState
from roundtable.meeting_kinds import ISSUED, DecisionState, MeetingState, Outcome
from roundtable.models import Decision, ItemRecord, Meeting, Minutes, Named, Topic
from roundtable.queries.cases import cases_of
from roundtable.queries.decisions import about_its_lead
from roundtable.services.holding import unfinished
from roundtable.services.opening import Opened, opened
from tickets.extensions import local_day
from tickets.services import tabling

CORRECTABLE = ("facts", "positions", "reason")


def sign(meeting_id: int, *, actor: Post, version: int) -> Minutes:
    """The convenor signs: issue, frozen content, decisions in force, topics heard. Two who sign: the first has.

    Raises Moved, PermissionDenied, Blocked (an item without an outcome, a decision whose day has come meanwhile, or
    whose lead one of its cases is about by now).
    """
    drafted = (MeetingState.DRAFTED,)
    with opened(meeting_id, actor=actor, policy=policies.may_convene, version=version, states=drafted) as now:
        decisions = list(now.meeting.decisions.select_for_update(of=("self",), no_key=True).order_by("number"))
        if refusal := unfinished(now.meeting) or _overdue(decisions, now.now) or _self_led(now.meeting):
            raise Blocked(refusal)
        minutes = _issue(now.meeting, issuing.content_of(now.meeting), actor=actor, at=now.now)
        calendar = calendar_for(now.meeting.county_id)
        for decision in decisions:
            _put_in_force(decision, now=now.now, calendar=calendar)
        _hear(now)
        _send_out(decisions, now)
        now.meeting.state = MeetingState.FOLLOWING if decisions else MeetingState.CLOSED
        if any(named.ticket_id for each in decisions for named in each.named.all()):
            now.meeting.state = MeetingState.SIGNED  # until every case has been told (`services.carrying`)
        now.verb = "meeting.signed"
        now.data |= {
            "minutes": minutes.pk, "year": minutes.year, "issue": minutes.issue, "digest": minutes.digest,
            "decisions": len(decisions),
        }  # fmt: skip
    return minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One item's words, said right: `name` is what of it, `words` how it reads from now on."""

    item: int
    name: str
    words: str


def correct(meeting_id: int, correction: Correction, *, why: str, actor: Post, version: int) -> Minutes:
    """What was signed is never changed: a correction is a new issue, which names the one that it corrects.

    What was decided binds already and is corrected by another decision. Raises Moved, PermissionDenied, Blocked.
    """
    with opened(meeting_id, actor=actor, policy=policies.may_convene, version=version, states=ISSUED) as now:
        last = now.meeting.issues.filter(corrected_by=None).latest("pk")
        content = _corrected(last.content, correction)
        minutes = _issue(now.meeting, content, actor=actor, at=now.now, corrects=last, why=why)
        now.verb = "meeting.corrected"
        now.data |= {"minutes": minutes.pk, "issue": minutes.issue, "digest": minutes.digest, "corrects": last.pk}
        now.erasable |= {"why": why, "words": correction.words}
    return minutes


def _corrected(content: dict[str, Any], correction: Correction) -> dict[str, Any]:
    found = deepcopy(content)
    item = next((each for each in found["items"] if each["number"] == correction.item), None)
    if item is None or correction.name not in CORRECTABLE:
        raise Moved
    if item[correction.name] == correction.words:
        raise Blocked(_("没有改动。"), field="words")
    if correction.name == "reason" and not correction.words and item["outcome"] in {
        Outcome.ANSWERED, Outcome.NOT_ADOPTED,
    }:  # fmt: skip
        raise Blocked(_("请写明答复了什么，或者为什么不予采纳。"), field="words")
    item[correction.name] = correction.words
    return found


def _issue(
    meeting: Meeting, content: dict[str, Any], *, actor: Post, at: datetime, corrects: Minutes | None = None,
    why: str = "",
) -> Minutes:  # fmt: skip
    """The next number of its committee and year: one at a time, so that there are no gaps and no doubles."""
    year = local_day(at).year
    one_at_a_time(keyed("minutes", f"{meeting.committee_id} {year}"))
    last = Minutes.objects.filter(committee=meeting.committee_id, year=year).aggregate(last=Max("issue"))["last"] or 0
    return Minutes.objects.create(
        committee_id=meeting.committee_id, meeting=meeting, year=year, issue=last + 1, corrects=corrects, why=why,
        content=content, digest=issuing.digest_of(content), signed_by=actor, at=at,
    )  # fmt: skip


def _overdue(decisions: list[Decision], now: datetime) -> str:
    for decision in decisions:
        if decision.target_on <= local_day(now):
            return _("第 %(number)d 条议定事项的完成时限已经到了，请先改时限。") % {"number": decision.number}
    return ""


def _self_led(meeting: Meeting) -> str:
    decision = meeting.decisions.filter(about_its_lead()).order_by("number").first()
    if decision is None:
        return ""
    return _("第 %(number)d 条议定事项点到的诉求反映的就是牵头单位，请先换一个单位。") % {"number": decision.number}


def _put_in_force(decision: Decision, *, now: datetime, calendar: WorkCalendar) -> None:
    decision.state, decision.began_at = DecisionState.RUNNING, now
    decision.due_at = calendar.close_of(decision.target_on)
    decision.warn_at = following.warning(decision.due_at, begins=now, calendar=calendar)
    decision.contact_due_at = following.contact_due(now, calendar) if decision.named.exists() else None
    decision.report_due_at = following.next_report(now, calendar)
    decision.version += 1
    decision.save()


def _hear(now: Opened) -> None:
    """Every topic has been heard: its cases stand on no pool any more, and may be brought in again."""
    for item in now.meeting.items.select_related("topic", "record").order_by("topic"):
        topic = Topic.objects.select_for_update(of=("self",), no_key=True).get(pk=item.topic_id)
        topic.state, topic.version = TopicState.HEARD, topic.version + 1
        topic.save()
        data: dict[str, JSON] = {"meeting": now.meeting.pk, "outcome": item.record.outcome, "ticket": topic.ticket_id}
        record("topic.heard", topic, actor=now.actor, at=now.now, data=data)
        for case in cases_of(topic):
            outcome, words = item.record.outcome, _answer(item.record)
            tabling.hear(case.pk, topic_id=topic.pk, outcome=outcome, words=words, actor=now.actor)


def _answer(record: ItemRecord) -> str:
    """What the firm reads on its case; what was decided comes as a decision."""
    if record.outcome == Outcome.DECIDED:
        return ""
    with translation.override("zh-hans"):
        label = record.get_outcome_display()
    return f"{label}：{record.reason}" if record.reason else label


def _send_out(decisions: list[Decision], now: Opened) -> None:
    """A duty for each case of each decision: the relay writes them one by one, each once (DESIGN §3)."""
    named = Named.objects.filter(decision__in=decisions).order_by("decision", "pk")
    by_decision = {decision.pk: decision for decision in decisions}
    drafts = [
        Draft(
            verb="decision.assigned", subject=by_decision[each.decision_id], actor=now.actor, at=now.now,
            data={"ticket": each.ticket_id, "firm": each.firm_id, "unit": by_decision[each.decision_id].lead_id},
        )
        for each in named
    ]  # fmt: skip
    nameless = [each for each in decisions if not any(one.decision_id == each.pk for one in named)]
    drafts += [
        Draft(verb="decision.assigned", subject=each, actor=now.actor, at=now.now, data={"unit": each.lead_id})
        for each in nameless
    ]
    record_many(drafts, consumers=list(settings.JOURNAL_CONSUMERS))
