"""Filing a call on one page. Files are kept before the text is judged, so that no error loses one."""

from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from orgs.access import post_required
from orgs.middleware import PostRequest
from orgs.models import Organisation, Post
from orgs.statuses import Role
from tickets.call_forms import CallForm, call_form, firms_of, presets
from tickets.exceptions import TokenReused
from tickets.models import Ticket
from tickets.services import filing
from tickets.services.filing import Filed
from tickets.statuses import Source
from tickets.views import taking
from tickets.views.receipt import remember_code
from tickets.views.taking import Sent
from web.forms import ClientTokenField
from web.pages import page

PAGE: Final = "tickets/firm/call.html"
CHOOSE: Final = "tickets/firm/choose_firm.html"


@require_http_methods(["GET", "HEAD", "POST"])
@post_required(Role.ENTERPRISE_USER, Role.SITE_CLERK)
def call(request: PostRequest) -> HttpResponse:
    """`/call/`: 422 keeps all that was typed and sent, 409 a form that was used for something else."""
    post = _post(request)
    if request.method == "POST":
        return _take(request, post)
    firm = _whose(request, post)
    if firm is None:
        return page(request, CHOOSE, {"firms": firms_of(post)}, part=CHOOSE)
    return _draw(request, {"form": call_form(post, initial={**presets(firm), "firm": firm.pk})})


def _draw(request: HttpRequest, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    return page(request, PAGE, context, part=PAGE, status=status)


def _post(request: PostRequest) -> Post:
    if request.post is None:
        msg = "post_required lets nobody in without a post"
        raise TypeError(msg)
    return request.post


def _whose(request: HttpRequest, post: Post) -> Organisation | None:
    """The firm itself, or the one that a station has chosen in the address."""
    if post.role == Role.ENTERPRISE_USER:
        return Organisation.objects.select_related("place").get(pk=post.organisation_id)
    asked = request.GET.get("firm", "")
    return firms_of(post).filter(pk=int(asked)).first() if asked.isascii() and asked.isdigit() else None


def _take(request: PostRequest, post: Post) -> HttpResponse:
    """Files first, then the words."""
    data = request.POST.copy()
    token: UUID = ClientTokenField().clean(data.get("client_token"))
    data["client_token"] = str(token)
    kept = taking.take(request, person=post.person, token=token)
    if "add_files" in data:
        shown = call_form(post, initial={**data.dict(), "client_token": token})
        return _again(request, shown, kept, status=200)
    form = call_form(post, data=data)
    if not form.is_valid():
        return _again(request, form, kept, status=422)
    try:
        filed = _file(form, post, token)
    except TokenReused as reused:
        return _used_before(request, post, data, first=reused.ticket)
    return _received(request, filed, kept)


def _file(form: CallForm, post: Post, token: UUID) -> Filed:
    station = post.role == Role.SITE_CLERK
    firm_id = form.cleaned_data["firm"].pk if station else post.organisation_id
    said = form.call(source=Source.STATION if station else Source.SELF)
    return filing.submit(said, firm_id=firm_id, actor=post, client_token=token)


def _again(request: HttpRequest, form: CallForm, kept: Sent, *, status: int) -> HttpResponse:
    """The same page with everything typed, the files kept so far and a sentence for each that is not."""
    context: dict[str, Any] = {
        "form": form,
        "files": kept.files,
        "problems": kept.sentences(),
    }
    return _draw(request, context, status=status)


def _used_before(request: HttpRequest, post: Post, data: Any, *, first: Ticket) -> HttpResponse:
    """409: this form has made a case already and now says something else. A fresh token lets it be sent."""
    fresh = call_form(post, initial={**data.dict(), "client_token": ClientTokenField().clean(None)})
    lost = bool(request.FILES)
    return _draw(request, {"form": fresh, "first": first, "lost": lost}, status=409)


def _received(request: HttpRequest, filed: Filed, kept: Sent) -> HttpResponse:
    """On to the receipt; the code goes along in the session, once. A replay leaves the session alone."""
    address = reverse("receipt", args=[filed.ticket.number])
    if filed.event is None:
        # Two presses at once: the later answer must not write over the session that carries the code.
        return HttpResponseRedirect(f"{address}?again={len(kept.problems)}", status=303)
    kept.tell(request, number=filed.ticket.number)
    remember_code(request, filed.ticket.number, filed.tracking_code)
    return HttpResponseRedirect(address, status=303)
