"""What addresses of the round table are about, and its forms filled in right."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from journal import clock
from orgs.models import Organisation
from orgs.statuses import OrganisationKind, Role
from tests import cast
from tests.access.scene import Scene
from tests.cast import World
from tests.roundtable.table import raised

Params = dict[str, Any]
_NOWHERE: Final = 987_654_321


def topic(scene: Scene) -> dict[str, Params]:
    """One of either firm."""
    made = {"A": scene.post("firm"), "B": scene.post("firm2")}
    found = {label: {"topic_id": raised(scene.world, by=post).pk} for label, post in made.items()}
    return found | {"-": {"topic_id": _NOWHERE}}


def topic_act(scene: Scene) -> dict[str, Params]:
    """The same, to be withdrawn; and an act that there is not."""
    acts: dict[str, Params] = {label: {**params, "action": "withdraw"} for label, params in topic(scene).items()}
    return acts | {"A-other": {**acts["A"], "action": "no-such-act"}}


def _to(act: str, role: Role) -> Callable[[World], str]:
    """The address of an act on a firm's topic; whoever does it sits in the general committee from now on."""

    def address(world: World) -> str:
        general = Organisation.objects.get(county=world.county, kind=OrganisationKind.GENERAL_COMMITTEE)
        world.seated = cast.post(general, role, "高书记")  # type: ignore[attr-defined]  # read by its name
        return f"/roundtable/topics/{raised(world).pk}/{act}/"

    return address


def _merged(world: World) -> Params:
    return {"version": "1", "onto": raised(world).pk}


ON_TOPICS: Final[dict[str, tuple[str, Callable[[World], str], Callable[[World], Params]]]] = {
    "TopicForm": (
        "firm",
        lambda _w: "/roundtable/raise/",
        lambda _w: {"kind": "problem", "title": "快递涨价", "body": "六家一起涨。"},
    ),
    "ProposeTopicForm": (
        "seated",
        _to("propose", Role.MEETING_CLERK),
        lambda _w: {"version": "1", "advice": "approve", "words": "六家反映"},
    ),
    "ApproveTopicForm": ("seated", _to("approve", Role.PARTY_SECRETARY), lambda _w: {"version": "1", "words": ""}),
    "DeferTopicForm": (
        "seated",
        _to("defer", Role.PARTY_SECRETARY),
        lambda _w: {"version": "1", "until": (clock.now() + timedelta(days=30)).date(), "words": "再看"},
    ),
    "DeclineTopicForm": (
        "seated",
        _to("decline", Role.PARTY_SECRETARY),
        lambda _w: {"version": "1", "words": "已有政策"},
    ),
    "MergeTopicForm": ("seated", _to("merge", Role.MEETING_CLERK), _merged),
    "WithdrawTopicForm": (
        "firm",
        lambda world: f"/roundtable/topics/{raised(world).pk}/withdraw/",
        lambda _w: {"version": "1"},
    ),
}
"""Form → who sends it where with which words, as `test_forms.Page`."""
