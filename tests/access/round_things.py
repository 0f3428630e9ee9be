"""What addresses of the round table are about, and its forms filled in right."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from journal import clock
from orgs.models import Organisation, Post
from orgs.statuses import OrganisationKind, Role
from roundtable.meeting_kinds import MeetingKind, Outcome, Side
from roundtable.models import Meeting, Seat, Topic
from roundtable.services import agenda, holding, meetings, minuting, pooling, replies, seats, signing
from tests import cast
from tests.access.scene import READERS, Scene
from tests.cast import World
from tests.roundtable.table import raised, tabled

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


def meeting(scene: Scene) -> dict[str, Params]:
    """Of the committee of either firm."""
    return {label: {"meeting_id": one.pk} for label, one in _meetings(scene).items()} | {"-": {"meeting_id": _NOWHERE}}


def meeting_word(name: str) -> Callable[[Scene], dict[str, Params]]:
    """The same, with a word that the address knows, and one that it does not."""

    def made(scene: Scene) -> dict[str, Params]:
        words = {label: {**params, "name": name} for label, params in meeting(scene).items()}
        return words | {"A-other": {**words["A"], "name": "no-such-word"}}

    return made


def meeting_seat(scene: Scene) -> dict[str, Params]:
    """A seat of a meeting, to be taken away; and one of the other meeting."""
    held = _meetings(scene)
    seat = {label: one.seats.earliest("pk").pk for label, one in held.items()}
    rows = {label: {"meeting_id": one.pk, "seat_id": seat[label], "name": "remove"} for label, one in held.items()}
    return {
        **rows,
        "A-other": {**rows["A"], "seat_id": seat["B"]},
        "-": {"meeting_id": _NOWHERE, "seat_id": _NOWHERE, "name": "remove"},
    }


def invited(scene: Scene) -> dict[str, Params]:
    """The seats of A's and B's unit, each in a meeting that was called."""
    held = _meetings(scene)
    found = {label: {"seat_id": one.seats.latest("pk").pk} for label, one in held.items()}
    return found | {"-": {"seat_id": _NOWHERE}}


def reply_link(scene: Scene) -> dict[str, Params]:
    """The link of A's unit, and one that nobody has made."""
    address = replies.address_of(_meetings(scene)["A"].seats.latest("pk"))
    token = urlsplit(address).path.rstrip("/").rpartition("/")[2]
    return {"A": {"token": token}, "-": {"token": f"{token[:-4]}AAAA"}}


def _meetings(scene: Scene) -> dict[str, Meeting]:
    """Made once: called by the committee of each firm, about its case."""
    held = {"A": ("desk", "unit"), "B": ("desk2", "unit2")}
    there = {scene.post(desk).organisation_id: label for label, (desk, _unit) in held.items()}
    called = Meeting.objects.filter(committee__in=there, kind=MeetingKind.ROUND_TABLE)
    made = {there[one.committee_id]: one for one in called}
    return made or {label: _called(scene, label, *posts) for label, posts in held.items()}


def _called(scene: Scene, label: str, desk: str, unit: str) -> Meeting:
    committee = scene.post(desk).organisation
    chair = cast.post(committee, Role.PARTY_SECRETARY, "刘书记")
    topic = tabled(scene.world, scene.case[label], by=scene.post(desk))
    pooling.approve(topic.pk, words="", actor=chair, version=topic.version)
    starts = clock.now() + timedelta(days=7)
    plan = meetings.Planned(
        starts_at=starts, ends_at=starts + timedelta(hours=1), site_id=None, place="县委 305", chair_id=chair.pk,
        collect_until=starts.date(), materials_until=None,
    )  # fmt: skip
    kind, token = MeetingKind.ROUND_TABLE, uuid.uuid4()
    one = meetings.plan(plan, kind=kind, committee=committee, client_token=token, actor=chair)
    agenda.put(one.pk, topic_id=topic.pk, actor=chair, version=1)
    meetings.notify(one.pk, actor=chair, version=2)
    return one


def figure(scene: Scene) -> dict[str, Params]:
    """A figure that there is, and one that there is not."""
    return {"A": {"key": "meetings"}, "-": {"key": "no-such-figure"}}


def signed_meeting(scene: Scene) -> dict[str, Params]:
    """A meeting of either firm's committee whose minutes are signed."""
    made = {label: {"meeting_id": one.pk} for label, one in _signed_ones(scene).items()}
    return made | {"-": {"meeting_id": _NOWHERE}}


def signed_item(scene: Scene) -> dict[str, Params]:
    """Its item, and the item of the other meeting."""
    ones = _signed_ones(scene)
    items = {label: one.items.get().pk for label, one in ones.items()}
    rows = {label: {"meeting_id": one.pk, "item_id": items[label]} for label, one in ones.items()}
    return {
        **rows,
        "A-other": {"meeting_id": ones["A"].pk, "item_id": items["B"]},
        "-": {"meeting_id": _NOWHERE, "item_id": _NOWHERE},
    }


