"""What addresses of meetings in session, of minutes and of decisions are about, and their forms filled in right."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Final

from journal import clock
from orgs.models import Post
from orgs.statuses import Role
from roundtable.meeting_kinds import MeetingKind, MeetingState, Side
from roundtable.models import Carried, Decision, Enclosure, Meeting, Seat
from roundtable.services import agenda, deciding, holding, meetings, pooling, pursuing, seats, signing
from tests import cast
from tests.access.round_things import invited, secretary
from tests.access.scene import Scene
from tests.cast import World
from tests.roundtable.enclosed import chosen, handed_in
from tests.roundtable.table import raised

Params = dict[str, Any]
_NOWHERE: Final = 987_654_321
DUE: Final = date(2026, 12, 18)


# --- the scene --------------------------------------------------------------------------------------------------------


def _in_session(scene: Scene) -> dict[str, Meeting]:
    """Of the committee of either firm, about a suggestion of that firm, with its unit at the table; made once."""
    return {label: _held(scene, label, signed=False) for label in "AB"}


def _signed(scene: Scene) -> dict[str, Meeting]:
    """The same, signed."""
    return {label: _held(scene, label, signed=True) for label in "AB"}


def _held(scene: Scene, label: str, *, signed: bool) -> Meeting:
    desk, firm, unit = {"A": ("desk", "firm", "unit"), "B": ("desk2", "firm2", "unit2")}[label]
    committee = scene.post(desk).organisation
    kind = MeetingKind.JOINT if signed else MeetingKind.LIAISON
    if there := Meeting.objects.filter(committee=committee, kind=kind).first():
        return there
    chair = _chair(scene, desk)
    topic = raised(scene.world, by=scene.post(firm))
    type(topic).objects.filter(pk=topic.pk).update(committee=committee)
    pooling.approve(topic.pk, words="", actor=chair, version=topic.version)
    days = timedelta(days=2 if signed else 1)
    one = meetings.plan(_plan(chair, days), kind=kind, committee=committee, client_token=uuid.uuid4(), actor=chair)
    agenda.put(one.pk, topic_id=topic.pk, actor=chair, version=1)
    body = scene.post(unit).organisation
    guest = seats.Guest(side=Side.DEPARTMENT, organisation=body, name="", must=True)
    seats.invite(one.pk, guest, actor=chair)
    return _run(one, chair, lead=body.pk, signed=signed)


def _run(one: Meeting, chair: Post, *, lead: int, signed: bool) -> Meeting:
    """It begins and decides on its item; signed it ends as well."""
    meetings.notify(one.pk, actor=chair, version=2)
    with clock.moved_to(_now(one).starts_at):
        holding.begin(one.pk, actor=chair, version=3)
        deciding.add(one.pk, item_id=one.items.get().pk, draft=_draft(lead), client_token=uuid.uuid4(), actor=chair)
        if signed:
            holding.end(one.pk, actor=chair, version=_now(one).version)
            signing.sign(one.pk, actor=chair, version=_now(one).version)
    if not signed:
        _carry(one)
    return _now(one)


def _carry(one: Meeting) -> None:
    """Something of an earlier meeting is on its table, whichever of the two was made first."""
    decision = Decision.objects.filter(meeting=one).get()
    Carried.objects.get_or_create(meeting=one, decision=decision, defaults={"state": "running"})


def _draft(lead: int) -> deciding.Draft:
    return deciding.Draft(
        body="装变压器", lead_id=lead, assist_ids=(), person="", target_on=DUE, criterion="不跳闸", told="要装变压器"
    )


def _plan(chair: Post, later: timedelta) -> meetings.Planned:
    starts = clock.now() + later
    return meetings.Planned(
        starts_at=starts, ends_at=starts + timedelta(hours=1), site_id=None, place="县委 305", chair_id=chair.pk,
        collect_until=starts.date(), materials_until=None,
    )  # fmt: skip


def _chair(scene: Scene, desk: str) -> Post:
    committee = scene.post(desk).organisation
    found = Post.objects.filter(organisation=committee, role=Role.PARTY_SECRETARY).first()
    return found or cast.post(committee, Role.PARTY_SECRETARY, "刘书记")


def _now(one: Meeting) -> Meeting:
    found: Meeting = Meeting.objects.get(pk=one.pk)
    return found


def in_session(scene: Scene) -> dict[str, Params]:
    """A meeting that is held."""
    found = {label: {"meeting_id": one.pk} for label, one in _in_session(scene).items()}
    return found | {"-": {"meeting_id": _NOWHERE}}


def of_session(key: str, rows: Callable[[Meeting], Any], **more: str) -> Callable[[Scene], dict[str, Params]]:
    """Something of a meeting that is held; the other's under the first is nobody's."""

    def made(scene: Scene) -> dict[str, Params]:
        held = _in_session(scene)
        keys = {label: rows(one).get().pk for label, one in held.items()}
        found: dict[str, Params] = {
            label: {"meeting_id": one.pk, key: keys[label], **more} for label, one in held.items()
        }
        return {
            **found,
            "A-other": {**found["A"], key: keys["B"]},
            "-": {"meeting_id": _NOWHERE, key: _NOWHERE, **more},
        }

    return made


def signed(scene: Scene) -> dict[str, Params]:
    """A meeting whose minutes are signed."""
    found = {label: {"meeting_id": one.pk} for label, one in _signed(scene).items()}
    return found | {"-": {"meeting_id": _NOWHERE}}


def document(scene: Scene) -> dict[str, Params]:
    """Its minutes as a file, and a file that there is not."""
    words: dict[str, Params] = {label: {**params, "name": "minutes"} for label, params in signed(scene).items()}
    return words | {"A-other": {**words["A"], "name": "no-such-word"}}


def decision(scene: Scene) -> dict[str, Params]:
    """What either meeting decided."""
    found = {label: {"decision_id": one.decisions.get().pk} for label, one in _signed(scene).items()}
    return found | {"-": {"decision_id": _NOWHERE}}


def decision_act(scene: Scene) -> dict[str, Params]:
    """Its lead reports on it; and an act that there is not."""
    acts: dict[str, Params] = {label: {**params, "name": "report"} for label, params in decision(scene).items()}
    return acts | {"A-other": {**acts["A"], "name": "no-such-act"}}


def confirm(scene: Scene) -> dict[str, Params]:
    """A firm confirms its own, never another's."""
    held = {label: one.decisions.get() for label, one in _signed(scene).items()}
    found: dict[str, Params] = {
        label: {"decision_id": one.pk, "named_id": one.named.get().pk} for label, one in held.items()
    }
    return {
        **found,
        "A-other": {**found["A"], "named_id": found["B"]["named_id"]},
        "-": {"decision_id": _NOWHERE, "named_id": _NOWHERE},
    }


