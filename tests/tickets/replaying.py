"""Plays the acts of a life told in bulk through the services that the pages use, and compares what they wrote."""

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import connection, models, transaction

from journal import clock, salts
from journal.models import Event
from orgs.models import Post
from tickets.models import Attachment, Note, NumberCounter
from tickets.seeding.bulk.ledger import MOST, Act, Ledger
from tickets.seeding.bulk.telling import Telling
from tickets.seeding.photos import PICTURES, photos_for
from tickets.services import (
    attaching,
    desk,
    dispatch,
    extending,
    filing,
    firm,
    handling,
    replying,
    returning,
    revisiting,
    sweep,
    withdrawing,
)

BY_THE_DATABASE = {"xid", "cluster"}
RANDOM = BY_THE_DATABASE | {"tracking_hash", "chain_head", "previous_hash", "hash", "salt"}
"""Columns that carry a secret of the moment, or hang on one by the chain, or are the database's own."""

UNTOLD_TOKENS = {"withdraw", "redispatch"}
"""Acts whose note gets a token from the service itself."""

Difference = tuple[str, tuple[object, object]]
_PLAIN: dict[str, Callable[..., object]] = {
    "accept": desk.accept, "ask": desk.ask, "propose_rejection": desk.propose_rejection,
    "approve_rejection": desk.approve_rejection, "refuse_rejection": desk.refuse_rejection,
    "answer_directly": desk.answer_directly, "dispatch": dispatch.send, "redispatch": dispatch.send_elsewhere,
    "sign": handling.sign, "contact": handling.contact, "progress": handling.progress, "note": handling.note,
    "opine": handling.opine, "reply": replying.submit, "pass_reply": replying.pass_on, "send_back": replying.send_back,
    "supplement": firm.supplement, "add": firm.add, "withdraw": firm.withdraw, "appeal": firm.appeal,
    "check_withdrawal": withdrawing.check, "give_back": returning.give_back, "uphold_return": returning.uphold,
    "refuse_return": returning.refuse, "ask_extension": extending.ask, "grant_extension": extending.grant,
    "refuse_extension": extending.refuse,
    "confirm": revisiting.confirm, "record_call": revisiting.record_call,
}  # fmt: skip


class Stage:
    """The county's posts and pictures, fetched once for all lives."""

    def __init__(self, telling: Telling) -> None:
        self.telling = telling
        self.posts = {post.pk: post for post in Post.objects.named()}
        uploads = [upload for request in PICTURES for upload in photos_for(request)]
        self.uploads = {
            (kept["sha256"], kept["name"]): upload for kept, upload in zip(telling.scene.pictures, uploads, strict=True)
        }

    def played(self, ledger: Ledger, ordinal: int) -> dict[str, tuple[object, object]]:
        """Play one life and take it back; returns what differs, by table and column, as (told, written)."""
        with transaction.atomic():
            self._turn_the_counters(ledger, ordinal)
            self._play(ledger)
            found = dict(differences(ledger, ordinal, floors=self.telling.floors))
            transaction.set_rollback(True)
        return found

    def _turn_the_counters(self, ledger: Ledger, ordinal: int) -> None:
        number = re.sub(r"\D", "", ledger.ticket.number)
        if int(number[6:-1]) > 1:
            day = self.telling.season.at(ordinal).date()
            NumberCounter.objects.create(day=day, last=int(number[6:-1]) - 1)
        with connection.cursor() as cursor:
            for model, most in MOST.items():
                last = self.telling.floors[model] + ordinal * most
                sequence = f"{model._meta.db_table}_id_seq"
                cursor.execute("SELECT setval(%s, %s, %s)", [sequence, max(last, 1), last > 0])

    def _play(self, ledger: Ledger) -> None:
        for (at, by_nobody), acts in groupby(ledger.acts, key=lambda act: (act.at, act.by is None)):
            with clock.moved_to(at):
                if by_nobody:
                    while sweep.run():
                        pass
                else:
                    for act in acts:
                        self._act(ledger, act)
        with clock.moved_to(self.telling.season.until):
            assert sweep.run() == 0, "the sweep had more to say than was told"

    def _act(self, ledger: Ledger, act: Act) -> None:
        assert act.by is not None
        actor, said = self.posts[act.by.pk], dict(act.said)
        token = {"client_token": said.pop("token")} if "token" in said else {}
        if act.name == "submit":
            for file in ledger.rows[Attachment]:
                attaching.keep([self._upload(file)], person=actor.person, **token)
            filing.submit(said["call"], firm_id=said["firm_id"], actor=actor, **token)
            return
        guarded = {} if act.version is None else {"version": act.version}
        leg = {} if act.leg_id is None else {"leg_id": act.leg_id}
        _PLAIN[act.name](ledger.ticket.pk, actor=actor, **said, **token, **guarded, **leg)

    def _upload(self, file: Attachment) -> "UploadedFile[Any]":
        upload = self.uploads[file.sha256, file.name]
        upload.seek(0)
        return upload


def differences(
    ledger: Ledger, ordinal: int, *, floors: Mapping[type[models.Model], int], exact: bool = False
) -> Iterator[Difference]:
    """What the database has otherwise than it was told, in any column of any row of the case.

    `exact` spares nothing but what the database adds by itself: the rows were written from the told ones.
    """
    for model, most in MOST.items():
        low = floors[model] + ordinal * most
        of_cases = {"subject_type": "ticket"} if model is Event else {}  # the county says at its end that it is done
        found = list(model._default_manager.filter(pk__gt=low, pk__lte=low + most, **of_cases).order_by("pk"))
        told = ledger.rows[model]
        if len(found) != len(told):
            yield model.__name__, (len(told), len(found))
        for mine, theirs in zip(told, found, strict=False):
            spared = BY_THE_DATABASE if exact else RANDOM | _own_token(ledger, mine)
            for field in model._meta.concrete_fields:
                pair = tuple(_plain(getattr(row, field.attname), exact=exact) for row in (mine, theirs))
                if field.attname not in spared and pair[0] != pair[1]:
                    yield f"{model.__name__} {mine.pk} {field.attname}", (pair[0], pair[1])


def _own_token(ledger: Ledger, row: models.Model) -> set[str]:
    """The token of a note that the service writes beside its act is drawn by the service."""
    drawn = (
        event.data.get("note")
        for event, act in zip(ledger.rows[Event], ledger.acts, strict=True)
        if act.name in UNTOLD_TOKENS
    )
    return {"client_token"} if isinstance(row, Note) and row.pk in drawn else set()


def _plain(value: object, *, exact: bool) -> object:
    """A value as it can be compared: an event's salted digests are as random as their salts, a sealed one is opened."""
    if isinstance(value, dict) and not exact:
        return {key: "salted" if key.endswith("#") else item for key, item in value.items()}
    if not isinstance(value, bytes | memoryview):
        return value
    return salts.opened(bytes(value)) if b"gAAAAA" in bytes(value) else bytes(value)
