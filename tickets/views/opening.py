"""`/setup/check/`: what is still missing before opening day; and the dispatch catalogue, to be changed later."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from journal import clock
from orgs.access import post_required
from orgs.middleware import PostRequest
from orgs.models import County
from orgs.queries import today
from orgs.statuses import Role
from tickets.setup import checking
from tickets.setup.body_forms import CatalogueForm
from tickets.views.case import acting_post
from web.pages import done, page


@require_safe
@post_required(Role.SYSADMIN, Role.SUPERVISOR)
def setup_check(request: PostRequest) -> HttpResponse:
    """Each line is there (✓) or missing (▲), with how to mend it."""
    found = checking.lines(_county(request), now=clock.now())
    context = {"lines": found, "missing": sum(not line.ok for line in found)}
    return page(request, "setup/check.html", context, part="setup/check.html")


@require_http_methods(["GET", "HEAD", "POST"])
@post_required(Role.SYSADMIN)
def catalogue(request: PostRequest) -> HttpResponse:
    """The catalogue in force: categories off, others in the lead; saving brings the next version into force."""
    sent: Any = request.POST if request.method == "POST" else None
    form = CatalogueForm(sent, county=_county(request), today=today(clock.now()), actor=request.post)
    if form.is_valid():
        form.save()
        return done(request, reverse("catalogue"), _("新的派单目录已经施行；办理中的件按原来的目录办完。"))
    status = 422 if form.errors else 200
    return page(request, "setup/catalogue_later.html", {"form": form}, part="setup/catalogue_later.html", status=status)


def _county(request: PostRequest) -> County:
    return acting_post(request).organisation.county
