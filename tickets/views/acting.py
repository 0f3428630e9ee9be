"""Acting on a case: `POST /tickets/<number>/<action>/`. Who was too late is told, and keeps their words."""

from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from journal import clock
from journal.models import Event
from orgs.access import post_required
from orgs.models import Post
from orgs.working_days import calendar_of
from tickets import policies
from tickets.actions import ACTIONS, BY_VERB, On, Readers
from tickets.exceptions import Blocked, Busy, NotDone, NotPossibleNow, OutOfTime, StaleWrite
from tickets.form_bases import ActionForm, FilesForm, named
from tickets.forms import FORMS, form_for
from tickets.masking import is_masked
from tickets.models import Ticket
from tickets.nav import home_list
from tickets.offers import offer_of, own_leg
from tickets.queries.drafts import drafts_for
from tickets.queries.lists import desk_tab_of, legs_for
from tickets.services import returning
from tickets.views import taking
from tickets.views.case import FIRM_SIDE, acting_post, case_of, case_page
from tickets.views.performing import PERFORM, Act
from tickets.views.taking import NOTHING_SENT, Sent
from web.errors import conflict
from web.moments import moment
from web.pages import done

# Policies that also ask how the case stands; whether a post could ever do it is the broader question.
_BROADER: Final[dict[Callable[[Any, Any], bool], Callable[[Any, Any], bool]]] = {
    policies.may_review: policies.may_triage,
    policies.may_rule_on_rejection: policies.may_triage,
    policies.may_rule_on_return: policies.rules_on_returns,
    policies.may_send_elsewhere: policies.may_triage,
    policies.may_decide: policies.may_triage,
    policies.may_ask: policies.may_triage,
    policies.may_appeal: policies.is_the_firm,
}


@require_http_methods(["GET", "HEAD", "POST"])
@post_required()
def act(request: HttpRequest, number: str, action: str) -> HttpResponse:
    """GET shows the case with this action's form open; POST does it.

    404 for what the post may not see, 403 for what it never does, 409 when somebody was faster, 422 with all that
    was typed. “按此类别重新建议” and “再加照片” are POSTs that only draw the form again.
    """
    if action not in FORMS:
        raise Http404
    post, ticket = acting_post(request), case_of(request, number)
    if request.method != "POST":
        return case_page(request, ticket, opened=action, bound=_carried(request, action, ticket, post))
    if _never(action, ticket, post):
        raise PermissionDenied
    data, onward = typed(request), onward_to(request, ticket, post)
    sent = _files_of(request, data, action=action, ticket=ticket, post=post)
    if {"suggest", "add_files"} & data.keys() and offer_of(action, ticket, post):
        again = _drawn_again(action, ticket, post, data)
        return case_page(request, ticket, opened=action, bound={action: sent.told_to(again)})
    form = form_for(action, ticket=ticket, post=post, data=data)
    if form.is_valid():
        try:
            PERFORM[action](Act(ticket, post, form.cleaned_data))
            sent.tell(request, number=ticket.number)
            return done(request, onward, success_words(action))
        except (StaleWrite, NotPossibleNow, Busy, OutOfTime) as late:
            return too_late(request, ticket, late)
        except Blocked as blocked:
            _tell(form, blocked)
    expired = _out_of_time(action, ticket, post)
    if expired or offer_of(action, ticket, post) is None:
        return too_late(request, ticket, expired)
    return case_page(request, ticket, opened=action, bound={action: sent.told_to(form)}, status=422)


def _out_of_time(action: str, ticket: Ticket, post: Post) -> OutOfTime | None:
    """What would be refused as too late, were the form complete: then its page has no such form to be drawn again."""
    leg = own_leg(ticket, post)
    if action != "give_back" or leg is None:
        return None
    return returning.too_late(leg, now=clock.now(), calendar=calendar_of(ticket.county))


def _carried(request: HttpRequest, action: str, ticket: Ticket, post: Post) -> dict[str, ActionForm]:
    """“接着那件说”: what was begun as a call of its own stands in the form that adds to this case."""
    try:
        token = UUID(request.GET.get("draft", ""))
    except ValueError:
        return {}
    draft = drafts_for(post).filter(token=token).first()
    if action != "add" or draft is None or offer_of(action, ticket, post) is None:
        return {}
    form = form_for(action, ticket=ticket, post=post)
    if not isinstance(form, FilesForm):
        return {}
    form.initial = {"words": draft.say("body"), "client_token": draft.token}
    form.carries = str(draft.token)
    return {action: form}


def typed(request: HttpRequest) -> QueryDict:
    """What was typed. A lead out of the list of all units stands in a field of its own, beside the radios."""
    data = request.POST.copy()
    if data.get("lead") == "other":
        data["lead"] = data.get("lead_other", "")
    return data


