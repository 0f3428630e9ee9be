"""Topics: bringing one in, reading it, deciding on it; and what became of those that one's own body brought in."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from orgs.access import post_required
from orgs.middleware import now_of
from orgs.models import Post
from orgs.queries import today
from orgs.statuses import FIRM_SIDE
from roundtable import policies
from roundtable.acts import ACTS, possible
from roundtable.exceptions import Blocked, Moved
from roundtable.forms import FORMS, ScreenForm, TopicForm
from roundtable.kinds import Advice, TopicState
from roundtable.models import Decision, ItemRecord, Topic
from roundtable.queries import topics as found
from roundtable.queries.candidates import reasons_of
from roundtable.queries.decisions import is_kept_from
from roundtable.reading import as_shown
from roundtable.services import pooling
from tickets.exceptions import Blocked as CaseBlocked
from tickets.exceptions import Busy, NotPossibleNow
from tickets.masking import as_read, firm_name, title_of
from tickets.models import Ticket
from tickets.queries import tickets_for
from tickets.table_policies import PREPARES, RAISERS, may_table
from tickets.views.case import acting_post
from web.errors import conflict
from web.pages import done, page

RAISE, ONE, MINE = "roundtable/raise.html", "roundtable/topic.html", "roundtable/mine.html"
_LONGEST_TITLE: Final = 60
raisers = post_required(*sorted(RAISERS))
NOTHING_TYPED: Final[Mapping[str, ScreenForm]] = MappingProxyType({})
readers = post_required(*sorted(RAISERS | policies.POOL_ROLES))


@require_http_methods(["GET", "HEAD", "POST"])
@raisers
def raise_topic(request: HttpRequest) -> HttpResponse:
    """`/roundtable/raise/`, `?case=` for a case: 404 where the post may not bring it in, or not see it."""
    post = acting_post(request)
    ticket = _case(request, post)
    if ticket and ticket.tabled and post.role in policies.POOL_ROLES and (topic := found.live_topic_of(ticket)):
        return HttpResponseRedirect(reverse("topic", args=[topic.pk]))
    form = TopicForm(request.POST if request.method == "POST" else None, initial=_presets(request, ticket, post))
    if request.method == "POST" and form.is_valid():
        try:
            topic = _brought(form, ticket, post)
        except (Blocked, CaseBlocked) as blocked:
            form.add_error(None, blocked.sentence)
        except (Busy, NotPossibleNow) as late:
            return conflict(request, message=_late(late), onward=reverse("topics_mine"))
        else:
            return done(request, _onward(topic, post), _("已提交，会务秘书会筛选，结果在这里能看到。"))
    shown = as_read(ticket, post) if ticket else None
    context = {
        "base": base_of(post),
        "form": form,
        "ticket": shown,
        "firm": firm_name(shown, post) if shown else "",
    }
    return page(request, RAISE, context, part=RAISE, status=422 if form.errors else 200)


def base_of(post: Post) -> str:
    """The firm's frame for the firm's side."""
    return "base_firm.html" if post.role in FIRM_SIDE else "base.html"


def _case(request: HttpRequest, post: Post) -> Ticket | None:
    if not (number := request.GET.get("case", "")):
        return None
    ticket = found.case_to_table(post, number)
    if ticket is None or not may_table(ticket, post):
        raise Http404
    return ticket


def _presets(request: HttpRequest, ticket: Ticket | None, post: Post) -> dict[str, Any]:
    """The case's title, or what the page that one came from calls the matter."""
    if ticket:
        return {"title": title_of(ticket, post)}
    return {"title": request.GET.get("title", "")[:_LONGEST_TITLE]}


def _brought(form: TopicForm, ticket: Ticket | None, post: Post) -> Topic:
    if ticket is None:
        return pooling.raise_topic(form.raised, actor=post)
    return pooling.table(ticket.pk, raised=form.raised, actor=post)


def _late(late: Exception) -> str:
    if isinstance(late, Busy):
        return _("这件事正有人在办，请稍等几秒再点一次。您写的内容保留在下方。")
    return _("这件诉求已经结束，不能再提请圆桌会议。您写的内容保留在下方。")


def _onward(topic: Topic, post: Post) -> str:
    return reverse("topic", args=[topic.pk]) if policies.reads_pool_of(topic, post) else reverse("topics_mine")


@require_safe
@raisers
def mine(request: HttpRequest) -> HttpResponse:
    """`/roundtable/mine/`: what one's own body has brought in, and what became of it."""
    post = acting_post(request)
    shown = found.raised_page(post, after=request.GET.get("after"))
    context = {"base": base_of(post), "topics": shown.items, "next": shown.next, "now": now_of(request)}
    return page(request, MINE, context, part=MINE)


@require_safe
@readers
def topic(request: HttpRequest, topic_id: int) -> HttpResponse:
    """`/roundtable/topics/<id>/`: a topic, with what the reader may decide."""
    return _draw(request, _found(request, topic_id))


def _found(request: HttpRequest, topic_id: int) -> Topic:
    topic = found.topic_for(acting_post(request), topic_id)
    if topic is None:
        raise Http404
    return topic


