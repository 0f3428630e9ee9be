"""The demonstration's pictures in the store, ready to be told with cases."""

import uuid
from typing import Any, Final

from django.db import transaction

from orgs.models import Person
from tickets.models import Attachment
from tickets.seeding.photos import PICTURES, photos_for
from tickets.services import attaching

_OF_THE_CASE: Final = frozenset({"id", "ticket_id", "person_id", "client_token", "at"})


def store_pictures() -> list[dict[str, Any]]:
    """Put the demonstration's pictures into the store; returns what a row of each says beside its case."""
    person = Person.objects.order_by("pk")[0]
    with transaction.atomic():
        files = [
            kept
            for request in PICTURES
            for kept in attaching.keep(photos_for(request), person=person, client_token=uuid.uuid4()).files
        ]
        transaction.set_rollback(True)
    columns = [field.attname for field in Attachment._meta.concrete_fields if field.attname not in _OF_THE_CASE]  # noqa: SLF001 -- documented by Django
    return [{name: getattr(file, name) for name in columns} for file in files]
