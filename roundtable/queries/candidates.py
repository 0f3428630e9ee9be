"""Cases that propose themselves for the round table (圆桌会议候选), each with its reasons in words and a weight.

Bounded by what is open: the reasons are looked up from their own small tables, never by looking through cases.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, Final

from django.db.models import CharField, Count, Exists, F, OuterRef, QuerySet, Value

from orgs.models import Post
from roundtable.kinds import MANY_FIRMS, SCORES, Why
from tickets.models import Candidate, Card, Deadline, Extension, Reply, Revisit, Ticket
from tickets.models.querysets import TicketQuerySet
from tickets.models.replies import STANDING
from tickets.queries.rows import with_units
from tickets.queries.visibility import tickets_for
from tickets.statuses import BAD_GRADES, OPEN, DeadlineKind, HardCase, Status
from tickets.supervision_kinds import CardColour

PAGE: Final = 25
_BAD_TWICE: Final = 2


@dataclass(frozen=True, slots=True)
class Hard:
    """A case, why it is hard, and how many others are answered with it."""

    ticket: Ticket
    reasons: Sequence[Why]
    score: int
    others: int


def candidates(post: Post, *, now: Any, skip: int = 0, only: Collection[Why] = tuple(Why)) -> tuple[list[Hard], int]:
    """One page of cases that the post may see and nobody has brought in yet, the heaviest first; and how many in all.

    `only` those that one of these reasons speaks for. Cases that follow another one are answered with it, and
    complaints about a unit are heard elsewhere.
    """
    why: defaultdict[int, list[Why]] = defaultdict(list)
    for case, reason in _reasons(county=post.county_id, now=now):
        why[case].append(Why(reason))
    wanted = [case for case, reasons in why.items() if not set(reasons).isdisjoint(only)]
    counted = _free(post).filter(pk__in=wanted).annotate(others=Count("followed_by")).order_by()
    seen = dict(counted.values_list("pk", "others"))
    order = sorted(seen, key=lambda case: (-_weight(why[case], seen[case]), case))
    shown = order[skip : skip + PAGE]
    tickets = _free(post).select_related("firm__profile", "town", "category", "committee").in_bulk(shown)
    with_units(tickets.values())
    found = [Hard(tickets[case], _sorted(why[case]), _weight(why[case], seen[case]), seen[case]) for case in shown]
    return found, len(order)


def reasons_of(case_id: int, *, county: int, now: Any) -> list[Why]:
    """Why this one case is hard, the weightiest first."""
    return _sorted([Why(reason) for case, reason in _reasons(county=county, now=now) if case == case_id])


def by_reason(*, county: int, now: Any) -> dict[Why, int]:
    """How many open cases of the county are hard for each reason, whoever asks; one with several counts for each."""
    return dict(Counter(Why(reason) for _case, reason in set(_reasons(county=county, now=now))))


def _sorted(reasons: Sequence[Why]) -> list[Why]:
    return sorted(reasons, key=lambda each: -SCORES[each])


def _weight(reasons: Sequence[Why], others: int) -> int:
    return sum(SCORES[reason] for reason in reasons) + others // MANY_FIRMS


def _free(post: Post) -> TicketQuerySet:
    """What the post sees that is open, stands by itself and has no topic yet."""
    seen: TicketQuerySet = tickets_for(post).filter(status__in=OPEN, tabled=False, follows=None, about_org=None)
    return seen


# --- the reasons ------------------------------------------------------------------------------------------------------


def _reasons(*, county: int, now: Any) -> QuerySet[Any, tuple[int, str]]:
    open_here = {"ticket__county": county, "ticket__status__in": OPEN}
    parts = [_as(why, rows) for why, rows in _by_state(open_here, now=now).items()]
    ruled = Candidate.objects.filter(**open_here, reason__in=HardCase.values).order_by().values_list("ticket", "reason")
    return reduce(lambda one, other: one.union(other, all=True), parts, ruled)


def _by_state(open_here: Mapping[str, Any], *, now: Any) -> Mapping[Why, QuerySet[Any]]:
    """What follows from how the case stands, beside what its rules have found and kept (`Candidate`)."""
    late = Deadline.objects.filter(
        kind=DeadlineKind.RESOLVE, met_at=None, voided_at=None, paused_at=None, due_at__lte=now, **open_here
    )
    longer = Exists(Extension.objects.filter(ticket=OuterRef("ticket"), upheld=True))
    on_ledger = {**open_here, "ticket__status__in": [Status.ON_LEDGER]}
    bad = Revisit.objects.filter(valid=True, grade__in=BAD_GRADES, **open_here).order_by().values("ticket")
    return {
        Why.PAST_EXTENSION: late.filter(longer),
        Why.RED_CARD: Card.objects.filter(colour=CardColour.RED, **open_here).distinct("ticket").order_by("ticket"),
        Why.POLICY_GAP: Reply.objects.filter(STANDING, beyond_duty=True, round=F("ticket__round"), **open_here),
        Why.ON_LEDGER: Deadline.objects.filter(kind=DeadlineKind.LEDGER, met_at=None, voided_at=None, **on_ledger),
        Why.BAD_TWICE: bad.annotate(times=Count("pk")).filter(times__gte=_BAD_TWICE),
    }


def _as(why: Why, rows: QuerySet[Any]) -> QuerySet[Any, tuple[int, str]]:
    named: QuerySet[Any, tuple[int, str]] = rows.annotate(why=Value(why.value, output_field=CharField()))
    return named.values_list("ticket", "why")
