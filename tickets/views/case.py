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
from orgs.statuses import FIRM_SIDE
from orgs.working_days import calendar_of
from tickets import policies
from tickets.actions import ACTIONS
from tickets.archive import archived_since, too_late_to_appeal
from tickets.chips import chip, next_deadline, wall_words
from tickets.form_bases import ActionForm, BoxesForm, FilesForm
from tickets.forms import ON_DEMAND, form_for
from tickets.ledger_forms import AskLedgerForm
from tickets.masking import as_read, files_as_read
from tickets.models import Deadline, Ticket
from tickets.offers import Offer, in_rating_time, in_time, offers, own_leg
from tickets.placing import placed, placed_timeline
from tickets.promises import with_promises
from tickets.queries.cases import attachments_of, case_for, deadlines_of
from tickets.queries.rows import with_units
from tickets.queries.timeline import Entry, waits_in
from tickets.queries.withdrawals import why_of
from tickets.return_forms import GiveBackForm
from tickets.returns import last_moment
from tickets.services import attaching, excluding, extending, ledgering, objecting, pausing, supervising
from tickets.statuses import BESIDE, DeadlineKind, Status
from tickets.statutory import statutory_times
from tickets.table_policies import tables_now
from tickets.time_forms import AskExtensionForm, AskPauseForm
from tickets.urging import urging
from tickets.views.workbench import workbench
from tickets.whistle_cards import cards
from web.pages import page


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
    found.asks = found.requested  # type: ignore[attr-defined]  # as above
    if not found.whistled:  # type: ignore[attr-defined]  # as above
        found.whistles = []
    if not found.rated:  # type: ignore[attr-defined]  # as above
        found.counted_rating, found.exclusions = None, []
    if not found.joined:  # type: ignore[attr-defined]  # as above
        found.followers = found.pieces = []
    elif found.split_at is None:
        found.pieces = []  # a call in a group is not split, and the other way round
    else:
        found.followers = []
    if found.dispatched_at is None and found.status in {Status.SUBMITTED, Status.ACCEPTED}:
        found.live_legs = []
    else:
        with_units([found])
    return as_read(placed(found, post), post)


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


def _for_some(ticket: Ticket, post: Post, *, now: datetime) -> dict[str, Any]:
    """What not every reader of the case is told, and what not every case has."""
    return {
        "about": _about(ticket, post),
        "withdrawal": why_of(ticket, post),
        "archived": archived_since(ticket, now=now),
        "tables": tables_now(ticket, post),
    }


def _about(ticket: Ticket, post: Post) -> str:
    """The unit that the case is about, for those who are told."""
    if ticket.about_org is None or not policies.knows_whom_it_is_about(ticket, post):
        return ""
    return ticket.about_org.display_name


def _is_shown(clock: Deadline, post: Post) -> bool:
    """What runs inside a unit, its own people read alone."""
    return clock.kind != DeadlineKind.COUNTERSIGN or (clock.unit is not None and clock.unit.pk == post.organisation_id)


def _own_deadline(deadlines: Sequence[Deadline], post: Post) -> Deadline | None:
    """The clock that leads the page: the case's or the reader's own unit's, before another unit's."""
    own = [
        clock
        for clock in deadlines
        if clock.kind not in BESIDE and (clock.unit is None or clock.unit.pk == post.organisation_id)
    ]
    return next_deadline(own, *DeadlineKind) or next_deadline(deadlines)


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
    opened: str,
    until: datetime | None,
) -> dict[str, ActionForm]:
    """Every possible act's form, as it was typed where it was, with what the page adds to it."""

    def fresh(name: str, version: int) -> ActionForm:
        if name in ON_DEMAND and name != opened:
            return ActionForm(initial={"version": version}, ticket=ticket, post=post)
        return form_for(name, ticket=ticket, post=post, version=version)

    drawn = {**{name: fresh(name, offer.version) for name, offer in possible.items()}, **bound}
    if until is not None and isinstance(form := drawn.get("give_back"), GiveBackForm):
        form.say_until(wall_words(until))
    _show_files(drawn, post)
    return drawn


