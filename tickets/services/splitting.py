"""A call about several matters becomes several cases (拆分). It stands still meanwhile, closes last (DOMAIN §2.6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from journal import clock
from journal.events import record
from journal.models import Event
from orgs.models import Post
from tickets.actions import ACTIONS
from tickets.models import Attachment, Category, Deadline, Ticket
from tickets.services import deadlines, numbers
from tickets.services.changing import Change, changing, locked
from tickets.services.overseeing import hold_still
from tickets.statuses import ENDED, Closure, DeadlineKind, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One matter of the call, in the desk's words."""

    title: str
    body: str
    category_id: int


def split(ticket_id: int, *, pieces: Sequence[Piece], actor: Post, version: int) -> Event:
    """Make a case of each matter, each with its own number, to be dispatched by itself; the firm rates each.

    Raises StaleWrite, NotPossibleNow, PermissionDenied, Blocked (a case in a group).
    """
    day = timezone.localdate(clock.now())
    drawn = [numbers.allocate(day=day) for _piece in pieces]  # in transactions of their own: filings do not queue
    with transaction.atomic():
        hold_still(Ticket.objects.values_list("county", flat=True).get(pk=ticket_id))  # the parts copy its parties
        with changing(ticket_id, action="split", actor=actor, version=version) as change:
            parts = [_part(change, piece, number) for piece, number in zip(pieces, drawn, strict=True)]
            change.ticket.split_at = change.now
            change.data["parts"] = [part.pk for part in parts]
    return change.event


def _part(change: Change, piece: Piece, number: str) -> Ticket:
    """A case of its own for the same firm: accepted with its parent, waiting for its dispatch."""
    whole = change.ticket
    category = Category.objects.select_related("catalogue").get(
        pk=piece.category_id, catalogue__county=whole.county_id, parent__isnull=False
    )
    copied = (
        "county_id", "firm_id", "filed_by_id", "filed_by_person_id", "committee_id", "about_org_id", "town_id",
        "address", "expected", "impact", "danger", "urgency", "request_type", "source", "notice_version",
        "confidential",
        "may_publish", "contact_name", "contact_phone", "submitted_at", "accepted_at",
    )  # fmt: skip
    part = Ticket(
        **{name: getattr(whole, name) for name in copied},
        number=number,
        parent=whole,
        client_token=uuid4(),
        client_digest="",
        tracking_hash=numbers.hash_code(""),  # the call has one; its parts are read with it
        status=Status.ACCEPTED,
        parties=list(whole.parties),
        title=piece.title,
        body=piece.body,
        category=category,
        tier=category.tier,
        updated_at=change.now,
    )
    clock_of_desk = deadlines.terms(part, DeadlineKind.DISPATCH, now=change.now, calendar=change.calendar)
    part.waits_for, part.due_at = clock_of_desk["kind"], clock_of_desk["due_at"]
    part.save()
    Deadline.objects.create(ticket=part, **clock_of_desk)
    _tell(change, part, files=_copy_files(whole, part))
    return part


def _copy_files(whole: Ticket, part: Ticket) -> list[int]:
    """The caller's photos and papers go with every part: its unit sees no other case. The bytes are kept once."""
    copies = list(Attachment.objects.filter(ticket=whole, reply=None, check_in=None, removed_at=None))
    for copy in copies:
        copy.pk, copy.ticket, copy.client_token = None, part, uuid4()
        copy.save(force_insert=True)
    return [copy.pk for copy in copies]


def _tell(change: Change, part: Ticket, *, files: list[int]) -> None:
    """The first event of a part: its chain begins where the call was split."""
    record(
        ACTIONS["split_off"].verb,
        part,
        actor=change.actor,
        at=change.now,
        data={
            "number": part.number,
            "firm": part.firm_id,
            "category": part.category_id,
            "parent": change.ticket.pk,
            **({"files": files} if files else {}),
            "by": change.post.organisation_id,
            "status": part.status,
            "round": part.round,
        },
        erasable={"title": part.title, "body": part.body},
    )


def close_whole(part: Ticket) -> None:
    """Part of the act that ends a part: with the last of them the call closes, nobody rates it again."""
    if part.parent_id is None or part.status not in ENDED:
        return
    whole, _legs = locked(part.parent_id)  # two parts that end at once meet here, and the second sees the first
    left = Ticket.objects.filter(parent=whole).exclude(pk=part.pk).exclude(status__in=ENDED)
    if whole.status in ENDED or left.exists():
        return
    with changing(whole.pk, action="finish_parts", actor=None) as change:
        change.ticket.finish_parts()
        change.ticket.closure, change.ticket.closed_at = Closure.PARTS, change.now
        change.data["closure"] = str(Closure.PARTS)


def reopen_whole(part: Ticket) -> None:
    """Part of the act that takes an ended part up again: the call closes last, so it is open as long as any part is."""
    if part.parent_id is None:
        return
    whole, _legs = locked(part.parent_id)
    if whole.closure != Closure.PARTS:
        return
    with changing(whole.pk, action="reopen_whole", actor=None) as change:
        change.ticket.reopen_whole()
        change.ticket.closure, change.ticket.closed_at = "", None
