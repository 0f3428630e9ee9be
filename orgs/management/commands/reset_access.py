"""Help somebody back in from the server itself, when nobody in the back office can: the last administrator, say."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from orgs.models import Person
from orgs.services import people


class Command(BaseCommand):
    help = "Draw a one-time password for an account, and take a lost second factor away. Each is in the journal."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--second-factor", action="store_true", help="the telephone is lost: take it away as well")

    def handle(self, *_args: Any, **options: Any) -> None:
        person = Person.objects.filter(username=options["username"].lower()).first()
        if person is None:
            raise CommandError(f"no account {options['username']}")
        if options["second_factor"]:
            people.reset_second_factor(person.pk, actor=None)
        word = people.reset_password(person.pk, actor=None)
        self.stdout.write(f"{person.username}  {word}  ({people.first_password_hours()} h, one sign-in)")
