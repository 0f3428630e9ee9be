"""A meeting in session before many windows: how long after somebody saves do all of them show it.

Each window is what a browser is here: a socket that hears that something moved, and a page that is fetched then.
"""

import asyncio
import time
import uuid
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from itertools import cycle, islice
from statistics import median
from typing import Final
from urllib.parse import urlencode, urlsplit

from websockets.asyncio.client import connect

from config.bench.browser import Browser, Refused
from config.bench.people import signed_in
from journal import clock
from orgs.models import Post
from orgs.queries import today
from orgs.statuses import Role
from roundtable.kinds import TopicKind
from roundtable.meeting_kinds import MeetingKind, MeetingState, Side
from roundtable.models import Meeting, Topic
from roundtable.services import agenda, holding, meetings, pooling, seats

PATIENCE: Final = 20.0  # seconds until a window that shows nothing is given up
PLACE: Final = "bench"
OPENING: Final = 0.02  # seconds between two sockets: whoever opens them all at once is slowed down


@dataclass(frozen=True, slots=True)
class Place:
    """Where it is written: the product's address, the meeting, the item."""

    address: str
    meeting: int
    item: int


@dataclass(frozen=True, slots=True)
class Window:
    """Whose it is, and how many seconds after the first one it opens."""

    place: Place
    cookies: dict[str, str]
    later: float


@dataclass(frozen=True, slots=True)
class Seen:
    """One saving: seconds until the middle window showed it, and until the last one did."""

    middle: float
    last: float


@dataclass(frozen=True, slots=True)
class Room:
    """All savings of a run."""

    windows: int
    seen: Sequence[Seen]

    def __str__(self) -> str:
        middle = median(each.middle for each in self.seen) * 1000
        last = median(each.last for each in self.seen) * 1000
        return (
            f"{self.windows} windows on a meeting, {len(self.seen)} savings: half of them show it after "
            f"{middle:.0f} ms, all after {last:.0f} ms (medians)"
        )


def watch(address: str, *, windows: int, rounds: int) -> Room:
    """Save an item so often before so many windows. Raises Refused in a county without clerk and secretary."""
    clerk = _post(Role.MEETING_CLERK)
    meeting = _convened(clerk)
    item = meeting.items.select_related("record").order_by("place").first()
    if item is None:
        raise Refused("the meeting in session has no item")
    place = Place(address, meeting.pk, item.pk)
    readers = list(islice(cycle(_readers(meeting)), windows))
    with signed_in([clerk, *readers]) as cookies:
        writer = Browser(address, cookies[0])
        seen = [asyncio.run(_saving(place, writer, cookies[1:])) for _round in range(rounds)]
        writer.close()
    return Room(windows, seen)


async def _saving(place: Place, writer: Browser, cookies: Sequence[dict[str, str]]) -> Seen:
    """Open every window, save, and wait until all show the new words."""
    words = f"现场记录 {uuid.uuid4()}"
    ready = asyncio.Barrier(len(cookies) + 1)
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(max_workers=len(cookies)) as pool:
        windows = [
            asyncio.create_task(_window(Window(place, each, order * OPENING), words, ready, pool))
            for order, each in enumerate(cookies)
        ]
        await asyncio.wait_for(ready.wait(), PATIENCE)
        began = time.perf_counter()
        await loop.run_in_executor(None, _save, writer, place, words)
        shown = [at - began for at in await asyncio.wait_for(asyncio.gather(*windows), PATIENCE)]
    return Seen(median(shown), max(shown))


