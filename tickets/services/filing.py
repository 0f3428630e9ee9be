"""Filing a call (呼叫): one form, one case, whatever happens to the network."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from journal import clock
from journal.events import record
from journal.models import Event
from orgs.models import Organisation, Post
from orgs.working_days import calendar_of
from tickets import policies
from tickets.actions import ACTIONS
from tickets.exceptions import ExternalNumberTaken, TokenReused
from tickets.models import Category, Deadline, Ticket
from tickets.queries.units import desk_of, watching_units
from tickets.services import attaching, deadlines, drafts, numbers, repeating
from tickets.services.overseeing import hold_still
from tickets.services.watching import call_duty
from tickets.statuses import DeadlineKind, Impact, RequestType, Source, Tier, Urgency
from web import sealed_numbers
from web.prepared import prepared


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What a person says in the form, cleaned. `category_id` is empty for “说不清楚，请帮我分”."""

    title: str
    body: str
    town_id: int
    contact_name: str
    contact_phone: str
    category_id: int | None = None
    address: str = ""
    expected: str = ""
    impact: Impact = Impact.BUSINESS
    request_type: RequestType = RequestType.HELP
    danger: bool = False
    about_org_id: int | None = None
    confidential: bool = False
    may_publish: bool = False
    source: Source = Source.SELF
    external_no: str = ""
    notice_version: int = 0
    wants_group: bool = False

    def said(self) -> dict[str, Any]:
        """All that was said, by the names of the fields."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def digest(self) -> str:
        """A hash of all that was said: tells a repeated submit from a second call.

        Of the number it takes the keyed hash: all else stands beside it, and the number could be tried out.
        """
        said = self.said() | {"contact_phone": sealed_numbers.marks_of(self.contact_phone)[0]}
        return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Filed:
    """The case, and its tracking code in clear: known only now. A replay has no code."""

    ticket: Ticket
    tracking_code: str
    event: Event | None


def _nowhere(_number: str, _code: str) -> None:
    """Nobody reads the code."""


def submit(
    call: Call,
    *,
    firm_id: int,
    actor: Post,
    client_token: UUID,
    draft_version: int | None = None,
    code: numbers.Code | None = None,
    keep: Callable[[str, str], None] = _nowhere,
) -> Filed:
    """File a call for a firm. The same token twice gives the same case (RELIABILITY §1).

    A draft with this token goes with it; `draft_version` is the one that was read. `code` was drawn before, or is
    `numbers.no_code()` for cases of a list, whose callers nobody talks to here. `keep` puts number and code where the
    person will read it, in the case's own transaction: no case comes to be whose code is lost.

    Raises DraftMoved when the draft has moved since, TokenReused when the token was used with other words,
    ExternalNumberTaken when another channel's number has a case, PermissionDenied for a post that may not file.
    """
    # Whoever has just read a draft knows that it has not been sent; two who do at once meet at the constraint.
    if draft_version is None and (first := drafts.sent_as(client_token, person_id=actor.person_id)):
        return _replayed(first, call)
    code = code or numbers.new_code()
    now = clock.now()
    firm = _fileable(firm_id, call, actor)
    number = numbers.allocate(day=timezone.localdate(now))
    try:
        with transaction.atomic():
            drafts.spend(client_token, person_id=actor.person_id, version=draft_version)
            ticket = _new_ticket(call, firm=firm, actor=actor, number=number, code=code, token=client_token)
            ticket.submitted_at = ticket.updated_at = now
            keep(number, code.clear)
            return Filed(ticket, code.clear, _open(ticket, actor=actor, duty=_alarmed(ticket, now=now)))
    except IntegrityError:
        # Two submits of one form met here; the constraint let one through.
        if first := drafts.sent_as(client_token, person_id=actor.person_id):
            return _replayed(first, call)
        if first := numbered_before(firm.county_id, source=call.source, external_no=call.external_no):
            raise ExternalNumberTaken(first) from None
        raise


def _fileable(firm_id: int, call: Call, actor: Post) -> Organisation:
    firm = _firm(pk=firm_id)[0]
    if not policies.may_file(firm, actor, source=call.source):
        raise PermissionDenied(ACTIONS["submit"].verb)
    return firm


def numbered_before(county_id: int, *, source: Source, external_no: str) -> Ticket | None:
    """The case that another channel's number has already, whoever may see it."""
    if not external_no:
        return None
    return Ticket.objects.filter(county=county_id, source=source, external_no=external_no).first()


