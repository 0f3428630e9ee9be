"""What addresses are about: for each address with parameters, things of one's own, of somebody else, and of nobody.

A label names a thing in the file: A and B as in `scene`, "-" what does not exist. `SEES` is the literal rule that the
answers are held against: whoever is not named for a thing must not be able to tell it from one that does not exist.
"""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from journal.models import Event
from notifications.models import Delivery, Notice
from notifications.statuses import Channel, DeliveryStatus
from orgs import opening
from orgs.models import Claim, DutyShift, DutySwap, Post, RegisterSheet, SmsMessage
from orgs.outside.coming import Identity
from orgs.services import claims, duty, outside_links
from orgs.statuses import MessageStatus, Role, SheetKind
from tests import cast
from tests.access import inviting, report_things, round_things, session_things
from tests.access.back_office import KEEPERS
from tests.access.data_things import data_copy, data_request
from tests.access.scene import CODES, NOW, READERS, Scene, attach, newcomer, park
from tests.tickets.lists import a_row, taken
from tickets.export_kinds import ExportState
from tickets.models import ExportJob, Ticket
from tickets.services import drafts, links, numbers, rating
from tickets.statuses import Source

Params = dict[str, Any]
NOWHERE: Final = 987_654_321
NO_UUID: Final = uuid.UUID("00000000-0000-4000-8000-000000000000")
EVERYBODY: Final = frozenset(READERS)
_DESKS: Final = frozenset({"desk", "desk2", "office"})
_CASE_A: Final = frozenset({"firm", "unit", "head", "desk", "office", "leader"})
_CASE_B: Final = frozenset({"firm2", "clerk", "unit2", "desk2", "office", "leader"})
_UNITS: Final = frozenset({"unit", "unit2", "head"})


@dataclass(frozen=True, slots=True)
class Things:
    """One kind: label → the parameters of an address, and who may know of it. Labels without a rule: nobody may."""

    make: Callable[[Scene], Mapping[str, Params]]
    sees: Mapping[str, frozenset[str]]


def _case(scene: Scene) -> dict[str, Params]:
    return {**{label: {"number": ticket.number} for label, ticket in scene.case.items()}, "-": {"number": absent()}}


def absent() -> str:
    """A number that is right in itself, of a case that nobody has filed."""
    return next(number for digit in range(10) if numbers.is_number(number := f"261110-0007-{digit}"))


def _act(scene: Scene) -> dict[str, Params]:
    acts = {label: params | {"action": "note"} for label, params in _case(scene).items()}
    return acts | {"A-other": {**acts["A"], "action": "no-such-act"}}


def _draft(scene: Scene) -> dict[str, Params]:
    said = {"body": "一到晚上电压就低。"}
    found: dict[str, Params] = {}
    for label, reader in (("A", "firm"), ("B", "firm2")):
        post, token = scene.post(reader), uuid.uuid4()
        drafts.save(token, firm=post.organisation, answers=said, page=drafts.Page(version=0), actor=post)
        found[label] = {"draft": token}
    return found | {"-": {"draft": NO_UUID}}


def _file(scene: Scene) -> dict[str, Params]:
    return {label: {"file_id": file.pk} for label, file in scene.file.items()} | {"-": {"file_id": NOWHERE}}


def _claims(scene: Scene) -> dict[str, Claim]:
    """Of either firm one, made by somebody new; B's town is another one than the station's."""
    found = {}
    towns = {"A": scene.world.town, "B": scene.world.other_town}
    for place, (label, code) in enumerate(CODES.items()):
        person = newcomer(scene.world, f"1390000000{place}")
        found[label] = claims.claim_firm(
            person.pk,
            county_id=scene.world.county.pk,
            credit_code=code,
            name="云裳坊",
            place_id=towns[label].pk,
            client_token=uuid.uuid4(),
        )
    return found


def _claim(scene: Scene) -> dict[str, Params]:
    return {label: {"claim_id": claim.pk} for label, claim in _made(scene).items()} | {"-": {"claim_id": NOWHERE}}


def _made(scene: Scene) -> dict[str, Claim]:
    """The claims, made once for two kinds of address."""
    found = {code: label for label, code in CODES.items()}
    there = {found[claim.credit_code]: claim for claim in Claim.objects.all()}
    return there or _claims(scene)


def _proof(scene: Scene) -> dict[str, Params]:
    made = _made(scene)
    file = {label: attach(claim.person, token=claim.client_token).pk for label, claim in made.items()}
    pairs = {"A": ("A", "A"), "B": ("B", "B"), "A-other": ("A", "B")}
    return {
        **{label: {"claim_id": made[one].pk, "file_id": file[two]} for label, (one, two) in pairs.items()},
        "-": {"claim_id": NOWHERE, "file_id": file["A"]},
    }


