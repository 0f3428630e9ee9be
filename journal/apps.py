"""Django's entry for the journal."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JournalConfig(AppConfig):
    """The append-only journal, its outbox, its access log and its seals."""

    name = "journal"
    verbose_name = _("日志")
