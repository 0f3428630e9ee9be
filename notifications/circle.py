"""Small questions about a case, an event and a post: does this post belong to those who are told?

Pure: no queries beyond the case's own cached ones, no writes. Most ask the very policy that decides who may act.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from journal.models import Event
from orgs.models import Post
from orgs.statuses import ADMIN_ROLES, OrganisationKind, Role
from tickets import policies
from tickets.models import Ticket
from tickets.statuses import BESIDE, TYPED_BY_FIRMS, DeadlineKind, HardCase, LegRole, LegStatus, Status
from tickets.whistle_kinds import WhistleKind

WORKERS: Final = policies.UNIT_ROLES | policies.DESK_ROLES
"""Who works on legs (`policies.may_handle`): a desk that answers directly has one too."""

OWED_BY_DESK: Final = frozenset(
    {
        DeadlineKind.ACCEPT,
        DeadlineKind.DISPATCH,
        DeadlineKind.PARTS,
        DeadlineKind.REOPEN,
        DeadlineKind.REVIEW,
        DeadlineKind.RULING,
    }
)
OWED_BY_FIRM: Final = frozenset({DeadlineKind.INFO, DeadlineKind.CONFIRM})


@dataclass(frozen=True)
class Circle:
    """A case and what has just happened to it: what every question below is asked about."""

    ticket: Ticket
    event: Event

    @property
    def kind(self) -> str:
        """The clock that an event of a deadline is about."""
        return str(self.event.data.get("kind", ""))

    @property
    def went_round(self) -> bool:
        """A revisit sent the case into its next round."""
        return str(self.event.data.get("status")) == Status.HANDLING and not self.stopped

    @property
    def stopped(self) -> bool:
        """A revisit was the third bad one: the office has to decide."""
        return bool(self.event.data.get("stopped"))

    @property
    def by_lead(self) -> bool:
        """The act was on the leading leg."""
        return str(self.event.data.get("role")) == LegRole.LEAD

    @cached_property
    def left(self) -> frozenset[int]:
        """Units that this very act took the case from."""
        if self.event.verb in {"ticket.redispatched", "return.upheld"}:
            return frozenset(self.event.data.get("was", ()))
        recalled = self.ticket.legs.filter(status=LegStatus.RECALLED, dispatched_at__isnull=False)
        legs = list(recalled.values_list("department_id", "dispatched_at"))
        last = max((at for _unit, at in legs), default=None)
        return frozenset(unit for unit, at in legs if at == last)


Question = Callable[[Circle, Post], bool]
When = Callable[[Circle], bool]


def may_see(ticket: Ticket, post: Post) -> bool:
    """What `tickets_for` says of one case, asked in memory; a test holds the two together."""
    if post.role in ADMIN_ROLES or post.organisation_id == ticket.about_org_id:
        return False
    if post.role == Role.SITE_CLERK and not policies.entered_it(ticket, post):
        return False
    return post.organisation_id in ticket.parties


def the_firm(circle: Circle, post: Post) -> bool:
    """The firm whose case it is."""
    return policies.is_the_firm(circle.ticket, post)


def entering_station(circle: Circle, post: Post) -> bool:
    """The station that filed the call for the firm."""
    return policies.entered_it(circle.ticket, post)


def the_desk(circle: Circle, post: Post) -> bool:
    """The committee's desk."""
    return policies.may_triage(circle.ticket, post)


def the_lead(circle: Circle, post: Post) -> bool:
    """The unit that leads now."""
    return policies.is_the_lead(circle.ticket, post)


def the_assists(circle: Circle, post: Post) -> bool:
    """The units that assist now."""
    return any(policies.may_assist(leg, post) for leg in circle.ticket.live_legs)


def the_unit(circle: Circle, post: Post) -> bool:
    """The unit that the event names, while it has a part in the case; the lead when it names none."""
    unit = circle.event.data.get("unit")
    if unit is None:
        return the_lead(circle, post)
    return unit == post.organisation_id and (the_lead(circle, post) or the_assists(circle, post))


def the_called(circle: Circle, post: Post) -> bool:
    """The units that a whistle called, as the event names them: with a leg or without."""
    return post.role in WORKERS and post.organisation_id in circle.event.data.get("called", ())


def the_whistler(circle: Circle, post: Post) -> bool:
    """The side that blew the whistle: a desk, a unit, a station."""
    return post.role in WORKERS | {Role.SITE_CLERK} and post.organisation_id == circle.event.data.get("whistler")


def the_units_left(circle: Circle, post: Post) -> bool:
    """The units that have just lost their part: told of that, and of nothing after it."""
    return post.role in WORKERS and post.organisation_id in circle.left and not _has_a_leg(circle, post)


def revisit_clerks(circle: Circle, post: Post) -> bool:
    """Those who may call the firm."""
    return policies.may_call(circle.ticket, post)


def the_office(_circle: Circle, post: Post) -> bool:
    """The county office, which supervises."""
    return post.role == Role.SUPERVISOR and post.organisation.kind == OrganisationKind.OFFICE


def on_duty(circle: Circle, post: Post) -> bool:
    """Who was on the roster when danger was claimed; the event itself names them."""
    return post.pk in circle.event.data.get("duty", ())


def in_danger(circle: Circle) -> bool:
    """Whoever called says that somebody is in danger."""
    return bool(circle.event.data.get("danger"))


def in_danger_unwatched(circle: Circle) -> bool:
    """Danger, and nobody on the roster."""
    return in_danger(circle) and not circle.event.data.get("duty")


def an_emergency(circle: Circle) -> bool:
    """The event is about an emergency whistle (应急处置哨)."""
    return bool(circle.event.data.get("emergency")) or circle.event.data.get("whistle_kind") == WhistleKind.EMERGENCY