def meeting_file(scene: Scene) -> dict[str, Params]:
    """With a material of either unit, as evidence of what A's meeting decided; and one of a case, which is neither."""
    for label, params in invited(scene).items():
        seat = Seat.objects.filter(pk=params["seat_id"]).first()
        if seat is not None and not seat.meeting.materials.exists():
            handed_in(seat, scene.post("unit" if label == "A" else "unit2"))
    one, unit = _signed(scene)["A"].decisions.get(), scene.post("unit")
    if not one.notes.filter(enclosures__isnull=False).exists():
        said: Params = {"done": "设备到货", "next_step": "", "client_token": uuid.uuid4(), "files_token": chosen(unit)}
        pursuing.report(one.pk, **said, actor=unit)
    papers = {label: params["seat_id"] for label, params in invited(scene).items() if label in {"A", "B"}}
    files = {label: _file(material__meeting__seats=seat) for label, seat in papers.items()}
    other = {"A-other": {"file_id": scene.file["A"].pk}, "-": {"file_id": _NOWHERE}}
    return files | {"evidence": _file(note__decision=one)} | other


def _file(**came_with: Any) -> Params:
    return {"file_id": Enclosure.objects.filter(**came_with).earliest("pk").file_id}


_POOL: Final = frozenset({"office", "leader"})
_A, _B = frozenset({"unit", "head"}), frozenset({"unit2"})
KINDS: Final[dict[str, tuple[Callable[[Scene], dict[str, Params]], dict[str, frozenset[str]]]]] = {
    "own session": (in_session, {}),
    "session": (in_session, {"A": _POOL, "B": _POOL}),
    "session item": (of_session("item_id", lambda one: one.items), {}),
    "session seat": (of_session("seat_id", lambda one: one.seats.filter(side=Side.DEPARTMENT)), {}),
    "session line": (of_session("carried_id", lambda one: one.carried), {}),
    "session decision": (of_session("decision_id", lambda one: one.decisions, name="drop"), {}),
    "minutes": (signed, {"A": _POOL | _A, "B": _POOL | _B}),
    "own minutes": (signed, {}),
    "printed file": (document, {}),
    "minutes file": (document, {"A": _POOL | _A, "B": _POOL | _B}),
    "decision": (decision, {"A": _POOL | _A | {"firm"}, "B": _POOL | _B | {"firm2"}}),
    "meeting file": (meeting_file, {"A": _POOL | _A, "B": _POOL | _B, "evidence": _POOL | _A}),
    "decision act": (decision_act, {"A": _A | {"office"}, "B": _B | {"office"}}),
    "confirm": (confirm, {"A": frozenset({"firm", "office"}), "B": frozenset({"firm2", "office"})}),
}
BY_NAME: Final = {
    "meeting_live": "own session", "minutes_draft": "own session", "meeting_room": "session",
    "item_write": "session item",
    "item_turn": "session item", "item_put_off": "session item", "item_decide": "session item",
    "seat_attend": "session seat",
    "carried_report": "session line", "decision_redraft": "session decision", "meeting_minutes": "minutes",
    "minutes_correct": "own minutes", "minutes_document": "minutes file", "minutes_pdf": "printed file",
    "decision": "decision", "meeting_file": "meeting file",
    "decision_act": "decision act", "decision_confirm": "confirm",
}  # fmt: skip


