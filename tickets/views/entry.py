"""Entering a call for somebody on one page: a station or point for a firm before it, a desk for a caller."""

from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from journal import access
from journal.models import AccessKind
from orgs.access import post_required
from orgs.exceptions import Refused
from orgs.middleware import PostRequest
from orgs.models import Organisation, Post
from orgs.services import noting, privacy
from orgs.statuses import Role
from tickets.entry_forms import NEW, DeskEntryForm, EntryForm
from tickets.exceptions import Busy, ExternalNumberTaken, TokenReused
from tickets.models import Ticket
from tickets.queries import tickets_for
from tickets.services import drafts, filing, reading_out
from tickets.services.filing import Filed
from tickets.statuses import Source
from tickets.suggesting import alarms
from tickets.views import danger, taking
from tickets.views.case import acting_post, case_of
from tickets.views.receipt import keeper, take_code
from tickets.views.taking import Sent
from web.forms import ClientTokenField
from web.pages import page

STATION: Final = "tickets/firm/entry.html"
DESK: Final = "tickets/staff/entry.html"


@require_http_methods(["GET", "HEAD", "POST"])
@post_required(Role.SITE_CLERK)
def entry(request: PostRequest) -> HttpResponse:
    """`/entry/` (帮办代办): find the firm, type what it says, read the notice aloud, send."""
    return _entry(request, EntryForm, STATION)


@require_http_methods(["GET", "HEAD", "POST"])
@post_required(Role.DISPATCHER, Role.SUPERVISOR)
def desk_entry(request: PostRequest) -> HttpResponse:
    """`/desk/new/` (电话登记): the same for a caller, or a case that another channel has passed on."""
    return _entry(request, DeskEntryForm, DESK)


@require_safe
@post_required(Role.DISPATCHER, Role.SUPERVISOR)
def entered(request: HttpRequest, number: str) -> HttpResponse:
    """`/desk/new/<number>/`: what the clerk reads out at the end of the call; the code once."""
    ticket = case_of(request, number)
    context = {"ticket": ticket, "code": take_code(request, number), "again": "again" in request.GET}
    return page(request, "tickets/staff/entered.html", context, part="tickets/staff/entered.html")


def _entry(request: HttpRequest, kind: type[EntryForm], template: str) -> HttpResponse:
    if request.method == "POST":
        return _take(request, kind, template)
    # An address finds firms and picks one; what the register knows of its people is shown when somebody presses for it.
    asked = {name: found for name in ("find", "firm") if (found := request.GET.get(name, ""))}
    return _draw(request, template, kind(post=acting_post(request), initial=asked))


def _filled(request: HttpRequest, kind: type[EntryForm], typed: dict[str, Any]) -> EntryForm:
    """The page with what was typed and what the register knows of the firm; nothing is judged yet."""
    post = acting_post(request)
    form = kind(post=post, initial={name: value for name, value in typed.items() if value})
    if (firm := form.fill()) is not None:
        access.note(
            AccessKind.REVEAL,
            actor=post,
            subject_type=Organisation.JOURNAL_NAME,
            subject_id=firm.pk,
            county=firm.county_id,
            origin=access.origin(request),
            data={"what": "contact", "purpose": "entry"},
        )
    return form


def _draw(request: HttpRequest, template: str, form: EntryForm, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {"form": form, "notice": reading_out.words(), "alarms": alarms(str(form["body"].value() or ""))}
    return page(request, template, context | more, part=template, status=status)


def _take(request: HttpRequest, kind: type[EntryForm], template: str) -> HttpResponse:
    """Files first, then the words. “查找” and “先传照片” draw the page again with everything typed."""
    post = acting_post(request)
    data = request.POST.copy()
    token: UUID = ClientTokenField().clean(data.get("client_token"))
    data["client_token"] = str(token)
    kept = taking.take(request, person=post.person, token=token)
    files: dict[str, Any] = {"files": kept.files, "problems": kept.sentences()}
    if "add_files" in data or "look" in data:
        return _draw(request, template, _filled(request, kind, _typed(data)), **files)
    form = kind(data, post=post)
    try:
        filed = _file(request, form, post, token) if form.is_valid() else _filed_before(form, post, token)
    except TokenReused as reused:
        fresh = kind(post=post, initial=_typed(data) | {"client_token": ClientTokenField().clean(None)})
        return _draw(request, template, fresh, status=409, first=reused.ticket, lost=bool(request.FILES))
    except ExternalNumberTaken as taken:
        form.add_error("external_no", _about(taken.ticket, post))
        return _draw(request, template, form, status=422, **files)
    except Busy:
        form.add_error(None, _("您的另一次提交还没有存完，请稍等几秒再提交一次。"))
        return _draw(request, template, form, status=409, **files)
    except Refused as refusal:
        form.add_error("new_name", str(refusal))
        return _draw(request, template, form, status=422, **files)
    return _received(request, filed, kept) if filed else _draw(request, template, form, status=422, **files)


def _filed_before(form: EntryForm, post: Post, token: UUID) -> Filed | None:
    """The case of this form where only its answer was lost: a new firm is in the register by now, and found."""
    first = drafts.sent_as(token, person_id=post.person_id)
    return Filed(first, "", None) if first and first.body == form.cleaned_data.get("body") else None


def _typed(data: QueryDict) -> dict[str, Any]:
    return {name: value for name, value in data.items() if name not in {"csrfmiddlewaretoken", "look", "add_files"}}


def _file(request: HttpRequest, form: EntryForm, post: Post, token: UUID) -> Filed:
    """The case; a firm that the register lacks is noted first (the same caller twice is one firm)."""
    said = form.cleaned_data
    call = replace(
        form.call(source=said.get("source", Source.STATION)),
        external_no=said.get("external_no", ""),
        notice_version=privacy.record_read_out(post.county_id, actor=post),
    )
    firm_id = _noted(said, post) if said["firm"] == NEW else int(said["firm"])
    return filing.submit(call, firm_id=firm_id, actor=post, client_token=token, keep=keeper(request))


def _noted(said: dict[str, Any], post: Post) -> int:
    noted = noting.note(
        post.county_id,
        name=said["new_name"],
        phone=said["contact_phone"],
        place_id=said["town"],
        is_person=said["new_is_person"],
        actor=post,
    )
    return noted.pk


def _about(ticket: Ticket, post: Post) -> str:
    """The sentence about a number that is known; the case is named only to whoever may see it."""
    if tickets_for(post).filter(pk=ticket.pk).exists():
        return _("这个编号已有工单 %(number)s，请打开那一件接着办") % {"number": ticket.number}
    return _("这个编号已经登记过，由别的行业党委在办")


def _received(request: HttpRequest, filed: Filed, kept: Sent) -> HttpResponse:
    """On to what is read out or handed over; a repeated form leaves the session alone, which carries the code."""
    name = "receipt" if acting_post(request).role == Role.SITE_CLERK else "entered"
    address = reverse(name, args=[filed.ticket.number])
    if filed.event is None:
        return HttpResponseRedirect(f"{address}?again={len(kept.problems)}", status=303)
    kept.tell(request, number=filed.ticket.number)
    danger.warn(request, filed.ticket.body)
    return HttpResponseRedirect(address, status=303)
