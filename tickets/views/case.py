"""One case on one page: the firm reads its progress, everybody else works on it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from orgs.access import post_required
from orgs.calendar import WorkCalendar
from orgs.middleware import now_of
from orgs.models import Post
from orgs.statuses import Role
from orgs.working_days import calendar_of
from tickets.actions import ACTIONS
from tickets.chips import chip, next_deadline, wall_words
from tickets.form_bases import ActionForm, FilesForm
from tickets.forms import form_for
from tickets.models import Deadline, Ticket
from tickets.offers import Offer, in_time, offers, own_leg
from tickets.promises import with_promises
from tickets.queries.cases import attachments_of, case_for, deadlines_of
from tickets.queries.rows import with_units
from tickets.queries.timeline import Entry, timeline, waits_in
from tickets.return_forms import GiveBackForm
from tickets.returns import last_moment
from tickets.services import attaching
from tickets.statuses import Status
from tickets.urging import urging
from tickets.views.workbench import workbench
from web.pages import page

FIRM_SIDE = frozenset({Role.ENTERPRISE_USER, Role.SITE_CLERK})


@require_safe
@post_required()
def ticket(request: HttpRequest, number: str) -> HttpResponse:
    """`/tickets/<number>/`: absent and not permitted are the same 404."""
    return case_page(request, case_of(request, number))


def acting_post(request: HttpRequest) -> Post:
    """The post that acts; `post_required` has turned everybody else away."""
    post: Post | None = getattr(request, "post", None)
    if post is None:
        raise Http404
    return post


def case_of(request: HttpRequest, number: str) -> Ticket:
    """The case, if the post may see it; what cannot be a number is not looked for (PostgreSQL refuses NUL)."""
    if not number.isascii() or not number.isprintable():
        raise Http404
    post = acting_post(request)
    found = case_for(post, number)
    if found is None:
        raise Http404
    county = post.organisation.county
    if found.county_id == county.pk:
        found.county = county  # in hand already
    if not found.proposed:  # type: ignore[attr-defined]  # annotated above
        found.open_rejection = None  # what cannot be there is not asked for
    if found.dispatched_at is None and found.status in {Status.SUBMITTED, Status.ACCEPTED}:
        found.live_legs = []
    else:
        with_units([found])
    return found


def case_page(
    request: HttpRequest,
    found: Ticket,
    *,
    opened: str = "",
    bound: Mapping[str, ActionForm] | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """The case as the post sees it, with every possible act's form; `bound` keeps what was typed."""
    context = case_context(request, found, opened=opened, bound=bound) | more
    side = "firm" if acting_post(request).role in FIRM_SIDE else "staff"
    return page(request, f"tickets/{side}/case.html", context, status=status)


def _own_deadline(deadlines: Sequence[Deadline], post: Post) -> Deadline | None:
    """The clock that leads the page: the case's or the reader's own unit's, before another unit's."""
    own = [clock for clock in deadlines if clock.leg is None or clock.leg.department_id == post.organisation_id]
    return next_deadline(own) or next_deadline(deadlines)


def _returnable_until(
    ticket: Ticket, post: Post, deadlines: Sequence[Deadline], lines: Sequence[Entry], *, calendar: WorkCalendar
) -> datetime | None:
    """Until when the post's unit may give the case back; what the case waited for stands in its timeline."""
    leg = own_leg(ticket, post)
    return last_moment(leg, deadlines, waits_in(lines), calendar=calendar) if leg is not None else None


def _forms(
    ticket: Ticket,
    post: Post,
    possible: Mapping[str, Offer],
    bound: Mapping[str, ActionForm],
    *,
    until: datetime | None,
) -> dict[str, ActionForm]:
    """Every possible act's form, as it was typed where it was, with what the page adds to it."""
    forms = {name: form_for(name, ticket=ticket, post=post, version=offer.version) for name, offer in possible.items()}
    drawn = {**forms, **bound}
    if until is not None and isinstance(form := drawn.get("give_back"), GiveBackForm):
        form.say_until(wall_words(until))
    _show_files(drawn, post)
    return drawn


def _show_files(forms: Mapping[str, ActionForm], post: Post) -> None:
    """Give the forms that take files what is kept for them, in one query for all."""
    taking = [form for form in forms.values() if isinstance(form, FilesForm)]
    if taking:
        tokens = [token for form in taking if (token := form.token)]
        files = list(attaching.in_hand(post.person, [form.name for form in taking], tokens))
        for form in taking:
            form.pick_up(files)


def case_context(
    request: HttpRequest,
    found: Ticket,
    *,
    opened: str = "",
    bound: Mapping[str, ActionForm] | None = None,
    pane: bool = False,
) -> dict[str, Any]:
    """What a page of a case shows. `pane` is the reading pane of the desk: only the opened form stands in it."""
    post = acting_post(request)
    now, calendar = now_of(request), calendar_of(found.county)
    deadlines = deadlines_of(found)
    lines = timeline(found, for_firm=post.role in FIRM_SIDE)
    until = _returnable_until(found, post, deadlines, lines, calendar=calendar)
    possible = in_time(offers(found, post), until, now=now)
    drawn = _forms(found, post, possible, bound or {}, until=until)
    clocks = [(deadline, chip(deadline, now=now, calendar=calendar)) for deadline in deadlines]
    urged = [entry.at for entry in lines if entry.verb == ACTIONS["urge"].verb]
    context = {
        "ticket": found,
        "now": now,
        "offers": possible,
        "forms": drawn,
        "form": next(iter((bound or {}).values()), None),
        "opened": opened,
        "chip": chip(_own_deadline(deadlines, post), now=now, calendar=calendar),
        "clocks": clocks,
        "timeline": lines,
        "urged": urged,
        "legs": found.live_legs,
        "attachments": attachments_of(case=found.pk),
    }
    if post.role in FIRM_SIDE:
        state = urging(found.status, deadlines, urged=urged, now=now, calendar=calendar)
        return context | {"timeline": with_promises(lines, clocks), "urging": state}
    in_pane = pane or request.headers.get("HX-Target") == "pane"
    return context | workbench(context, post=post, calendar=calendar, pane=in_pane)
