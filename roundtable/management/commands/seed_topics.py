"""Bring topics of the demonstration county to the round table, in every state of screening. Everything is invented."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from orgs.models import County
from roundtable import seeding


class Command(BaseCommand):
    help = __doc__ or ""

    def handle(self, *_args: Any, **_options: Any) -> None:
        county = County.objects.order_by("pk").first()
        if county is None:
            raise CommandError("there is no county; write one with seed_demo first")
        self.stdout.write(f"{county.name}: {seeding.bring_in(county)} topics")
