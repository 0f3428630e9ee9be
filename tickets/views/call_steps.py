"""The three pages of a call: what happened, where and how bad, check and send. Whatever is wrong, nothing is lost."""

from dataclasses import replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from journal import clock
from orgs.middleware import now_of
from orgs.models import Post
from tickets.call_forms import FORMS, WhatForm, WhereForm, answers_in, call_of
from tickets.exceptions import Busy, TokenReused
from tickets.models import Draft, Ticket
from tickets.personal import sensitive_in
from tickets.queries import tickets_for
from tickets.queries.catalogue import in_force
from tickets.services import attaching, drafts, filing, numbers
from tickets.services.nearby import InTown, open_in_town
from tickets.statuses import Source
from tickets.suggesting import alarms, kinds_of, suggest
from tickets.views import taking
from tickets.views.call_saving import hints, keeping, moved, page_of, writing
from tickets.views.calling import Filling, begun, calling, filling_of, received
from tickets.views.case import acting_post
from tickets.views.receipt import keeper
from web.errors import conflict
from web.moments import moment
from web.pages import done, page

NEXT: Final = {"what": "where", "where": "check"}
AnyForm = WhatForm | WhereForm


def address(name: str, token: UUID) -> str:
    """The address of one of the form's pages."""
    return reverse(f"call_{name}", args=[token])


@require_safe
@calling
def new(request: HttpRequest, draft: UUID) -> HttpResponse:
    """`/call/<draft>/new/`: a form that nothing has been saved of yet."""
    filling = begun(request, draft)
    return filling if isinstance(filling, HttpResponse) else _draw(request, filling, "what")


@require_http_methods(["GET", "HEAD", "POST"])
@keeping
@calling
def what(request: HttpRequest, draft: UUID) -> HttpResponse:
    """`/call/<draft>/what/`: 422 keeps all that was typed and sent, 409 shows both texts."""
    return _step(request, draft, "what")


@require_http_methods(["GET", "HEAD", "POST"])
@keeping
@calling
def where(request: HttpRequest, draft: UUID) -> HttpResponse:
    """`/call/<draft>/where/`: as the first page."""
    return _step(request, draft, "where")


def _step(request: HttpRequest, token: UUID, step: str) -> HttpResponse:
    post = acting_post(request)
    try:
        if request.method == "POST":
            return _take(request, writing(post, token), step)
        return _draw(request, filling_of(post, token), step)
    except drafts.DraftSent as sent:
        return _sent_before(request, post, sent.ticket, step) if request.method == "POST" else received(sent.ticket)
    except Draft.DoesNotExist as elsewhere:
        raise Http404 from elsewhere


def _form(step: str, filling: Filling, **how: Any) -> AnyForm:
    return FORMS[step](county_id=filling.firm.county_id, **how)


def _draw(
    request: HttpRequest, filling: Filling, step: str, form: AnyForm | None = None, *, status: int = 200, **more: Any
) -> HttpResponse:
    """A page of the form. `?check=1` says at once what the last page found missing."""
    answers = filling.answers
    if form is None:
        how = "data" if "check" in request.GET else "initial"
        form = _form(step, filling, **{how: answers})
    told = {**answers, "body": form["body"].value() or ""} if step == "what" else answers
    asks = step == "what" or "category" not in answers
    context = {
        "filling": filling,
        "form": form,
        "version": filling.draft.version if filling.draft else 0,
        "page_token": uuid4().hex,
        "then": request.POST.get("then", request.GET.get("then", "")),
        "files": attaching.of_form(filling.post.person, filling.token),
        "now": now_of(request),
        **(hints(filling, told) if asks else {"alarms": alarms(told["body"])}),
        **more,
    }
    template = f"tickets/firm/call_{step}.html"
    return page(request, template, context, part=template, status=status)


def _take(request: HttpRequest, filling: Filling, step: str) -> HttpResponse:
    """The words are kept while the files are looked at, then the files; only then are the words judged."""
    said = answers_in(step, request.POST)
    form = _form(step, filling, data={**filling.answers, **said})
    post, draft, refused = filling.post, None, None
    with attaching.looking_at(request.FILES.getlist("files")) as looked:
        try:
            draft = drafts.save(
                filling.token, firm=filling.firm, answers=said, page=page_of(request), actor=post, goes_on=True
            )
        except (drafts.DraftMoved, drafts.DraftRefused) as late:
            refused = late
    problems = taking.take(request, person=post.person, token=filling.token, looked=looked.result()).sentences()
    if isinstance(refused, drafts.DraftMoved):
        return moved(request, refused.draft, step)
    if draft is None:
        if form.is_valid():
            return conflict(request, message=_("草稿已经有 20 份，请先提交或删除几份。"), onward=reverse("call"))
        return _draw(request, filling, step, form, status=422, problems=problems)
    filling = Filling(filling.token, post, filling.firm, draft)
    return _asked_for(request, filling) or _judged(request, filling, step, form, problems=problems)


def _judged(request: HttpRequest, filling: Filling, step: str, form: AnyForm, *, problems: list[str]) -> HttpResponse:
    """On to the next page, or the same one with what is wrong."""
    if "add_files" in request.POST:
        return _draw(request, filling, step, _form(step, filling, initial=filling.answers), problems=problems)
    if not form.is_valid():
        return _draw(request, filling, step, form, status=422, problems=problems)
    for sentence in problems:
        messages.warning(request, sentence)
    onward = "check" if request.POST.get("then") == "check" else NEXT[step]
    return HttpResponseRedirect(address(onward, filling.token), status=303)


