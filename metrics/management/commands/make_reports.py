"""Make the reports that should be there by now and are not, as the clock does each morning; for the demonstration."""

from typing import Any

from django.core.management.base import BaseCommand

from journal import checkpoints, clock
from metrics.models import Report
from metrics.reports import running
from metrics.services import reporting


class Command(BaseCommand):
    help = __doc__ or ""

    def handle(self, **_options: Any) -> None:
        checkpoints.seal()
        reporting.order_due(now=clock.now())
        while running.run():
            pass
        self.stdout.write(f"{Report.objects.count()} reports")
