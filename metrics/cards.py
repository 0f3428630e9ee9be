"""Yellow and red cards of a period as rows: of cases and of decisions (议定事项), one list, the latest first.

A row is a card, so that a list is as long as the number that opens it. What the post may not see is counted, not shown.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from metrics.counting import Scope
from metrics.supervision import cards, decision_cards
from orgs.models import Post
from roundtable.models import Decision, DecisionCard
from roundtable.queries.decisions import decisions_for
from tickets.masking import as_read
from tickets.models import Card, Ticket
from tickets.queries.case_rows import moment
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
    which = _of(colour)
    of_cases, cases, no_cases = _page(cards(scope, which), Q(seen_through(post)), after)
    of_decisions, decisions, no_decisions = _page(decision_cards(scope, which), _read_by(post), after)
    found = sorted((*of_cases, *of_decisions), key=lambda card: (card.at, card.key), reverse=True)
    return CardPage(
        rows=[_row(card, post) for card in found[:PAGE]],
        count=cases + decisions,
        hidden=no_cases + no_decisions,
        next=cursor_of(found[PAGE - 1], _ORDER) if len(found) > PAGE else "",
    )


def keys_of(scope: Scope, post: Post, colour: str, *, most: int) -> list[int]:
    """The keys of all of them that the post sees, or the first `most`, in the order of the page. Two queries."""
    which = _of(colour)
    seen = (
        *_keyed(cards(scope, which).filter(seen_through(post)), most),
        *_keyed(decision_cards(scope, which).filter(_read_by(post)), most),
    )
    return [key for _at, key in sorted(seen, reverse=True)[:most]]


COLUMNS: Final[Sequence[Promise]] = (
    _("牌"), _("事项"), _("单位"), _("到期"), _("亮牌时间"), _("来源"), _("编号或会议"),
)  # fmt: skip


def listed(keys: Sequence[int], /, *, post: Post, now: datetime) -> Iterator[list[str]]:  # noqa: ARG001 -- as every list
    """A row of `COLUMNS` for each of these cards that the post sees now, in their order (`tickets.listers`)."""
    of_cases = Card.objects.filter(pk__in=[key // 2 for key in keys if not key % 2], ticket__county=post.county_id)
    of_decisions = DecisionCard.objects.filter(pk__in=[key // 2 for key in keys if key % 2])
    found = {
        card.key: card
        for rows, seen in ((of_cases, Q(seen_through(post))), (of_decisions, _read_by(post)))
        for card in rows.filter(seen).annotate(key=_KEYS[rows.model]).select_related(*_WITH[rows.model])
    }
    for key in keys:
        if key in found:
            yield _cells(_row(found[key], post))


def _cells(row: CardRow) -> list[str]:
    card = row.card
    what, due, whence, which = "", "", "", ""
    if row.decision is not None:
        what, due = row.decision.plan, row.decision.target_on.isoformat()
        whence, which = str(_("议定事项")), row.decision.meeting.title
    elif row.ticket is not None and isinstance(card, Card):
        what, due, whence, which = row.ticket.title, moment(card.due_at), str(_("诉求")), row.ticket.number
    return [str(card.get_colour_display()), what, card.unit.display_name, due, moment(card.at), whence, which]


def _of(colour: str) -> Q:
    return Q(colour=colour) if colour else Q()


def _read_by(post: Post) -> Q:
    return Q(Exists(decisions_for(post).filter(pk=OuterRef("decision"))))


def _keyed(rows: QuerySet[Any], most: int) -> list[tuple[datetime, int]]:
    keyed = rows.order_by().annotate(key=_KEYS[rows.model]).order_by(*_ORDER)
    return list(keyed.values_list("at", "key")[:most])


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
