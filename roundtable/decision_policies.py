"""Who reads decisions (议定事项), works on them, confirms, audits and grants. Pure questions about what is in hand."""

from typing import TYPE_CHECKING, Final

from orgs.statuses import COMMITTEES, FIRM_SIDE, OrganisationKind, Role
from roundtable.meeting_kinds import DecisionState
from roundtable.meeting_policies import reads_meetings
from tickets.policies import UNIT_ROLES

if TYPE_CHECKING:
    from orgs.models import Post
    from roundtable.models import Decision, DecisionStrike, Named

HEADS: Final = frozenset({Role.DEPT_HEAD})


def reads_all(decision: "Decision", post: "Post") -> bool:
    """Whoever reads the meetings of its committee, and the people of its lead and of its assists; not firms.

    Needs `meeting`, and `assists` fetched.
    """
    if post.county_id != decision.county_id:
        return False
    if reads_meetings(decision.meeting, post):
        return True
    units = {decision.lead_id, *(unit.pk for unit in decision.assists.all())}
    return post.role in UNIT_ROLES and post.organisation_id in units


def knows_of_conflicts(decision: "Decision", post: "Post") -> bool:
    """Whether the post is told that a case is about the lead: who reads the meeting, no other unit and no firm."""
    return reads_meetings(decision.meeting, post)


def may_work(decision: "Decision", post: "Post") -> bool:
    """A person of its lead, once it is signed and until it is done."""
    running = decision.state not in {DecisionState.DRAFT, DecisionState.DONE}
    return running and post.role in UNIT_ROLES and post.organisation_id == decision.lead_id


def may_ask(decision: "Decision", post: "Post") -> bool:
    """A person of its lead, while nothing waits for a ruling."""
    return decision.state == DecisionState.RUNNING and may_work(decision, post)


def may_sign(decision: "Decision", post: "Post") -> bool:
    """The head of its lead (DOMAIN §3.1: the head is the first who answers for it)."""
    return decision.state == DecisionState.WITH_HEAD and may_work(decision, post) and post.role in HEADS


def may_take_back(decision: "Decision", post: "Post") -> bool:
    """A person of its lead, while its request waits for anybody."""
    return decision.is_asked and may_work(decision, post)


def may_hand_over(decision: "Decision", post: "Post") -> bool:
    """A secretary of the committee that decided, or of the general one: a unit may be gone, or the wrong one."""
    running = decision.state not in {DecisionState.DRAFT, DecisionState.DONE}
    return running and _convenes(decision, post)


def may_audit(decision: "Decision", strike: "DecisionStrike", post: "Post") -> bool:
    """The office, by another person than who asked or signed."""
    waits = decision.state == DecisionState.WITH_OFFICE
    office = post.role == Role.SUPERVISOR and post.organisation.kind == OrganisationKind.OFFICE
    return waits and office and post.county_id == decision.county_id and _another(strike, post)


def may_grant(decision: "Decision", strike: "DecisionStrike", post: "Post") -> bool:
    """A secretary of the committee that decided, or of the general one; by another person than all before."""
    waits = decision.state == DecisionState.WITH_CONVENOR
    return waits and _convenes(decision, post) and _another(strike, post)


def may_confirm(named: "Named", post: "Post") -> bool:
    """The firm itself says whether it is solved."""
    return post.role in FIRM_SIDE and post.organisation_id == named.firm_id


def may_confirm_for(decision: "Decision", post: "Post") -> bool:
    """What a firm said on the telephone the office writes down, before it audits; never the unit that was at work."""
    office = post.role == Role.SUPERVISOR and post.organisation.kind == OrganisationKind.OFFICE
    return office and post.county_id == decision.county_id and decision.state == DecisionState.WITH_OFFICE


def _convenes(decision: "Decision", post: "Post") -> bool:
    secretary = post.role == Role.PARTY_SECRETARY and post.organisation.kind in COMMITTEES
    return secretary and reads_meetings(decision.meeting, post)


def _another(strike: "DecisionStrike", post: "Post") -> bool:
    acted = (strike.by, strike.signed_by, strike.audited_by)
    return post.person_id not in {each.person_id for each in acted if each is not None}
