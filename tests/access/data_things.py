"""What addresses of the data desk are about: a request of a person, a copy granted to a caller, the next county."""

import uuid
from typing import Any, Final

from tests.access.scene import Scene
from tickets.data_kinds import Wish
from tickets.models import DataRequest
from tickets.services import data_desk

Params = dict[str, Any]
_NOWHERE: Final = 987_654_321


def data_request(scene: Scene) -> dict[str, Params]:
    """Of firm A, and of somebody in the next county."""
    made = {"A": _asked(scene.post("firm").person_id, scene.world.county.pk)}
    made["B"] = _asked(scene.next_keeper.person_id, scene.next_county.pk)
    return {label: {"request_id": one.pk} for label, one in made.items()} | {"-": {"request_id": _NOWHERE}}


def data_copy(scene: Scene) -> dict[str, Params]:
    """A caller's, granted by a colleague of the office."""
    said, clerk = data_desk.Said(wish=Wish.COPY), scene.post("clerk")
    asked = data_desk.ask_for_caller(
        name="丁小满", phone="13800001234", said=said, client_token=uuid.uuid4(), actor=clerk
    )
    data_desk.grant(asked.pk, answer="请来取。", actor=scene.world.second_office)
    return {"A": {"request_id": asked.pk}, "-": {"request_id": _NOWHERE}}


def _asked(person_id: int, county_id: int) -> DataRequest:
    said = data_desk.Said(wish=Wish.EXPLAIN, words="给谁看过")
    return data_desk.ask(person_id, county_id=county_id, said=said, client_token=uuid.uuid4(), actor=None)
