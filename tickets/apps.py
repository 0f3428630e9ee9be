"""The tickets app: catalogue, cases, legs, deadlines, replies and revisits."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TicketsConfig(AppConfig):
    """Wiring only; rules live in `actions.py` and `services/`."""

    name = "tickets"
    verbose_name = _("工单")

    def ready(self) -> None:
        """Cases hang on posts: whoever ends one asks here."""
        from orgs import leaving  # noqa: PLC0415 -- models are there only now
        from tickets.queries.leaving import forlorn, held  # noqa: PLC0415 -- as above

        leaving.ask("legs", held)
        leaving.ask("unit", forlorn)
