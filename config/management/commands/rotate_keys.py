"""``rotate_keys``: everything that is sealed in the database, sealed anew with the newest key of `QIHU_DATA_KEYS`."""

from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError

from journal import salts
from orgs import factor_secrets
from orgs.services import staff_mails
from web import resealing, sealed, sealed_json


@dataclass(frozen=True, slots=True)
class Kept:
    """One place where sealed things lie."""

    label: str
    earlier: Callable[[], int]
    renew: Callable[..., Iterator[int]]


class Command(BaseCommand):
    help = (
        "Seal anew what an earlier key has sealed, in batches; may be broken off and started again, beside the product."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count, and change nothing")
        parser.add_argument("--batch", type=int, default=resealing.BATCH, help="rows of a transaction (%(default)s)")

    def handle(self, *_args: Any, **options: Any) -> None:
        if missing := sealed_json.missing_keys():
            where = ", ".join(f"{name} ({label})" for name, label in missing.items())
            raise CommandError(f"these keys have sealed something and are not given: {where}; nothing was changed")
        for kept in _places():
            found = kept.earlier()
            done = 0 if options["dry_run"] else self._renewed(kept, batch=max(options["batch"], 1))
            self.stdout.write(f"{kept.label}: {found} by an earlier key, {done} sealed anew")
        if not options["dry_run"]:
            self._all_done()

    def _renewed(self, kept: Kept, *, batch: int) -> int:
        try:
            return sum(kept.renew(batch=batch))
        except sealed.Unreadable as lost:
            raise CommandError(f"{kept.label}: something is sealed by a key that is not given") from lost
        except IntegrityError as twice:
            words = "two rows hold one number that only one may have; correct one of them and start again"
            raise CommandError(f"{kept.label}: {words}") from twice

    def _all_done(self) -> None:
        """Say whether the earlier keys may go: somebody with an old process may have sealed something meanwhile."""
        left = sum(kept.earlier() for kept in _places())
        if left:
            raise CommandError(
                f"{left} are still sealed by an earlier key: is a process still running without the newest?"
            )
        self.stdout.write(f"everything is sealed by {sealed.keyring()[0].name}; earlier keys may go")


def _places() -> list[Kept]:
    columns = [Kept(column.label, column.earlier, column.renew) for column in resealing.columns()]
    stores = [Kept(store.label, store.earlier, store.renew) for store in sealed_json.stores()]
    others = [Kept(each.LABEL, each.earlier, each.renew) for each in (salts, factor_secrets, staff_mails)]
    return [*columns, *stores, *others]
