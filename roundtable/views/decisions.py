"""`/roundtable/decisions/`: what meetings decided, how it goes on, and how it is struck off (销号)."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from orgs.access import post_required
from orgs.middleware import now_of
from orgs.models import Post
from orgs.queries import today
from orgs.statuses import FIRM_SIDE, Role
from roundtable import decision_policies as policies
from roundtable.decision_forms import FORMS, ConfirmForForm, ConfirmForm
from roundtable.exceptions import Blocked, Moved
from roundtable.file_forms import EnclosingForm, pick_up
from roundtable.meeting_kinds import DecisionState
from roundtable.models import Decision, DecisionStrike, Named
from roundtable.policies import POOL_ROLES
from roundtable.queries import decisions as found
from roundtable.services import pursuing
from roundtable.views import enclosing
from roundtable.views.topics import base_of
from tickets.exceptions import Busy
from tickets.masking import as_read, firm_name
from tickets.policies import UNIT_ROLES
from tickets.queries import seen_among
from tickets.views.case import acting_post
from web.errors import conflict
from web.forms import Form
from web.pages import done, page

LIST, ONE = "roundtable/decisions.html", "roundtable/decision.html"
readers = post_required(*sorted(POOL_ROLES | UNIT_ROLES | FIRM_SIDE))
TAB_WORDS: Final = {
    "running": gettext_lazy("推进中"),
    "late": gettext_lazy("已超期"),
    "asked": gettext_lazy("申请销号"),
    "done": gettext_lazy("已销号"),
}


@require_safe
@readers
def decisions(request: HttpRequest) -> HttpResponse:
    """`?tab=` of `running`, `late`, `asked`, `done`."""
    post, now = acting_post(request), now_of(request)
    tab = request.GET.get("tab", "running")
    if tab not in found.TABS:
        raise Http404
    shown = found.decision_page(post, tab, today=today(now), after=request.GET.get("after"))
    context = {
        "base": base_of(post),
        "tabs": TAB_WORDS.items(),
        "tab": tab,
        "decisions": shown.items,
        "firm_side": post.role in FIRM_SIDE,
        "pool": post.role in POOL_ROLES,
        "next": shown.next,
        "today": today(now),
    }
    return page(request, LIST, context, part=LIST)


@require_safe
@readers
def decision(request: HttpRequest, decision_id: int) -> HttpResponse:
    """One decision: a firm reads what it was told and says whether it is solved, everybody else reads all of it."""
    post = acting_post(request)
    return _draw(request, _found(post, decision_id), post)


def _found(post: Post, decision_id: int) -> Decision:
    one = found.decision_for(post, decision_id)
    if one is None:
        raise Http404
    return one


def _draw(
    request: HttpRequest, one: Decision, post: Post, *, forms: Mapping[str, Form] | None = None, status: int = 200
) -> HttpResponse:
    strike = next((each for each in one.strikes.all() if each.upheld is None), None)
    offered = possible(one, strike, post)
    fresh = {"version": one.version}
    drawn = {name: (forms or {}).get(name) or _form(name, one, initial=fresh) for name in offered}
    pick_up(drawn.values(), post)
    wrong = next((form for form in (forms or {}).values() if form.errors), None)
    context = {
        "base": base_of(post),
        "decision": one,
        "strike": strike,
        "whole": policies.reads_all(one, post),
        "hand_over": one.state != DecisionState.DONE and policies.knows_of_conflicts(one, post),
        "named": _named(one, post, forms or {}),
        "forms": drawn,
        "form": wrong,
        "today": today(now_of(request)),
        "now": now_of(request),
    }
    return page(request, ONE, context, part=ONE, status=status)


def _form(name: str, one: Decision, **drawn: Any) -> Form:
    if name == "hand-over":
        drawn["units"] = found.units_in(one.county_id)
    if issubclass(FORMS[name], EnclosingForm):
        drawn["name"] = f"{name} decision {one.pk}"
    return FORMS[name](auto_id=f"{name}-%s", **drawn)


def possible(one: Decision, strike: DecisionStrike | None, post: Post) -> list[str]:
    """Which acts of `FORMS` the post may do now, in the order in which they are done."""
    may: dict[str, bool] = {
        "contact": policies.may_work(one, post),
        "report": policies.may_work(one, post),
        "ask": policies.may_ask(one, post),
        "sign": policies.may_sign(one, post),
        "audit": strike is not None and policies.may_audit(one, strike, post),
        "rule": strike is not None and policies.may_grant(one, strike, post),
        "take-back": policies.may_take_back(one, post),
        "hand-over": policies.may_hand_over(one, post),
    }
    return [name for name, allowed in may.items() if allowed]


def _named(one: Decision, post: Post, forms: Mapping[str, Form]) -> list[dict[str, Any]]:
    """The firms as this reader may know them: a firm itself alone, staff the cases that they see."""
    whole = policies.reads_all(one, post)
    rows = [each for each in one.named.all() if whole or policies.may_confirm(each, post)]
    seen = seen_among(post, [each.ticket_id for each in rows if each.ticket_id])
    return [
        {
            "named": each,
            "case": as_read(each.ticket, post) if each.ticket is not None and each.ticket_id in seen else None,
            "whose": _whose(each, post, seen),
            "form": _confirm_form(one, each, post, forms),
        }
        for each in rows
    ]


def _whose(named: Named, post: Post, seen: set[int]) -> str:
    if named.ticket is None:
        return str(named.firm.display_name)
    if named.ticket_id not in seen:
        return _("一件诉求")
    return firm_name(as_read(named.ticket, post), post)


def _confirm_form(one: Decision, named: Named, post: Post, forms: Mapping[str, Form]) -> Form | None:
    speaks = policies.may_confirm(named, post) or policies.may_confirm_for(one, post)
    if not (one.is_asked and named.said_at is None and speaks):
        return None
    return forms.get(f"confirm{named.pk}") or _confirming(named, post)


def _confirming(named: Named, post: Post, data: Any = None) -> ConfirmForm:
    form = ConfirmForm if policies.may_confirm(named, post) else ConfirmForForm
    return form(data, auto_id=f"id_{named.pk}_%s")


# --- acts -------------------------------------------------------------------------------------------------------------


def _contact(one: Decision, said: dict[str, Any], post: Post) -> None:
    pursuing.contact(one.pk, words=said["words"], client_token=said["client_token"], actor=post)


def _report(one: Decision, said: dict[str, Any], post: Post) -> None:
    pursuing.report(one.pk, **said, actor=post)


def _ask(one: Decision, said: dict[str, Any], post: Post) -> None:
    pursuing.ask(one.pk, **said, actor=post)


def _sign(one: Decision, said: dict[str, Any], post: Post) -> None:
    pursuing.sign(one.pk, actor=post, version=said["version"])


def _audit(one: Decision, said: dict[str, Any], post: Post) -> None:
    pursuing.audit(one.pk, upheld=said["upheld"], words=said["words"], actor=post, version=said["version"])


def _rule(one: Decision, said: dict[str, Any], post: Post) -> None:
    rule = pursuing.grant if said["upheld"] else pursuing.refuse
    rule(one.pk, words=said["words"], actor=post, version=said["version"])


def _take_back(one: Decision, said: dict[str, Any], post: Post) -> None:
    pursuing.take_back(one.pk, words=said["words"], actor=post, version=said["version"])


def _hand_over(one: Decision, said: dict[str, Any], post: Post) -> None:
    pursuing.hand_over(one.pk, lead_id=said["lead"], words=said["words"], actor=post, version=said["version"])


_DO: Final[Mapping[str, Callable[[Decision, dict[str, Any], Post], None]]] = {
    "contact": _contact, "report": _report, "ask": _ask, "sign": _sign, "audit": _audit, "rule": _rule,
    "take-back": _take_back, "hand-over": _hand_over,
}  # fmt: skip
_DONE: Final = {
    "contact": gettext_lazy("联系情况已登记"),
    "report": gettext_lazy("进展已报告"),
    "ask": gettext_lazy("已申请销号，企业会收到确认请求"),
    "sign": gettext_lazy("已签字，送党委办公室审核"),
    "audit": gettext_lazy("审核意见已提交"),
    "rule": gettext_lazy("意见已提交"),
    "take-back": gettext_lazy("销号申请已撤回"),
    "hand-over": gettext_lazy("已改由另一个单位牵头"),
}
_ACTORS: Final = post_required(*sorted(UNIT_ROLES | {Role.SUPERVISOR, Role.PARTY_SECRETARY}))


@require_POST
@_ACTORS
def decision_act(request: HttpRequest, decision_id: int, name: str) -> HttpResponse:
    """One of `FORMS`. 403 for who may not, 409 when somebody was faster, 422 with what was typed."""
    post = acting_post(request)
    one = _found(post, decision_id)
    if name not in FORMS:
        raise Http404
    form = enclosing.sent(request, partial(_form, name, one))
    if enclosing.is_whole(form):
        try:
            _DO[name](one, form.cleaned_data, post)
        except Blocked as blocked:
            form.add_error(blocked.field or None, blocked.sentence)
        except (Moved, Busy):
            return _too_late(request, one)
        else:
            return done(request, reverse("decision", args=[one.pk]), _DONE[name])
    return _draw(request, one, post, forms={name: form}, status=422 if form.is_bound else 200)


@require_POST
@post_required(*sorted(FIRM_SIDE | {Role.SUPERVISOR}))
def decision_confirm(request: HttpRequest, decision_id: int, named_id: int) -> HttpResponse:
    """A firm says whether it is solved, or the office what it said on the telephone."""
    post = acting_post(request)
    one = _found(post, decision_id)
    named = next((each["named"] for each in _named(one, post, {}) if each["named"].pk == named_id), None)
    if named is None:
        raise Http404
    form = _confirming(named, post, request.POST)
    if not form.is_valid():
        return _draw(request, one, post, forms={f"confirm{named.pk}": form}, status=422)
    said = form.cleaned_data
    try:
        pursuing.confirm(named.pk, solved=form.answer, words=said["words"], actor=post)
    except (Moved, Busy):
        return _too_late(request, one)
    words = _("已记下，谢谢。") if named.firm_id == post.organisation_id else _("已登记")
    return done(request, reverse("decision", args=[one.pk]), words)


def _too_late(request: HttpRequest, one: Decision) -> HttpResponse:
    words = _("这条议定事项刚刚有人动过，请看最新的再提交。您写的内容保留在下方。")
    return conflict(request, message=words, onward=reverse("decision", args=[one.pk]))
