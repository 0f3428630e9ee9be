"""How a call comes in: whose, about what, by which way, and how much it presses. Pure but for its rng."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import TYPE_CHECKING, Final, TypeVar

from orgs.models import Post
from tickets.models import Category
from tickets.seeding.bulk import firm
from tickets.seeding.bulk.scene import Scene
from tickets.services.filing import Call
from tickets.statuses import Impact, RequestType, Source, Urgency

if TYPE_CHECKING:
    from tickets.seeding.bulk.lives import Life

T = TypeVar("T")
MILD: Final = frozenset({RequestType.ENQUIRY, RequestType.SUGGESTION, RequestType.THANKS})
_TYPES: Final = (
    (RequestType.HELP, 62), (RequestType.ENQUIRY, 14), (RequestType.COMPLAINT, 14), (RequestType.REPORT, 3),
    (RequestType.SUGGESTION, 6), (RequestType.THANKS, 1),
)  # fmt: skip
_PRESSING_TYPES: Final = ((RequestType.HELP, 78), (RequestType.COMPLAINT, 16), (RequestType.REPORT, 6))
_OFFICE_SOURCES: Final = (
    (Source.SELF, 68), (Source.PHONE, 13), (Source.STATION, 10), (Source.HOTLINE, 5), (Source.AISHANDONG, 2),
    (Source.PROVINCE, 1), (Source.CITY, 1),
)  # fmt: skip
_IMPACTS: Final = {Urgency.CRITICAL: Impact.STOPPED, Urgency.URGENT: Impact.DELIVERY, Urgency.NORMAL: Impact.BUSINESS}
_BY_ITS_KIND: Final = 0.85
"""Of what presses so much does so by its category; the rest an ordinary matter that has become urgent."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a life stands in its season: the `ordinal`-th case, filed then, told up to `until`.

    `settled`: it belongs to a year that is over, is handled once it is accepted, and is not urgent unless it `presses`.
    """

    ordinal: int
    number: str
    filed_at: datetime
    until: datetime
    settled: bool
    presses: bool


def categories(scene: Scene, place: Place, rng: Random) -> Sequence[Category]:
    """What such a call may be about."""
    if place.presses and rng.random() < _BY_ITS_KIND:
        return scene.pressing
    return scene.calm if place.settled else scene.categories


def urgency(category: Category, place: Place) -> Urgency:
    """How urgent the matter is by itself."""
    of_its_kind = Urgency(category.urgency)
    return Urgency.URGENT if place.presses and of_its_kind == Urgency.NORMAL else of_its_kind


def file(life: "Life") -> None:
    """File the call; in six of seven the firm has found the category."""
    place, caller = life.place, life.caller
    kind = _one_of(life.rng, _PRESSING_TYPES if place.presses else _TYPES)
    presses = urgency(life.category, place)
    office = life.scene.calendar.next_opening(place.filed_at) == place.filed_at
    source = _one_of(life.rng, _OFFICE_SOURCES) if office and presses != Urgency.CRITICAL else Source.SELF
    category = life.category if life.chance(0.85) else None
    confidential = life.chance(0.03)
    external = source not in {Source.SELF, Source.PHONE, Source.STATION}
    call = Call(
        title=life.texts.title(),
        body=life.texts.body(),
        town_id=caller.town_id,
        address=caller.place,
        expected=life.texts.expected() if life.chance(0.4) else "",
        contact_name=caller.post.person.name,
        contact_phone=caller.phone,
        category_id=category.pk if category else None,
        impact=Impact.ADVICE if kind in MILD and presses != Urgency.CRITICAL else _IMPACTS[presses],
        request_type=kind,
        confidential=confidential,
        may_publish=not confidential and life.chance(0.4),
        source=source,
        external_no=f"{place.filed_at:%Y}{place.ordinal + 1:08d}" if external else "",
    )
    filing = firm.Filing(place.number, caller.organisation, caller.committee, life.scene.watching, category)
    firm.submit(life.ledger, call, filing, files=_files(life), at=place.filed_at, by=_who_files(life, source))


def _who_files(life: "Life", source: Source) -> Post:
    if source == Source.SELF:
        return life.caller.post
    if source == Source.STATION:
        return life.scene.stations[life.caller.town_id]
    return life.scene.desk(life.caller.committee.pk, life.rng)


def _files(life: "Life") -> Sequence[firm.File]:
    if not life.scene.pictures or not life.chance(0.15):
        return ()
    chosen: dict[str, firm.File] = {}
    for each in life.rng.sample(life.scene.pictures, life.rng.choice((1, 1, 1, 2, 3))):
        chosen.setdefault(each["sha256"], each)  # the same picture twice is one file (`attaching.put`)
    return list(chosen.values())


def _one_of(rng: Random, weighted: Sequence[tuple[T, int]]) -> T:
    return rng.choices([each for each, _weight in weighted], [weight for _each, weight in weighted])[0]
