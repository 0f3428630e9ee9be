"""The state machine's decorator. Only this app's models know it (DESIGN §2, STYLE)."""

from collections.abc import Callable
from typing import Any, cast

import django_fsm

# django_fsm types a permission as a question about Django's users; ours are about posts.
transition = cast("Callable[..., Callable[[Callable[..., None]], Callable[..., None]]]", django_fsm.transition)


def came_from(states: list[str], *, attribute: str) -> Any:
    """A target that the row itself remembers; `states` are all that it may be."""
    return django_fsm.GET_STATE(lambda row: getattr(row, attribute), states=states)
