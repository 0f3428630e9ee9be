"""Which post (岗位) a person acts in during a request. Decides nothing about what the post may do."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse

from journal import clock
from orgs.models import Person, Post
from orgs.queries import posts_of, today

SESSION_KEY = "post"


class PostRequest(HttpRequest):
    """A request behind `PostMiddleware`, for the types of views."""

    user: Person | AnonymousUser
    post: Post | None
    person_posts: list[Post]
    now: datetime | None


class PostMiddleware:
    """Sets `request.person_posts`, `request.post` (the chosen one) and `request.now`; strangers cost no query.

    A choice that has ended since falls back to the person's first post.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: PostRequest) -> HttpResponse:
        load_posts(request)
        return self.get_response(request)


def load_posts(request: PostRequest) -> None:
    """Read the person's live posts and pick the one they act in."""
    user = request.user
    request.now = clock.now() if isinstance(user, Person) else None
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
