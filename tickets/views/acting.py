"""Acting on a case: `POST /tickets/<number>/<action>/`. Who was too late is told, and keeps their words."""

from collections.abc import Callable
from typing import Any, Final, cast
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
from orgs.statuses import FIRM_SIDE
from orgs.working_days import calendar_of
from tickets import (
    exclusion_policies,
    group_policies,
    ledger_policies,
    pauses,
    policies,
    reopening_policies,
    supervision_policies,
    unit_policies,
    whistle_policies,
    withdrawal_policies,
)
from tickets.action import On
from tickets.actions import ACTIONS, BY_VERB
from tickets.exceptions import Blocked, Busy, NotDone, NotPossibleNow, OutOfTime, StaleWrite
from tickets.form_bases import ActionForm, BoxesForm, FilesForm, named
from tickets.forms import FORMS, form_for
from tickets.masking import is_masked
from tickets.models import SupervisionOrder, Ticket
from tickets.nav import home_list
from tickets.offers import offer_of, own_leg
from tickets.queries.drafts import drafts_for
from tickets.queries.lists import desk_tab_of, legs_for
from tickets.queries.timeline import may_read
from tickets.services import excluding, extending, ledgering, mutual_rating, objecting, returning
from tickets.views import danger, taking
from tickets.views.case import acting_post, case_of, case_page
from tickets.views.performing import PERFORM, Act
from tickets.views.taking import NOTHING_SENT, Sent, SentBoxes
from web.errors import conflict
from web.moments import moment
from web.pages import done

# Policies that also ask how the case stands; whether a post could ever do it is the broader question.
_BROADER: Final[dict[Callable[[Any, Any], bool], Callable[[Any, Any], bool]]] = {
    policies.may_review: policies.rules_on_requests,
    policies.may_rule_on_rejection: policies.rules_on_requests,
    policies.may_refuse_rejection: policies.rules_on_requests,
    policies.may_rule_on_return: policies.rules_on_requests,
    policies.may_rule_on_extension: policies.rules_on_requests,
    policies.may_rule_on_pause: policies.rules_on_requests,
    policies.may_end_pause: policies.may_stand_by,
    policies.may_send_elsewhere: policies.may_triage,
    policies.may_decide: policies.may_triage,
    policies.may_ask: policies.may_triage,
    policies.may_appeal: policies.is_the_firm,
    policies.may_urge: policies.could_urge,
    reopening_policies.may_ask: policies.may_supplement,
    reopening_policies.may_rule: reopening_policies.could_rule,
    policies.may_rate: policies.is_the_firm,
    policies.may_settle: policies.settles,
    exclusion_policies.may_agree: exclusion_policies.heads_the_unit,
    exclusion_policies.may_grant: policies.settles,
    exclusion_policies.may_object: policies.may_supplement,
    exclusion_policies.may_review: policies.settles,
    supervision_policies.may_order: policies.settles,
    supervision_policies.may_rule_on_answer: policies.settles,
    supervision_policies.may_raise: policies.settles,
    ledger_policies.may_rule: policies.settles,
    ledger_policies.may_review: policies.settles,
    ledger_policies.may_strike_off: policies.settles,
    withdrawal_policies.may_check: policies.may_call,
    withdrawal_policies.may_tell: policies.may_rate,
    group_policies.may_join: group_policies.may_group,
    group_policies.may_take_out: group_policies.may_group,
    group_policies.may_split: policies.may_triage,
    unit_policies.may_add_assist: policies.may_stand_by,
    unit_policies.may_waive_assist: policies.may_stand_by,
    whistle_policies.may_blow: whistle_policies.could_blow,
    whistle_policies.may_end: whistle_policies.could_end,
}
# Acts on the case that a unit with a leg may do: one that had a leg was overtaken, not barred.
_OF_UNITS_THAT_WORKED: Final = frozenset(
    {
        policies.may_ask,
        policies.may_note,
        whistle_policies.may_blow,
        supervision_policies.may_answer,
        unit_policies.may_add_assist,
        unit_policies.may_waive_assist,
    }
)


