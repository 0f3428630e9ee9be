"""What a dispatch form shows beside its fields: the catalogue's suggestion, all units, the clocks that will run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from orgs.calendar import WorkCalendar
from orgs.models import Organisation
from orgs.queries import units_of
from tickets.chips import wall_words
from tickets.clock import clocks_of_a_lead, limit_for, runs_from
from tickets.form_bases import ActionForm
from tickets.models import Category, Ticket
from tickets.queries.catalogue import in_force
from tickets.queries.units import dispatchable, suggested_among
from tickets.statuses import DeadlineKind, Tier, Urgency


@dataclass(frozen=True, slots=True)
class Choice:
    """A unit that can be picked, with the reason where the catalogue gives one."""

    unit: Organisation
    reason: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Order:
    """Everything that the dispatch form draws. `other` is a lead that the catalogue does not name."""

    categories: Sequence[Category]
    category: str
    leads: list[Choice]
    other: bool
    units: list[Choice]
    assists: list[Choice]
    more_assists: list[Choice]
    unresolved: list[str]
    clocks: list[tuple[str, str]]


def order_of(ticket: Ticket, form: ActionForm, *, now: datetime, calendar: WorkCalendar) -> Order:
    """Read the form as it stands: what was typed wins over what the catalogue suggests."""
    categories = in_force(ticket.county) if "category" in form.fields else ()
    category = _category(ticket, form, categories)
    bodies = units_of(ticket.county_id)
    suggestion = suggested_among(bodies, category, town=ticket.town)
    units = [unit for unit in bodies if dispatchable(unit) and unit.pk != ticket.about_org_id]
    lead = _lead(form, suggestion.lead)
    asked = _assists(form, suggestion.assists)
    named = [unit for unit in [suggestion.lead, *suggestion.assists] if unit is not None]
    reason = _reason(category)
    suggested = {unit.pk for unit in suggestion.assists}
    return Order(
        categories=categories,
        category=str(category.pk) if category else "",
        leads=[Choice(unit, reason if unit == suggestion.lead else "", str(unit.pk) == lead) for unit in named],
        other=not named or lead not in {str(unit.pk) for unit in named},
        units=[Choice(unit, "", str(unit.pk) == lead) for unit in units],
        assists=[Choice(unit, reason, str(unit.pk) in asked) for unit in suggestion.assists],
        more_assists=[Choice(unit, "", str(unit.pk) in asked) for unit in units if unit.pk not in suggested],
        unresolved=suggestion.unresolved,
        clocks=_clocks(form, category, confidential=ticket.confidential, now=now, calendar=calendar),
    )


def _category(ticket: Ticket, form: ActionForm, categories: Sequence[Category]) -> Category | None:
    """The category in the form; of another catalogue than today's, the one with the same code."""
    if "category" not in form.fields:
        return ticket.category
    typed = str(form["category"].value() or "")
    known = {str(category.pk): category for category in categories}
    if typed in known:
        return known[typed]
    codes = {category.code: category for category in categories}
    return codes.get(ticket.category.code) if ticket.category else None


def _lead(form: ActionForm, suggested: Organisation | None) -> str:
    typed = form["lead"].value()
    if form.is_bound or typed is not None:
        return str(typed or "")
    return str(suggested.pk) if suggested else ""


def _assists(form: ActionForm, suggested: Sequence[Organisation]) -> set[str]:
    typed: Any = form["assists"].value()
    if form.is_bound or typed is not None:
        return {str(pk) for pk in typed or ()}
    return {str(unit.pk) for unit in suggested}


def _reason(category: Category | None) -> str:
    if category is None:
        return ""
    return _("派单目录：%(category)s") % {"category": category.name}


def _clocks(
    form: ActionForm, category: Category | None, *, confidential: bool, now: datetime, calendar: WorkCalendar
) -> list[tuple[str, str]]:
    """When a lead would have to sign, to call and to be done, if it were sent out now."""
    if category is None or "urgency" not in form.fields:
        return []
    tier = Tier(category.tier)
    hurry = {Urgency.CRITICAL: Tier.T0, Urgency.URGENT: Tier.T1}.get(_urgency(form), tier)
    ahead = (*clocks_of_a_lead(confidential=confidential), DeadlineKind.RESOLVE)
    tiers = {kind: tier if kind == DeadlineKind.RESOLVE else hurry for kind in ahead}
    return [(str(kind.label), _runs_out(kind, category, tiers[kind], now=now, calendar=calendar)) for kind in ahead]


def _urgency(form: ActionForm) -> Urgency:
    typed = str(form["urgency"].value() or "")
    return Urgency(typed) if typed in Urgency.values else Urgency.NORMAL


def _runs_out(kind: DeadlineKind, category: Category, tier: Tier, *, now: datetime, calendar: WorkCalendar) -> str:
    rules: Mapping[str, Any] = category.rules(tier)
    half_day = calendar.half_day_minutes(calendar.received_on(now))
    limit = limit_for(kind, rules, tier=tier, half_day=half_day)
    return wall_words(limit.due(runs_from(limit, now, calendar), calendar))
