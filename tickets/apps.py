"""The tickets app: catalogue, cases, legs, deadlines, replies and revisits."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TicketsConfig(AppConfig):
    """Wiring only; rules live in `actions.py` and `services/`."""

    name = "tickets"
    verbose_name = _("工单")
