"""Fill an empty database with the demonstration county 泽丰县 and its 60 cases. Everything in it is invented."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from orgs.exceptions import Refused
from orgs.models import County
from tickets.seeding import play_demonstration


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="do nothing where a county exists")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["if_empty"] and County.objects.exists():
            return
        started = time.monotonic()
        try:
            played = play_demonstration()
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"{played.county.name}: {played.cases} cases, {time.monotonic() - started:.1f} s")
