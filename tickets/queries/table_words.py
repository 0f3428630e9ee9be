"""Words of what a round table did with a case: what was said of it, who leads by a decision, until when."""

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from web.moments import day

Words = Callable[[Any, Any], tuple[str, tuple[tuple[str, str], ...]]]


def _decided(event: Any, read: Any) -> tuple[str, tuple[tuple[str, str], ...]]:
    target = date.fromisoformat(event.data["target"])
    return str(read.record(event, "note").body), (
        (_("主办"), read.unit(event.data["unit"])),
        (_("完成时限"), day(target, year=True)),
    )


def _heard(event: Any, read: Any) -> tuple[str, tuple[tuple[str, str], ...]]:
    """An answer, or why it was not adopted; what was decided stands in a line of its own."""
    return str(read.record(event, "note").body) if "note" in event.data else "", ()


WORDS: Final[dict[str, Words]] = {
    "ticket.table_heard": _heard,
    "ticket.decided": _decided,
    "ticket.decision_told": _decided,
}
