"""Which post (岗位) a person acts in during a request, and whether they may act yet. Not what the post may do."""

from collections.abc import Callable, Sequence
from datetime import datetime
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from journal import clock
from orgs import second_factor, sessions
from orgs.models import Person, Post
from orgs.queries import home_county, posts_of, today
from web.pages import wants_part

SESSION_KEY = "post"


class PostRequest(HttpRequest):
    """A request behind `PostMiddleware`, for the types of views."""

    user: Person | AnonymousUser
    post: Post | None
    person_posts: list[Post]
    county: object
    now: datetime | None


class PostMiddleware:
    """Sets `request.person_posts`, `request.post` (the chosen one) and `request.now`; strangers cost no query.

    A choice that has ended since falls back to the person's first post.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: PostRequest) -> HttpResponse:
        load_posts(request)
        _end_or_go_on(request)
        response = self.get_response(request)
        if isinstance(request.user, Person):
            # A library's page says nothing; the button “back” on a shared machine must show none of them.
            response.headers.setdefault("Cache-Control", "no-store")
        return response


def _end_or_go_on(request: PostRequest) -> None:
    """A session that is over is ended before anything else sees it; one that lasts is known to be alive."""
    person, now = request.user, request.now
    if not isinstance(person, Person) or now is None:
        return
    idle = sessions.idle_limit(person, request.person_posts)
    if why := sessions.ended_by(request.session, idle, now=now):
        sessions.end(request, person, why=why)
        load_posts(request)
    else:
        sessions.note_life(request, now=now)


def load_posts(request: PostRequest) -> None:
    """Read the person's live posts and pick the one they act in. The county of strangers is asked when it is drawn."""
    request.county = SimpleLazyObject(home_county)
    user = request.user
    request.now = clock.now(getattr(request.session, "read_at", None)) if isinstance(user, Person) else None
    posts = posts_of(user, on=today(request.now)) if isinstance(user, Person) and request.now else []
    request.person_posts = posts
    request.post = _chosen(posts, request.session.get(SESSION_KEY)) if posts else None


def now_of(request: HttpRequest) -> datetime:
    """The one instant of a page that is only read; an act asks the clock itself, under its lock."""
    known: datetime | None = getattr(request, "now", None)
    return known or clock.now()


def choose(request: PostRequest, post: Post) -> None:
    """Act in `post`, one of the person's own, from the next request on."""
    request.session[SESSION_KEY] = post.pk


def _chosen(posts: Sequence[Post], wanted: object) -> Post:
    return next((post for post in posts if post.pk == wanted), posts[0])


_ALWAYS_OPEN = frozenset({"account_logout", "look", "health_live", "health_ready"})


class FirstPasswordMiddleware:
    """Sends whoever still has a password that somebody else made to choose their own; nothing else opens before."""

    OPEN = _ALWAYS_OPEN | {"change_password"}

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: PostRequest, *_view: object) -> HttpResponse | None:
        """Decide before the view runs; htmx gets a full page load."""
        match = request.resolver_match
        if not getattr(request.user, "must_change_password", False) or (match and match.url_name in self.OPEN):
            return None
        return _first(request, reverse("change_password"))


class SecondFactorMiddleware:
    """Sends whoever needs a second factor and has not shown it to show it, or to set one up; nothing else opens."""

    OPEN = FirstPasswordMiddleware.OPEN | {
        "account_reauthenticate",
        "mfa_authenticate",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
    }
    # Only for whoever has none yet: another one beside it would let in whoever cannot show the one there is.
    SETS_UP = frozenset({"mfa_activate_totp", "mfa_add_webauthn"})

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: PostRequest, *_view: object) -> HttpResponse | None:
        """Decide before the view runs. Asks the database only where something is owed."""
        match, person = request.resolver_match, request.user
        if not isinstance(person, Person) or (match and match.url_name in self.OPEN):
            return None
        if not second_factor.stands_between(request.session, person, request.person_posts):
            return None
        known = second_factor.has_one(person)
        if not known and match and match.url_name in self.SETS_UP:
            return None
        address = reverse("mfa_reauthenticate" if known else "mfa_activate_totp")
        onward = urlencode({"next": request.get_full_path() if request.method in {"GET", "HEAD"} else "/"})
        return _first(request, f"{address}?{onward}" if known else address)


def _first(request: HttpRequest, address: str) -> HttpResponse:
    """There before anything else; htmx gets a full page load."""
    if wants_part(request):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address, status=303)
