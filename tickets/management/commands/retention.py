"""What of ended cases has been kept long enough; a list by default, `--carry-out` erases it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from journal import clock
from tickets.retention import setting_of
from tickets.retention_kinds import Kept
from tickets.services import retaining

# In English, as all commands speak; what the pages call these is `Kept`'s labels.
_WHAT = {
    Kept.PICTURES: "pictures of papers that firms sent, and proof of claims",
    Kept.CONTACTS: "cases that lose the contact and personal numbers in their words, and answered requests about data",
    Kept.WORDS: "cases that lose all that was written and sent; what figures are made of stays",
}


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--dry-run", action="store_true", help="only say what would go; the default")
        which.add_argument("--carry-out", action="store_true", help="erase it; nothing brings it back")

    def handle(self, *_args: Any, **options: Any) -> None:
        for due in retaining.overview(now=clock.now()):
            day = timezone.localtime(due.before).date()
            why = f"ended by {day}, QIHU_LIMIT_{setting_of(due.kind)}"
            self.stdout.write(f"{due.kind.value}: {due.count} {_WHAT[due.kind]} ({why})")
            if due.held:
                self.stdout.write(f"{due.kind.value}: {len(due.held)} more are on hold and stay: {' '.join(due.held)}")
        if not options["carry_out"]:
            self.stdout.write("nothing was erased: --carry-out does it")
            return
        carried = retaining.carry_out()
        self.stdout.write(
            f"erased: {carried.done} times from a case, {carried.proofs} files of claims, {carried.requests} requests"
        )
        if carried.failed:
            raise CommandError(f"{carried.failed} could not be worked on now: see the log, run it again", returncode=1)
