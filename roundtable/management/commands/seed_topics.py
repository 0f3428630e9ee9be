"""Tell the meetings of the demonstration county's last year, and bring topics in, in every state of screening.

Everything is invented.
"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from orgs.models import County
from roundtable import seeding
from roundtable.seeding_year import play_year


class Command(BaseCommand):
    help = __doc__ or ""

    def handle(self, *_args: Any, **_options: Any) -> None:
        county = County.objects.order_by("pk").first()
        if county is None:
            raise CommandError("there is no county; write one with seed_demo first")
        if held := play_year(county):
            self.stdout.write(f"{county.name}: {held} meetings of the last year")
        self.stdout.write(f"{county.name}: {seeding.bring_in(county)} topics")
