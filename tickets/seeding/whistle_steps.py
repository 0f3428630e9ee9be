"""The steps of a story around a whistle: blowing, checking in, ending, and what both sides say of each other."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from journal import clock
from orgs.models import Post
from tickets.models import CheckIn, Whistle
from tickets.seeding.play import Play
from tickets.services import mutual_rating, whistling
from tickets.whistle_kinds import CheckInWay, Harm, WhistleKind


def blow(play: Play, how: str) -> Iterator[datetime]:
    """The desk calls units to the case, or with `lead` the unit that leads."""
    yield play.later(20, 60, hurried=(2, 4))
    said, ticket = play.story.whistle, play.ticket
    kind = WhistleKind(said["kind"])
    meets = play.calendar.next_opening(clock.now() + timedelta(days=1)) if kind == WhistleKind.JOINT else None
    summons = whistling.Summons(
        kind=kind,
        unit_ids=[play.unit(name) for name in said["units"]],
        needed=said["needed"],
        grounds=said["grounds"],
        harm=Harm(said["harm"]) if "harm" in said else None,
        place=said.get("place", ""),
        meets_at=meets,
    )
    actor = play.people.liaison(play.lead.department_id) if how == "lead" else play.people.desk(ticket)
    whistling.blow(ticket.pk, summons=summons, actor=actor, version=ticket.version)


def come(play: Play, how: str) -> Iterator[datetime]:
    """The next called unit checks in: onsite, `online`, or `late`."""
    call = _calls(play).filter(checked_in_at=None).order_by("pk")[0]
    yield call.due_at + timedelta(minutes=17) if how == "late" else play.later(20, 90, hurried=(5, 9))
    online = how == "online"
    said, place = play.story.whistle["said"], Whistle.objects.get(pk=call.whistle_id).place or play.request.village
    arrival = whistling.Arrival(
        call_id=call.pk,
        way=CheckInWay.ONLINE if online else CheckInWay.ONSITE,
        place="" if online else place,
        said=said[_calls(play).exclude(checked_in_at=None).count()],
        client_token=play.token(),
    )
    whistling.check_in(play.ticket_id, arrival=arrival, actor=play.people.liaison(call.unit_id))


def release(play: Play, _how: str) -> Iterator[datetime]:
    """The desk lets off the unit that was called last: in error."""
    yield play.later(20, 60, hurried=(2, 4))
    call, ticket = _calls(play).filter(checked_in_at=None).latest("pk"), play.ticket
    reason, actor = play.story.whistle["released"], play.people.desk(ticket)
    whistling.release(ticket.pk, call_id=call.pk, reason=reason, actor=actor)


def end(play: Play, _how: str) -> Iterator[datetime]:
    """Whoever blew says what came of it."""
    yield play.later(30, 120, hurried=(20, 40))
    whistle = Whistle.objects.get(ticket=play.ticket_id, ended_at=None)
    result = play.story.whistle["result"]
    whistling.end(play.ticket_id, whistle_id=whistle.pk, result=result, actor=whistle.by, version=play.ticket.version)


def rate_units(play: Play, _how: str) -> Iterator[datetime]:
    """The side that blew rates the units that came."""
    yield play.later(30, 200, hurried=(20, 40))
    grades = play.story.whistle["grades"]
    came = _calls(play).exclude(checked_in_at=None).order_by("pk")
    marks = [_mark(call, grade) for call, grade in zip(came, grades, strict=False)]
    mutual_rating.rate_units(play.ticket_id, marks=marks, actor=_blew(play))


def rate_whistle(play: Play, _how: str) -> Iterator[datetime]:
    """The units that came rate the whistle, the first of them at least."""
    for place, grade in enumerate(play.story.whistle["back"]):
        yield play.later(20, 100, hurried=(5, 20))
        call = _calls(play).exclude(checked_in_at=None).order_by("pk")[place]
        actor = play.people.liaison(call.unit_id)
        mutual_rating.rate_whistle(play.ticket_id, mark=_mark(call, grade), actor=actor)


def _mark(call: CheckIn, said: list[Any]) -> mutual_rating.Mark:
    return mutual_rating.Mark(call_id=call.pk, grade=said[0], words=said[1])


def _calls(play: Play) -> Any:
    return CheckIn.objects.filter(ticket=play.ticket_id)


def _blew(play: Play) -> Post:
    return Whistle.objects.select_related("by").get(ticket=play.ticket_id).by
