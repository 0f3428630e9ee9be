"""Yellow and red cards of decisions, as for cases: a working day before the day, and once it is over (DOMAIN §2.7).

What is owed on the way (contact in two working days, the month's progress) is marked once when it was missed.
"""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from journal import clock
from journal.canonical import JSON
from journal.events import record
from roundtable.meeting_kinds import WITH_LEAD
from roundtable.models import Decision, DecisionCard
from roundtable.queries.decisions import about_its_lead
from tickets.supervision_kinds import WITHOUT_CARDS, CardColour

VERBS: Final = {CardColour.YELLOW: "decision.warned", CardColour.RED: "decision.overdue"}
BATCH: Final = 500


def show() -> int:
    """Show every card that was earned by now, each once, however late this runs; how many.

    A lead that asked to strike it off by its day and waits for others earns none; its own head is no other. Nor does
    one that may not read it any more: whoever it is handed over to has its day, and earns them. Units that no county
    commands are shown none, as in cases.
    """
    now, shown = clock.now(), 0
    for colour, column in ((CardColour.YELLOW, "warn_at"), (CardColour.RED, "due_at")):
        fresh = _earned(column, now=now).exclude(cards__colour=colour).order_by(column, "pk")
        for pk in fresh.values_list("pk", flat=True)[:BATCH]:
            shown += _show(pk, colour, column, now=now)
    return shown


def _earned(column: str, *, now: datetime) -> QuerySet[Decision]:
    found = Decision.objects.filter(state__in=WITH_LEAD, **{f"{column}__lte": now}).exclude(about_its_lead())
    return found.exclude(lead__authority_kind__in=WITHOUT_CARDS)


def _locked(found: QuerySet[Decision], decision_id: int) -> Decision | None:
    """The decision under its lock, if it is still among those that were found."""
    return found.select_for_update(of=("self",), no_key=True).filter(pk=decision_id).first()


def _show(decision_id: int, colour: CardColour, column: str, *, now: datetime) -> bool:
    with transaction.atomic():
        decision = _locked(_earned(column, now=now), decision_id)
        if decision is None:
            return False
        earned_at = getattr(decision, column)
        card, new = DecisionCard.objects.get_or_create(
            decision=decision, colour=colour, defaults={"unit_id": decision.lead_id, "at": earned_at}
        )
        if new:
            data: dict[str, JSON] = {"unit": decision.lead_id, "card": card.pk, "due": decision.target_on.isoformat()}
            record(VERBS[colour], decision, actor=None, at=now, data=data)
        return new


_OWED: Final = {"contact": "decision.contact_missed", "report": "decision.report_missed"}


def mark_missed() -> int:
    """Mark what a lead has not done by its day, each once; how many."""
    now, marked = clock.now(), 0
    for name, verb in _OWED.items():
        for pk in _owed(name, now=now).order_by("pk").values_list("pk", flat=True)[:BATCH]:
            marked += _mark(pk, name, verb, now=now)
    return marked


def _owed(name: str, *, now: datetime) -> QuerySet[Decision]:
    owed = Decision.objects.filter(state__in=WITH_LEAD, **{f"{name}_due_at__lte": now, f"{name}_missed_at": None})
    owed = owed.exclude(about_its_lead())
    return owed.filter(contacted_at=None) if name == "contact" else owed


def _mark(decision_id: int, name: str, verb: str, *, now: datetime) -> bool:
    with transaction.atomic():
        decision = _locked(_owed(name, now=now), decision_id)
        if decision is None:
            return False
        due = getattr(decision, f"{name}_due_at")
        setattr(decision, f"{name}_missed_at", due)
        decision.save(update_fields=[f"{name}_missed_at"])
        data: dict[str, JSON] = {"unit": decision.lead_id, "due": due.isoformat()}
        record(verb, decision, actor=None, at=now, data=data)
        return True
