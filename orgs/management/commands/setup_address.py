"""Print the address at which the first county is set up in the browser; nothing once a county is open."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.urls import reverse

from orgs import opening


class Command(BaseCommand):
    help = "Print the one-time set-up address of an installation without a county; nothing once one is open."

    def handle(self, *_args: Any, **_options: Any) -> None:
        if opening.may_set_up():
            self.stdout.write(settings.BASE_URL + reverse("setup", args=[opening.token()]))
