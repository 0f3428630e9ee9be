"""The meeting while it is held: the secretary's page, the room's screen, and everything that is written there."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from orgs.middleware import now_of
from roundtable import meeting_policies as policies
from roundtable.decision_forms import AttendForm, BackForm, DraftForm, RecordForm
from roundtable.exceptions import Blocked, Moved, Overtaken
from roundtable.meeting_kinds import WRITING, MeetingState, Outcome
from roundtable.models import AgendaItem, Decision, ItemRecord, Meeting
from roundtable.queries import decisions as of_decisions
from roundtable.queries import live as found
from roundtable.reading import as_shown
from roundtable.services import agenda, deciding, holding, minuting
from roundtable.views.meetings import found_one, preparers, readers, too_late, version_in
from tickets.views.case import acting_post
from web.errors import conflict
from web.moments import moment
from web.pages import done, page, wants_part

LIVE, ROOM, OVERTAKEN = "roundtable/live.html", "roundtable/room.html", "roundtable/overtaken.html"


@require_safe
@preparers
def live(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """`?item=` the place of an item, 0 for what became of the last list; else the one that the room is at.

    `?pk=` an item wherever it stands by now. Once it is off the agenda, parts of an open page get a 404, and the page
    that is opened again leads to where the room is: what was typed and not saved is shown there (left.js).
    """
    meeting = _being_held(request, meeting_id)
    try:
        return _draw(request, meeting)
    except Http404:
        if wants_part(request):
            raise
        return redirect("meeting_live", meeting.pk)


def _being_held(request: HttpRequest, meeting_id: int) -> Meeting:
    meeting = found_one(request, meeting_id)
    if meeting.state not in WRITING or not policies.may_prepare(meeting, acting_post(request)):
        raise Http404
    return meeting


def _draw(
    request: HttpRequest, meeting: Meeting, *, place: int | None = None, forms: Mapping[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    post, forms = acting_post(request), forms or {}
    items = found.items_of(meeting)
    for each in items:
        as_shown(each.topic, post)
    item = _asked(request, items, meeting) if place is None else _item_at(items, meeting, place)
    carried = list(of_decisions.carried_to(meeting, post))
    context = {
        "meeting": meeting,
        "items": items,
        "item": item,
        "following": _next_of(items, item),
        "carried": carried,
        "seats": list(meeting.seats.select_related("organisation")),
        "here": f"?pk={item.pk}" if item else "?item=0",
        "seats_open": "seats" in request.GET,
        "writing": meeting.state in WRITING,
        "in_session": meeting.state == MeetingState.IN_SESSION,
        "until": found.until(meeting, items),
        "now": now_of(request),
        "form": next((form for form in forms.values() if form.errors), None),
    }
    if item is not None:
        context |= _of_item(meeting, item, forms)
    return page(request, LIVE, context, part="roundtable/_live.html", status=status)


def _of_item(meeting: Meeting, item: AgendaItem, forms: Mapping[str, Any]) -> dict[str, Any]:
    units = of_decisions.units_in(meeting.county_id)
    stands = {name: getattr(item.record, name) for name in ("version", "facts", "positions", "outcome", "reason")}
    drafts = [
        (each, forms.get(f"draft{each.pk}") or DraftForm(
            units=units, initial=DraftForm.initial_of(each), auto_id=f"d{each.pk}-%s")
        )
        for each in found.decisions_on(item)
    ]  # fmt: skip
    return {
        "record_form": forms.get("record") or RecordForm(initial=stands, auto_id="r-%s"),
        "drafts": drafts,
        "new_form": forms.get("new") or DraftForm(units=units, auto_id="new-%s"),
        "writer": item.record.by,
    }


def _asked(request: HttpRequest, items: list[AgendaItem], meeting: Meeting) -> AgendaItem | None:
    if "pk" not in request.GET:
        return _item_at(items, meeting, _number(request.GET.get("item", "")))
    found_item = next((item for item in items if str(item.pk) == request.GET["pk"]), None)
    if found_item is None:
        raise Http404
    return found_item


def _number(typed: str) -> int | None:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= 3 else None  # noqa: PLR2004 -- forty


def _item_at(items: list[AgendaItem], meeting: Meeting, place: int | None) -> AgendaItem | None:
    """Without a place: where the room is, which before the first item is the last list."""
    if place is None:
        first = items[0] if items and meeting.state == MeetingState.DRAFTED else None
        return next((item for item in items if item.pk == meeting.at_item_id), first)
    return next((item for item in items if item.place == place), None)


def _next_of(items: list[AgendaItem], item: AgendaItem | None) -> AgendaItem | None:
    """Behind the last list comes the first item."""
    after = item.place if item else 0
    return next((each for each in items if each.place > after), None)


@require_safe
@readers
def room(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """What stands on the wall: the item that is spoken of, its time, what was decided. For who reads the meeting.

    From the day it was called: the screen is put up before the meeting begins, and turns to it by itself.
    """
    meeting, post = found_one(request, meeting_id), acting_post(request)
    if meeting.began_at is None and meeting.state != MeetingState.NOTIFIED:
        raise Http404
    items = found.items_of(meeting)
    for each in items:
        as_shown(each.topic, post)
    item = next((each for each in items if each.pk == meeting.at_item_id), None)
    context = {
        "meeting": meeting,
        "items": items,
        "item": item,
        "following": _next_of(items, item),
        "drafts": list(found.decisions_on(item)) if item else [],
        "in_session": meeting.state == MeetingState.IN_SESSION,
        "carried": [] if item else list(of_decisions.carried_to(meeting, post)),
        "until": found.until(meeting, items),
        "now": now_of(request),
    }
    return page(request, ROOM, context, part="roundtable/_room.html")


# --- writing ----------------------------------------------------------------------------------------------------------


@require_POST
@preparers
def write(request: HttpRequest, meeting_id: int, item_id: int) -> HttpResponse:
    """Save what stands on an item. A script gets JSON: the new version, or with 409 what stands there; else a page.

    404 for a script as well once the minutes are signed or the item is off: there is nothing to choose any more.
    """
    post, meeting = acting_post(request), _being_held(request, meeting_id)
    item = _item_of(meeting, item_id)
    form = RecordForm(request.POST, auto_id="r-%s")
    if form.is_valid():
        said = form.cleaned_data
        written = minuting.Written(**{name: said[name] for name in ("facts", "positions", "outcome", "reason")})
        try:
            version = minuting.write(meeting.pk, item_id=item.pk, written=written, version=said["version"], actor=post)
        except Blocked as blocked:
            form.add_error(blocked.field or None, blocked.sentence)
        except Overtaken as overtaken:
            return _overtaken(request, item, overtaken.record, form)
        except Moved as moved:
            if _by_script(request):
                raise Http404 from moved
            return too_late(request, meeting)
        else:
            return _written(request, meeting, item, version)
    if _by_script(request):
        sentences = {name: [str(line) for line in lines] for name, lines in form.errors.items()}
        return JsonResponse({"errors": sentences}, status=422)
    return _draw(request, meeting, place=item.place, forms={"record": form}, status=422)


def _by_script(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "") == "application/json"


def _written(request: HttpRequest, meeting: Meeting, item: AgendaItem, version: int) -> HttpResponse:
    said = _("已保存 %(at)s") % {"at": moment(now_of(request), now=now_of(request))}
    if _by_script(request):
        return JsonResponse({"version": version, "said": said})
    return done(request, _back(meeting, item.place), said)


def _overtaken(request: HttpRequest, item: AgendaItem, record: ItemRecord, form: RecordForm) -> HttpResponse:
    """Both texts: a script puts them together and asks where both changed the same field, a page shows them."""
    stands = {name: getattr(record, name) for name in ("facts", "positions", "outcome", "reason")}
    said = _("%(who)s刚刚改过这一项") % {"who": record.by.person.name if record.by else ""}
    labels = {name: str(form.fields[name].label) for name in stands}
    if _by_script(request):
        decided = record.outcome == Outcome.DECIDED and item.decisions.exists()
        told = {
            "version": record.version,
            "stands": stands,
            "said": said,
            "labels": labels,
            "outcomes": {str(value): str(label) for value, label in Outcome.choices},
            "fixed": ["outcome"] if decided else [],
        }
        return JsonResponse(told, status=409)
    shown = stands | {"outcome": record.get_outcome_display()}
    context = {
        "meeting": item.meeting,
        "item": item,
        "said": said,
        "stands": [(labels[name], shown[name]) for name in stands],
        "mine": RecordForm(initial={**form.cleaned_data, "version": record.version}, auto_id="r-%s"),
    }
    return render(request, OVERTAKEN, context, status=409)


def _item_of(meeting: Meeting, item_id: int) -> AgendaItem:
    item = next((each for each in found.items_of(meeting) if each.pk == item_id), None)
    if item is None:
        raise Http404
    return item


def _back(meeting: Meeting, place: int | None) -> str:
    """To the item at a place, or without one to where the room is."""
    address = reverse("meeting_live", args=[meeting.pk])
    return address if place is None else f"{address}?item={place}"


@require_POST
@preparers
def turn_to(request: HttpRequest, meeting_id: int, item_id: int) -> HttpResponse:
    """The room turns to an item."""
    post, meeting = acting_post(request), _being_held(request, meeting_id)
    item = _item_of(meeting, item_id)
    try:
        holding.take_up(meeting.pk, item_id=item.pk, actor=post)
    except Moved:
        return too_late(request, meeting)
    return done(request, _back(meeting, item.place), _("现在议第 %(place)d 项") % {"place": item.place})


@require_POST
@preparers
def put_off(request: HttpRequest, meeting_id: int, item_id: int) -> HttpResponse:
    """There is no time for it: off this agenda, back among those that wait. 409 where something is written on it."""
    post, meeting = acting_post(request), _being_held(request, meeting_id)
    item = _item_of(meeting, item_id)
    try:
        agenda.take_off(meeting.pk, item_id=item.pk, actor=post, version=version_in(request))
    except Blocked as blocked:
        return conflict(request, message=blocked.sentence, onward=_back(meeting, item.place))
    except Moved:
        return too_late(request, meeting)
    return done(request, _back(meeting, None), _("这一项留到下次"))


@require_POST
@preparers
def attend(request: HttpRequest, meeting_id: int, seat_id: int) -> HttpResponse:
    """Somebody sits there, or nobody does."""
    post, meeting = acting_post(request), _being_held(request, meeting_id)
    form = AttendForm(request.POST)
    if not form.is_valid():
        raise Http404
    came, name = form.cleaned_data["came"], form.cleaned_data["name"]
    try:
        holding.attend(meeting.pk, seat_id=seat_id, came=came, name=name, actor=post)
    except Moved:
        return too_late(request, meeting)
    shown = next((each for each in found.items_of(meeting) if str(each.pk) == request.POST.get("item")), None)
    return done(request, f"{_back(meeting, shown.place if shown else 0)}&seats=1#seats", _("到会情况已记下"))


@require_POST
@preparers
def report_back(request: HttpRequest, meeting_id: int, carried_id: int) -> HttpResponse:
    """What the room heard of a decision of the last list."""
    post, meeting, form = acting_post(request), _being_held(request, meeting_id), BackForm(request.POST)
    get_object_or_404(of_decisions.carried_to(meeting, post), pk=carried_id)
    if not form.is_valid():
        return conflict(request, message=next(iter(form.errors.values()))[0], onward=_back(meeting, 0))
    said = form.cleaned_data
    try:
        holding.report_back(meeting.pk, carried_id=carried_id, words=said["words"], version=said["version"], actor=post)
    except Moved:
        return too_late(request, meeting)
    return done(request, _back(meeting, 0), _("已记下"))


# --- decisions at the table -------------------------------------------------------------------------------------------


@require_POST
@preparers
def decide(request: HttpRequest, meeting_id: int, item_id: int) -> HttpResponse:
    """One more decision on an item. 422 with what was typed."""
    post, meeting = acting_post(request), _being_held(request, meeting_id)
    item = _item_of(meeting, item_id)
    form = DraftForm(request.POST, units=of_decisions.units_in(meeting.county_id), auto_id="new-%s")
    if form.is_valid():
        token = form.cleaned_data["client_token"]
        try:
            made = deciding.add(meeting.pk, item_id=item.pk, draft=form.draft, client_token=token, actor=post)
        except Blocked as blocked:
            form.add_error(blocked.field or None, blocked.sentence)
        except Moved:
            return too_late(request, meeting)
        else:
            said = _("第 %(number)d 条议定事项已写下") % {"number": made.number}
            return done(request, _back(meeting, item.place), said)
    return _draw(request, meeting, place=item.place, forms={"new": form}, status=422)


@require_POST
@preparers
def redraft(request: HttpRequest, meeting_id: int, decision_id: int, name: str) -> HttpResponse:
    """`change` or `drop` a decision that is not signed yet. 409 when somebody was faster."""
    post, meeting = acting_post(request), _being_held(request, meeting_id)
    one = Decision.objects.filter(meeting=meeting, pk=decision_id).select_related("item").first()
    if one is None or name not in {"change", "drop"}:
        raise Http404
    form = DraftForm(request.POST, units=of_decisions.units_in(meeting.county_id), auto_id=f"d{one.pk}-%s")
    valid = form.is_valid()
    version = form.cleaned_data.get("version") or 0
    try:
        if name == "drop":
            deciding.drop(meeting.pk, decision_id=one.pk, version=version, actor=post)
        elif valid:
            deciding.change(meeting.pk, decision_id=one.pk, draft=form.draft, version=version, actor=post)
        else:
            return _draw(request, meeting, place=one.item.place, forms={f"draft{one.pk}": form}, status=422)
    except Blocked as blocked:
        form.add_error(blocked.field or None, blocked.sentence)
        return _draw(request, meeting, place=one.item.place, forms={f"draft{one.pk}": form}, status=422)
    except Moved:
        return too_late(request, meeting)
    return done(request, _back(meeting, one.item.place), _("议定事项已改好") if name == "change" else _("已删掉"))
