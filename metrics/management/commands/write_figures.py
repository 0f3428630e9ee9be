"""Write `docs/figures.md` from the definitions."""

from django.core.management.base import BaseCommand

from metrics import figures_document


class Command(BaseCommand):
    """`manage.py write_figures`, after any change to `metrics/definitions/` or to its English."""

    help = "Write docs/figures.md from the definitions of figures."
    requires_system_checks = ()

    def handle(self, *_args: object, **_options: object) -> None:
        """Write the file; prints where."""
        figures_document.DOCUMENT.write_text(figures_document.document(), encoding="utf-8")
        self.stdout.write("docs/figures.md")