def _signed_ones(scene: Scene) -> dict[str, Meeting]:
    """Made once: special sessions on a suggestion of either firm."""
    desks = {"A": ("desk", "firm"), "B": ("desk2", "firm2")}
    there = {scene.post(desk).organisation_id: label for label, (desk, _firm) in desks.items()}
    kept = Meeting.objects.filter(committee__in=there, kind=MeetingKind.SPECIAL)
    made = {there[one.committee_id]: one for one in kept}
    return made or {
        label: _signed(
            cast.post(scene.post(desk).organisation, Role.PARTY_SECRETARY, "方书记"), scene.post(firm), scene.world
        )
        for label, (desk, firm) in desks.items()
    }


def _signed(chair: Post, firm: Post, world: World) -> Meeting:
    """A special session on a suggestion, held in three weeks from now and signed there and then."""
    topic = raised(world, by=firm)
    # Whatever pool it lies in: who convenes rules on it here.
    Topic.objects.filter(pk=topic.pk).update(committee=chair.organisation)
    pooling.approve(topic.pk, words="", actor=chair, version=topic.version)
    starts = clock.now() + timedelta(days=21)
    plan = meetings.Planned(
        starts_at=starts, ends_at=starts + timedelta(hours=1), site_id=None, place="县委 305", chair_id=chair.pk,
        collect_until=starts.date(), materials_until=None,
    )  # fmt: skip
    one = meetings.plan(
        plan, kind=MeetingKind.SPECIAL, committee=chair.organisation, client_token=uuid.uuid4(), actor=chair
    )
    agenda.put(one.pk, topic_id=topic.pk, actor=chair, version=1)
    meetings.notify(one.pk, actor=chair, version=2)
    with clock.moved_to(starts):
        holding.begin(one.pk, actor=chair, version=3)
        taken = minuting.Written(facts="六家同款", positions="", outcome=Outcome.SUGGESTED, reason="先试一季")
        minuting.write(one.pk, item_id=one.items.get().pk, written=taken, version=1, actor=chair)
        holding.end(one.pk, actor=chair, version=4)
        signing.sign(one.pk, actor=chair, version=5)
    return one


def _to(act: str, role: Role) -> Callable[[World], str]:
    """The address of an act on a firm's topic; whoever does it sits in the general committee from now on."""

    def address(world: World) -> str:
        general = Organisation.objects.get(county=world.county, kind=OrganisationKind.GENERAL_COMMITTEE)
        world.seated = cast.post(general, role, "高书记")  # type: ignore[attr-defined]  # read by its name
        return f"/roundtable/topics/{raised(world).pk}/{act}/"

    return address


def _merged(world: World) -> Params:
    return {"version": "1", "onto": raised(world).pk}


def _seated(address: str) -> Callable[[World], str]:
    """The same address, for somebody who sits in the general committee from now on."""

    def made(world: World) -> str:
        secretary(world)
        return address

    return made


def secretary(world: World) -> Post:
    if not hasattr(world, "seated"):
        general = Organisation.objects.get(county=world.county, kind=OrganisationKind.GENERAL_COMMITTEE)
        world.seated = cast.post(general, Role.PARTY_SECRETARY, "高书记")  # type: ignore[attr-defined]  # as above
    post: Post = world.seated  # type: ignore[attr-defined]  # as above
    return post


def _when() -> Params:
    day = (clock.now() + timedelta(days=9)).date()
    return {"day": day, "starts": "14:00", "ends": "15:00", "site": "", "place": "县委 305"} | {
        "collect_until": day, "materials_until": day,
    }  # fmt: skip


def _held(world: World) -> Meeting:
    """A meeting of the general committee with a firm's suggestion on its agenda, made once."""
    chair = secretary(world)
    if there := Meeting.objects.filter(committee=chair.organisation, kind=MeetingKind.ROUND_TABLE).first():
        return there
    topic = raised(world)
    pooling.approve(topic.pk, words="", actor=chair, version=1)
    starts = clock.now() + timedelta(days=7)
    plan = meetings.Planned(
        starts_at=starts, ends_at=starts + timedelta(hours=1), site_id=None, place="县委 305", chair_id=chair.pk,
        collect_until=starts.date(), materials_until=None,
    )  # fmt: skip
    committee, kind = chair.organisation, MeetingKind.ROUND_TABLE
    one = meetings.plan(plan, kind=kind, committee=committee, client_token=uuid.uuid4(), actor=chair)
    agenda.put(one.pk, topic_id=topic.pk, actor=chair, version=1)
    return one


