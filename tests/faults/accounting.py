"""Counts everything again after the faults: what was promised, what the database holds, what people were told."""

import hashlib
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from email import message_from_bytes
from pathlib import Path

from django.conf import settings

from journal import checkpoints
from journal.models import Event, Outbox
from notifications.audience import AUDIENCE
from notifications.circle import Circle
from notifications.hearers import Hearer, hearers
from notifications.models import Delivery, Notice
from notifications.relay import BUSINESS_ROLES
from notifications.statuses import Channel, DeliveryStatus
from orgs.queries import posts_in
from tests.faults.story import clocks_after
from tickets.models import Attachment, Deadline, Ticket
from tickets.queries.visibility import barred_from
from tickets.services import store
from tickets.statuses import ENDED

Told = tuple[int, int]
"""An event and a person."""


MAILS = Delivery.objects.filter(channel=Channel.EMAIL)


@dataclass
class Account:
    """Figures, and everything that is wrong, in words; all lists are empty after an honest run."""

    acknowledged: int = 0
    cases: int = 0
    events: int = 0
    unacknowledged: int = 0
    notices: int = 0
    mails: int = 0
    mails_sent_again: int = 0
    files: int = 0
    lost: list[str] = field(default_factory=list)
    out_of_order: list[str] = field(default_factory=list)
    not_whole: list[str] = field(default_factory=list)
    untold: list[str] = field(default_factory=list)
    told_twice: list[str] = field(default_factory=list)
    told_too_much: list[str] = field(default_factory=list)
    undelivered: list[str] = field(default_factory=list)
    clocks_of_the_ended: list[str] = field(default_factory=list)
    rows_without_a_file: list[str] = field(default_factory=list)
    torn_files: list[str] = field(default_factory=list)
    waiting: int = 0
    parked: int = 0


Promise = tuple[str, str, str]
"""Number, verb and hash of an event."""


def promises(ledgers: Iterable[Path]) -> list[Promise]:
    """What the clients were told, in the order in which each was told. A line without its end was never told."""
    found = []
    for ledger in ledgers:
        for line in ledger.read_text(encoding="ascii").splitlines(keepends=True):
            number, verb, event_hash = line.split() if line.endswith("\n") else ("", "", "")
            if number:
                found.append((number, verb, event_hash))
    return found


def account(ledgers: Iterable[Path]) -> Account:
    """Compare promises, cases, notices and mails with each other."""
    found = Account()
    by_case: dict[int, list[Event]] = defaultdict(list)
    for event in Event.objects.filter(subject_type="ticket").order_by("subject_id", "seq"):
        by_case[event.subject_id].append(event)
    tickets = {ticket.pk: ticket for ticket in Ticket.objects.select_related("filed_by")}
    found.cases, found.events = len(tickets), sum(len(events) for events in by_case.values())
    _promises_kept(found, promises(ledgers), {tickets[pk].number: events for pk, events in by_case.items()})
    for ticket in tickets.values():
        found.not_whole += _faults(ticket, by_case[ticket.pk])
    _everybody_told(found, tickets, by_case)
    _every_mail_sent(found)
    found.clocks_of_the_ended = [
        f"{clock.ticket.number} {clock.kind}"
        for clock in Deadline.objects.filter(ticket__status__in=ENDED, met_at=None, voided_at=None).select_related(
            "ticket"
        )
    ]
    _every_file_there(found)
    found.waiting = Outbox.objects.filter(parked_at=None).count()
    found.parked = Outbox.objects.exclude(parked_at=None).count()
    return found


def _promises_kept(found: Account, promised: list[Promise], journal: dict[str, list[Event]]) -> None:
    """Each promise stands in the journal of its case exactly once, and in the order in which it was given."""
    hashes = {number: [bytes(event.hash).hex() for event in events] for number, events in journal.items()}
    last: dict[str, int] = defaultdict(lambda: -1)
    found.acknowledged = len(set(promised))
    found.unacknowledged = found.events - found.acknowledged
    for number, verb, event_hash in dict.fromkeys(promised):
        chain = hashes.get(number, [])
        if chain.count(event_hash) != 1 or journal[number][chain.index(event_hash)].verb != verb:
            found.lost.append(f"{number} {verb}")
        elif chain.index(event_hash) <= last[number]:
            found.out_of_order.append(f"{number} {verb}")
        else:
            last[number] = chain.index(event_hash)


