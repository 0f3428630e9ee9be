"""Say what is still missing before opening day, for each county; exit 1 when something is, for operators."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from journal import clock
from orgs.models import County
from tickets.setup import checking


class Command(BaseCommand):
    help = "List what a county still lacks before opening day, as /setup/check/ does; exit 1 when something is missing."

    def handle(self, *_args: Any, **_options: Any) -> None:
        missing, counties = 0, list(County.objects.order_by("pk"))
        if not counties:
            raise CommandError("There is no county yet: manage.py setup_address says where to set one up.")
        for county in counties:
            self.stdout.write(f"{county.name}")
            for line in checking.lines(county, now=clock.now()):
                missing += not line.ok
                self.stdout.write(f"  ✓ {line.what}" if line.ok else f"  ▲ {line.what}：{line.how}")
        if missing:
            raise CommandError(f"{missing} missing.")
