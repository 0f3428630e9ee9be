"""Prove the journal sound; exit 1 and name the first broken link when it is not, 2 while another run is at work."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from journal import anchor
from journal.verifying import Report
from metrics.audit.runs import prove


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--incremental", action="store_true", help="only what is newer than the last sound run")

    def handle(self, *_args: Any, **options: Any) -> None:
        started = time.monotonic()
        report = prove(incremental=options["incremental"])
        if report is None:
            raise CommandError("another run is at work", returncode=2)
        self.stdout.write(_told(report, seconds=time.monotonic() - started))
        if not anchor.path():
            self.stderr.write("JOURNAL_ANCHOR is not set: a rollback of the whole database would not show")
        if report.broken:
            raise CommandError(f"BROKEN {report.broken}", returncode=1)


def _told(report: Report, *, seconds: float) -> str:
    return (
        f"{report.events} events, {report.accesses} access notes, {report.checkpoints} checkpoints after "
        f"{report.since}; {report.pending} rows unsealed; anchored up to {report.anchored}; {seconds:.1f} s"
    )