def _acts(
    found: Ticket,
    post: Post,
    deadlines: Sequence[Deadline],
    bound: Mapping[str, ActionForm],
    *,
    opened: str,
    until: datetime | None,
    now: datetime,
    calendar: WorkCalendar,
) -> tuple[dict[str, Offer], dict[str, ActionForm]]:
    """What can be done now, and the forms for it. What is asked for in time only is gone when that is over."""
    possible = in_rating_time(in_time(offers(found, post), until, now=now), found, post, now=now)
    if too_late_to_appeal(found, now=now):
        possible.pop("appeal", None)
    order = found.open_order if "raise_order" in possible else None
    if "raise_order" not in bound and not supervising.may_be_raised(order, now=now):
        possible.pop("raise_order", None)
    room = extending.room_now(found, deadlines, now=now, calendar=calendar) if "ask_extension" in possible else None
    span = pausing.span_now(deadlines, now=now, calendar=calendar) if "ask_pause" in possible else None
    for name, service in (("ask_exclusion", excluding), ("object_exclusion", objecting)):
        if name in possible and service.too_late(found, now=now, calendar=calendar):
            possible.pop(name)
    terms = ledgering.span_now(found, deadlines, now=now, calendar=calendar) if "ask_ledger" in possible else None
    for name, limit in (("ask_extension", room), ("ask_pause", span), ("ask_ledger", terms)):
        if limit is None:
            possible.pop(name, None)
    drawn = _forms(found, post, possible, bound, opened=opened, until=until)
    if room is not None and isinstance(form := drawn.get("ask_extension"), AskExtensionForm):
        form.show(room, now=now, calendar=calendar)
    if span is not None and isinstance(form := drawn.get("ask_pause"), AskPauseForm):
        form.show(span)
    if terms is not None and isinstance(form := drawn.get("ask_ledger"), AskLedgerForm):
        form.show(terms)
    return possible, drawn


def _show_files(forms: Mapping[str, ActionForm], post: Post) -> None:
    """Give the forms that take files what is kept for them, in one query for all."""
    plain = [form for form in forms.values() if isinstance(form, FilesForm)]
    boxed = [form for form in forms.values() if isinstance(form, BoxesForm)]
    if plain or boxed:
        boxes = [box for one in boxed for box in one.boxes]
        tokens = [token for one in plain if (token := one.token)] + [box.token for box in boxes]
        names = [one.name for one in plain] + [box.form_name for box in boxes]
        files = list(attaching.in_hand(post.person, names, tokens))
        taking: Sequence[FilesForm | BoxesForm] = [*plain, *boxed]
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
    deadlines = [clock for clock in deadlines_of(found) if _is_shown(clock, post)]
    lines = placed_timeline(found, post, for_firm=post.role in FIRM_SIDE)
    until = _returnable_until(found, post, deadlines, lines, calendar=calendar)
    possible, drawn = _acts(found, post, deadlines, bound or {}, opened=opened, until=until, now=now, calendar=calendar)
    clocks = [(deadline, chip(deadline, now=now, calendar=calendar)) for deadline in deadlines]
    urged = [entry.at for entry in lines if entry.verb == ACTIONS["urge"].verb]
    files = files_as_read(attachments_of(case=found.pk), found, post)
    context = {
        "ticket": found,
        **_for_some(found, post, now=now),
        "statutory": statutory_times(found, calendar=calendar),
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
        "whistles": cards(found, post, clocks, now=now),
        "attachments": [file for file in files if file.reply_id is None],
    }
    if post.role in FIRM_SIDE:
        state = urging(found.status, deadlines, urged=urged, now=now, calendar=calendar)
        return context | {"timeline": with_promises(lines, clocks), "urging": state}
    in_pane = pane or request.headers.get("HX-Target") == "pane"
    return context | workbench(context, files, post=post, calendar=calendar, pane=in_pane)
