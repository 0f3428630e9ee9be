"""One meeting of the year, from its first topic to its signed minutes, as the people would do it in the product."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID, uuid5

from orgs.calendar import COUNTY_TIME, WorkCalendar
from orgs.models import Post
from orgs.statuses import OrganisationKind
from roundtable import meeting_policies
from roundtable.kinds import Advice
from roundtable.meeting_kinds import Answer, MeetingKind, Outcome, Side
from roundtable.models import AgendaItem, Decision, Meeting, Seat, Topic
from roundtable.queries.publishing import items_to_release, proposed_words
from roundtable.seeding_year.diary import Life
from roundtable.seeding_year.matters import Matter
from roundtable.seeding_year.people import People, dice
from roundtable.seeding_year.timetable import GENERAL, MAIN
from roundtable.services import agenda, deciding, holding, meetings, minuting, pooling, publishing, seats, signing

MINUTE: Final = timedelta(minutes=1)
DAY: Final = timedelta(days=1)
_FORMS: Final = UUID("0b0d6f0b-6a53-4c51-8a0e-2f1c8d5e7a46")
_REPORTED: Final = 2
"""So many of the undone are spoken of; the others stand in the list as they are."""
_PLACES: Final = ("县电子商务服务中心 201", "县电子商务服务中心 305", "县政务服务大厅二楼会议室")
_SITS_ANYWAY: Final = ("县商务和投资促进局", "县市场监督管理局")
_WORKERS: Final = ("快递员代表 马师傅", "缝纫工代表 葛大姐", "主播代表 小安", "装卸工代表 老路")
_STILL: Final = ("还在办，上月报过进展，会后继续盯。", "卡在手续上，会上催了，下次会再报。")
_EXCUSES: Final = ("当天有上级检查", "去市里开会", "在外培训")
_DECLINED: Final = "这件事会上已经研究过，正在办，请看会议纪要。"


PUBLIC: Final = 0.35
"""Of so many items a secretary tells everybody."""
SILENT, EXCUSED, SENT, HELD_UP = 0.05, 0.11, 0.24, 0.03
"""Chances, the first three one above the other: says nothing, excuses itself, sends somebody; else the head comes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A meeting to be: `name` tells it from others, nothing of it happens before `since`.

    `latest` is the last day that a decision may be due on; minutes that nobody `signs` wait.
    """

    name: str
    committee: str
    kind: MeetingKind
    starts_at: datetime
    matters: list[Matter]
    since: date
    latest: date | None = None
    signs: bool = True


def token(*words: object) -> UUID:
    """The form token of an act: the same words have the same one, so that nothing is written twice."""
    return uuid5(_FORMS, " ".join(map(str, words)))


def on(day: date, hour: int, minute: int = 0) -> datetime:
    """An instant of the county's clock."""
    return datetime.combine(day, time(hour, minute), tzinfo=COUNTY_TIME)


def working_day(calendar: WorkCalendar, day: date) -> date:
    """The day, else the working day before it."""
    while not calendar.is_working_day(day):
        day -= DAY
    return day


