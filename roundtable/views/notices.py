"""`/roundtable/meetings/<id>/notice/`: the notice on paper (DOMAIN §3.1), whole or for one body, with a reply slip."""

from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from journal import access
from journal.models import AccessKind
from orgs.middleware import now_of
from orgs.models import Post
from roundtable.models import AgendaItem, Meeting, Seat
from roundtable.queries import meetings as found
from roundtable.reading import as_shown
from roundtable.views.meetings import found_one, readers
from tickets.views.case import acting_post
from web.pages import page

PAGE: Final = "roundtable/notice.html"


@require_safe
@readers
def meeting_notice(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """All topics, for those who hold the meeting; `?seat=` what one body gets: its own topics. Noted as a print."""
    post, meeting = acting_post(request), found_one(request, meeting_id)
    guests = found.seats_of(meeting)
    seat = _asked_for(request, guests)
    if request.method == "GET":
        access.note(
            AccessKind.PRINT,
            actor=post,
            subject_type=Meeting.JOURNAL_NAME,
            subject_id=meeting.pk,
            county=meeting.county_id,
            origin=access.origin(request),
            data={"seat": seat.pk if seat else None},
        )
    context = {
        "meeting": meeting,
        "items": _items(meeting, seat, post),
        "guests": [guest for guest in guests if guest.must],
        "others": [guest for guest in guests if not guest.must],
        "bodies": [guest for guest in guests if guest.organisation_id],
        "seat": seat,
        "now": now_of(request),
    }
    return page(request, PAGE, context, part=PAGE)


def _items(meeting: Meeting, seat: Seat | None, post: Post) -> list[AgendaItem]:
    if seat is not None:
        return found.items_by_link(seat)
    items = found.items_of(meeting)
    for item in items:
        as_shown(item.topic, post)
    return items


def _asked_for(request: HttpRequest, guests: list[Seat]) -> Seat | None:
    """The seat of a body that the paper is for; None for all. Raises Http404 where there is none."""
    typed = request.GET.get("seat", "")
    if not typed:
        return None
    for guest in guests:
        if str(guest.pk) == typed and guest.organisation_id:
            return guest
    raise Http404
