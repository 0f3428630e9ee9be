"""Saving a call form as it is typed, and what the page says about the words meanwhile."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Final
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from journal import clock
from orgs.models import Person, Post
from orgs.queries import posts_of, today
from tickets.call_forms import FORMS, answers_in, town_of
from tickets.exceptions import NotDone
from tickets.models import Device, Draft
from tickets.personal import sensitive_words
from tickets.queries.catalogue import in_force
from tickets.queries.drafts import draft_of
from tickets.queries.similar import similar_case
from tickets.services import drafts
from tickets.services.nearby import InTown, open_in_town
from tickets.suggesting import alarms, kinds_of, suggest
from tickets.views.calling import Filling, calling, own_firm, read_key
from tickets.views.case import acting_post
from web.errors import brought_files, kept_text
from web.moments import moment
from web.pages import page

MOVED: Final = "tickets/firm/moved.html"
HINTS: Final = "tickets/firm/_hints.html"
View = Callable[..., HttpResponseBase]


def page_of(request: HttpRequest) -> drafts.Page:
    """The page that saves. A forged version is simply an old one."""
    version = request.POST.get("version", "")
    return drafts.Page(
        version=int(version) if version.isascii() and version.isdigit() and len(version) < len(str(2**31)) else 0,
        writer=request.POST.get("page_token", "")[:40].replace("\x00", ""),
        device=device_of(request.headers.get("User-Agent", "")),
    )


def device_of(agent: str) -> Device:
    """Phone, tablet or computer, as far as a browser tells."""
    said = agent.lower()
    if "ipad" in said or "tablet" in said or ("android" in said and "mobile" not in said):
        return Device.TABLET
    return Device.PHONE if any(word in said for word in ("mobile", "iphone", "android")) else Device.COMPUTER


def writing(post: Post, token: UUID) -> Filling:
    """The draft that a page writes into, or the one that its first save begins: `drafts.save` says what was sent."""
    for draft in draft_of(post, token):
        return Filling(token, post, draft.firm, draft)
    return Filling(token, post, own_firm(post))


def keeping(view: View) -> View:
    """A POST that meets an expired session still saves its words, with the page's own key; then 401 as everywhere."""

    @wraps(view)
    def kept(request: HttpRequest, draft: UUID) -> HttpResponseBase:
        if request.method != "POST" or request.user.is_authenticated or not _kept_by_key(request, draft):
            return view(request, draft)
        back = urlencode({"next": reverse(f"call_{_step(request)}", args=[draft])})
        sign_in = f"{resolve_url('account_login')}?{back}"
        context = {"sign_in": sign_in, "kept": kept_text(request), "saved": True, "files": brought_files(request)}
        return render(request, "web/_expired.html" if _by_itself(request) else "web/expired.html", context, status=401)

    return kept


def _by_itself(request: HttpRequest) -> bool:
    """Whether the page's script saves; otherwise a person has pressed a button and leaves the page."""
    return request.resolver_match is not None and request.resolver_match.url_name == "call_save"


def _step(request: HttpRequest) -> str:
    """Which page of the form sends: its own address says so, or the script that saves for it."""
    name = request.resolver_match.url_name if request.resolver_match else ""
    asked = request.GET.get("step", "") if name == "call_save" else str(name).removeprefix("call_")
    return asked if asked in FORMS else "what"


def _kept_by_key(request: HttpRequest, token: UUID) -> bool:
    drawn = read_key(request.POST.get("draft_token", ""), token)
    if drawn is None:
        return False
    person_id, firm_id = drawn
    person = Person.objects.filter(pk=person_id, is_active=True).first()
    posts = posts_of(person, on=today(clock.now())) if person else []
    post = next((each for each in posts if each.organisation_id == firm_id), None)
    if post is None:
        return False
    answers = answers_in(_step(request), request.POST)
    firm = own_firm(post)
    try:
        # A page that saves by itself stays, and goes on saving once its person has signed in again.
        leaves = not _by_itself(request)
        drafts.save(token, firm=firm, answers=answers, page=page_of(request), actor=post, goes_on=leaves)
    except (NotDone, PermissionDenied, Draft.DoesNotExist):
        return False
    return True


