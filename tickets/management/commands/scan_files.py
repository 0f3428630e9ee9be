"""What the malware scanner has to do and has found; exit 1 while a file waits longer than it should."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from journal import clock
from tickets.services import scanning

LATE: Final = timedelta(minutes=10)


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--old", action="store_true", help="scan files too that came before there was a scanner")
        which.add_argument("--release", action="store_true", help="open what waits; only without a scanner")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["release"] and settings.CLAMD is not None:
            raise CommandError("there is a scanner (QIHU_CLAMD): what waits for it is not opened unseen")
        if options["old"] and settings.CLAMD is None:
            raise CommandError("there is no scanner (QIHU_CLAMD)")
        if options["release"]:
            self.stdout.write(f"{scanning.release()} files opened without a scan")
        if options["old"]:
            self._mark_the_old()
        for file in scanning.infected().select_related("ticket"):
            number = file.ticket.number if file.ticket else "-"
            self.stdout.write(f"{file.pk} {number} {file.sha256} infected: {file.scan_signature}")
        self._complain()

    def _mark_the_old(self) -> None:
        count, marked = 0, [0]
        while marked := scanning.scan_the_old(after=marked[-1]):
            count += len(marked)
        self.stdout.write(f"{count} files of before wait for the scanner now")

    def _complain(self) -> None:
        waiting = scanning.waiting()
        self.stdout.write(f"{waiting.count()} files wait for the scanner")
        if late := waiting.filter(at__lt=clock.now() - LATE, scan_tries__gt=0).count():
            raise CommandError(f"{late} files have WAITED for more than ten minutes: is clamd running?", returncode=1)