def _files_of(request: HttpRequest, data: QueryDict, *, action: str, ticket: Ticket, post: Post) -> Sent:
    """The files that came with the form, kept before its words are judged."""
    if not FORMS[action].takes_files:
        return NOTHING_SENT
    return taking.for_form(request, data, post=post, form=named(action, ticket))


def _drawn_again(action: str, ticket: Ticket, post: Post, data: QueryDict) -> ActionForm:
    """The form with all that was typed, but the units of the newly chosen category."""
    form = form_for(action, ticket=ticket, post=post)
    names = [name for name in form.fields if name in data and name not in {"lead", "assists"}]
    form.initial = {name: data.get(name) for name in names}
    return form


def _never(action: str, ticket: Ticket, post: Post) -> bool:
    """Whether this post has no part in such an act, however the case stands: then nobody was faster."""
    row = ACTIONS[action]
    worked_here = legs_for(post).filter(ticket=ticket).exists
    if row.on is On.LEG:
        return post.role not in policies.UNIT_ROLES | policies.DESK_ROLES or not worked_here()
    question = _BROADER.get(row.policy, row.policy)
    if question(ticket, post):
        return False
    return row.policy not in {policies.may_ask, policies.may_note} or not worked_here()


def _tell(form: ActionForm, blocked: Blocked) -> None:
    """Put the rule's sentence at its field, or at the head of the form."""
    field = blocked.field if blocked.field in form.fields else None
    form.add_error(field, blocked.sentence)


def too_late(request: HttpRequest, ticket: Ticket, why: NotDone | None = None) -> HttpResponse:
    """Say who was faster and what they did, or that somebody is at it; the typed text stands on the page."""
    if isinstance(why, Busy):
        message = _("这件事正有人在办，请稍等几秒再点一次。您写的内容保留在下方。")
    elif isinstance(why, OutOfTime):
        message = _("%(why)s您写的内容保留在下方。") % {"why": why.sentence}
    else:
        message = what_happened(_last_act(ticket, acting_post(request)), ticket=ticket, reader=acting_post(request))
    return conflict(request, message=message, onward=reverse("ticket", args=[ticket.number]))


def _last_act(ticket: Ticket, reader: Post) -> Event | None:
    """What has just been decided on the case; a firm hears of no internal act."""
    last = (
        Event.objects.for_subject(Ticket.JOURNAL_NAME, ticket.pk)
        .filter(verb__in=[verb for verb, row in BY_VERB.items() if row.decides])
        .order_by("-seq")
        .first()
    )
    if last is not None and reader.role in FIRM_SIDE and BY_VERB[last.verb].readers is Readers.UNITS:
        return None
    return last


def what_happened(last: Event | None, *, ticket: Ticket, reader: Post) -> str:
    """此件刚有变化：供电公司 今天 10:42 “签收”. Units are named, never people; a confidential firm is not."""
    if last is None:
        return _("此件刚有变化。您写的内容保留在下方。")
    who = Post.objects.select_related("organisation").filter(pk=last.post or 0).first()
    name = who.organisation.display_name if who else _("系统")
    if who is not None and who.organisation_id in _callers(ticket) and is_masked(ticket, reader):
        name = _("保密诉求人")
    return _("此件刚有变化：%(who)s %(when)s “%(what)s”。您写的内容保留在下方。") % {
        "who": name,
        "when": moment(last.at, now=clock.now()),
        "what": BY_VERB[last.verb].firm_reads if reader.role in FIRM_SIDE else BY_VERB[last.verb].label,
    }


def _callers(ticket: Ticket) -> set[int]:
    return {ticket.firm_id, ticket.filed_by.organisation_id}


def success_words(action: str) -> str:
    """The green banner: what was done, in the button's own words."""
    return _("已完成：%(what)s") % {"what": ACTIONS[action].label}


def onward_to(request: HttpRequest, ticket: Ticket, post: Post) -> str:
    """Back to the case, or where the button asked for; worked out before the act moves the case out of its tab."""
    then, desk = request.POST.get("then"), home_list(post) == "desk"
    if desk and then == "list":
        return f"{reverse('desk')}?{urlencode({'tab': desk_tab_of(ticket), 'open': 'next'})}"
    if desk and then == "dispatch":
        return f"{reverse('desk')}?{urlencode({'tab': 'accepted', 'open': ticket.number, 'do': 'dispatch'})}"
    if desk and then == "pane":
        return f"{reverse('desk')}?{urlencode({'tab': desk_tab_of(ticket), 'open': ticket.number})}"
    if then == "queue":
        return reverse("queue")
    return reverse("ticket", args=[ticket.number])
