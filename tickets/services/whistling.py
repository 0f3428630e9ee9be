"""Whistle and check-in (吹哨报到): calling units to a case, their coming, and the end of it (DOMAIN §2.7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from journal.canonical import JSON
from journal.models import Event
from orgs.models import Post
from tickets import whistle_policies as policies
from tickets.clock import MUTUAL_RATING_WORKING_DAYS
from tickets.exceptions import Blocked, StaleWrite
from tickets.models import CheckIn, Whistle
from tickets.queries.units import dispatchable_units
from tickets.services import attaching, deadlines, record_clocks
from tickets.services.changing import Change, changing
from tickets.services.watching import call_duty
from tickets.whistle_kinds import CheckInWay, Harm, WhistleKind

MOST_CALLED: Final = 20
"""A whistle that calls the whole county calls nobody."""
FARTHEST: Final = timedelta(days=30)
"""A whistle calls units to something near; what is further off is a meeting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summons:
    """Which whistle, whom it calls, what for, and why one unit alone cannot do it."""

    kind: WhistleKind
    unit_ids: Sequence[int]
    needed: str
    grounds: str
    harm: Harm | None = None
    place: str = ""
    meets_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """How a unit is there: onsite with a place, or online with what it contributes. Photos hang on the token."""

    call_id: int
    way: CheckInWay
    client_token: UUID
    place: str = ""
    said: str = ""


def blow(ticket_id: int, *, summons: Summons, actor: Post, version: int) -> Event:
    """Call units to the case (吹哨). Each sees it from now on and has a clock of its own; no other clock stops.

    Raises StaleWrite, NotPossibleNow, PermissionDenied, Blocked (a kind that lasts already, a unit that cannot come).
    """
    with changing(ticket_id, action="blow_whistle", actor=actor, version=version) as change:
        ticket, emergency = change.ticket, summons.kind == WhistleKind.EMERGENCY
        _refuse(change, summons)
        whistle = Whistle.objects.create(
            ticket=ticket,
            round=ticket.round,
            by=actor,
            by_person_id=actor.person_id,
            at=change.now,
            kind=summons.kind,
            harm=(summons.harm or "") if emergency else "",
            needed=summons.needed,
            grounds=summons.grounds,
            place=summons.place,
            meets_at=summons.meets_at,
        )
        for unit_id in summons.unit_ids:
            _call(change, whistle, unit_id)
        ticket.whistling = True
        ticket.parties = sorted({*ticket.parties, *summons.unit_ids})
        change.data |= {"whistle": whistle.pk, "whistle_kind": str(summons.kind), "called": [*summons.unit_ids]}
        change.erasable |= {"needed": summons.needed, "grounds": summons.grounds}
        if emergency:
            change.data["duty"] = call_duty(ticket, now=change.now)
    return change.event


def _call(change: Change, whistle: Whistle, unit_id: int) -> None:
    emergency = whistle.kind == WhistleKind.EMERGENCY
    clock = deadlines.of_call(change.ticket, emergency=emergency, now=change.now, calendar=change.calendar)
    clock.check_in = CheckIn.objects.create(
        whistle=whistle, ticket=change.ticket, unit_id=unit_id, called_at=change.now, due_at=clock.due_at
    )
    clock.save()


def _refuse(change: Change, summons: Summons) -> None:
    """Units of this county, each once; never one's own, a court, a firm, or the unit that the case is about."""
    ticket, ids = change.ticket, list(summons.unit_ids)
    if summons.kind not in policies.kinds_left(ticket):
        raise Blocked(_("这种哨已经吹了，还没有结束。请先结束它，或换一种哨。"), field="kind")
    if summons.kind == WhistleKind.EMERGENCY and summons.harm is None:
        raise Blocked(_("应急处置哨要写明有什么危险或损失；没有的，请吹另外两种哨。"), field="harm")
    if not ids or len(set(ids)) != len(ids) or len(ids) > MOST_CALLED:
        raise Blocked(_("请选择要召集的单位，1 到 %(most)d 个。") % {"most": MOST_CALLED}, field="units")
    if summons.meets_at is not None and not change.now < summons.meets_at <= change.now + FARTHEST:
        raise Blocked(_("集合时间要在现在以后、30 天以内"), field="meets_at")
    if change.post.organisation_id in ids:
        raise Blocked(_("不用召集自己单位。"), field="units")
    if ticket.about_org_id in ids:
        raise Blocked(_("不能召集被反映的单位。"), field="units")
    if dispatchable_units(ticket.county_id).filter(pk__in=ids).count() != len(ids):
        raise Blocked(_("有的单位不能召集，请从列表中选择。"), field="units")


