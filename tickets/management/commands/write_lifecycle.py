"""Write `docs/lifecycle.md` from the action table."""

from django.core.management.base import BaseCommand

from tickets import lifecycle


class Command(BaseCommand):
    """`manage.py write_lifecycle`, after any change to `tickets/actions.py`."""

    help = "Write docs/lifecycle.md from the action table."
    requires_system_checks = ()

    def handle(self, *_args: object, **_options: object) -> None:
        """Write the file; prints where."""
        lifecycle.DOCUMENT.parent.mkdir(exist_ok=True)
        lifecycle.DOCUMENT.write_text(lifecycle.document(), encoding="utf-8")
        self.stdout.write("docs/lifecycle.md")