class Sitting:
    """A meeting while it is told. `follow` hears of each decision once it is in force."""

    def __init__(self, call: Call, people: People, follow: Callable[[Decision, Matter, Call], None]) -> None:
        self.call, self.people, self.follow = call, people, follow
        self.secretary, self.clerk = people.secretary(call.committee), people.clerk(call.committee)
        self.rng = dice(call.name)
        self.topics: list[Topic] = []
        self.asides: list[tuple[Topic, str, Topic]] = []
        self.decisions: list[tuple[Decision, Matter]] = []
        self.bodies: dict[int, Post] = {}  # who speaks for whom at the table
        self.version = 1

    def life(self) -> Life:
        """Everything in its order."""
        day = self.call.starts_at.date()
        yield from self._raise(day)
        yield on(day - 7 * DAY, 10)
        meeting = self._plan(day)
        yield on(day - 6 * DAY, 9)
        self._screen()
        yield on(day - 6 * DAY, 15)
        self._fill(meeting)
        yield on(day - 5 * DAY, 9, 30)
        meetings.notify(meeting.pk, actor=self.secretary, version=self._next())
        yield on(day - 2 * DAY, 16)
        self._answer(meeting)
        yield self.call.starts_at
        holding.begin(meeting.pk, actor=self.clerk, version=self._next())
        self._attend(meeting)
        yield from self._minute(meeting)
        holding.end(meeting.pk, actor=self.clerk, version=self._next())
        if self.call.signs:
            yield self.people.calendar.add_working_days(day, 2) - 7 * timedelta(hours=1)
            signing.sign(meeting.pk, actor=self.secretary, version=self._next())
            for decision, matter in self.decisions:
                self.follow(decision, matter, self.call)
            yield self.people.calendar.add_working_days(day, 5) - timedelta(hours=2)
            self._publish(meeting)

    def _next(self) -> int:
        self.version += 1
        return self.version - 1

    # --- topics -------------------------------------------------------------------------------------------------------

    def _raise(self, day: date) -> Life:
        first, last = max(on(self.call.since, 9), on(day - 24 * DAY, 9)), on(day - 8 * DAY, 18)
        step = (last - first) / (len(self.call.matters) + 1)
        for place, matter in enumerate(self.call.matters):
            yield first + place * step
            topic = self._bring_in(matter, place)
            self.topics.append(topic)
            if matter.aside is not None:
                fate, other = matter.aside
                yield first + place * step + 40 * MINUTE
                self.asides.append((self._bring_in(other, "aside", place), fate, topic))

    def _bring_in(self, matter: Matter, *place: object) -> Topic:
        said = pooling.Raised(
            kind=matter.kind, title=matter.title, body=matter.body, client_token=token(self.call.name, *place)
        )
        return pooling.raise_topic(said, actor=matter.by)

    def _screen(self) -> None:
        """One in four the clerk proposes first; what is the same again goes in, what is not for a meeting does not."""
        for topic, fate, onto in self.asides:
            if fate == "merge":
                pooling.merge(topic.pk, onto_id=onto.pk, actor=self.clerk, version=1)
            elif fate == "decline":
                pooling.decline(topic.pk, words=_DECLINED, actor=self.secretary, version=1)
            else:
                pooling.withdraw(topic.pk, actor=topic.raised_by, version=1)
        for place, topic in enumerate(self.topics):
            proposed = place % 4 == 1
            if proposed:
                words = "反映的人多，一个单位定不下来。"
                pooling.propose(topic.pk, advice=Advice.APPROVE, words=words, actor=self.clerk, version=1)
            pooling.approve(topic.pk, words="", actor=self.secretary, version=1 + proposed)

    # --- agenda and seats ---------------------------------------------------------------------------------------------

    def _plan(self, day: date) -> Meeting:
        starts, length = self.call.starts_at, max(60, 20 * len(self.call.matters))
        planned = meetings.Planned(
            starts_at=starts, ends_at=starts + length * MINUTE, site_id=None, place=self.rng.choice(_PLACES),
            chair_id=self.secretary.pk, collect_until=day - 7 * DAY, materials_until=day - 2 * DAY,
        )  # fmt: skip
        return meetings.plan(
            planned, kind=self.call.kind, committee=self.secretary.organisation, client_token=token(self.call.name),
            actor=self.clerk,
        )  # fmt: skip

    def _fill(self, meeting: Meeting) -> None:
        for topic, matter in zip(self.topics, self.call.matters, strict=True):
            agenda.put(meeting.pk, topic_id=topic.pk, actor=self.clerk, version=self._next())
            self.bodies.setdefault(matter.by.organisation_id, matter.by)
        for name in self._guests():
            post = self.people.of_unit(name)
            if post.organisation_id not in self.bodies:
                self.bodies[post.organisation_id] = post
                body = post.organisation
                side = meeting_policies.side_of(body)
                guest = seats.Guest(side=side, organisation=body, name="", must=side != Side.TOWN)
                seats.invite(meeting.pk, guest, actor=self.clerk)
        if self.call.kind == MeetingKind.ROUND_TABLE:
            guest = seats.Guest(side=Side.WORKERS, organisation=None, name=self.rng.choice(_WORKERS), must=False)
            seats.invite(meeting.pk, guest, actor=self.clerk)

    def _guests(self) -> list[str]:
        """The units that the items concern, the first firm's town, and who sits in every greater meeting."""
        always = _SITS_ANYWAY if self.call.committee in {GENERAL, MAIN} else ()
        named = [matter.lead for matter in self.call.matters if matter.lead]
        towns = [matter.town for matter in self.call.matters if matter.by.organisation.kind == OrganisationKind.FIRM]
        governments = [f"{town}{'办事处' if town.endswith('街道') else '人民政府'}" for town in towns[:1]]
        return list(dict.fromkeys([*always, *named, *governments]))

    def _answer(self, meeting: Meeting) -> None:
        """Of the units most come, one in eight sends somebody or excuses itself, one in twenty says nothing.

        Firms say it on the telephone.
        """
        for seat in meeting.seats.exclude(organisation=None).exclude(side=Side.FIRM).order_by("pk"):
            post, chance = self.bodies[seat.organisation_id or 0], self.rng.random()
            if chance < SILENT:
                continue
            if chance < EXCUSED:
                seats.answer(
                    seat.pk, said=Answer.DECLINES, name="", words=self.rng.choice(_EXCUSES), actor=post
                )  # fmt: skip
                continue
            said = Answer.SENDS if chance < SENT else Answer.COMES
            seats.answer(seat.pk, said=said, name=self._who_comes(seat, post, said), words="", actor=post)

    def _who_comes(self, seat: Seat, post: Post, said: Answer) -> str:
        """A unit's head, or whom they send; anybody else comes themselves."""
        unit = seat.side == Side.DEPARTMENT and post.organisation.kind == OrganisationKind.DEPARTMENT
        who = self.people.head(post.organisation.name) if unit and said == Answer.COMES else post
        return who.person.name

    def _attend(self, meeting: Meeting) -> None:
        """Whoever has said so comes, but for one in thirty who is held up at the last moment."""
        for seat in meeting.seats.order_by("pk"):
            post = self.bodies.get(seat.organisation_id or 0)
            says_so = seat.side in {Side.FIRM, Side.WORKERS} or seat.answer in {Answer.COMES, Answer.SENDS}
            if says_so and self.rng.random() > HELD_UP:
                name = seat.name or (post.person.name if post else "")
                holding.attend(meeting.pk, seat_id=seat.pk, came=True, name=name, actor=self.clerk)

    # --- minutes ------------------------------------------------------------------------------------------------------

    def _minute(self, meeting: Meeting) -> Life:
        at = self.call.starts_at + 3 * MINUTE
        yield at
        for place, line in enumerate(meeting.carried.order_by("decision__target_on", "pk")[:_REPORTED]):
            words = _STILL[place]
            holding.report_back(meeting.pk, carried_id=line.pk, words=words, version=line.version, actor=self.clerk)
        items = list(meeting.items.order_by("place"))
        for item, matter in zip(items, self.call.matters, strict=True):
            at += 13 * MINUTE
            yield at
            self._write(meeting, item, matter)
        yield at + 9 * MINUTE

    def _write(self, meeting: Meeting, item: AgendaItem, matter: Matter) -> None:
        written = minuting.Written(
            facts=matter.facts or matter.body, positions=matter.positions, outcome=matter.outcome, reason=matter.reason
        )
        minuting.write(meeting.pk, item_id=item.pk, written=written, version=1, actor=self.clerk)
        if matter.outcome != Outcome.DECIDED:
            return
        due = self.call.starts_at.date() + matter.days * DAY
        if self.call.latest is not None and matter.fate not in {"L", "O"}:
            due = min(due, self.call.latest)
        draft = deciding.Draft(
            body=matter.plan, lead_id=self.people.unit(matter.lead).pk,
            assist_ids=tuple(self.people.unit(name).pk for name in matter.assists),
            person=self.people.head(matter.lead).person.name, target_on=working_day(self.people.calendar, due),
            criterion=matter.criterion, told="",
        )  # fmt: skip
        made = deciding.add(
            meeting.pk, item_id=item.pk, draft=draft, client_token=token(self.call.name, "item", item.place),
            actor=self.clerk,
        )  # fmt: skip
        self.decisions.append((made, matter))

    def _publish(self, meeting: Meeting) -> None:
        """The secretary takes the words that the form begins with."""
        for item in items_to_release(meeting):
            if self.rng.random() < PUBLIC:
                publishing.release(meeting.pk, item_id=item.pk, actor=self.secretary, **proposed_words(item))
