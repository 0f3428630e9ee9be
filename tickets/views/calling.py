"""Starting and resuming a call: drafts that wait, the firm it is for, a fresh form, throwing a draft away."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID, uuid4

from django.conf import settings
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from journal import clock
from orgs.access import post_required
from orgs.models import Organisation, Post
from orgs.statuses import Role
from tickets.call_forms import firms_of, presets
from tickets.models import Draft, Ticket
from tickets.queries.drafts import drafts_for
from tickets.services import drafts
from tickets.views.case import acting_post
from web.pages import done, page

CHOOSE: Final = "tickets/firm/choose_firm.html"
LIST: Final = "tickets/firm/drafts.html"
DISCARD: Final = "tickets/firm/discard.html"
KEY_LASTS: Final = 24 * 60 * 60
_SALT: Final = "call.draft"
_LONG: Final = 18  # digits: no id of ours has so many, and PostgreSQL takes no more

calling = post_required(Role.ENTERPRISE_USER, Role.SITE_CLERK)


@dataclass(frozen=True, slots=True)
class Filling:
    """A form that somebody fills in: its token, who and for which firm, and the draft once there is one."""

    token: UUID
    post: Post
    firm: Organisation
    draft: Draft | None = None

    @property
    def answers(self) -> dict[str, Any]:
        """What stands in the form: the person's answers, and what the register knows where there is none yet."""
        speaker = None if self.for_another else self.post.person
        return {**presets(self.firm, speaker=speaker), **(self.draft.answers if self.draft else {})}

    @property
    def for_another(self) -> bool:
        """A station fills it in for a firm."""
        return self.firm.pk != self.post.organisation_id

    @property
    def key(self) -> str:
        """Lets the open page save into this one draft after its session has run out (ADR 0007)."""
        whose = [self.post.person_id, self.post.organisation_id, self.firm.pk, str(self.token)]
        return signing.dumps(whose, salt=_SALT)


def read_key(key: str, token: UUID) -> tuple[int, int, int] | None:
    """Person, organisation and firm that a form of this token was drawn for; None for any other string."""
    try:
        person_id, organisation_id, firm_id, drawn_for = signing.loads(key, salt=_SALT, max_age=KEY_LASTS)
    except (signing.BadSignature, ValueError):
        return None
    return (person_id, organisation_id, firm_id) if drawn_for == str(token) else None


def filling_of(post: Post, token: UUID) -> Filling:
    """The draft of this token. Raises DraftSent when it is a case by now, Http404 when it is not this person's."""
    if sent := drafts.sent_as(token, person_id=post.person_id):
        raise drafts.DraftSent(sent)
    draft = drafts_for(post).filter(token=token).select_related("firm__place", "firm__profile").first()
    if draft is None:
        raise Http404
    return Filling(token, post, draft.firm, draft)


def received(ticket: Ticket, *, left_out: int = 0) -> HttpResponse:
    """On to the receipt of a call that has come before, which says so; nothing was sent twice."""
    return HttpResponseRedirect(f"{reverse('receipt', args=[ticket.number])}?again={left_out}", status=303)


@require_safe
@calling
def call(request: HttpRequest) -> HttpResponse:
    """`/call/`: the drafts that wait, else a fresh form at once."""
    found = list(drafts_for(acting_post(request)))
    fresh = reverse("call_new", args=[uuid4()])
    if not found:
        return HttpResponseRedirect(fresh)
    context = {"drafts": found, "fresh": fresh if len(found) < drafts.MOST_DRAFTS else "", "now": clock.now()}
    context["days"] = settings.DRAFT_DAYS
    return page(request, LIST, context, part=LIST)


def begun(request: HttpRequest, token: UUID) -> Filling | HttpResponse:
    """A fresh form; the page to go to instead where there is a draft already, or no firm yet."""
    post = acting_post(request)
    try:
        filling_of(post, token)
    except drafts.DraftSent as sent:
        return received(sent.ticket)
    except Http404:
        asked = request.GET.get("firm", "")
        firm = firm_for(post, int(asked) if asked.isascii() and asked.isdigit() and len(asked) < _LONG else None)
        if firm is None:
            return page(request, CHOOSE, {"firms": firms_of(post), "token": token}, part=CHOOSE)
        return Filling(token, post, firm)
    return HttpResponseRedirect(reverse("call_what", args=[token]))


def firm_for(post: Post, firm_id: int | None) -> Organisation | None:
    """Whose call this post may write: the firm itself, or the one of its town that a station has chosen."""
    if post.role == Role.ENTERPRISE_USER:
        return Organisation.objects.select_related("place", "profile").get(pk=post.organisation_id)
    return None if firm_id is None else firms_of(post).filter(pk=firm_id).first()


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
