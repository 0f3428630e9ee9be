"""Taking the files of a form along with what it makes: a material, a note on a decision, a request to strike it off."""

from datetime import datetime
from typing import Any
from uuid import UUID

from orgs.models import Post
from roundtable.models import DecisionNote, DecisionStrike, Enclosure, Material
from tickets.services import attaching


def enclose(
    made: Material | DecisionNote | DecisionStrike, *, files_token: UUID | None, actor: Post, now: datetime
) -> dict[str, Any]:
    """Inside the transaction that made it, after the lock of its meeting or decision; what its event says of them.

    Raises Busy (another sending of the person takes too long).
    """
    if files_token is None:
        return {}
    said = attaching.use(person_id=actor.person_id, client_token=files_token, now=now)
    came_with = {_COLUMN[type(made)]: made}
    Enclosure.objects.bulk_create([Enclosure(file_id=pk, **came_with) for pk in said.get("files", ())])
    return said


_COLUMN = {Material: "material", DecisionNote: "note", DecisionStrike: "strike"}
