"""Starting and resuming a call: drafts that wait, a fresh form, throwing a draft away. Stations: `views/entry.py`."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID, uuid4

from django.conf import settings
from django.core import signing
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from orgs.access import post_required
from orgs.middleware import now_of
from orgs.models import Organisation, Post
from orgs.statuses import Role
from tickets.call_forms import presets
from tickets.models import Draft, Ticket
from tickets.queries.drafts import draft_of, drafts_for
from tickets.services import drafts
from tickets.views.case import acting_post
from web.pages import done, page
from web.prepared import prepared

LIST: Final = "tickets/firm/drafts.html"
DISCARD: Final = "tickets/firm/discard.html"
KEY_LASTS: Final = 24 * 60 * 60
_SALT: Final = "call.draft"

calling = post_required(Role.ENTERPRISE_USER)


@dataclass(frozen=True, slots=True)
class Filling:
    """A form that somebody of a firm fills in: its token, who, the firm, and the draft once there is one."""

    token: UUID
    post: Post
    firm: Organisation
    draft: Draft | None = None

    @property
    def answers(self) -> dict[str, Any]:
        """What stands in the form: the person's answers, and what the register knows where there is none yet."""
        return {**presets(self.firm, speaker=self.post.person), **(self.draft.answers if self.draft else {})}

    @property
    def key(self) -> str:
        """Lets the open page save into this one draft after its session has run out (ADR 0007)."""
        return signing.dumps([self.post.person_id, self.post.organisation_id, str(self.token)], salt=_SALT)


def read_key(key: str, token: UUID) -> tuple[int, int] | None:
    """Person and firm that a form of this token was drawn for; None for any other string."""
    try:
        person_id, firm_id, drawn_for = signing.loads(key, salt=_SALT, max_age=KEY_LASTS)
    except (signing.BadSignature, ValueError):
        return None
    return (person_id, firm_id) if drawn_for == str(token) else None


def filling_of(post: Post, token: UUID) -> Filling:
    """The draft of this token. Raises DraftSent when it is a case by now, Http404 when it is not this person's."""
    for draft in draft_of(post, token):
        return Filling(token, post, draft.firm, draft)
    if sent := drafts.sent_as(token, person_id=post.person_id):
        raise drafts.DraftSent(sent)
    raise Http404


def received(ticket: Ticket, *, left_out: int = 0) -> HttpResponse:
    """On to the receipt of a call that has come before, which says so; nothing was sent twice."""
    return HttpResponseRedirect(f"{reverse('receipt', args=[ticket.number])}?again={left_out}", status=303)


@require_safe
@post_required(Role.ENTERPRISE_USER, Role.SITE_CLERK)
def call(request: HttpRequest) -> HttpResponse:
    """`/call/`: the drafts that wait, else a fresh form. A station's clerk speaks for others, elsewhere."""
    if acting_post(request).role == Role.SITE_CLERK:
        return HttpResponseRedirect(reverse("entry"), status=303)
    found = list(drafts_for(acting_post(request)))
    fresh = reverse("call_new", args=[uuid4()])
    if not found:
        return HttpResponseRedirect(fresh)
    context = {"drafts": found, "fresh": fresh if len(found) < drafts.MOST_DRAFTS else "", "now": now_of(request)}
    context["days"] = settings.DRAFT_DAYS
    return page(request, LIST, context, part=LIST)


def begun(request: HttpRequest, token: UUID) -> Filling | HttpResponse:
    """A fresh form; the page to go to instead where there is a draft already."""
    post = acting_post(request)
    try:
        filling_of(post, token)
    except drafts.DraftSent as sent:
        return received(sent.ticket)
    except Http404:
        return Filling(token, post, own_firm(post))
    return HttpResponseRedirect(reverse("call_what", args=[token]))


def own_firm(post: Post) -> Organisation:
    """The firm that a post speaks for, with what the form presets."""
    return _firm(pk=post.organisation_id)[0]


@prepared("pk")
def _firm(*, pk: int) -> QuerySet[Organisation]:
    return Organisation.objects.filter(pk=pk).select_related("place", "profile")


@require_http_methods(["GET", "HEAD", "POST"])
@calling
def discard(request: HttpRequest, draft: UUID) -> HttpResponse:
    """`/call/<draft>/discard/`: shows what would go, and throws it away."""
    post = acting_post(request)
    found = get_object_or_404(drafts_for(post), token=draft)
    if request.method != "POST":
        return page(request, DISCARD, {"draft": found}, part=DISCARD)
    drafts.discard(draft, actor=post)
    return done(request, reverse("call"), _("草稿已删除"))
