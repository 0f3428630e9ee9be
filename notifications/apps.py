"""The notifications app: who is told what, by which way, and whether it arrived."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    """Wiring only."""

    name = "notifications"
    verbose_name = _("通知")
