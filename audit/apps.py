"""The audit app: who looked, who was refused, whether the journal is sound. It has no tables of its own."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    """Wiring only."""

    name = "audit"
    verbose_name = _("审计")
