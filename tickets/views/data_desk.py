"""`/data-requests/` (个人信息请求): what people ask about their data, by date; answering; what callers ask."""

from typing import Final

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from journal import clock
from orgs.access import post_required, proven
from orgs.exceptions import Refused
from orgs.middleware import PostRequest
from orgs.models import Post
from tickets import data_policies
from tickets.data_forms import AnswerForm, CallerForm
from tickets.data_kinds import Answer, Wish
from tickets.exceptions import NotDone
from tickets.models import DataRequest
from tickets.queries import personal_copy
from tickets.services import callers, data_desk
from tickets.views.data import JSON_FILE, noted, written
from web.downloads import download
from web.errors import conflict
from web.pages import done, page
from web.paging import keyset

SIZE: Final = 30
answerers = post_required(*sorted(data_policies.ANSWERERS))
LIST, ONE, ENTRY = "tickets/data/requests.html", "tickets/data/request.html", "tickets/data/entry.html"


@require_safe
@answerers
def data_requests(request: PostRequest) -> HttpResponse:
    """What waits, by its date; `?answered=1` what was answered, the newest first."""
    answered = request.GET.get("answered") == "1"
    mine = DataRequest.objects.read_by(_acting(request)).select_related("person")
    rows = mine.exclude(state=Answer.WAITING) if answered else mine.waiting()
    order = ("-at", "-id") if answered else ("due_at", "id")
    shown = keyset(rows, after=request.GET.get("after"), order=order, size=SIZE)
    context = {"rows": shown.items, "next": shown.next, "answered": answered, "now": clock.now()}
    return page(request, LIST, context, part=LIST)


@require_http_methods(["GET", "HEAD", "POST"])
@answerers
@proven
def data_request(request: PostRequest, request_id: int) -> HttpResponse:
    """One request. 403 where it is one's own, 409 when somebody was faster or something stands against it.

    A caller's is not there for the security administrator: it is about cases.
    """
    post, found = _acting(request), _found(request, request_id)
    form = AnswerForm(request.POST if request.method == "POST" else None, wish=Wish(found.wish))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        act = data_desk.grant if said["ruling"] == "grant" else data_desk.refuse
        try:
            act(found.pk, answer=said["answer"], actor=post)
        except (Refused, NotDone) as problem:
            words = problem if isinstance(problem, Refused) else _("有一件诉求正有人在办，请稍等几秒再答复一次。")
            return conflict(request, message=words, onward=reverse("data_request", args=[found.pk]))
        return done(request, reverse("data_requests"), _("已答复。"))
    context = {
        "asked": found,
        "form": form if data_policies.may_answer(found, post) else None,
        "copy": data_policies.may_take_copy(found, post),
        "now": clock.now(),
    }
    return page(request, ONE, context, part=ONE, status=422 if form.errors else 200)


@require_POST
@answerers
@proven
def data_request_file(request: PostRequest, request_id: int) -> HttpResponse:
    """The copy for a caller, to be handed to them; every time is noted. 409 where a colleague has to."""
    post, found = _acting(request), _found(request, request_id)
    if not data_policies.may_take_copy(found, post):
        raise Http404
    try:
        callers.refuse_barred(found, actor=post)
    except Refused as problem:
        return conflict(request, message=problem, onward=reverse("data_request", args=[found.pk]))
    content = written(personal_copy.of_caller(found))
    noted(request, content, subject=found.asked_by_person, county=found.county_id, asked=found.pk)
    return download(content, name=_("个人信息.json"), content_type=JSON_FILE)


@require_http_methods(["GET", "HEAD", "POST"])
@post_required(*sorted(data_policies.WRITERS))
def data_entry(request: PostRequest) -> HttpResponse:
    """Write down what a caller asks for."""
    post = _acting(request)
    form = CallerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        data_desk.ask_for_caller(
            name=said["name"], phone=said["phone"], said=form.said, client_token=said["client_token"], actor=post
        )
        return done(request, reverse("data_entry"), _("已登记，党委办公室会按时答复。"))
    return page(request, ENTRY, {"form": form}, part=ENTRY, status=422 if form.errors else 200)


def _found(request: PostRequest, request_id: int) -> DataRequest:
    rows = DataRequest.objects.read_by(_acting(request))
    found: DataRequest = get_object_or_404(
        rows.select_related("person", "asked_by__organisation", "asked_by_person", "ruled_by__organisation"),
        pk=request_id,
    )
    return found


def _acting(request: PostRequest) -> Post:
    if request.post is None:
        raise Http404
    return request.post
