"""Who may do what to a case. Pure questions about what is in hand: no queries, no HTTP."""

from typing import TYPE_CHECKING, Final

from orgs.policies import owns
from orgs.statuses import Role
from tickets.statuses import TYPED_BY_FIRMS

if TYPE_CHECKING:
    from orgs.models import Organisation, Post
    from tickets.models import Leg, Rejection, Reply, Ticket
    from tickets.models.ruled import Ruled

DESK_ROLES: Final = frozenset({Role.DISPATCHER, Role.SUPERVISOR})
UNIT_ROLES: Final = frozenset({Role.DEPT_LIAISON, Role.HANDLER, Role.DEPT_HEAD, Role.MASS_ORG_USER})
CASELESS_ROLES: Final = frozenset({Role.SYSADMIN, Role.SECADMIN, Role.AUDITADMIN})
WATCH_THE_RULE: Final = frozenset({Role.SECADMIN, Role.AUDITADMIN})
"""Who asks of any case who sees it, and reads none."""


def may_triage(ticket: "Ticket", post: "Post") -> bool:
    """The desk of the committee that has the case."""
    return post.organisation_id == ticket.committee_id and post.role in DESK_ROLES


def knows_whom_it_is_about(ticket: "Ticket", post: "Post") -> bool:
    """The desk, the office and the leaders, the firm itself: a unit that handles the case is never told."""
    watches = post.role in {Role.SUPERVISOR, Role.REVISIT_CLERK, Role.LEADER}
    return may_triage(ticket, post) or watches or is_the_firm(ticket, post) or entered_it(ticket, post)


def may_ask_who_reads(ticket: "Ticket", post: "Post") -> bool:
    """The desk that has the case and the county office: they answer for who is shown it."""
    return may_triage(ticket, post) or settles(ticket, post)


def may_decide(ticket: "Ticket", post: "Post") -> bool:
    """The desk, while no proposal to reject waits for its ruling."""
    return may_triage(ticket, post) and ticket.open_rejection is None


def may_send_elsewhere(ticket: "Ticket", post: "Post") -> bool:
    """The desk, while neither a return waits for its ruling nor the office's decision is due: they send the case on."""
    return may_triage(ticket, post) and not is_given_back(ticket) and not has_stopped(ticket)


def is_given_back(ticket: "Ticket") -> bool:
    """Whether the lead has returned its leg and nobody has ruled yet."""
    return any(leg.status == "returning" for leg in ticket.live_legs)


def has_stopped(ticket: "Ticket") -> bool:
    """Whether the office has to decide after three rounds: while a case is handled, only then its lead's leg rests."""
    return ticket.status == "handling" and any(leg.role == "lead" and leg.status == "done" for leg in ticket.live_legs)


def is_the_firm(ticket: "Ticket", post: "Post") -> bool:
    """The firm itself, owner and employee alike: they file, supplement, add and rate."""
    return post.organisation_id == ticket.firm_id and post.role == Role.ENTERPRISE_USER


def owns_the_firm(ticket: "Ticket", post: "Post") -> bool:
    """An owner of the firm, not an employee: only an owner withdraws its call."""
    return owns(post, ticket.firm_id)


def entered_it(ticket: "Ticket", post: "Post") -> bool:
    """The station that filed the call for the firm (帮办代办)."""
    return post.role == Role.SITE_CLERK and post.organisation_id == ticket.filed_by.organisation_id


def may_file(firm: "Organisation", post: "Post", *, source: str) -> bool:
    """The firm itself; a station or point for firms of its town; a desk for what comes by telephone or from outside."""
    if post.organisation.county_id != firm.county_id:
        return False
    if post.role == Role.ENTERPRISE_USER:
        return post.organisation_id == firm.pk
    if post.role == Role.SITE_CLERK:
        return _town(post.organisation) is not None and _town(post.organisation) == _town(firm)
    return post.role in DESK_ROLES and source not in {"self", "station"}


def may_import(post: "Post") -> bool:
    """A desk or the office: takes lists of other channels in and sends results back."""
    return post.role in DESK_ROLES


def _town(organisation: "Organisation") -> int | None:
    place = organisation.place
    return None if place is None else place.parent_id or place.pk


def speaks_for_the_caller(ticket: "Ticket", post: "Post") -> bool:
    """The case's desk, for whoever called by telephone or through another channel: they have no way in of their own.

    It may answer and add for them, never withdraw: a desk that could would take hard cases out of its own figures.
    """
    return may_triage(ticket, post) and ticket.source not in TYPED_BY_FIRMS


def may_urge(ticket: "Ticket", post: "Post") -> bool:
    """The firm, or the station that filed for it, while a desk or a unit owes the next step."""
    return could_urge(ticket, post) and not has_stopped(ticket)


def could_urge(ticket: "Ticket", post: "Post") -> bool:
    """The same, however the case stands."""
    return is_the_firm(ticket, post) or entered_it(ticket, post)