def _outcome(topic: Topic, post: Post) -> dict[str, Any]:
    """What the meeting said of it, once that is signed: whoever raised it reads the same as its firms.

    Nothing, if its case or one of a decision turned out to be about a unit of theirs.
    """
    if topic.state != TopicState.HEARD:
        return {}
    case = topic.ticket
    if case is not None and case.about_org_id and not tickets_for(post).filter(pk=case.pk).exists():
        return {}
    rows = ItemRecord.objects.filter(item__topic=topic).select_related("item__meeting__committee")
    record = rows.first()
    decided = record.item.decisions.select_related("lead") if record else Decision.objects.none()
    return {} if decided.filter(is_kept_from(post)).exists() else {"outcome": record, "decided": decided}


def _draw(
    request: HttpRequest, topic: Topic, bound: Mapping[str, ScreenForm] = NOTHING_TYPED, *, status: int = 200
) -> HttpResponse:
    post, now = acting_post(request), now_of(request)
    in_pool, case = policies.reads_pool_of(topic, post), _case_of(topic, post)
    as_shown(topic, post)
    if topic.merged_into is not None:
        as_shown(topic.merged_into, post)
    context = {
        "base": base_of(post),
        "topic": topic,
        "case": case,
        "firm": firm_name(case, post, leads=True if post.role in PREPARES else None) if case else "",
        "reasons": reasons_of(case.pk, county=topic.county_id, now=now) if case and in_pool else [],
        "merged": _merged(topic, post) if in_pool else [],
        "forms": _forms(topic, post, bound, today=today(now)),
        "in_pool": in_pool,
        **_outcome(topic, post),
        "back": topic.is_back(today(now)),
        "form": next(iter(bound.values()), None),
        "now": now,
    }
    return page(request, ONE, context, part=ONE, status=status)


def _merged(topic: Topic, post: Post) -> list[Topic]:
    return [as_shown(other, post) for other in topic.merged.select_related("raised_by__organisation", "ticket")]


def _case_of(topic: Topic, post: Post) -> Ticket | None:
    """The case, if the reader may see it: whoever raised a topic need not see its case for ever."""
    if topic.ticket is None or not tickets_for(post).filter(pk=topic.ticket.pk).exists():
        return None
    return as_read(topic.ticket, post)


def _forms(
    topic: Topic, post: Post, bound: Mapping[str, ScreenForm], *, today: date
) -> list[tuple[str, Promise, ScreenForm]]:
    """Name, label and form of every possible act; `bound` keeps what was typed."""
    acts = possible(topic, post)
    others = _others("merge" if "merge" in acts else "", topic, post)
    drawn = {name: _form(name, topic, today=today, others=others) for name in acts if name != "merge" or others}
    return [(name, ACTS[name].label, bound.get(name, form)) for name, form in drawn.items()]


def _form(
    name: str, topic: Topic, *, today: date, others: Sequence[Topic], data: QueryDict | None = None
) -> ScreenForm:
    return FORMS[name](data, auto_id=f"{name}-%s", topic=topic, today=today, others=others)


def _others(name: str, topic: Topic, post: Post) -> list[Topic]:
    return [as_shown(other, post) for other in found.others_in_pool(topic, post)] if name == "merge" else []


_Do = Callable[[dict[str, Any], Post, int], None]
PERFORM: Final[dict[str, _Do]] = {
    "propose": lambda said, post, pk: pooling.propose(
        pk, advice=Advice(said["advice"]), words=said["words"], actor=post, version=said["version"]
    ),
    "approve": lambda said, post, pk: pooling.approve(pk, words=said["words"], actor=post, version=said["version"]),
    "defer": lambda said, post, pk: pooling.defer(
        pk, words=said["words"], until=said["until"], actor=post, version=said["version"]
    ),
    "decline": lambda said, post, pk: pooling.decline(pk, words=said["words"], actor=post, version=said["version"]),
    "merge": lambda said, post, pk: pooling.merge(pk, onto_id=said["onto"], actor=post, version=said["version"]),
    "withdraw": lambda said, post, pk: pooling.withdraw(pk, actor=post, version=said["version"]),
}


@require_POST
@readers
def act(request: HttpRequest, topic_id: int, action: str) -> HttpResponse:
    """POST `/roundtable/topics/<id>/<act>/`. 403 for what the post never does, 409 when somebody was faster, 422."""
    post, topic, now = acting_post(request), _found(request, topic_id), now_of(request)
    if action not in FORMS:
        raise Http404
    if not ACTS[action].policy(topic, post) and not _overtaken(action, topic, post):
        raise PermissionDenied
    form = _form(action, topic, today=today(now), others=_others(action, topic, post), data=request.POST)
    try:
        if form.is_valid():
            PERFORM[action](form.cleaned_data, post, topic.pk)
            said = _("已完成：%(what)s") % {"what": ACTS[action].label}
            return done(request, reverse("topic", args=[topic.pk]), said)
    except Blocked as blocked:
        form.add_error(blocked.field or None, blocked.sentence)
    except (Moved, Busy):
        return _too_late(request, topic)
    if action not in possible(topic, post):
        return _too_late(request, topic)
    return _draw(request, topic, {action: form}, status=422)


def _overtaken(action: str, topic: Topic, post: Post) -> bool:
    """Whether the post could have withdrawn it before somebody ruled."""
    return action == "withdraw" and policies.raised(topic, post)


def _too_late(request: HttpRequest, topic: Topic) -> HttpResponse:
    words = _("这个议题刚刚有人处理过，现在是“%(state)s”。您写的内容保留在下方。")
    fresh = _found(request, topic.pk)
    return conflict(
        request, message=words % {"state": fresh.get_state_display()}, onward=reverse("topic", args=[topic.pk])
    )
