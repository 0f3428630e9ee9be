"""Say which counties lack a year's working days; exit 1 when one does, for cron and monitoring."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from journal import clock
from orgs.models import County
from orgs.queries import today
from orgs.working_days import missing_years


class Command(BaseCommand):
    help = "Exit 1 when a county lacks the working days of this year or, from 15 November, the next."

    def handle(self, *_args: Any, **_options: Any) -> None:
        on = today(clock.now())
        missing = {county.name: missing_years(county.pk, on) for county in County.objects.all()}
        told = [f"{name}: {', '.join(map(str, years))}" for name, years in missing.items() if years]
        if told:
            raise CommandError("; ".join(told))
        self.stdout.write("Working days are entered.")
