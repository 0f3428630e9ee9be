"""The duty roster (值班表): shifts planned, months planned by rotation, shifts swapped, future shifts removed.

The person on duty is the subject of each event. Shifts that began stay; a swap gives one up and writes another.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import cycle
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from journal import clock, events
from journal.canonical import Data
from journal.models import Event
from orgs.calendar import COUNTY_TIME
from orgs.exceptions import Refused
from orgs.models import DutyShift, DutySwap, Person, Post
from orgs.queries import today
from orgs.statuses import DUTY_ROLES

LONGEST: Final = timedelta(days=3)
FURTHEST: Final = timedelta(days=400)
_DAY: Final = timedelta(days=1)


def plan(post_id: int, *, starts_at: datetime, ends_at: datetime, actor: Post | None) -> DutyShift:
    """Put somebody on duty for a span. Raises Refused when they cannot be, or are on duty then already."""
    with transaction.atomic():
        post, now = _locked(post_id), clock.now()
        _check_plan(post, starts_at, ends_at, now=now, county=actor.county_id if actor else None)
        shift = _write(DutyShift(county_id=post.county_id, post=post, starts_at=starts_at, ends_at=ends_at))
        _record("person.on_duty", shift, actor=actor, at=now)
    return shift


def plan_month(
    post_ids: Sequence[int], *, first: date, last: date, begins: time, ends: time, actor: Post | None
) -> list[DutyShift]:
    """Plan one shift a day from `first` to `last`, the posts taking turns; days that somebody has already are skipped.

    A shift whose end is not after its beginning ends on the next day. All of it or none: raises Refused.
    """
    if not post_ids or last < first or last - first > timedelta(days=62):
        raise Refused(_("请选轮值的人，日期最多两个月。"))
    with transaction.atomic():
        made = []
        turns = cycle(post_ids)
        for n in range((last - first).days + 1):
            starts_at, ends_at = span(first + _DAY * n, begins=begins, ends=ends)
            post_id = next(turns)
            county = Post.objects.values_list("organisation__county", flat=True).get(pk=post_id)
            taken = DutyShift.objects.filter(county=county, given_up_at=None)
            if not taken.filter(starts_at__lt=ends_at, ends_at__gt=starts_at).exists():
                made.append(plan(post_id, starts_at=starts_at, ends_at=ends_at, actor=actor))
    return made


def remove(shift_id: int, *, actor: Post | None) -> Event:
    """Take a shift that has not begun off the roster; offers of it lapse."""
    with transaction.atomic():
        shift, now = _held(shift_id), clock.now()
        if shift.starts_at <= now:
            raise Refused(_("已经开始的班次不能删，只能换班。"))
        DutySwap.objects.filter(shift=shift, answered_at=None).update(answered_at=now, agreed=False)
        DutySwap.objects.filter(in_return=shift, answered_at=None).update(answered_at=now, agreed=False)
        shift.given_up_at = now
        shift.save(update_fields=["given_up_at"])
        return _record("person.duty_removed", shift, actor=actor, at=now)


def offer(shift_id: int, *, to_id: int, in_return_id: int | None, actor: Post) -> DutySwap:
    """Ask somebody to take over one's shift, perhaps for one of theirs. Nothing changes before they agree."""
    with transaction.atomic():
        shift, now = _held(shift_id), clock.now()
        if shift.post_id != actor.pk:
            raise Refused(_("只能换自己的班。"))
        if shift.ends_at <= now:
            raise Refused(_("这个班已经值完。"))
        taker = Post.objects.live(today(now)).named().filter(pk=to_id, role__in=DUTY_ROLES).first()
        if taker is None or taker.county_id != shift.county_id or taker.person_id == shift.post.person_id:
            raise Refused(_("请选本县另一位能值班的人。"))
        back = _returned(in_return_id, of=taker, now=now) if in_return_id else None
        try:
            with transaction.atomic():
                swap = DutySwap.objects.create(shift=shift, to=taker, in_return=back, offered_at=now)
        except IntegrityError as problem:
            raise Refused(_("这个班已经在等别人答复。")) from problem
        data: Data = {"swap": swap.pk, "to": taker.pk, "in_return": back.pk if back else None}
        _record("person.duty_offered", shift, actor=actor, at=now, more=data)
    return swap


