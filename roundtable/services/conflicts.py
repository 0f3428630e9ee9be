"""Decisions whose lead turns out to be the unit that one of their cases is about (被反映单位).

The unit reads nothing of such a decision any more (`roundtable.queries.decisions`); its convenor is told, once, that
the lead has to be handed over. It earns no cards meanwhile: nobody is at work on it.
"""

from django.db import transaction

from journal import clock
from journal.canonical import JSON
from journal.events import record
from roundtable.meeting_kinds import UNDONE
from roundtable.models import Decision
from roundtable.queries.decisions import about_its_lead


def mark() -> int:
    """Mark what has to be handed over, each once, and let go of what has not any more; how many were marked."""
    undone = Decision.objects.filter(state__in=UNDONE)
    for pk in undone.exclude(conflict_at=None).exclude(about_its_lead()).values_list("pk", flat=True):
        _note(pk, found=False)
    found = undone.filter(about_its_lead(), conflict_at=None).order_by("pk").values_list("pk", flat=True)
    return sum(_note(pk, found=True) for pk in found)


def _note(decision_id: int, *, found: bool) -> bool:
    """Set or clear the mark, unless somebody was faster; whether the convenor hears of it."""
    with transaction.atomic():
        rows = Decision.objects.select_for_update(of=("self",), no_key=True).filter(state__in=UNDONE)
        decision = rows.annotate(about=about_its_lead()).filter(pk=decision_id).first()
        if decision is None or decision.about is not found or (decision.conflict_at is not None) is found:
            return False
        now = clock.now()
        decision.conflict_at = now if found else None
        decision.save(update_fields=["conflict_at"])
        if found:
            data: dict[str, JSON] = {"unit": decision.lead_id}
            record("decision.about_its_lead", decision, actor=None, at=now, data=data)
        return found
