"""Write the whole journal to a folder, for `deploy/verify_export.py` or an assessor's own tools."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from journal.exporting import export


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", type=Path, required=True, metavar="FOLDER", help="where journal.jsonl is written")

    def handle(self, *_args: Any, **options: Any) -> None:
        exported = export(options["to"])
        self.stdout.write(f"{exported.file}: {exported.rows} lines, sha256 {exported.sha256}")
