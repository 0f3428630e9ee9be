"""Count all figures anew from the cases, or --check that they are what the cases say, or only what is --missing."""

import sys
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from metrics import rebuilding
from orgs.models import County


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; exit 1 where something differs")
        parser.add_argument("--missing", action="store_true", help="only cases that have moved since they were read")

    def handle(self, *, check: bool, missing: bool, **_options: Any) -> None:
        differ = 0
        for county in County.objects.order_by("pk"):
            started = time.monotonic()
            if check:
                for line in rebuilding.differences(county):
                    self.stdout.write(f"{county.name}: {line}")
                    differ += 1
                self.stdout.write(f"{county.name}: checked, {time.monotonic() - started:.1f} s")
                continue
            work = rebuilding.catch_up if missing else rebuilding.rebuild
            cases = work(county, progress=self._say)
            self.stdout.write(f"{county.name}: {cases} cases, {time.monotonic() - started:.1f} s")
        if differ:
            raise CommandError(f"{differ} differ; rebuild_figures counts them anew")

    def _say(self, done: int) -> None:
        if sys.stderr.isatty():
            self.stderr.write(f"\r{done:,}", ending="")
