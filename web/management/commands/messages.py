"""``messages update | compile | check``: the English catalogue, without gettext's programs."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from web import catalogue


class Command(BaseCommand):
    help = "Finds the Chinese words in the sources, merges, compiles or checks their English."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=("update", "compile", "check"))

    def handle(self, *, action: str, **options: Any) -> None:  # noqa: ARG002 -- Django's signature
        if action == "update":
            catalogue.update()
        elif action == "compile":
            catalogue.compile_catalogue()
        elif problems := catalogue.problems():
            raise CommandError("\n".join(problems))