_ABOUT_A_RATING: Final = {"ask_exclusion": excluding.too_late, "object_exclusion": objecting.too_late}
_RULED_ON: Final = {name for name in ACTIONS if name.startswith(("ask_", "object_"))} | {
    "give_back",
    "propose_rejection",
}
_BY_LINK: Final = ACTIONS["rate"].verb


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
    if {"suggest", "add_files", "preview"} & data.keys() and offer_of(action, ticket, post):
        again = _drawn_again(action, ticket, post, data)
        return case_page(request, ticket, opened=action, bound={action: sent.told_to(again)})
    form = form_for(action, ticket=ticket, post=post, data=data)
    if form.is_valid():
        try:
            PERFORM[action](Act(ticket, post, form.cleaned_data))
            sent.tell(request, number=ticket.number)
            danger.warn(request, str(form.cleaned_data.get(danger.SAID.get(action, ""), "")))
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
    leg, now, calendar = own_leg(ticket, post), clock.now(), calendar_of(ticket.county)
    if action in {"rate_units", "rate_whistle"}:
        return mutual_rating.all_too_late(ticket, post, now=now)
    if action in _ABOUT_A_RATING:
        return _ABOUT_A_RATING[action](ticket, now=now, calendar=calendar)
    if action == "give_back" and leg is not None:
        return returning.too_late(leg, now=now, calendar=calendar)
    if action == "ask_extension":
        clocks = extending.clocks_of(ticket)
        room = extending.room_now(ticket, clocks, now=now, calendar=calendar)
        return extending.too_late(clocks, now=now) if room is None else None
    if action in {"ask_pause", "ask_ledger"} and (sentence := pauses.too_late(extending.clocks_of(ticket), now=now)):
        return ledgering.too_late() if action == "ask_ledger" else OutOfTime(sentence)
    return None


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


def _files_of(request: HttpRequest, data: QueryDict, *, action: str, ticket: Ticket, post: Post) -> Sent | SentBoxes:
    """The files that came with the form, kept before its words are judged."""
    if not FORMS[action].takes_files:
        return NOTHING_SENT
    if issubclass(FORMS[action], BoxesForm):
        boxed = cast("BoxesForm", form_for(action, ticket=ticket, post=post, data=data))
        for kind, token in boxed.tokens.items():
            data[f"token-{kind}"] = str(token)  # a lost one is replaced: form and files agree on it
        return taking.for_boxes(request, post=post, form=boxed)
    return taking.for_form(request, data, post=post, form=named(action, ticket))


def _drawn_again(action: str, ticket: Ticket, post: Post, data: QueryDict) -> ActionForm:
    """The form with all that was typed, but the units of the newly chosen category."""
    form = form_for(action, ticket=ticket, post=post)
    names = [name for name in form.fields if name in data and name not in {"lead", "assists"}]
    form.initial = {name: data.get(name) for name in names}
    if isinstance(form, BoxesForm):
        form.initial |= {name: data[name] for name in data if name.startswith("token-")}
        form.previewed = "preview" in data
    return form


def _never(action: str, ticket: Ticket, post: Post) -> bool:
    """Whether this post has no part in such an act, however the case stands: then nobody was faster."""
    row = ACTIONS[action]

    def worked_here() -> bool:
        return own_leg(ticket, post) is not None or legs_for(post).filter(ticket=ticket).exists()

    if row.on is On.LEG:
        return post.role not in policies.UNIT_ROLES | policies.DESK_ROLES or not worked_here()
    if action == "answer_order" and _was_ordered(ticket, post):
        return False
    if action == "note" and whistle_policies.was_called(ticket, post):
        return False  # its whistle has ended meanwhile
    question = row.once or _BROADER.get(row.policy, row.policy)
    if question(ticket, post):
        return False
    return row.policy not in _OF_UNITS_THAT_WORKED or not worked_here()


def _was_ordered(ticket: Ticket, post: Post) -> bool:
    """Whether the office ever ordered this post's unit: whoever answers too late was overtaken, not barred."""
    if post.role not in policies.UNIT_ROLES | policies.DESK_ROLES:
        return False
    return SupervisionOrder.objects.filter(ticket=ticket, unit=post.organisation_id).exists()


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
        .filter(verb__in=[verb for verb, row in BY_VERB.items() if row.decides or row.once])
        .order_by("-seq")
        .first()
    )
    if last is not None and not may_read(last, for_firm=reader.role in FIRM_SIDE, unit=reader.organisation_id):
        return None
    return last


def what_happened(last: Event | None, *, ticket: Ticket, reader: Post) -> str:
    """此件刚有变化：供电公司 今天 10:42 “签收”. Units are named, never people; a confidential firm is not."""
    if last is None:
        return _("此件刚有变化。您写的内容保留在下方。")
    who = Post.objects.select_related("organisation").filter(pk=last.post or 0).first()
    name = who.organisation.display_name if who else _("企业") if last.verb == _BY_LINK else _("系统")
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
    """The green banner, in the button's own words: what was done, or handed to somebody who rules on it."""
    said = _("已提交：%(what)s") if action in _RULED_ON else _("已完成：%(what)s")
    return said % {"what": ACTIONS[action].label}


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