def _seat_for(world: World) -> Seat:
    """The power company's, in a meeting that was called."""
    unit = world.liaison.organisation
    guest = seats.Guest(side=Side.DEPARTMENT, organisation=unit, name="", must=True)
    one = _held(world)
    if not one.seats.filter(organisation=unit).exists():
        seats.invite(one.pk, guest, actor=secretary(world))
        meetings.notify(one.pk, actor=secretary(world), version=2)
    return one.seats.get(organisation=unit)


def _public_form(world: World) -> str:
    """Where a secretary writes an item of a signed meeting for everybody; made once."""
    chair = secretary(world)
    one = Meeting.objects.filter(committee=chair.organisation, kind=MeetingKind.SPECIAL).first()
    one = one or _signed(chair, world.firm, world)
    return f"/roundtable/meetings/{one.pk}/public/{one.items.get().pk}/"


def _called_for(world: World) -> Meeting:
    one = _held(world)
    meetings.notify(one.pk, actor=secretary(world), version=2)
    return one


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
    "NewMeetingForm": (
        "seated",
        _seated("/roundtable/meetings/new/"),
        lambda w: _when() | {"committee": secretary(w).organisation_id, "chair": secretary(w).pk, "kind": "round"},
    ),
    "ChangeMeetingForm": (
        "seated",
        lambda w: f"/roundtable/meetings/{_held(w).pk}/change/",
        lambda w: _when() | {"chair": secretary(w).pk, "version": "2"},
    ),
    "CancelMeetingForm": (
        "seated",
        lambda w: f"/roundtable/meetings/{_held(w).pk}/cancel/",
        lambda _w: {"version": "2", "why": "停电"},
    ),
    "MinutesForm": (
        "seated",
        lambda w: f"/roundtable/meetings/{_held(w).pk}/agenda/minutes/",
        lambda w: {"version": "2", "minutes": "20", "item": _held(w).items.get().pk},
    ),
    "SeatForm": (
        "seated",
        lambda w: f"/roundtable/meetings/{_held(w).pk}/seats/",
        lambda w: {"side": "department", "organisation": w.third_liaison.organisation_id, "name": ""},
    ),
    "MaterialForm": (
        "liaison",
        lambda w: f"/roundtable/invitations/{_seat_for(w).pk}/materials/",
        lambda _w: {"title": "供电情况", "words": "已排查三条线路。"},
    ),
    "ReleaseForm": (
        "seated",
        _public_form,
        lambda _w: {"title": "快递涨价", "words": "由邮政业发展中心约谈网点，统一签协议价。"},
    ),
    "AnswerSeatForm": (
        "firm",
        lambda w: f"/roundtable/invitations/{_called_for(w).seats.get().pk}/",
        lambda _w: {"said": "comes", "name": "丁小满", "words": ""},
    ),
}
"""Form → who sends it where with which words, as `test_forms.Page`."""

_POOL: Final = frozenset({"office", "leader"})
KINDS: Final[dict[str, tuple[Callable[[Scene], dict[str, Params]], dict[str, frozenset[str]]]]] = {
    "topic": (topic, {"A": _POOL | {"firm"}, "B": _POOL | {"firm2"}}),
    "topic act": (topic_act, {"A": _POOL | {"firm"}, "B": _POOL | {"firm2"}}),
    "meeting": (meeting, {"A": _POOL, "B": _POOL}),
    "own meeting": (meeting, {}),
    "step": (meeting_word("notify"), {}),
    "agenda": (meeting_word("put"), {}),
    "meeting seat": (meeting_seat, {}),
    "reply link": (reply_link, {"A": frozenset(READERS)}),
    "round figure": (figure, {"A": _POOL}),
    "signed meeting": (signed_meeting, {"A": _POOL, "B": _POOL}),
    "signed item": (signed_item, {}),
    "invited": (invited, {"A": frozenset({"unit", "head"}), "B": frozenset({"unit2"})}),
}
"""Kind → how its things are made, and who may know of them (`things.Things`)."""
BY_NAME: Final = {
    "topic": "topic", "topic_act": "topic act", "meeting": "meeting", "meeting_calendar": "meeting",
    "meeting_notice": "meeting", "meeting_change": "own meeting", "meeting_cancel": "own meeting",
    "meeting_step": "step", "agenda_act": "agenda", "seat_new": "own meeting", "seat_act": "meeting seat",
    "meeting_invitation": "invited", "invitation_calendar": "invited", "seat_reply": "reply link",
    "material_new": "invited", "materials": "meeting",
    "round_export": "round figure", "round_figure": "round figure", "meeting_releases": "signed meeting",
    "meeting_release": "signed item",
    "meeting_take_back": "signed item",
}  # fmt: skip
"""Address → kind."""
