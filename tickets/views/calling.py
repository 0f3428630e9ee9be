"""Filing a call on one page. Photos are kept before the text is judged, so that no error loses one."""

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from orgs.access import post_required
from orgs.middleware import PostRequest
from orgs.models import Organisation, Person, Post
from orgs.statuses import Role
from tickets.call_forms import CallForm, call_form, presets
from tickets.exceptions import TokenReused
from tickets.models import Ticket
from tickets.services import attaching, filing
from tickets.services.filing import Filed
from tickets.statuses import Source
from tickets.views.receipt import remember_code
from web.forms import ClientTokenField
from web.pages import page

PAGE: Final = "tickets/firm/call.html"


@require_http_methods(["GET", "HEAD", "POST"])
@post_required(Role.ENTERPRISE_USER, Role.SITE_CLERK)
def call(request: PostRequest) -> HttpResponse:
    """`/call/`: 422 keeps all that was typed and sent, 409 a form that was used for something else.

    A station's clerk speaks for others, on a page of its own.
    """
    post = _post(request)
    if post.role == Role.SITE_CLERK:
        return HttpResponseRedirect(reverse("entry"), status=303)
    if request.method == "POST":
        return _take(request, post)
    firm = Organisation.objects.select_related("place").get(pk=post.organisation_id)
    return _draw(request, {"form": call_form(post, initial=presets(firm))})


def _draw(request: HttpRequest, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    return page(request, PAGE, context, part=PAGE, status=status)


def _post(request: PostRequest) -> Post:
    if request.post is None:
        msg = "post_required lets nobody in without a post"
        raise TypeError(msg)
    return request.post


def _take(request: PostRequest, post: Post) -> HttpResponse:
    """Photos first, then the words."""
    data = request.POST.copy()
    token: UUID = ClientTokenField().clean(data.get("client_token"))
    data["client_token"] = str(token)
    kept = _keep_photos(request, post.person, token)
    if "add_photos" in data:
        shown = call_form(post, initial={**data.dict(), "client_token": token})
        return _again(request, shown, kept, status=200)
    form = call_form(post, data=data)
    if not form.is_valid():
        return _again(request, form, kept, status=422)
    try:
        filed = _file(form, post, token)
    except TokenReused as reused:
        return _used_before(request, post, data, first=reused.ticket, lost=len(kept.files))
    return _received(request, filed, kept)


def _keep_photos(request: HttpRequest, person: Person, token: UUID) -> attaching.Kept:
    """Take out what was ticked, add what was sent. A mangled id takes nothing out."""
    ticked = [int(pk) for pk in request.POST.getlist("remove") if pk.isascii() and pk.isdigit()]
    if ticked:
        attaching.remove(ticked, person=person, client_token=token)
    return attaching.keep(request.FILES.getlist("photos"), person=person, client_token=token)


def _file(form: CallForm, post: Post, token: UUID) -> Filed:
    return filing.submit(form.call(source=Source.SELF), firm_id=post.organisation_id, actor=post, client_token=token)


def _again(request: HttpRequest, form: CallForm, kept: attaching.Kept, *, status: int) -> HttpResponse:
    """The same page with everything typed, the photos kept so far and a sentence for each that is not."""
    context: dict[str, Any] = {
        "form": form,
        "photos": kept.files,
        "problems": _sentences(kept),
    }
    return _draw(request, context, status=status)


def _used_before(request: HttpRequest, post: Post, data: Any, *, first: Ticket, lost: int) -> HttpResponse:
    """409: this form has made a case already and now says something else. A fresh token lets it be sent."""
    fresh = call_form(post, initial={**data.dict(), "client_token": ClientTokenField().clean(None)})
    return _draw(request, {"form": fresh, "first": first, "lost": lost}, status=409)


def _received(request: HttpRequest, filed: Filed, kept: attaching.Kept) -> HttpResponse:
    """On to the receipt; the code goes along in the session, once. A replay leaves the session alone."""
    address = reverse("receipt", args=[filed.ticket.number])
    if filed.event is None:
        # Two presses at once: the later answer must not write over the session that carries the code.
        return HttpResponseRedirect(f"{address}?again={_left_out(filed.ticket, kept)}", status=303)
    for sentence in _sentences(kept):
        messages.warning(request, sentence)
    remember_code(request, filed.ticket.number, filed.tracking_code)
    return HttpResponseRedirect(address, status=303)


def _left_out(ticket: Ticket, kept: attaching.Kept) -> int:
    """How many photos of a repeated form the case does not have; the same ones again do not count."""
    has = set(ticket.attachments.values_list("sha256", flat=True))
    return sum(photo.sha256 not in has for photo in kept.files)


def _sentences(kept: attaching.Kept) -> list[str]:
    return [message for problem in kept.problems for message in problem.messages]