@require_POST
@keeping
@calling
def save(request: HttpRequest, draft: UUID) -> HttpResponse:
    """`/call/<draft>/save/?step=…`: the page saves by itself. 409 shows both texts, or the case it has become."""
    step, post = _step(request), acting_post(request)
    try:
        filling = writing(post, draft)
        answers = answers_in(step, request.POST)
        saved = drafts.save(draft, firm=filling.firm, answers=answers, page=page_of(request), actor=post)
    except drafts.DraftMoved as late:
        return moved(request, late.draft, step, part=True)
    except drafts.DraftSent as sent:
        words = _("您已提交过这件事，编号 %(number)s，没有重复提交") % {"number": sent.ticket.number}
        return JsonResponse({"said": words}, status=409)
    except drafts.DraftRefused:
        return JsonResponse({"said": _("没有自动保存：内容太长，或草稿太多")}, status=422)
    except Draft.DoesNotExist as elsewhere:
        raise Http404 from elsewhere
    said = _("已保存 %(when)s，换个手机也能接着写") % {"when": f"{timezone.localtime(clock.now()):%H:%M}"}
    return JsonResponse({"version": saved.version, "said": said})


def moved(request: HttpRequest, draft: Draft, step: str, *, part: bool = False) -> HttpResponse:
    """409: another page has saved since this one was drawn. Both texts are shown, and a person chooses."""
    mine = {name: drafts.storable(said) for name, said in answers_in(step, request.POST).items()}
    form = FORMS[step](county_id=draft.firm.county_id)
    rows = [
        (form.fields[name].label, in_words(form.fields[name], draft.say(name)), in_words(form.fields[name], said))
        for name, said in mine.items()
        if name in form.fields and said != draft.say(name)
    ]
    context = {
        "draft": draft,
        "address": reverse(f"call_{step}", args=[draft.token]),
        "rows": rows,
        "mine": mine,
        "when": moment(draft.updated_at, now=clock.now()),
        "part": part,
    }
    if part:
        return render(request, "tickets/firm/_moved.html", context, status=409)
    return page(request, MOVED, context, part=MOVED, status=409)


def in_words(field: forms.Field, said: str) -> str:
    """An answer as a person reads it: the label of a choice, yes or no for a box."""
    if isinstance(field, forms.BooleanField):
        return _("是") if said else _("否")
    if isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        return next((str(label) for value, label in choices if str(value) == said), said)
    return said


@require_POST
@calling
def hint(request: HttpRequest, draft: UUID) -> HttpResponse:
    """`/call/<draft>/hint/`: what the words typed so far may mean. Keeps nothing."""
    filling = writing(acting_post(request), draft)
    said = {name: request.POST[name] for name in ("body", "category") if name in request.POST}
    said["not_same"] = filling.answers.get("not_same", "")
    return page(request, HINTS, {**hints(filling, said), "live": True}, part=HINTS)


def hints(filling: Filling, said: Mapping[str, Any]) -> dict[str, Any]:
    """Likely categories and the one that is chosen, what is open and resembles it, numbers to ring first."""
    text, chosen = str(said.get("body", "")), said.get("category")
    categories = in_force(filling.post.organisation.county) if text.strip() else ()
    guesses = suggest(text, kinds_of(categories))
    chips = [(str(guess.id), guess.name) for guess in guesses]
    own = next(((str(each.pk), each.name) for each in categories if str(each.pk) == chosen), None)
    if own and own not in chips:
        chips = [own, *chips]
    similar = similar_case(filling.post, firm_id=filling.firm.pk, text=text, guesses=guesses) if guesses else None
    if similar and similar.number == said.get("not_same"):
        similar = None
    near = _near(filling, int((own or chips[0])[0])) if chips and not similar else None
    return {
        "token": filling.token,
        "chips": chips,
        "chosen": chosen,
        "similar": similar,
        "near": near,
        "alarms": alarms(text),
        "personal": sensitive_words(text),
    }


def _near(filling: Filling, category_id: int) -> InTown | None:
    """How many in the firm's town wait for what these words mean, as it seems; the last page lets it join them."""
    town_id = town_of(filling.firm)
    if town_id is None or filling.answers.get("confidential"):
        return None
    return open_in_town(town_id=town_id, category_id=category_id, firm_id=filling.firm.pk, now=clock.now())