# --- forms ------------------------------------------------------------------------------------------------------------


def _of_world(world: World) -> Meeting:
    """A meeting of the general committee that is held, with a decision on its only item; made once."""
    chair = secretary(world)
    if there := Meeting.objects.filter(committee=chair.organisation).first():
        return there
    topic = raised(world)
    pooling.approve(topic.pk, words="", actor=chair, version=1)
    kind, token = MeetingKind.ROUND_TABLE, uuid.uuid4()
    plan = _plan(chair, timedelta(minutes=1))
    one = meetings.plan(plan, kind=kind, committee=chair.organisation, client_token=token, actor=chair)
    agenda.put(one.pk, topic_id=topic.pk, actor=chair, version=1)
    guest = seats.Guest(side=Side.DEPARTMENT, organisation=world.liaison.organisation, name="", must=True)
    seats.invite(one.pk, guest, actor=chair)
    return _run(one, chair, lead=world.liaison.organisation_id, signed=False)


def _decided(world: World) -> Decision:
    """The same, signed: a decision in force."""
    chair, one = secretary(world), _of_world(world)
    if one.state == MeetingState.IN_SESSION:
        one.carried.all().delete()
        holding.end(one.pk, actor=chair, version=_now(one).version)
        signing.sign(one.pk, actor=chair, version=_now(one).version)
    return _decision(world)


def _decision(world: World) -> Decision:
    found: Decision = Decision.objects.get(meeting=_of_world(world))
    return found


def _contacted(world: World) -> Decision:
    one = _decided(world)
    if one.contacted_at is None:
        pursuing.contact(one.pk, words="说好了", client_token=uuid.uuid4(), actor=world.liaison)
    return _decision(world)