def check_in(ticket_id: int, *, arrival: Arrival, actor: Post) -> Event | None:
    """The called unit is there (报到). Late is recorded and stays; the first of a unit's people speaks for it.

    The same form again writes nothing: None. Raises StaleWrite (a colleague was faster, or the whistle has ended),
    NotPossibleNow, PermissionDenied, Blocked (onsite with neither a photo nor a word why there is none).
    """
    try:
        with changing(ticket_id, action="check_in", actor=actor) as change:
            call = _waiting(change, arrival.call_id, policies.called(change.ticket, actor))
            call.checked_in_at, call.by, call.by_person_id = change.now, actor, actor.person_id
            call.way, call.place, call.said = arrival.way, arrival.place, arrival.said
            call.client_token = arrival.client_token
            call.save()
            record_clocks.answer(call, now=change.now)
            change.data |= {"call": call.pk, "unit": call.unit_id, "whistler": call.whistle.whistler_id}
            change.data |= {"way": str(arrival.way), "late": change.now > call.due_at}
            brought = attaching.attach(
                change.ticket, person_id=actor.person_id, client_token=arrival.client_token, check_in=call
            )
            if arrival.way == CheckInWay.ONSITE and not brought and not arrival.said:
                raise Blocked(_("请传一张现场照片；拍不了的，在这里写明为什么"), field="said")
            change.data |= brought
            change.erasable |= {"said": arrival.said, "place": arrival.place}
    except StaleWrite:
        if CheckIn.objects.filter(by_person=actor.person_id, client_token=arrival.client_token).exists():
            return None
        raise
    return change.event


def release(ticket_id: int, *, call_id: int, reason: str, actor: Post) -> Event:
    """A unit was called in error: the desk lets it off, and says why. It need not come and is not measured."""
    with changing(ticket_id, action="release_call", actor=actor) as change:
        call = _waiting(change, call_id, [each for whistle in change.ticket.whistles for each in whistle.calls])
        call.released_at, call.released_by, call.release_reason = change.now, actor, reason
        call.save()
        record_clocks.drop(call, now=change.now)
        change.data |= {"call": call.pk, "unit": call.unit_id, "called": [call.unit_id]}
        change.erasable["reason"] = reason
    return change.event


def _waiting(change: Change, call_id: int, among: Sequence[CheckIn]) -> CheckIn:
    """The call, while nobody has answered it. Raises StaleWrite."""
    for call in among:
        if call.pk == call_id and call.waits:
            return call
    raise StaleWrite(change.ticket)


def end(ticket_id: int, *, whistle_id: int, result: str, actor: Post, version: int) -> Event:
    """The matter is done (事不完、人不撤): what came of it; both sides rate from now on."""
    with changing(ticket_id, action="end_whistle", actor=actor, version=version) as change:
        whistle = next((each for each in policies.ends(change.ticket, actor) if each.pk == whistle_id), None)
        if whistle is None:
            raise StaleWrite(change.ticket)
        whistle.ended_by, whistle.result = actor, result
        _close(change, whistle)
        change.ticket.whistling = any(each.lasts for each in change.ticket.whistles)
        change.data |= {"whistle": whistle.pk, "whistler": whistle.whistler_id, "called": _still_called(whistle)}
        change.erasable["result"] = result
    return change.event


def lapse(change: Change) -> None:
    """Part of an act that ends the need: the reply is written, or the case is over. Whoever has not come stays home."""
    if not change.ticket.whistling:
        return
    lasting = [whistle for whistle in change.ticket.whistles if whistle.lasts]
    for whistle in lasting:
        _close(change, whistle)
    change.ticket.whistling = False
    units = {unit for whistle in lasting for unit in _still_called(whistle)}
    change.data |= {"whistles": [whistle.pk for whistle in lasting], "called": [*sorted(units)]}


def _close(change: Change, whistle: Whistle) -> None:
    whistle.ended_at = change.now
    whistle.rate_until = change.calendar.add_working_days(change.now, MUTUAL_RATING_WORKING_DAYS)
    whistle.save()
    for call in whistle.calls:
        if call.waits:
            call.closed_at = change.now
            call.save()
            record_clocks.drop(call, now=change.now)


def _still_called(whistle: Whistle) -> list[int]:
    """The units that it called and that were not released."""
    return [call.unit_id for call in whistle.calls if call.released_at is None]


def who_waits(call: CheckIn) -> dict[str, JSON]:
    """What the sweep says of a call whose time runs out: who is told, and whether by text message at night."""
    emergency = call.whistle.kind == WhistleKind.EMERGENCY
    return {"called": [call.unit_id], "whistler": call.whistle.whistler_id, "emergency": emergency}
