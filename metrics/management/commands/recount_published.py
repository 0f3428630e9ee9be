"""Count every published month again from the journal alone, and say where the two differ; exit 1 where they do.

Of every version, of months and of years, the digest is held against its figures and against the journal.

Prove the journal itself with verify_journal: what is counted here is only as good as its chain.
"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from journal.models import Checkpoint
from metrics import retold
from metrics.models import Publication
from metrics.services import publishing


class Command(BaseCommand):
    help = __doc__ or ""

    def handle(self, **_options: Any) -> None:
        rows = Publication.objects.select_related("county")
        newest = rows.filter(of_year=False).order_by("county", "month", "-version").distinct("county", "month")
        wrong = sum(self._recount(row) for row in newest)
        wrong += sum(not self._as_frozen(row) for row in rows.order_by("county", "month", "of_year", "version"))
        if wrong:
            raise CommandError(f"{wrong} published numbers or versions are not what the journal says")

    def _as_frozen(self, row: Publication) -> bool:
        """Whether a version is the one that the journal knows; what is not is said."""
        known = publishing.is_as_frozen(row)
        if not known:
            self.stdout.write(f"{row.county.name} {row.month:%Y-%m} v{row.version}: not what was frozen (its digest)")
        return known

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
