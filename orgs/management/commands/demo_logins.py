"""Print the demonstration's sign-ins: role, user name, password, words; a tab between."""

from typing import Any

from django.core.management.base import BaseCommand

from orgs.seeding import demo_logins


class Command(BaseCommand):
    help = "Print the sign-ins of the demonstration, one a line, tab-separated."

    def handle(self, *_args: Any, **_options: Any) -> None:
        for role, username, password, words in demo_logins():
            self.stdout.write("\t".join((str(role.label), username, password, words)))