def _faults(ticket: Ticket, events: list[Event]) -> Iterator[str]:
    """Row, chain and clocks of one case tell one story, whether or not anybody was told of its last act."""
    if [event.seq for event in events] != list(range(1, ticket.chain_seq + 1)):
        yield f"{ticket.number}: its row stands at {ticket.chain_seq}, its chain has {len(events)}"
        return
    if events[-1].data["status"] != ticket.status:
        yield f"{ticket.number}: its row says {ticket.status}, its last event {events[-1].data['status']}"
    live = Deadline.objects.filter(ticket=ticket, met_at=None, voided_at=None).values_list("kind", flat=True)
    expected = clocks_after([event.verb for event in events if event.actor is not None])
    if expected != sorted(live):
        yield f"{ticket.number}: {sorted(live)} run, {expected} should"


def _everybody_told(found: Account, tickets: dict[int, Ticket], by_case: dict[int, list[Event]]) -> None:
    """The notices are those that the table of audiences demands, one for each event and person."""
    wanted, by_mail = set(), set()
    for pk, events in by_case.items():
        for event in events:
            for hearer in _hearers(tickets[pk], event):
                wanted.add((event.pk, hearer.post.person_id))
                if hearer.mail and hearer.post.person.email:
                    by_mail.add((event.pk, hearer.post.person_id))
    told = Counter[Told](Notice.objects.values_list("event_id", "person_id"))
    mailed = Counter[Told](MAILS.values_list("notice__event_id", "notice__person_id"))
    names = {event.pk: f"{tickets[pk].number} {event.verb}" for pk, events in by_case.items() for event in events}
    found.notices, found.mails = told.total(), mailed.total()
    for kind, needed, there in (("", wanted, told), (" by mail", by_mail, mailed)):
        found.untold += [f"{names[event]}{kind}" for event, _ in sorted(needed - set(there))]
        found.told_too_much += [f"{names[event]}{kind}" for event, _ in sorted(set(there) - needed)]
        found.told_twice += [f"{names[event]}{kind}" for (event, _), times in sorted(there.items()) if times > 1]


def _hearers(ticket: Ticket, event: Event) -> list[Hearer]:
    if not AUDIENCE[event.verb]:
        return []
    return hearers(
        Circle(ticket, event), posts_in(ticket.parties, BUSINESS_ROLES).order_by("pk"), barred=barred_from(ticket)
    )


def _every_mail_sent(found: Account) -> None:
    """Every delivery has ended well, and its mail lies in the letter-box at least once; repetitions are counted."""
    copies = Counter(_references(Path(settings.EMAIL_FILE_PATH)))
    for row in MAILS.select_related("notice").order_by("pk"):
        if row.status != DeliveryStatus.DELIVERED or not copies[str(row.reference)]:
            found.undelivered.append(f"{row.notice.number} {row.notice.verb} {row.status}")
    found.mails_sent_again = copies.total() - len(copies)


def _references(folder: Path) -> Iterator[str]:
    """The reference of each mail in the letter-box; a file may hold several."""
    for file in folder.glob("*.log"):
        for letter in file.read_bytes().split(b"-" * 79):
            message_id = message_from_bytes(letter.strip())["Message-ID"]
            if message_id:
                yield message_id.strip("<>").partition("@")[0]


def _every_file_there(found: Account) -> None:
    """Every row's file exists, and every file under a hash's name has that hash, its row written or not."""
    rows = list(Attachment.objects.values_list("sha256", flat=True))
    found.files = len(rows)
    found.rows_without_a_file = [name for name in rows if not store.path_of(name).exists()]
    for file in Path(settings.FILES_ROOT).glob("??/??/[0-9a-f]*"):
        if hashlib.sha256(file.read_bytes()).hexdigest() != file.name:
            found.torn_files.append(file.name)


def main(*ledgers: str) -> None:
    """Seal what has committed, print the account."""
    checkpoints.seal()
    json.dump(asdict(account(Path(ledger) for ledger in ledgers)), sys.stdout, ensure_ascii=False)