async def _window(window: Window, words: str, ready: asyncio.Barrier, pool: ThreadPoolExecutor) -> float:
    """One reader with the room's page open; when it showed the words."""
    await asyncio.sleep(window.later)
    host = urlsplit(window.place.address).netloc
    cookie = "; ".join(f"{name}={value}" for name, value in window.cookies.items())
    loop = asyncio.get_running_loop()
    browser = Browser(window.place.address, window.cookies, more={"HX-Request": "true", "X-Qihu-Live": "1"})
    path = f"/roundtable/meetings/{window.place.meeting}/room/"
    headers = {"Cookie": cookie, "Origin": f"http://{host}"}
    async with connect(f"ws://{host}/ws/", additional_headers=headers, proxy=None) as socket:
        await loop.run_in_executor(pool, browser.page, path)
        await ready.wait()
        async for _hint in socket:
            answer = await loop.run_in_executor(pool, browser.page, path)
            if words in answer.text:
                browser.close()
                return time.perf_counter()
    raise Refused("a socket closed before anything was shown")


def _save(writer: Browser, place: Place, words: str) -> None:
    """As the secretary's page does it: its form, sent."""
    live = f"/roundtable/meetings/{place.meeting}/live/"
    page = writer.page(f"{live}?item=1")
    token = page.text.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    version = page.text.split('name="version" value="')[1].split('"')[0]
    fields = [("csrfmiddlewaretoken", token), ("version", version), ("facts", words), ("positions", "")]
    fields += [("outcome", ""), ("reason", "")]
    answer = writer.post(f"{live}items/{place.item}/", fields)
    if answer.status != 303:  # noqa: PLR2004 -- See Other
        raise Refused(f"saving was answered with {answer.status} ({urlencode(fields[1:2])})")


# --- a meeting to look at ---------------------------------------------------------------------------------------------


def _convened(clerk: Post) -> Meeting:
    """A meeting of the bench's own, convened for now and begun: it stays, and the next run finds it."""
    held = Meeting.objects.filter(committee=clerk.organisation_id, place=PLACE, state=MeetingState.IN_SESSION)
    if there := held.first():
        return there
    secretary = _post(Role.PARTY_SECRETARY, organisation=clerk.organisation_id)
    starts = clock.now() + timedelta(seconds=2)
    plan = meetings.Planned(
        starts_at=starts, ends_at=starts + timedelta(hours=1), site_id=None, place=PLACE, chair_id=secretary.pk,
        collect_until=starts.date(), materials_until=None,
    )  # fmt: skip
    kind, committee = MeetingKind.SPECIAL, clerk.organisation
    made = meetings.plan(plan, kind=kind, committee=committee, client_token=uuid.uuid4(), actor=clerk)
    agenda.put(made.pk, topic_id=_topic(clerk, secretary).pk, actor=clerk, version=1)
    guest = seats.Guest(side=Side.OBSERVER, organisation=None, name="bench", must=False)
    seats.invite(made.pk, guest, actor=clerk)
    meetings.notify(made.pk, actor=secretary, version=2)
    holding.begin(made.pk, actor=clerk, version=3)
    found: Meeting = Meeting.objects.get(pk=made.pk)
    holding.take_up(found.pk, item_id=found.items.get().pk, actor=clerk)
    return found


def _topic(clerk: Post, secretary: Post) -> Topic:
    raised = pooling.Raised(kind=TopicKind.SUGGESTION, title="bench", body="bench", client_token=uuid.uuid4())
    topic = pooling.raise_topic(raised, actor=clerk)
    pooling.approve(topic.pk, words="", actor=secretary, version=topic.version)
    return topic


def _readers(meeting: Meeting) -> list[Post]:
    """People of the committee that convenes: whose pages move with the meeting."""
    live = Post.objects.live(today(clock.now())).filter(organisation=meeting.committee_id)
    return list(live.filter(role__in=[Role.MEETING_CLERK, Role.PARTY_SECRETARY]).select_related("person"))


def _post(role: Role, **where: int) -> Post:
    live = Post.objects.live(today(clock.now())).filter(role=role, standing_in_for=None, **where)
    found = live.named().order_by("pk").first()
    if found is None:
        raise Refused(f"this county has nobody who is {role.label}; fill it with seed_demo first")
    return found
