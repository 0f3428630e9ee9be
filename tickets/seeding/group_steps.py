"""The steps of a story around cases that belong together: joining, taking out, splitting."""

from collections.abc import Iterator
from datetime import datetime

from tickets.models import Category, Ticket
from tickets.seeding.files import requests
from tickets.seeding.play import Play
from tickets.services import firm, grouping, splitting
from tickets.statuses import OPEN


def join(play: Play, how: str) -> Iterator[datetime]:
    """The desk joins the case to that of another request, named by its id."""
    yield play.later(20, 60)
    title = next(request.title for request in requests() if request.id == how)
    lead = Ticket.objects.get(county=play.people.county, title=title)
    ticket = play.ticket
    grouping.join(ticket.pk, lead_id=lead.pk, actor=play.people.desk(ticket), version=ticket.version)


def take_out(play: Play, _how: str) -> Iterator[datetime]:
    """The desk finds that it is another matter after all."""
    yield play.later(60, 120)
    ticket, reason = play.ticket, play.story.texts["apart"]
    grouping.take_out(ticket.pk, reason=reason, actor=play.people.desk(ticket), version=ticket.version)


def split(play: Play, _how: str) -> Iterator[datetime]:
    """The desk makes a case of each matter in the call."""
    yield play.later(20, 60)
    ticket = play.ticket
    pieces = [
        splitting.Piece(title=title, body=body, category_id=_category(play, code))
        for title, body, code in play.story.pieces
    ]
    splitting.split(ticket.pk, pieces=pieces, actor=play.people.desk(ticket), version=ticket.version)


def _category(play: Play, code: str) -> int:
    return Category.objects.get(catalogue__county=play.people.county, code=code).pk


def parts_together(play: Play, _how: str) -> Iterator[datetime]:
    """The desk means to have both parts answered at once; the first leads."""
    yield play.later(20, 60)
    lead, other = Ticket.objects.filter(parent=play.ticket_id).order_by("pk")
    grouping.join(other.pk, lead_id=lead.pk, actor=play.people.desk(lead), version=other.version)


def part_again(play: Play, _how: str) -> Iterator[datetime]:
    """The firm asks once more for the last part of its split call: the call is open again with it."""
    yield play.when_the_firm_is_up()
    part = Ticket.objects.filter(parent=play.ticket_id).order_by("pk")[1]
    words = play.story.texts["again"]
    firm.appeal(part.pk, reason=words, client_token=play.token(), actor=play.firm, version=part.version)


def drop(play: Play, _how: str) -> Iterator[datetime]:
    """The firm takes every open part of its split call back; with the last one the call is over."""
    for part in Ticket.objects.filter(parent=play.ticket_id, status__in=OPEN).order_by("pk"):
        yield play.later(60, 120)
        found = Ticket.objects.get(pk=part.pk)
        firm.withdraw(found.pk, reason=play.story.texts["dropped"], actor=play.firm, version=found.version)
