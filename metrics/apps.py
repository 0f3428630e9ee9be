"""The metrics app: figures, their sentences, and the cases behind them."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MetricsConfig(AppConfig):
    """Wiring only."""

    name = "metrics"
    verbose_name = _("数据")
