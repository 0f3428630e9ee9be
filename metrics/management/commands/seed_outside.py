"""Enter the demonstration county's figures from outside sources. Everything is invented."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from metrics import seeding
from orgs.models import County


class Command(BaseCommand):
    help = __doc__ or ""

    def handle(self, *_args: Any, **_options: Any) -> None:
        county = County.objects.order_by("pk").first()
        if county is None:
            raise CommandError("there is no county; write one with seed_demo first")
        self.stdout.write(f"{county.name}: {seeding.enter(county)} figures from outside")