def may_supplement(ticket: "Ticket", post: "Post") -> bool:
    """The firm, its station, or the desk for a caller who says it on the telephone."""
    return is_the_firm(ticket, post) or entered_it(ticket, post) or speaks_for_the_caller(ticket, post)


def may_appeal(ticket: "Ticket", post: "Post") -> bool:
    """The firm, once (DESIGN §5)."""
    return is_the_firm(ticket, post) and not ticket.appealed


def may_ask(ticket: "Ticket", post: "Post") -> bool:
    """The desk, or the lead once it has signed: a question stops no clock of a unit that has not.

    Not while a request of the lead waits for its ruling: that is half a day, and the clock of a ruling never stands.
    """
    return ticket.open_request is None and (
        (may_decide(ticket, post) and not has_stopped(ticket))
        or any(leg.role == "lead" and leg.status == "signed" and may_handle(leg, post) for leg in ticket.live_legs)
    )


def is_the_lead(ticket: "Ticket", post: "Post") -> bool:
    """A person of the unit that leads; `live_legs` is loaded with the lock."""
    return any(leg.role == "lead" and may_handle(leg, post) for leg in ticket.live_legs)


def may_handle(leg: "Leg", post: "Post") -> bool:
    """A person of the unit that has the leg; a desk that answers directly has one too."""
    return post.organisation_id == leg.department_id and post.role in UNIT_ROLES | DESK_ROLES


def goes_there(ticket: "Ticket", post: "Post") -> bool:
    """Whoever handles it for a unit, or is called to it: they find the way by its address (DOMAIN §4.1)."""
    return any(may_handle(leg, post) for leg in ticket.live_legs) or is_called(ticket, post)


def is_called(ticket: "Ticket", post: "Post") -> bool:
    """A person of a unit that a whistle calls to it, as long as the whistle lasts."""
    return (
        ticket.whistling
        and post.role in UNIT_ROLES | DESK_ROLES
        and any(
            call.unit_id == post.organisation_id and call.released_at is None
            for whistle in ticket.whistles
            if whistle.lasts
            for call in whistle.calls
        )
    )


def may_lead(leg: "Leg", post: "Post") -> bool:
    """A person of the unit, on its leading leg: only the lead answers the firm."""
    return leg.role == "lead" and may_handle(leg, post)


def may_give_back(leg: "Leg", post: "Post") -> bool:
    """A person of the leading unit, once; never where it is designated, nor a desk that answers by itself.

    Nor in a later round: who has answered the firm has taken the case for its own.
    """
    free = not leg.final and leg.department_id != leg.ticket.committee_id and leg.ticket.round == 1
    return free and may_lead(leg, post) and not leg.paused and leg.ticket.open_request is None


def may_ask_for_time(leg: "Leg", post: "Post") -> bool:
    """A person of the lead, while its clock runs and nothing else that it asked for waits."""
    return may_lead(leg, post) and not leg.paused and leg.ticket.open_request is None


def rules_on_requests(ticket: "Ticket", post: "Post") -> bool:
    """The desk, and the county office where the desk was silent; whether anything waits is another question."""
    return may_triage(ticket, post) or settles(ticket, post)


def may_rule_on_return(ticket: "Ticket", post: "Post") -> bool:
    """Whoever rules, while a return waits."""
    return rules_on_requests(ticket, post) and _may_rule_on(ticket.open_return, ticket, post)


def may_rule_on_extension(ticket: "Ticket", post: "Post") -> bool:
    """Whoever rules, while a later date is asked for."""
    return rules_on_requests(ticket, post) and _may_rule_on(ticket.open_extension, ticket, post)


def may_rule_on_pause(ticket: "Ticket", post: "Post") -> bool:
    """Whoever rules, while a pause is asked for."""
    return rules_on_requests(ticket, post) and _may_rule_on(ticket.open_pause, ticket, post)


def may_stand_by(ticket: "Ticket", post: "Post") -> bool:
    """The desk or the lead."""
    return may_triage(ticket, post) or is_the_lead(ticket, post)


def may_end_pause(ticket: "Ticket", post: "Post") -> bool:
    """The same, while a pause stands: whoever sees first that nothing is waited for any more."""
    return may_stand_by(ticket, post) and ticket.standing_pause is not None


def _may_rule_on(asked: "Ruled | None", ticket: "Ticket", post: "Post") -> bool:
    """The desk for half a working day, then the office as well; never the person or unit that asks."""
    return (
        asked is not None
        and asked.by_person_id != post.person_id
        and asked.leg.department_id != post.organisation_id
        and (may_triage(ticket, post) or asked.escalated_at is not None)
    )


def may_assist(leg: "Leg", post: "Post") -> bool:
    """A person of the unit, on its assisting leg."""
    return leg.role == "assist" and may_handle(leg, post)


