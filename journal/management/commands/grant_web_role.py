"""Give the web role its rights: DML everywhere, only SELECT and INSERT on the journal, no DDL, no TRUNCATE."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from journal import rights


class Command(BaseCommand):
    help = __doc__ or ""

    def handle(self, *_args: Any, **_options: Any) -> None:
        rights.grant(settings.WEB_ROLE)
        self.stdout.write(f"{settings.WEB_ROLE} may append to the journal and alter nothing of it")
