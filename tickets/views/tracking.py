"""Looking a case up without an account: by number and code, which never stand in an address, or by a link.

Both only read. A slip of paper or a forwarded message proves nothing about who holds it, and every act on a case is
some post's own (DESIGN §3): to add, urge, confirm or withdraw one signs in, and the page says so.
"""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from journal import clock
from orgs.working_days import calendar_for
from tickets.chips import chip
from tickets.masking import nameless
from tickets.models import Ticket
from tickets.progress import progress
from tickets.promises import with_promises
from tickets.queries.cases import deadlines_of
from tickets.queries.timeline import timeline
from tickets.services import links, numbers, tracking
from web.access import public
from web.errors import wait
from web.forms import Form, TextField
from web.pages import page

PAGE = "tickets/track.html"


class TrackForm(Form):
    """Number and code as on the receipt; spaces, hyphens and small letters do not matter."""

    number = TextField(
        label=gettext_lazy("受理编号"),
        help_text=gettext_lazy("回执上的一串数字，例如 261118-0419-5"),
        max_length=40,
        missing=gettext_lazy("请填写受理编号"),
    )
    code = TextField(
        label=gettext_lazy("查询码"),
        help_text=gettext_lazy("8 位字母和数字"),
        max_length=40,
        missing=gettext_lazy("请填写查询码"),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed through as given
        self.fields["number"].widget.attrs |= {"inputmode": "numeric", "autocomplete": "off"}
        self.fields["code"].widget.attrs |= {
            "autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false",
        }  # fmt: skip

    def clean_number(self) -> str:
        """A slip of the finger is told at once and counts as no guess."""
        number = numbers.canonical(self.cleaned_data["number"])
        if not numbers.is_number(number):
            self.add_error("number", _("编号可能抄错了一位，请核对后再试"))
        return number


@public
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """`/track/`: 422 with the tries that are left, 429 when there are none."""
    if request.method != "POST":
        return _page(request, {"form": TrackForm()})
    form = TrackForm(request.POST)
    if not form.is_valid():
        return _page(request, {"form": form}, status=422)
    try:
        ticket = tracking.find(**_typed(form), address=request.META["REMOTE_ADDR"])
    except tracking.WrongCode as wrong:
        form.add_error(None, _wrong_words(wrong.left))
        return _page(request, {"form": form}, status=422)
    except tracking.TooManyTries as enough:
        form.add_error(None, too_often(enough.minutes))
        return wait(_page(request, {"form": form}, status=429), enough.minutes)
    return _found(request, ticket)


@public
@require_safe
def tracked(request: HttpRequest, token: str) -> HttpResponse:
    """`/t/<token>/`: the same page by a link, 404 for any other token, 429 for an address that guesses."""
    try:
        ticket = links.ticket_of(token, address=request.META["REMOTE_ADDR"])
    except links.NoSuchLink:
        return track_problem(request, _("这个链接打不开。请用回执上的受理编号和查询码查。"), status=404)
    except tracking.TooManyTries as enough:
        return wait(track_problem(request, too_often(enough.minutes), status=429), enough.minutes)
    return _found(request, ticket)


def track_problem(request: HttpRequest, problem: str, *, status: int) -> HttpResponse:
    """The page that looks up by number and code, over it why the link did not open anything."""
    return _page(request, {"form": TrackForm(), "problem": problem}, status=status)


def too_often(minutes: int) -> str:
    """The sentence for somebody who has to wait."""
    return _("操作太频繁，请 %(minutes)d 分钟后再试。") % {"minutes": minutes}


def _typed(form: TrackForm) -> dict[str, str]:
    return {"typed_number": form.cleaned_data["number"], "typed_code": form.cleaned_data["code"]}


def _wrong_words(left: int) -> str:
    if left <= 0:
        return _("编号或查询码不正确。请过一会儿再试。")
    return _("编号或查询码不正确，还可再试 %(left)d 次") % {"left": left}


def _found(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """What its firm would read, without anything about people."""
    now, calendar = clock.now(), calendar_for(ticket.county_id)
    clocks = [(deadline, chip(deadline, now=now, calendar=calendar)) for deadline in deadlines_of(ticket)]
    context = {
        "ticket": ticket,
        "now": now,
        "progress": progress(ticket, clocks=clocks, legs=ticket.live_legs),
        "timeline": with_promises(nameless(timeline(ticket, for_firm=True)), clocks),
    }
    return _page(request, context, template="tickets/tracked.html")


def _page(request: HttpRequest, context: dict[str, object], *, template: str = PAGE, status: int = 200) -> HttpResponse:
    return private_page(request, template, context, status=status)


def private_page(request: HttpRequest, template: str, context: dict[str, object], *, status: int = 200) -> HttpResponse:
    """Kept by no browser, proxy or search engine, though nobody has signed in; no other site learns a link."""
    response = page(request, template, context, part=template, status=status)
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
