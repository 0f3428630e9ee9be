"""Writing down who was refused, where the refusal is answered. The answers are `web.errors`', and read the same.

Of what was asked only the address's name, the method and a case's id are kept: an address may carry a key. A crawler
cannot fill the disk: beyond the limits one note an hour says that there was more.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from journal import access, clock
from journal.canonical import JSON
from journal.models import AccessKind
from orgs import limits
from orgs.limits import Limit
from orgs.models import Person, Post
from tickets.models import Ticket
from tickets.queries.visibility import id_of
from web import errors


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404 (`handler404`): absent, or not for this person."""
    _note_refusal(request, HTTPStatus.NOT_FOUND)
    return errors.handler404(request, exception)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403 (`handler403`): seen, but not to be done by this post."""
    _note_refusal(request, HTTPStatus.FORBIDDEN)
    return errors.handler403(request, exception)


def locked_out(
    request: HttpRequest,
    response: HttpResponse | None = None,
    credentials: Mapping[str, object] | None = None,
) -> HttpResponse:
    """429 (`AXES_LOCKOUT_CALLABLE`): too many wrong passwords. What was typed is not kept, it may be a password."""
    origin, now = access.origin(request), clock.now()
    tried = str((credentials or {}).get("username") or "").lower()
    person = Person.objects.filter(username=tried).first()
    who = f"{origin.address} {person.pk if person else ''}"
    more = _beyond("lockout", who, limits.LOCKOUTS, now=now)
    if more is not None:
        access.note(
            AccessKind.LOCKED_OUT,
            actor=None,
            person_id=person.pk if person else None,
            county=person.county_id if person else None,
            origin=origin,
            data={"more": True} if more else {},
            at=now,
        )
    return errors.locked_out(request, response, credentials)


def _note_refusal(request: HttpRequest, status: HTTPStatus) -> None:
    """Note it for a signed-in person and an address that exists; a mistyped address says nothing about anybody."""
    user, match = getattr(request, "user", None), request.resolver_match
    if not isinstance(user, Person) or match is None:
        return
    post: Post | None = getattr(request, "post", None)
    now = clock.now()
    more = _beyond("refusal", f"{user.pk}", limits.REFUSALS_OF_A_PERSON, now=now, same=f"{user.pk} {request.path}")
    if more is None:
        return
    number = match.kwargs.get("number")
    case = id_of(number) if isinstance(number, str) and number.isprintable() else None
    data: dict[str, JSON] = {"page": match.view_name, "status": int(status), "method": str(request.method)}
    access.note(
        AccessKind.REFUSED,
        actor=post,
        person_id=user.pk,
        subject_type=Ticket.JOURNAL_NAME if case else "",
        subject_id=case,
        county=post.county_id if post else user.county_id,
        origin=access.origin(request),
        data=data | ({"more": True} if more else {}),
        at=now,
    )


def _beyond(what: str, who: str, most: Sequence[Limit], *, now: datetime, same: str = "") -> bool | None:
    """Whether to write a note: False for one of its own, True for the one an hour that stands for more, else None.

    `same` is what is asked for again and again, as a page does that polls: it has a limit of its own.
    """
    try:
        limits.refuse(what, who, most, now=now)  # before anything is written down of one more address
        if same:
            limits.count(f"same {what}", same, limits.SAME_REFUSAL, now=now)
        limits.count(what, who, most, now=now)
    except limits.TooOften:
        try:
            limits.count(f"more {what}", who, limits.NOTES_OF_MORE, now=now)
        except limits.TooOften:
            return None
        return True
    return False
