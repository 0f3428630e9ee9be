"""Drafting decisions (议定事项) on an item: for whom, by when, done when what. Unsigned they bind nobody."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext as _

from orgs.models import Post
from orgs.statuses import OrganisationKind
from orgs.working_days import calendar_for
from roundtable import meeting_policies as policies
from roundtable.exceptions import Blocked, Moved
from roundtable.meeting_kinds import WRITING, Outcome
from roundtable.models import AgendaItem, Decision, Named
from roundtable.queries.cases import cases_of
from roundtable.services.opening import Opened, opened
from tickets.extensions import local_day
from tickets.queries.units import dispatchable_units
from web.moments import day

MOST_ON_AN_ITEM = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What is decided: the matter, who leads, who assists, who answers for it, by when, done when what.

    `told` is what its firms will read; empty takes the decision's own words.
    """

    body: str
    lead_id: int
    assist_ids: tuple[int, ...]
    person: str
    target_on: date
    criterion: str
    told: str


def add(meeting_id: int, *, item_id: int, draft: Draft, client_token: UUID, actor: Post) -> Decision:
    """One more decision on an item, for every case of its topic. The same form twice is one decision.

    Raises Moved (signed, or the item is gone), PermissionDenied, Blocked (a unit or a day that cannot be had).
    """
    with opened(meeting_id, actor=actor, policy=policies.may_prepare, states=WRITING) as now:
        if first := Decision.objects.filter(made_by=actor, client_token=client_token).first():
            return first
        item = now.meeting.items.select_related("topic__raised_by__organisation", "record").filter(pk=item_id).first()
        if item is None:
            raise Moved
        if item.decisions.count() >= MOST_ON_AN_ITEM:
            raise Blocked(_("一项议题最多 %(most)d 条议定事项。") % {"most": MOST_ON_AN_ITEM})
        last = now.meeting.decisions.aggregate(last=Max("number"))["last"] or 0
        decision = Decision(
            county_id=now.meeting.county_id, meeting=now.meeting, item=item, number=last + 1, made_by=actor,
            client_token=client_token, at=now.now,
        )  # fmt: skip
        _fill(decision, draft, now)
        decision.save()
        decision.assists.set(draft.assist_ids)
        _name(decision, item)
        if item.record.outcome != Outcome.DECIDED:
            item.record.outcome, item.record.version = Outcome.DECIDED, item.record.version + 1
            item.record.by, item.record.at = actor, now.now
            item.record.save()
        _said(now, decision, "added")
    return decision


def change(meeting_id: int, *, decision_id: int, draft: Draft, version: int, actor: Post) -> None:
    """Write it anew, before it is signed. Raises as `add`; Moved as well where somebody was faster."""
    with opened(meeting_id, actor=actor, policy=policies.may_prepare, states=WRITING) as now:
        decision = _of(now, decision_id, version=version)
        _fill(decision, draft, now)
        decision.version += 1
        decision.save()
        decision.assists.set(draft.assist_ids)
        _said(now, decision, "changed")


def drop(meeting_id: int, *, decision_id: int, version: int, actor: Post) -> None:
    """Take it out, before it is signed; the others move up. Its words stay in the journal. Raises as `change`."""
    with opened(meeting_id, actor=actor, policy=policies.may_prepare, states=WRITING) as now:
        decision = _of(now, decision_id, version=version)
        _said(now, decision, "dropped")
        decision.delete()
        for place, each in enumerate(now.meeting.decisions.order_by("number"), start=1):
            if each.number != place:
                Decision.objects.filter(pk=each.pk).update(number=place)


def _of(now: Opened, decision_id: int, *, version: int) -> Decision:
    decision = now.meeting.decisions.filter(pk=decision_id).first()
    if decision is None or decision.version != version:
        raise Moved
    return decision


def _fill(decision: Decision, draft: Draft, now: Opened) -> None:
    county = now.meeting.county_id
    named = {draft.lead_id, *draft.assist_ids}
    if len(named) != 1 + len(draft.assist_ids):
        raise Blocked(_("责任单位不能同时配合，同一个单位只能选一次。"), field="assists")
    if dispatchable_units(county).filter(pk__in=named).exclude(kind=OrganisationKind.OFFICE).count() != len(named):
        raise Blocked(_("这个单位不能承办，请换一个。"), field="lead")
    if decision.item_id and named & {case.about_org_id for case in cases_of(decision.item.topic)}:
        raise Blocked(_("诉求反映的就是这个单位，不能交给它办。"), field="lead")
    _refuse_day(draft.target_on, now)
    decision.plan, decision.lead_id, decision.person = draft.body, draft.lead_id, draft.person
    decision.target_on, decision.criterion = draft.target_on, draft.criterion
    decision.told = draft.told or draft.body[:300]


def _refuse_day(target_on: date, now: Opened) -> None:
    calendar = calendar_for(now.meeting.county_id)
    if target_on <= local_day(now.now):
        raise Blocked(_("完成时限要在今天以后。"), field="target_on")
    if not calendar.is_working_day(target_on):
        before = calendar.subtract_working_days(target_on, 1).date()
        said = {"day": day(target_on), "before": day(before)}
        raise Blocked(_("%(day)s 是休息日，请选工作日，例如 %(before)s") % said, field="target_on")


def _name(decision: Decision, item: AgendaItem) -> None:
    """Every case of the topic, or the firm that raised a matter without one."""
    cases = cases_of(item.topic)
    named = [Named(decision=decision, ticket=case, firm_id=case.firm_id) for case in cases]
    side = item.topic.raised_by.organisation
    if not named and side.kind == OrganisationKind.FIRM:
        named = [Named(decision=decision, firm=side)]
    Named.objects.bulk_create(named)


def _said(now: Opened, decision: Decision, how: str) -> None:
    now.verb = "meeting.decision_drafted"
    now.data |= {
        "how": how,
        "item": decision.item_id,
        "decision": decision.number,
        "unit": decision.lead_id,
        "target": decision.target_on.isoformat(),
    }
    now.erasable |= {"body": decision.plan, "criterion": decision.criterion, "told": decision.told}
    if decision.person:
        now.erasable["person"] = decision.person