def answer(swap_id: int, *, agreed: bool, actor: Post) -> Event:
    """Agree to a swap or decline it: the person who was asked; whoever asked may take it back (declines it).

    Agreed, both shifts change hands at once and both people's journals say so. Raises Refused.
    """
    with transaction.atomic():
        known = DutySwap.objects.get(pk=swap_id)
        both = [known.shift_id, *([known.in_return_id] if known.in_return_id else [])]
        list(DutyShift.objects.select_for_update(of=("self",)).filter(pk__in=both).order_by("pk"))
        shift = _held(known.shift_id)
        back = _held(known.in_return_id) if known.in_return_id else None
        swap = DutySwap.objects.select_for_update(of=("self",)).select_related("to__organisation").get(pk=swap_id)
        now = clock.now()
        if actor.pk != swap.to_id and (agreed or actor.pk != shift.post_id):
            raise Refused(_("只有被请的人可以答复。"))
        if swap.answered_at is not None or shift.given_up_at is not None:
            raise Refused(_("这次换班已经有了结果。"))
        swap.answered_at, swap.agreed = now, agreed
        swap.save(update_fields=["answered_at", "agreed"])
        if not agreed:
            return _record("person.duty_declined", shift, actor=actor, at=now, more={"swap": swap.pk})
        if shift.ends_at <= now or (back and (back.given_up_at is not None or back.starts_at <= now)):
            raise Refused(_("换来的班已经变动或开始，这次换班不能成立。"))
        return _change_hands(swap, shift, back, actor=actor, now=now)


def span(day: date, *, begins: time, ends: time) -> tuple[datetime, datetime]:
    """The shift that begins on a day: it ends on the next one unless its end comes later the same day."""
    starts_at = datetime.combine(day, begins, tzinfo=COUNTY_TIME)
    ends_at = datetime.combine(day, ends, tzinfo=COUNTY_TIME)
    return starts_at, ends_at if ends_at > starts_at else ends_at + _DAY


def _change_hands(swap: DutySwap, shift: DutyShift, back: DutyShift | None, *, actor: Post, now: datetime) -> Event:
    """Give up first, write then: two people may swap spans that overlap."""
    moves = [(shift, swap.to)] + ([(back, shift.post)] if back else [])
    for old, _taker in moves:
        old.given_up_at = now
        old.save(update_fields=["given_up_at"])
        _record("person.duty_given_up", old, actor=actor, at=now, more={"swap": swap.pk})
    written = []
    for old, taker in moves:
        fresh = DutyShift(
            county_id=old.county_id,
            post=taker,
            starts_at=max(old.starts_at, now),
            ends_at=old.ends_at,
            taken_over_from=old,
        )
        written.append(_record("person.on_duty", _write(fresh), actor=actor, at=now, more={"swap": swap.pk}))
    return written[0]


def _returned(shift_id: int, *, of: Post, now: datetime) -> DutyShift:
    back = DutyShift.objects.filter(pk=shift_id, post=of, given_up_at=None, starts_at__gt=now).first()
    if back is None:
        raise Refused(_("换来的班要是对方的、还没开始的班。"))
    return back


def _locked(post_id: int) -> Post:
    """The post with its person locked, so that one person is planned by one window at a time."""
    post = Post.objects.named().get(pk=post_id)
    post.person = Person.objects.select_for_update(of=("self",)).get(pk=post.person_id)
    return post


def _held(shift_id: int) -> DutyShift:
    shift = DutyShift.objects.select_for_update(of=("self",)).get(pk=shift_id)
    if shift.given_up_at is not None:
        raise Refused(_("这个班已经换给别人或删掉了。"))
    shift.post = Post.objects.named().get(pk=shift.post_id)
    return shift


def _check_plan(post: Post, starts_at: datetime, ends_at: datetime, *, now: datetime, county: int | None) -> None:
    if county not in {None, post.county_id} or post.role not in DUTY_ROLES:
        raise Refused(_("请选本县能值班的人：督办员、派单员、回访员。"))
    if not post.active or (post.ends_on is not None and post.ends_on < starts_at.astimezone(COUNTY_TIME).date()):
        raise Refused(_("%s那天已经不在这个岗位上。") % post.person.name)
    if not starts_at < ends_at <= starts_at + LONGEST:
        raise Refused(_("下班要在上班以后，一个班最长三天。"))
    if ends_at <= now or starts_at > now + FURTHEST:
        raise Refused(_("只能排今天以后、一年以内的班。"))


def _write(shift: DutyShift) -> DutyShift:
    try:
        with transaction.atomic():
            shift.save(force_insert=True)
    except IntegrityError as problem:
        raise Refused(_("%s这段时间已经有班。") % shift.post.person.name) from problem
    return shift


def _record(verb: str, shift: DutyShift, *, actor: Post | None, at: datetime, more: Data | None = None) -> Event:
    """The person's row is locked before its chain moves."""
    person = Person.objects.select_for_update(of=("self",)).get(pk=shift.post.person_id)
    data: Data = {"shift": shift.pk, "from": shift.starts_at.isoformat(), "to": shift.ends_at.isoformat()}
    return events.record(verb, person, actor=actor, at=at, data={**data, **(more or {})})
