"""Who acts in the bench and on which cases: looked up in the database that the running product serves."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from itertools import cycle, islice
from typing import Any, Final

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db.models import Count, Exists, OuterRef, Q

from config.bench.browser import Refused
from journal import clock
from journal.models import Event
from orgs.middleware import SESSION_KEY as POST_KEY
from orgs.models import Post
from orgs.queries import posts_in, today
from orgs.statuses import Role
from tickets.models import Leg, Ticket
from tickets.policies import UNIT_ROLES
from tickets.queries import tickets_for
from tickets.queries.units import desk_of
from tickets.statuses import OPEN, WORKING_LEGS, LegRole, LegStatus, Status
from web.paging import cursor_of

UPDATES: Final = 10
_CALLERS: Final = 7
_LOOKED_AT: Final = 2000  # newest cases among which one with so many updates is looked for
_ARRIVED: Final = Q(status__in=[Status.SUBMITTED, Status.ACCEPTED], confidential=False, category__isnull=False)
_BACKEND: Final = "orgs.backends.PersonBackend"


@dataclass(frozen=True, slots=True)
class People:
    """One post of each kind that the bench needs: the busiest of the county.

    `callers` are owners of other firms of the same desk: one shop files one call at a time, each waiting for the last.
    `triage` sits where most cases wait to be dispatched, which need not be the desk of that firm.
    """

    firm: Post
    callers: tuple[Post, ...]
    desk: Post
    triage: Post
    liaison: Post
    clerk: Post

    def several(self, who: str, number: int) -> list[Post]:
        """So many to do the same at once: different callers as far as there are any, otherwise one person."""
        if who == "caller":
            return list(islice(cycle(self.callers), number))
        post: Post = getattr(self, who)
        return [post] * number


def people() -> People:
    """Find them. Raises Refused in a county where somebody is missing."""
    liaison = _busiest(UNIT_ROLES, Leg.objects.filter(status__in=WORKING_LEGS, role=LegRole.LEAD), "department")
    firm = _busiest({Role.ENTERPRISE_USER}, tickets_for(liaison).filter(status__in=OPEN), "firm")
    desk = _first(posts_in([desk_of(firm.organisation).pk], [Role.DISPATCHER]), "dispatcher of the firm's desk")
    clerks = posts_in(_units_of(Role.REVISIT_CLERK), [Role.REVISIT_CLERK])
    return People(
        firm=firm,
        callers=(firm, *_others(firm, desk)),
        desk=desk,
        triage=_triage() or desk,
        liaison=liaison,
        clerk=_first(clerks, "revisit clerk"),
    )


def _others(firm: Post, desk: Post) -> list[Post]:
    """An owner each of the firms that called this desk last."""
    called = tickets_for(desk).filter(committee=desk.organisation_id).exclude(firm=firm.organisation_id).order_by("-pk")
    owners = posts_in(list(called.values_list("firm", flat=True)[:_LOOKED_AT]), [Role.ENTERPRISE_USER])
    by_firm = {post.organisation_id: post for post in owners.select_related("organisation__place").order_by("-pk")}
    return list(by_firm.values())[:_CALLERS]


def _busiest(roles: Any, rows: Any, unit: str) -> Post:
    """Somebody of the unit with most of these rows, who holds one of these roles today."""
    held = Post.objects.filter(organisation=OuterRef(unit), role__in=roles).live(today(clock.now()))
    counted = rows.filter(Exists(held)).order_by().values_list(unit).annotate(Count("pk")).order_by("-pk__count")
    busiest = next(iter(counted[:1].values_list(unit, flat=True)), 0)
    return _first(posts_in([busiest], roles), " or ".join(sorted(roles)))


def _triage() -> Post | None:
    """A dispatcher of the desk at which most cases wait; None where there is no dispatcher."""
    dispatchers = posts_in(_units_of(Role.DISPATCHER), [Role.DISPATCHER]).select_related("organisation__place")
    waiting = {post: tickets_for(post).filter(_ARRIVED).count() for post in dispatchers.order_by("pk")}
    return max(waiting, key=lambda post: waiting[post], default=None)


def _units_of(role: Role) -> list[int]:
    return list(Post.objects.filter(role=role).values_list("organisation", flat=True))


def _first(posts: Any, who: str) -> Post:
    found: Post | None = posts.select_related("organisation__place").order_by("pk").first()
    if found is None:
        raise Refused(f"this county has no {who} with work; fill it with seed_demo first")
    return found


def arrived_cases(desk: Post, most: int) -> list[str]:
    """Numbers of cases that this desk has not dispatched yet, in a category. Raises Refused where there is none."""
    found = list(tickets_for(desk).filter(_ARRIVED).order_by("-pk").values_list("number", flat=True)[:most])
    if not found:
        raise Refused("no case waits at this desk; fill the county with seed_demo first")
    return found


def updated_cases(post: Post, most: int) -> list[str]:
    """Numbers of cases that this post sees, with ten updates or as close above it as there are."""
    seen = list(
        Leg.objects.filter(ticket__in=tickets_for(post), department=post.organisation_id)
        .order_by("-pk")
        .values_list("ticket", flat=True)[:_LOOKED_AT]
    )
    events = Event.objects.filter(subject_type=Ticket.JOURNAL_NAME, subject_id__in=seen).order_by()
    counted = dict(events.values_list("subject_id").annotate(Count("pk")))
    enough = sorted(pk for pk, count in counted.items() if count >= UPDATES) or sorted(counted)
    chosen = sorted(enough, key=lambda pk: counted[pk])[:most]
    numbers = list(tickets_for(post).filter(pk__in=chosen).values_list("number", flat=True))
    if not numbers:
        raise Refused("no case with updates to open; fill the county with seed_demo first")
    return numbers


def deep_cursor(post: Post) -> str:
    """The key of the page nine tenths down the list of what this post's unit has done; empty on a single page."""
    done = Leg.objects.filter(department=post.organisation_id, status=LegStatus.DONE)
    order = ("-dispatched_at", "-id")
    place = done.count() * 9 // 10
    row = done.order_by(*order)[place : place + 1].first()
    return cursor_of(row, order) if row is not None else ""


@contextmanager
def signed_in(posts: Sequence[Post]) -> Iterator[list[dict[str, str]]]:
    """Cookies of people who have just signed in, one session each; the sessions end with the block."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    sessions = []
    for post in posts:
        session = store()
        session[SESSION_KEY] = str(post.person_id)
        session[BACKEND_SESSION_KEY] = _BACKEND
        session[HASH_SESSION_KEY] = post.person.get_session_auth_hash()
        session[POST_KEY] = post.pk
        session.set_expiry(int(timedelta(hours=2).total_seconds()))
        session.save()
        sessions.append(session)
    try:
        yield [{settings.SESSION_COOKIE_NAME: session.session_key} for session in sessions]
    finally:
        for session in sessions:
            session.delete()