def an_emergency_unwatched(circle: Circle) -> bool:
    """An emergency whistle, and nobody on the roster."""
    return an_emergency(circle) and not circle.event.data.get("duty")


def a_whistle_lapsed(circle: Circle) -> bool:
    """The act has ended whistles that lasted."""
    return bool(circle.event.data.get("whistles"))


def designated(circle: Circle) -> bool:
    """The third dispatch: the unit cannot give it back."""
    return bool(circle.event.data.get("designated"))


def always(_circle: Circle) -> bool:
    """Whatever the event says."""
    return True


def it_went_round(circle: Circle) -> bool:
    """The firm was not content: a next round."""
    return circle.went_round


def it_has_stopped(circle: Circle) -> bool:
    """Not content for the third time: no next round by itself."""
    return circle.stopped


def it_is_closed(circle: Circle) -> bool:
    """The revisit closed the case."""
    return str(circle.event.data.get("status")) == Status.CLOSED


def by_the_lead(circle: Circle) -> bool:
    """The lead did it."""
    return circle.by_lead


def by_the_firm(circle: Circle) -> bool:
    """Somebody of the firm did it."""
    return bool(circle.event.data.get("by") == circle.ticket.firm_id)


def by_the_station(circle: Circle) -> bool:
    """The station that filed for the firm did it."""
    return not by_the_firm(circle)


def first_to_follow(circle: Circle) -> bool:
    """The first file that came after its form; the others of that form are no news."""
    return bool(circle.event.data["first"])


def by_the_desk(circle: Circle) -> bool:
    """A desk entered what came by telephone or from another channel."""
    return circle.ticket.source not in TYPED_BY_FIRMS


def not_by_the_desk(circle: Circle) -> bool:
    """The firm or its station typed it."""
    return not by_the_desk(circle)


def by_an_assist(circle: Circle) -> bool:
    """An assist did it."""
    return str(circle.event.data.get("role")) == LegRole.ASSIST


def urged_the_desk(circle: Circle) -> bool:
    """The firm urges on a clock of the desk: no unit has the case yet."""
    return owed_by_desk(circle) and not urged_the_ruling(circle)


def urged_the_ruling(circle: Circle) -> bool:
    """The firm urges while a return waits for its ruling."""
    return circle.kind == DeadlineKind.RULING


def urged_a_unit(circle: Circle) -> bool:
    """The firm urges on what a unit owes."""
    return owed_by_unit(circle)


def urged_often(circle: Circle) -> bool:
    """So often that the office looks at it."""
    return bool(circle.event.data.get("many"))


def a_candidate(circle: Circle) -> bool:
    """The act has made the case a candidate for the round table."""
    return "candidate" in circle.event.data


def an_issue(circle: Circle) -> bool:
    """The act has shown that many firms of one town have the matter."""
    return str(circle.event.data.get("candidate")) == HardCase.GROUP_ISSUE


def said_too_often(circle: Circle) -> bool:
    """The firm has said it before, so often that somebody should supervise."""
    return bool(circle.event.data.get("too_often"))


def a_clock_moved(circle: Circle) -> bool:
    """Reckoning again has changed at least one date."""
    return bool(circle.event.data.get("moved"))


def owed_by_desk(circle: Circle) -> bool:
    """The clock is the desk's."""
    return circle.kind in OWED_BY_DESK and not owed_by_office(circle)


def owed_by_office(circle: Circle) -> bool:
    """The desk did not rule in time, or asks for something itself: the clock is the office's."""
    return bool(circle.event.data.get("escalated"))


def for_the_office(circle: Circle) -> bool:
    """What the desk asks for itself, the office rules on."""
    return owed_by_office(circle)


def for_the_desk(circle: Circle) -> bool:
    """A unit asks, the desk rules."""
    return not owed_by_office(circle)


def owed_after_three_rounds(circle: Circle) -> bool:
    """The office has to decide what happens after three rounds."""
    return circle.kind == DeadlineKind.SETTLE


def owed_by_firm(circle: Circle) -> bool:
    """The clock is the firm's."""
    return circle.kind in OWED_BY_FIRM


def owed_by_callers(circle: Circle) -> bool:
    """The clock is the revisit clerks'."""
    return circle.kind in {DeadlineKind.CALLS, DeadlineKind.WITHDREW}


def owed_by_called(circle: Circle) -> bool:
    """The clock is of a unit that was whistled in."""
    return circle.kind == DeadlineKind.CHECK_IN


def owed_in_an_emergency(circle: Circle) -> bool:
    """The same, of an emergency whistle: it rings at night."""
    return owed_by_called(circle) and an_emergency(circle)


def owed_by_ordered(circle: Circle) -> bool:
    """The clock is of a unit that was ordered to answer (督办反馈)."""
    return circle.kind == DeadlineKind.ANSWER


def owed_on_an_answer(circle: Circle) -> bool:
    """The office has to rule on such an answer."""
    return circle.kind == DeadlineKind.JUDGE


def it_parted(circle: Circle) -> bool:
    """The act has also taken the case out of its group."""
    return "how" in circle.event.data


def an_order_lapsed(circle: Circle) -> bool:
    """The act has ended the order that the case stood under."""
    return "order_lapsed" in circle.event.data


def owed_by_unit(circle: Circle) -> bool:
    """The clock is a unit's."""
    others = (owed_by_desk, owed_by_office, owed_after_three_rounds, owed_by_firm, owed_by_callers, owed_by_called)
    return circle.kind not in BESIDE and not any(owed(circle) for owed in others)


def _has_a_leg(circle: Circle, post: Post) -> bool:
    return any(leg.department_id == post.organisation_id for leg in circle.ticket.live_legs)
