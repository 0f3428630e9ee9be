"""What a firm does, on rows in memory: `services.filing`, `services.firm` and the verdict of `services.revisiting`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from journal.canonical import JSON
from orgs.models import Organisation, Post
from tickets.clock import REWORK_WORKING_DAYS
from tickets.models import Attachment, Category, InfoRequest, Rejection, Revisit, Ticket, Withdrawal, WithdrawalCheck
from tickets.seeding.bulk.ledger import Change, Ledger
from tickets.seeding.bulk.making import make
from tickets.seeding.hashing import QuickHasher
from tickets.services.filing import Call, first_urgency
from tickets.services.numbers import CODE_ALPHABET, CODE_LENGTH
from tickets.services.revisiting import CALLS_BEFORE_CLOSING, Verdict
from tickets.services.withdrawing import Account
from tickets.statuses import Closure, DeadlineKind, NoteKind, RevisitWay, Tier

File = Mapping[str, Any]
ROUNDS: Final = 1
"""Of the hash over a tracking code that nobody was ever given."""


@dataclass(frozen=True, slots=True)
class Filing:
    """What surrounds a call: whose it is, who enters it, which desk reads it, who else sees it."""

    number: str
    firm: Organisation
    committee: Organisation
    watching: Sequence[int]
    category: Category | None


def submit(ledger: Ledger, call: Call, filing: Filing, *, files: Iterable[File] = (), at: datetime, by: Post) -> None:
    """File a call; each file is told as the row that `attaching` made of it when it went into the store."""
    token = ledger.token()
    change = ledger.begin("submit", at, by, call=call, firm_id=filing.firm.pk, token=token)
    category = filing.category
    ticket = make(
        Ticket,
        county_id=ledger.county.pk,
        number=filing.number,
        tracking_hash=_hashed(ledger),
        client_token=token,
        client_digest=call.digest(),
        firm_id=filing.firm.pk,
        filed_by_id=by.pk,
        filed_by_person_id=by.person_id,
        committee_id=filing.committee.pk,
        parties=sorted({filing.firm.pk, by.organisation_id, filing.committee.pk, *filing.watching}),
        category_id=call.category_id,
        urgency=first_urgency(category, call.impact),
        tier=category.tier if category else Tier.T3,
        submitted_at=at,
        updated_at=at,
        **{key: value for key, value in call.said().items() if key != "category_id"},
    )
    ticket.county, ticket.category = ledger.county, category
    ledger.ticket = ledger.add(ticket)
    ledger.start(DeadlineKind.ACCEPT, now=at)
    change.data |= {
        "number": ticket.number,
        "firm": ticket.firm_id,
        "category": ticket.category_id,
        "source": str(ticket.source),
        "notice": ticket.notice_version,
        "by": by.organisation_id,
        "status": str(ticket.status),
        "round": ticket.round,
        **_attach(ledger, files, at=at),
    }
    change.erasable = {name: getattr(call, name) for name in ("title", "body", "contact_name", "contact_phone")}
    ledger.record(change)


def _hashed(ledger: Ledger) -> str:
    code = "".join(ledger.rng.choice(CODE_ALPHABET) for _place in range(CODE_LENGTH))
    hashed: str = QuickHasher().encode(code, ledger.rng.randbytes(11).hex(), ROUNDS)
    return hashed


def _attach(ledger: Ledger, files: Iterable[File], *, at: datetime) -> dict[str, JSON]:
    """Take files along (`attaching.attach`)."""
    of_form = {
        "ticket_id": ledger.ticket.pk,
        "person_id": ledger.ticket.filed_by_person_id,
        "client_token": ledger.ticket.client_token,
        "at": at,
    }
    rows = [ledger.add(make(Attachment, **file, **of_form)) for file in files]
    return {"files": [row.pk for row in rows], "sha256": [row.sha256 for row in rows]} if rows else {}


def supplement(ledger: Ledger, *, answer: str, at: datetime, by: Post) -> None:
    """Answer the open question."""
    change = ledger.begin("supplement", at, by, answer=answer)
    asked = _open_question(ledger)
    asked.answer, asked.answered_at, asked.answered_by_id = answer, at, by.pk
    _resume(ledger)
    change.data["question"] = asked.pk
    change.erasable["answer"] = answer
    ledger.finish(change)


def lapse_question(ledger: Ledger, *, at: datetime) -> None:
    """Five working days of silence."""
    change = ledger.begin("lapse_question", at, None)
    _open_question(ledger).lapsed_at = at
    _resume(ledger)
    ledger.finish(change)


def _open_question(ledger: Ledger) -> InfoRequest:
    asked: InfoRequest = next(
        row for row in ledger.rows[InfoRequest] if row.answered_at is None and row.lapsed_at is None
    )
    return asked


def _resume(ledger: Ledger) -> None:
    ledger.ticket.resume()
    ledger.ticket.resume_status = ""


def add(ledger: Ledger, *, words: str, at: datetime, by: Post) -> None:
    """Say more."""
    token = ledger.token()
    change = ledger.begin("add", at, by, words=words, token=token)
    ledger.write(change, NoteKind.SUPPLEMENT, words, token=token)
    ledger.finish(change)


def withdraw(ledger: Ledger, *, reason: str, at: datetime, by: Post) -> None:
    """Take the call back."""
    change = ledger.begin("withdraw", at, by, reason=reason)
    ticket = ledger.ticket
    lead_id = ledger.lead.department_id if ticket.dispatched_at else None
    ticket.withdraw()
    ticket.closed_at, ticket.resume_status = at, ""
    for asked in ledger.rows[InfoRequest]:
        if asked.answered_at is None and asked.lapsed_at is None:
            asked.lapsed_at = at
    for proposal in ledger.rows[Rejection]:
        if proposal.ruled_at is None:
            proposal.ruled_at, proposal.approved, proposal.ruling = at, False, _("企业已撤回")
    ledger.recall_legs(at)
    ledger.write(change, NoteKind.SUPPLEMENT, reason, token=ledger.token())
    if lead_id is not None:
        found = ledger.add(
            make(Withdrawal, ticket_id=ticket.pk, round=ticket.round, by_id=by.pk, at=at, lead_id=lead_id)
        )
        change.starts.append(DeadlineKind.WITHDREW)
        change.data["withdrawal"] = found.pk
    ledger.finish(change)


def asked_why(ledger: Ledger, *, account: Account, at: datetime, by: Post) -> None:
    """A revisit clerk asks why it was withdrawn."""
    change = ledger.begin("check_withdrawal", at, by, account=account)
    (found,) = (row for row in ledger.rows[Withdrawal] if row.over_at is None)
    written = ledger.add(
        make(
            WithdrawalCheck, ticket_id=ledger.ticket.pk, round=ledger.ticket.round, by_id=by.pk, at=at,
            withdrawal_id=found.pk, by_phone=True, valid=True, outcome=account.outcome, persuaded=account.persuaded,
            body=account.words,
        )
    )  # fmt: skip
    change.data |= {"check": written.pk, "outcome": str(account.outcome), "persuaded": account.persuaded}
    change.erasable["body"] = account.words
    found.over_at = at
    change.meets.append(DeadlineKind.WITHDREW)
    change.data["over"] = True
    ledger.finish(change)


def appeal(ledger: Ledger, *, reason: str, at: datetime, by: Post) -> None:
    """Ask once more."""
    token = ledger.token()
    change = ledger.begin("appeal", at, by, reason=reason, token=token)
    ledger.ticket.appeal()
    ledger.write(change, NoteKind.SUPPLEMENT, reason, token=token)
    ledger.finish(change)


def confirm(ledger: Ledger, *, verdict: Verdict, at: datetime, by: Post) -> None:
    """Say on the page what the result was."""
    change = ledger.begin("confirm", at, by, verdict=verdict)
    _take(ledger, change, verdict, way=RevisitWay.PAGE)
    ledger.finish(change)


def called(ledger: Ledger, *, verdict: Verdict | None, at: datetime, by: Post) -> None:
    """A revisit clerk has called the firm; `verdict` is None when nobody answered."""
    change = ledger.begin("record_call", at, by, verdict=verdict)
    if verdict is not None:
        change.meets += [DeadlineKind.CONFIRM, DeadlineKind.CALLS]
        _take(ledger, change, verdict, way=RevisitWay.PHONE)
    else:
        _not_reached(ledger, change)
    ledger.finish(change)


def _take(ledger: Ledger, change: Change, verdict: Verdict, *, way: RevisitWay) -> None:
    revisit = _revisit(ledger, change, way, verdict=verdict)
    change.data |= {
        "revisit": revisit.pk,
        "contacted": verdict.contacted,
        "outcome": str(verdict.outcome),
        "grade": int(verdict.grade),
    }
    change.erasable["body"] = verdict.words
    if verdict.good:
        _close(ledger, change, Closure.CONFIRMED)
    else:
        ledger.ticket.go_round()
        ledger.back_to_the_lead(change)
        change.starts.append(DeadlineKind.RESOLVE)
        change.days[DeadlineKind.RESOLVE] = REWORK_WORKING_DAYS


def _not_reached(ledger: Ledger, change: Change) -> None:
    revisit = _revisit(ledger, change, RevisitWay.PHONE)
    calls = sum(1 for row in ledger.rows[Revisit] if row.round == ledger.ticket.round and not row.valid)
    change.data |= {"revisit": revisit.pk, "calls": calls}
    if calls >= CALLS_BEFORE_CLOSING:
        change.meets += [DeadlineKind.CONFIRM, DeadlineKind.CALLS]
        _close(ledger, change, Closure.NOT_REACHED)


def _close(ledger: Ledger, change: Change, closure: Closure) -> None:
    ledger.ticket.close()
    ledger.ticket.closure, ledger.ticket.closed_at = closure, change.now
    change.data["closure"] = str(closure)


def _revisit(ledger: Ledger, change: Change, way: RevisitWay, *, verdict: Verdict | None = None) -> Revisit:
    revisit = make(
        Revisit,
        ticket_id=ledger.ticket.pk,
        round=ledger.ticket.round,
        lead_id=ledger.lead.department_id,
        by_id=change.post.pk,
        at=change.now,
        way=way,
        valid=verdict is not None,
    )
    if verdict is not None:
        revisit.contacted, revisit.outcome = verdict.contacted, verdict.outcome
        revisit.grade, revisit.reasons = verdict.grade, list(verdict.reasons)
        revisit.body = verdict.words
    added: Revisit = ledger.add(revisit)
    return added