def _batch(scene: Scene) -> dict[str, Params]:
    row = a_row(诉求内容="")
    ids = {label: taken(scene.post(reader), row).pk for label, reader in (("A", "desk"), ("B", "desk2"))}
    return {label: {"batch_id": pk} for label, pk in ids.items()} | {"-": {"batch_id": NOWHERE}}


def _job(scene: Scene) -> dict[str, Params]:
    found: dict[str, Params] = {"-": {"job_id": NOWHERE}}
    for label, reader in (("A", "desk"), ("B", "desk2")):
        job = ExportJob.objects.create(
            county=scene.world.county,
            by=scene.post(reader),
            source=Source.HOTLINE,
            since=NOW.date(),
            until=NOW.date(),
            state=ExportState.DONE,
            created_at=NOW,
            finished_at=NOW,
            content=b"content",
        )
        found[label] = {"job_id": job.pk}
    return found


def _shifts(scene: Scene) -> dict[str, DutyShift]:
    """A desk's night, and one in the next county."""
    begins, ends = NOW + timedelta(days=1), NOW + timedelta(days=1, hours=8)
    there = DutyShift.objects.filter(starts_at=begins)
    if not there:
        for post in (scene.post("desk"), scene.next_keeper):
            duty.plan(post.pk, starts_at=begins, ends_at=ends, actor=None)
    return {"A": there.get(county=scene.world.county), "B": there.get(county=scene.next_county)}


def _shift(scene: Scene) -> dict[str, Params]:
    return {label: {"shift_id": shift.pk} for label, shift in _shifts(scene).items()} | {"-": {"shift_id": NOWHERE}}


def _swap(scene: Scene) -> dict[str, Params]:
    shifts = _shifts(scene)
    night = duty.plan(
        scene.post("desk").pk, starts_at=NOW + timedelta(days=3), ends_at=NOW + timedelta(days=3, hours=8), actor=None
    )
    mine = duty.offer(night.pk, to_id=scene.post("office").pk, in_return_id=None, actor=scene.post("desk"))
    there = DutySwap.objects.create(shift=shifts["B"], to=scene.next_keeper, offered_at=NOW)
    return {"A": {"swap_id": mine.pk}, "B": {"swap_id": there.pk}, "-": {"swap_id": NOWHERE}}


def _colleague(scene: Scene) -> dict[str, Params]:
    found = {
        label: Post.objects.create(
            person=newcomer(scene.world, phone),
            organisation=scene.post(reader).organisation,
            role=Role.ENTERPRISE_USER,
            starts_on=cast.A_LONG_AGO,
            clerk=True,
        )
        for label, reader, phone in (("A", "firm", "13900000011"), ("B", "firm2", "13900000012"))
    }
    return {label: {"post_id": post.pk} for label, post in found.items()} | {"-": {"post_id": NOWHERE}}


def _holder(scene: Scene) -> dict[str, Params]:
    """Somebody of either unit who may have work in hand."""
    posts = {"A": scene.world.handler.pk, "B": scene.post("unit2").pk, "-": NOWHERE}
    return {label: {"post_id": pk} for label, pk in posts.items()}


def last_event(ticket: Ticket) -> Event:
    return Event.objects.for_subject("ticket", ticket.pk).latest("pk")


def _told(post: Post, ticket: Ticket) -> Notice:
    event = last_event(ticket)
    return Notice.objects.create(
        person=post.person, post=post, event=event, verb=event.verb, subject_type="ticket", subject_id=ticket.pk,
        number=ticket.number, text=f"{ticket.number}：请看", url=reverse("ticket", args=[ticket.number]), at=NOW,
    )  # fmt: skip


def _notice(scene: Scene) -> dict[str, Params]:
    one, two = _told(scene.post("unit"), scene.case["A"]), _told(scene.post("unit2"), scene.case["B"])
    return {"A": {"notice_id": one.pk}, "B": {"notice_id": two.pk}, "-": {"notice_id": NOWHERE}}


def _delivery(scene: Scene) -> dict[str, Params]:
    notices = {"A": _told(scene.post("head"), scene.case["A"]), "B": _told(scene.next_keeper, scene.case["A"])}
    failed = {
        label: Delivery.objects.create(
            notice=notice, channel=Channel.values[0], status=DeliveryStatus.FAILED, attempts=8, reason="550"
        )
        for label, notice in notices.items()
    }
    return {label: {"delivery_id": row.pk} for label, row in failed.items()} | {"-": {"delivery_id": NOWHERE}}