def _asked_for(request: HttpRequest, filling: Filling) -> HttpResponse | None:
    """Another way on than the next page: later, or with a case that is already open."""
    if "later" in request.POST:
        return done(request, reverse("call"), _("已保存为草稿，随时可以接着填"))
    number = request.POST.get("onto", "")
    named = number and number.isascii() and number.isprintable()
    if named and tickets_for(filling.post).filter(number=number).exists():
        messages.info(request, _("您刚才写的内容放在“补充说明”里了，点“发送”就接着这件说。"))
        return HttpResponseRedirect(f"{reverse('act', args=[number, 'add'])}?draft={filling.token}#h-add", status=303)
    return None


def _sent_before(request: HttpRequest, post: Post, first: Ticket, step: str) -> HttpResponse:
    """409: the draft has become a case and this page says something else. A fresh form lets it be sent as well."""
    said = answers_in(step, request.POST)
    uploads = request.FILES.getlist("files")
    if step != "what" or drafts.storable(said.get("body", "")).strip() == first.body:
        return received(first, left_out=len(uploads))
    filling = Filling(uuid4(), post, first.firm)
    kept = taking.take(request, person=post.person, token=filling.token)
    form = _form("what", filling, initial=said)
    return _draw(request, filling, "what", form, status=409, first=first, problems=kept.sentences())


@require_http_methods(["GET", "HEAD", "POST"])
@calling
def check(request: HttpRequest, draft: UUID) -> HttpResponse:
    """`/call/<draft>/check/`: the answers once more, and the button that sends them. 409 when they have moved."""
    post = acting_post(request)
    try:
        return _checked(request, filling_of(post, draft), send=request.method == "POST")
    except drafts.DraftSent as sent:
        return received(sent.ticket)
    except drafts.DraftMoved as late:
        # Sent from a page that did not show the last words: show them, and let the person press once more.
        return _checked(request, Filling(draft, post, late.draft.firm, late.draft), send=False, moved_on=True)


def _checked(request: HttpRequest, filling: Filling, *, send: bool, moved_on: bool = False) -> HttpResponse:
    """The summary or the sending of answers that are all right; the page to go back to where one is not."""
    code = (
        numbers.new_code() if send and "later" not in request.POST else None
    )  # its slow hash is ready by the time that the answers are judged
    answers = filling.answers
    whole = {name: _form(name, filling, data=answers) for name in FORMS}
    if missing := next((name for name, form in whole.items() if not form.is_valid()), ""):
        return HttpResponseRedirect(f"{address(missing, filling.token)}?check=1&then=check", status=303)
    call = call_of(whole["what"].cleaned_data, whole["where"].cleaned_data, source=Source.SELF)
    if "together" in request.POST and not call.confidential:
        call = replace(call, wants_group=True)
    return _send(request, filling, call, code) if send else _summary(request, filling, call, whole, moved_on=moved_on)


def _draft(filling: Filling) -> Draft:
    if filling.draft is None:
        raise Http404
    return filling.draft


def _summary(
    request: HttpRequest, filling: Filling, call: filing.Call, whole: dict[str, AnyForm], *, moved_on: bool
) -> HttpResponse:
    draft = _draft(filling)
    categories: Any = whole["what"].fields["category"]
    where_form: Any = whole["where"]
    context = {
        "filling": filling,
        "call": call,
        "place": where_form.place_words,
        "category": dict(categories.choices).get(call.category_id, ""),
        "about": dict(where_form.fields["about_org"].choices).get(call.about_org_id, "") if call.about_org_id else "",
        # Without a guess the page before has nothing to choose from: then nobody is sent there.
        "may_choose": bool(
            call.category_id or suggest(call.body, kinds_of(in_force(filling.post.organisation.county)))
        ),
        "version": draft.version,
        "files": attaching.of_form(filling.post.person, filling.token),
        "alarms": alarms(call.body),
        "personal": sensitive_in(call),
        "near": _near(filling, call, now=now_of(request)),
        "moved": _moved_words(draft) if moved_on else "",
    }
    template = "tickets/firm/call_check.html"
    return page(request, template, context, part=template, status=409 if moved_on else 200)


def _near(filling: Filling, call: filing.Call, *, now: datetime) -> InTown | None:
    """How many firms of the town wait for the same; a confidential call is handled by itself."""
    if call.category_id is None or call.confidential:
        return None
    return open_in_town(town_id=call.town_id, category_id=call.category_id, firm_id=filling.firm.pk, now=now)


def _moved_words(draft: Draft) -> str:
    return _("另一台%(device)s（或另一个窗口）%(when)s 改过，请再核对一遍。") % {
        "device": draft.get_device_display(),
        "when": moment(draft.updated_at, now=clock.now()),
    }


def _send(request: HttpRequest, filling: Filling, call: filing.Call, code: numbers.Code | None) -> HttpResponse:
    """File the call; the code goes along in the session, once. A replay leaves the session alone."""
    if "later" in request.POST:
        return done(request, reverse("call"), _("已保存为草稿，随时可以接着填"))
    draft = _draft(filling)
    if page_of(request).version != draft.version:
        raise drafts.DraftMoved(draft)
    try:
        filed = filing.submit(
            call,
            firm_id=filling.firm.pk,
            actor=filling.post,
            client_token=filling.token,
            draft_version=draft.version,
            code=code,
            keep=keeper(request),
        )
    except TokenReused as reused:
        return received(reused.ticket)
    except Busy:
        again = address("check", filling.token)
        return conflict(request, message=_("您的另一次提交还没有存完，请稍等几秒再提交一次。"), onward=again)
    if filed.event is None:  # two presses at once: the first one's session carries the code
        return received(filed.ticket)
    return HttpResponseRedirect(reverse("receipt", args=[filed.ticket.number]), status=303)
