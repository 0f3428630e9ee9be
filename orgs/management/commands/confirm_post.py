"""Confirm a post that waits for a second administrator, from the server itself: a county may have only one."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from orgs.exceptions import Refused
from orgs.models import Post
from orgs.services import appointments
from orgs.statuses import Consent


class Command(BaseCommand):
    help = "Let the posts count that were asked for an account and wait for a second administrator. In the journal."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")

    def handle(self, *_args: Any, **options: Any) -> None:
        posts = Post.objects.named().filter(person__username=options["username"].lower(), consent=Consent.WAITS)
        if not posts:
            raise CommandError(f"no post of {options['username']} waits")
        for post in posts:
            try:
                appointments.confirm(post.pk, actor=None)
            except Refused as problem:
                raise CommandError(f"{post}: {problem}") from problem
            self.stdout.write(f"{post.person.username}  {post}")