def _message(scene: Scene) -> dict[str, Params]:
    failed = {
        label: SmsMessage.objects.create(
            county=county, template="claim_approved", number="13900000041", masked="139****0041", attempts=8,
            status=MessageStatus.FAILED, reason="isv.AMOUNT", at=NOW,
        )
        for label, county in (("A", scene.world.county), ("B", scene.next_county))
    }  # fmt: skip
    return {label: {"message_id": row.pk} for label, row in failed.items()} | {"-": {"message_id": NOWHERE}}


def _outbox(scene: Scene) -> dict[str, Params]:
    here = park(scene.case["A"], event_id=last_event(scene.case["A"]).pk)
    duty.plan(scene.next_keeper.pk, starts_at=NOW + timedelta(days=9), ends_at=NOW + timedelta(days=9.5), actor=None)
    abroad = Event.objects.filter(county=scene.next_county.pk).latest("pk")
    there = park(scene.next_keeper.person, event_id=abroad.pk)
    return {"A": {"outbox_id": here.pk}, "B": {"outbox_id": there.pk}, "-": {"outbox_id": NOWHERE}}


def _sheet(scene: Scene) -> dict[str, Params]:
    keys = {
        label: RegisterSheet.objects.create(county=county, kind=SheetKind.FIRMS, file_name="表.xlsx", read_at=NOW).key
        for label, county in (("A", scene.world.county), ("B", scene.next_county))
    }
    return {label: {"key": key} for label, key in keys.items()} | {"-": {"key": NO_UUID}}


def _tracked(scene: Scene) -> dict[str, Params]:
    token = links.link_of(scene.case["A"]).rstrip("/").rpartition("/")[2]
    return {"A": {"token": token}, "-": {"token": f"{token[:-4]}AAAA"}}


def _rate(scene: Scene) -> dict[str, Params]:
    asked = cast.asked_to_confirm(scene.world)
    address = rating.address_of(asked.pk, county_id=asked.county_id, round_=asked.round)
    token = urlsplit(address).path.rstrip("/").rpartition("/")[2]
    return {"A": {"token": token}, "-": {"token": f"{token[:-4]}AAAA"}}


def _set_up(**more: Any) -> Callable[[Scene], dict[str, Params]]:
    """The right token of a county that is open long since: nobody's address any more."""
    return lambda _scene: {"A": {"token": opening.token(), **more}, "-": {"token": "x" * 22, **more}}


def _word(name: str, right: str, *, wrong: str = "no-such-word") -> Callable[[Scene], dict[str, Params]]:
    return lambda _scene: {"A": {name: right}, "-": {name: wrong}}


def _shortcut(scene: Scene) -> dict[str, Params]:
    kind = ContentType.objects.get_for_model(scene.world.firm.organisation).pk
    return {"A": {"content_type_id": kind, "object_id": scene.world.firm.organisation_id}}


def _outside_link(scene: Scene) -> dict[str, Params]:
    owners = {"A": scene.world.firm, "B": scene.world.other_firm}
    links = {
        label: outside_links.link(post.person_id, Identity("wecom", label * 64, post.person.name))
        for label, post in owners.items()
    }
    return {**{label: {"link_id": link.pk} for label, link in links.items()}, "-": {"link_id": NOWHERE}}


