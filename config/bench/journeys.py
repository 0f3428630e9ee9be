"""What people do in the bench, one journey each. A journey is made ready untimed, then walked."""

import http.client
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Final
from uuid import uuid4

from django.db import close_old_connections
from django.urls import reverse
from PIL import Image

from config.bench.browser import Answer, Browser, File, Refused, expect
from config.bench.forms import Form, forms_in
from config.bench.people import People, arrived_cases, deep_cursor, updated_cases
from orgs.models import Post
from tickets.models import Ticket
from tickets.queries import tickets_for
from tickets.queries.catalogue import categories_of
from tickets.services import desk, dispatch, handling
from tickets.statuses import ContactWay, Urgency

_LONGEST: Final = 8  # pages of one journey
_PIXELS: Final = (156, 130)  # grey noise does not compress: about a byte each

Walk = Callable[[], Mapping[str, list[Answer]]]
"""Walk a journey; the answers of each row of the table that it fills."""


@dataclass(frozen=True, slots=True)
class Journey:
    """`who` walks it; None is a stranger. `ready` is called before the clock starts."""

    who: str | None
    ready: Callable[[Browser], Walk]


@dataclass
class Journeys:
    """All of them. Cases that were just filed wait in `fresh` for a reply."""

    people: People
    fresh: deque[str] = field(default_factory=deque)
    place: int = 0

    def __post_init__(self) -> None:
        self.cases = updated_cases(self.people.liaison, 40)
        self.arrived = arrived_cases(self.people.triage, 40)
        self.cursor = deep_cursor(self.people.liaison)

    def all(self) -> dict[str, Journey]:
        """In the order of a round; the bare view first."""
        return {
            "bare": _page("bare", None, "/bench/bare/"),
            "queue": _page("queue", "liaison", "/queue/"),
            "deep": _page("deep", "liaison", f"/queue/?tab=done&after={self.cursor}"),
            "filter": _page("filter", "liaison", "/queue/?tab=assist"),
            "desk": _page("desk", "desk", "/desk/"),
            "mine": _page("mine", "firm", "/my/"),
            "revisits": _page("revisits", "clerk", "/revisits/"),
            "statistics": _page("statistics", "desk", "/statistics/"),
            "case": Journey("liaison", self._case),
            "similar": Journey("triage", self._similar),
            "file": Journey("caller", self._file),
            "reply": Journey("liaison", self._reply),
        }

    def _case(self, browser: Browser) -> Walk:
        self.place += 1
        number = self.cases[self.place % len(self.cases)]
        return lambda: {"case": [expect(browser.get(f"/tickets/{number}/"), http.client.OK)]}

    def _similar(self, browser: Browser) -> Walk:
        """A new case at its desk, with the open ones that may say the same (`queries.alike`)."""
        self.place += 1
        number = self.arrived[self.place % len(self.arrived)]
        return lambda: {"similar": [expect(browser.get(f"/tickets/{number}/"), http.client.OK)]}

    def _file(self, browser: Browser) -> Walk:
        """Through the pages that the product itself leads to, with a photo where one can be put in first."""
        first = browser.page(reverse("call_new", args=[uuid4()]))  # not /call/: drafts of other walks may wait there

        def walk() -> Mapping[str, list[Answer]]:
            sent = call_from(browser, first, photo())
            self.fresh.append(sent[-1].location.split("/")[2])
            # What no county can do without: the request that carries the file, and the one that makes the case.
            return {"file": [each for each in sent if each is sent[-1] or each.carried], "call": sent}

        return walk

    def _reply(self, browser: Browser) -> Walk:
        number = self._handled()
        answer = browser.page(f"/tickets/{number}/reply/")
        form = next(form for form in forms_in(answer.text) if form.action.endswith("/reply/"))
        return lambda: {"reply": [expect(browser.post(form.action, form.filled()), http.client.SEE_OTHER)]}

    def _handled(self) -> str:
        """A fresh case that the unit has signed, by the services that the pages call."""
        close_old_connections()
        who = self.people
        found: Ticket = tickets_for(who.desk).get(number=self.fresh.popleft())
        desk.accept(found.pk, actor=who.desk, version=found.version)
        category = categories_of(found.county_id)[0]
        order = dispatch.Order(lead_id=who.liaison.organisation_id)
        dispatch.send(
            found.pk,
            order=order,
            category_id=category.pk,
            urgency=Urgency.NORMAL,
            actor=who.desk,
            version=_now(found, who.desk).version,
        )
        lead = _now(found, who.desk).lead
        if lead is None:
            raise Refused(f"{found.number} has no lead")
        handling.sign(found.pk, leg_id=lead.pk, actor=who.liaison, version=lead.version)
        handling.contact(
            found.pk, leg_id=lead.pk, way=ContactWay.PHONE, words="", client_token=uuid4(), actor=who.liaison
        )
        return found.number


def _now(ticket: Ticket, post: Post) -> Ticket:
    found: Ticket = tickets_for(post).get(pk=ticket.pk)
    return found


def _page(row: str, who: str | None, path: str) -> Journey:
    """A page that is only read."""
    return Journey(who, lambda browser: lambda: {row: [expect(browser.get(path), http.client.OK)]})


def call_from(browser: Browser, page: Answer, picture: File) -> list[Answer]:
    """File a call from the page on which it begins: the answers to its forms, in order. Raises Refused."""
    sent: list[Answer] = []
    unsent: File | None = picture
    for _step in range(_LONGEST):
        form = _main_form(page)
        name = next((each.name for each in form.fields if each.kind == "file"), "")
        files = {name: unsent} if unsent and name else {}
        unsent = None if files else unsent
        sent.append(expect(browser.post(form.action or page.path, form.filled(), files), http.client.SEE_OTHER))
        if sent[-1].location.startswith("/tickets/"):
            return sent
        page = browser.page(sent[-1].location)
    raise Refused(f"no case after {_LONGEST} pages: {page.path}")


def _main_form(page: Answer) -> Form:
    """The form with most to answer: others on the page act on what is there already."""
    forms = [form for form in forms_in(page.text) if form.method == "post"]
    if not forms:
        raise Refused(f"{page.path} has no form")
    return max(forms, key=lambda form: len(form.fields))


def photo() -> File:
    """A picture of 20 kB that nobody has sent before."""
    picture = BytesIO()
    Image.effect_noise(_PIXELS, 90).save(picture, "PNG")
    return File("现场.png", picture.getvalue())
