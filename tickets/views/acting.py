"""Acting on a case: `POST /tickets/<number>/<action>/`. Who was too late is told, and keeps their words."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from journal import clock
from journal.models import Event
from orgs.access import post_required
from orgs.models import Post
from tickets.actions import ACTIONS, BY_VERB
from tickets.exceptions import Blocked, Busy, NotPossibleNow, StaleWrite
from tickets.forms import FORMS, ActionForm, form_for
from tickets.models import Ticket
from tickets.offers import offer_of
from tickets.queries import tickets_for
from tickets.views.case import case_page
from tickets.views.performing import PERFORM, Act
from web.errors import conflict
from web.moments import moment
from web.pages import done


@require_http_methods(["GET", "HEAD", "POST"])
@post_required()
def act(request: HttpRequest, number: str, action: str) -> HttpResponse:
    """GET shows the case with this action's form open; POST does it.

    404 for what the post may not see, 409 when somebody was faster, 422 with all that was typed.
    """
    if action not in FORMS:
        raise Http404
    post: Post = request.post  # type: ignore[attr-defined]  # set by PostMiddleware, asserted by post_required
    ticket = get_object_or_404(tickets_for(post).select_related("filed_by"), number=number)
    if request.method != "POST":
        return case_page(request, ticket, opened=action)
    form = form_for(action, ticket=ticket, post=post, data=request.POST)
    if form.is_valid():
        try:
            PERFORM[action](Act(ticket, post, form.cleaned_data))
        except (StaleWrite, NotPossibleNow) as late:
            return too_late(request, late.ticket)
        except Busy:
            return conflict(
                request,
                message=_("这件事正有人在办，请稍等几秒再点一次。您写的内容保留在下方。"),
                onward=reverse("ticket", args=[ticket.number]),
            )
        except Blocked as blocked:
            _tell(form, blocked)
        else:
            return done(request, onward(request, ticket, post), success_words(action))
    if offer_of(action, ticket, post) is None:
        return too_late(request, ticket)
    return case_page(request, ticket, opened=action, bound={action: form}, status=422)


def _tell(form: ActionForm, blocked: Blocked) -> None:
    """Put the rule's sentence at its field, or at the head of the form."""
    field = blocked.field if blocked.field in form.fields else None
    form.add_error(field, blocked.sentence)


def too_late(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """Say who was faster and what they did; the typed text stands on the page."""
    last = (
        Event.objects.for_subject(Ticket.JOURNAL_NAME, ticket.pk)
        .filter(verb__in=[verb for verb, row in BY_VERB.items() if row.decides])
        .order_by("-seq")
        .first()
    )
    return conflict(request, message=_what_happened(last), onward=reverse("ticket", args=[ticket.number]))


def _what_happened(last: Event | None) -> str:
    """此件刚被 王红 10:42 受理. Units are named to firms, people to colleagues; both know them."""
    if last is None:
        return _("此件刚有变化。您写的内容保留在下方。")
    who = Post.objects.select_related("person", "organisation").filter(pk=last.post or 0).first()
    return _("此件刚有变化：%(who)s %(when)s “%(what)s”。您写的内容保留在下方。") % {
        "who": who.organisation.display_name if who else _("系统"),
        "when": moment(last.at, now=clock.now()),
        "what": BY_VERB[last.verb].label,
    }


def success_words(action: str) -> str:
    """The green banner: what was done, in the button's own words."""
    return _("已完成：%(what)s") % {"what": ACTIONS[action].label}


def onward(request: HttpRequest, ticket: Ticket, post: Post) -> str:
    """Back to the case while it can be seen there; a button may ask for the next one instead."""
    if request.POST.get("then") == "list":
        return reverse("queue") if post.role not in {"dispatcher"} else reverse("desk")
    return reverse("ticket", args=[ticket.number])
