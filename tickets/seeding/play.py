"""One request's story, acted step by step through the services that the pages use."""

import uuid
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Final

from journal import clock
from orgs.calendar import WorkCalendar
from orgs.models import Post
from orgs.queries import resolve_unit, towns_of
from tickets.models import Category, Deadline, Leg, Ticket
from tickets.queries.units import suggested_units
from tickets.seeding.files import Request, Story
from tickets.seeding.people import PACE, People
from tickets.seeding.photos import photos_for
from tickets.seeding.times import Moments, waking
from tickets.services import attaching, dispatch, filing
from tickets.statuses import DeadlineKind, Impact, LegRole, RequestType, Source, Urgency

MINUTE: Final = timedelta(minutes=1)
_IMPACT: Final = {Urgency.CRITICAL: Impact.STOPPED, Urgency.URGENT: Impact.DELIVERY, Urgency.NORMAL: Impact.BUSINESS}
_MILD: Final = frozenset({RequestType.ENQUIRY, RequestType.SUGGESTION})
_SOURCE: Final = {"self": Source.SELF, "phone": Source.PHONE, "point": Source.STATION, "station": Source.STATION}


class Play:
    """A case in the making. Steps are in `tickets.seeding.steps`."""

    def __init__(self, request: Request, story: Story, *, people: People, moments: Moments, shift: timedelta) -> None:
        self.request, self.story, self.people, self.moments = request, story, people, moments
        self.rng = Random(f"qihu {request.id}")  # noqa: S311 -- a story told the same way each time
        self.firm = people.firm(request)
        first, *words = story.script.split()
        moved = first.startswith("file")
        self.words = words if moved else [first, *words]
        self.filed_at = moments.read(first.partition("@")[2]) if moved else request.at + shift
        self.ticket_id = 0
        self.pace = 1.0
        self._ticket: Ticket | None = None
        self._told: dict[str, int] = {}

    @property
    def steps(self) -> list[tuple[str, str]]:
        """What happens after the filing: each step's name, and how it is done."""
        named = (word.partition("@")[0].partition(":") for word in self.words)
        return [(name, how) for name, _colon, how in named]

    @property
    def calendar(self) -> WorkCalendar:
        """The county's working days."""
        return self.moments.calendar

    @property
    def ticket(self) -> Ticket:
        """The case as it stands at this act; read afresh for each."""
        if self._ticket is None:
            self._ticket = Ticket.objects.get(pk=self.ticket_id)
        return self._ticket

    @property
    def lead(self) -> Leg:
        """The live lead leg. LookupError when the case has none."""
        leg = self.ticket.lead
        if leg is None:
            raise LookupError(f"{self.request.id} has no lead")
        return leg

    @property
    def assists(self) -> list[Leg]:
        """The live assisting legs."""
        return [leg for leg in self.ticket.live_legs if leg.role == LegRole.ASSIST]

    @property
    def hurried(self) -> bool:
        """Whether everything runs by the wall (特急)."""
        return self.request.urgency == Urgency.CRITICAL

    def acts(self, steps: "dict[str, Callable[[Play, str], Iterator[datetime]]]") -> Iterator[datetime]:
        """Act the story: wait for each step's time, then do it."""
        yield self.filed_at
        self.file()
        for word in self.words:
            named, _at, said = word.partition("@")
            name, _colon, how = named.partition(":")
            for natural in self._afresh(steps[name](self, how)):
                yield self.moments.read(said) if said else natural

    def _afresh(self, step: Iterator[datetime]) -> Iterator[datetime]:
        """Forget the case wherever time has passed: the sweep and other people act meanwhile."""
        self._ticket = None
        for natural in step:
            yield natural
            self._ticket = None
        self._ticket = None

    # --- time -----------------------------------------------------------------------------------------------------

    def later(self, least: int, most: int, *, hurried: tuple[int, int] = (3, 9)) -> datetime:
        """Some office minutes from now; by the wall and soon where everything hurries."""
        now = clock.now()
        if self.hurried:
            return now + self.rng.randint(*hurried) * MINUTE
        return self.calendar.add_working_minutes(now, self.rng.randint(least, most))

    def by_unit(self, least: int, most: int, *, hurried: tuple[int, int]) -> datetime:
        """The same, at the pace of the leading unit; urgent cases are taken up within the hour."""
        if not self.hurried and self.request.urgency == Urgency.URGENT:
            return self.later(15, 40)
        return self.later(int(least * self.pace), int(most * self.pace), hurried=hurried)

    def before_due(self) -> datetime:
        """When a unit answers: somewhere in its time, the slow ones near its end."""
        if self.hurried:
            return clock.now() + self.rng.randint(170, 230) * MINUTE
        now, due = clock.now(), self.due(DeadlineKind.RESOLVE)
        left = max(self.calendar.working_minutes_between(now, due), 240)
        share = min(self.rng.uniform(0.4, 0.65) * self.pace, 0.9)
        return self.calendar.add_working_minutes(now, int(left * share))

    def due(self, kind: DeadlineKind) -> datetime:
        """When a live clock of the case runs out."""
        return Deadline.objects.get(ticket=self.ticket_id, kind=kind, met_at=None, voided_at=None).due_at

    def after(self, instant: datetime, least: int, most: int) -> datetime:
        """Some office minutes after an instant."""
        return self.calendar.add_working_minutes(max(instant, clock.now()), self.rng.randint(least, most))

    def when_the_firm_is_up(self) -> datetime:
        """Hours to two days from now, at a time when a shopkeeper looks at the telephone."""
        return waking(clock.now() + self.rng.randint(180, 2900) * MINUTE, minutes=self.rng.randint(5, 55))

    # --- words ----------------------------------------------------------------------------------------------------

    def next_of(self, name: str, default: str = "") -> str:
        """The next text of a list of the story, the last one again when they run out."""
        texts = getattr(self.story, name)
        place = self._told.get(name, 0)
        self._told[name] = place + 1
        return str(texts[min(place, len(texts) - 1)]) if texts else default

    def told(self, name: str) -> int:
        """How many texts of a list have been used."""
        return self._told.get(name, 0)

    def token(self) -> uuid.UUID:
        """A form's token, the same in every telling."""
        return uuid.UUID(int=self.rng.getrandbits(128), version=4)

    # --- the first act ----------------------------------------------------------------------------------------------

    def file(self) -> None:
        """File the call, with photos where the story has some."""
        token = self.token()
        actor = self.people.who_files(self.request, self.firm)
        photos = photos_for(self.request.id)
        if photos:
            attaching.keep(photos, person=actor.person, client_token=token)
        filed = filing.submit(self._call(), firm_id=self.firm.organisation_id, actor=actor, client_token=token)
        self.ticket_id = filed.ticket.pk

    def _call(self) -> filing.Call:
        request = self.request
        kind, urgency = RequestType(request.type), Urgency(request.urgency)
        return filing.Call(
            title=request.title,
            body=request.body,
            town_id=towns_of(self.people.county.pk).get(name=request.town).pk,
            address=request.village,
            contact_name=self.firm.person.name,
            contact_phone=self.firm.organisation.profile.contact_phone,
            category_id=None if self.story.unknown else self.category.pk,
            impact=Impact.ADVICE if kind in _MILD else _IMPACT[urgency],
            request_type=kind,
            confidential=request.confidential,
            may_publish=not request.confidential and self.rng.random() < 0.4,  # noqa: PLR2004 -- two in five agree
            source=_SOURCE[request.source],
            wants_group="together" in self.story.texts,
        )

    @property
    def category(self) -> Category:
        """The category that the desk will settle on."""
        return Category.objects.get(catalogue__county=self.people.county, code=self.request.category)

    def next_request(self, name: str) -> Mapping[str, str]:
        """What is said of the next request of a kind."""
        said: Mapping[str, str] = getattr(self.story, name)[self._told.get(name, 0)]
        self._told[name] = self._told.get(name, 0) + 1
        return said

    def latest(self, name: str) -> Mapping[str, str]:
        """What was said of the last one, and is said at its ruling."""
        said: Mapping[str, str] = getattr(self.story, name)[self._told[name] - 1]
        return said

    def unit(self, name: str) -> int:
        """A unit by its name. LookupError when the county has none."""
        found = resolve_unit(
            name, county=self.people.county, town=towns_of(self.people.county.pk).get(name=self.request.town)
        )
        if found is None:
            raise LookupError(f"no unit is called {name}")
        return found.pk

    def order(self) -> dispatch.Order:
        """Lead and assists of the catalogue, and the associations that the story adds."""
        town = towns_of(self.people.county.pk).get(name=self.request.town)
        suggested = suggested_units(self.category, county=self.people.county, town=town)
        extra = [resolve_unit(name, county=self.people.county, town=town) for name in self.story.extra]
        if suggested.lead is None:
            raise LookupError(f"{self.request.category} names no lead")
        self.pace = PACE.get(suggested.lead.name, 1.0)
        units = [unit.pk for unit in (*suggested.assists, *extra) if unit is not None]
        return dispatch.Order(
            lead_id=suggested.lead.pk,
            assists=[dispatch.Assist(unit_id=pk) for pk in dict.fromkeys(units)],
            instruction=self.rng.choice(INSTRUCTIONS),
        )

    def reviewer(self) -> Post:
        """Somebody at the desk who did not write the reply."""
        reply = self.ticket.standing_reply
        return self.people.desk(self.ticket, but=reply.by_person_id if reply else None)


INSTRUCTIONS: Final = (
    "请主办单位先电话联系企业，核实情况后办理。",
    "请主办牵头，协办单位三个工作日内反馈意见。",
    "涉及多家商户，请一并摸清底数。",
    "请到现场看一看，答复写明时间和责任人。",
    "",
)