def _asked(world: World) -> Decision:
    assert world.head.active
    one = _contacted(world)
    if not one.is_asked:
        pursuing.ask(one.pk, words="好了", actor=world.liaison, version=one.version)
    return _decision(world)


def _with_office(world: World) -> Decision:
    one = _asked(world)
    if one.state == "head":
        pursuing.sign(one.pk, actor=world.head, version=one.version)
    return _decision(world)


def _live(more: Callable[[World], str]) -> Callable[[World], str]:
    return lambda world: f"/roundtable/meetings/{_of_world(world).pk}/live/{more(world)}"


def _on(make: Callable[[World], Decision], act: str) -> Callable[[World], str]:
    return lambda world: f"/roundtable/decisions/{make(world).pk}/{act}/"


FORMS: Final[dict[str, tuple[str, Callable[[World], str], Callable[[World], Params]]]] = {
    "RecordForm": (
        "seated",
        _live(lambda w: f"items/{_of_world(w).items.get().pk}/"),
        lambda _w: {"version": "2", "facts": "二十二户", "positions": "", "outcome": "decided", "reason": ""},
    ),
    "DraftForm": (
        "seated",
        _live(lambda w: f"items/{_of_world(w).items.get().pk}/decide/"),
        lambda w: {"body": "错峰", "lead": w.liaison.organisation_id, "target_on": DUE, "criterion": "不跳闸"},
    ),
    "AttendForm": (
        "seated",
        _live(lambda w: f"seats/{_of_world(w).seats.filter(side=Side.DEPARTMENT).get().pk}/"),
        lambda _w: {"came": "on", "name": "赵科长", "item": "1"},
    ),
    "BackForm": (
        "seated",
        _live(lambda w: f"last/{_of_world(w).carried.get().pk}/"),
        lambda _w: {"version": "1", "words": "设备到货"},
    ),
    "CorrectionForm": (
        "seated",
        lambda w: f"/roundtable/meetings/{_decided(w).meeting_id}/minutes/correct/",
        lambda w: {
            "version": str(_of_world(w).version), "what": "1.facts", "words": "二十三户", "why": "写错",
        },
    ),
    "ContactForm": ("liaison", _on(_decided, "contact"), lambda _w: {"words": "说好了"}),
    "ReportForm": ("liaison", _on(_decided, "report"), lambda _w: {"done": "设备到货", "next_step": ""}),
    "AskForm": (
        "liaison",
        _on(_contacted, "ask"),
        lambda w: {"version": str(_decision(w).version), "words": "已送电"},
    ),
    "SignForm": ("head", _on(_asked, "sign"), lambda w: {"version": str(_decision(w).version)}),
    "RulingForm": (
        "office",
        _on(_with_office, "audit"),
        lambda w: {"version": str(_decision(w).version), "upheld": "0", "words": "没有验收单"},
    ),
    "TakeBackForm": (
        "liaison",
        _on(_asked, "take-back"),
        lambda w: {"version": str(_decision(w).version), "words": "再看看"},
    ),
    "HandOverForm": (
        "seated",
        _on(_decided, "hand-over"),
        lambda w: {
            "version": str(_decision(w).version),
            "lead": w.third_liaison.organisation_id,
            "words": "单位撤并",
        },
    ),
    "ConfirmForForm": (
        "office",
        lambda w: f"/roundtable/decisions/{_with_office(w).pk}/confirm/{_decision(w).named.get().pk}/",
        lambda _w: {"solved": "1", "words": "电话里说好了"},
    ),
    "ConfirmForm": (
        "firm",
        lambda w: f"/roundtable/decisions/{_asked(w).pk}/confirm/{_decision(w).named.get().pk}/",
        lambda _w: {"solved": "1", "words": ""},
    ),
}  # fmt: skip
"""Form → who sends it where with which words, as `test_forms.Page`."""
