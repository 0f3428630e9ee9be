"""What units do, on rows in memory: `services.handling` and the lead's reply of `services.replying`."""

from datetime import datetime
from typing import Any

from orgs.models import Post
from tickets.models import Contact, Leg, Reply
from tickets.seeding.bulk.ledger import Change, Ledger
from tickets.seeding.bulk.making import make
from tickets.services.replying import Answer
from tickets.statuses import ContactWay, DeadlineKind, NoteKind
from tickets.unit_kinds import Stance


def sign(ledger: Ledger, leg: Leg, *, at: datetime, by: Post) -> None:
    """签收."""
    change = ledger.begin("sign", at, by, leg=leg)
    leg.sign()
    leg.signed_by_id, leg.signed_at = by.pk, at
    ledger.finish(change)


def contact(ledger: Ledger, leg: Leg, *, way: ContactWay, words: str, at: datetime, by: Post) -> None:
    """已联系企业."""
    token = ledger.token()
    change = ledger.begin("contact", at, by, leg=leg, way=way, words=words, token=token)
    row = ledger.add(
        make(
            Contact,
            ticket_id=ledger.ticket.pk,
            leg_id=leg.pk,
            way=way,
            body=words,
            round=ledger.ticket.round,
            by_id=by.pk,
            at=at,
            client_token=token,
        )
    )
    leg.contacted_at = leg.contacted_at or at
    change.data |= {"contact": row.pk, "way": str(way)}
    change.erasable["body"] = words
    ledger.finish(change)


def progress(ledger: Ledger, leg: Leg, *, words: str, at: datetime, by: Post) -> None:
    """Tell the firm how it goes."""
    token = ledger.token()
    change = ledger.begin("progress", at, by, leg=leg, words=words, token=token)
    ledger.write(change, NoteKind.PROGRESS, words, token=token)
    ledger.finish(change)


def note(ledger: Ledger, *, words: str, at: datetime, by: Post) -> None:
    """Leave words that the firm never sees."""
    token = ledger.token()
    change = ledger.begin("note", at, by, words=words, token=token)
    ledger.write(change, NoteKind.INTERNAL, words, token=token)
    ledger.finish(change)


def opine(ledger: Ledger, leg: Leg, *, opinion: str, at: datetime, by: Post) -> None:
    """反馈协办意见."""
    change = ledger.begin("opine", at, by, leg=leg, opinion=opinion)
    leg.finish()
    leg.opinion, leg.stance, leg.done_at = opinion, Stance.AGREES, at
    change.data["stance"] = str(Stance.AGREES)
    change.erasable["opinion"] = opinion
    ledger.finish(change)


def reply(ledger: Ledger, leg: Leg, *, answer: Answer, at: datetime, by: Post) -> None:
    """提交答复; assists that are still open are waived by the answer's reason."""
    change = ledger.begin("reply", at, by, leg=leg, answer=answer)
    _settle_assists(ledger, change, answer.override_reason)
    row = ledger.add(
        make(
            Reply,
            ticket_id=ledger.ticket.pk,
            leg_id=leg.pk,
            round=ledger.ticket.round,
            by_id=by.pk,
            by_person_id=by.person_id,
            at=at,
            claim_true=answer.claim_true,
            outcome=answer.outcome,
            body=answer.words,
            internal=answer.internal,
            unsolved_reason=answer.unsolved_reason,
            override_reason=answer.override_reason,
            **_contact(ledger, leg),
        )
    )
    if leg.contacted_at is None:
        for clock in ledger.clocks(DeadlineKind.CONTACT):
            if clock.leg_id == leg.pk:
                clock.passed_at = clock.passed_at or at
        ledger.void(at, leg=leg, kind=DeadlineKind.CONTACT)
    leg.finish()
    leg.done_at = at
    ledger.ticket.reply()
    ledger.ticket.replied_at = at
    change.data |= {"reply": row.pk, "outcome": str(answer.outcome)}
    change.erasable["body"] = answer.words
    ledger.finish(change)


def _contact(ledger: Ledger, leg: Leg) -> dict[str, Any]:
    """How the firm was reached in this round, as it was recorded."""
    mine = [row for row in ledger.rows[Contact] if row.leg_id == leg.pk and row.round == ledger.ticket.round]
    return {"contact_way": mine[-1].way, "contacted_at": mine[-1].at} if mine else {}


def _settle_assists(ledger: Ledger, change: Change, override_reason: str) -> None:
    waiting = [leg for leg in ledger.assists if leg.is_open]
    for leg in waiting:
        leg.waive()
        leg.waived_reason = override_reason
        leg.version += 1
        ledger.void(change.now, leg=leg)
    if waiting:
        change.data["waived"] = [leg.pk for leg in waiting]
