"""Yellow and red cards of a period as rows: of cases and of decisions (议定事项), one list, the latest first.

A row is a card, so that a list is as long as the number that opens it. What the post may not see is counted, not shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from metrics.counting import Scope
from metrics.supervision import cards, decision_cards
from orgs.models import Post
from roundtable.models import Decision, DecisionCard
from roundtable.queries.decisions import decisions_for
from tickets.masking import as_read
from tickets.models import Card, Ticket
from tickets.queries.visibility import seen_through
from web.paging import cursor_of, keyset

PAGE: Final = 50
# No two cards of either kind have the same key: those of cases have the even ones.
_KEYS: Final = {Card: F("pk") * 2, DecisionCard: F("pk") * 2 + 1}
_WITH: Final = {
    Card: ("unit", "ticket__firm__profile", "ticket__committee"),
    DecisionCard: ("unit", "decision__meeting__committee"),
}
_ORDER: Final = ("-at", "-key")


@dataclass(frozen=True, slots=True)
class CardRow:
    """One card, on a case or on a decision; the other is None."""

    card: Card | DecisionCard
    ticket: Ticket | None = None
    decision: Decision | None = None


@dataclass(frozen=True, slots=True)
class CardPage:
    """One page; `count` and `hidden` are of the whole list."""

    rows: Sequence[CardRow]
    count: int
    hidden: int
    next: str


def card_page(scope: Scope, post: Post, colour: str, *, after: str | None) -> CardPage:
    """The cards of a colour, of both where it is empty, as far as the post sees what they are about. Four queries."""
    which = Q(colour=colour) if colour else Q()
    read = Exists(decisions_for(post).filter(pk=OuterRef("decision")))
    of_cases, cases, no_cases = _page(cards(scope, which), Q(seen_through(post)), after)
    of_decisions, decisions, no_decisions = _page(decision_cards(scope, which), Q(read), after)
    found = sorted((*of_cases, *of_decisions), key=lambda card: (card.at, card.key), reverse=True)
    return CardPage(
        rows=[_row(card, post) for card in found[:PAGE]],
        count=cases + decisions,
        hidden=no_cases + no_decisions,
        next=cursor_of(found[PAGE - 1], _ORDER) if len(found) > PAGE else "",
    )


def _page(rows: QuerySet[Any], seen: Q, after: str | None) -> tuple[list[Any], int, int]:
    """The cards after the cursor, one more than a page shows; how many there are to see, and how many not."""
    counted = rows.aggregate(whole=Count("pk"), seen=Count("pk", filter=seen))
    shown = rows.filter(seen).annotate(key=_KEYS[rows.model]).select_related(*_WITH[rows.model])
    page = keyset(shown, after=after, order=_ORDER, size=PAGE + 1)
    return page.items, counted["seen"], counted["whole"] - counted["seen"]


def _row(card: Any, post: Post) -> CardRow:
    if isinstance(card, DecisionCard):
        return CardRow(card, decision=card.decision)
    return CardRow(card, ticket=as_read(card.ticket, post))
