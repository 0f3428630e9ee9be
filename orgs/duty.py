"""Who is on duty. Reads the roster (值班表); changes to it are made in `orgs.services.duty`."""

from datetime import datetime

from orgs.models import DutyShift, Post
from orgs.queries import today


def on_duty(county_id: int, *, now: datetime) -> list[Post]:
    """The posts on duty at an instant, whoever has begun first leading; empty where nobody is on the roster."""
    shifts = DutyShift.objects.filter(county=county_id).running(now).order_by("starts_at", "pk")
    posts = Post.objects.live(today(now)).named().in_bulk([shift.post_id for shift in shifts])
    return [posts[shift.post_id] for shift in shifts if shift.post_id in posts]
