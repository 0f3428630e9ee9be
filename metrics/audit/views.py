"""`/audit/`: the journal and the access log for the audit administrator, who reads no case. Every look is noted too."""

from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from journal import access
from journal.canonical import JSON
from journal.models import AccessKind
from metrics.audit.daily import WATCHED, daily
from metrics.audit.forms import Day, Filter
from metrics.audit.lines import lines
from metrics.audit.lists import Place, rows
from metrics.audit.proof import proof
from orgs.access import post_required
from orgs.calendar import COUNTY_TIME
from orgs.middleware import PostRequest, now_of
from orgs.models import Post
from orgs.statuses import Role
from web.pages import page

SIZE: Final = 50


@require_safe
@post_required(Role.AUDITADMIN)
def audit(request: PostRequest) -> HttpResponse:
    """Newest first; narrowed by day, by what was done, to one person, to one case or to one export."""
    post = _acting(request)
    form = Filter(request.GET, county=post.county_id)
    context: dict[str, Any] = {"form": form, "proof": proof(), "now": now_of(request)}
    if not form.is_valid():
        return page(request, "metrics/audit/audit.html", context, status=422)
    wanted, asked, after = form.wanted(), form.asked(), Place.read(request.GET.get("after", ""))
    found, onward = rows(wanted, after=after, size=SIZE)
    context["lines"] = lines(found)
    context["next"] = urlencode(asked | {"after": onward}) if onward else ""
    context["narrowed"], context["follows"] = bool(asked), wanted.person
    if request.method == "GET":
        _note(request, post, asked | ({"after": str(after)} if after else {}), subject=wanted.subject)
    return page(request, "metrics/audit/audit.html", context)


@require_safe
@post_required(Role.AUDITADMIN)
def day(request: PostRequest) -> HttpResponse:
    """`/audit/day/?day=`: the daily report of a day, of yesterday where none is named; to be printed and kept."""
    post, today = _acting(request), now_of(request).astimezone(COUNTY_TIME).date()
    form = Day({"day": request.GET.get("day") or today - timedelta(days=1)}, today=today)
    if not form.is_valid():
        return page(request, "metrics/audit/day.html", {"form": form}, status=422)
    report = daily(post.county_id, form.cleaned_data["day"])
    context = {"form": form, "report": report, "county": post.organisation.county, "is_over": report.day < today}
    context["watched"] = [kind.label for kind in WATCHED]
    context["earlier"] = report.day - timedelta(days=1)
    context["later"] = report.day + timedelta(days=1) if context["is_over"] else None
    if request.method == "GET":
        _note(request, post, {"report": report.day.isoformat()}, subject=None)
    return page(request, "metrics/audit/day.html", context)


def _acting(request: PostRequest) -> Post:
    if request.post is None:
        raise TypeError("a page of a post was reached without one")
    return request.post


def _note(request: PostRequest, post: Post, asked: dict[str, str], *, subject: tuple[str, int] | None) -> None:
    """Who audits is audited: what was asked for stands in the same list, and under the case that was looked at."""
    data: dict[str, JSON] = {**asked}
    access.note(
        AccessKind.AUDITED,
        actor=post,
        subject_type=subject[0] if subject else "",
        subject_id=subject[1] if subject else None,
        county=post.county_id,
        origin=access.origin(request),
        data=data,
        at=now_of(request),
    )
