"""Who may open a page of a post. Which rows they see there is decided by the page's own query set."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponseBase

from orgs import sessions
from orgs.middleware import PostRequest, now_of
from orgs.models import Person
from orgs.statuses import Role
from web.access import sign_in_first
from web.errors import prove_first

View = Callable[..., HttpResponseBase]


def post_required(*roles: Role) -> Callable[[View], View]:
    """Open a view to people acting in one of `roles`, or in any post when none is named.

    Strangers are sent to sign in; somebody in another post reads 404, as for a page that is not there.
    Sets `view.access = "post"` and `view.roles`, which the test about the code base reads.
    """

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(request: PostRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return sign_in_first(request)
            if request.post is None or (roles and request.post.role not in roles):
                raise Http404
            return view(request, *args, **kwargs)

        guarded.access = "post"  # type: ignore[attr-defined]  # marks on functions have no type of their own
        guarded.roles = frozenset(roles)  # type: ignore[attr-defined]  # as above
        return guarded

    return mark


def proven(view: View) -> View:
    """Under `post_required`: a POST only of whoever has shown lately who they are (ASVS V7.5); others are asked to."""
    return _proven(view, frozenset({"POST"}))


def proven_to_look(view: View) -> View:
    """The same for what must not even be fetched at a window that stands open."""
    return _proven(view, frozenset({"GET", "HEAD", "POST"}))


def _proven(view: View, methods: frozenset[str]) -> View:
    @wraps(view)
    def guarded(request: PostRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method in methods and not sessions.is_proven(request.session, now=now_of(request)):
            known = isinstance(request.user, Person) and sessions.can_prove_again(request.user)
            return prove_first(request, afresh=not known)
        return view(request, *args, **kwargs)

    return guarded
