"""The county of these tests: built once, then known to every process by the ids in a file."""

import json
from dataclasses import fields
from pathlib import Path

from django.core.management import call_command
from django.db import models

from orgs.models import County, Place, Post
from tests import cast
from tests.cast import World

MODELS: dict[str, type[models.Model]] = {"county": County, "town": Place, "other_town": Place}
WITH_MAIL = ("firm", "desk", "liaison")


def main(file: str) -> None:
    """As the owner: make the tables, build the cast's county, give three people a mailbox, write down who is who."""
    call_command("migrate", verbosity=0)
    call_command("grant_web_role")
    world = cast.county()
    for name in WITH_MAIL:
        person = getattr(world, name).person
        person.email = f"{name}@example.org"
        person.save()
    Path(file).write_text(json.dumps({field.name: getattr(world, field.name).pk for field in fields(World)}))


def read(file: Path) -> World:
    """The same people, in another process."""
    ids: dict[str, int] = json.loads(file.read_text())
    posts = Post.objects.select_related("person", "organisation").in_bulk(ids.values())
    known = {
        name: MODELS[name]._default_manager.get(pk=pk) if name in MODELS else posts[pk] for name, pk in ids.items()
    }
    return World(**known)  # type: ignore[arg-type]  # each name carries its own kind
