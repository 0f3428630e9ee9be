"""Open a real county: the county, its committee and office, and a first system administrator."""

from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from orgs.exceptions import Refused
from orgs.services import counties


class Command(BaseCommand):
    help = "Open a county with its committee, office and first system administrator."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", required=True, help="name of the county, 泽丰县")
        parser.add_argument("--code", required=True, help="short code in small letters, zefeng")
        parser.add_argument("--admin", required=True, help="user name of the first system administrator")
        parser.add_argument("--admin-name", required=True, help="that person's name")

    def handle(self, *_args: Any, **options: Any) -> None:
        password = getpass("Password of the system administrator: ")
        try:
            validate_password(password)
            county = counties.open_county(
                name=options["name"],
                code=options["code"],
                admin_username=options["admin"],
                admin_name=options["admin_name"],
                admin_password=password,
            )
        except (Refused, ValidationError) as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"{county.name} is open; sign in as {options['admin']}.")
