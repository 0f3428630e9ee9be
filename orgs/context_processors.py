"""What this app tells on every page of the people who must act on it."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from orgs import policies
from orgs.middleware import now_of
from orgs.models import Post
from orgs.queries import today
from orgs.working_days import missing_years


def calendar_warning(request: HttpRequest) -> dict[str, object]:
    """Give keepers of the calendar the years whose days are missing; no query until a page asks."""
    post: Post | None = getattr(request, "post", None)
    if post is None or not policies.may_edit_calendar(post):
        return {}
    return {"missing_years": SimpleLazyObject(lambda: missing_years(post.county_id, today(now_of(request))))}
