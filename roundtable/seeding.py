"""Topics and a meeting for the demonstration: what is brought in, and what becomes of it.

Everything goes through the services, as people would do it. Run again it writes nothing.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from journal import clock
from orgs.calendar import COUNTY_TIME
from orgs.models import County, Post
from orgs.queries import today
from orgs.statuses import OrganisationKind, Role
from roundtable.kinds import Advice, TopicKind, TopicState
from roundtable.meeting_kinds import MeetingKind, Side
from roundtable.models import Meeting, Topic
from roundtable.queries.candidates import candidates
from roundtable.services import agenda, materials, meetings, pooling
from tickets.seeding.photos import photos_for
from tickets.services import attaching

_FORMS: Final = uuid.UUID("6b1f2f0e-6f0c-4f5e-9c1b-2f6f5a3c9d10")
_MEETING: Final = uuid.uuid5(_FORMS, "meeting")
_PAPER, _PHOTO = uuid.uuid5(_FORMS, "paper"), uuid.uuid5(_FORMS, "photo")
_COMMITTEES: Final = (OrganisationKind.INDUSTRY_COMMITTEE, OrganisationKind.GENERAL_COMMITTEE)
HARD: Final = 2
"""So many candidates are brought in; the others wait to be."""


@dataclass(frozen=True, slots=True)
class Idea:
    """A matter that is no case, who brings it in, and what becomes of it."""

    kind: TopicKind
    role: Role
    title: str
    body: str
    fate: str


IDEAS: Final = (
    Idea(
        TopicKind.SUGGESTION,
        Role.ENTERPRISE_USER,
        "同款太多互相压价，建议错款互相上架",
        "六家店卖的是同一款童装，谁降价谁接单。建议党委牵头，错开款式、互相上架、统一最低价。",
        "waits",
    ),
    Idea(
        TopicKind.PROBLEM,
        Role.ENTERPRISE_USER,
        "镇上只有一间冷库，旺季排不上",
        "我们七家合用一间冷库，货放不住。新冷库要等到明年，希望会上定一个临时办法。",
        "proposed",
    ),
    Idea(
        TopicKind.SUGGESTION,
        Role.DEPT_LIAISON,
        "直播基地的电表按一般工商业合并计费",
        "分表太多，旺季跳闸查不清。建议一个院子一块总表，由园区分摊。",
        "deferred",
    ),
    Idea(
        TopicKind.PROBLEM,
        Role.SITE_CLERK,
        "要求给每户免费修大门",
        "有商户想借环境整治把自家大门也修了。",
        "declined",
    ),
)


def bring_in(county: County) -> int:
    """Write the topics; how many there are afterwards."""
    for place, idea in enumerate(IDEAS):
        raised = _raised(idea, place, county)
        if raised is not None:
            _FATES[idea.fate](raised)
    _bring_in_cases(county)
    _convene(county)
    return Topic.objects.filter(county=county).count()


def _bring_in_cases(county: County) -> None:
    """The hardest cases: the clerk brings them in and says what they would do, the secretary takes the first."""
    clerk = _sits(county, Role.MEETING_CLERK, *_COMMITTEES)
    if clerk is None or Topic.objects.filter(county=county, ticket__isnull=False).exists():
        return
    hard, _total = candidates(clerk, now=clock.now())
    for place, one in enumerate(hard[:HARD]):
        words = "，".join(str(reason.label) for reason in one.reasons)
        raised = pooling.Raised(
            kind=TopicKind.PROBLEM,
            title=one.ticket.title,
            body=f"{words}。一个单位定不了，请书记牵头定。",
            client_token=uuid.uuid5(_FORMS, f"case {one.ticket.pk}"),
        )
        topic = pooling.table(one.ticket.pk, raised=raised, actor=clerk)
        _propose(topic)
        if place == 0:
            _ruled(topic, lambda pk, by, version: pooling.approve(pk, words="同意上会。", actor=by, version=version))


def _convene(county: County) -> None:
    """A round table in a week about what was approved; its guests have the notice, nobody has answered yet."""
    clerk = _sits(county, Role.MEETING_CLERK, *_COMMITTEES)
    if clerk is None or Meeting.objects.filter(clerk=clerk, client_token=_MEETING).exists():
        return
    topics = Topic.objects.filter(committee=clerk.organisation_id, state=TopicState.APPROVED, item=None)
    secretary = _sits_in(clerk.organisation_id, Role.PARTY_SECRETARY)
    if secretary is None or not topics:
        return
    day = clock.now().astimezone(COUNTY_TIME).date() + timedelta(days=7)
    planned = meetings.Planned(
        starts_at=datetime.combine(day, time(14), tzinfo=COUNTY_TIME),
        ends_at=datetime.combine(day, time(15, 30), tzinfo=COUNTY_TIME),
        site_id=None,
        place="县电子商务服务中心 201",
        chair_id=secretary.pk,
        collect_until=day,
        materials_until=day - timedelta(days=2),
    )
    made = meetings.plan(
        planned,
        kind=MeetingKind.ROUND_TABLE,
        committee=clerk.organisation,
        client_token=_MEETING,
        actor=clerk,
    )
    for place, topic in enumerate(topics, start=1):
        agenda.put(made.pk, topic_id=topic.pk, actor=clerk, version=place)
    meetings.notify(made.pk, actor=secretary, version=len(topics) + 1)
    _hand_in(made)


def _hand_in(meeting: Meeting) -> None:
    """The first unit at the table has sent its material already, with a photo."""
    seat = meeting.seats.filter(side=Side.DEPARTMENT).order_by("pk").first()
    if seat is None or seat.organisation_id is None:
        return
    post = _sits_in(seat.organisation_id, Role.DEPT_LIAISON)
    if post is not None:
        attaching.keep(photos_for("C048"), person=post.person, client_token=_PHOTO)
        words = {"title": "现场核查情况", "words": "去看了三次，情况和企业讲的一致。照片附后，办法会上说。"}
        paper = materials.Paper(**words, client_token=_PAPER, files_token=_PHOTO)
        materials.hand_in(seat.pk, paper, actor=post)


def _sits_in(organisation: int, role: Role) -> Post | None:
    return Post.objects.live(today(clock.now())).filter(organisation=organisation, role=role).order_by("pk").first()


def _raised(idea: Idea, place: int, county: County) -> Topic | None:
    """None where nobody of the county brings such things in, or it stands there already."""
    by, token = _sits(county, idea.role), uuid.uuid5(_FORMS, f"idea {place}")
    if by is None or Topic.objects.filter(raised_by=by, client_token=token).exists():
        return None
    said = pooling.Raised(kind=idea.kind, title=idea.title, body=idea.body, client_token=token)
    return pooling.raise_topic(said, actor=by)


def _sits(county: County, role: Role, *kinds: OrganisationKind) -> Post | None:
    """The first who sits in such a post today."""
    live = Post.objects.live(today(clock.now())).filter(organisation__county=county, role=role, standing_in_for=None)
    found = live.filter(organisation__kind__in=kinds) if kinds else live
    return found.named().order_by("pk").first()


def _propose(topic: Topic) -> None:
    if clerk := _of_pool(topic, Role.MEETING_CLERK):
        words = "反映的人多，单位之间定不下来。"
        pooling.propose(topic.pk, advice=Advice.APPROVE, words=words, actor=clerk, version=_version(topic))


def _defer(topic: Topic) -> None:
    until = clock.now().astimezone(COUNTY_TIME).date() + timedelta(days=30)
    words = "等供电公司拿出计量方案，下月再议。"
    _ruled(topic, lambda pk, by, version: pooling.defer(pk, words=words, until=until, actor=by, version=version))


def _decline(topic: Topic) -> None:
    words = "不属于产业发展的共性问题，请走镇里的环境整治申请。"
    _ruled(topic, lambda pk, by, version: pooling.decline(pk, words=words, actor=by, version=version))


def _ruled(topic: Topic, rule: Callable[[int, Post, int], None]) -> None:
    if secretary := _of_pool(topic, Role.PARTY_SECRETARY):
        rule(topic.pk, secretary, _version(topic))


def _of_pool(topic: Topic, role: Role) -> Post | None:
    """Who holds this role in the topic's own committee, else the general one's."""
    live = Post.objects.live(today(clock.now())).filter(role=role).named().order_by("pk")
    general = live.filter(organisation__county=topic.county_id, organisation__kind=OrganisationKind.GENERAL_COMMITTEE)
    return live.filter(organisation=topic.committee_id).first() or general.first()


def _version(topic: Topic) -> int:
    version: int = Topic.objects.values_list("version", flat=True).get(pk=topic.pk)
    return version


_FATES: Final[dict[str, Callable[[Topic], None]]] = {
    "waits": lambda _topic: None,
    "proposed": _propose,
    "deferred": _defer,
    "declined": _decline,
}
