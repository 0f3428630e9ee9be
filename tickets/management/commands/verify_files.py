"""Read a thirtieth of the kept files again, or all; exit 1 and name those whose bytes are missing or altered."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from tickets.models import Attachment
from tickets.services import collecting


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="every file, not only this day's thirtieth")

    def handle(self, *_args: Any, **options: Any) -> None:
        checked = collecting.verify(day=timezone.localdate(), everything=options["all"])
        still = collecting.recheck()
        self.stdout.write(f"{checked.read} files read again, {len(checked.damaged)} of them damaged")
        if still:
            for row in Attachment.objects.filter(damaged_at__isnull=False).select_related("ticket"):
                number = row.ticket.number if row.ticket else "-"
                self.stderr.write(f"{row.pk} {number} {row.sha256} damaged since {row.damaged_at:%Y-%m-%d %H:%M}")
            raise CommandError(f"{still} files are DAMAGED", returncode=1)