def _replayed(first: Ticket, call: Call) -> Filed:
    if first.client_digest != call.digest():
        raise TokenReused(first)
    return Filed(first, "", None)


def _new_ticket(call: Call, *, firm: Organisation, actor: Post, number: str, code: numbers.Code, token: UUID) -> Ticket:
    """The row of a call: desk, parties, urgency and tier follow from firm and category. Waits for the hash last."""
    category = next(iter(_category(pk=call.category_id)), None) if call.category_id else None
    committee = desk_of(firm)
    hold_still(firm.county_id)
    return Ticket(
        county=firm.county,
        number=number,
        client_token=token,
        client_digest=call.digest(),
        firm=firm,
        filed_by=actor,
        filed_by_person_id=actor.person_id,
        committee=committee,
        parties=sorted({firm.pk, actor.organisation_id, committee.pk, *watching_units(firm.county_id)}),
        category=category,
        urgency=first_urgency(category, call.impact, danger=call.danger),
        tier=category.tier if category else Tier.T3,
        **{key: value for key, value in call.said().items() if key != "category_id"},
        tracking_hash=code.hashed.result(),
    )


@prepared("pk")
def _firm(*, pk: int) -> QuerySet[Organisation]:
    return Organisation.objects.filter(pk=pk).select_related("county", "place", "profile__branch__parent")


@prepared("pk")
def _category(*, pk: int) -> QuerySet[Category]:
    return Category.objects.filter(pk=pk).select_related("catalogue")


def first_urgency(category: Category | None, impact: Impact, *, danger: bool = False) -> Urgency:
    """A first guess for the desk: the category's word, raised where work stands still or somebody is in danger."""
    if danger:
        return Urgency.CRITICAL
    urgency = Urgency(category.urgency) if category else Urgency.NORMAL
    if impact == Impact.STOPPED and urgency == Urgency.NORMAL:
        return Urgency.URGENT
    return urgency


def _alarmed(ticket: Ticket, *, now: datetime) -> list[int] | None:
    """The posts on duty that a claim of danger alarms.

    None when nobody claims danger; empty when nobody is on the roster: then the office hears in their place.
    """
    if not ticket.danger:
        return None
    return call_duty(ticket, now=now)


def _open(ticket: Ticket, *, actor: Post, duty: list[int] | None) -> Event:
    """Save the case with its accept clock, take the form's files along, write the first event."""
    again = repeating.count(ticket, now=ticket.submitted_at)
    calendar = calendar_of(ticket.county)  # the row was read a moment ago, with the firm
    accept = deadlines.terms(ticket, DeadlineKind.ACCEPT, now=ticket.submitted_at, calendar=calendar)
    ticket.waits_for, ticket.due_at = accept["kind"], accept["due_at"]
    ticket.save()
    Deadline.objects.create(ticket=ticket, **accept)
    files = attaching.attach(ticket, person_id=actor.person_id, client_token=ticket.client_token)
    return record(
        ACTIONS["submit"].verb,
        ticket,
        actor=actor,
        at=ticket.submitted_at,
        data={
            "number": ticket.number,
            "firm": ticket.firm_id,
            "category": ticket.category_id,
            **({"about": ticket.about_org_id} if ticket.about_org_id else {}),
            "source": ticket.source,
            "notice": ticket.notice_version,
            "by": actor.organisation_id,
            "status": ticket.status,
            "round": ticket.round,
            **files,
            **again,
            **({} if duty is None else {"danger": True, "duty": duty}),
        },
        erasable={
            "title": ticket.title,
            "body": ticket.body,
            "contact_name": ticket.contact_name,
            "contact_phone": ticket.contact_phone,
        },
    )
