"""An open case of the same firm that new words may be about. Rests on `tickets_for`: nobody else's case is named."""

from collections.abc import Sequence
from typing import Final

from orgs.models import Post
from tickets.models import Ticket
from tickets.queries.visibility import tickets_for
from tickets.suggesting import ALIKE, Guess, alike

LOOKED_AT: Final = 20


def similar_case(post: Post, *, firm_id: int, text: str, guesses: Sequence[Guess]) -> Ticket | None:
    """The open case most like the words, among those of the likeliest category or of much the same words."""
    likeliest = guesses[0].code if guesses else ""
    own = tickets_for(post).open().filter(firm=firm_id).select_related("category").order_by("-submitted_at", "-pk")
    rated = [(alike(text, case.body), case) for case in own[:LOOKED_AT]]
    near = [
        (share, case)
        for share, case in rated
        if share >= ALIKE or (case.category is not None and case.category.code == likeliest)
    ]
    return max(near, key=lambda each: each[0], default=(0.0, None))[1]
