"""A whistle as its readers see it: a light for each called unit, what both sides said once they may read it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from orgs.models import Post
from orgs.statuses import OrganisationKind, Role
from tickets.chips import Chip, wall_words
from tickets.models import CheckIn, Deadline, Ticket, Whistle
from tickets.whistle_kinds import CallState, Cause, Effort, Side

# state → shape and colour of its light
_LOOKS: Final[Mapping[CallState, tuple[str, str]]] = {
    CallState.WAITS: ("d-soon", "g-soon"),
    CallState.OVERDUE: ("d-over", "g-over"),
    CallState.ON_TIME: ("d-done", "g-ok"),
    CallState.LATE: ("d-late", "g-soon"),
    CallState.MISSED: ("d-over", "g-over"),
    CallState.EXCUSED: ("d-pause", "g-pause"),
    CallState.RELEASED: ("d-pause", "g-pause"),
}
CAME: Final = frozenset({CallState.ON_TIME, CallState.LATE})
_GRADES: Final = {Side.WHISTLER: Effort, Side.CALLED: Cause}


@dataclass(frozen=True, slots=True)
class Said:
    """One side's word: who says it, the grade, and why."""

    label: str
    grade: str
    words: str


@dataclass(frozen=True, slots=True)
class Light:
    """A called unit at a glance: who, how it stands, its clock while it waits, and the ratings that may be read."""

    call: CheckIn
    state: CallState
    icon: str
    css: str
    chip: Chip | None
    said: Sequence[Said]


@dataclass(frozen=True, slots=True)
class Card:
    """A whistle with its lights; `sealed` says that ratings are there which this reader does not read yet."""

    whistle: Whistle
    who: str
    lights: Sequence[Light]
    sealed: bool
    rate_until: str

    @property
    def came(self) -> int:
        """How many units have checked in."""
        return sum(light.state in CAME for light in self.lights)

    @property
    def wanted(self) -> int:
        """How many were to come."""
        return sum(light.state != CallState.RELEASED for light in self.lights)


Clocks = Sequence[tuple[Deadline, Chip | None]]


def cards(ticket: Ticket, post: Post, clocks: Clocks, *, now: datetime) -> list[Card]:
    """Every whistle of the case, the newest first."""
    chips = {clock.check_in_id: chip for clock, chip in clocks if clock.check_in_id and clock.is_live}
    return [_card(whistle, post, chips, now=now) for whistle in ticket.whistles]


def _card(whistle: Whistle, post: Post, chips: Mapping[int, Chip | None], *, now: datetime) -> Card:
    lights = [light(call, chip=chips.get(call.pk), said=_said(call, post, now=now), now=now) for call in whistle.calls]
    told = sum(len(each.said) for each in lights)
    rates = post.organisation_id in {whistle.whistler_id, *(call.unit_id for call in whistle.calls)}
    return Card(
        whistle=whistle,
        who=whistle.by.organisation.display_name,
        lights=lights,
        sealed=rates and sum(len(call.verdicts) for call in whistle.calls) > told,
        rate_until=wall_words(whistle.rate_until) if whistle.rate_until and now <= whistle.rate_until else "",
    )


def light(call: CheckIn, *, now: datetime, chip: Chip | None = None, said: Sequence[Said] = ()) -> Light:
    """One called unit."""
    state = call.state(now)
    return Light(call, state, *_LOOKS[state], chip=chip, said=said)


def may_read(call: CheckIn, post: Post, side: Side, *, now: datetime) -> bool:
    """Whether this post reads what one side said: its own word always, the other's once nobody can pay back."""
    if post.role == Role.SUPERVISOR and post.organisation.kind == OrganisationKind.OFFICE:
        return True
    sides = {Side.WHISTLER: call.whistle.whistler_id, Side.CALLED: call.unit_id}
    until = call.whistle.rate_until
    opened = len(call.verdicts) == len(sides) or (until is not None and now > until)
    return post.organisation_id == sides[side] or (opened and post.organisation_id in sides.values())


def _said(call: CheckIn, post: Post, *, now: datetime) -> list[Said]:
    labels = {Side.WHISTLER: _("吹哨方评价"), Side.CALLED: _("报到方评价")}
    return [
        Said(labels[Side(each.side)], str(_GRADES[Side(each.side)](each.grade).label), each.words)
        for each in call.verdicts
        if may_read(call, post, Side(each.side), now=now)
    ]
