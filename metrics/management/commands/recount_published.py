"""Count every published month again from the journal alone, and say where the two differ; exit 1 where they do.

Prove the journal itself with verify_journal: what is counted here is only as good as its chain.
"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from journal.models import Checkpoint
from metrics import retold
from metrics.models import Publication


class Command(BaseCommand):
    help = __doc__ or ""

    def handle(self, **_options: Any) -> None:
        months = Publication.objects.filter(of_year=False).select_related("county")
        newest = months.order_by("county", "month", "-version").distinct("county", "month")
        wrong = sum(self._recount(row) for row in newest)
        if wrong:
            raise CommandError(f"{wrong} published numbers are not what the journal says")

    def _recount(self, row: Publication) -> int:
        """Say a month in one line; how much of it is wrong."""
        lines = list(retold.compared(row))
        sealed = Checkpoint.objects.filter(pk=row.checkpoint, hash=row.checkpoint_hash).exists()
        words = [
            *map(str, lines),
            f"seal {row.checkpoint}" if sealed else f"seal {row.checkpoint} is not in the journal",
        ]
        self.stdout.write(f"{row.county.name} {row.month:%Y-%m} v{row.version}: {', '.join(words)}")
        return sum(line.published != line.journal for line in lines) + (not sealed)