_ALL: Final = {"A": EVERYBODY}
_ELSEWHERE: Final = round_things.KINDS | session_things.KINDS | report_things.KINDS
_CASES: Final = {"A": _CASE_A, "B": _CASE_B}
KINDS: Final[Mapping[str, Things]] = {
    "case": Things(_case, _CASES),
    "act": Things(_act, _CASES),
    "who reads": Things(
        _case, {"A": frozenset({"desk", "office", "audit"}), "B": frozenset({"desk2", "office", "audit"})}
    ),
    "held case": Things(_case, {"A": frozenset({"office"}), "B": frozenset({"office"})}),
    "draft": Things(_draft, {"A": frozenset({"firm"}), "B": frozenset({"firm2"})}),
    "file": Things(_file, {"A": _CASE_A, "B": _CASE_B, "unsent": frozenset({"firm"})}),
    "claim": Things(_claim, {"A": _DESKS | {"firm", "clerk"}, "B": _DESKS | {"firm2"}}),
    "proof": Things(_proof, {"A": _DESKS | {"firm", "clerk"}, "B": _DESKS | {"firm2"}}),
    "own claim": Things(_claim, {}),
    "data request": Things(data_request, {"A": frozenset({"office"})}),
    "data copy": Things(data_copy, {"A": frozenset({"office"})}),
    **{kind: Things(make, sees) for kind, (make, sees) in _ELSEWHERE.items()},
    "import": Things(_batch, {"A": frozenset({"desk", "office"}), "B": frozenset({"desk2", "office"})}),
    "export": Things(_job, {"A": frozenset({"desk"}), "B": frozenset({"desk2"})}),
    "shift": Things(_shift, {"A": frozenset({"office"})}),
    "own shift": Things(_shift, {"A": frozenset({"desk"})}),
    "swap": Things(_swap, {"A": frozenset({"desk", "office"})}),
    "colleague": Things(_colleague, {"A": frozenset({"firm"}), "B": frozenset({"firm2"})}),
    "holder": Things(_holder, {"A": frozenset({"unit", "head"}), "B": frozenset({"unit2"})}),
    "invitation": Things(inviting.firm_rows, {"A": frozenset({"firm"}), "B": frozenset({"firm2"})}),
    "invitation link": Things(inviting.firm_links, _ALL),
    "staff invitation": Things(inviting.rows, {"A": frozenset({"head", "sysadm"}), "B": frozenset({"sysadm"})}),
    "staff link": Things(inviting.links, _ALL),
    "staff link by a way": Things(inviting.links_by_a_way, _ALL),
    "notice": Things(_notice, {"A": frozenset({"unit"}), "B": frozenset({"unit2"})}),
    "delivery": Things(_delivery, {"A": frozenset({"office", "sysadm"})}),
    "message": Things(_message, {"A": frozenset({"office", "sysadm"})}),
    "outbox": Things(_outbox, {"A": frozenset({"office", "sysadm"})}),
    "sheet": Things(_sheet, {"A": frozenset({"sysadm"})}),
    "oversight": Things(inviting.oversights, {"A": frozenset({"sysadm"})}),
    "sheet kind": Things(_word("kind", "firms"), {"A": frozenset({"sysadm"})}),
    "figure": Things(_word("figure", "handled"), {"A": _UNITS | _DESKS | {"leader"}}),
    "public month": Things(lambda _scene: {"-": {"month": "2026-09"}}, {}),
    "tracked": Things(_tracked, _ALL),
    "rate": Things(_rate, _ALL),
    "new file": Things(lambda _scene: {"A": {"token": NO_UUID}}, _ALL),
    "set-up": Things(_set_up(), {}),
    "set-up step": Things(_set_up(slug="county"), {}),
    "set-up kind": Things(_set_up(kind="firms"), {}),
    "set-up sheet": Things(_set_up(key=NO_UUID), {}),
    "app": Things(_word("app_label", "orgs"), {"A": KEEPERS}),
    "shortcut": Things(_shortcut, _ALL),
    "way": Things(lambda _scene: {"A": {"way": "wecom"}, "-": {"way": "nothing"}}, _ALL),
    "outside link": Things(_outside_link, {"A": frozenset({"firm"}), "B": frozenset({"firm2"})}),
    # Behind another proof of who one is: these sessions have none to show, and learn nothing (tests/orgs).
    "security key": Things(lambda _scene: {"-": {"pk": NOWHERE}}, {}),
    "anything": Things(lambda _scene: {"A": {"url": "no-such-page"}}, _ALL),
}
BY_NAME: Final[Mapping[str, str]] = {
    "act": "act", "withdraw_claim": "own claim", "duty_offer": "own shift", "invitation": "invitation link",
    "tracked": "tracked", "rate": "rate", "file_new": "new file", "proof": "proof", "hand_on": "holder",
    "readers": "who reads", "hold": "held case", "data_request_file": "data copy", "staff_invitation": "staff link",
    "outside_invited": "staff link by a way",
} | round_things.BY_NAME | session_things.BY_NAME | report_things.BY_NAME  # fmt: skip
"""Kinds of addresses whose parameters' names do not tell."""
BY_PARAMETERS: Final[Mapping[tuple[str, ...], str]] = {
    ("pk",): "security key",
    ("number",): "case", ("draft",): "draft", ("file_id",): "file", ("claim_id",): "claim", ("batch_id",): "import",
    ("job_id",): "export", ("shift_id",): "shift", ("swap_id",): "swap", ("post_id",): "colleague",
    ("invitation_id",): "invitation", ("staff_invitation_id",): "staff invitation", ("notice_id",): "notice",
    ("delivery_id",): "delivery", ("message_id",): "message", ("outbox_id",): "outbox", ("key",): "sheet",
    ("kind",): "sheet kind", ("figure",): "figure", ("token",): "set-up", ("slug", "token"): "set-up step",
    ("kind", "token"): "set-up kind", ("key", "token"): "set-up sheet", ("app_label",): "app",
    ("content_type_id", "object_id"): "shortcut", ("request_id",): "data request", ("url",): "anything",
    ("oversight_id",): "oversight", ("way",): "way", ("link_id",): "outside link", ("month",): "public month",
}  # fmt: skip
"""Kinds of all others."""