def may_review(ticket: "Ticket", post: "Post") -> bool:
    """The desk, and the office what a desk answers by itself; never the person who wrote the reply.

    A desk of one person would have nobody to pass its own answers.
    """
    reads = may_triage(ticket, post) or (settles(ticket, post) and answers_by_itself(ticket))
    return reads and may_review_reply(ticket.standing_reply, post)


def answers_by_itself(ticket: "Ticket") -> bool:
    """Whether the desk leads the case it has taken on."""
    return ticket.lead is not None and ticket.lead.department_id == ticket.committee_id


def may_review_reply(reply: "Reply | None", post: "Post") -> bool:
    """Nobody reviews what they wrote or signed themselves (ASVS V2.3.5)."""
    return reply is not None and post.person_id not in {reply.by_person_id, reply.ruled_by_person_id}


def may_rule_on_rejection(ticket: "Ticket", post: "Post") -> bool:
    """The desk, and the office as on all that a desk asks for itself; never the person who proposed it."""
    return rules_on_requests(ticket, post) and may_rule(ticket.open_rejection, post)


def may_refuse_rejection(ticket: "Ticket", post: "Post") -> bool:
    """The same, and the person who proposed it: whoever thinks better of it takes it back."""
    return rules_on_requests(ticket, post) and ticket.open_rejection is not None


def may_rule(rejection: "Rejection | None", post: "Post") -> bool:
    """Nobody approves their own proposal."""
    return rejection is not None and rejection.by_person_id != post.person_id


def is_from_elsewhere(ticket: "Ticket", post: "Post") -> bool:
    """Somebody of another county, whose unit is let look into this one (ADR 0036): they read and do nothing."""
    return post.organisation.county_id != ticket.county_id


def calls_firms(ticket: "Ticket", post: "Post") -> bool:
    """A revisit clerk of the county, whatever the case."""
    return post.role == Role.REVISIT_CLERK and not is_from_elsewhere(ticket, post)


def may_call(ticket: "Ticket", post: "Post") -> bool:
    """A revisit clerk, never a person or a unit that handled the case, in whatever round and part (DOMAIN §9).

    Revisit clerks sit in the office alone (`orgs.statuses.ROLE_SITS_IN`). Where the office itself led, its clerks may
    still call: another person of it than those who worked on it.
    """
    return calls_firms(ticket, post) and post.person_id not in ticket.hands


def may_rate(ticket: "Ticket", post: "Post") -> bool:
    """The firm, and never a person who also sits in a unit that led; no station or desk rates for it."""
    return is_the_firm(ticket, post) and post.person_id not in ticket.its_units_people


def may_revisit(ticket: "Ticket", post: "Post") -> bool:
    """The firm answers on the page, or the revisit clerk asks by telephone."""
    return may_rate(ticket, post) or may_call(ticket, post)


def settles(ticket: "Ticket", post: "Post") -> bool:
    """Whoever supervises in the county office; whether a case waits for them is another question."""
    office = post.role == Role.SUPERVISOR and post.organisation.kind == "office"
    return office and post.organisation.county_id == ticket.county_id


def may_settle(ticket: "Ticket", post: "Post") -> bool:
    """The office after three rounds: a further round by its order, or the final answer. Never who worked on it."""
    return settles(ticket, post) and has_stopped(ticket) and post.person_id not in ticket.hands


def may_hold(ticket: "Ticket", post: "Post") -> bool:
    """The office, and the security administrator, who reads no word of the case: they answer for what is kept."""
    return settles(ticket, post) or (post.role == Role.SECADMIN and post.county_id == ticket.county_id)


def may_note(ticket: "Ticket", post: "Post") -> bool:
    """Anybody who works on the case, and whoever has come to a whistle, may leave an internal note."""
    if may_triage(ticket, post) or calls_firms(ticket, post) or any(may_handle(leg, post) for leg in ticket.live_legs):
        return True
    return ticket.whistling and any(
        call.unit_id == post.organisation_id and call.checked_in_at is not None and post.role in UNIT_ROLES | DESK_ROLES
        for whistle in ticket.whistles
        for call in whistle.calls
    )


def may_reveal(ticket: "Ticket", post: "Post") -> bool:
    """The desk, the revisit clerk and the lead; a confidential caller never to a unit, nor to another county's clerk.

    The clerk of a city's office asks firms again, by sample, whether they were asked: that is not written here.
    """
    if may_triage(ticket, post) or calls_firms(ticket, post):
        return True
    return not ticket.confidential and (is_the_lead(ticket, post) or post.role == Role.REVISIT_CLERK)


def by_the_case(_subject: object, _post: "Post") -> bool:
    """No person does this by itself: it follows from an act on the case."""
    return False


def system_only(_subject: object, _post: "Post") -> bool:
    """Only the sweep does this, with `actor=None`."""
    return False
