"""What a lead asks for and somebody rules on, on rows in memory: `services.returning`, `services.extending`."""

from datetime import datetime
from typing import Any, TypeVar

from orgs.models import Post
from tickets import extensions
from tickets.models import Deadline, Extension, Leg, Return
from tickets.models.ruled import Ruled
from tickets.seeding.bulk import desk
from tickets.seeding.bulk.ledger import Change, Ledger, utc
from tickets.seeding.bulk.making import make
from tickets.services import deadlines
from tickets.services.extending import Wish
from tickets.services.returning import Plea
from tickets.statuses import DeadlineKind

Request = TypeVar("Request", bound=Ruled)


def give_back(ledger: Ledger, leg: Leg, *, plea: Plea, at: datetime, by: Post) -> None:
    """退单."""
    change = ledger.begin("give_back", at, by, leg=leg, plea=plea)
    _begin(
        ledger, change, Return,
        body=plea.reason, entry_id=plea.entry_id, law=plea.law, suggested_id=plea.suggested_id,
    )  # fmt: skip
    leg.give_back()
    ledger.pause(at, leg=leg)
    change.data["suggested"] = plea.suggested_id
    change.erasable["reason"] = plea.reason
    ledger.finish(change)


def uphold(ledger: Ledger, *, lead_id: int, ruling: str, told: str, at: datetime, by: Post) -> None:
    """同意退单，改派."""
    change = ledger.begin("uphold_return", at, by, lead_id=lead_id, ruling=ruling, told=told)
    asked = _rule(ledger, change, Return, upheld=True, ruling=ruling)
    asked.told = change.erasable["told"] = told
    asked.misdispatched_at = at
    was = ledger.lead.department_id
    desk.hand_over(ledger, change, lead_id=lead_id, instruction=ruling)
    change.data |= {"was": [was], "misdispatched": ledger.ticket.committee_id}
    ledger.finish(change)


def refuse_return(ledger: Ledger, *, ruling: str, told: str, at: datetime, by: Post) -> None:
    """驳回退单."""
    change = ledger.begin("refuse_return", at, by, ruling=ruling, told=told)
    asked = _rule(ledger, change, Return, upheld=False, ruling=ruling)
    asked.told = change.erasable["told"] = told
    leg = ledger.lead
    leg.keep()
    leg.version += 1
    for clock in ledger.clocks():
        if clock.leg_id == leg.pk:
            deadlines.move_on(clock, now=at, calendar=ledger.calendar)
    change.data |= {"leg": leg.pk, "unit": leg.department_id}
    ledger.finish(change)


def room(ledger: Ledger) -> extensions.Room | None:
    """How far the case may be put off now."""
    clocks = [row for row in ledger.rows[Deadline] if row.kind == DeadlineKind.RESOLVE and row.voided_at is None]
    granted = [row.days for row in ledger.rows[Extension] if row.upheld]
    return extensions.room(ledger.ticket, clocks, granted, calendar=ledger.calendar)


def ask_longer(ledger: Ledger, leg: Leg, *, wish: Wish, left: extensions.Room, at: datetime, by: Post) -> None:
    """申请延期, by what is left."""
    change = ledger.begin("ask_extension", at, by, leg=leg, wish=wish)
    _begin(
        ledger, change, Extension,
        reason=wish.reason, body=wish.words, told=wish.told, was_due_at=left.clock.due_at, until=wish.until,
        days=left.days(wish.until, ledger.calendar), place=Extension.MOST - left.times + 1,
    )  # fmt: skip
    change.data |= {"reason": str(wish.reason), "until": wish.until.isoformat()}
    change.erasable |= {"words": wish.words, "told": wish.told}
    ledger.finish(change)


def grant_longer(ledger: Ledger, *, ruling: str, at: datetime, by: Post) -> None:
    """同意延期."""
    change = ledger.begin("grant_extension", at, by, ruling=ruling)
    asked = _rule(ledger, change, Extension, upheld=True, ruling=ruling)
    (clock,) = ledger.clocks(DeadlineKind.RESOLVE)
    deadlines.extend(clock, until=asked.until, now=at, calendar=ledger.calendar)
    change.data |= {
        "unit": ledger.lead.department_id,
        "was": utc(asked.was_due_at).isoformat(),
        "due": clock.due_at.isoformat(),
    }
    ledger.finish(change)


def refuse_longer(ledger: Ledger, *, ruling: str, at: datetime, by: Post) -> None:
    """不同意延期."""
    change = ledger.begin("refuse_extension", at, by, ruling=ruling)
    _rule(ledger, change, Extension, upheld=False, ruling=ruling)
    change.data["unit"] = ledger.lead.department_id
    ledger.finish(change)


def _begin(ledger: Ledger, change: Change, kind: type[Ruled], **words: Any) -> None:
    """What a desk that leads by itself asks for is the office's at once."""
    leg = ledger.lead
    of_the_office = leg.department_id == ledger.ticket.committee_id
    asked = ledger.add(
        make(
            kind,
            ticket_id=ledger.ticket.pk,
            round=ledger.ticket.round,
            leg_id=leg.pk,
            by_id=change.post.pk,
            by_person_id=change.post.person_id,
            at=change.now,
            escalated_at=change.now if of_the_office else None,
            **words,
        )
    )
    change.data |= {str(kind.KIND): asked.pk, "escalated": of_the_office}


def _rule(ledger: Ledger, change: Change, kind: type[Request], *, upheld: bool, ruling: str) -> Request:
    asked: Request = next(row for row in ledger.rows[kind] if row.ruled_at is None and row.lapsed_at is None)
    asked.ruled_by_id, asked.ruled_by_person_id = change.post.pk, change.post.person_id
    asked.ruled_at, asked.upheld, asked.ruling = change.now, upheld, ruling
    change.erasable["ruling"] = ruling
    change.data[str(kind.KIND)] = asked.pk
    return asked
