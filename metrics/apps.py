"""The metrics app: figures, their sentences, and the cases behind them."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MetricsConfig(AppConfig):
    """Wiring only."""

    name = "metrics"
    verbose_name = _("数据")

    def ready(self) -> None:
        """Cards are taken away as every list is."""
        from metrics import cards  # noqa: PLC0415 -- models are there only now
        from tickets import listers  # noqa: PLC0415 -- as above
        from tickets.export_kinds import Exported  # noqa: PLC0415 -- as above

        listers.tell(Exported.CARDS, listers.Lister(cards.COLUMNS, cards.listed))
