"""Decisions (议定事项) as those read them who convene, work, watch, or are named in them."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from django.db.models import Prefetch, Q, QuerySet

from orgs.models import Organisation, Post
from orgs.statuses import FIRM_SIDE
from roundtable.meeting_kinds import ASKED, WITH_LEAD, DecisionState
from roundtable.models import Decision, Named
from roundtable.queries.meetings import meetings_for
from tickets.policies import UNIT_ROLES
from tickets.queries.units import dispatchable_units
from web.paging import Page, keyset

PAGE: Final = 25
LATE: Final = Q(contact_missed_at__isnull=False, contacted_at=None) | Q(report_missed_at__isnull=False)
TABS: Final = ("running", "late", "asked", "done")


def decisions_for(post: Post) -> QuerySet[Decision]:
    """Signed ones: of the meetings the post reads, or that its unit leads or assists, or that name its firm."""
    signed = Decision.objects.filter(county=post.county_id).exclude(state=DecisionState.DRAFT)
    mine = Q(meeting__in=meetings_for(post).values("pk"))
    if post.role in UNIT_ROLES:
        assisted = Decision.assists.through.objects.filter(organisation=post.organisation_id).values("decision")
        mine |= Q(lead=post.organisation_id) | Q(pk__in=assisted)
    if post.role in FIRM_SIDE:
        mine |= Q(pk__in=Named.objects.filter(firm=post.organisation_id).values("decision"))
    return signed.filter(mine)


def tab_of(decisions: QuerySet[Decision], tab: str, *, today: date) -> QuerySet[Decision]:
    """`running`, `late` with the whole or with contact or report, `asked` to be struck off, or `done`."""
    return {
        "running": decisions.filter(state=DecisionState.RUNNING),
        "late": decisions.filter(state__in=WITH_LEAD).filter(LATE | Q(target_on__lt=today)),
        "asked": decisions.filter(state__in=ASKED),
        "done": decisions.filter(state=DecisionState.DONE),
    }[tab]


def decision_page(post: Post, tab: str, *, today: date, after: str | None) -> Page[Decision]:
    """One page: the earliest day first, what is done the latest first."""
    rows = tab_of(decisions_for(post), tab, today=today).select_related("meeting__committee", "lead")
    order = ("-target_on", "-id") if tab == "done" else ("target_on", "id")
    return keyset(rows, after=after, order=order, size=PAGE)


def decision_for(post: Post, decision_id: int) -> Decision | None:
    """One with all that hangs on it, if the post reads it. Nine queries."""
    named = Named.objects.select_related("firm", "ticket__firm__profile", "said_by__person").order_by("pk")
    rows = decisions_for(post).select_related("meeting__committee", "meeting__chair__person", "lead", "item__topic")
    return (
        rows.filter(pk=decision_id)
        .prefetch_related(
            "assists",
            Prefetch("named", queryset=named),
            "notes__by__person",
            "strikes__by__person",
            "strikes__signed_by__person",
            "strikes__audited_by__person",
            "strikes__ruled_by__person",
            "cards",
        )
        .first()
    )


def units_in(county_id: int) -> Sequence[Organisation]:
    """Who can be given a decision."""
    return list(dispatchable_units(county_id).order_by("pinyin", "pk"))
