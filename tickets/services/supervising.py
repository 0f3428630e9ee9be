"""Supervision (督办): the office orders, the unit answers, the office accepts, refuses or raises (DOMAIN §2.7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import F, Q
from django.utils.translation import gettext as _

from journal.canonical import JSON
from journal.models import Event
from orgs.models import Organisation, Post
from tickets import supervision_policies as policies
from tickets.chips import wall_words
from tickets.exceptions import AlreadySent, Blocked, StaleWrite
from tickets.models import Candidate, Card, Deadline, Leg, SupervisionOrder, Ticket
from tickets.services import deadlines
from tickets.services.changing import Change, changing
from tickets.services.handling import refuse_again
from tickets.services.watching import call_duty
from tickets.statuses import DeadlineKind, HardCase, LegRole, Urgency
from tickets.supervision_kinds import WITHOUT_CARDS, CardColour, Degree, Ground
from tickets.whistle_kinds import WhistleKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Directive:
    """What the office wants: on which ground, in words, and within how many working days an answer."""

    ground: Ground
    asked: str
    days: int
    client_token: UUID
    unit_id: int | None = None  # one of those who hold the case; None for whoever holds it first


def order(ticket_id: int, *, directive: Directive, actor: Post, version: int) -> Event | None:
    """Put the unit that holds the case under a written order (督办单). The same form again writes nothing: None.

    Raises StaleWrite (another officer was faster), NotPossibleNow, PermissionDenied, Blocked (the unit holds nothing).
    """
    try:
        with changing(ticket_id, action="order_supervision", actor=actor, version=version) as change:
            unit_id, leg = _holder(change, directive.unit_id)
            _refuse_untrue(change, directive)
            _issue(change, directive, unit_id=unit_id, leg=leg, degree=Degree.WRITTEN)
    except (StaleWrite, PermissionDenied):
        if _sent_before(actor, directive.client_token):
            return None
        raise
    return change.event


def answer(ticket_id: int, *, words: str, client_token: UUID, actor: Post) -> Event | None:
    """The unit says what it has done; the first of its people speaks for it. Late is recorded and stays.

    The same form again writes nothing: None. Raises StaleWrite (a colleague was faster), NotPossibleNow.
    """
    try:
        with changing(ticket_id, action="answer_order", actor=actor) as change:
            sent = SupervisionOrder.objects.filter(answered_by_person=actor.person_id, answer_token=client_token)
            refuse_again(change, sent, {"ticket": change.ticket, "answer": words})
            found = _open(change)
            found.answered_at, found.answered_by, found.answered_by_person_id = change.now, actor, actor.person_id
            found.answer, found.answer_token = words, client_token
            found.save()
            deadlines.meet(
                change.ticket, DeadlineKind.ANSWER, leg=None, now=change.now, calendar=lambda: change.calendar
            )
            _start(change, DeadlineKind.JUDGE)
            change.data |= _told(found) | {"late": change.now > found.due_at}
            change.erasable["answer"] = words
    except AlreadySent:
        return None
    except (StaleWrite, PermissionDenied) as late:
        mine = SupervisionOrder.objects.filter(answered_by_person=actor.person_id, answer_token=client_token)
        if mine.filter(answer=words).exists():
            return None
        if isinstance(late, StaleWrite):
            raise
        ordered = SupervisionOrder.objects.filter(ticket=ticket_id, unit=actor.organisation_id).select_related("ticket")
        if (overtaken := ordered.first()) is not None:  # it was ordered, and the office has moved on meanwhile
            raise StaleWrite(overtaken.ticket) from None
        raise
    return change.event


def accept(ticket_id: int, *, ruling: str, actor: Post, version: int) -> Event:
    """What was asked is done (销号): the case stands under no order any more."""
    with changing(ticket_id, action="accept_answer", actor=actor, version=version) as change:
        found = _rule(change, accepted=True, ruling=ruling)
        change.ticket.supervised = 0
        change.data |= _told(found)
    return change.event


def refuse(
    ticket_id: int, *, reason: str, raised: bool, directive: Directive, actor: Post, version: int
) -> Event | None:
    """The answer will not do, and why: asked again with a new time, of the same degree or of the next one."""
    try:
        with changing(ticket_id, action="refuse_answer", actor=actor, version=version) as change:
            found = _rule(change, accepted=False, ruling=reason)
            if raised and found.degree >= found.highest:
                raise Blocked(_("已经是对这个单位的最后一级督办，请按原等级重新督办"), field="raised")
            if found.degree >= found.highest:
                nominate(change)
            degree = Degree(found.degree + 1) if raised else Degree(found.degree)
            _issue(change, directive, unit_id=found.unit_id, leg=found.leg, degree=degree, follows=found)
    except (StaleWrite, PermissionDenied):
        if _sent_before(actor, directive.client_token):
            return None
        raise
    return change.event


def raise_degree(ticket_id: int, *, directive: Directive, actor: Post, version: int) -> Event | None:
    """Nobody answered in time: the next degree. Silence alone never raises it, a named person does.

    Raises Blocked with the time at which it opens; otherwise as `order`.
    """
    try:
        with changing(ticket_id, action="raise_order", actor=actor, version=version) as change:
            found = _open(change)
            if not found.is_late(change.now):
                words = _("反馈期限是 %(until)s，过了才能升级") % {"until": wall_words(found.due_at)}
                raise Blocked(words)
            found.raised_at = change.now
            found.save()
            deadlines.void(change.ticket, now=change.now, kind=DeadlineKind.ANSWER)
            degree = Degree(found.degree + 1)
            _issue(change, directive, unit_id=found.unit_id, leg=found.leg, degree=degree, follows=found)
    except (StaleWrite, PermissionDenied):
        if _sent_before(actor, directive.client_token):
            return None
        raise
    return change.event


def _sent_before(actor: Post, token: UUID) -> bool:
    return SupervisionOrder.objects.filter(by=actor, client_token=token).exists()


def _refuse_untrue(change: Change, directive: Directive) -> None:
    """Unit and figures read the ground: nobody is told that a case is overdue in which no date was missed."""
    missed = Q(met_at__gt=F("due_at")) | Q(passed_at__gte=F("due_at"))
    still = Q(met_at=None, voided_at=None, due_at__lte=change.now)
    clocks = Deadline.objects.filter(missed | still, ticket=change.ticket)
    if directive.ground is Ground.OVERDUE and not clocks.exists():
        raise Blocked(_("这件事没有超过期限，请另选督办原因"), field="ground")


def _holder(change: Change, unit_id: int | None) -> tuple[int, Leg | None]:
    """Whom an order is for: the unit that was picked, or who holds the case first; never the office itself."""
    found = _held_by(change.ticket, but=change.post.organisation_id)
    for unit, leg in found:
        if unit_id in {None, unit}:
            return unit, leg
    raise Blocked(_("这个单位现在不承办这件事，请重新选择督办对象"), field="unit")


def _held_by(ticket: Ticket, *, but: int) -> list[tuple[int, Leg | None]]:
    held = [(leg.department_id if leg else ticket.committee_id, leg) for _unit, leg in policies.holders(ticket)]
    return [(unit, leg) for unit, leg in held if unit != but]


def _issue(
    change: Change,
    directive: Directive,
    *,
    unit_id: int,
    leg: Leg | None,
    degree: Degree,
    follows: SupervisionOrder | None = None,
) -> None:
    clock = _start(change, DeadlineKind.ANSWER, days=directive.days)
    found = SupervisionOrder.objects.create(
        ticket=change.ticket,
        round=change.ticket.round,
        at=change.now,
        by=change.post,
        by_person_id=change.post.person_id,
        client_token=directive.client_token,
        unit_id=unit_id,
        leg=leg,
        degree=degree,
        ground=directive.ground,
        asked=directive.asked,
        due_at=clock.due_at,
        follows=follows,
    )
    change.ticket.supervised = int(degree)
    change.ticket.open_order = found
    change.data |= _told(found) | {"due": found.due_at.isoformat()}
    change.erasable["asked"] = directive.asked


def _start(change: Change, kind: DeadlineKind, *, days: int | None = None) -> Deadline:
    return deadlines.start(change.ticket, kind, now=change.now, calendar=change.calendar, days=days)


def _open(change: Change) -> SupervisionOrder:
    """The order without an answer. Raises StaleWrite."""
    found = change.ticket.open_order
    if found is None or not found.waits:
        raise StaleWrite(change.ticket)
    return found


def _rule(change: Change, *, accepted: bool, ruling: str) -> SupervisionOrder:
    found = change.ticket.open_order
    if found is None or found.waits:
        raise StaleWrite(change.ticket)
    found.ruled_at, found.ruled_by, found.ruled_by_person_id = change.now, change.post, change.post.person_id
    found.accepted, found.ruling = accepted, ruling
    found.save()
    deadlines.meet(change.ticket, DeadlineKind.JUDGE, leg=None, now=change.now, calendar=lambda: change.calendar)
    change.data["ruled"] = found.pk
    change.erasable["ruling"] = ruling
    return found


def _told(found: SupervisionOrder) -> dict[str, JSON]:
    return {"order": found.pk, "unit": found.unit_id, "degree": int(found.degree)}


def nominate(change: Change, reason: HardCase = HardCase.SUPERVISED) -> None:
    """The last degree was in vain, or a plan: the round table is next (DOMAIN §2.7). Once for a case and reason."""
    _found, is_new = Candidate.objects.get_or_create(
        ticket=change.ticket,
        reason=reason,
        defaults={"round": change.ticket.round, "at": change.now, "by": change.actor},
    )
    if is_new:
        change.data["candidate"] = str(reason)


# --- what the sweep adds to a clock that runs out (`services.sweep`) ------------------------------------------------


def when_silent(change: Change, *, overdue: bool) -> None:
    """Who owes the answer. Late at the last degree, the case is proposed for the round table; it never ends itself."""
    found = change.ticket.open_order
    if found is None:
        return
    change.data |= _told(found) | {"last_degree": found.degree >= found.highest}
    if overdue and found.degree >= found.highest:
        nominate(change)


def show_cards(change: Change, deadline: Deadline, *colours: CardColour) -> None:
    """Show the lead its card, each colour once for a date. Enterprises that no county commands are shown none.

    Nor is a unit that did not have the case yet when one was earned: the days went by with others.
    """
    lead = change.ticket.lead
    if deadline.kind != DeadlineKind.RESOLVE or lead is None or lead.department.authority_kind in WITHOUT_CARDS:
        return
    at = {CardColour.YELLOW: deadline.warn_at, CardColour.RED: deadline.due_at}
    earned = {colour: at[colour] for colour in colours if at[colour] >= lead.dispatched_at}
    if not earned:
        return
    shown = set(Card.objects.filter(deadline=deadline, due_at=deadline.due_at).values_list("colour", flat=True))
    Card.objects.bulk_create(
        [
            Card(
                ticket=change.ticket, deadline=deadline, unit_id=lead.department_id, colour=colour,
                due_at=deadline.due_at, at=at,
            )
            for colour, at in earned.items()
            if colour not in shown
        ]
    )  # fmt: skip
    change.data |= {"card": str([*earned][-1]), "unit": lead.department_id}


def alarm(change: Change, deadline: Deadline) -> None:
    """An emergency that nobody signs for or comes to: whoever is on duty hears of it, at any hour."""
    if not _rings(change.ticket, deadline):
        return
    change.data |= {"alarm": True, "duty": call_duty(change.ticket, now=change.now)}


def _rings(ticket: Ticket, deadline: Deadline) -> bool:
    if deadline.kind == DeadlineKind.CHECK_IN and deadline.check_in is not None:
        return bool(deadline.check_in.whistle.kind == WhistleKind.EMERGENCY)
    leads = deadline.leg is not None and deadline.leg.role == LegRole.LEAD
    return ticket.urgency == Urgency.CRITICAL and (
        deadline.kind == DeadlineKind.ACCEPT or (deadline.kind == DeadlineKind.SIGN and leads)
    )


def may_be_raised(found: SupervisionOrder | None, *, now: datetime) -> bool:
    """Whether its time to answer is over, so that a page offers the next degree."""
    return found is not None and found.waits and found.is_late(now)


def units_to_pick(ticket: Ticket, post: Post) -> Sequence[Organisation]:
    """Whom a form lists: more than one only while several units work on the case."""
    return [unit for unit, leg in policies.holders(ticket) if unit and leg and unit.pk != post.organisation_id]
