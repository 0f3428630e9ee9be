"""`/tickets/<number>/who/` (谁能看): who may see this case, and why. For its desk, the office, two administrators."""

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from journal import access
from journal.models import AccessKind
from orgs.access import post_required
from orgs.middleware import now_of
from orgs.models import Post
from orgs.queries import today
from tickets import policies
from tickets.models import Ticket
from tickets.queries import readers
from tickets.queries.visibility import id_of
from tickets.views.case import acting_post
from web.forms import Form, TextField
from web.pages import page


class NumberForm(Form):
    """Which case is meant: security and audit administrators have no list of cases. `knows`: what they may ask of."""

    number = TextField(label=_("受理编号"), max_length=20, missing=_("请填受理编号"))

    def __init__(self, data: Mapping[str, Any] | None, *, knows: Callable[[str], bool]) -> None:
        super().__init__(data)
        self.knows = knows

    def clean_number(self) -> str:
        """One that there is, as far as the reader may know."""
        number: str = self.cleaned_data["number"]
        if not self.knows(number):
            raise ValidationError(_("没有这个编号的诉求，请核对"))
        return number


@require_safe
@post_required(*sorted(policies.WATCH_THE_RULE))
def readers_asked(request: HttpRequest) -> HttpResponse:
    """`/who/`: a number, and on to its page."""
    county = acting_post(request).county_id
    # Of its county: these administrators read which numbers there are.
    form = NumberForm(request.GET or None, knows=lambda number: id_of(number, county=county) is not None)
    if form.is_valid():
        return HttpResponseRedirect(reverse("readers", args=[form.cleaned_data["number"]]))
    return page(request, "tickets/staff/readers_asked.html", {"form": form}, status=422 if form.is_bound else 200)


@require_safe
@post_required(*sorted(policies.DESK_ROLES | policies.WATCH_THE_RULE))
def readers_shown(request: HttpRequest, number: str) -> HttpResponse:
    """Everybody who sees the case today and by what right. Absent and not permitted are the same 404; noted."""
    post, now = acting_post(request), now_of(request)
    found = readers.asked_about(post, number) if number.isascii() and number.isprintable() else None
    if found is None:
        raise Http404
    context = {
        "ticket": found,
        "readers": readers.readers_of(found, asked_by=post, on=today(now)),
        "reads": post.role not in policies.WATCH_THE_RULE,
        "now": now,
    }
    if request.method == "GET":
        _note(request, found, post)
    return page(request, "tickets/staff/readers.html", context)


def _note(request: HttpRequest, ticket: Ticket, post: Post) -> None:
    """Whoever asks who looks, looks as well."""
    access.note(
        AccessKind.WHO_READS,
        actor=post,
        subject_type=Ticket.JOURNAL_NAME,
        subject_id=ticket.pk,
        county=ticket.county_id,
        origin=access.origin(request),
        at=now_of(request),
    )
